"""Build a run aside and attach it."""

from django.db import migrations

from rooftree.foundations.sql import read


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_protect_movements")]

    operations = [
        migrations.RunSQL(read("0005_runs", beside=__file__), read("0005_runs_undo", beside=__file__)),
    ]
