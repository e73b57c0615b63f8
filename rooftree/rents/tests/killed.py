"""Takes a file of money in, in a process of its own, and stands still before a step until it is killed.

python -m rooftree.rents.tests.killed STEP FILE
"""

import sys
import time
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402

from rooftree.foundations.isolation import acting_for  # noqa: E402
from rooftree.foundations.models import Council  # noqa: E402
from rooftree.rents import money_in  # noqa: E402
from rooftree.rents.actions import files  # noqa: E402
from tests.builders import NOON  # noqa: E402

STEPS: dict[str, tuple[Any, str]] = {
    "stage": (money_in, "stage"),
    "match": (money_in, "match"),
    "post": (money_in, "post"),
    "move": (money_in.posting, "post_set"),
    "commit": (files, "_post_waiting"),
}
"""What stands still, and where it is called from."""


def stand(*_: object, **__: object) -> None:
    """Say that the step has come, and wait."""
    sys.stdout.write("standing\n")
    sys.stdout.flush()
    time.sleep(600)


def main(step: str, path: Path) -> None:
    """Take the file in until the step."""
    assert not connection.in_atomic_block, "The file is taken in by a transaction of its own."
    setattr(*STEPS[step], stand)
    council = Council.objects.get(code="alder")
    with acting_for([council.pk], who="test"), path.open("rb") as stream:
        files.take_file(stream, kind="cash", name=path.name, council=council, by=None, at=NOON, key="killed")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
