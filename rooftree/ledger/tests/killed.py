"""Posts a run, or closes a year, in a process of its own, and stands still before a step until it is killed.

python -m rooftree.ledger.tests.killed run|close NUMBER-OF-STEP
"""

import sys
import time
from itertools import count
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402

from rooftree.foundations.isolation import acting_for  # noqa: E402
from rooftree.foundations.models import Council  # noqa: E402
from rooftree.ledger import accounts, closing, runs  # noqa: E402
from rooftree.ledger.models import Account  # noqa: E402
from rooftree.ledger.tests.books import NEXT_YEAR, NOON, charge  # noqa: E402

STAND_BEFORE = int(sys.argv[2])
NUMBERS = count()


def standing(step: Any) -> Any:
    """Return a step that stands still when its turn has come."""

    def taken(statement: str, params: Any) -> Any:
        if next(NUMBERS) == STAND_BEFORE:
            sys.stdout.write(f"standing before {statement}\n")
            sys.stdout.flush()
            time.sleep(600)
        return step(statement, params)

    return taken


def main(what: str) -> None:
    """Run or close until the step."""
    assert not connection.in_atomic_block, "Each step commits by itself."
    council = Council.objects.get(code="alder").pk
    runs.step = closing.step = standing(runs.step)
    with acting_for([council], who="test"):
        if what == "close":
            closing.close_year(council, NEXT_YEAR, at=NOON, who="test")
        else:
            payers = list(Account.objects.filter(kind="personal").values_list("pk", flat=True))
            charge(council, payers, accounts.control(council, "income"), key="killed")
    sys.stdout.write("never stood\n")


if __name__ == "__main__":
    main(sys.argv[1])
