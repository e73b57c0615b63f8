"""Reads of patches: the list for a purpose with who looks after each today, and one patch's places and history."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet

from rooftree.foundations import references
from rooftree.foundations.refusals import Refused
from rooftree.places.models import Patch, PatchOfficer, PatchPlace, Place
from rooftree.staff.models import Officer

_PATCHES = """
    WITH RECURSIVE covered AS (
        SELECT within.council_id, within.patch_id, within.place_id
        FROM places_patchplace within
        WHERE within.purpose = %(purpose)s AND within.council_id = ANY (%(councils)s)
          AND within.from_on <= %(on)s AND (within.until_on IS NULL OR within.until_on > %(on)s)
        UNION ALL
        SELECT c.council_id, c.patch_id, p.id
        FROM covered c JOIN places_place p ON p.council_id = c.council_id AND p.parent_id = c.place_id
        WHERE NOT EXISTS (
            SELECT FROM places_patchplace nearer
            WHERE nearer.council_id = p.council_id AND nearer.place_id = p.id AND nearer.purpose = %(purpose)s
              AND nearer.from_on <= %(on)s AND (nearer.until_on IS NULL OR nearer.until_on > %(on)s))
    ), homes AS (
        SELECT c.patch_id, count(*) AS homes FROM covered c
        JOIN places_home home ON home.council_id = c.council_id AND home.place_id = c.place_id
        GROUP BY c.patch_id
    )
    SELECT patch.id, patch.code, council.name, coalesce(team.name, ''), coalesce(homes.homes, 0),
           officer.id, coalesce(officer.name, ''), coalesce(officer.until_on <= %(on)s, false),
           cover.id IS NOT NULL, instead.id, coalesce(instead.name, ''), cover.until_on
    FROM places_patch patch
    JOIN foundations_council council ON council.id = patch.council_id
    LEFT JOIN homes ON homes.patch_id = patch.id
    LEFT JOIN staff_team team ON team.id = patch.team_id
    LEFT JOIN places_patchofficer named ON named.patch_id = patch.id
        AND named.from_on <= %(on)s AND (named.until_on IS NULL OR named.until_on > %(on)s)
    LEFT JOIN staff_officer officer ON officer.id = named.officer_id
    LEFT JOIN staff_cover cover ON cover.officer_id = officer.id
        AND cover.from_on <= %(on)s AND cover.until_on > %(on)s
    LEFT JOIN staff_officer instead ON instead.id = cover.covered_by_id
        AND (instead.until_on IS NULL OR instead.until_on > %(on)s)
    WHERE patch.purpose = %(purpose)s AND patch.council_id = ANY (%(councils)s)
    ORDER BY council.name, patch.code
"""


@dataclass(frozen=True)
class PatchToday:
    """A patch as its list shows it. Names are empty where there is nobody."""

    id: int
    code: str
    council: str
    team: str
    homes: int
    officer_id: int | None
    officer: str
    officer_has_left: bool
    officer_is_away: bool
    cover_id: int | None
    cover: str
    back_on: dt.date | None

    @property
    def has_nobody(self) -> bool:
        """Whether nobody looks after the patch today: nobody was named, or they are gone, and so is the cover."""
        return not self.cover and (not self.officer or self.officer_has_left or self.officer_is_away)


def patches(purpose: str, *, councils: Collection[int], on: dt.date) -> list[PatchToday]:
    """Return the patches for one purpose, with their homes and who looks after each on a day. One query.

    A home counts for the patch of the nearest place around it, as in `queries.who_looks_after`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PATCHES, {"purpose": purpose, "councils": list(councils), "on": on})
        return [PatchToday(*row) for row in cursor.fetchall()]


_PATCHES_TODAY = """
    WITH RECURSIVE doing AS (
        SELECT id AS doer, id AS named, 0 AS step FROM unnest(%(officers)s::bigint[]) AS own (id)
        UNION
        SELECT doing.doer, cover.officer_id, doing.step + 1
        FROM doing JOIN staff_cover cover ON cover.covered_by_id = doing.named
            AND cover.from_on <= %(on)s AND cover.until_on > %(on)s
        WHERE doing.step < 5 AND NOT EXISTS (
            SELECT FROM staff_cover away
            WHERE away.officer_id = doing.doer AND away.from_on <= %(on)s AND away.until_on > %(on)s)
    ), mine AS (
        SELECT DISTINCT has.patch_id, doing.named, doing.step > 0 AS is_cover
        FROM doing JOIN places_patchofficer has ON has.officer_id = doing.named
            AND has.from_on <= %(on)s AND (has.until_on IS NULL OR has.until_on > %(on)s)
    ), covered AS (
        SELECT held.patch_id, held.purpose, held.place_id
        FROM places_patchplace held
        WHERE held.patch_id IN (SELECT patch_id FROM mine)
          AND held.from_on <= %(on)s AND (held.until_on IS NULL OR held.until_on > %(on)s)
        UNION ALL
        SELECT c.patch_id, c.purpose, p.id
        FROM covered c JOIN places_place p ON p.parent_id = c.place_id
        WHERE NOT EXISTS (
            SELECT FROM places_patchplace nearer
            WHERE nearer.place_id = p.id AND nearer.purpose = c.purpose
              AND nearer.from_on <= %(on)s AND (nearer.until_on IS NULL OR nearer.until_on > %(on)s))
    ), homes AS (
        SELECT c.patch_id, count(*) AS homes FROM covered c JOIN places_home home ON home.place_id = c.place_id
        GROUP BY c.patch_id
    )
    SELECT patch.id, patch.code, patch.purpose, coalesce(homes.homes, 0),
           CASE WHEN mine.is_cover THEN officer.name ELSE '' END
    FROM mine
    JOIN places_patch patch ON patch.id = mine.patch_id
    JOIN staff_officer officer ON officer.id = mine.named
    LEFT JOIN homes ON homes.patch_id = patch.id
    ORDER BY mine.is_cover, array_position(ARRAY['tenancy', 'income', 'repairs', 'grounds'], patch.purpose::text),
             patch.code, patch.id
"""


@dataclass(frozen=True)
class OwnPatch:
    """A patch that an officer looks after today: their own, or that of a colleague for whom they cover."""

    id: int
    code: str
    purpose: str
    homes: int
    covers_for: str
    """The colleague's name; nothing for the officer's own."""


def patches_today(officers: Collection[int], *, on: dt.date) -> list[OwnPatch]:
    """Return the patches that these officers, by id, have or cover for on a day, with their homes. One query.

    Their own come first. Those of colleagues are passed over while the officer is away too: then
    whoever covers for the officer looks after them, as in `queries.who_looks_after`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PATCHES_TODAY, {"officers": list(officers), "on": on})
        return [OwnPatch(*row) for row in cursor.fetchall()]


def patch(pk: int) -> Patch:
    """Return one patch, with council and team. Raises Patch.DoesNotExist."""
    return Patch.objects.select_related("council", "team").get(pk=pk)


def officers_of(patch: Patch) -> QuerySet[PatchOfficer]:
    """Return who looks after a patch, has or will, the latest first."""
    return patch.officers.select_related("officer").order_by("-from_on")


def places_of(patch: Patch, *, on: dt.date) -> QuerySet[PatchPlace]:
    """Return the places put into a patch that belong to it on a day, by address."""
    return (
        patch.places.filter(_holds(on))
        .select_related("place")
        .order_by("place__address_2", "place__address_1", "place__name", "pk")
    )


def places_before(patch: Patch, *, on: dt.date) -> QuerySet[PatchPlace]:
    """Return the places that belonged to a patch until a day at the latest, the last to leave first."""
    return patch.places.filter(until_on__lte=on).select_related("place").order_by("-until_on", "pk")


def place_in_patch(pk: int) -> PatchPlace:
    """Return one place's time in a patch. Raises PatchPlace.DoesNotExist."""
    return PatchPlace.objects.select_related("patch__council", "place").get(pk=pk)


def place_called(reference: str, *, council_id: int) -> Place:
    """Return the place of a council that a reference names: ours, or an old system's.

    Raises Refused, with a sentence, where none has it, or where old systems gave it to several.
    """
    wanted = reference.strip()
    places = Place.objects.filter(council_id=council_id)
    if references.is_valid(wanted) and (ours := places.filter(reference=references.parse(wanted)).first()):
        return ours
    found = list(places.filter(legacy_references__reference__iexact=wanted).distinct()[:2])
    if not found:
        raise Refused(f"No place has the reference “{wanted}”. Find the place, and copy it from there.")
    if len(found) > 1:
        raise Refused(f"Old systems gave “{wanted}” to more than one place. Use our own reference.")
    return found[0]


def patches_of(officer: Officer, *, on: dt.date) -> list[PatchOfficer]:
    """Return the patches that are in an officer's name on a day or later. One query."""
    lasting = Q(until_on__isnull=True) | Q(until_on__gt=on)
    return list(officer.patches.filter(lasting).select_related("patch").order_by("patch__purpose", "patch__code"))


def left_behind(councils: Collection[int], *, on: dt.date) -> list[PatchOfficer]:
    """Return the patches in the name of somebody who is no longer here on a day. One query."""
    return list(
        PatchOfficer.objects.filter(_holds(on), council__in=councils, officer__until_on__lte=on)
        .select_related("patch", "officer")
        .order_by("patch__purpose", "patch__code")
    )


def _holds(on: dt.date) -> Q:
    return Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gt=on))
