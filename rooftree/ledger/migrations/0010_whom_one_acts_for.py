"""Prove balances, and count runs, for whoever acts for the council alone."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_sets")]

    operations = [
        migrations.RunSQL(
            read("0010_whom_one_acts_for", beside=__file__), read("0010_whom_one_acts_for_undo", beside=__file__)
        ),
    ]
