"""Officers on the staff site: found, and shown with what they do and may do."""

import pytest
from django.test import Client
from django.urls import reverse

from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.staff.models import Officer
from rooftree.staff.tests.making import (
    FRIDAY,
    MONDAY,
    NINE_ON_MONDAY,
    SATURDAY,
    TUESDAY,
    a_cover,
    a_group,
    a_member,
    a_role,
    a_team,
    an_office,
)
from rooftree.staffweb.tests.asking import listed, text_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


@pytest.fixture(autouse=True)
def _on_monday(monkeypatch):
    monkeypatch.setattr(dates, "now", lambda: NINE_ON_MONDAY)


@pytest.fixture
def ada(client) -> Client:
    """Ada, who administers the council, at the site."""
    return sign_in_as(client, an_officer("administrator", name="Ada Gray"))


@pytest.fixture
def asha() -> Officer:
    return an_officer("adviser", job_title="Customer service adviser")


def at(page: str, *arguments: object) -> str:
    return reverse(f"staff:{page}", args=arguments)


# --- Finding --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, {"Ada Gray", "Asha Bell", "Ben Ode"}),
        ({"words": "ash bel"}, {"Asha Bell"}),
        ({"words": "surveyor"}, {"Ben Ode"}),
        ({"role": "adviser"}, {"Asha Bell"}),
        ({"when": "left"}, {"Cara Finch"}),
        ({"when": "coming"}, {"Di Frost"}),
        ({"when": "nonsense", "role": "nonsense"}, {"Ada Gray", "Asha Bell", "Ben Ode"}),
    ],
)
def test_officers_are_found_by_name_role_and_day(query, names, ada, asha):
    an_officer(name="Ben Ode", job_title="Surveyor", from_on=MONDAY)
    an_officer(name="Cara Finch", until_on=MONDAY)
    an_officer(name="Di Frost", from_on=TUESDAY)

    assert set(listed(ada.get(at("officers"), query))) == names


def test_officers_are_found_by_team(ada, asha):
    team = a_team()
    a_role(asha, "surveyor", team=team)

    assert listed(ada.get(at("officers"), {"team": team.pk})) == ["Asha Bell"]


def test_the_list_says_who_is_away_and_who_covers(ada, asha):
    a_cover(asha, an_officer(name="Ben Ode"), from_on=MONDAY, until_on=SATURDAY)

    assert "Ben Ode covers to Fri 6 Mar 2026" in text_of(ada.get(at("officers")))


@pytest.mark.parametrize("page", ["officers", "council", "teams"])
def test_a_list_takes_as_many_queries_for_thirty_as_for_three(page, ada, django_assert_num_queries):
    def queries() -> int:
        with django_assert_num_queries(100, exact=False) as counted:
            ada.get(at(page))
        return len(counted)

    office = an_office()
    team = a_team(manager=an_officer(name="Manager"), office=office)
    for number in range(3):
        early = an_officer(name=f"Early {number}", office=office)
        a_role(early, "adviser", team=team)
        a_cover(early, team.manager, from_on=MONDAY, until_on=FRIDAY)
    few = queries()
    for number in range(27):
        late = an_officer(name=f"Late {number}", office=office)
        a_role(late, "adviser", team=team)
        a_cover(late, team.manager, from_on=MONDAY, until_on=FRIDAY)
        a_team(f"Team {number}", manager=late)

    assert queries() == few
    assert few <= 20


def test_officers_of_both_councils_are_told_apart(client, council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        asha = an_officer("adviser", name="Asha Bell")
        an_officer("adviser", name="Asha Bell", council=other_council, sign_in=asha.sign_in)
        an_officer(name="Bo Birch", council=other_council)
    sign_in_as(client, asha)

    assert listed(client.get(at("officers"))) == ["Asha Bell", "Asha Bell", "Bo Birch"]
    assert listed(client.get(at("officers"), {"council": "birch"})) == ["Asha Bell", "Bo Birch"]
    assert "Also an officer of" in text_of(client.get(at("officer", asha.pk)))


def test_an_adviser_in_one_council_only_sees_that_one_s_officers(client, council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        asha = an_officer("adviser", name="Asha Bell")
        there = an_officer(name="Asha Bell", council=other_council, sign_in=asha.sign_in)
    sign_in_as(client, asha)

    assert listed(client.get(at("officers"))) == ["Asha Bell"]
    assert client.get(at("officer", there.pk)).status_code == 403


# --- One officer ----------------------------------------------------------------------------------


def test_an_adviser_sees_a_colleague_but_not_what_only_managers_may_know(client, asha):
    ben = an_officer(name="Ben Ode")
    a_member(a_group(), ben)
    sign_in_as(client, asha)

    text = text_of(client.get(at("officer", ben.pk)))

    assert "Ben Ode" in text
    for hidden in ("Protected persons", "Sign-in", "Change details", "Give a role"):
        assert hidden not in text


def test_a_leaver_s_page_says_what_is_still_in_their_name(ada):
    gone = an_officer(name="Cara Finch", until_on=MONDAY)
    a_team(manager=gone)

    text = text_of(ada.get(at("officer", gone.pk)))

    assert "Left on Sunday 1 March 2026" in text
    assert "Still in their name" in text
    assert "Manages the team" in text


def test_the_overview_lists_what_leavers_left_behind(ada):
    a_team(manager=an_officer(name="Cara Finch", until_on=MONDAY))

    assert "Nobody answers for this: somebody has left" in text_of(ada.get(at("council")))


def test_the_overview_says_nothing_where_nothing_is_left(ada):
    assert "Nobody answers for this" not in text_of(ada.get(at("council")))


def test_one_permission_can_be_asked_about(ada, asha):
    text = text_of(ada.get(at("officer_may", asha.pk), {"permission": "may_read_audit"}))

    assert text.count('<th scope="row"') == 1
    assert "Asha Bell holds none of the roles that may: auditor." in text
