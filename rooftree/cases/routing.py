"""Finds the team, and the officer of the patch, that a matter goes to, and says by what rule.

A function of the service and a place lead to the officer whose patch it is (cover counted), else to
the team that answers for the function.
"""

from dataclasses import dataclass
from datetime import date

from rooftree.foundations.refusals import Refused
from rooftree.places.models import Place
from rooftree.places.queries import LooksAfter, who_looks_after
from rooftree.staff.models import Officer, Team


@dataclass(frozen=True)
class Routed:
    """Where a matter goes, and why: a sentence that is kept with the case and shown."""

    team: Team
    officer: Officer | None
    because: str


def route(*, council_id: int, function: str, purpose: str = "", place: Place | None = None, on: date) -> Routed:
    """Return where a matter goes on a day. At most four queries.

    `function` is that of a team (`Team.function`); `purpose` one of `Patch.Purpose`, or nothing where
    no patch counts. Raises Refused if no team answers for the function and no patch leads to one.
    """
    patch = _patch(place, purpose, on)
    if patch and patch.team_id:
        return _by_patch(patch, Team.objects.get(pk=patch.team_id))
    team = Team.objects.filter(council_id=council_id, function=function).order_by("pk").first()
    if team is None:
        raise Refused(
            f"No team answers for “{function}”. Choose the team yourself, "
            "and ask an administrator to say which team answers for it."
        )
    if patch:
        return _by_patch(patch, team)
    lacking = f"No {purpose} patch holds this place, and " if place and purpose else ""
    return Routed(team, None, f"{lacking}{team.name} answers for it.")


def _patch(place: Place | None, purpose: str, on: date) -> LooksAfter | None:
    if place is None or not purpose:
        return None
    found = who_looks_after([place.pk], on=on).get(place.pk, [])
    return next((each for each in found if each.purpose == purpose), None)


def _by_patch(patch: LooksAfter, team: Team) -> Routed:
    officer = Officer.objects.filter(pk=patch.today_id).first() if patch.today_id else None
    if officer is None:
        return Routed(team, None, f"Nobody looks after patch {patch.patch} today, so it waits for {team.name}.")
    if patch.is_covered:
        because = (
            f"{officer.name} covers for {patch.officer}, who looks after patch {patch.patch} ({patch.within})."
        )
    else:
        because = f"{officer.name} looks after patch {patch.patch} ({patch.within})."
    return Routed(team, officer, because)
