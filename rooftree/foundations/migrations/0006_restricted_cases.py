"""Let a restricted case be opened by exception, and let what is only added to follow its group."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("foundations", "0005_audit_of_councils")]

    operations = [migrations.RunSQL(read("0006_restricted_cases"), read("0006_restricted_cases_undo"))]
