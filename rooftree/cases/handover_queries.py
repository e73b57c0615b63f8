"""Reads about handovers: how each stands, what nobody has, who could cover, what happened meanwhile."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet

from rooftree.cases import handover_rules as rules
from rooftree.cases.models import Clock, Event, Handover, HandoverPiece
from rooftree.foundations import rulebook
from rooftree.foundations.dates import london_day
from rooftree.foundations.models import Council, LocalRule
from rooftree.places.models import PatchOfficer
from rooftree.staff.models import Absence, Cover, Officer

# --- How a handover stands -------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """How much of a handover has somebody. Restricted pieces count, whoever asks."""

    pieces: int
    accepted: int
    lacks_stand_in: bool
    """Whether the officer has a phone or patches, and nobody is arranged for them."""
    waits_since: dt.datetime | None
    """Since when the first of what waits does; None where everything has somebody."""

    @property
    def waiting(self) -> int:
        """How many pieces nobody has accepted."""
        return self.pieces - self.accepted

    @property
    def is_settled(self) -> bool:
        """Whether everything has somebody."""
        return not self.waiting and not self.lacks_stand_in


def standing_of(handover: Handover, *, at: dt.datetime) -> Standing:
    """Return how much of a handover has somebody who accepted, or agreed ahead. At most three queries."""
    return standings([handover], at=at)[handover.pk]


def standings(handovers: Sequence[Handover], *, at: dt.datetime) -> dict[int, Standing]:
    """Return how handovers stand, by id. Each with its absence and officer already read. At most three queries."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT which, s.* FROM unnest(%s::bigint[]) AS which, handover_standing(which) AS s",
            [[handover.pk for handover in handovers]],
        )
        counts = {which: (pieces, accepted, waits) for which, pieces, accepted, waits in cursor.fetchall()}
    lacking = _lack_stand_in([handover.absence for handover in handovers], at)
    return {each.pk: _standing(each, *counts[each.pk], each.absence_id in lacking) for each in handovers}


def _standing(
    handover: Handover, pieces: int, accepted: int, piece_waits: dt.datetime | None, lacks: bool
) -> Standing:
    waiting = [piece_waits, handover.waits_since if lacks else None]
    return Standing(pieces, accepted, lacks, min((each for each in waiting if each), default=None))


def _lack_stand_in(absences: Collection[Absence], at: dt.datetime) -> set[int]:
    """Return the ids of absences for which nobody looks after patches and phone, where there are any.

    Asked of today, or of the first day of an absence to come. Two queries, or one where nobody lacks.
    """
    days = {each.pk: max(london_day(at), london_day(each.starts)) for each in absences}
    covers = Cover.objects.filter(
        officer__in=[each.officer_id for each in absences], until_on__gt=london_day(at)
    ).select_related("covered_by")
    without = [
        each
        for each in absences
        if not any(cover.officer_id == each.officer_id and _holds(cover, days[each.pk]) for cover in covers)
    ]
    if not without:
        return set()
    lasting = Q(until_on__isnull=True) | Q(until_on__gt=london_day(at))
    held = PatchOfficer.objects.filter(lasting, officer__in=[each.officer_id for each in without])
    with_patches = set(held.values_list("officer", flat=True))
    return {each.pk for each in without if each.officer.phone or each.officer_id in with_patches}


def _holds(cover: Cover, on: dt.date) -> bool:
    """Return whether a cover holds on a day: arranged for it, by somebody who is employed then."""
    leaves = cover.covered_by.until_on
    return cover.from_on <= on < cover.until_on and (leaves is None or on < leaves)


class Limits:
    """The limits of cover of some councils, with every version of their own. One query, when it is made."""

    def __init__(self, councils: Collection[int]) -> None:
        codes = (rules.COVER_BY.code, rules.COVER_WITHIN.code)
        self._own = list(LocalRule.objects.filter(council__in=councils, code__in=codes))

    def due(self, begins: dt.datetime, council_id: int) -> dt.datetime:
        """Return by when work has somebody that has nobody from a moment on, by the limits of that day."""
        on = london_day(begins)
        own = {rule.code: rule for rule in self._own if rule.council_id == council_id and _applies(rule, on)}
        book = rulebook.OpenBook(on, own)
        return rules.cover_due(
            begins,
            by_hour=int(book.limit(rules.COVER_BY.code).value),
            within_minutes=int(book.limit(rules.COVER_WITHIN.code).value),
        )


def _applies(rule: LocalRule, on: dt.date) -> bool:
    return rule.applies_from <= on and (rule.applies_until is None or on < rule.applies_until)


def due_of(handover: Handover, standing: Standing, limits: Limits | None = None) -> dt.datetime:
    """Return by when somebody has the first of what waits; after that the head of service is alerted.

    Where nothing waits, it is by when everything had to have somebody. One query, none with `limits`.
    """
    waits_since = standing.waits_since or handover.made_at
    limits = limits or Limits([handover.council_id])
    return limits.due(max(handover.absence.starts, waits_since), handover.council_id)


@dataclass(frozen=True)
class OpenHandover:
    """A handover that lasts or is to come, as a list shows it."""

    handover: Handover
    standing: Standing
    due: dt.datetime
    is_late: bool
    """Whether something has nobody although it should have by now."""


def open_handovers(councils: Collection[int], *, at: dt.datetime) -> list[OpenHandover]:
    """Return the handovers of councils that last or are to come: first what is late, then by when it is due.

    For the service page, and for a list of who is away. Restricted pieces count without being named.
    Five queries, however many there are.
    """
    handovers = list(
        Handover.objects.filter(council__in=councils, ended_at__isnull=True).select_related(
            "absence__officer", "officer__council", "officer__manager"
        )
    )
    standing, limits = standings(handovers, at=at), Limits(councils)
    shown = []
    for handover in handovers:
        due = due_of(handover, standing[handover.pk], limits)
        late = not standing[handover.pk].is_settled and at >= due
        shown.append(OpenHandover(handover, standing[handover.pk], due, late))
    return sorted(shown, key=lambda each: (not each.is_late, each.standing.is_settled, each.due, each.handover.pk))


def handover(pk: int) -> Handover:
    """Return one handover with its absence and officers. Raises Handover.DoesNotExist."""
    return Handover.objects.select_related(
        "absence__officer", "absence__entered_by", "officer__council", "officer__manager", "made_by"
    ).get(pk=pk)


def pieces_of(handover: Handover) -> list[HandoverPiece]:
    """Return the live pieces of a handover that the asker may open, what is late or due first standing first.

    Each case has its running clocks (`running_of`). Two queries.
    """
    pieces = _with_cases(handover.pieces.filter(ended_at__isnull=True, case__closed_at__isnull=True))
    return sorted(pieces, key=_urgency)


def offered_to(officers: Collection[Officer]) -> list[HandoverPiece]:
    """Return what colleagues' work an officer is asked to cover and has not answered, the most urgent first."""
    return sorted(_with_cases(_asked(officers)), key=_urgency)


def how_many_asked(officers: Collection[Officer]) -> int:
    """Return how many cases an officer is asked to cover and has not answered. One query."""
    return _asked(officers).count()


def _asked(officers: Collection[Officer]) -> QuerySet[HandoverPiece]:
    return HandoverPiece.objects.filter(
        offered_to__in=officers,
        ended_at__isnull=True,
        covered_by__isnull=True,
        agreed_at__isnull=True,
        case__closed_at__isnull=True,
    )


def covered_by(officers: Collection[Officer]) -> list[HandoverPiece]:
    """Return what these officers cover for colleagues, or have agreed to, the most urgent first."""
    taken = Q(covered_by__in=officers) | Q(agreed_at__isnull=False, offered_to__in=officers)
    pieces = HandoverPiece.objects.filter(taken, ended_at__isnull=True, case__closed_at__isnull=True)
    return sorted(_with_cases(pieces), key=_urgency)


def running_of(piece: HandoverPiece) -> list[Clock]:
    """Return the running clocks of a piece's case, as `pieces_of` read them: the first is the next due."""
    running: list[Clock] = getattr(piece.case, "running", [])
    return running


def _with_cases(pieces: QuerySet[HandoverPiece]) -> QuerySet[HandoverPiece]:
    running = Clock.objects.filter(stopped_at__isnull=True).order_by("late_from", "pk")
    return pieces.select_related(
        "case__person",
        "case__place",
        "case__team",
        "offered_to",
        "covered_by",
        "offered_by",
        "handover__officer",
        "handover__absence",
    ).prefetch_related(Prefetch("case__clocks", queryset=running, to_attr="running"))


def _urgency(piece: HandoverPiece) -> tuple[bool, Any, int]:
    running = running_of(piece)
    return (not running, running[0].late_from if running else piece.case.opened_at, piece.pk)


# --- What nobody has -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Uncovered:
    """An open case that was taken up, whose officer is not here, and that no colleague who is here accepted."""

    case_id: int
    reference: str
    """Empty where the case is restricted and the asker may not open it."""
    owner_id: int
    since: dt.datetime
    late_from: dt.datetime
    """Since when it has been so for longer than the rule book allows."""


def uncovered(council: Council, at: dt.datetime) -> list[Uncovered]:
    """Return the cases of a council that lack a present owner for longer than the rule book allows.

    At no moment should there be one. The longest first; restricted cases are among them, without their
    reference. Two queries.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_without_present_owner(%s, %s)", [council.pk, at])
        rows = cursor.fetchall()
    limits = Limits([council.pk])
    due = {since: limits.due(since, council.pk) for since in {since for *_, since in rows}}
    found = [Uncovered(case, reference, owner, since, due[since]) for case, reference, owner, since in rows]
    found = [each for each in found if each.late_from <= at]
    return sorted(found, key=lambda each: (each.since, each.owner_id, each.case_id))


# --- Who could cover -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Load:
    """What an officer carries: their open cases, those they cover or are asked to cover, and the points of all."""

    cases: int = 0
    points: Decimal = Decimal()


def loads(officers: Collection[Officer]) -> dict[int, Load]:
    """Return what officers carry, by id: numbers only, restricted cases among them. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT officer_id, cases, points FROM loads_of(%s)", [[each.pk for each in officers]])
        found = {officer_id: Load(cases, points) for officer_id, cases, points in cursor.fetchall()}
    return {officer.pk: found.get(officer.pk, Load()) for officer in officers}


def open_cases_of(officer: Officer) -> int:
    """Return how many open cases an officer has, restricted ones among them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT open_cases_of(%s)", [officer.pk])
        row: tuple[int] = cursor.fetchone()
    return row[0]


# --- What happened meanwhile -----------------------------------------------------------------------


def happened_in(handover: Handover, *, at: dt.datetime) -> QuerySet[Event]:
    """Return what happened in the cases of a handover since the officer went, until its end, latest first.

    Only the cases that the asker may open. One query.
    """
    until = min(handover.ended_at or at, at)
    return (
        Event.objects.filter(
            case__in=handover.pieces.values("case"), at__gte=handover.absence.starts, at__lte=until
        )
        .select_related("case", "by")
        .order_by("-at", "-pk")
    )
