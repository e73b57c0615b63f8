"""Let the audit of an insert say the first id and the last where there is no gap between them."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("foundations", "0009_destruction")]

    operations = [migrations.RunSQL(read("0010_added_in_a_row"), read("0010_added_in_a_row_undo"))]
