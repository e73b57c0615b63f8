"""Find the tenant whom a reference and a date of birth name, for somebody who opens an account."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0005_search_words"), ("people", "0008_protect_portal")]

    operations = [
        migrations.RunSQL(
            read("0006_tenants_born", beside=__file__), read("0006_tenants_born_undo", beside=__file__)
        ),
    ]
