"""What the fields of requests and answers are made of."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, Strict, StringConstraints

from rooftree.foundations.refusals import Refused

TEXT = r"^[^\u0000]*$"
"""Text without the one sign that no database takes."""

Reference = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,20}$"), Field(description="As it is quoted to residents.")
]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,60}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=10_000, pattern=TEXT)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=TEXT)]
Number = Annotated[int, Field(ge=1, le=9_000_000_000_000_000)]


def _is_whole(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise ValueError("Write a whole number.")
    return int(value)


Whole = Annotated[int, Field(ge=1, le=9_000_000_000_000_000), Strict(False), BeforeValidator(_is_whole)]
"""A whole number in a body: 3 and 3.0 are the same in JSON, "3" is not."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _is_written_as_a_moment(value: Any) -> Any:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise ValueError("Write a moment as 2026-11-22T09:30:00Z, with where in the world the clock hangs.")
    return value


Moment = Annotated[datetime, Strict(False), BeforeValidator(_is_written_as_a_moment)]
"""A moment as RFC 3339 writes it, with its offset."""


EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def sensible(moment: datetime | None) -> datetime | None:
    """Return a moment that somebody sent, in UTC: the database knows no clock that is 16 hours off or more.

    Raises Refused for one that no calendar of ours reaches.
    """
    if moment is None:
        return None
    if not EARLIEST <= moment < LATEST:
        raise Refused("We keep moments from 1900 to 2199. Check the year.")
    return moment.astimezone(UTC)


class Sent(Schema):
    """What somebody sends: every field is known, and is what it says."""

    model_config = ConfigDict(extra="forbid", strict=True)
