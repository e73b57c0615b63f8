"""Says who answers for an officer: their phone, and whoever asks for them."""

import datetime as dt
from dataclasses import dataclass

from rooftree.cases.models import HandoverPiece
from rooftree.foundations.dates import london_day
from rooftree.staff.absence_queries import is_present, manager_answering
from rooftree.staff.models import Cover, Officer

LONGEST_CHAIN = 5
"""Stand-ins one after another, as far as the patches follow them too."""


@dataclass(frozen=True)
class Answers:
    """Who answers an officer's phone at a moment, and why. Nobody: their team's number."""

    officer: Officer | None
    because: str


def answers_for(officer: Officer, at: dt.datetime) -> Answers:
    """Return who answers for an officer at a moment, and why.

    They themselves while they are here; else who stands in, who covers most of their cases, their manager.
    """
    if is_present(officer, at):
        return Answers(officer, f"{officer.name} is here.")
    if stand_in := _stand_in(officer, at):
        return Answers(stand_in, f"{stand_in.name} stands in while {officer.name} is away.")
    if most := _who_covers_most(officer, at):
        colleague, count = most
        return Answers(colleague, f"{colleague.name} covers {count} of {officer.name}’s cases.")
    if manager := manager_answering(officer, at):
        return Answers(manager, f"Nobody stands in for {officer.name}, so the manager answers.")
    return Answers(None, f"{officer.name} is away, and nobody is arranged. Pass the call to the team.")


def _stand_in(officer: Officer, at: dt.datetime) -> Officer | None:
    """Return who stands in, or, while that one is away too, who stands in for them; None where nobody does."""
    on, doing = london_day(at), officer
    for _ in range(LONGEST_CHAIN):
        cover = Cover.objects.filter(officer=doing, from_on__lte=on, until_on__gt=on).select_related("covered_by")
        arranged = cover.first()
        if arranged is None:
            return None
        doing = arranged.covered_by
        if is_present(doing, at):
            return doing
    return None


def _who_covers_most(officer: Officer, at: dt.datetime) -> tuple[Officer, int] | None:
    pieces = HandoverPiece.objects.filter(
        handover__officer=officer, ended_at__isnull=True, covered_by__isnull=False, case__closed_at__isnull=True
    ).select_related("covered_by")
    held: dict[Officer, int] = {}
    for piece in pieces:
        assert piece.covered_by is not None
        held[piece.covered_by] = held.get(piece.covered_by, 0) + 1
    present = [(count, each) for each, count in held.items() if is_present(each, at)]
    most = max(present, key=lambda pair: (pair[0], -pair[1].pk), default=None)
    return (most[1], most[0]) if most else None
