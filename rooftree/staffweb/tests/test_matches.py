"""The pages of pairs that may be one person: the list, both records side by side, the decision."""

import datetime as dt
from uuid import uuid4

import pytest
from django.urls import reverse

from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import Person, PersonLegacyReference, PersonMerge, PossibleMatch, Vulnerability
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import NOON, TODAY, a_group, a_home, a_person, a_phone, a_tenancy, an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

BORN = dt.date(1971, 5, 1)
LIST_QUERIES = 10
MATCH_QUERIES = 12


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr(dates, "now", lambda: NOON)


@pytest.fixture
def decider(client):
    return sign_in_as(client, an_officer("records_officer", name="Ada Gray"))


def a_match(one: Person | None = None, other: Person | None = None, **facts) -> PossibleMatch:
    one = one or a_person("Grace", "Okafor", born=BORN)
    other = other or a_person("Grace", "Okafur", born=BORN)
    evidence = ["Both were born on 1 May 1971.", "The surnames differ by one slip: Okafor and Okafur."]
    facts = {"evidence": evidence, "found_at": NOON} | facts
    return PossibleMatch.objects.create(council_id=one.council_id, one=one, other=other, **facts)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def page_of(client, match):
    return client.get(reverse("staff:match", args=[match.pk]))


def decide(client, match, decision: str, **sent):
    sent = {"decision": decision, "reason": "Saw both passports", "key": str(uuid4())} | sent
    return client.post(reverse("staff:match", args=[match.pk]), sent)


# --- The list ---------------------------------------------------------------------------------------


def test_a_pair_that_waits_shows_its_names_births_and_evidence(decider):
    match = a_match()

    response = decider.get(reverse("staff:matches"))

    text = text_of(response)
    assert f'href="/staff/matches/{match.pk}/">Grace Okafor and Grace Okafur</a>' in text
    assert "1 May 1971" in text.replace("\xa0", " ")
    assert "The surnames differ by one slip" in text
    assert_valid_html(response)


def test_the_oldest_pair_stands_first(decider):
    later = a_match()
    earlier = a_match(found_at=NOON - dt.timedelta(days=2))

    text = text_of(decider.get(reverse("staff:matches")))

    assert text.index(f"/staff/matches/{earlier.pk}/") < text.index(f"/staff/matches/{later.pk}/")


def test_a_pair_that_was_decided_moves_to_the_other_list(decider):
    match = a_match()
    decide(decider, match, "not_same")

    waiting = decider.get(reverse("staff:matches"))
    decided = decider.get(reverse("staff:matches") + "?show=answered")

    assert "No pair waits for a decision." in text_of(waiting)
    assert "Saw both passports" in text_of(decided)
    assert "Ada Gray" in text_of(decided)
    assert_valid_html(decided)


def test_the_list_of_pairs_costs_the_same_however_many_wait(decider, django_assert_num_queries):
    a_match()
    with django_assert_num_queries(LIST_QUERIES):
        decider.get(reverse("staff:matches"))
    a_match()
    a_match()

    with django_assert_num_queries(LIST_QUERIES):
        decider.get(reverse("staff:matches"))


# --- Side by side -----------------------------------------------------------------------------------


def test_both_records_stand_side_by_side_with_the_evidence(decider):
    grace = a_person("Grace", "Okafor", born=BORN, ni_number="AB123456C")
    a_phone(grace, "+447700900123")
    a_tenancy(a_home("12 Elm Walk", "ZZ1 1AA"), grace)
    a_tenancy(a_home("3 Oak Row", "ZZ1 1AB"), grace, until_on=dt.date(2016, 1, 1))
    PersonLegacyReference.objects.create(
        council_id=grace.council_id, person=grace, source_system="nest", reference="N7", digest=b"", loaded_at=NOON
    )
    Vulnerability.objects.create(council_id=grace.council_id, person=grace, factor="bereavement", from_on=TODAY)

    response = page_of(decider, a_match(grace))

    text = text_of(response).replace("\xa0", " ")
    assert "The surnames differ by one slip: Okafor and Okafur." in text
    assert "Friday 1 May 1971" not in text
    assert "1 May 1971 (as stated)" in text
    assert "AB123456C" in text
    assert "07700 900123" in text
    assert "12 Elm Walk, ZZ1 1AA, tenant since Mon 1 Jun 2015" in text
    assert "3 Oak Row, ZZ1 1AB, Mon 1 Jun 2015 to Thu 31 Dec 2015" in text
    assert "N7 (nest)" in text
    assert "1 vulnerability factor" in text
    assert_valid_html(response)


def test_a_match_costs_the_same_however_much_is_known(decider, django_assert_num_queries):
    grace = a_person("Grace", "Okafor", born=BORN)
    match = a_match(grace)
    with django_assert_num_queries(MATCH_QUERIES):
        page_of(decider, match)
    a_phone(grace)
    a_tenancy(None, grace, a_person(), a_person())

    with django_assert_num_queries(MATCH_QUERIES):
        page_of(decider, match)


# --- The decision -----------------------------------------------------------------------------------


def test_the_same_person_is_one_record_from_then_on(decider):
    match = a_match()

    response = decide(decider, match, match.other.reference)

    assert response.status_code == 302
    assert response["Location"] == reverse("staff:matches")
    assert Person.objects.get(pk=match.one_id).merged_into_id == match.other_id
    assert f"{match.other.reference} stands for both" in text_of(decider.get(reverse("staff:matches")))


def test_two_people_stay_two_and_are_not_offered_again(decider):
    match = a_match()

    decide(decider, match, "not_same")

    match.refresh_from_db()
    assert (match.answer, match.reason) == ("not_same", "Saw both passports")
    assert not PersonMerge.objects.exists()


def test_a_decision_sent_twice_is_taken_once(decider):
    match = a_match()
    key = str(uuid4())
    decide(decider, match, match.one.reference, key=key)

    again = decide(decider, match, match.one.reference, key=key)

    assert again.status_code == 302
    assert PersonMerge.objects.count() == 1


def test_a_decision_holds_against_a_second_one(decider):
    match = a_match()
    decide(decider, match, "not_same")

    response = decide(decider, match, match.one.reference)

    assert response.status_code == 422
    assert "Ada Gray decided on Friday 20 November 2026: not the same person. That holds for ever." in text_of(
        response
    )
    assert not PersonMerge.objects.exists()
    assert_valid_html(response)


def test_a_pair_that_was_decided_shows_the_decision_and_no_form(decider):
    match = a_match()
    decide(decider, match, "not_same")

    response = page_of(decider, match)

    assert "Saw both passports" in text_of(response)
    assert "stands for both" not in text_of(response)
    assert_valid_html(response)


def test_what_the_rules_refuse_is_said_and_nothing_typed_is_lost(decider):
    grace = a_person("Grace", "Okafor", born=BORN)
    match = a_match(grace, a_person("Grace", "Okafor", born=dt.date(1972, 5, 1)))

    response = decide(decider, match, grace.reference)

    text = text_of(response)
    assert response.status_code == 422
    assert "There is a problem" in text
    assert "Saw both passports</textarea>" in text
    assert PossibleMatch.objects.get().answer == ""
    assert_valid_html(response)


def test_two_parties_to_one_tenancy_are_two_people(decider):
    match = a_match()
    a_tenancy(a_home(), match.one, match.other)

    response = decide(decider, match, match.one.reference)

    assert response.status_code == 422
    assert "Both are parties to tenancy" in text_of(response)


@pytest.mark.parametrize(
    ("decision", "reason", "words"),
    [
        ("", "Saw both passports", "Choose whether they are the same person"),
        ("not_same", "", "Enter the reason"),
        ("P-NOT-HERE", "Saw both passports", "Choose whether they are the same person"),
    ],
)
def test_a_form_that_lacks_something_says_what(decision, reason, words, decider):
    response = decide(decider, a_match(), decision, reason=reason)

    assert response.status_code == 422
    assert words in text_of(response)
    assert_valid_html(response)


# --- Who may ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["adviser", "auditor"])
def test_no_page_of_pairs_is_for_those_who_may_not_merge(role, client):
    match = a_match()
    sign_in_as(client, an_officer(role))

    assert client.get(reverse("staff:matches")).status_code == 403
    assert page_of(client, match).status_code == 403
    assert decide(client, match, "not_same").status_code == 403
    assert PossibleMatch.objects.get().answer == ""


def test_the_other_councils_pair_is_not_found(decider, other_council):
    with acting_for([other_council.pk], who="test"):
        match = a_match(a_person(council=other_council), a_person(council=other_council))

    assert page_of(decider, match).status_code == 404
    assert decide(decider, match, "not_same").status_code == 404


def test_a_pair_with_a_restricted_person_is_for_the_group_alone(decider, council):
    group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="test"):
        match = a_match(a_person("Hidden", "Person", restricted_to=group.pk), restricted_to=group.pk)

    assert "Hidden" not in text_of(decider.get(reverse("staff:matches")))
    assert page_of(decider, match).status_code == 404


@pytest.mark.parametrize(("role", "is_shown"), [("team_leader", True), ("adviser", False)])
def test_the_way_about_shows_pairs_to_those_who_may_decide(role, is_shown, client):
    sign_in_as(client, an_officer(role))

    text = text_of(client.get(reverse("staff:home")))

    assert ('href="/staff/matches/"' in text) is is_shown


def test_the_person_page_leads_to_the_pairs_that_wait(decider):
    match = a_match()

    text = text_of(decider.get(reverse("staff:person", args=[match.one.reference])))

    assert 'href="/staff/matches/"' in text
