"""What is checked of the books each night: that they have room for what comes, and prove to the penny."""

from collections.abc import Iterator
from datetime import date

from django.db import connection

from rooftree.foundations import money
from rooftree.foundations.models import Council
from rooftree.foundations.money import NOUGHT
from rooftree.ledger import balances, closing, runs

YEARS_AHEAD = 2


def books(council: Council, on: date) -> Iterator[str]:
    """Yield where a kept balance is not what was closed and what moved since.

    Makes the coming years ahead, drops what killed runs have left, and gathers runs when they are many.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_make_years(%s, %s)", [on, on.replace(year=on.year + YEARS_AHEAD, day=1)])
    runs.clear_away(council.pk)
    closing.gather_runs(council.pk, on)
    wrong = balances.disproved(council.pk)
    if wrong:
        pounds = money.in_words(sum((abs((kept or 0) - proved) for _, kept, proved in wrong), NOUGHT))
        yield (
            f"{_balances(len(wrong))} not what the movements say, by {pounds} in all. Have the balances rebuilt, "
            "and look at who changed them."
        )


def _balances(number: int) -> str:
    return "1 kept balance is" if number == 1 else f"{number:,} kept balances are"
