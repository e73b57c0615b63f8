"""Find the cases that somebody's own restriction would hide from herself."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_residents")]

    operations = [
        migrations.RunSQL(
            read("0010_cases_of_her_own", beside=__file__), read("0010_cases_of_her_own_undo", beside=__file__)
        ),
    ]
