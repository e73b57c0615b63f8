"""Pages on which an administrator says which groups of the directory give which roles, and unties a sign-in."""

from typing import Any

import pytest

from rooftree.foundations import dates
from rooftree.pages.tests.html import assert_valid_html
from rooftree.staff import actions
from rooftree.staff.actions.directories import Account
from rooftree.staff.models import DirectoryAccount, DirectoryRole, Officer, RoleHeld
from rooftree.staffweb.audit_words import Speaker
from rooftree.staffweb.tests.a_directory import as_settings
from rooftree.staffweb.tests.asking import on, refused, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_sign_in, a_team, an_officer

pytestmark = pytest.mark.django_db

LIST, ADD = "/staff/council/directory/", "/staff/council/directory/add/"
ISSUER = "https://directory.alder.test"


@pytest.fixture(autouse=True)
def _a_directory(settings):
    settings.DIRECTORIES = (as_settings(ISSUER),)


@pytest.fixture
def ada(acting, client) -> Officer:
    officer = an_officer("administrator", name="Ada Gray")
    sign_in_as(client, officer)
    return officer


def sent(**facts: Any) -> dict[str, Any]:
    usual = {"directory": "alder", "group": "housing", "role": "adviser", "reason": "Agreed with personnel"}
    return usual | on("from_on", dates.london_day(dates.now())) | facts


def come(officer: Officer, *groups: str) -> None:
    account = Account("alder", ISSUER, f"s-{officer.pk}", officer.email, officer.name, frozenset(groups))
    actions.sign_in_by_directory(account, councils=[officer.council_id], may_add=False, at=dates.now())


def test_an_administrator_lets_a_group_give_a_role(client, ada):
    team = a_team(name="Income")
    assert_valid_html(client.get(LIST))
    assert_valid_html(client.get(ADD))

    answer = client.post(ADD, sent(team=team.pk))

    assert answer["Location"] == LIST
    come(an_officer(name="Asha Bell"), "housing")
    page = client.get(LIST)
    assert_valid_html(page)
    assert "housing Customer service adviser, Income" in words_of(page)
    assert "1 Agreed with personnel Ada Gray" in words_of(page)


@pytest.mark.parametrize(
    ("facts", "says"),
    [({"group": ""}, "Enter the group"), ({"role": ""}, "Choose the role"), ({"reason": ""}, "Enter the reason")],
)
def test_what_is_missing_is_asked_for(client, ada, facts, says):
    assert says in refused(client.post(ADD, sent(**facts)))
    assert not DirectoryRole.objects.exists()


def test_ending_one_says_what_ends_and_why(client, ada):
    client.post(ADD, sent())
    asha = an_officer(name="Asha Bell")
    come(asha, "housing")
    address = f"{LIST}{DirectoryRole.objects.get().pk}/end/"
    assert_valid_html(client.get(address))
    assert "Everybody who is Customer service adviser because they are in “housing”" in words_of(
        client.get(address)
    )

    client.post(address, {"reason": "The group is another one now"})

    assert not RoleHeld.objects.filter(officer=asha).exists()
    page = client.get(LIST)
    assert_valid_html(page)
    assert "Groups that gave one" in words_of(page)
    assert "Ended: The group is another one now Ada Gray" in words_of(page)


def test_the_officers_page_says_where_a_role_comes_from_and_unties(client, ada):
    client.post(ADD, sent())
    asha = an_officer(name="Asha Bell", sign_in=a_sign_in("asha@alder.test"))
    come(asha, "housing")
    page = client.get(f"/staff/council/officers/{asha.pk}/")
    assert_valid_html(page)
    assert "by the directory’s group housing" in words_of(page)
    assert f"Tied to an account at {ISSUER}." in words_of(page)

    client.post(f"/staff/council/officers/{asha.pk}/untie/")

    assert not DirectoryAccount.objects.exists()
    assert "Tied to" not in words_of(client.get(f"/staff/council/officers/{asha.pk}/"))


def test_without_a_directory_the_page_says_who_sets_one_up(client, ada, settings):
    settings.DIRECTORIES = ()

    assert "Whoever runs the server does that." in words_of(client.get(LIST))
    assert client.get(ADD).status_code == 404


@pytest.mark.parametrize("address", [LIST, ADD])
def test_only_an_administrator(client, acting, address):
    sign_in_as(client, an_officer("service_manager"))

    assert client.get(address).status_code == 403


def test_an_address_that_is_nothing(client, ada):
    assert client.get(f"{LIST}99/end/").status_code == 404


def test_the_audit_says_that_the_directory_gave_a_role():
    assert Speaker().who("directory:alder") == "The directory “alder”, at a sign-in"
