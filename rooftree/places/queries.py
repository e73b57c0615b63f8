"""Reads about places that pages and actions need: who looks after one, and what waits to be decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from rooftree.places.models import PlaceMarker, PlaceMarkerProposal


@dataclass(frozen=True)
class LooksAfter:
    """Who looks after a place for one purpose on a day.

    `officer` is the one the patch has; `today` who does the work: the officer, or, while they are
    away, whoever covers and is here. Where that is nobody, the team answers for it.
    """

    purpose: str
    patch: str
    within: str
    """The address or the name of the place that is in the patch: this one, or one that it stands in."""
    team_id: int | None
    team: str
    officer_id: int | None
    officer: str
    today_id: int | None
    today: str

    @property
    def is_covered(self) -> bool:
        """Whether somebody covers for the officer of the patch."""
        return self.today_id is not None and self.today_id != self.officer_id


_WHO = """
    WITH RECURSIVE upwards AS (
        SELECT id AS asked, id, parent_id, 0 AS far FROM places_place WHERE id = ANY (%(places)s)
        UNION ALL
        SELECT asked, p.id, p.parent_id, far + 1
        FROM places_place p JOIN upwards u ON p.id = u.parent_id WHERE far < 20
    ), nearest AS (
        SELECT DISTINCT ON (u.asked, held.purpose) u.asked, held.purpose, held.patch_id, held.place_id
        FROM upwards u JOIN places_patchplace held ON held.place_id = u.id
        WHERE held.from_on <= %(on)s AND (held.until_on IS NULL OR held.until_on > %(on)s)
        ORDER BY u.asked, held.purpose, u.far
    ), named AS (
        SELECT n.*, officer.id AS officer_id, officer.name AS officer,
               coalesce(officer.from_on, '-infinity') <= %(on)s AND coalesce(officer.until_on, 'infinity') > %(on)s
                   AS is_here
        FROM nearest n
        LEFT JOIN places_patchofficer has ON has.patch_id = n.patch_id
            AND has.from_on <= %(on)s AND (has.until_on IS NULL OR has.until_on > %(on)s)
        LEFT JOIN staff_officer officer ON officer.id = has.officer_id
    ), stands_in AS (
        SELECT officer_id AS for_officer, officer_id AS doing, 0 AS step FROM named WHERE officer_id IS NOT NULL
        UNION
        SELECT s.for_officer, cover.covered_by_id, s.step + 1
        FROM stands_in s JOIN staff_cover cover ON cover.officer_id = s.doing
            AND cover.from_on <= %(on)s AND cover.until_on > %(on)s
        WHERE s.step < 5
    ), doing AS (
        SELECT DISTINCT ON (s.for_officer) s.for_officer, s.doing, s.step FROM stands_in s
        WHERE NOT EXISTS (
            SELECT FROM staff_cover away
            WHERE away.officer_id = s.doing AND away.from_on <= %(on)s AND away.until_on > %(on)s
        ) ORDER BY s.for_officer, s.step DESC
    )
    SELECT named.asked, named.purpose, patch.code, coalesce(nullif(place.address_1, ''), place.name),
           team.id, coalesce(team.name, ''),
           CASE WHEN named.is_here THEN named.officer_id END,
           CASE WHEN named.is_here THEN coalesce(named.officer, '') ELSE '' END,
           doer.id, coalesce(doer.name, '')
    FROM named
    JOIN places_patch patch ON patch.id = named.patch_id
    JOIN places_place place ON place.id = named.place_id
    LEFT JOIN staff_team team ON team.id = patch.team_id
    LEFT JOIN doing ON doing.for_officer = named.officer_id
    LEFT JOIN staff_officer doer ON doer.id = doing.doing
        AND coalesce(doer.from_on, '-infinity') <= %(on)s AND coalesce(doer.until_on, 'infinity') > %(on)s
    ORDER BY named.asked, array_position(ARRAY['tenancy', 'income', 'repairs', 'grounds'], named.purpose::text)
"""


def who_looks_after(places: Iterable[int], *, on: date) -> dict[int, list[LooksAfter]]:
    """Return, for each place by its id, who looks after it on a day: one a purpose, cover counted. One query.

    For each purpose it is the patch of the place itself, or of the nearest that it stands in. Places
    that no patch covers are left out.
    """
    found: dict[int, list[LooksAfter]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_WHO, {"places": list(places), "on": on})
        for asked, *facts in cursor.fetchall():
            found.setdefault(asked, []).append(LooksAfter(*facts))
    return found


def markers_to_decide() -> QuerySet[PlaceMarkerProposal]:
    """Return the proposed markers of addresses that wait for somebody to decide, the oldest first."""
    waiting = PlaceMarkerProposal.objects.filter(decision="")
    return waiting.select_related("place", "proposed_by").order_by("proposed_at", "pk")


def markers_to_review(*, on: date, before: date) -> QuerySet[PlaceMarker]:
    """Return the markers in force on a day whose review is due before another, the most urgent first."""
    rows = PlaceMarker.objects.filter(review_on__lt=before, start_on__lte=on, until_on__gt=on)
    return rows.select_related("place").order_by("review_on", "pk")
