"""Hands the books over in a process of its own, and stands still before a step until it is killed.

python -m rooftree.rents.tests.killed_handover STEP
"""

import sys
import time
from typing import Any

import django

django.setup()

from rooftree.foundations.idempotency import Once  # noqa: E402
from rooftree.foundations.isolation import acting_for  # noqa: E402
from rooftree.foundations.models import Council  # noqa: E402
from rooftree.rents.actions import general_ledger as actions  # noqa: E402
from tests.builders import NOON, TODAY  # noqa: E402

STEPS: dict[str, tuple[Any, str]] = {
    "file written": (actions.GeneralLedgerFile.objects, "create"),
    "file kept": (actions.GeneralLedgerLine.objects, "bulk_create"),
    "lines kept": (Once, "makes"),
}
"""What has been done by then, and what stands still."""


def main(step: str) -> None:
    """Hand over what is new before the tests' day."""

    def wait(*_: object, **__: object) -> None:
        sys.stdout.write("standing\n")
        sys.stdout.flush()
        time.sleep(600)

    setattr(*STEPS[step], wait)
    council = Council.objects.get(code="alder")
    with acting_for([council.pk], who="test"):
        actions.hand_over(council, until_on=TODAY, by=None, at=NOON, key="killed")
    sys.stdout.write("never stood\n")


if __name__ == "__main__":
    main(sys.argv[1])
