"""Let what is kept too long be destroyed, by the owner's functions alone, and without a copy in the audit."""

from django.db import migrations

from rooftree.foundations import sql


class Migration(migrations.Migration):
    dependencies = [("foundations", "0008_tries")]

    operations = [migrations.RunSQL(sql.read("0009_destruction"), sql.read("0009_destruction_undo"))]
