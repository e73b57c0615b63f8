"""What a table has no room for is said in a sentence, before the database refuses it without one."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from rooftree.foundations.refusals import Refused


def check_fits(table: type[models.Model], facts: Mapping[str, Any], **called: str) -> None:
    """Raise Refused if a text is longer than its column; `called` says what each is: caller_name="the name"."""
    for name, words in called.items():
        room = getattr(table._meta.get_field(name), "max_length", None)
        if room is not None and len(facts[name]) > room:
            raise Refused(f"Shorten {words}: at most {room} characters fit, and there are {len(facts[name])}.")
