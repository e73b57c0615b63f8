"""Keep one key a line of a file, and find tenants by the name that a bank writes without reading everybody."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("rents", "0027_taken_over"), ("people", "0011_names_of_payers")]

    operations = [
        migrations.RunSQL(
            read("0028_lines_in_suspense", beside=__file__), read("0028_lines_in_suspense_undo", beside=__file__)
        ),
    ]
