"""The list of staff-safety markers that wait, of people and of addresses alike."""

import datetime as dt

import pytest
from django.urls import reverse

from rooftree.foundations import dates
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import PersonMarker, PersonMarkerProposal
from rooftree.places.models import PlaceMarker, PlaceMarkerProposal
from rooftree.staffweb.tests.asking import text_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_home, a_person, an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

PAGE = "staff:marker_proposals"
TERMS = {"code": "CV", "reason": "Threatened a carer", "control_measure": "Visit in pairs"}


@pytest.fixture
def leader(acting):
    return an_officer("team_leader", name="Ruth Adeyemi")


@pytest.fixture
def visitor(client, leader):
    return sign_in_as(client, leader)


def proposed(model, *, by, **about):
    return model.objects.create(
        council_id=by.council_id, proposed_by=by, proposed_at=dates.now(), **TERMS, **about
    )


def in_force(model, *, review_in, **about):
    today = dates.london_day(dates.now())
    record = next(iter(about.values()))
    return model.objects.create(
        council_id=record.council_id,
        approved_by="Ruth Adeyemi",
        start_on=today - dt.timedelta(days=100),
        review_on=today + dt.timedelta(days=review_in),
        until_on=today + dt.timedelta(days=100),
        **TERMS,
        **about,
    )


def test_markers_of_people_and_of_addresses_wait_on_one_list(visitor):
    adviser = an_officer("adviser", name="Tom Reid")
    of_person = proposed(PersonMarkerProposal, by=adviser, person=a_person("Karl", "Vance"))
    of_place = proposed(PlaceMarkerProposal, by=adviser, place=a_home("9 Elm Walk"))

    response = visitor.get(reverse(PAGE))

    text = text_of(response)
    assert "Karl Vance" in text
    assert "9 Elm Walk, ZZ1 1AA" in text
    assert reverse("staff:decide_marker", args=[of_person.pk]) in text
    assert reverse("staff:decide_place_marker", args=[of_place.pk]) in text
    assert_valid_html(response)


def test_ones_own_proposal_waits_for_somebody_else(visitor, leader):
    own = proposed(PersonMarkerProposal, by=leader, person=a_person("Karl", "Vance"))

    text = text_of(visitor.get(reverse(PAGE)))

    assert "you, so somebody else decides" in text
    assert reverse("staff:decide_marker", args=[own.pk]) not in text


def test_reviews_that_are_late_or_due_soon_are_listed(visitor):
    late = in_force(PersonMarker, person=a_person("Karl", "Vance"), review_in=-1)
    soon = in_force(PlaceMarker, place=a_home("9 Elm Walk"), review_in=27)
    in_force(PersonMarker, person=a_person("Mia", "Stone"), review_in=28)

    text = text_of(visitor.get(reverse(PAGE)))

    assert reverse("staff:review_marker", args=[late.person.reference, late.pk]) in text
    assert reverse("staff:review_place_marker", args=[soon.place.reference, soon.pk]) in text
    assert text.count("Late") == 1
    assert "Mia Stone" not in text


def test_a_list_with_nothing_on_it_says_so(visitor):
    response = visitor.get(reverse(PAGE))

    assert "None waits." in text_of(response)
    assert_valid_html(response)


def test_the_list_costs_the_same_however_long_it_is(visitor, django_assert_num_queries):
    adviser = an_officer("adviser")
    for _ in range(5):
        proposed(PersonMarkerProposal, by=adviser, person=a_person())
        in_force(PlaceMarker, place=a_home(), review_in=3)

    with django_assert_num_queries(13):
        visitor.get(reverse(PAGE))


def test_an_adviser_is_not_shown_the_list(client):
    sign_in_as(client, an_officer("adviser"))

    assert client.get(reverse(PAGE)).status_code == 403


def test_a_marker_decided_meanwhile_says_who_decided(visitor):
    proposal = proposed(PersonMarkerProposal, by=an_officer("adviser"), person=a_person())
    decided = {
        "decision": "declined",
        "decided_by": an_officer("team_leader", name="Ada Obi"),
        "decided_at": dates.now(),
    }
    PersonMarkerProposal.objects.filter(pk=proposal.pk).update(**decided)

    response = visitor.post(
        reverse("staff:decide_marker", args=[proposal.pk]), {"decision": "approve", "not_told_reason": "Risk"}
    )

    assert response.status_code == 422
    assert "Ada Obi has declined this already" in text_of(response)
