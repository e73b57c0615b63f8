"""Of somebody who leaves, nothing stays: the work moves, and who leaves without a handover is told of."""

import datetime as dt

import pytest

from rooftree.cases import actions as cases
from rooftree.cases import handover_jobs, handover_queries
from rooftree.cases.models import Alarm, Handover
from rooftree.cases.tests.absent import (
    EIGHT_FORTY,
    NEXT_MONDAY,
    WEDNESDAY,
    a_case_of,
    a_key,
    accepted,
    away,
    midnight,
    monday,
    tuesday,
)
from rooftree.cases.tests.matters import a_manager, an_adviser, now, story_of
from rooftree.staff.models import Officer

pytestmark = pytest.mark.usefixtures("acting")


@pytest.fixture
def mo() -> Officer:
    """Mo, who manages Asha and Ben."""
    return a_manager()


@pytest.fixture
def asha(mo) -> Officer:
    return an_adviser(manager=mo)


@pytest.fixture
def ben(mo) -> Officer:
    return an_adviser("Ben Ode", manager=mo)


def alarms() -> list[tuple[str, str]]:
    """The open alarms: their level, and who is told."""
    rows = Alarm.objects.filter(closed_at__isnull=True).order_by("pk")
    return [(alarm.level, alarm.officer.name if alarm.officer else "") for alarm in rows]


def a_leaver(officer: Officer, mo: Officer, *, starts: dt.datetime = EIGHT_FORTY, at=EIGHT_FORTY) -> Handover:
    return away(officer, starts=starts, at=at, is_for_good=True, by=mo)


def test_a_leavers_case_passes_over_with_its_acceptance(asha, ben, mo):
    case = a_case_of(asha)
    task = cases.add_task(case, what="Ring the joiner", owner=asha, by=asha, at=monday(8), key=a_key())
    handover = a_leaver(asha, mo, starts=midnight(NEXT_MONDAY))

    accepted(handover, ben, case)

    task.refresh_from_db()
    assert (now(case).owner, task.owner) == (ben, None)
    assert story_of(case)[-1] == "case.handed_over"


def test_when_all_has_passed_over_a_leavers_handover_ends(asha, ben, mo, council):
    case = a_case_of(asha)
    handover = a_leaver(asha, mo, starts=midnight(WEDNESDAY))
    accepted(handover, ben, case)

    handover_jobs.keep_up(council, at=tuesday(9))
    handover.refresh_from_db()
    assert handover.ended_at is None  # Something new may still come to her.
    handover_jobs.keep_up(council, at=midnight(WEDNESDAY))
    handover_jobs.keep_up(council, at=midnight(WEDNESDAY) + dt.timedelta(minutes=5))

    handover.refresh_from_db()
    assert handover.ended_at == midnight(WEDNESDAY)


def test_what_comes_to_a_leaver_afterwards_opens_the_handover_again(asha, ben, mo, council):
    handover = a_leaver(asha, mo)
    handover_jobs.keep_up(council, at=monday(9))
    a_case_of(asha)

    handover_jobs.keep_up(council, at=monday(14))

    handover.refresh_from_db()
    assert handover.ended_at is None
    assert handover_queries.standing_of(handover, at=monday(14)).waiting == 1


def test_what_a_leaver_was_to_do_for_others_is_for_those_who_have_the_cases(asha, ben, mo):
    case = a_case_of(ben)
    task = cases.add_task(case, what="Ring the joiner", owner=asha, by=ben, at=monday(8), key=a_key())

    a_leaver(asha, mo)

    task.refresh_from_db()
    assert task.owner is None


def test_a_leaver_without_a_handover_is_told_of_and_after_the_last_day_the_head_is(asha, council):
    a_case_of(asha)
    Officer.objects.filter(pk=asha.pk).update(until_on=WEDNESDAY)

    handover_jobs.keep_up(council, at=monday(9))
    assert alarms() == [("team", "Mo Reed")]
    handover_jobs.keep_up(council, at=midnight(WEDNESDAY))
    handover_jobs.keep_up(council, at=midnight(WEDNESDAY))

    assert alarms() == [("team", "Mo Reed"), ("head", "")]
    assert {alarm.sentence for alarm in Alarm.objects.all()} == {
        "Asha Bell leaves: the last day is Tuesday 3 March 2026. Open cases in their name: 1. "
        "Enter that they leave for good, and offer the cases to colleagues."
    }


def test_a_handover_closes_the_alarm_about_a_leaver(asha, mo, council):
    a_case_of(asha)
    Officer.objects.filter(pk=asha.pk).update(until_on=WEDNESDAY)
    handover_jobs.keep_up(council, at=monday(9))
    away(Officer.objects.get(pk=asha.pk), starts=midnight(WEDNESDAY), is_for_good=True, by=mo)

    handover_jobs.keep_up(council, at=monday(10))

    assert Alarm.objects.filter(code="cover.leaver").get().closing == "The handover is begun."
    assert alarms() == [("team", "Mo Reed")]  # About the handover itself.
