"""Officers go, come back, offer, accept and give back at the same moment: nobody's work is left untold."""

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooftree.cases import actions as cases
from rooftree.cases import handover_jobs, handover_queries
from rooftree.cases.actions import covering
from rooftree.cases.actions.covering import Offer
from rooftree.cases.models import Alarm, Case, Handover, HandoverPiece
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Council
from rooftree.foundations.refusals import Refused
from rooftree.journeys import absence
from rooftree.journeys.tests.mondays import an_enquiry_of, monday
from rooftree.staff.absence_queries import away, not_over
from rooftree.staff.models import Absence, Officer
from tests.builders import an_officer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("acting")]

IN_A_FORTNIGHT = monday(9) + dt.timedelta(days=14)
"""All leave has begun by then."""
WHEN_IT_IS_DUE = IN_A_FORTNIGHT + dt.timedelta(hours=2)
"""What was still left by somebody at the last look has had its hour."""


@dataclass(frozen=True)
class Step:
    """One thing that one officer sends: a verb, about which case or colleague, and when."""

    verb: str
    about: int
    minutes: int


@dataclass
class Team:
    """Three officers who may do anything with each other's cases."""

    officers: list[Officer]
    cases: list[Case] = field(default_factory=list)

    def officer(self, number: int) -> Officer:
        return self.officers[number % len(self.officers)]

    def case(self, number: int) -> Case:
        return self.cases[number % len(self.cases)]


def handover_with(case: Case) -> Handover:
    """The handover that a case is in."""
    piece = HandoverPiece.objects.filter(case=case, ended_at__isnull=True).first()
    if piece is None:
        raise Refused("It is in none.")
    return handover_queries.handover(piece.handover_id)


def absence_of(officer: Officer, at: dt.datetime) -> Absence:
    """The absence of an officer that is not over."""
    found = Absence.objects.filter(not_over(at), officer=officer).first()
    if found is None:
        raise Refused("They are here.")
    return found


VERBS: dict[str, Callable[[Team, int, dict[str, Any]], Any]] = {
    "away": lambda team, n, who: absence.enter(
        team.officer(n), starts=who["at"], until_on=None, cover=team.officer(n + 1), **who
    ),
    "leave": lambda team, n, who: absence.enter(
        team.officer(n), starts=who["at"] + dt.timedelta(days=n), until_on=None, **who
    ),
    "back": lambda team, n, who: absence.come_back(absence_of(team.officer(n), who["at"]), **who),
    "offer": lambda team, n, who: covering.offer(
        handover_with(team.case(n)), [Offer(team.case(n), team.officer(n // 2))], **who
    ),
    "accept": lambda team, n, who: covering.accept(handover_with(team.case(n)), [team.case(n)], **who),
    "accept all": lambda team, n, who: covering.accept(handover_with(team.case(n)), **who),
    "decline": lambda team, n, who: covering.decline(
        handover_with(team.case(n)), [team.case(n)], reason="Too much", **who
    ),
    "give back": lambda team, n, who: covering.give_back(
        handover_with(team.case(n)), [team.case(n)], reason="Too much", **who
    ),
    "give": lambda team, n, who: cases.give(team.case(n), officer=team.officer(n // 2), reason="Theirs", **who),
    "put back": lambda team, n, who: cases.put_back(team.case(n), reason="Too many", **who),
    "take": lambda team, n, who: cases.take(team.case(n), **who),
    "job": lambda team, n, who: handover_jobs.keep_up(Council.objects.get(pk=who["by"].council_id), at=who["at"]),
}

STEPS = st.builds(Step, verb=st.sampled_from(sorted(VERBS)), about=st.integers(0, 7), minutes=st.integers(0, 600))
PLANS = st.lists(st.lists(STEPS, min_size=6, max_size=12), min_size=3, max_size=3)
"""What three officers send, each one after the other, all three at once."""


@pytest.fixture
def team() -> Team:
    mo = an_officer("team_leader", name="Mo Reed")
    return Team(
        [an_officer("team_leader", name=name, manager=mo) for name in ("Asha Bell", "Ben Ode", "Cara Finch")]
    )


def work(team: Team, number: int, steps: list[Step], name: str, wrong: list[str]) -> None:
    """One officer's day. What is refused leaves nothing."""
    officer = team.officers[number]
    try:
        with acting_for([officer.council_id], who=officer.name):
            for place, step in enumerate(steps):
                at = monday(9) + dt.timedelta(minutes=step.minutes)
                who = {"by": officer, "at": at, "key": f"{name}-{number}-{place}"}
                try:
                    VERBS[step.verb](team, step.about, who)
                except Refused:
                    continue
    except Exception as error:
        wrong.append(f"{officer.name}: {type(error).__name__}: {error}")
    finally:
        connection.close()


def all_at_once(team: Team, plans: list[list[Step]], name: str) -> list[str]:
    """Let every officer work at the same moment. Returns what went wrong."""
    wrong: list[str] = []
    threads = [
        threading.Thread(target=work, args=(team, number, plan, name, wrong)) for number, plan in enumerate(plans)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return wrong


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    print_blob=True,
)
@given(PLANS)
def test_every_case_of_somebody_away_is_with_somebody_or_told_of(team, council, plans):
    with acting_for([council.pk], who="test"):
        Absence.objects.filter(ended_at__isnull=True).update(ended_at=monday(8), ended_by=team.officers[0])
        handover_jobs.keep_up(council, at=monday(8, 1))
        team.cases = [an_enquiry_of(officer) for officer in (*team.officers, team.officers[0])]

        wrong = all_at_once(team, plans, team.cases[0].reference)
        handover_jobs.keep_up(council, at=IN_A_FORTNIGHT)
        handover_jobs.keep_up(council, at=WHEN_IT_IS_DUE)

        gone = away([council.pk], at=WHEN_IT_IS_DUE)
        owned = Case.objects.filter(closed_at__isnull=True, owner__isnull=False)
        left = {case.pk for case in owned if case.owner_id in gone}
        live = HandoverPiece.objects.filter(ended_at__isnull=True)
        covered = {piece.case_id for piece in live if piece.covered_by_id}
        lacking = {each.case_id for each in handover_queries.uncovered(council, WHEN_IT_IS_DUE)}
        told = set(
            Alarm.objects.filter(level=Alarm.Level.HEAD, closed_at__isnull=True).values_list("about", flat=True)
        )
        assert wrong == []
        assert {piece.case_id for piece in live} == left
        assert not {piece.covered_by_id for piece in live} & gone
        assert lacking == left - covered
        assert {f"handover {piece.handover_id}" for piece in live if piece.case_id in lacking} <= told
