"""Residents hear who has their case while their officer is away, before they have to ask."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from rooftree.cases import handover_rules as rules
from rooftree.cases.models import Handover, HandoverPiece
from rooftree.contact.telling import common_facts, written_day
from rooftree.correspondence import actions as correspondence
from rooftree.correspondence import runs
from rooftree.correspondence.models import Message
from rooftree.correspondence.previews import way_to
from rooftree.correspondence.rules import Status
from rooftree.correspondence.runs import ExpectedRun
from rooftree.foundations.dates import london_day
from rooftree.foundations.models import Council
from rooftree.people.models import Person
from rooftree.staff.absence_queries import in_force
from rooftree.staff.models import Absence

RUN = ExpectedRun("cases.who_has_a_case", "Telling residents who has their case", every=timedelta(days=1))
runs.register(RUN)

AWAY = "cases.officer_away"
CHANGED = "cases.officer_changed"
TOLD_WITHIN = timedelta(days=60)
"""Of what was accepted longer ago nobody is told any more: they have met whoever covers."""
UNKNOWN = "not known yet / ddim yn hysbys eto"


def tell_of_absences(council: Council, *, at: datetime) -> list[Message]:
    """Tell each resident whose officer is away who has their case now, once for each colleague who covers.

    Only of absences that have begun and last (limit cases.away_told_from), and of cases that a colleague
    has accepted. Each person hears in a transaction of their own, so a crash repeats nothing.
    """
    lives = Q(in_force(at, "handover__absence__"), ended_at__isnull=True, handover__ended_at__isnull=True)
    passed_over = Q(handover__absence__is_for_good=True, covered_by=F("case__owner"))
    pieces = (
        HandoverPiece.objects.filter(lives | passed_over)
        .filter(
            council=council,
            accepted_at__gt=at - TOLD_WITHIN,
            case__closed_at__isnull=True,
            case__person__isnull=False,
        )
        .select_related("handover__absence", "handover__officer", "covered_by", "case__team")
        .order_by("case__opened_at", "pk")
    )
    told = [tell(piece, at=at) for piece in pieces if _lasts(piece.handover, at=at)]
    return [message for message in told if message]


@transaction.atomic
def tell(piece: HandoverPiece, *, at: datetime) -> Message | None:
    """Tell the person of one case who has it now. None where no way to write to them is known and safe.

    Somebody with several cases that one colleague covers hears of the oldest alone.
    """
    case, absence = piece.case, piece.handover.absence
    person = Person.objects.select_related("council").get(cases=case)
    code = CHANGED if absence.is_for_good else AWAY
    choice = way_to(code, person=person, at=at)
    if choice is None or choice.status is not Status.QUEUED:
        return None
    assert piece.covered_by is not None, "Somebody accepted it."
    facts = {"officer": piece.handover.officer.name, "colleague": piece.covered_by.name, "team": case.team.name}
    if code == AWAY:
        facts["until"] = written_day(absence.until_on) if absence.until_on else UNKNOWN
    return correspondence.send(
        code,
        person=person,
        facts={**common_facts(person, case.reference), **facts},
        at=at,
        key=f"handover {piece.handover_id} {piece.covered_by_id}",
        case=case,
        subject_of=f"handover {piece.handover_id}",
        run=RUN.name,
    )


def _lasts(handover: Handover, *, at: datetime) -> bool:
    """Return whether an absence is long enough for residents to be told of it."""
    absence: Absence = handover.absence
    days = int(rules.AWAY_TOLD_FROM.version(on=london_day(at), council=handover.council_id).value)
    if absence.is_for_good or absence.until_on is None:
        return True
    return (absence.until_on - london_day(absence.starts)).days >= days
