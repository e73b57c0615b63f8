"""Keep a debit run and a year's close to one processor, so that whoever pays or reads meanwhile has another.

Indexing, checking and posting in parallel gains a run nothing that we could measure, and held payments up.
"""

from django.db import migrations

STEPS = (
    "ledger_key_aside(text)",
    "ledger_validate(text)",
    "ledger_post_run(bigint, bigint, text, date, date, timestamptz, text)",
)
SETTINGS = ("max_parallel_maintenance_workers", "max_parallel_workers_per_gather")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0011_lines_by_index")]

    operations = [
        migrations.RunSQL(
            [f"ALTER FUNCTION {step} SET {setting} = 0" for step in STEPS for setting in SETTINGS],
            [f"ALTER FUNCTION {step} RESET {setting}" for step in STEPS for setting in SETTINGS],
        ),
    ]
