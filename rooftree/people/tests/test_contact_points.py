"""Changing how people are reached, and whether it is safe."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.refusals import Refused
from rooftree.people import actions
from rooftree.people.models import ContactPoint
from rooftree.people.rules import Safety
from tests.builders import NOON, TODAY, a_person, a_phone, by

pytestmark = pytest.mark.usefixtures("acting")

MOBILE = {"kind": "mobile", "value": "07700 900123"}


def open_points(person) -> list[str]:
    return list(person.contact_points.filter(until_on__isnull=True).values_list("value", flat=True))


# --- add ------------------------------------------------------------------------------------------


def test_a_number_is_added_as_it_is_kept_with_its_safety():
    point = actions.add_contact_point(
        a_person(),
        **MOBILE,
        owner="carer",
        owner_name="Ben  Bell",
        safety=Safety(call=False, text=True, voicemail=False),
        source="repairs",
        **by("adviser"),
    )

    assert (point.value, point.owner, point.owner_name, point.source, point.from_on) == (
        "+447700900123",
        "carer",
        "Ben Bell",
        "repairs",
        TODAY,
    )
    assert (point.safe_to_call, point.safe_to_text, point.safe_to_write, point.safe_to_voicemail) == (
        False,
        True,
        None,
        False,
    )


def test_sent_twice_the_number_is_there_once():
    person, once = a_person(), by("adviser")
    point = actions.add_contact_point(person, **MOBILE, **once)

    assert actions.add_contact_point(person, **MOBILE, **once) == point


def test_an_operative_adds_no_number():
    with pytest.raises(PermissionDenied):
        actions.add_contact_point(a_person(), **MOBILE, **by("operative"))


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"value": "07700 900"}, "too few or too many"),
        ({"owner": "cat"}, "not in the list"),
        ({"safety": Safety(write=True)}, "cannot be used to write"),
        ({"value": "+44 7700 900999"}, "has .447700900999 already"),
    ],
)
def test_a_number_that_cannot_be_added_is_refused(facts, says):
    person = a_person()
    a_phone(person, "+447700900999")

    with pytest.raises(Refused, match=says):
        actions.add_contact_point(person, **{**MOBILE, **facts}, **by("adviser"))


def test_two_people_may_share_a_number():
    a_phone(a_person(), "+447700900123")

    actions.add_contact_point(a_person("Ben"), **MOBILE, **by("adviser"))

    assert ContactPoint.objects.filter(value="+447700900123").count() == 2


def test_a_number_that_ended_can_be_added_again():
    person = a_person()
    a_phone(person, "+447700900123", until_on=TODAY)

    actions.add_contact_point(person, **MOBILE, **by("adviser"))

    assert open_points(person) == ["+447700900123"]


# --- change ---------------------------------------------------------------------------------------


def test_another_number_ends_the_old_one_and_is_not_verified_yet():
    person = a_person()
    old = a_phone(person, verified_on=date(2026, 1, 1))

    new = actions.change_contact_point(old, value="07700 900456", owner="self", **by("adviser"))

    old.refresh_from_db()
    assert old.until_on == TODAY
    assert (new.value, new.from_on, new.verified_on) == ("+447700900456", TODAY, None)
    assert open_points(person) == ["+447700900456"]


def test_other_facts_change_in_place():
    point = a_phone(a_person(), verified_on=date(2026, 1, 1))

    changed = actions.change_contact_point(
        point, value=point.value, owner="self", safety=Safety(voicemail=False), **by("adviser")
    )

    assert (changed.pk, changed.safe_to_voicemail, changed.verified_on) == (point.pk, False, date(2026, 1, 1))


def test_a_change_sent_twice_gets_the_first_answer():
    point, once = a_phone(a_person()), by("adviser")
    new = actions.change_contact_point(point, value="07700 900456", owner="self", **once)

    assert actions.change_contact_point(point, value="07700 900456", owner="self", **once) == new


def test_a_change_to_a_number_that_is_there_already_is_refused():
    person = a_person()
    point = a_phone(person)
    a_phone(person, "+447700900456")

    with pytest.raises(Refused, match="already"):
        actions.change_contact_point(point, value="07700 900456", owner="self", **by("adviser"))


def test_a_number_that_ended_is_not_changed():
    point = a_phone(a_person(), until_on=date(2026, 5, 4))

    with pytest.raises(Refused, match="ended on Monday 4 May 2026"):
        actions.change_contact_point(point, value="07700 900456", owner="self", **by("adviser"))


# --- end and verify -------------------------------------------------------------------------------


def test_a_number_ends_on_the_day_said():
    point = actions.end_contact_point(a_phone(a_person()), until_on=date(2026, 11, 1), **by("adviser"))

    assert point.until_on == date(2026, 11, 1)


def test_an_end_sent_twice_is_no_refusal():
    point, once = a_phone(a_person()), by("adviser")
    actions.end_contact_point(point, until_on=TODAY, **once)

    assert actions.end_contact_point(point, until_on=TODAY, **once).until_on == TODAY


@pytest.mark.parametrize(
    ("until_on", "says"),
    [(TODAY + timedelta(1), "still to come"), (date(2026, 4, 30), "added on Friday 1 May 2026")],
)
def test_an_end_that_cannot_be_is_refused(until_on, says):
    point = a_phone(a_person(), from_on=date(2026, 5, 1))

    with pytest.raises(Refused, match=says):
        actions.end_contact_point(point, until_on=until_on, **by("adviser"))


def test_what_ended_does_not_end_again():
    point = a_phone(a_person(), until_on=TODAY)

    with pytest.raises(Refused, match="add it again"):
        actions.end_contact_point(point, until_on=TODAY, **by("adviser"))


def test_a_number_is_verified_on_the_day_in_london():
    late_on_a_summer_evening = NOON.replace(month=6, hour=23, minute=30)
    point = a_phone(a_person())

    verified = actions.verify_contact_point(point, **by("adviser") | {"at": late_on_a_summer_evening})

    assert verified.verified_on == date(2026, 6, 21)


def test_what_ended_is_not_verified():
    point = a_phone(a_person(), until_on=TODAY)

    with pytest.raises(Refused, match="ended on"):
        actions.verify_contact_point(point, **by("adviser"))
