"""What the nursery of processes has imported before it forks the first (`tests/nursery.py`)."""

import django

django.setup()

from rooftree.config import command_line, serving, urls  # noqa: E402, F401
from rooftree.journeys import absence  # noqa: E402, F401
from rooftree.migration import load  # noqa: E402, F401
from tests import builders  # noqa: E402, F401
