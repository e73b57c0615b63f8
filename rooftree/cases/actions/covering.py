"""Piece by piece, the work of somebody who is away goes to a colleague who accepts it. A piece is a case."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from rooftree.cases import handover_queries, having, permissions
from rooftree.cases import handover_rules as rules
from rooftree.cases import rules as case_rules
from rooftree.cases.actions.handovers import tell
from rooftree.cases.actions.owners import hand_over
from rooftree.cases.models import Case, Handover, HandoverPiece, Task
from rooftree.cases.story import lock_cases, record
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.staff.absence_queries import is_present
from rooftree.staff.models import Officer
from rooftree.staff.permissions import Answer, for_oneself_or, require


@dataclass(frozen=True)
class Offer:
    """A case offered to a colleague, and why to this one."""

    case: Case
    to: Officer
    because: str = ""


@transaction.atomic
def offer(handover: Handover, offers: Sequence[Offer], *, by: Officer, at: datetime, key: str) -> Handover:
    """Ask colleagues to cover cases: one for all, or each for some. What they are asked now replaces what before.

    The officer who is away may, who entered the absence, and who may give a colleague's cases. Raises
    Refused for what somebody has accepted, for somebody who is away then, works on no cases or may not
    open one of these.
    """
    require(may_arrange(by, handover))
    handover = _lock_handover(handover)
    if once(key, "cases.offer_pieces", council_id=handover.council_id, at=at).before:
        return handover
    rules.check_lasts(handover.ended_at, handover.officer.name)
    rules.check_some(offers, "offer")
    pieces = _lock(handover, [each.case for each in offers])
    for to in {each.to for each in offers}:
        _check_may_cover(handover, to, at)
    for each in offers:
        piece = pieces[each.case.pk]
        rules.check_waits(piece.case.reference, _taken_by(piece))
        having.check_can_have(piece.case, each.to, at=at)
        piece.offered_to, piece.offered_by, piece.offered_at = each.to, by, at
        piece.because = each.because
        piece.save(update_fields=["offered_to", "offered_by", "offered_at", "because"])
    return handover


@transaction.atomic
def accept(
    handover: Handover, cases: Collection[Case] | None = None, *, by: Officer, at: datetime, key: str
) -> list[Case]:
    """Accept to cover cases of a colleague: those named, or all that one is asked to. Returns them.

    From that moment, or from the beginning of an absence that is still to come, who accepted answers
    for the case; its owner stays its owner. Of somebody who leaves for good, the case itself passes
    over. What is offered to nobody can be taken too. Raises Refused where somebody else has accepted
    first, or was asked.
    """
    require(permissions.may_work_cases(by, handover))
    handover = _lock_handover(handover)
    if once(key, "cases.accept_pieces", council_id=handover.council_id, at=at).before:
        return []
    rules.check_lasts(handover.ended_at, handover.officer.name)
    if cases is None:
        cases = [piece.case for piece in handover_queries.offered_to([by]) if piece.handover_id == handover.pk]
    rules.check_some(cases, "accept")
    _check_may_cover(handover, by, at)
    for piece in _lock(handover, cases).values():
        rules.check_waits(piece.case.reference, _taken_by(piece))
        rules.check_is_asked(
            piece.case.reference,
            piece.offered_to.name if piece.offered_to else "",
            is_oneself=piece.offered_to_id == by.pk,
        )
        having.check_can_have(piece.case, by, at=at)
        _take(piece, handover, by=by, at=at, key=key)
    tell(handover, at=at)
    return list(cases)


def _take(piece: HandoverPiece, handover: Handover, *, by: Officer, at: datetime, key: str) -> None:
    if piece.offered_to_id != by.pk:
        piece.offered_to, piece.offered_by, piece.offered_at = by, by, at
    absence = handover.absence
    if absence.starts > at and not absence.is_for_good:
        piece.agreed_at = at
    else:
        piece.covered_by, piece.accepted_at = by, at
    piece.save()
    if absence.is_for_good:
        _pass_over(piece.case, handover, by=by, at=at, key=key)
    elif piece.covered_by_id:
        record(piece.case, "case.covered", by=by, at=at, facts={"officer": by.name})


def _pass_over(case: Case, handover: Handover, *, by: Officer, at: datetime, key: str) -> None:
    """Let a leaver's case, and what they were to do in it, be somebody else's for good."""
    because = f"{handover.officer.name} leaves, and {by.name} accepted it."
    hand_over(case, officer=by, because=because, by=by, at=at, key=f"{key}/{case.pk}")
    Task.objects.filter(case=case, owner=handover.officer_id, ended_at__isnull=True).update(owner=None)


@transaction.atomic
def decline(
    handover: Handover, cases: Collection[Case], *, reason: str, by: Officer, at: datetime, key: str
) -> Handover:
    """Say that one cannot cover what one is asked to, and why: it waits for somebody else."""
    require(permissions.may_work_cases(by, handover))
    handover = _lock_handover(handover)
    if once(key, "cases.decline_pieces", council_id=handover.council_id, at=at).before:
        return handover
    rules.check_lasts(handover.ended_at, handover.officer.name)
    rules.check_some(cases, "decline")
    reason = case_rules.check_reason(reason)
    for piece in _lock(handover, cases).values():
        rules.check_waits(piece.case.reference, _taken_by(piece))
        if piece.offered_to_id != by.pk:
            raise Refused(f"You are not asked to cover {piece.case.reference} any more. Nothing was changed.")
        _free(piece, declined_reason=f"{by.name}: {reason}")
        record(piece.case, "case.cover_declined", by=by, at=at, words=reason, is_shown=False)
    tell(handover, at=at)
    return handover


@transaction.atomic
def give_back(
    handover: Handover, cases: Collection[Case], *, reason: str, by: Officer, at: datetime, key: str
) -> Handover:
    """Cover no more what one had accepted, and say why; a manager may take it from somebody.

    It waits for somebody else, and its limit of the rule book runs anew.
    """
    require(permissions.may_work_cases(by, handover))
    handover = _lock_handover(handover)
    if once(key, "cases.give_back_pieces", council_id=handover.council_id, at=at).before:
        return handover
    rules.check_lasts(handover.ended_at, handover.officer.name)
    rules.check_some(cases, "give back")
    reason = case_rules.check_reason(reason)
    for piece in _lock(handover, cases).values():
        if not _taken_by(piece):
            raise Refused(f"Nobody has accepted {piece.case.reference}. Nothing was changed.")
        if piece.offered_to_id != by.pk:
            require(permissions.may_give_cases(by, piece))
        piece.waits_since = at
        _free(piece, declined_reason=f"{by.name}: {reason}")
        record(piece.case, "case.cover_given_back", by=by, at=at, words=reason, is_shown=False)
    tell(handover, at=at)
    return handover


@transaction.atomic
def write_note(handover: Handover, *, words: str, by: Officer, at: datetime, key: str) -> Handover:
    """Add to what a handover's covers should know. The officer may, who entered the absence, and who leads."""
    require(may_arrange(by, handover))
    handover = _lock_handover(handover)
    if once(key, "cases.write_handover_note", council_id=handover.council_id, at=at).before:
        return handover
    rules.check_lasts(handover.ended_at, handover.officer.name)
    words = case_rules.check_words(words, "Say what whoever covers should know.")
    handover.note = rules.note_with(handover.note, words, by=by.name, at=at)
    handover.save(update_fields=["note"])
    return handover


def may_arrange(by: Officer, handover: Handover) -> Answer:
    """Say whether somebody may offer the work of a handover: its officer, who entered it, or who leads."""
    if by.pk == handover.absence.entered_by_id:
        return Answer(True, f"{by.name} entered the absence.")
    return for_oneself_or(permissions.may_give_cases, by, handover.officer)


def _lock_handover(handover: Handover) -> Handover:
    Handover.objects.select_for_update(no_key=True).get(pk=handover.pk)
    return handover_queries.handover(handover.pk)


def _lock(handover: Handover, cases: Collection[Case]) -> dict[int, HandoverPiece]:
    """Return the live pieces of these cases by the case's id, as they now are: cases are locked first, as ever."""
    lock_cases(*cases)
    found = handover.pieces.select_for_update(of=("self",)).filter(
        case__in=cases, ended_at__isnull=True, case__closed_at__isnull=True
    )
    pieces = {piece.case_id: piece for piece in found.select_related("case", "offered_to", "covered_by")}
    if len(pieces) < len({case.pk for case in cases}):
        raise Refused("One of these cases is not in this handover any more. Open the page again.")
    return pieces


def _check_may_cover(handover: Handover, colleague: Officer, at: datetime) -> None:
    when = at if handover.absence.is_for_good else max(at, handover.absence.starts)
    rules.check_may_be_asked(
        colleague.name,
        is_away_officer=colleague.pk == handover.officer_id,
        is_here=is_present(colleague, when),
    )


def _taken_by(piece: HandoverPiece) -> str:
    """Return who has accepted a piece or agreed to it; nothing while nobody has."""
    return piece.offered_to.name if piece.offered_to and (piece.covered_by_id or piece.agreed_at) else ""


def _free(piece: HandoverPiece, *, declined_reason: str) -> None:
    """Let a piece wait for somebody again."""
    piece.offered_to = piece.offered_by = piece.offered_at = None
    piece.covered_by = piece.accepted_at = piece.agreed_at = None
    piece.because, piece.declined_reason = "", declined_reason
    piece.save()
