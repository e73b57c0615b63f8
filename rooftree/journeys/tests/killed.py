"""Enters an absence, or keeps handovers up, in a process of its own, and stands still until it is killed.

python -m rooftree.journeys.tests.killed enter|keep-up COUNCIL OFFICER STEP
"""

import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from rooftree.cases import handover_jobs  # noqa: E402
from rooftree.cases.actions import covering, handovers  # noqa: E402
from rooftree.foundations.isolation import acting_for  # noqa: E402
from rooftree.foundations.models import Council  # noqa: E402
from rooftree.journeys import absence  # noqa: E402
from rooftree.journeys.tests.mondays import EIGHT_FORTY  # noqa: E402
from rooftree.staff.models import Officer  # noqa: E402

STEPS: dict[str, tuple[Any, str]] = {
    "absence entered": (handovers, "keep_up"),
    "pieces made": (handovers, "tell"),
    "note written": (covering, "offer"),
    "first officer kept up": (handovers, "watch_leaver"),
}
"""What has been written by then, and the function before which the process stands still."""


def stand_still(step: str) -> Callable[..., None]:
    """Return what stands in a function's place: it says that it was reached, and waits."""

    def wait(*arguments: object, **facts: object) -> None:
        sys.stdout.write(f"standing after: {step}\n")
        sys.stdout.flush()
        time.sleep(600)

    return wait


def run(what: str, council: Council, officer_id: int) -> None:
    """Enter that an officer is away from 08:40, or keep handovers up as the job does."""
    if what == "keep-up":
        handover_jobs.keep_up(council, at=EIGHT_FORTY)
        return
    officer = Officer.objects.get(pk=officer_id)
    officer.roles = frozenset({"tenancy_officer"})
    cover = Officer.objects.exclude(pk=officer.pk).get(name="Ben Ode")
    absence.enter(
        officer,
        starts=EIGHT_FORTY,
        until_on=None,
        note="Back soon",
        cover=cover,
        by=officer,
        at=EIGHT_FORTY,
        key="k1",
    )


if __name__ == "__main__":
    what, code, officer, step = sys.argv[1:]
    module, name = STEPS[step]
    setattr(module, name, stand_still(step))
    found = Council.objects.get(code=code)
    with acting_for([found.pk], who="test"):
        run(what, found, int(officer))
    sys.stdout.write(f"never stood after: {step}\n")
