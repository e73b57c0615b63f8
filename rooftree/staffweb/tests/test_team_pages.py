"""Teams, offices, restricted groups and the council itself on the staff site."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from rooftree.foundations import dates
from rooftree.foundations.models import RestrictedGroup
from rooftree.staff.models import GroupMember, Office, Officer, Team
from rooftree.staff.tests.making import (
    MONDAY,
    NINE_ON_MONDAY,
    TUESDAY,
    WEDNESDAY,
    an_office,
)
from rooftree.staffweb.tests.asking import on, refused, text_of
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


# --- Teams, offices, groups -----------------------------------------------------------------------


def test_a_team_is_added_and_changed(ada, asha):
    ada.post(at("add_team"), {"name": "Income", "function": "income", "manager": asha.pk})
    team = Team.objects.get()
    assert (team.name, team.manager) == ("Income", asha)

    ada.post(at("change_team", team.pk), {"name": "Rents"})
    team.refresh_from_db()
    assert (team.name, team.manager) == ("Rents", None)


def test_what_a_team_answers_for_is_chosen_among_the_parts_of_the_service(ada):
    page = at("add_team")

    assert "Select a valid choice" in refused(ada.post(page, {"name": "Moon", "function": "moon_base"}))
    ada.post(page, {"name": "Damp", "function": "damp_and_mould"})

    assert "Damp and mould" in text_of(ada.get(at("team", Team.objects.get().pk)))
    assert "Damp and mould" in text_of(ada.get(at("teams")))


def test_a_team_keeps_what_it_answers_for_though_it_is_in_no_list(ada, council):
    team = Team.objects.create(council=council, code="moon", name="Moon", function="moon_base")

    ada.post(at("change_team", team.pk), {"name": "Moon base", "function": "moon_base"})

    team.refresh_from_db()
    assert (team.name, team.function) == ("Moon base", "moon_base")


def test_an_office_is_added_given_hours_and_closed_for_a_day(ada):
    ada.post(at("add_office"), {"name": "Town Hall", "address": "1 High Street"})
    office = Office.objects.get()
    ada.post(at("opening_hours", office.pk), {"day_1_1_starts": "9", "day_1_1_ends": "17"})
    ada.post(at("close_office", office.pk), {"reason": "Flood", **on("closed_on", dt.date(2026, 3, 9))})

    text = text_of(ada.get(at("office", office.pk)))

    assert "Open until 17:00" in text
    assert "Monday 9 March 2026: Flood" in text
    ada.post(at("open_after_all", office.closures.get().pk))
    assert not office.closures.exists()


def test_offices_say_whether_they_are_open_now(ada):
    an_office("Library")

    assert "No opening hours to come" in text_of(ada.get(at("offices")))


def test_a_button_that_is_refused_says_why(ada):
    office = an_office()
    closure = office.closures.create(council=office.council, closed_on=dt.date(2026, 2, 1), reason="Flood")

    response = ada.post(at("open_after_all", closure.pk), follow=True)

    assert "A closure cannot be changed for days gone by" in text_of(response)


def test_a_restricted_group_is_made_and_its_members_come_and_go(ada, asha):
    ada.post(at("add_group"), {"name": "Protected persons", "purpose": "Witness protection"})
    group = RestrictedGroup.objects.get()
    ada.post(at("add_to_group", group.pk), {"officer": asha.pk, **on("from_on", MONDAY)})
    member = GroupMember.objects.get()
    assert "Asha Bell" in text_of(ada.get(at("groups")))

    ada.post(at("remove_from_group", member.pk), on("last_day", TUESDAY))
    member.refresh_from_db()
    assert member.until_on == WEDNESDAY


# --- The council ----------------------------------------------------------------------------------


def test_the_council_changes_its_name_and_colour(ada, council):
    response = ada.post(
        at("council_settings", "alder"), {"name": "Alder City Council", "accent": "#6d1f4b"}, follow=True
    )

    assert "Alder City Council" in text_of(response)
    assert "/accent/6d1f4b.css" in text_of(response)


def test_a_colour_that_cannot_be_read_is_refused(ada):
    response = ada.post(at("council_settings", "alder"), {"name": "Alder", "accent": "#ffd84d"})

    assert "#ffd84d is too pale" in refused(response)


def test_nobody_changes_a_council_they_do_not_act_for(ada):
    assert ada.get(at("council_settings", "birch")).status_code == 404
