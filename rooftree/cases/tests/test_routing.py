"""Where a matter goes, and the sentence that says why."""

import datetime as dt

import pytest

from rooftree.cases.routing import Routed, route
from rooftree.cases.tests.matters import a_team, an_adviser
from rooftree.foundations.refusals import Refused
from rooftree.places.models import Patch, PatchOfficer, PatchPlace, Place
from rooftree.staff.models import Cover, Officer, Team
from tests.builders import TODAY, a_home

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

SINCE = dt.date(2020, 1, 1)


@pytest.fixture
def home() -> Place:
    return a_home("12 Elm Walk")


@pytest.fixture
def tenancy_team() -> Team:
    return a_team("Tenancy team", function="tenancy")


def a_patch(home: Place, officer: Officer | None = None, team: Team | None = None) -> Patch:
    """A tenancy patch with this home in it."""
    patch = Patch.objects.create(council_id=home.council_id, code="T01", purpose="tenancy", team=team)
    PatchPlace.objects.create(
        council_id=home.council_id, patch=patch, purpose="tenancy", place=home, from_on=SINCE
    )
    if officer:
        PatchOfficer.objects.create(council_id=home.council_id, patch=patch, officer=officer, from_on=SINCE)
    return patch


def routed(home: Place, purpose: str = "tenancy", function: str = "tenancy") -> Routed:
    return route(council_id=home.council_id, function=function, purpose=purpose, place=home, on=TODAY)


def test_it_goes_to_the_officer_whose_patch_it_is(home, tenancy_team):
    asha = an_adviser("Asha Bell")
    a_patch(home, asha, tenancy_team)

    assert routed(home) == Routed(tenancy_team, asha, "Asha Bell looks after patch T01 (12 Elm Walk).")


def test_while_that_officer_is_away_it_goes_to_the_cover(home, tenancy_team, council):
    asha, cal = an_adviser("Asha Bell"), an_adviser("Cal Cole")
    a_patch(home, asha, tenancy_team)
    Cover.objects.create(
        council=council,
        officer=asha,
        covered_by=cal,
        from_on=TODAY,
        until_on=TODAY + dt.timedelta(7),
        arranged_by=asha,
    )

    assert routed(home) == Routed(
        tenancy_team, cal, "Cal Cole covers for Asha Bell, who looks after patch T01 (12 Elm Walk)."
    )


def test_a_patch_that_nobody_has_leads_to_its_team(home, tenancy_team):
    a_patch(home, team=tenancy_team)

    assert routed(home) == Routed(
        tenancy_team, None, "Nobody looks after patch T01 today, so it waits for Tenancy team."
    )


def test_an_officer_of_a_patch_without_a_team_has_it_for_the_team_that_answers(home, tenancy_team):
    asha = an_adviser("Asha Bell")
    a_patch(home, asha)

    assert routed(home) == Routed(tenancy_team, asha, "Asha Bell looks after patch T01 (12 Elm Walk).")


def test_where_no_patch_holds_the_place_the_team_that_answers_has_it(home, tenancy_team):
    assert routed(home) == Routed(
        tenancy_team, None, "No tenancy patch holds this place, and Tenancy team answers for it."
    )


def test_where_no_patch_counts_the_team_that_answers_has_it(home, tenancy_team):
    a_patch(home, an_adviser(), a_team("Income"))

    assert routed(home, purpose="") == Routed(tenancy_team, None, "Tenancy team answers for it.")


def test_where_no_team_answers_it_says_what_to_do(home):
    with pytest.raises(Refused, match=r"^No team answers for “lifts”\. Choose the team yourself"):
        routed(home, function="lifts")


def test_it_takes_four_queries_at_most(home, tenancy_team, django_assert_max_num_queries):
    a_patch(home, an_adviser(), tenancy_team)

    with django_assert_max_num_queries(4):
        routed(home)
