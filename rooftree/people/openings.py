"""Reads of who opened restricted records by exception: for the audit. They say nothing of whose they were."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

_BY_EXCEPTION = """
    SELECT opening.council_id, opening.at, opening.until, opening.reason, coalesce(officer.name, sign_in.email)
    FROM people_exceptionalopening opening
    JOIN foundations_signin sign_in ON sign_in.id = opening.sign_in_id
    LEFT JOIN staff_officer officer
        ON officer.council_id = opening.council_id AND officer.sign_in_id = opening.sign_in_id
    WHERE opening.council_id = ANY (%s)
    ORDER BY opening.at DESC, opening.id DESC LIMIT %s
"""


@dataclass(frozen=True)
class Opening:
    """Somebody opened a restricted record from outside its group: who, why, from when until when."""

    council_id: int
    at: datetime
    until: datetime
    reason: str
    who: str


def by_exception(councils: Collection[int], *, most: int = 50) -> list[Opening]:
    """Return the newest openings by exception in these councils. One query.

    Every auditor of the council sees them, also outside the group; whose record it was stays with the
    group, in the log of reads.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BY_EXCEPTION, [list(councils), most])
        return [Opening(*row) for row in cursor.fetchall()]
