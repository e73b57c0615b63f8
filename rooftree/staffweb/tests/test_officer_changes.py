"""Officers on the staff site: added, given roles, covered for, let go, and set up to sign in."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import SignIn
from rooftree.pages.tests.html import assert_valid_html
from rooftree.staff.models import Cover, Officer, RoleHeld, WorkingHours
from rooftree.staff.tests.making import (
    FRIDAY,
    MONDAY,
    NINE_ON_MONDAY,
    SATURDAY,
    TUESDAY,
    WEDNESDAY,
    a_cover,
    a_team,
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


# --- Coming and changing --------------------------------------------------------------------------

NEW = {"name": "Eve Hart", "email": "eve@example.test", "job_title": "", "phone": "", "weekly_hours": "36"}


def test_adding_an_officer_goes_on_to_their_page(ada):
    response = ada.post(at("add_officer"), NEW | on("from_on", TUESDAY), follow=True)

    eve = Officer.objects.get(name="Eve Hart")
    assert response.redirect_chain == [(at("officer", eve.pk), 302)]
    assert "The officer is added, and holds no role yet." in text_of(response)
    assert (eve.from_on, eve.weekly_hours) == (TUESDAY, 36)


def test_an_officer_without_a_name_is_asked_for_one(ada):
    said = refused(ada.post(at("add_officer"), NEW | {"name": "", "email": "eve"} | on("from_on", TUESDAY)))

    assert "Enter name" in said
    assert "Enter an email address in full, like name@example.org" in said


def test_what_a_rule_refuses_is_said_and_what_was_typed_is_kept(ada, asha):
    response = ada.post(at("add_officer"), NEW | {"email": asha.email} | on("from_on", TUESDAY))

    assert f"Asha Bell already has the address {asha.email}" in refused(response)
    assert 'value="Eve Hart"' in text_of(response)


def test_an_officer_is_added_to_the_council_that_was_chosen(client, council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        ada = an_officer("administrator", name="Ada Gray")
        an_officer("administrator", name="Ada Gray", council=other_council, sign_in=ada.sign_in)
        sign_in_as(client, ada).post(f"{at('add_officer')}?council=birch", NEW | on("from_on", TUESDAY))

        assert Officer.objects.get(name="Eve Hart").council == other_council


def test_details_are_changed(ada, asha):
    office = an_office()

    ada.post(at("change_officer", asha.pk), NEW | {"office": office.pk})

    asha.refresh_from_db()
    assert (asha.name, asha.office) == ("Eve Hart", office)


def test_somebody_who_leaves_at_once_is_signed_out(ada, asha):
    theirs = sign_in_as(Client(), asha)
    assert theirs.get(at("officers")).status_code == 200

    response = ada.post(at("officer_leaves", asha.pk), {"when": "at_once"}, follow=True)

    assert "Left on Sunday 1 March 2026" in text_of(response)
    assert theirs.get(at("officers")).status_code == 302


def test_somebody_leaves_after_a_last_day(ada, asha):
    ada.post(at("officer_leaves", asha.pk), {"when": "after", **on("last_day", FRIDAY)})

    asha.refresh_from_db()
    assert asha.until_on == SATURDAY


def test_a_last_day_is_asked_for(ada, asha):
    assert "Enter the last day" in refused(ada.post(at("officer_leaves", asha.pk), {"when": "after"}))


def test_a_last_day_beside_at_once_is_asked_about(ada, asha):
    facts = {"when": "at_once", **on("last_day", FRIDAY)}

    assert "Leave the last day empty" in refused(ada.post(at("officer_leaves", asha.pk), facts))


def test_leaving_is_taken_back(ada):
    asha = an_officer(until_on=SATURDAY)

    ada.post(at("officer_stays", asha.pk))

    asha.refresh_from_db()
    assert asha.until_on is None


# --- Roles, hours, cover --------------------------------------------------------------------------


def test_a_role_is_given_and_ended(ada, asha):
    team = a_team()
    facts = {"role": "surveyor", "team": team.pk, **on("from_on", MONDAY), **on("last_day", FRIDAY)}

    ada.post(at("give_role", asha.pk), facts)
    held = RoleHeld.objects.get(role="surveyor")
    assert (held.team, held.from_on, held.until_on) == (team, MONDAY, SATURDAY)

    ada.post(at("end_role", held.pk), on("last_day", WEDNESDAY))
    held.refresh_from_db()
    assert held.until_on == WEDNESDAY + dt.timedelta(1)


def test_a_role_that_was_not_chosen_is_asked_for(ada, asha):
    assert "Choose role" in refused(ada.post(at("give_role", asha.pk), on("from_on", MONDAY)))


def test_a_role_of_the_past_is_refused(ada, asha):
    facts = {"role": "surveyor", **on("from_on", dt.date(2026, 2, 1))}

    assert "A role cannot be changed for days gone by" in refused(ada.post(at("give_role", asha.pk), facts))


def test_a_team_of_another_council_is_no_choice(ada, asha, council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        theirs = a_team("Theirs", council=other_council)

    facts = {"role": "surveyor", "team": theirs.pk, **on("from_on", MONDAY)}
    assert "Select a valid choice" in refused(ada.post(at("give_role", asha.pk), facts))


def test_working_hours_are_set(ada, asha):
    ada.post(
        at("working_hours", asha.pk),
        {"day_1_1_starts": "8.30", "day_1_1_ends": "12", "day_1_2_starts": "1pm", "day_1_2_ends": "1630"},
    )

    assert [
        (f"{row.starts_at:%H:%M}", f"{row.ends_at:%H:%M}") for row in WorkingHours.objects.filter(officer=asha)
    ] == [("08:30", "12:00"), ("13:00", "16:30")]


def test_hours_that_are_none_are_refused_each_at_its_box(ada, asha):
    response = ada.post(
        at("working_hours", asha.pk), {"day_1_1_starts": "25:00", "day_2_1_starts": "9", "day_3_1_ends": "9:60"}
    )

    said = refused(response)
    assert "Monday starts must be a time, like 9:00 or 17:30" in said
    assert "Enter when Tuesday ends, or leave both boxes empty" in said
    assert 'href="#id_day_3_1_ends"' in said
    assert 'value="25:00"' in text_of(response)


def test_cover_is_arranged_handed_on_and_ended(ada, asha):
    ben, cara = an_officer(name="Ben Ode"), an_officer(name="Cara Finch")

    ada.post(
        at("arrange_cover", asha.pk), {"covered_by": ben.pk, **on("from_on", MONDAY), **on("last_day", FRIDAY)}
    )
    cover = Cover.objects.get()
    ada.post(at("hand_on_cover", cover.pk), {"covered_by": cara.pk, **on("from_on", TUESDAY)})
    rest = Cover.objects.get(covered_by=cara)
    ada.post(at("end_cover", rest.pk), on("until_on", WEDNESDAY))

    assert list(Cover.objects.values_list("covered_by__name", "from_on", "until_on")) == [
        ("Ben Ode", MONDAY, TUESDAY),
        ("Cara Finch", TUESDAY, WEDNESDAY),
    ]


def test_cover_by_somebody_away_is_refused(ada, asha):
    ben = an_officer(name="Ben Ode")
    a_cover(ben, an_officer(name="Cara Finch"), from_on=MONDAY, until_on=SATURDAY)
    facts = {"covered_by": ben.pk, **on("from_on", MONDAY), **on("last_day", FRIDAY)}

    assert "Ben Ode is away from Monday 2 March 2026" in refused(ada.post(at("arrange_cover", asha.pk), facts))


# --- The sign-in ----------------------------------------------------------------------------------


def link_on(response) -> str:
    return re.search(r'id="link">([^<]+)<', response.content.decode())[1]


def test_a_set_up_link_is_shown_once_and_lets_the_officer_choose_a_password(ada, asha):
    made = ada.post(at("set_up_link", asha.pk))
    assert_valid_html(made)
    link = link_on(made)

    theirs = Client()
    assert "Choose a password" in text_of(theirs.get(link))
    response = theirs.post(link, {"password": "nine green bottles", "again": "nine green bottles"})

    assert response["Location"] == "/staff/sign-in/"
    assert SignIn.objects.get(pk=asha.sign_in_id).check_password("nine green bottles")
    over = theirs.get(link)
    assert over.status_code == 410
    assert "This link no longer works" in text_of(over)
    assert_valid_html(over)


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("nine green bottles", "ten green bottles", "The two passwords are not the same"),
        ("short", "short", "too short"),
        ("", "", "Enter a password"),
    ],
)
def test_a_password_that_will_not_do_is_refused(password, again, sentence, ada, asha):
    link = link_on(ada.post(at("set_up_link", asha.pk)))

    assert sentence in refused(Client().post(link, {"password": password, "again": again}))


def test_a_page_with_a_set_up_link_is_kept_nowhere(ada, asha):
    link = link_on(ada.post(at("set_up_link", asha.pk)))

    assert "no-store" in Client().get(link)["Cache-Control"]


def test_nobody_makes_a_link_for_themselves(client):
    ada = an_officer("administrator", name="Ada Gray")

    response = sign_in_as(client, ada).post(at("set_up_link", ada.pk))

    assert "Nobody may make a set-up link for themselves" in refused(response)


def test_an_officer_from_a_file_is_given_a_sign_in(ada, council):
    eve = Officer.objects.create(council=council, name="Eve Hart", email="eve@example.test")

    response = ada.post(at("give_sign_in", eve.pk), follow=True)

    assert "Eve Hart has a sign-in. Make a set-up link to choose a password with." in text_of(response)
