"""Take the id of a case before it is written."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_cases_of_her_own")]

    operations = [
        migrations.RunSQL(
            read("0011_id_of_a_case", beside=__file__), read("0011_id_of_a_case_undo", beside=__file__)
        )
    ]
