"""Keep movements, their keys and the balances with their council, and only ever add to them."""

from django.db import migrations

from rooftree.foundations.protection import BelongsTo, Protect


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_movements")]

    operations = [
        Protect("ledger_movement", append_only=True),
        BelongsTo("ledger_movement", "debit_id", "ledger_account"),
        BelongsTo("ledger_movement", "credit_id", "ledger_account"),
        Protect("ledger_posted", append_only=True, audited=False),
        Protect("ledger_charged", append_only=True, audited=False),
        Protect("ledger_key", root=True, append_only=True, key="movement_id"),
        Protect("ledger_reversal", root=True, append_only=True, audited=False, key="movement_id"),
        Protect("ledger_balanceposted", audited=False, key="account_id"),
        BelongsTo("ledger_balanceposted", "account_id", "ledger_account"),
        Protect("ledger_balancecharged", audited=False, key="account_id"),
        BelongsTo("ledger_balancecharged", "account_id", "ledger_account"),
        migrations.RunSQL(
            """
            REVOKE ALL ON ledger_posted, ledger_charged FROM rooftree_app;
            REVOKE INSERT ON ledger_run, ledger_reversal FROM rooftree_app;
            REVOKE INSERT, UPDATE, DELETE ON ledger_balanceposted, ledger_balancecharged FROM rooftree_app;
            REVOKE DELETE ON ledger_account FROM rooftree_app;
            GRANT SELECT ON ledger_balance TO rooftree_app;
            """,
            migrations.RunSQL.noop,
        ),
    ]
