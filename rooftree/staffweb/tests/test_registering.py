"""Pages that put somebody on the record, and say who may act for them."""

import datetime as dt

import pytest
from django.urls import reverse

from rooftree.foundations import references
from rooftree.foundations.isolation import acting_for
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import Authority, Person
from rooftree.staffweb.tests.asking import text_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_person, an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

PAGE = "staff:register_person"
BORN_1_MARCH_1984 = {
    "date_of_birth_day": "1",
    "date_of_birth_month": "March",
    "date_of_birth_year": "1984",
    "birth_date_certainty": "stated",
}
GRACE = {"forenames": "Grace", "surname": "Okafor", **BORN_1_MARCH_1984}


@pytest.fixture
def adviser(client, acting):
    return sign_in_as(client, an_officer("adviser"))


def test_somebody_new_is_put_on_the_record(adviser):
    response = adviser.post(reverse(PAGE), {**GRACE, "main_language": "ibo", "interpreter": "yes"})

    grace = Person.objects.get()
    assert response.headers["Location"] == reverse("staff:person", args=[grace.reference])
    assert (grace.full_name, grace.date_of_birth, grace.interpreter) == ("Grace Okafor", dt.date(1984, 3, 1), True)
    assert grace.languages.get().language == "ibo"


def test_somebody_who_may_be_known_already_is_shown_first(adviser):
    known = a_person("Gracie", "okafor", born=dt.date(1984, 3, 1))

    response = adviser.post(reverse(PAGE), {**GRACE, "best_times": "after ten"})

    text = text_of(response)
    assert response.status_code == 422
    assert reverse("staff:person", args=[known.reference]) in text
    assert "I have looked: this is somebody else" in text
    assert 'value="after ten"' in text
    assert Person.objects.count() == 1
    assert_valid_html(response)


def test_somebody_else_of_the_same_name_is_registered_after_a_look(adviser):
    a_person("Grace", "Okafor", born=dt.date(1984, 3, 1))

    adviser.post(reverse(PAGE), {**GRACE, "is_somebody_else": "on"})

    assert Person.objects.count() == 2


def test_the_page_says_what_is_missing(adviser):
    empty = adviser.get(reverse(PAGE))
    refused = adviser.post(reverse(PAGE), {})

    assert (empty.status_code, refused.status_code) == (200, 422)
    assert "I have looked" not in text_of(empty)
    assert_valid_html(empty)
    assert_valid_html(refused)


def test_an_operative_registers_nobody(client, acting):
    sign_in_as(client, an_officer("operative"))

    assert client.get(reverse(PAGE)).status_code == 403


def test_an_officer_of_two_councils_says_for_which(client, acting, council, other_council):
    sign_in = an_officer("adviser").sign_in
    with acting_for([council.pk, other_council.pk], who="test"):
        both = an_officer("adviser", council=other_council, sign_in=sign_in)
    sign_in_as(client, both)

    shown = client.get(reverse(PAGE))
    client.post(reverse(PAGE), {**GRACE, "council": str(other_council.pk)})

    assert "Which council?" in text_of(shown)
    with acting_for([other_council.pk], who="test"):
        assert Person.objects.get().council_id == other_council.pk


# --- Acting for somebody ----------------------------------------------------------------------------


def record(client, person, **said):
    days = {"from_on_day": "6", "from_on_month": "1", "from_on_year": "2025"}
    return client.post(reverse("staff:record_authority", args=[person.reference]), {**days, **said})


def test_an_advocate_may_act_and_the_person_page_says_so(adviser):
    grace = a_person()

    response = record(
        adviser, grace, kind="advocate", representative_name="Age UK Elmbridge", scope="Repairs and rent"
    )

    page = adviser.get(reverse("staff:person", args=[grace.reference]))
    assert response.status_code == 302
    assert "Age UK Elmbridge" in text_of(page)
    assert "Repairs and rent" in text_of(page)
    assert_valid_html(page)


def test_an_attorney_on_the_record_is_named_by_reference(adviser):
    grace, ada = a_person(), a_person("Ada", reference=references.make("P", 5))

    record(adviser, grace, kind="power_of_attorney", representative=ada.reference, scope="All", paper="LPA, 2 May")

    assert Authority.objects.get(person=grace).representative_id == ada.pk


def test_an_authority_without_its_paper_is_refused(adviser):
    grace = a_person()

    response = record(adviser, grace, kind="power_of_attorney", representative_name="Ada Obi", scope="All")

    assert response.status_code == 422
    assert "There is a problem" in text_of(response)
    assert_valid_html(response)


def test_an_authority_ends_after_its_last_day(adviser):
    grace = a_person()
    record(adviser, grace, kind="advocate", representative_name="Ada Obi", scope="Repairs")
    authority = Authority.objects.get(person=grace)
    address = reverse("staff:end_authority", args=[grace.reference, authority.pk])

    shown = adviser.get(address)
    adviser.post(address, {"last_day_day": "7", "last_day_month": "3", "last_day_year": "2025"})

    authority.refresh_from_db()
    assert authority.until_on == dt.date(2025, 3, 8)
    assert_valid_html(shown)


def test_an_authority_is_ended_on_its_own_person_only(adviser):
    grace = a_person()
    record(adviser, grace, kind="advocate", representative_name="Ada Obi", scope="Repairs")
    authority = Authority.objects.get(person=grace)

    response = adviser.get(reverse("staff:end_authority", args=[a_person().reference, authority.pk]))

    assert response.status_code == 404
