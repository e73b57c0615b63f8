"""Residents hear who has their case while their officer is away: once, when it lasts, and only then."""

import datetime as dt

import pytest

from rooftree.cases import actions as cases
from rooftree.cases.actions import covering
from rooftree.correspondence.models import Message, Run
from rooftree.foundations import dates
from rooftree.journeys import absence, telling_jobs
from rooftree.journeys.telling_cover import tell_of_absences
from rooftree.people.models import ContactPoint
from tests.builders import NOON, a_person, an_enquiry, an_officer, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

A_WEEK = dt.timedelta(days=7)


def reached(name: str = "Grace"):
    person = a_person(name)
    ContactPoint.objects.create(
        council_id=person.council_id, person=person, kind="email", value=f"{name.lower()}@example.org"
    )
    return person


def a_case_with(officer, person):
    case = an_enquiry(person).case
    cases.take(case, **by(officer=officer))
    return case


@pytest.fixture
def asha():
    return an_officer("adviser", name="Asha Bell")


@pytest.fixture
def ben():
    return an_officer("adviser", name="Ben Carr")


def away(officer, cover, *, days: int = 7, **facts):
    """The officer is away from now on, and the colleague has accepted every case."""
    entered = absence.enter(
        officer,
        starts=NOON,
        until_on=(NOON + dt.timedelta(days=days)).date(),
        cover=cover,
        **by(officer=officer),
        **facts,
    )
    covering.accept(entered.handover, **by(officer=cover))
    return entered


def told() -> list[Message]:
    return list(Message.objects.filter(code__startswith="cases.officer_").order_by("pk"))


def test_a_resident_is_told_who_has_her_case_and_until_when(asha, ben, council):
    case = a_case_with(asha, reached())
    away(asha, ben)

    tell_of_absences(council, at=NOON)

    [message] = told()
    assert "Asha Bell is away (back: 27/11/2026). Ben Carr of" in message.body
    assert message.case_id == case.pk


def test_she_is_told_once_though_asked_again_and_though_she_has_two_cases(asha, ben, council):
    grace = reached()
    a_case_with(asha, grace)
    a_case_with(asha, grace)
    away(asha, ben)

    tell_of_absences(council, at=NOON)
    tell_of_absences(council, at=NOON + dt.timedelta(days=1))

    assert len(told()) == 1


def test_of_a_day_or_two_nobody_is_told(asha, ben, council):
    a_case_with(asha, reached())
    away(asha, ben, days=2)

    assert tell_of_absences(council, at=NOON) == []


def test_before_the_absence_begins_and_before_anybody_accepts_nobody_is_told(asha, ben, council):
    a_case_with(asha, reached())
    absence.enter(asha, starts=NOON + A_WEEK, until_on=(NOON + 2 * A_WEEK).date(), cover=ben, **by(officer=asha))

    assert tell_of_absences(council, at=NOON) == []
    assert tell_of_absences(council, at=NOON + A_WEEK + dt.timedelta(hours=1)) == []


def test_who_cannot_be_reached_safely_is_left_to_whoever_covers(asha, ben, council):
    grace = reached()
    ContactPoint.objects.filter(person=grace).update(safe_to_write=False)
    a_case_with(asha, grace)
    away(asha, ben)

    assert tell_of_absences(council, at=NOON) == []
    assert told() == []


def test_of_who_leaves_for_good_each_is_told_who_has_the_case_now(asha, ben, council):
    a_case_with(asha, reached())
    entered = absence.enter(asha, starts=NOON, until_on=None, is_for_good=True, cover=ben, **by("team_leader"))
    covering.accept(entered.handover, **by(officer=ben))

    tell_of_absences(council, at=NOON)

    assert "Ben Carr of Contact has your case now, in place of Asha Bell." in told()[0].body


def test_the_run_is_kept_with_how_many_it_told(asha, ben, council, monkeypatch):
    monkeypatch.setattr(dates, "now", lambda: NOON)
    a_case_with(asha, reached())
    away(asha, ben)

    telling_jobs.tell_who_has_a_case(timestamp=0)

    assert Run.objects.get(council=council).sent == 1
