"""Empties the outbox in a process of its own, slowly enough to be killed in the middle.

python -m rooftree.correspondence.tests.draining FOLDER SECONDS_EACH AT_ONCE
"""

import sys
import time
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402

from rooftree.correspondence import outbox  # noqa: E402
from rooftree.correspondence.backends.folder import Folder  # noqa: E402
from rooftree.foundations.isolation import acting_for  # noqa: E402
from rooftree.foundations.models import Council  # noqa: E402
from tests.builders import NOON  # noqa: E402


def slowly(each: float) -> Any:
    """Hand a message over as ever, then say so and rest: whoever kills us knows how far we are."""
    hand_over = Folder.hand_over

    def handed_over(self: Folder, envelope: Any) -> Any:
        answer = hand_over(self, envelope)
        sys.stdout.write("handed over\n")
        sys.stdout.flush()
        time.sleep(each)
        return answer

    return handed_over


if __name__ == "__main__":
    settings.MESSAGES_BY = {"email": "folder", "text": "folder", "letter": "folder"}
    settings.MESSAGES_FOLDER = sys.argv[1]
    outbox.AT_ONCE = int(sys.argv[3])
    Folder.hand_over = slowly(float(sys.argv[2]))  # type: ignore[method-assign]
    council = Council.objects.get(code="alder")
    with acting_for([council.pk], who="test"):
        outbox.drain(council, clock=lambda: NOON + timedelta(minutes=1))
    sys.stdout.write("done\n")
