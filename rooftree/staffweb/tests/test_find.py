"""The page of Find, as an officer sees it."""

import datetime as dt

import pytest
from django.urls import reverse

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditRead
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people import search_words as people_words
from rooftree.people.models import OtherName
from rooftree.places import search_words as place_words
from rooftree.staffweb.tests.visits import sign_in_as
from rooftree.tenancies import search_words as tenancy_words
from tests.builders import a_group, a_home, a_person, a_phone, a_sign_in, a_tenancy, an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


@pytest.fixture
def adviser(client, acting):
    return sign_in_as(client, an_officer("adviser"))


def known(*people, homes=(), tenancies=()):
    """Write down the words of what a test is about, as the actions do."""
    people_words.refresh([person.pk for person in people])
    place_words.refresh([home.pk for home in homes])
    tenancy_words.refresh([tenancy.pk for tenancy in tenancies])


def grace_of_elm_walk():
    grace = a_person("Grace", "Okafor")
    home = a_home("12 Elm Walk", "ZZ1 1AA")
    known(grace, homes=[home], tenancies=[a_tenancy(home, grace)])
    return grace


def find(client, typed, **headers):
    return client.get(reverse("staff:find"), {"q": typed}, headers=headers)


def text_of(response):
    return " ".join(response.content.decode().split())


def test_a_name_with_a_slip_is_found_and_says_why(adviser):
    grace_of_elm_walk()

    response = find(adviser, "okafr")

    assert "Grace Okafor" in text_of(response)
    assert "one letter off" in text_of(response)
    assert_valid_html(response)


def test_a_name_and_an_address_together_find_one_person(adviser):
    grace_of_elm_walk()
    known(a_person("Samuel", "Okafor"))

    text = text_of(find(adviser, "okafor 12 elm"))

    assert "Grace Okafor" in text
    assert "Samuel Okafor" not in text
    assert "12 Elm Walk, ZZ1 1AA" in text


def test_a_former_name_is_named_as_the_reason(adviser):
    grace = a_person("Grace", "Bell")
    OtherName.objects.create(council_id=grace.council_id, person=grace, kind="former", surname="Okafor")
    known(grace)

    assert "former name" in text_of(find(adviser, "okafor")).lower()


def test_the_last_figures_of_a_phone_find_its_owner(adviser):
    grace = a_person("Grace", "Okafor")
    a_phone(grace, "+447700900123")
    known(grace)

    assert "phone ends 0123" in text_of(find(adviser, "900123"))


def test_a_reference_leads_straight_to_the_page(adviser):
    grace = a_person(reference="P-988J-XRNJ")
    known(grace)

    response = find(adviser, "p988jxrnj")

    assert (response.status_code, response.url) == (302, reverse("staff:person", args=["P-988J-XRNJ"]))


def test_what_was_typed_stays_in_the_box(adviser):
    assert 'value="&lt;b&gt;smith"' in text_of(find(adviser, "<b>smith"))


@pytest.mark.parametrize("typed", ["", "!!!", "x" * 500, "zzzzqqqq 99"])
def test_odd_searches_get_a_sensible_page(adviser, typed):
    response = find(adviser, typed)

    assert response.status_code == 200
    assert_valid_html(response)


def test_nothing_found_says_what_to_try(adviser):
    assert "Try less" in text_of(find(adviser, "nobodywhatsoever"))


def test_while_typing_only_the_list_is_sent(adviser):
    grace_of_elm_walk()

    response = find(adviser, "okafor", HX_Request="true")

    assert "Grace Okafor" in text_of(response)
    assert "<html" not in text_of(response)


def test_a_restricted_person_is_not_found_by_an_outsider_and_is_logged_for_a_member(client, council):
    member, outsider = an_officer("adviser"), an_officer("adviser")
    group = a_group("Protected persons", member)
    with acting_for([council.pk], groups=[group.pk], who="test"):
        known(a_person("Grace", "Okafor", restricted_to=group.pk))

        hidden = text_of(find(sign_in_as(client, outsider), "okafor"))
        client.logout()
        shown = text_of(find(sign_in_as(client, member), "okafor"))

        assert "Grace Okafor" not in hidden
        assert "Grace Okafor" in shown
        assert AuditRead.objects.filter(who=f"sign-in:{member.sign_in_id}").count() == 1


def test_the_other_council_is_never_found(adviser, other_council):
    with acting_for([other_council.pk], who="test"):
        known(a_person("Grace", "Okafor", council=other_council))

    assert "Nothing matches" in text_of(find(adviser, "okafor"))


def test_a_search_costs_the_same_however_many_it_finds(adviser, django_assert_max_num_queries):
    known(*(a_person(f"Grace {letter}", "Okafor") for letter in "abcdefghijklmnopqrstuvwxyz"))

    with django_assert_max_num_queries(13):
        find(adviser, "okafor")


def test_somebody_who_may_not_find_is_told_so(client, acting):
    response = find(sign_in_as(client, an_officer("administrator")), "okafor")

    assert response.status_code == 403


def test_only_the_councils_in_which_one_may_find_are_searched(client, council, other_council):
    sign_in = a_sign_in()
    with acting_for([council.pk, other_council.pk], who="test"):
        adviser_here = an_officer("adviser", sign_in=sign_in)
        an_officer("administrator", council=other_council, sign_in=sign_in)
        known(a_person("Grace", "Okafor"), a_person("Grace", "Okafor", council=other_council))
        sign_in_as(client, adviser_here)

        text = text_of(find(client, "okafor"))

    assert "1 match" in text


def test_what_can_be_typed_is_said(adviser):
    assert "smith 12 elm" in text_of(find(adviser, ""))


def test_people_of_one_name_are_told_apart(adviser):
    tenant, former = a_person("John", "Smith", born=dt.date(1984, 3, 12)), a_person("John", "Smith")
    home, old_home = a_home("12 Elm Walk"), a_home("7 Oak Lane")
    tenancies = [
        a_tenancy(home, tenant),
        a_tenancy(old_home, former, until_on=dt.date(2020, 1, 1)),
    ]
    known(tenant, former, homes=[home, old_home], tenancies=tenancies)

    text = text_of(find(adviser, "john smith"))

    assert "born 12 Mar 1984" in text
    assert "Tenant at 12 Elm Walk" in text
    assert "Lived at 7 Oak Lane" in text
