"""Closes a year of the books in a process of its own, and stands still until it is killed.

python -m rooftree.rents.tests.killed_close COUNCIL OFFICER STEP
"""

import sys
import time
from datetime import date
from typing import Any

import django

django.setup()

from rooftree.foundations.isolation import acting_for  # noqa: E402
from rooftree.foundations.models import Council  # noqa: E402
from rooftree.ledger import closing  # noqa: E402
from rooftree.rents.actions import periods  # noqa: E402
from rooftree.staff.models import Officer  # noqa: E402
from tests.builders import NOON  # noqa: E402

STEPS: dict[str, tuple[Any, str]] = {
    "begun": (closing, "close_year"),
    "balances kept": (closing, "_gather_runs"),
    "rewritten": (periods, "_end_close"),
}
"""What has been done by then, and the function before which the process stands still."""


def main(code: str, officer_id: int, step: str) -> None:
    """Close the year from 6 April 2025, as an accountant."""

    def wait(*arguments: object, **facts: object) -> None:
        sys.stdout.write(f"standing after: {step}\n")
        sys.stdout.flush()
        time.sleep(600)

    module, name = STEPS[step]
    setattr(module, name, wait)
    council = Council.objects.get(code=code)
    with acting_for([council.pk], who="test"):
        officer = Officer.objects.get(pk=officer_id)
        officer.roles = frozenset({"rent_accounting_officer"})
        periods.close_year(date(2025, 4, 7), by=officer, at=NOON, key="close")
    sys.stdout.write(f"never stood after: {step}\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
