"""The page of a rent account with ten years of lines, beside a bare page of ten ORM queries, as the app's log-in.

Every account was charged each week and paid each week for ten years; nine years are closed, the tenth is open,
so its runs stand apart. The page shows the year as a chart and a table, explains the last charges, and has
people, adjustments, benefits and a rent year on it. The floor is that of the other pages (`benchmarks/pages.py`):
ten plain ORM queries in bare Jinja2 behind the same doors, asked in turn with the page.
"""

import os
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from benchmarks.casework import fill
from benchmarks.database import scratch_database
from benchmarks.pages import beside_the_floor, signed_in

if TYPE_CHECKING:
    from benchmarks.database import Scratch

ACCOUNTS = int(os.environ.get("BENCH_ACCOUNT_PAGES", 500))
CASES = 2_000
"""Open cases of the council, so that the floor has its rows to show."""
YEARS = 10
NOON = datetime(2026, 4, 6, 12, tzinfo=UTC)

CHARGES = """
    SELECT ledger_account_id AS debit_id, %(income)s::bigint AS credit_id, 105.50 AS amount, 'DBR' AS code,
           %(on)s::date AS effective_on, '' AS narrative
    FROM rents_accountpart WHERE part = 'rent'
"""
PAYMENTS = """
    SELECT %(cash)s::bigint AS debit_id, ledger_account_id AS credit_id, 104.00 AS amount, 'receipt' AS kind,
           'RDD' AS code, %(on)s::date AS effective_on, 'pay ' || %(on)s || ' ' || ledger_account_id AS key,
           '' AS narrative, 'DD' || ledger_account_id AS reference, '' AS batch
    FROM rents_accountpart WHERE part = 'rent'
"""
TERMS = """
    INSERT INTO rents_charge (council_id, place_id, code, amount, per, from_on, why, created_at)
    SELECT council_id, place_id, 'DBR', 105.50, 'week', from_on, 'Annual increase', now() FROM rents_rentaccount;
    INSERT INTO rents_expectedbenefit (council_id, rent_account_id, kind, amount, every, next_on, from_on, note)
    SELECT council_id, id, 'uc', 400, 'monthly', current_date + 9, from_on, '' FROM rents_rentaccount;
    INSERT INTO rents_rentyear (council_id, "group", starts_on, weeks, free_weeks, created_at)
    SELECT council_id, 'hra', current_date - 140 - extract(isodow FROM current_date)::int + 1, 52, '{}', now()
    FROM rents_rentaccount LIMIT 1;
    DELETE FROM rents_changedsince;
"""


def main() -> None:
    """Make the accounts and their ten years, and measure their page against the floor."""
    with scratch_database() as scratch:
        fill(scratch.owner, council=scratch.council, cases=CASES, now=datetime.now(UTC))
        accounts = ten_years(scratch)
        _serve_the_bare_page()
        clients = signed_in(scratch)
        beside_the_floor(
            "account-page",
            clients,
            lambda turn: f"/staff/rents/accounts/{accounts[turn * 37 % len(accounts)]}/",
            len(accounts),
        )


def _serve_the_bare_page() -> None:
    from django.conf import settings

    settings.ROOT_URLCONF = "benchmarks.bare_page"
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.LOGGING_CONFIG = None


def ten_years(scratch: "Scratch") -> list[int]:
    """Open accounts of the council's first tenancies, charge and pay each for ten years; return their ids."""
    from rooftree.foundations.isolation import acting_for
    from rooftree.ledger import accounts, closing, posting, runs
    from rooftree.rents.actions.accounts import open_missing_accounts
    from rooftree.rents.models import RentAccount

    council = scratch.council
    scratch.owner.execute("UPDATE tenancies_tenancy SET tenure = 'DEC' WHERE id > %s", [ACCOUNTS])
    monday = date.today() - timedelta(days=date.today().weekday())
    with acting_for([council], who="job:bench"):
        open_missing_accounts(council, on=monday, at=NOON)
        scratch.owner.execute(TERMS)
        controls = accounts.controls(council, ["income.hra", "cash"])
        for week in range(52 * YEARS - 1, -1, -1):
            on = monday - timedelta(weeks=week)
            facts = {"on": on, "income": controls["income.hra"], "cash": controls["cash"]}
            runs.post_run(
                council,
                key=f"week {on}",
                effective_on=on,
                posted_on=on,
                charges=CHARGES,
                params=facts,
                at=NOON,
                who="job:bench",
            )
            posting.post_from(PAYMENTS, facts, council_id=council, posted_on=on, at=NOON, who="job:bench")
            if week >= 52 and week % 52 == 0:
                closing.close_year(council, on + timedelta(weeks=1), at=NOON, who="job:bench")
        scratch.owner.execute("VACUUM (ANALYZE)")
        return list(RentAccount.objects.order_by("pk").values_list("pk", flat=True))


if __name__ == "__main__":
    main()
