"""A page of the timeline of a person, a place or a tenancy, as the API tells it."""

from typing import Annotated, Any

from annotated_types import Ge, Le
from ninja import Query
from pydantic import StringConstraints

from rooftree.api import cursors
from rooftree.api.caller import ApiRequest
from rooftree.record.timeline import Mark, Subject, sought_by, timeline_of
from rooftree.staff.models import Officer

Limit = Annotated[int, Ge(1), Le(100), Query(50)]
Cursor = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9:._-]{0,500}$"), Query("")]


def timeline(
    request: ApiRequest, subject: Subject, *, officer: Officer, limit: int, cursor: str
) -> dict[str, Any]:
    """Return a page of a timeline, as far as this officer may be told."""
    at, of = request.caller.at, f"{request.path} {request.caller.bearer.who}"
    after = Mark.read(str(cursors.read(cursor, of=of) or ""))
    told = timeline_of(subject, sought_by(officer, subject, at=at), at=at, most=limit, after=after)
    return {"items": told.lines, "next": cursors.written(str(told.end) if told.end else None, of=of)}
