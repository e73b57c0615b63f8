"""The page that staff start from: what waits for an officer, and what they look after today."""

import datetime as dt

import pytest
from django.urls import reverse

from rooftree.foundations import dates
from rooftree.migration.models import LoadRun
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import PersonMarker, PersonMarkerProposal, PossibleMatch
from rooftree.places.models import Patch, PatchOfficer, PatchPlace
from rooftree.staff.models import Cover
from rooftree.staffweb.tests.asking import text_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_home, a_person, an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

TODAY = dates.london_day(dates.now())
NEXT_WEEK = TODAY + dt.timedelta(days=7)
TERMS = {"code": "CV", "reason": "Threatened a carer", "control_measure": "Visit in pairs"}


def start_of(client, officer):
    return sign_in_as(client, officer).get(reverse("staff:home"))


def a_proposal(by):
    return PersonMarkerProposal.objects.create(
        council_id=by.council_id, person=a_person(), proposed_by=by, proposed_at=dates.now(), **TERMS
    )


def a_marker_to_review():
    person = a_person()
    days = {"start_on": TODAY - dt.timedelta(days=200), "review_on": TODAY, "until_on": NEXT_WEEK}
    return PersonMarker.objects.create(
        council_id=person.council_id, person=person, approved_by="Ada Obi", **TERMS, **days
    )


def a_possible_match():
    one, other = a_person(), a_person()
    return PossibleMatch.objects.create(
        council_id=one.council_id, one=one, other=other, evidence=["Same name"], found_at=dates.now()
    )


def a_load(council, status="finished", **facts):
    facts = {"seconds": 3.0, "is_rehearsal": False, "started_at": dates.now(), **facts}
    return LoadRun.objects.create(council=council, started_by="test", folder="old", status=status, **facts)


def a_patch(officer, home, code="N1"):
    patch = Patch.objects.create(council_id=home.council_id, code=code, purpose="tenancy")
    since = {"council_id": home.council_id, "patch": patch, "from_on": dt.date(2020, 1, 6)}
    PatchOfficer.objects.create(officer=officer, **since)
    PatchPlace.objects.create(place=home, purpose="tenancy", **since)
    return patch


def test_an_adviser_is_told_how_to_find_and_that_nothing_waits(client):
    response = start_of(client, an_officer("adviser"))

    text = text_of(response)
    assert "Type a name, an address, a reference or a phone number" in text
    assert '<p class="govuk-body">Nothing.</p>' in text
    assert "You look after no patch today." in text
    assert reverse("staff:register_person") in text
    assert_valid_html(response)


def test_a_leader_sees_what_waits_to_be_decided(client):
    adviser = an_officer("adviser")
    a_proposal(adviser)
    a_proposal(adviser)
    a_marker_to_review()
    a_possible_match()

    response = start_of(client, an_officer("team_leader"))

    text = text_of(response)
    assert "2 staff-safety markers to decide on" in text
    assert "1 staff-safety marker to review" in text
    assert "1 pair of records that may be one person" in text
    assert_valid_html(response)


def test_ones_own_proposal_does_not_wait_for_oneself(client):
    leader = an_officer("team_leader")
    a_proposal(leader)

    assert "to decide on" not in text_of(start_of(client, leader))


def test_nothing_waits_for_somebody_who_may_not_decide_on_it(client, council):
    a_proposal(an_officer("adviser"))
    a_possible_match()
    a_load(council)

    text = text_of(start_of(client, an_officer("adviser")))

    assert "staff-safety" not in text
    assert "may be one person" not in text
    assert "Last load" not in text


def test_the_last_load_and_how_it_went_are_shown_to_those_who_read_loads(client, council):
    a_load(council, "finished", started_at=dates.now() - dt.timedelta(days=1))
    last = a_load(council, "refused", is_rehearsal=True)

    response = start_of(client, an_officer("records_officer"))

    text = text_of(response)
    assert reverse("staff:load", args=[last.pk]) in text
    assert "Rehearsal of" in text
    assert "Refused" in text
    assert_valid_html(response)


def test_an_officer_sees_the_patches_of_today_and_for_whom_they_cover(client, council):
    asha, tom = an_officer("tenancy_officer"), an_officer("tenancy_officer", name="Tom Reid")
    own = a_patch(asha, a_home())
    a_patch(tom, a_home(), code="N2")
    Cover.objects.create(
        council=council, officer=tom, covered_by=asha, arranged_by=asha, from_on=TODAY, until_on=NEXT_WEEK
    )

    response = start_of(client, asha)

    text = text_of(response)
    assert reverse("staff:patch", args=[own.pk]) in text
    assert text.index("Tenancy, N1") < text.index("Tenancy, N2")
    assert "1 home, for Tom Reid" in text
    assert_valid_html(response)


def test_the_page_costs_the_same_however_much_waits(client, council, django_assert_num_queries):
    leader, adviser = an_officer("team_leader"), an_officer("adviser")
    for code in "ABC":
        a_proposal(adviser)
        a_marker_to_review()
        a_possible_match()
        a_load(council)
        a_patch(leader, a_home(), code=code)
    sign_in_as(client, leader)

    with django_assert_num_queries(20):
        client.get(reverse("staff:home"))


def test_the_page_of_an_adviser_asks_nothing_about_what_only_leaders_see(client, django_assert_num_queries):
    sign_in_as(client, an_officer("adviser"))

    with django_assert_num_queries(14):
        client.get(reverse("staff:home"))
