"""Somebody is away: what the tests of cover begin with. It is Monday, 2 March 2026."""

import datetime as dt
from itertools import count
from typing import Any

from rooftree.cases import handover_queries
from rooftree.cases.actions import covering, handovers
from rooftree.cases.actions.covering import Offer
from rooftree.cases.models import Case, Handover, HandoverPiece
from rooftree.cases.tests.matters import a_case, an_adviser
from rooftree.foundations.dates import LONDON
from rooftree.staff import actions as staff
from rooftree.staff.models import Absence, Officer

MONDAY, WEDNESDAY, NEXT_MONDAY = dt.date(2026, 3, 2), dt.date(2026, 3, 4), dt.date(2026, 3, 9)
SUNDAY_NOON = dt.datetime(2026, 3, 1, 12, 0, tzinfo=LONDON)

_keys = count(1)


def monday(hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 3, 2, hour, minute, tzinfo=LONDON)


def tuesday(hour: int, minute: int = 0) -> dt.datetime:
    return monday(hour, minute) + dt.timedelta(days=1)


def midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=LONDON)


EIGHT_FORTY = monday(8, 40)


def a_key() -> str:
    return f"cover-{next(_keys)}"


def a_case_of(owner: Officer, **facts: Any) -> Case:
    """A case that an officer took up before the weekend."""
    return a_case(owner=owner, at=SUNDAY_NOON, **facts)


def an_absence(
    officer: Officer, *, at: dt.datetime = EIGHT_FORTY, by: Officer | None = None, **facts: Any
) -> Absence:
    """An officer rings in at 08:40, unless something else is said."""
    said = {"starts": at, "until_on": None} | facts
    return staff.enter_absence(officer, by=by or an_adviser("Olu Taker"), at=at, key=a_key(), **said)


def away(officer: Officer, *, at: dt.datetime = EIGHT_FORTY, **facts: Any) -> Handover:
    """The handover of an officer who rings in at 08:40, unless something else is said."""
    an_absence(officer, at=at, **facts)
    return kept_up(officer, at=at)


def kept_up(officer: Officer, *, at: dt.datetime) -> Handover:
    """The open handover of an officer, kept up at a moment as the job does."""
    handover = handovers.keep_up(officer, at=at)
    assert handover is not None, "Nothing is handed over."
    return handover


def offered(handover: Handover, to: Officer, *cases: Case, at: dt.datetime = EIGHT_FORTY) -> Handover:
    """Offer cases of a handover to a colleague, as whoever entered the absence."""
    offers = [Offer(case, to) for case in cases]
    return covering.offer(handover, offers, by=handover.absence.entered_by, at=at, key=a_key())


def accepted(handover: Handover, by: Officer, *cases: Case, at: dt.datetime = EIGHT_FORTY) -> list[Case]:
    """Let a colleague accept cases, offered or not."""
    return covering.accept(handover, cases, by=by, at=at, key=a_key())


def due_of(handover: Handover, *, at: dt.datetime) -> dt.datetime:
    """By when somebody has the first of what waits in a handover at a moment."""
    return handover_queries.due_of(handover, handover_queries.standing_of(handover, at=at))


def piece_of(case: Case) -> HandoverPiece:
    """The last piece that a case was."""
    return HandoverPiece.objects.filter(case=case).latest("pk")
