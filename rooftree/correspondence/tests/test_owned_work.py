"""Nothing fails in silence: whoever's work it is is told, until it is dealt with."""

import datetime as dt

import pytest

from rooftree.cases.models import Alarm
from rooftree.correspondence import actions, checks, jobs, owned_work, runs
from rooftree.correspondence.models import Attempt, Waiting
from rooftree.correspondence.tests.letterbox import (
    CODE,
    FACTS,
    a_message,
    a_mobile,
    an_address,
    now,
    somebody,
    who_needs,
)
from rooftree.foundations.isolation import acting_for
from tests.builders import NOON, TODAY, a_case, a_group, a_person, a_team, an_officer, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting", "folder")]


@pytest.fixture(autouse=True)
def _no_run_is_expected(monkeypatch) -> None:
    """What other packages expect to send is theirs to test."""
    monkeypatch.setattr(runs, "_RUNS", {})


HALF_AN_HOUR = NOON + dt.timedelta(minutes=30)


def look_after(council, at=NOON) -> None:
    jobs.look_after(council, at=at)


def open_alarms(code: str = owned_work.UNDELIVERED) -> list[Alarm]:
    return list(Alarm.objects.filter(code=code, closed_at__isnull=True))


def test_the_manager_of_the_cases_team_is_told(council):
    manager = an_officer("team_leader")
    team = a_team("contact", manager=manager)
    case = a_case(a_person())
    a_message(case.person, case=case)

    look_after(council)

    [alarm] = open_alarms()
    assert (alarm.team, alarm.officer, alarm.level) == (team, manager, Alarm.Level.TEAM)
    assert alarm.sentence.startswith(f"Messages of {team.name} did not arrive")


def test_without_a_case_or_a_manager_the_head_of_service_is_told(council):
    a_message(a_person())

    look_after(council)

    [alarm] = open_alarms()
    assert (alarm.team, alarm.officer, alarm.level) == (None, None, Alarm.Level.HEAD)


def test_told_once_while_it_lasts_and_closed_when_it_is_dealt_with(council):
    message = a_message(a_person())
    look_after(council)
    look_after(council)
    assert len(open_alarms()) == 1

    actions.settle(message, words="Told on the phone", **by("adviser"))
    look_after(council)

    assert open_alarms() == []
    assert Alarm.objects.get().closing == "All of them were dealt with."


def test_the_alarm_says_nothing_of_whom_it_is_about(council):
    group = a_group("Protected persons")
    with acting_for([council.pk], groups=[group.pk], who="test"):
        a_message(a_person(forenames="Grace", restricted_to=group.pk))

        look_after(council)

    [alarm] = open_alarms()
    assert "Grace" not in alarm.sentence


def test_a_message_to_be_made_by_hand_is_told_of_after_a_day(council):
    person = who_needs(a_person(), "braille")
    an_address(person)
    a_message(person)

    look_after(council)
    assert open_alarms() == []

    look_after(council, at=NOON + dt.timedelta(days=1))
    assert len(open_alarms()) == 1


def test_a_code_that_went_astray_is_nobodys_work(council):
    point = a_mobile(a_person(), safe_to_text=False)
    actions.send_to_point(CODE, point=point, facts=FACTS, at=NOON, key="k1", secret=True)

    look_after(council)

    assert open_alarms() == []


# --- An outbox that stands still ------------------------------------------------------------------


@pytest.mark.parametrize(("at", "told"), [(HALF_AN_HOUR - dt.timedelta(seconds=1), 0), (HALF_AN_HOUR, 1)])
def test_what_should_have_gone_half_an_hour_ago_is_told(council, at, told):
    a_message()

    look_after(council, at=at)

    assert len(open_alarms(owned_work.STANDING)) == told


def test_it_says_since_when_how_many_and_why(council):
    message = a_message()
    a_message(message.person, key="k2")
    Attempt.objects.create(
        message=message,
        council_id=council.pk,
        at=NOON,
        backend="notify",
        outcome="our_fault",
        words="GOV.UK Notify does not let us: 403.",
    )

    words = owned_work.standing(council, at=HALF_AN_HOUR)

    assert words == (
        "2 messages have waited to go since 12:00 on Fri 20 Nov 2026. GOV.UK Notify does not let us: 403."
    )
    assert list(checks.messages(council, TODAY)) == [words]


def test_a_full_mailbox_that_is_tried_again_is_no_still_outbox(council):
    a_message()
    Waiting.objects.update(tries=1)

    assert owned_work.standing(council, at=HALF_AN_HOUR) == ""


def test_what_waits_for_a_channel_that_was_switched_off_is_told(council, settings):
    a_message()
    settings.MESSAGES_BY = {"email": "none", "text": "none", "letter": "none"}

    assert owned_work.standing(council, at=HALF_AN_HOUR).startswith("1 message has waited to go")


def test_letters_that_wait_for_the_printer_are_no_still_outbox(council, settings):
    settings.MESSAGES_BY = {"email": "none", "text": "none", "letter": "print"}
    person = a_person()
    an_address(person)
    a_message(person)

    assert owned_work.standing(council, at=HALF_AN_HOUR) == ""


def test_the_alarm_is_over_when_messages_go_again(council):
    a_message()
    look_after(council, at=HALF_AN_HOUR)

    Waiting.objects.all().delete()
    look_after(council, at=HALF_AN_HOUR)

    assert open_alarms(owned_work.STANDING) == []


def test_a_message_that_waits_in_no_queue_is_found_at_night(council):
    message = a_message(somebody())
    Waiting.objects.filter(pk=now(message).pk).delete()

    assert list(checks.messages(council, TODAY)) == [
        "1 message waits to go and stand in no queue, so nothing will send them. Look at who changed the outbox."
    ]


def test_nothing_is_found_where_nothing_is_wrong(council):
    assert list(checks.messages(council, TODAY)) == []
