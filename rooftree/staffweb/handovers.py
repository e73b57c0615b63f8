"""Pages of handovers: what stands in somebody's name, who has it, what one is asked to cover, what happened."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.cases import handover_queries
from rooftree.cases.actions.covering import may_arrange
from rooftree.cases.answering import answers_for
from rooftree.cases.kinds import label_of_event
from rooftree.cases.models import Handover, HandoverPiece
from rooftree.cases.permissions import may_read_cases, may_work_cases
from rooftree.foundations import dates
from rooftree.journeys import handover_card
from rooftree.places.permissions import may_manage_patches
from rooftree.staff.absence_queries import manager_answering, time_of
from rooftree.staff.actions.absences import covers_of
from rooftree.staff.models import Officer
from rooftree.staff.permissions import for_oneself_or, may_arrange_cover, may_enter_absences, may_enter_leavers
from rooftree.staffweb.council_pages import asked, asked_of, show
from rooftree.staffweb.requests import StaffRequest

MOST_EVENTS = 10
"""What happened in one case, as a list for somebody who comes back shows it; the rest is on the case's page."""


@require_safe
def handover(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what stands in somebody's name, as it is now, and who has each piece."""
    found = found_handover(pk)
    reader, at = asked_of(request, found, may_read_cases)
    pieces = handover_queries.pieces_of(found) if found.ended_at is None else []
    standing = handover_queries.standing_of(found, at=at)
    due = handover_queries.due_of(found, standing)
    context = {
        "handover": found,
        "absence": found.absence,
        "colleague": found.officer,
        "now": at,
        "on": dates.london_day(at),
        "has_begun": found.absence.starts <= at,
        "is_over": found.ended_at is not None,
        "is_set_aside": found.ended_at is not None and (time_of(found.absence).until or at) > at,
        "standing": standing,
        "due": due,
        "is_late": at >= due,
        "pieces": [(piece, handover_queries.running_of(piece)[:1]) for piece in pieces],
        "asked_of_me": sum(_waits_for(piece, reader) for piece in pieces),
        "mine": sum(_is_taken_by(piece, reader) for piece in pieces),
        "card": handover_card.card(found, reader=reader, at=at),
        "stands_in": list(covers_of(found.absence).select_related("covered_by")),
        "manager": manager_answering(found.officer, at),
        "answers": answers_for(found.officer, at),
        "may": _may(reader, found),
    }
    return show(request, "handovers/handover.html", context)


def _may(reader: Officer, found: Handover) -> dict[str, bool]:
    """Return what the reader may do with a handover, so that only that is offered."""
    wanted = may_enter_leavers if found.absence.is_for_good else may_enter_absences
    return {
        "arrange": bool(may_arrange(reader, found)),
        "work": bool(may_work_cases(reader)) and reader.pk != found.officer_id,
        "end": bool(for_oneself_or(wanted, reader, found.officer)),
        "stand_in": bool(for_oneself_or(may_arrange_cover, reader, found.officer)),
        "move_patches": bool(may_manage_patches(reader)) and found.absence.is_for_good,
    }


@require_safe
def asked_of_me(request: StaffRequest) -> HttpResponse:
    """List what one is asked to cover for colleagues, and what one covers already."""
    who = asked(request, may_read_cases)
    officers = list(who.officers.values())
    context = {
        "now": who.at,
        "asked": _by_handover(handover_queries.offered_to(officers)),
        "covered": _by_handover(handover_queries.covered_by(officers)),
    }
    return show(request, "handovers/asked_of_me.html", context)


@require_safe
def meanwhile(request: StaffRequest, pk: int) -> HttpResponse:
    """Show somebody who is back what happened in their cases while they were away."""
    found = found_handover(pk)
    _, at = asked_of(request, found, may_read_cases)
    happened = handover_card.meanwhile(found, at=at)
    context = {
        "handover": found,
        "colleague": found.officer,
        "now": at,
        "until": found.ended_at or at,
        "happened": [(each, _in_words(each)) for each in happened],
        "most": MOST_EVENTS,
        "is_oneself": request.officer.at(found.council_id).pk == found.officer_id,
    }
    return show(request, "handovers/meanwhile.html", context)


def found_handover(pk: int) -> Handover:
    """Return a handover by id, or 404 for one of which the asker may not know."""
    try:
        return handover_queries.handover(pk)
    except Handover.DoesNotExist as error:
        raise Http404("There is no such handover.") from error


def page_of(found: Handover) -> str:
    """Return the address of a handover's page."""
    return reverse("staff:handover", args=[found.pk])


def _by_handover(pieces: list[HandoverPiece]) -> list[tuple[Handover, list[tuple[HandoverPiece, Any]]]]:
    """Return pieces under the handover that they are of, each with its next clock."""
    together: dict[int, tuple[Handover, list[tuple[HandoverPiece, Any]]]] = {}
    for piece in pieces:
        _, rows = together.setdefault(piece.handover_id, (piece.handover, []))
        rows.append((piece, handover_queries.running_of(piece)[:1]))
    return list(together.values())


def _waits_for(piece: HandoverPiece, officer: Officer) -> bool:
    return piece.offered_to_id == officer.pk and not piece.covered_by_id and not piece.agreed_at


def _is_taken_by(piece: HandoverPiece, officer: Officer) -> bool:
    return piece.offered_to_id == officer.pk and bool(piece.covered_by_id or piece.agreed_at)


def _in_words(each: handover_card.Meanwhile) -> list[dict[str, Any]]:
    """Return what happened in a case as a timeline shows it, the latest first."""
    return [
        {
            "title": label_of_event(each.case.kind, event.kind),
            "at": event.at,
            "by": event.by.name if event.by else "",
            "text": event.words,
        }
        for event in each.events[:MOST_EVENTS]
    ]
