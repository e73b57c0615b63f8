"""Read the lines of an account by index, whatever the planner makes of a run.

All charges of a run are credited to one account, so a plan that is kept for any account expects the whole run and
reads it from end to end: each week made every statement slower.
"""

from django.db import migrations

LINES = "ALTER FUNCTION ledger_lines(bigint[], date, date, boolean, boolean)"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0010_whom_one_acts_for")]

    operations = [
        migrations.RunSQL(
            f"{LINES} SET enable_seqscan = off; {LINES} SET jit = off",
            f"{LINES} RESET enable_seqscan; {LINES} RESET jit",
        ),
    ]
