"""Read what was posted to an account by index on its page, as its statement does (ledger 0011).

Receipts are debited to a handful of control accounts, so a plan that is kept for any account expects a whole year
of them where it looks for what was debited to one payer, and reads it from end to end.
"""

from django.db import migrations

PAGE = "ALTER FUNCTION rent_account_page(bigint, date, date, text[])"


class Migration(migrations.Migration):
    dependencies = [("record", "0012_rent_account")]

    operations = [
        migrations.RunSQL(
            f"{PAGE} SET enable_seqscan = off; {PAGE} SET jit = off",
            f"{PAGE} RESET enable_seqscan; {PAGE} RESET jit",
        ),
    ]
