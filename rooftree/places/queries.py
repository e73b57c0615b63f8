"""Who looks after a place on a day, for each purpose, with the cover where the officer is away."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

_LOOKED_AFTER = """
    WITH RECURSIVE upwards AS (
        SELECT id AS place_id, id, parent_id, 0 AS height FROM places_place WHERE id = ANY (%(places)s)
        UNION ALL
        SELECT u.place_id, p.id, p.parent_id, u.height + 1
        FROM places_place p JOIN upwards u ON p.id = u.parent_id WHERE u.height < 12
    ), nearest AS (
        SELECT DISTINCT ON (u.place_id, within.purpose) u.place_id, within.purpose, within.patch_id
        FROM upwards u JOIN places_patchplace within ON within.place_id = u.id
        WHERE within.from_on <= %(on)s AND (within.until_on IS NULL OR within.until_on > %(on)s)
        ORDER BY u.place_id, within.purpose, u.height
    )
    SELECT n.place_id, n.purpose, patch.code, team.name, officer.id, officer.name, instead.id, instead.name
    FROM nearest n
    JOIN places_patch patch ON patch.id = n.patch_id
    LEFT JOIN staff_team team ON team.id = patch.team_id
    LEFT JOIN places_patchofficer named ON named.patch_id = patch.id
        AND named.from_on <= %(on)s AND (named.until_on IS NULL OR named.until_on > %(on)s)
    LEFT JOIN staff_officer officer ON officer.id = named.officer_id
        AND (officer.until_on IS NULL OR officer.until_on > %(on)s)
    LEFT JOIN staff_cover cover ON cover.officer_id = officer.id
        AND cover.from_on <= %(on)s AND cover.until_on > %(on)s
    LEFT JOIN staff_officer instead ON instead.id = cover.covered_by_id
    ORDER BY n.place_id, array_position(ARRAY['tenancy', 'income', 'repairs', 'grounds'], n.purpose::text)
"""


@dataclass(frozen=True)
class LookedAfter:
    """Who looks after a place for one purpose today. Names are empty where there is nobody."""

    purpose: str
    patch: str
    team: str
    officer_id: int | None
    officer: str
    cover_id: int | None
    cover: str

    @property
    def today(self) -> str:
        """The name of whoever answers today: the cover, else the officer, else the team."""
        return self.cover or self.officer or self.team


def who_looks_after(places: Iterable[int], *, on: dt.date) -> dict[int, list[LookedAfter]]:
    """Return, for each place by its id, who looks after it on a day: one a purpose. One query.

    The nearest assignment counts: a home's own before its block's, the block's before the estate's.
    Places that no patch covers are left out.
    """
    found: dict[int, list[LookedAfter]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_LOOKED_AFTER, {"places": list(places), "on": on})
        for place_id, purpose, patch, team, officer_id, officer, cover_id, cover in cursor.fetchall():
            looked = LookedAfter(purpose, patch, team or "", officer_id, officer or "", cover_id, cover or "")
            found.setdefault(place_id, []).append(looked)
    return found
