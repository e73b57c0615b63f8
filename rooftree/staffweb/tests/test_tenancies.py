"""The page of a tenancy and the pages that start, change and end one, as an officer sees them."""

import datetime as dt

import pytest
from django.urls import reverse

from rooftree.foundations import references
from rooftree.foundations.isolation import acting_for
from rooftree.pages.tests.html import assert_valid_html
from rooftree.places.models import Home
from rooftree.staffweb.tests.asking import text_of
from rooftree.staffweb.tests.visits import sign_in_as
from rooftree.tenancies.models import Tenancy, TenancyParty
from tests.builders import a_group, a_home, a_person, a_place, a_tenancy, an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

MONDAY_6_JANUARY = {"from_on_day": "6", "from_on_month": "1", "from_on_year": "2025"}
LAST_DAY_5_JANUARY = {"last_day_day": "5", "last_day_month": "1", "last_day_year": "2025"}


@pytest.fixture
def officer(client, acting):
    return sign_in_as(client, an_officer("tenancy_officer"))


@pytest.fixture
def leader(client, acting):
    return sign_in_as(client, an_officer("team_leader"))


def somebody(forenames: str = "Grace", surname: str = "Okafor", *, number: int = 1, **facts):
    """A person whose reference can be typed."""
    return a_person(forenames, surname, reference=references.make("P", number), **facts)


def page_of(client, record, name="tenancy", *further):
    return client.get(reverse(f"staff:{name}", args=[record.reference, *further]))


def send(client, record, name, *further, **said):
    return client.post(reverse(f"staff:{name}", args=[record.reference, *further]), said)


# --- The page ---------------------------------------------------------------------------------------


def test_the_page_says_who_has_the_tenancy_and_on_what_terms(officer):
    home = a_home("12 Elm Walk")
    tenancy = a_tenancy(home, a_person("Grace", "Okafor"), a_person("Samuel", "Okafor"), payment_reference="77001")

    response = page_of(officer, tenancy)

    text = text_of(response)
    assert response.status_code == 200
    assert "12 Elm Walk, ZZ1 1AA" in text
    assert "Secure" in text
    assert "77001" in text
    assert text.index("Grace Okafor") < text.index("Samuel Okafor")
    assert "Joint tenant" in text
    assert_valid_html(response)


def test_who_left_stands_apart_from_who_stays(officer):
    tenancy = a_tenancy(None, a_person("Grace", "Okafor"), a_person("Samuel", "Okafor"))
    TenancyParty.objects.filter(tenancy=tenancy, role="joint_tenant").update(until_on=dt.date(2020, 5, 4))

    text = text_of(page_of(officer, tenancy))

    assert text.index("Who was part of it before") < text.index("Samuel Okafor")
    assert "Sun 3 May 2020" in text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_tenancy_that_is_over_says_when_and_why_and_offers_no_end(officer):
    tenancy = a_tenancy(None, a_person("Grace", "Okafor"), until_on=dt.date(2020, 5, 4), end_reason="transfer")

    response = page_of(officer, tenancy)

    text = text_of(response)
    assert "Its last day was Sunday 3 May 2020. Ended because: moved to another of our homes." in text
    assert reverse("staff:end_tenancy", args=[tenancy.reference]) not in text
    assert "Grace Okafor" in text
    assert_valid_html(response)


def test_tenancies_before_and_after_are_linked(officer):
    home = a_home()
    first = a_tenancy(home, a_person(), tenure="INT", until_on=dt.date(2016, 6, 1))
    second = a_tenancy(home, a_person(), starts_on=dt.date(2016, 6, 1), previous=first)

    assert reverse("staff:tenancy", args=[second.reference]) in text_of(page_of(officer, first))
    assert reverse("staff:tenancy", args=[first.reference]) in text_of(page_of(officer, second))


def test_a_restricted_tenant_is_not_named_to_those_outside_the_group(officer, council):
    group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="member"):
        tenancy = a_tenancy(None, a_person("Hidden", "Name", restricted_to=group.pk))

    text = text_of(page_of(officer, tenancy))

    assert "Hidden" not in text
    assert "Nobody whose name is shown to you." in text


def test_the_page_costs_the_same_however_many_live_there(officer, django_assert_num_queries):
    tenancy = a_tenancy(None, *(a_person() for _ in range(8)))

    with django_assert_num_queries(11):
        page_of(officer, tenancy)


def test_an_adviser_reads_the_page_and_is_offered_nothing_to_change(client, acting):
    tenancy = a_tenancy(None, a_person())
    sign_in_as(client, an_officer("adviser"))

    text = text_of(page_of(client, tenancy))

    assert "Leaves" not in text
    assert "End it" not in text


def test_no_tenancy_has_this_reference(officer):
    assert officer.get(reverse("staff:tenancy", args=["T-NONE-1"])).status_code == 404


# --- Start ------------------------------------------------------------------------------------------


def test_a_joint_tenancy_is_started_from_the_home(officer):
    home = a_home(lettable_status="let")
    grace, samuel = somebody(number=1), somebody("Samuel", number=2)

    response = send(
        officer,
        home,
        "start_tenancy",
        tenant=grace.reference.lower(),
        second=samuel.reference,
        second_relationship="husband",
        tenure="SEC",
        payment_reference="77001",
        **MONDAY_6_JANUARY,
    )

    tenancy = Tenancy.objects.get(place=home)
    assert response.status_code == 302
    assert (tenancy.tenure, tenancy.from_on, tenancy.payment_reference) == ("SEC", dt.date(2025, 1, 6), "77001")
    assert list(tenancy.parties.values_list("person", "role", "relationship")) == [
        (grace.pk, "tenant", ""),
        (samuel.pk, "joint_tenant", "husband"),
    ]
    assert Home.objects.get(place=home).lettable_status == "occupied"


def test_a_second_tenancy_of_a_home_is_refused_and_nothing_typed_is_lost(officer):
    home = a_home()
    a_tenancy(home, a_person())

    response = send(
        officer,
        home,
        "start_tenancy",
        tenant=somebody().reference,
        tenure="SEC",
        payment_reference="77001",
        **MONDAY_6_JANUARY,
    )

    assert response.status_code == 422
    assert "End it first, on the day before this one starts." in text_of(response)
    assert 'value="77001"' in text_of(response)


def test_only_agreements_for_a_garage_are_offered_for_one(officer):
    garage = a_place("garage", address_1="Garage 4, Elm Court")

    text = text_of(page_of(officer, garage, "start_tenancy"))

    assert 'value="GAR"' in text
    assert 'value="SEC"' not in text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("Grace Okafor", "is not one of our references"),
        ("P-2222-2222", "has a wrong character in it"),
        (references.make("P", 99), "We know nobody with the reference"),
    ],
)
def test_a_tenant_whom_we_do_not_know_is_told_so(officer, typed, says):
    response = send(officer, a_home(), "start_tenancy", tenant=typed, tenure="SEC", **MONDAY_6_JANUARY)

    assert response.status_code == 422
    assert says in text_of(response)


def test_of_two_records_of_one_person_the_one_that_stands_signs(officer):
    stands = somebody(number=1)
    merged = somebody(number=2, merged_into=stands)
    home = a_home()

    send(officer, home, "start_tenancy", tenant=merged.reference, tenure="SEC", **MONDAY_6_JANUARY)

    assert TenancyParty.objects.get(tenancy__place=home).person_id == stands.pk


def test_somebody_of_another_council_is_nobody(client, council, other_council):
    sign_in = an_officer("tenancy_officer").sign_in
    home = a_home()
    with acting_for([council.pk, other_council.pk], who="test"):
        both = an_officer("tenancy_officer", council=other_council, sign_in=sign_in)
        elsewhere = somebody(council=other_council)
    sign_in_as(client, both)

    response = send(client, home, "start_tenancy", tenant=elsewhere.reference, tenure="SEC", **MONDAY_6_JANUARY)

    assert response.status_code == 422
    assert "We know nobody with the reference" in text_of(response)


# --- Correct and end --------------------------------------------------------------------------------


def test_what_is_held_stands_in_the_form_and_a_wrong_day_is_corrected(leader):
    tenancy = a_tenancy(None, a_person(), payment_reference="77001")

    shown = text_of(page_of(leader, tenancy, "correct_tenancy"))
    response = send(
        leader, tenancy, "correct_tenancy", tenure="SEC", payment_reference="77002", **MONDAY_6_JANUARY
    )

    tenancy.refresh_from_db()
    assert 'value="77001"' in shown
    assert response.status_code == 302
    assert (tenancy.from_on, tenancy.payment_reference) == (dt.date(2025, 1, 6), "77002")
    assert tenancy.parties.get().from_on == dt.date(2025, 1, 6)


def test_an_end_needs_its_reason(leader):
    tenancy = a_tenancy(None, a_person())

    response = send(leader, tenancy, "correct_tenancy", tenure="SEC", **MONDAY_6_JANUARY, **LAST_DAY_5_JANUARY)

    assert response.status_code == 422
    assert "cannot have ended before that day" in text_of(response)


def test_a_tenancy_ends_after_its_last_day_and_the_home_is_void(officer):
    home = a_home(lettable_status="occupied")
    tenancy = a_tenancy(home, a_person())

    response = send(officer, tenancy, "end_tenancy", reason="transfer", **LAST_DAY_5_JANUARY)

    tenancy.refresh_from_db()
    assert response.status_code == 302
    assert (tenancy.until_on, tenancy.end_reason) == (dt.date(2025, 1, 6), "transfer")
    assert Home.objects.get(place=home).lettable_status == "void_awaiting_keys"


def test_an_end_by_death_asks_for_the_death_first(officer):
    tenancy = a_tenancy(None, a_person())

    response = send(officer, tenancy, "end_tenancy", reason="death", **LAST_DAY_5_JANUARY)

    assert response.status_code == 422
    assert "Record the death first" in text_of(response)


# --- Who takes part ---------------------------------------------------------------------------------


def test_somebody_who_moves_in_is_added(officer):
    tenancy = a_tenancy(None, a_person())
    ada = somebody("Ada")

    response = send(
        officer,
        tenancy,
        "add_party",
        person=ada.reference,
        role="occupant",
        relationship="daughter",
        **MONDAY_6_JANUARY,
    )

    part = TenancyParty.objects.get(tenancy=tenancy, person=ada)
    assert response.status_code == 302
    assert (part.role, part.relationship, part.from_on) == ("occupant", "daughter", dt.date(2025, 1, 6))


def test_a_joint_tenant_is_not_added_later(officer):
    tenancy = a_tenancy(None, a_person())

    response = send(
        officer, tenancy, "add_party", person=somebody().reference, role="joint_tenant", **MONDAY_6_JANUARY
    )

    assert response.status_code == 422
    assert "Nobody is added to those who hold a tenancy" in text_of(response)


def test_when_the_tenant_leaves_the_joint_tenant_is_the_tenant(officer):
    grace, samuel = a_person("Grace"), a_person("Samuel")
    tenancy = a_tenancy(None, grace, samuel)

    send(officer, tenancy, "end_party", tenancy.parties.get(person=grace).pk, **LAST_DAY_5_JANUARY)

    assert tenancy.parties.get(until_on__isnull=True).person_id == samuel.pk
    assert tenancy.parties.get(until_on__isnull=True).role == "tenant"


def test_the_only_tenant_does_not_leave_a_tenancy_that_goes_on(officer):
    tenancy = a_tenancy(None, a_person())

    response = send(officer, tenancy, "end_party", tenancy.parties.get().pk, **LAST_DAY_5_JANUARY)

    assert response.status_code == 422
    assert "End the tenancy instead" in text_of(response)


def test_a_part_is_ended_in_its_own_tenancy_only(officer):
    part = a_tenancy(None, a_person()).parties.get()

    assert page_of(officer, a_tenancy(None, a_person()), "end_party", part.pk).status_code == 404


def test_a_daughter_who_lives_there_succeeds(officer):
    tenancy = a_tenancy(None, a_person("Grace", "Okafor"))
    ada = a_person("Ada", "Okafor")
    part = TenancyParty.objects.create(
        council_id=tenancy.council_id, tenancy=tenancy, person=ada, role="occupant", from_on=tenancy.from_on
    )

    response = send(officer, tenancy, "take_over", who=part.pk, relationship="daughter", **MONDAY_6_JANUARY)

    now = tenancy.parties.get(until_on__isnull=True)
    assert response.status_code == 302
    assert (now.person_id, now.role, now.relationship) == (ada.pk, "tenant", "daughter")


def test_somebody_else_takes_a_tenancy_over_by_reference(officer):
    tenancy = a_tenancy(None, a_person("Grace", "Okafor"))
    ada = somebody("Ada")

    nobody = send(officer, tenancy, "take_over", who="somebody_else", **MONDAY_6_JANUARY)
    send(officer, tenancy, "take_over", who="somebody_else", person=ada.reference, **MONDAY_6_JANUARY)

    assert nobody.status_code == 422
    assert "Enter the person’s reference" in text_of(nobody)
    assert tenancy.parties.get(until_on__isnull=True).person_id == ada.pk


# --- Every form -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["correct_tenancy", "end_tenancy", "add_party", "take_over"])
def test_each_form_of_a_tenancy_is_valid_and_says_what_is_missing(leader, name):
    tenancy = a_tenancy(None, a_person(), a_person())

    empty = page_of(leader, tenancy, name)
    refused = send(leader, tenancy, name)

    assert (empty.status_code, refused.status_code) == (200, 422)
    assert "There is a problem" in text_of(refused)
    assert_valid_html(empty)
    assert_valid_html(refused)


def test_the_forms_to_start_a_tenancy_and_to_leave_one_are_valid(leader):
    tenancy = a_tenancy(None, a_person())

    assert_valid_html(page_of(leader, a_home(), "start_tenancy"))
    assert_valid_html(send(leader, a_home(), "start_tenancy"))
    assert_valid_html(page_of(leader, tenancy, "end_party", tenancy.parties.get().pk))


@pytest.mark.parametrize("name", ["correct_tenancy", "end_tenancy", "add_party", "take_over"])
def test_an_adviser_does_not_change_tenancies(client, acting, name):
    tenancy = a_tenancy(None, a_person())
    sign_in_as(client, an_officer("adviser"))

    assert page_of(client, tenancy, name).status_code == 403
