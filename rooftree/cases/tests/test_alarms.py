"""Alarms: raised once while it lasts, told to who is here, closed by a person or by the facts."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from rooftree.cases import alarms
from rooftree.cases.models import Alarm
from rooftree.cases.tests.absent import monday
from rooftree.cases.tests.matters import a_manager, an_adviser
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from tests.builders import an_officer, the_council
from tests.two_officers import while_first_has_not_ended

pytestmark = pytest.mark.usefixtures("acting")


def raised(sentence: str = "Nobody has it.", *, about: str = "handover 1", level: str = "team", **facts) -> Alarm:
    council = facts.pop("council", None) or the_council()
    said = {"level": level, "at": monday(9), **facts}
    return alarms.raise_alarm("cover.nobody_accepted", about, sentence, council_id=council.pk, **said)


def closed(alarm: Alarm, closing: str = "Ben has it.", *, key: str = "k1", **facts) -> Alarm:
    by = facts.pop("by", None) or a_manager()
    return alarms.close_alarm(alarm, closing=closing, by=by, at=monday(10), key=key)


def test_an_alarm_is_raised_once_while_it_is_open():
    first = raised()

    assert raised("Said otherwise.") == first
    assert Alarm.objects.get().sentence == "Nobody has it."


def test_of_another_thing_or_level_it_is_another():
    raised()
    raised(about="handover 2")
    raised(level="head")

    assert Alarm.objects.count() == 3


def test_once_closed_it_can_be_raised_again():
    closed(raised())

    raised()

    assert Alarm.objects.filter(closed_at__isnull=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_raised():
    second = while_first_has_not_ended(raised, raised)

    assert second.waited
    assert Alarm.objects.get() == second.answer


def test_a_manager_closes_it_and_says_what_was_done():
    alarm = closed(raised())

    assert (alarm.closing, alarm.closed_at) == ("Ben has it.", monday(10))


def test_closed_twice_with_one_key_it_is_closed_once():
    alarm, mo = raised(), a_manager()

    assert closed(alarm, by=mo) == closed(alarm, by=mo)


def test_what_is_closed_is_not_closed_again():
    alarm = raised()
    closed(alarm)

    with pytest.raises(Refused, match="closed already"):
        closed(alarm, key="k2")


def test_closing_says_something():
    with pytest.raises(Refused, match="Say what was done"):
        closed(raised(), " ")


def test_an_adviser_closes_none():
    with pytest.raises(PermissionDenied):
        closed(raised(), by=an_adviser())


def test_the_database_refuses_a_second_open_one():
    alarm = raised()
    alarm.pk = None

    with pytest.raises(IntegrityError, match="one_open_alarm"), transaction.atomic():
        alarm.save(force_insert=True)


def test_facts_close_what_is_no_longer_so():
    raised()
    raised(level="head")
    raised(about="handover 2")

    done = alarms.close_by_facts(
        "cover.nobody_accepted", "handover 1", council_id=the_council().pk, closing="All have.", at=monday(10)
    )

    assert done == 2
    assert [alarm.about for alarm in Alarm.objects.filter(closed_at__isnull=True)] == ["handover 2"]


def test_officers_are_told_of_what_names_them_and_a_head_of_service_of_what_names_nobody():
    mo, head = a_manager(), an_officer("head_of_service", name="Di Frost")
    named, unnamed = raised(officer=mo), raised(level="head")

    assert list(alarms.alarms_for(mo)) == [named]
    assert list(alarms.alarms_for(head)) == [unnamed]
    assert list(alarms.alarms_for(an_adviser())) == []


def test_passed_on_it_is_another_managers():
    mo, other = a_manager(), a_manager("Nia Ross")
    raised(officer=mo)

    alarms.pass_on(Alarm.objects.filter(officer=mo), to=other, at=monday(10))

    assert list(alarms.alarms_for(mo)) == []
    assert Alarm.objects.get().officer == other


def test_passed_on_to_nobody_the_head_of_service_is_told_once():
    mo = a_manager()
    raised(officer=mo)

    alarms.pass_on(Alarm.objects.filter(officer=mo), to=None, at=monday(10))
    alarms.pass_on(Alarm.objects.filter(officer=mo), to=None, at=monday(11))

    assert sorted(Alarm.objects.values_list("level", flat=True)) == ["head", "team"]


def test_the_other_council_knows_nothing_of_it(other_council):
    alarm = raised()

    with acting_for([other_council.pk], who="test"):
        assert not Alarm.objects.filter(pk=alarm.pk).exists()
