"""The page of a place and the pages that change it, as an officer sees them."""

import datetime as dt

import pytest
from django.urls import reverse

from rooftree.foundations import dates, references
from rooftree.foundations.isolation import acting_for
from rooftree.pages.tests.html import assert_valid_html
from rooftree.places.models import Home, Place, PlaceMarker, PlaceMarkerProposal
from rooftree.staffweb.tests.asking import text_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_home, a_person, a_place, a_tenancy, an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

ELM_COURT = references.make("H", 41)
ADDRESS = {"address_1": "12 Elm Walk", "postcode": "ZZ1 1AA"}
DOG = {"code": "DA", "reason": "A dog bit the postman", "control_measure": "Ring first: they shut it in"}


@pytest.fixture
def officer(client, acting):
    return sign_in_as(client, an_officer("tenancy_officer"))


@pytest.fixture
def leader(client, acting):
    return sign_in_as(client, an_officer("team_leader", name="Ruth Adeyemi"))


def page_of(client, place, name="place", *further):
    return client.get(reverse(f"staff:{name}", args=[place.reference, *further]))


def send(client, place, name, *further, **said):
    return client.post(reverse(f"staff:{name}", args=[place.reference, *further]), said)


def in_force(place, **facts):
    today = dates.london_day(dates.now())
    days = {
        "start_on": today - dt.timedelta(days=100),
        "review_on": today + dt.timedelta(days=100),
        "until_on": today + dt.timedelta(days=200),
    }
    return PlaceMarker.objects.create(
        council_id=place.council_id, place=place, approved_by="Ruth Adeyemi", **{**DOG, **days, **facts}
    )


# --- The page ---------------------------------------------------------------------------------------


def test_the_home_page_says_who_lives_here_and_what_to_know_before_a_visit(officer):
    home = a_home("12 Elm Walk")
    a_tenancy(home, a_person("Grace", "Okafor"), a_person("Samuel", "Okafor"))
    in_force(home)

    response = page_of(officer, home)

    text = text_of(response)
    assert response.status_code == 200
    assert "Grace Okafor" in text
    assert "Samuel Okafor" in text
    assert text.index("Ring first: they shut it in") < text.index("Who lives here")
    assert_valid_html(response)


def test_a_leaseholder_is_not_called_a_tenant(officer):
    home = a_home()
    a_tenancy(home, a_person("Grace"), a_person("Samuel"), tenure="LEA")

    text = text_of(page_of(officer, home))

    assert "Joint leaseholder" in text
    assert "Joint tenant" not in text


def test_the_page_of_an_empty_home_says_so_and_leads_to_a_tenancy(officer):
    home = a_home(lettable_status="void_works")

    response = page_of(officer, home)

    assert "Nobody: no tenancy runs today (void: works)." in text_of(response)
    assert reverse("staff:start_tenancy", args=[home.reference]) in text_of(response)


def test_no_second_tenancy_is_offered_while_one_goes_on(officer):
    home = a_home()
    a_tenancy(home, a_person())

    assert reverse("staff:start_tenancy", args=[home.reference]) not in text_of(page_of(officer, home))


def test_a_garage_says_who_has_it(officer):
    garage = a_place("garage", address_1="Garage 4, Elm Court")
    a_tenancy(garage, a_person("Grace", "Okafor"), tenure="GAR")

    response = page_of(officer, garage)

    assert "Who has it" in text_of(response)
    assert "Grace Okafor" in text_of(response)
    assert_valid_html(response)


def test_a_review_that_is_late_says_so(officer):
    home = a_home()
    in_force(home, review_on=dates.london_day(dates.now()) - dt.timedelta(days=1))

    assert "Review late" in text_of(page_of(officer, home))


def test_a_tenancy_known_ahead_is_shown(officer):
    home = a_home()
    tomorrow = dates.london_day(dates.now()) + dt.timedelta(days=1)
    a_tenancy(home, a_person("Grace", "Okafor"), starts_on=tomorrow)

    text = text_of(page_of(officer, home))

    assert "Nobody: no tenancy runs today." in text
    assert "Grace Okafor from" in text


def test_a_block_shows_what_stands_in_it(officer):
    block = a_place("block", name="Elm Court")
    a_home("Flat 1, Elm Court", parent=block)

    response = page_of(officer, block)

    assert "Flat 1, Elm Court" in text_of(response)
    assert_valid_html(response)


def test_homes_stand_in_the_order_of_their_doors(officer):
    estate = a_place("estate", name="Elm")
    for address in ("11 Elm Walk", "2 Elm Walk", "9 Ash Row"):
        a_home(address, parent=estate)
    a_place("bin", name="Bin store", parent=estate)
    a_place("block", name="Elm Court", parent=estate)

    text = text_of(page_of(officer, estate))

    listed = ["Elm Court", "9 Ash Row", "2 Elm Walk", "11 Elm Walk", "Bin store"]
    assert sorted(listed, key=lambda words: text.rindex(f">{words}")) == listed


def test_the_home_page_costs_the_same_however_many_live_there(officer, django_assert_num_queries):
    home = a_home()
    a_tenancy(home, *(a_person() for _ in range(8)))
    a_tenancy(home, a_person(), starts_on=dt.date(2010, 1, 4), until_on=dt.date(2014, 1, 6))
    in_force(home)

    with django_assert_num_queries(12):
        page_of(officer, home)


def test_somebody_who_only_reads_is_offered_nothing_to_change(client, acting):
    home = a_home()
    sign_in_as(client, an_officer("operative"))

    text = text_of(page_of(client, home))

    assert reverse("staff:correct_address", args=[home.reference]) not in text
    assert reverse("staff:correct_home", args=[home.reference]) not in text
    assert reverse("staff:start_tenancy", args=[home.reference]) not in text


def test_a_place_of_another_council_is_none(officer, other_council):
    with acting_for([other_council.pk], who="test"):
        elsewhere = a_home(council=other_council)

    assert page_of(officer, elsewhere).status_code == 404
    assert page_of(officer, elsewhere, "correct_address").status_code == 404


# --- Address ----------------------------------------------------------------------------------------


def test_an_address_is_corrected(officer):
    home = a_home("12 Elm Wlak")

    response = send(officer, home, "correct_address", **ADDRESS, uprn="10002345678")

    assert response.status_code == 302
    assert str(Place.objects.get(pk=home.pk)) == "12 Elm Walk, ZZ1 1AA"


def test_a_home_is_moved_into_its_block(officer):
    block = a_place("block", name="Elm Court", reference=ELM_COURT)
    home = a_home()

    send(officer, home, "correct_address", **ADDRESS, parent=ELM_COURT.lower().replace("-", " "))

    assert Place.objects.get(pk=home.pk).parent_id == block.pk


def test_the_block_a_home_stands_in_is_shown_and_kept(officer):
    block = a_place("block", name="Elm Court", reference=ELM_COURT)
    home = a_home(parent=block)

    shown = text_of(page_of(officer, home, "correct_address"))
    send(officer, home, "correct_address", **ADDRESS, parent=ELM_COURT)

    assert f'value="{ELM_COURT}"' in shown
    assert Place.objects.get(pk=home.pk).parent_id == block.pk


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"postcode": "Elm"}, "is not a postcode"),
        ({"address_1": ""}, "A home has an address"),
        ({"uprn": "12 Elm"}, "Enter UPRN as a whole number"),
        ({"parent": "the block"}, "is not one of our references"),
        ({"parent": ELM_COURT}, f"No place has the reference {ELM_COURT}"),
    ],
)
def test_an_address_that_cannot_be_is_told_so_and_nothing_is_lost(officer, typed, says):
    home = a_home()

    response = send(officer, home, "correct_address", **{**ADDRESS, "ward": "Riverside", **typed})

    assert response.status_code == 422
    assert says in text_of(response)
    assert 'value="Riverside"' in text_of(response)


def test_an_adviser_does_not_correct_addresses(client, acting):
    sign_in_as(client, an_officer("adviser"))

    assert page_of(client, a_home(), "correct_address").status_code == 403


# --- What is known of a home ------------------------------------------------------------------------


def test_the_facts_of_a_home_are_corrected(officer):
    home = a_home(bedrooms=1)

    response = send(
        officer,
        home,
        "correct_home",
        bedrooms="2",
        floor="0",
        lift="no",
        adaptations="Level-access shower\n\nGrab rails",
    )

    held = Home.objects.get(place=home)
    assert response.status_code == 302
    assert (held.bedrooms, held.floor, held.lift, held.own_entrance) == (2, 0, False, None)
    assert held.adaptations == ["Level-access shower", "Grab rails"]


def test_what_is_held_stands_in_the_form(officer):
    home = a_home(bedrooms=3)
    Home.objects.filter(place=home).update(lift=True, epc="Z", adaptations=["Ramp", "Wet room"])

    text = text_of(page_of(officer, home, "correct_home"))

    assert 'value="3"' in text
    assert '<option value="Z" selected>' in text
    assert "Ramp Wet room</textarea>" in text


def test_a_home_without_facts_gets_its_page_of_them(officer):
    home = a_place("home", address_1="12 Elm Walk")

    before = page_of(officer, home)
    response = send(officer, home, "make_home")

    assert "Begin its page of facts" in text_of(before)
    assert response.headers["Location"] == reverse("staff:place", args=[home.reference])
    assert page_of(officer, home, "correct_home").status_code == 200
    assert_valid_html(before)


def test_only_a_home_has_a_page_of_facts(officer):
    block = a_place("block", name="Elm Court")

    answer = officer.post(reverse("staff:make_home", args=[block.reference]), follow=True)

    assert "Only a home has bedrooms and a heating system." in text_of(answer)


def test_a_home_with_more_rooms_than_beds_is_refused(officer):
    home = a_home()

    response = send(officer, home, "correct_home", bedrooms="3", bed_spaces="2")

    assert response.status_code == 422
    assert "at least one bed space a bedroom" in text_of(response)


# --- Whether it can be let --------------------------------------------------------------------------


def test_only_the_next_steps_of_a_void_can_be_chosen(officer):
    home = a_home(lettable_status="notice_given")

    text = text_of(page_of(officer, home, "change_lettable_status"))

    assert 'value="void_awaiting_keys"' in text
    assert 'value="void_ready_to_let"' not in text


def test_a_void_becomes_ready_to_let_on_the_day(officer):
    home = a_home(lettable_status="void_works")

    send(officer, home, "change_lettable_status", to="void_ready_to_let")

    held = Home.objects.get(place=home)
    assert held.lettable_status == "void_ready_to_let"
    assert held.ready_to_let_on == dates.london_day(dates.now())


def test_an_unlettable_home_needs_its_reason_and_shows_it(officer):
    home = a_home(lettable_status="void_works")

    refused = send(officer, home, "change_lettable_status", to="unlettable")
    send(officer, home, "change_lettable_status", to="unlettable", reason="Fire, until spring")

    assert refused.status_code == 422
    assert "Say why the home is “Unlettable”" in text_of(refused)
    assert "Fire, until spring" in text_of(page_of(officer, home))


# --- Staff-safety markers of an address -------------------------------------------------------------


def test_a_marker_of_an_address_waits_for_somebody_else(officer):
    home = a_home()

    response = send(officer, home, "propose_place_marker", **DOG)

    assert response.status_code == 302
    assert PlaceMarkerProposal.objects.get(place=home).decision == ""
    assert DOG["control_measure"] not in text_of(page_of(officer, home))


def test_what_can_only_be_said_of_a_person_is_not_offered_for_an_address(officer):
    text = text_of(page_of(officer, a_home(), "propose_place_marker"))

    assert 'value="DA"' in text
    assert 'value="PA"' not in text


def proposed(home, **facts):
    return PlaceMarkerProposal.objects.create(
        council_id=home.council_id,
        place=home,
        proposed_by=an_officer("adviser", name="Tom Reid"),
        proposed_at=dates.now(),
        **{**DOG, **facts},
    )


def decide(client, proposal, **said):
    return client.post(reverse("staff:decide_place_marker", args=[proposal.pk]), said)


def test_a_leader_approves_a_marker_and_the_home_shows_it(leader):
    home = a_home()

    response = decide(leader, proposed(home), decision="approve", not_told_reason="It would raise the risk")

    assert response.status_code == 302
    assert DOG["control_measure"] in text_of(page_of(leader, home))


def test_those_who_live_there_are_told_or_there_is_a_reason(leader):
    home = a_home()
    proposal = proposed(home)

    response = decide(leader, proposal, decision="approve")

    assert response.status_code == 422
    assert "Say when the person was told" in text_of(response)
    assert_valid_html(response)


def test_a_leader_declines_a_marker_with_a_reason(leader):
    proposal = proposed(a_home())

    decide(leader, proposal, decision="decline", reason="The dog has died")

    assert PlaceMarkerProposal.objects.get(pk=proposal.pk).decision == "declined"


def test_a_marker_that_is_no_longer_needed_ends(leader):
    home = a_home()
    marker = in_force(home)

    response = send(leader, home, "review_place_marker", marker.pk, renew="no", reason="The dog has died")

    assert response.status_code == 302
    assert DOG["control_measure"] not in text_of(page_of(leader, home))


def test_a_marker_is_reviewed_at_its_own_address_only(leader):
    marker = in_force(a_home())

    assert page_of(leader, a_home(), "review_place_marker", marker.pk).status_code == 404


def test_an_officer_does_not_decide_on_markers(officer):
    proposal = proposed(a_home())

    assert decide(officer, proposal, decision="approve").status_code == 403


# --- Every form -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "nothing"),
    [
        ("correct_address", {}),
        ("correct_home", {"bedrooms": "two"}),
        ("change_lettable_status", {}),
        ("propose_place_marker", {}),
    ],
)
def test_each_form_of_a_place_is_valid_and_says_what_is_missing(client, name, nothing):
    home = a_home()
    sign_in_as(client, an_officer("team_leader"))

    empty = page_of(client, home, name)
    refused = send(client, home, name, **nothing)

    assert (empty.status_code, refused.status_code) == (200, 422)
    assert "There is a problem" in text_of(refused)
    assert_valid_html(empty)
    assert_valid_html(refused)


def test_the_forms_of_a_marker_are_valid(leader):
    home = a_home()
    marker, proposal = in_force(home), proposed(home, code="CV")

    review = page_of(leader, home, "review_place_marker", marker.pk)
    decision = leader.get(reverse("staff:decide_place_marker", args=[proposal.pk]))

    assert_valid_html(review)
    assert_valid_html(decision)
