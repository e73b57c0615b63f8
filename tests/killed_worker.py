"""A worker that stands still in the middle of a debit run, until it is killed.

python -m tests.killed_worker STEP
"""

import sys

import django

django.setup()

from rooftree.config import serving  # noqa: E402
from rooftree.rents.actions import runs  # noqa: E402
from rooftree.rents.tests.killed_runs import STEPS, stand_still  # noqa: E402

if __name__ == "__main__":
    step = sys.argv[1]
    module, name = STEPS[step]
    setattr(module, name, stand_still(step, getattr(module, name)))
    runs.SMALL = 0
    serving.work()
