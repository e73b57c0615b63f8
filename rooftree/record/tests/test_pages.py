"""What the person page and the place page know."""

import datetime as dt

import pytest

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditRead, RestrictedGroup
from rooftree.people.models import Adjustment, PersonMarker, Vulnerability
from rooftree.record.person import person_page
from rooftree.record.place import place_page
from tests.builders import TODAY, a_group, a_home, a_person, a_phone, a_place, a_tenancy

pytestmark = pytest.mark.django_db


def an_adjustment(person, code="large_print", **facts):
    return Adjustment.objects.create(
        council_id=person.council_id, person=person, code=code, from_on=TODAY, reviewed_on=TODAY, **facts
    )


def a_marker(person, **facts):
    return PersonMarker.objects.create(
        council_id=person.council_id,
        person=person,
        code=facts.pop("code", "CV"),
        restricted_to=facts.pop("restricted_to", 0),
        reason="Threatened an officer on 3 May 2026",
        control_measure="Visit in pairs",
        approved_by="Sam Reed",
        start_on=facts.pop("start_on", dt.date(2026, 5, 4)),
        review_on=dt.date(2026, 11, 4),
        until_on=facts.pop("until_on", dt.date(2027, 5, 4)),
    )


def test_the_person_page_tells_who_lives_there_and_with_whom(acting):
    grace, samuel = a_person("Grace", "Okafor"), a_person("Samuel", "Okafor")
    a_tenancy(a_home("12 Elm Walk", "ZZ1 1AA"), grace, samuel)

    page = person_page(grace.reference, on=TODAY)

    [part] = page.lives_at
    assert (part.address, [mate.name for mate in page.lives_with(part)]) == (
        "12 Elm Walk, ZZ1 1AA",
        ["Samuel Okafor"],
    )


def test_a_home_stands_before_a_garage_that_was_rented_later(acting):
    grace = a_person()
    a_tenancy(a_home(), grace, starts_on=dt.date(2015, 6, 1))
    a_tenancy(a_place("garage", address_1="Garage 7"), grace, starts_on=dt.date(2024, 3, 4))

    page = person_page(grace.reference, on=TODAY)

    assert [(part.address, part.is_home) for part in page.lives_at] == [
        ("12 Elm Walk, ZZ1 1AA", True),
        ("Garage 7", False),
    ]


def test_a_tenancy_that_ended_is_where_the_person_lived(acting):
    grace = a_person()
    a_tenancy(None, grace, starts_on=dt.date(2010, 1, 4), until_on=TODAY)

    page = person_page(grace.reference, on=TODAY)

    assert (len(page.lives_at), len(page.lived_at)) == (0, 1)


def test_a_tenancy_that_ends_tomorrow_still_holds(acting):
    grace = a_person()
    a_tenancy(None, grace, starts_on=dt.date(2010, 1, 4), until_on=TODAY + dt.timedelta(days=1))

    page = person_page(grace.reference, on=TODAY)

    assert len(page.lives_at) == 1


def test_an_ended_adjustment_and_an_expired_marker_are_not_shown(acting):
    grace = a_person()
    an_adjustment(grace, "bsl")
    an_adjustment(grace, "large_print", until_on=TODAY)
    a_marker(grace, until_on=TODAY)

    page = person_page(grace.reference, on=TODAY)

    assert ([each.code for each in page.adjustments], page.markers) == (["bsl"], [])


def test_to_ask_about_one_need_is_to_have_asked(acting):
    never, once, long_ago = a_person(), a_person(), a_person(needs_asked_on=dt.date(2020, 1, 6))
    an_adjustment(once)
    an_adjustment(long_ago)

    asked = [person_page(person.reference, on=TODAY).needs_asked_on for person in (never, once, long_ago)]

    assert asked == [None, TODAY, TODAY]


def test_the_page_of_a_merged_record_is_the_page_of_the_one_that_stands(acting):
    grace = a_person("Grace", "Okafor")
    double = a_person("Grace", "Okafo", merged_into=grace)
    a_phone(double, "+447700900777")

    page = person_page(double.reference, on=TODAY)

    assert (page.person.reference, [point.value for point in page.reach_now]) == (
        grace.reference,
        ["+447700900777"],
    )


def test_nobody_is_found_under_a_reference_of_another_council(council, other_council):
    with acting_for([other_council.pk], who="test"):
        theirs = a_person(council=other_council)

    with acting_for([council.pk], who="test"):
        page = person_page(theirs.reference, on=TODAY)

    assert page is None


def test_the_person_page_is_one_query(acting, django_assert_num_queries):
    grace = a_person()
    a_tenancy(None, grace, a_person(), a_person())

    with django_assert_num_queries(1):
        person_page(grace.reference, on=TODAY)


def test_opening_a_restricted_person_is_logged(council):
    with acting_for([council.pk], who="test"):
        group = RestrictedGroup.objects.create(council=council, name="Protected persons")

    with acting_for([council.pk], groups=[group.pk], who="sign-in:7", where="10.0.0.9"):
        grace = a_person(restricted_to=group.pk)
        person_page(grace.reference, on=TODAY)

        [read] = AuditRead.objects.all()
        assert (read.row_ids, read.who, read.where) == ([grace.pk], "sign-in:7", "10.0.0.9")


@pytest.mark.parametrize(
    ("born", "age"),
    [(dt.date(1984, 11, 20), 42), (dt.date(1984, 11, 21), 41), (dt.date(2026, 11, 20), 0), (None, None)],
)
def test_age_counts_birthdays(acting, born, age):
    grace = a_person(born=born)

    page = person_page(grace.reference, on=TODAY)

    assert page.age == age


def test_age_stops_at_death(acting):
    grace = a_person(born=dt.date(1930, 3, 1), deceased_on=dt.date(2020, 2, 28))

    page = person_page(grace.reference, on=TODAY)

    assert page.age == 89


def test_the_home_page_tells_what_to_do_differently_for_each_person(acting):
    grace, samuel = a_person("Grace", "Okafor"), a_person("Samuel", "Okafor")
    an_adjustment(samuel, "bsl", note="Text, never ring")
    Vulnerability.objects.create(
        council_id=grace.council_id,
        person=grace,
        factor="bereavement",
        from_on=TODAY,
        until_on=dt.date(2027, 5, 20),
    )
    home = a_home()
    tenancy = a_tenancy(home, grace, samuel)

    page = place_page(home.reference, on=TODAY)

    [held] = page.held_now
    first, second = page.people_of(held)
    assert (held.reference, first.vulnerabilities[0].factor, second.adjustments[0].note) == (
        tenancy.reference,
        "bereavement",
        "Text, never ring",
    )


def test_the_home_page_knows_what_stands_on_every_record_of_a_person(acting):
    grace = a_person("Grace", "Okafor")
    second = a_person("Gracie", "Okafor", merged_into=grace)
    third = a_person("G", "Okafor", merged_into=second)
    a_marker(third)
    an_adjustment(second)
    a_phone(second, "+447700900123")
    home = a_home()
    a_tenancy(home, third)

    [person] = place_page(home.reference, on=TODAY).people

    assert (person.reference, person.phones) == (grace.reference, ["+447700900123"])
    assert [marker.control_measure for marker in person.markers] == ["Visit in pairs"]
    assert [need.code for need in person.adjustments] == ["large_print"]


def test_the_home_page_leaves_out_people_whom_the_asker_may_not_see(council):
    with acting_for([council.pk], who="test"):
        group = RestrictedGroup.objects.create(council=council, name="Protected persons")
    with acting_for([council.pk], groups=[group.pk], who="member"):
        home = a_home()
        a_tenancy(home, a_person(restricted_to=group.pk))

    with acting_for([council.pk], who="outsider"):
        page = place_page(home.reference, on=TODAY)

    assert (len(page.held_now), page.people, page.held_now[0].tenants) == (1, [], "")


def test_an_unsafe_number_is_not_among_the_phones_of_the_home(acting):
    grace = a_person()
    a_phone(grace, "+447700900001", safe_to_call=False)
    a_phone(grace, "+447700900002")
    home = a_home()
    a_tenancy(home, grace)

    page = place_page(home.reference, on=TODAY)

    assert page.people[0].phones == ["+447700900002"]


def test_safety_rules_are_no_risk_to_staff_and_their_words_are_for_the_group_alone(council):
    with acting_for([council.pk], who="test"):
        group = a_group("Protected persons")
    with acting_for([council.pk], groups=[group.pk], who="member"):
        grace = a_person(restricted_to=group.pk)
        a_marker(grace, code="DV", restricted_to=group.pk)
        page = person_page(grace.reference, on=TODAY)

    assert (page.markers, page.is_protected, [rule.code for rule in page.safety_rules]) == ([], True, ["DV"])


def test_an_old_system_s_safety_rule_on_an_open_record_warns_without_saying_why(acting):
    grace = a_person()
    a_phone(grace, "+447700900001")
    a_phone(grace, "+447700900002", safe_to_call=True, safe_to_text=True, safe_to_voicemail=True)
    a_marker(grace, code="DV")
    home = a_home()
    a_tenancy(home, grace)

    page = person_page(grace.reference, on=TODAY)

    assert (page.markers, page.safety_rules, page.is_protected) == ([], [], True)
    assert [point.value for point in page.unsafe] == ["+447700900001"]
    assert place_page(home.reference, on=TODAY).people[0].phones == ["+447700900002"]


def test_an_estate_tells_what_stands_within_it(acting):
    estate = a_place("estate", name="Elm Park")
    block = a_place("block", name="Elm House", parent=estate)
    a_home(parent=block)
    a_home("14 Elm Walk", parent=block)

    page = place_page(block.reference, on=TODAY)

    assert ([above.name for above in page.within], [(each.kind, each.count) for each in page.inside]) == (
        ["Elm Park"],
        [("home", 2)],
    )


def test_the_place_page_is_one_query(acting, django_assert_num_queries):
    home = a_home()
    a_tenancy(home, a_person(), a_person())

    with django_assert_num_queries(1):
        place_page(home.reference, on=TODAY)
