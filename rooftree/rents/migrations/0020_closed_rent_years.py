"""Let nothing be charged into a closed rent year, nor changed in it."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("rents", "0019_group_changes")]

    operations = [
        migrations.RunSQL(
            read("0020_closed_rent_years", beside=__file__), read("0020_closed_rent_years_undo", beside=__file__)
        )
    ]
