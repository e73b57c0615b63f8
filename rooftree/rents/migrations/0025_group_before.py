"""Say once in which group an account was charged before it was moved to another."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("rents", "0024_series_of_a_kind")]

    operations = [
        migrations.RunSQL(
            read("0025_group_before", beside=__file__), read("0025_group_before_undo", beside=__file__)
        )
    ]
