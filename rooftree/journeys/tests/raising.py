"""Writes the letters of an increase, or charges it, in a process of its own, and stands still in the middle.

python -m rooftree.journeys.tests.raising letters|charging INCREASE
"""

import sys
import time
from typing import Any

import django

django.setup()

from rooftree.foundations.isolation import acting_for  # noqa: E402
from rooftree.foundations.models import Council  # noqa: E402
from rooftree.journeys import rent_letters  # noqa: E402
from rooftree.rents.actions import increase_lines, increases  # noqa: E402
from rooftree.rents.models import RentIncrease  # noqa: E402
from rooftree.rents.tests.aprils import IN_JANUARY, accountant, acts  # noqa: E402


def stand_still(what: str) -> None:
    """Say that the middle was reached, and wait to be killed."""
    sys.stdout.write(f"standing in the middle of: {what}\n")
    sys.stdout.flush()
    time.sleep(600)


def letters(increase: RentIncrease) -> None:
    """Write letters one at a time, and stand still in the third."""
    rent_letters.AT_ONCE = 1
    write, written = rent_letters.write_letter, []

    def third(*arguments: Any, **facts: Any) -> Any:
        written.append(write(*arguments, **facts))
        if len(written) == 3:
            stand_still("letters")

    rent_letters.write_letter = third
    rent_letters.write_letters(increase, at=IN_JANUARY)


def charging(increase: RentIncrease) -> None:
    """Charge, and stand still when charges have ended and none has begun."""
    read = increase_lines.statement

    def before_they_begin(name: str) -> str:
        if name == "begin_charges":
            stand_still("charging")
        return read(name)

    increase_lines.statement = before_they_begin
    increases.apply(increase, **acts(accountant()))


if __name__ == "__main__":
    what, number = sys.argv[1:]
    with acting_for([Council.objects.get(code="alder").pk], who="test"):
        {"letters": letters, "charging": charging}[what](RentIncrease.objects.get(pk=int(number)))
    sys.stdout.write(f"never stood in: {what}\n")
