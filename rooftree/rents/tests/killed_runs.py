"""Makes a debit run, or puts changes right, in a process of its own, and stands still until it is killed.

python -m rooftree.rents.tests.killed_runs big|small|put-right COUNCIL STEP
"""

import sys
import time
from typing import Any

import django

django.setup()

from rooftree.foundations.isolation import acting_for  # noqa: E402
from rooftree.foundations.models import Council  # noqa: E402
from rooftree.ledger import runs as ledger_runs  # noqa: E402
from rooftree.rents.actions import putting_right, runs  # noqa: E402
from tests.builders import NOON  # noqa: E402
from tests.rent_builders import FIRST_WEEK  # noqa: E402

STEPS: dict[str, tuple[Any, str]] = {
    "begun": (runs, "_expect"),
    "expected": (runs, "_post"),
    "charges written aside": (ledger_runs, "step"),
    "posted": (runs, "_finish"),
    "reversed": (putting_right.posting, "post_from"),
}
"""What has been done by then, and the function at which the process stands still."""


def stand_still(step: str, before: Any) -> Any:
    """Return what stands in a function's place: it says that it was reached, and waits.

    The ledger takes several steps: it stands before the first that indexes what was written aside.
    """

    def wait(*arguments: object, **facts: object) -> object:
        if step == "charges written aside" and "ledger_key_run" not in str(arguments[0]):
            return before(*arguments, **facts)
        sys.stdout.write(f"standing after: {step}\n")
        sys.stdout.flush()
        time.sleep(600)
        return None

    return wait


if __name__ == "__main__":
    what, code, step = sys.argv[1:]
    module, name = STEPS[step]
    setattr(module, name, stand_still(step, getattr(module, name)))
    found = Council.objects.get(code=code)
    runs.SMALL = 0 if what == "big" else runs.SMALL
    with acting_for([found.pk], who="test"):
        if what == "put-right":
            putting_right.put_right(found.pk, at=NOON)
        else:
            debit = runs.debit_of(found.pk, group="hra", cycle="weekly", starts_on=FIRST_WEEK)
            runs.run(found.pk, debit, by=None, at=NOON)
    sys.stdout.write(f"never stood after: {step}\n")
