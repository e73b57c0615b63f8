"""The person page and the pages that change a person, as an officer sees them."""

import datetime as dt

import pytest
from django.urls import reverse

from rooftree.foundations import dates
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import Adjustment, ContactPoint, OtherName, Person, PersonMarkerProposal, Vulnerability
from rooftree.staffweb.tests.asking import text_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import TODAY, a_group, a_home, a_person, a_phone, a_tenancy, an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


@pytest.fixture
def adviser(client, acting):
    return sign_in_as(client, an_officer("adviser"))


def page_of(client, person):
    return client.get(reverse("staff:person", args=[person.reference]))


def test_the_person_page_tells_an_adviser_who_this_is(adviser):
    grace = a_person("Grace", "Okafor", born=dt.date(1984, 3, 1), preferred_name="Gracie")
    a_tenancy(a_home("12 Elm Walk", "ZZ1 1AA"), grace, a_person("Samuel", "Okafor"))

    response = page_of(adviser, grace)

    text = text_of(response)
    assert response.status_code == 200
    assert "<h1" in text
    assert "Gracie" in text
    assert "12 Elm Walk, ZZ1 1AA" in text
    assert "Samuel Okafor" in text
    assert_valid_html(response)


def test_what_we_do_differently_stands_before_everything_else(adviser):
    grace = a_person()
    Adjustment.objects.create(
        council_id=grace.council_id, person=grace, code="bsl", note="Face me", from_on=TODAY, reviewed_on=TODAY
    )

    text = text_of(page_of(adviser, grace))

    assert text.index("Face me") < text.index("How to reach")


def test_an_unsafe_number_carries_its_warning(adviser):
    grace = a_person()
    a_phone(grace, "+447700900123", safe_to_text=False)

    text = text_of(page_of(adviser, grace))

    assert "Safe contact rules apply" in text
    assert "Do not text" in text


def test_an_operative_sees_what_to_do_and_not_why(client, acting):
    grace = a_person()
    Vulnerability.objects.create(council_id=grace.council_id, person=grace, factor="bereavement", from_on=TODAY)
    sign_in_as(client, an_officer("operative"))

    text = text_of(page_of(client, grace))

    assert "What we do differently" in text
    assert "May need extra help" not in text


def test_nobody_is_nobody(adviser):
    assert adviser.get(reverse("staff:person", args=["P-NONE-1"])).status_code == 404


def test_a_restricted_person_is_nobody_to_those_outside_the_group(client, council):
    from rooftree.foundations.isolation import acting_for

    group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="member"):
        grace = a_person(restricted_to=group.pk)
    sign_in_as(client, an_officer("adviser"))

    assert page_of(client, grace).status_code == 404


def test_the_person_page_costs_the_same_however_much_it_shows(adviser, django_assert_max_num_queries):
    grace = a_person()
    a_tenancy(None, grace, *(a_person() for _ in range(8)))
    a_tenancy(a_home("14 Elm Walk"), grace, starts_on=dt.date(2016, 1, 4))

    with django_assert_max_num_queries(14):
        page_of(adviser, grace)


def test_a_married_name_keeps_the_former_one(adviser):
    grace = a_person("Grace", "Okafor")

    response = adviser.post(
        reverse("staff:correct_person", args=[grace.reference]),
        {
            "forenames": "Grace",
            "surname": "Bell",
            "name_change": "changed",
            "birth_date_certainty": "unknown",
            "interpreter": "",
        },
    )

    assert response.status_code == 302
    assert Person.objects.get(pk=grace.pk).surname == "Bell"
    assert OtherName.objects.get(person=grace).surname == "Okafor"


def test_a_changed_name_without_a_reason_is_asked_for_again_and_nothing_typed_is_lost(adviser):
    grace = a_person("Grace", "Okafor")

    response = adviser.post(
        reverse("staff:correct_person", args=[grace.reference]),
        {"forenames": "Grace", "surname": "Bell", "best_times": "after ten", "birth_date_certainty": "unknown"},
    )

    text = text_of(response)
    assert response.status_code == 422
    assert "There is a problem" in text
    assert 'value="Bell"' in text
    assert 'value="after ten"' in text
    assert Person.objects.get(pk=grace.pk).surname == "Okafor"
    assert_valid_html(response)


def test_a_phone_is_added_once_however_often_it_is_sent(adviser):
    grace = a_person()
    sent = {
        "kind": "mobile",
        "value": "07700 900 456",
        "owner": "self",
        "safe_to_text": "no",
        "key": "6f1c58c1-6cb7-4b43-9f49-7a0b3f3c1c55",
    }

    adviser.post(reverse("staff:add_contact_point", args=[grace.reference]), sent)
    adviser.post(reverse("staff:add_contact_point", args=[grace.reference]), sent)

    point = ContactPoint.objects.get(person=grace)
    assert (point.value, point.safe_to_text, point.safe_to_call) == ("+447700900456", False, None)


def test_a_number_stands_in_its_form_as_it_is_dialled_and_stays_the_same(adviser):
    grace = a_person()
    point = a_phone(grace, "+447700900123")
    address = reverse("staff:change_contact_point", args=[grace.reference, point.pk])

    shown = text_of(adviser.get(address))
    adviser.post(address, {"value": "07700 900123", "owner": "self", "safe_to_call": "yes"})

    point.refresh_from_db()
    assert 'value="07700 900123"' in shown
    assert (point.value, point.safe_to_call, point.until_on) == ("+447700900123", True, None)


def test_a_bad_number_is_told_so_in_a_sentence(adviser):
    grace = a_person()

    response = adviser.post(
        reverse("staff:add_contact_point", args=[grace.reference]),
        {"kind": "mobile", "value": "ring the daughter", "owner": "self"},
    )

    assert response.status_code == 422
    assert "has words in it" in text_of(response)


def test_a_need_is_recorded_reviewed_and_ended(adviser):
    grace = a_person()
    adviser.post(
        reverse("staff:add_adjustment", args=[grace.reference]),
        {"code": "large_print", "note": "18 point, please"},
    )
    need = Adjustment.objects.get(person=grace)

    response = adviser.post(
        reverse("staff:review_adjustment", args=[grace.reference, need.pk]), {"still": "no", "note": need.note}
    )

    assert response.status_code == 302
    assert Adjustment.objects.get(pk=need.pk).until_on is not None


def test_asking_what_somebody_needs_is_recorded_with_one_press(adviser):
    grace = a_person()
    before = text_of(page_of(adviser, grace))

    adviser.post(reverse("staff:record_needs_asked", args=[grace.reference]))

    after = page_of(adviser, grace)
    assert "Nobody has recorded asking what they need." in before
    assert "Asked what they need on" in text_of(after)
    assert "Ask </strong>" not in text_of(after)
    assert_valid_html(after)


def test_after_a_year_it_is_time_to_ask_again(adviser):
    grace = a_person(needs_asked_on=dates.london_day(dates.now()) - dt.timedelta(days=366))

    assert "Ask </strong>" in text_of(page_of(adviser, grace))


def test_a_marker_waits_for_somebody_else(adviser):
    grace = a_person()

    adviser.post(
        reverse("staff:propose_marker", args=[grace.reference]),
        {"code": "CV", "reason": "Threatened an officer", "control_measure": "Visit in pairs"},
    )

    assert PersonMarkerProposal.objects.get(person=grace).decision == ""
    assert "Visit in pairs" not in text_of(page_of(adviser, grace))


def test_an_adviser_does_not_restrict_a_record(adviser):
    grace = a_person()

    response = adviser.get(reverse("staff:restrict_person", args=[grace.reference]))

    assert response.status_code == 403


@pytest.mark.parametrize(
    "name",
    [
        "correct_person",
        "record_death",
        "add_other_name",
        "add_contact_point",
        "add_adjustment",
        "add_vulnerability",
        "add_strength",
        "propose_marker",
        "restrict_person",
    ],
)
def test_each_form_of_a_person_is_valid_and_says_what_is_missing(client, name):
    grace = a_person()
    sign_in_as(client, an_officer("adviser", "team_leader"))
    address = reverse(f"staff:{name}", args=[grace.reference])

    empty = client.get(address)
    refused = client.post(address, {})

    assert (empty.status_code, refused.status_code) == (200, 422)
    assert "There is a problem" in text_of(refused)
    assert_valid_html(empty)
    assert_valid_html(refused)
