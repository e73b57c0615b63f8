"""Loads a folder in a process of its own, and stands still inside a stage until it is killed.

python -m rooftree.migration.tests.killed FOLDER COUNCIL STAGE STEP
"""

import sys
import time
from pathlib import Path

import django

django.setup()

from rooftree.foundations.models import Council  # noqa: E402
from rooftree.migration.load import load  # noqa: E402
from rooftree.migration.scripts import Doing  # noqa: E402
from rooftree.migration.tests.files import NOON  # noqa: E402


def stand_still_in(stage: str, *, step: int) -> None:
    """Say that a step of the stage is reached, so that those before it have written, and wait."""
    folder, code = Path(sys.argv[1]), sys.argv[2]
    heard = 0

    def hear(doing: Doing) -> None:
        nonlocal heard
        heard += doing.stage == stage
        if heard == step:
            sys.stdout.write(f"standing in {stage}\n")
            sys.stdout.flush()
            time.sleep(600)

    load(folder, council=Council.objects.get(code=code), by="test", at=NOON, progress=hear)
    sys.stdout.write(f"never stood in {stage}\n")


if __name__ == "__main__":
    stand_still_in(sys.argv[3], step=int(sys.argv[4]))
