"""What cannot wait and waits in a queue raises an alarm, which ends by itself when somebody has it."""

import pytest

from rooftree.cases.actions import restrict, take
from rooftree.cases.models import Alarm
from rooftree.contact import jobs
from rooftree.contact.actions import PutThrough, begin_enquiry, watch_urgent, withdraw
from rooftree.foundations.isolation import acting_for
from tests.builders import NOON, a_call, a_group, a_person, a_team, an_enquiry, an_officer, by

pytestmark = pytest.mark.usefixtures("acting")


def raised() -> list[str]:
    return list(Alarm.objects.filter(closed_at__isnull=True).values_list("sentence", flat=True))


def tonight(**facts):
    return an_enquiry(a_person(), reasons=("HOM-TON",), **facts)


def test_an_urgent_enquiry_in_a_queue_tells_the_teams_manager_at_once():
    manager = an_officer("homelessness_manager")
    a_team("hub", name="Hub", manager=manager)

    enquiry = tonight()

    alarm = Alarm.objects.get()
    assert alarm.sentence == f"{enquiry.case.reference} cannot wait, and nobody in Hub has taken it up."
    assert (alarm.officer, alarm.level) == (manager, "team")


def test_without_a_manager_the_head_of_service_is_told():
    tonight()

    assert (Alarm.objects.get().officer, Alarm.objects.get().level) == (None, "head")


def test_what_can_wait_raises_nothing():
    an_enquiry(a_person())

    assert raised() == []


def test_what_somebody_was_put_through_to_raises_nothing():
    a_team()
    put_through = PutThrough("Sleeping in her car", officer=an_officer("homelessness_officer"))

    begin_enquiry(a_call(a_person(), reasons=("HOM-TON",)), put_through=put_through, **by("adviser"))

    assert raised() == []


def test_the_alarm_ends_when_somebody_has_taken_it_up(council):
    enquiry = tonight()
    take(enquiry.case, **by("homelessness_officer"))

    assert watch_urgent(council, at=NOON) == 0
    assert (raised(), Alarm.objects.get().closed_by) == ([], None)


def test_the_alarm_ends_when_it_is_over(council):
    withdraw(tonight(), reason="Her sister took her in", **by("adviser"))
    watch_urgent(council, at=NOON)

    assert raised() == []


def test_what_still_waits_is_told_once(council):
    tonight()
    tonight()

    assert (watch_urgent(council, at=NOON), watch_urgent(council, at=NOON)) == (2, 2)
    assert Alarm.objects.count() == 2


def test_the_job_watches_restricted_enquiries_too(council, monkeypatch):
    member = an_officer("adviser")
    group = a_group("Protected persons", member)
    with acting_for([council.pk], groups=[group.pk], who="test"):
        restrict(tonight().case, group=group, reason="A colleague is involved", **by(officer=member))
        Alarm.objects.update(closed_at=NOON, closing="Seen to")
    monkeypatch.setattr(jobs.dates, "now", lambda: NOON)

    jobs.watch_urgent_enquiries(0)

    assert raised() == ["A restricted case cannot wait, and nobody in Contact has taken it up."]


def test_once_a_case_is_restricted_its_alarm_no_longer_says_which(council):
    member = an_officer("adviser")
    group = a_group("Protected persons", member)
    case = tonight().case
    before = raised()
    with acting_for([council.pk], groups=[group.pk], who="test"):
        restrict(case, group=group, reason="A colleague is involved", **by(officer=member))

        watch_urgent(council, at=NOON)

    assert case.reference in before[0]
    assert raised() == ["A restricted case cannot wait, and nobody in Contact has taken it up."]
