"""A tenancy follows one of the same council."""

from django.db import migrations

from rooftree.foundations.protection import BelongsTo


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0003_more_of_the_record")]

    operations = [BelongsTo("tenancies_tenancy", "previous_id", "tenancies_tenancy")]
