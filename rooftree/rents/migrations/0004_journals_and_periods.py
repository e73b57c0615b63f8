"""Journals, refunds, periods and reconciliations."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("rents", "0003_money_in")]

    operations = []
