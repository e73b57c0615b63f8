"""A saved view is of an officer of the same council."""

from django.db import migrations

from rooftree.foundations.protection import BelongsTo, Protect


class Migration(migrations.Migration):
    dependencies = [("staff", "0008_saved_views")]

    operations = [
        Protect("staff_savedview"),
        BelongsTo("staff_savedview", "officer_id", "staff_officer"),
    ]
