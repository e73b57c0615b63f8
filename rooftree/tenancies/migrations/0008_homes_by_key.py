"""Look up the words of a home by its key, however little the planner knows of the table."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0007_people_named")]

    operations = [
        migrations.RunSQL(
            read("0008_homes_by_key", beside=__file__), read("0008_homes_by_key_undo", beside=__file__)
        ),
    ]
