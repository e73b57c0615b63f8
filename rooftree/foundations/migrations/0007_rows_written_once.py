"""Let the audit of an update write each row as JSON once, not once a column."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("foundations", "0006_restricted_cases")]

    operations = [migrations.RunSQL(read("0007_rows_written_once"), read("0007_rows_written_once_undo"))]
