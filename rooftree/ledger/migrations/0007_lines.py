"""Read the lines of a statement with a plan that is kept."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_years")]

    operations = [
        migrations.RunSQL(read("0007_lines", beside=__file__), read("0007_lines_undo", beside=__file__)),
    ]
