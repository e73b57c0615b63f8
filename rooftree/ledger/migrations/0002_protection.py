"""Keep every account with its council."""

from django.db import migrations

from rooftree.foundations.protection import Protect


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_accounts")]

    operations = [Protect("ledger_account", root=True, pointed_at=True)]
