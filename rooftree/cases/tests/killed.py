"""Takes a case up in a process of its own, and stands still inside the transaction until it is killed.

python -m rooftree.cases.tests.killed CASE OFFICER STEP
"""

import sys
import time
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402

from rooftree.cases import actions  # noqa: E402
from rooftree.cases.actions import owners  # noqa: E402
from rooftree.cases.models import Case  # noqa: E402
from rooftree.foundations.isolation import acting_for  # noqa: E402
from rooftree.foundations.models import Council  # noqa: E402
from rooftree.staff.models import Officer  # noqa: E402
from rooftree.staff.queries import load_roles  # noqa: E402
from tests.builders import NOON, TODAY  # noqa: E402


def stand_still(*arguments: Any, **more: Any) -> None:
    """Say that everything before this step is written and nothing is committed, and wait."""
    assert connection.in_atomic_block, "The transaction is still open."
    sys.stdout.write("standing\n")
    sys.stdout.flush()
    time.sleep(600)


def take(case_id: int, officer_id: int) -> None:
    """Take the case up as this officer."""
    council = Council.objects.get(code="alder")
    with acting_for([council.pk], who="test"):
        officer = Officer.objects.get(pk=officer_id)
        load_roles([officer], on=TODAY)
        actions.take(Case.objects.get(pk=case_id), by=officer, at=NOON, key="killed")
    sys.stdout.write("never stood\n")


if __name__ == "__main__":
    setattr(owners, sys.argv[3], stand_still)
    take(int(sys.argv[1]), int(sys.argv[2]))
