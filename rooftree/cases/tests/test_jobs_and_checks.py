"""What runs by itself: requests climb, and the nightly checks find what time or a hand brought about."""

import datetime as dt

import psycopg
import pytest
from django.db import connection

from rooftree.cases import actions, checks, jobs, reckoning
from rooftree.cases.clocks import start_clock
from rooftree.cases.models import Alarm, Case, Clock
from rooftree.cases.tests.matters import a_case, a_manager, a_team, an_adviser, duty, story_of
from rooftree.cases.tests.verbs import LATER, a_hold, a_promise, a_request
from rooftree.foundations import calendar_table
from rooftree.foundations.dates import midnight
from rooftree.foundations.isolation import acting_for
from rooftree.staff.models import Absence, GroupMember, RoleHeld
from tests.builders import NOON, TODAY, a_group, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def case():
    return a_case(owner=an_adviser("Olu Owner"))


# --- Requests that nobody answered ------------------------------------------------------------------


@pytest.fixture
def mo():
    return a_manager("Mo Reed")


@pytest.fixture
def asked(case, mo):
    return actions.ask_team(
        case, to_team=a_team("Repairs", manager=mo), what="Board it up", needed_by=LATER, **by("adviser")
    )


def test_a_request_that_nobody_answered_in_time_climbs(asked, council, mo, case):
    assert jobs.escalate_of(council, at=LATER) == 1

    alarm = Alarm.objects.get()
    assert (alarm.level, alarm.officer, alarm.team) == ("team", mo, asked.to_team)
    assert alarm.sentence == (
        "Tenancy team asked Repairs for something by 12:00 on Sun 22 Nov 2026, and nobody has answered."
    )
    assert story_of(case)[-1] == "case.request_escalated"


def test_it_does_not_climb_before_it_was_needed(asked, council):
    assert jobs.escalate_of(council, at=LATER - dt.timedelta(seconds=1)) == 0


def test_it_climbs_once(asked, council):
    assert [jobs.escalate_of(council, at=LATER + hours * HOUR) for hours in range(3)] == [1, 0, 0]
    assert Alarm.objects.count() == 1


def test_what_was_accepted_does_not_climb(asked, council, mo):
    actions.accept_request(asked, **by(officer=mo))

    assert jobs.escalate_of(council, at=LATER) == 0


def test_the_alarm_ends_when_it_is_answered(asked, council, mo):
    jobs.escalate_of(council, at=LATER)

    actions.accept_request(asked, **by(officer=mo, at=LATER + HOUR))

    assert Alarm.objects.get().closing == "It was answered."


def test_while_the_manager_is_away_the_head_of_service_is_told(asked, council, mo):
    Absence.objects.create(
        council=council, officer=mo, starts=NOON, is_planned=False, entered_by=mo, entered_at=NOON
    )

    jobs.escalate_of(council, at=LATER)

    alarm = Alarm.objects.get()
    assert (alarm.level, alarm.officer) == ("head", None)


def test_the_timetable_sees_restricted_cases_too(council, monkeypatch):
    member = an_adviser("Mia Member")
    group = a_group("Protected persons", member)
    with acting_for([council.pk], groups=[group.pk], who="test"):
        a_request(a_case(owner=member, group=group))
    monkeypatch.setattr(jobs.dates, "now", lambda: LATER)

    jobs.escalate_requests(timestamp=0)

    assert Alarm.objects.count() == 1


# --- Who has it -------------------------------------------------------------------------------------


def owners(council) -> list[str]:
    return list(checks.owners(council, TODAY))


def test_a_case_with_somebody_and_one_that_waits_are_well(case, council):
    a_case()

    assert owners(council) == []


def test_a_case_that_nobody_has_and_no_clock_times_is_found(council):
    case = a_case()
    Clock.objects.update(stopped_at=NOON, outcome="met")

    assert owners(council) == [
        f"1 case ({case.reference}) had nobody, and no clock that says until when somebody takes them up."
    ]


def test_a_case_of_somebody_who_left_is_found(case, council):
    case.owner.until_on = TODAY
    case.owner.save(update_fields=["until_on"])

    assert owners(council) == [
        f"1 case ({case.reference}) had an officer who has left. Give them to somebody who is here."
    ]


def test_a_case_of_somebody_whose_role_ended_is_found(case, council):
    RoleHeld.objects.filter(officer=case.owner).update(until_on=TODAY)

    assert "holds no role that works on cases" in owners(council)[0]


def test_a_restricted_case_whose_owner_left_the_group_is_counted_without_its_reference(council):
    member = an_adviser("Mia Member")
    group = a_group("Protected persons", member)
    with acting_for([council.pk], groups=[group.pk], who="test"):
        a_case(owner=member, group=group)
    GroupMember.objects.update(until_on=TODAY)

    assert owners(council) == [
        "1 case (restricted) had an officer who may not open them. Give them to somebody in the group."
    ]


def test_many_cases_are_counted(council):
    olu = an_adviser("Olu Owner")
    references = sorted(a_case(owner=olu).reference for _ in range(7))
    RoleHeld.objects.filter(officer=olu).update(until_on=TODAY)

    assert owners(council)[0].startswith(f"7 cases ({', '.join(references[:5])}, and 2 more) had an officer")


# --- What the story says ----------------------------------------------------------------------------


def stories(council) -> list[str]:
    return [sentence.partition(") ")[2] for sentence in checks.stories(council, TODAY)]


def test_a_case_that_lived_through_much_says_what_its_story_says(case, council):
    a_promise(case)
    a_hold(case)
    actions.weigh(case, stage="begun", **by("adviser"))
    actions.put_back(case, reason="Too many", **by(officer=case.owner))
    actions.take(case, **by("adviser"))

    assert stories(council) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            "UPDATE cases_case SET owner_id = NULL",
            "were not with the team and the officer that their assignments say.",
        ),
        ("UPDATE cases_case SET weight = 9", "did not weigh what they were last weighed at."),
        ("UPDATE cases_task SET due_at = now()", "had a promise whose day is not that of its clock."),
        (
            "UPDATE cases_clock SET stopped_at = late_from, outcome = 'met' WHERE task_id IS NOT NULL",
            "had a promise without a clock.",
        ),
    ],
)
def test_what_a_hand_at_the_database_did_is_found(case, council, change, sentence):
    a_promise(case)
    actions.weigh(case, stage="begun", **by("adviser"))
    with connection.cursor() as cursor:
        cursor.execute(change)

    assert stories(council) == [sentence]


def test_a_closed_case_that_waits_is_found(case, council, monkeypatch):
    held = a_hold(case)
    actions.close(case, **by("adviser"))
    type(held).objects.update(ended_at=None, ended_by=None)
    monkeypatch.setattr(checks.dates, "now", lambda: NOON)

    assert stories(council) == ["were closed, and wait for something."]


@pytest.mark.django_db(transaction=True)
def test_a_case_without_a_story_is_found(council, acting, owner_url):
    a_case(owner=an_adviser("Olu Owner"))
    with psycopg.connect(owner_url) as owner:
        owner.execute("ALTER TABLE cases_event DISABLE TRIGGER USER")
        owner.execute("DELETE FROM cases_event")
        owner.execute("ALTER TABLE cases_event ENABLE TRIGGER USER")

    assert stories(council) == ["had no story."]


# --- Clocks -----------------------------------------------------------------------------------------


def test_clocks_that_no_longer_agree_are_reckoned_anew_and_told(case, council):
    """Killed between the proclamation and the reckoning: the night does the rest."""
    clock = start_clock(case, duty("answer"), at=midnight(2027, 6, 1))
    calendar_table.proclaim(dt.date(2027, 6, 4), name="Jubilee", authority="Royal", by="test", at=NOON)

    first, second = list(checks.clocks(council, TODAY)), list(checks.clocks(council, TODAY))

    assert first == ["1 running clock was not late when the calendar says. 1 moved, and their cases tell of it."]
    assert second == []
    clock.refresh_from_db()
    assert clock.due_on == dt.date(2027, 6, 16)


def test_news_of_dates_that_moved_is_over_after_a_week(case, council, monkeypatch):
    start_clock(case, duty("answer"), at=midnight(2027, 6, 1))
    revised = calendar_table.proclaim(dt.date(2027, 6, 4), name="Jubilee", authority="Royal", by="test", at=NOON)
    reckoning.reckon_again(revised, at=NOON)

    after = []
    for days in (7, 8):
        monkeypatch.setattr(checks.dates, "now", lambda days=days: NOON + days * DAY)
        list(checks.clocks(council, TODAY))
        after.append(Alarm.objects.filter(closed_at=None).count())

    assert after == [1, 0]
    assert Alarm.objects.get().closing == "It was told for a week."


def test_what_reckoning_does_not_mend_is_said(case, council):
    clock = start_clock(case, duty("make_safe"), at=NOON)
    Clock.objects.filter(pk=clock.pk).update(late_from=clock.late_from + HOUR)

    assert list(checks.clocks(council, TODAY))[1].startswith("1 running clock was still not, though reckoned anew")


def test_every_council_is_reckoned_restricted_cases_too(council, other_council):
    member = an_adviser("Mia Member")
    group = a_group("Protected persons", member)
    with acting_for([council.pk], groups=[group.pk], who="test"):
        hidden = a_case(owner=member, group=group)
        start_clock(hidden, duty("answer"), at=midnight(2027, 6, 1))
    revised = calendar_table.proclaim(dt.date(2027, 6, 4), name="Jubilee", authority="Royal", by="test", at=NOON)

    moved = jobs.reckon_every_council(revised, at=NOON)

    assert (moved.clocks, moved.cases) == (1, 1)
    assert Case.objects.count() == 0
