"""Audit what a council is called, and find a day in the audit."""

from django.db import migrations

from rooftree.foundations import sql


class Migration(migrations.Migration):
    dependencies = [("foundations", "0004_nightly_checks")]

    operations = [
        migrations.RunSQL(sql.read("0005_audit_of_councils"), sql.read("0005_audit_of_councils_undo")),
    ]
