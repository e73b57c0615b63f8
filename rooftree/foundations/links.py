"""Reads back what our own links carry: anybody may have written it, so what we would never write is nothing."""

from datetime import UTC, datetime

LARGEST_NUMBER = 2**63 - 1
"""The database knows no larger one."""
_EARLIEST, _LATEST = datetime(1800, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)


def moment_of(text: str) -> datetime | None:
    """Return the moment that a text is, with its offset from UTC; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo and _EARLIEST <= moment < _LATEST else None


def number_of(text: str) -> int | None:
    """Return the number of a row that a text is; None for anything else."""
    if not (text.isascii() and text.isdecimal()) or len(text) > 19:
        return None
    return int(text) if int(text) <= LARGEST_NUMBER else None


def place_of(text: str) -> tuple[datetime, int] | None:
    """Return the place in a list that a text is, a moment and a number with ~ between; None for anything else."""
    moment, _, number = text.rpartition("~")
    at, row = moment_of(moment), number_of(number)
    return (at, row) if at and row is not None else None


def without_nulls(text: str) -> str:
    """Return a text without the character 0, which no text of ours holds and the database does not take."""
    return text.replace("\0", "")
