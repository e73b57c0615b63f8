"""Every page about the council opens for those who may, is valid, and is closed to those who may not."""

import datetime as dt

import pytest
from django.urls import reverse

from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import LocalRule
from rooftree.pages.tests.html import assert_valid_html
from rooftree.places.models import Patch, PatchOfficer, PatchPlace
from rooftree.staff.models import OfficeClosure
from rooftree.staff.tests.making import (
    FRIDAY,
    NINE_ON_MONDAY,
    TUESDAY,
    a_cover,
    a_group,
    a_member,
    a_role,
    a_team,
    an_office,
)
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_place, an_officer, the_council

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


@pytest.fixture(autouse=True)
def _on_monday(monkeypatch):
    monkeypatch.setattr(dates, "now", lambda: NINE_ON_MONDAY)


@pytest.fixture
def things() -> dict[str, int | str]:
    """One of each thing that a page can be about, by the word that stands for it in an address."""
    council, asha, ben = the_council(), an_officer(from_on=NEW_YEAR), an_officer(name="Ben Ode", until_on=FRIDAY)
    team, office = a_team(manager=ben), an_office()
    patch = Patch.objects.create(council=council, code="T01", purpose="tenancy", team=team)
    PatchOfficer.objects.create(council=council, patch=patch, officer=asha, from_on=NEW_YEAR)
    estate = a_place(name="Elm estate")
    within = PatchPlace.objects.create(
        council=council, patch=patch, purpose="tenancy", place=estate, from_on=NEW_YEAR
    )
    closure = OfficeClosure.objects.create(council=council, office=office, closed_on=FRIDAY, reason="Flood")
    rule = LocalRule.objects.create(
        council=council, code="files.largest", applies_from=TUESDAY, value={"value": "10"}, reason="Small disks",
        decided_by="Ada Gray", decided_at=NINE_ON_MONDAY,
    )  # fmt: skip
    return {
        "officer": asha.pk,
        "role": a_role(asha, "adviser", team=team).pk,
        "cover": a_cover(asha, ben, from_on=TUESDAY, until_on=FRIDAY).pk,
        "team": team.pk,
        "office": office.pk,
        "closure": closure.pk,
        "group": (group := a_group()).pk,
        "member": a_member(group, asha).pk,
        "patch": patch.pk,
        "within": within.pk,
        "council": council.code,
        "limit": "files.largest",
        "list": "staff.roles",
        "rule": rule.pk,
    }


PAGES = [
    ("council", [], "Who acts today"),
    ("council_settings", ["council"], "Name and colour"),
    ("officers", [], "Officers"),
    ("add_officer", [], "Add an officer"),
    ("officer", ["officer"], "Asha Bell"),
    ("officer_may", ["officer"], "What Asha Bell may do, and why"),
    ("change_officer", ["officer"], "Change details"),
    ("officer_leaves", ["officer"], "Record that Asha Bell leaves"),
    ("give_role", ["officer"], "Give a role"),
    ("end_role", ["role"], "End the role Customer service adviser"),
    ("working_hours", ["officer"], "Working hours of a usual week"),
    ("set_up_link", ["officer"], "Make a set-up link"),
    ("arrange_cover", ["officer"], "Arrange cover"),
    ("end_cover", ["cover"], "Back sooner"),
    ("hand_on_cover", ["cover"], "Hand cover on"),
    ("teams", [], "Teams"),
    ("team", ["team"], "Income"),
    ("add_team", [], "Add a team"),
    ("change_team", ["team"], "Change the team"),
    ("offices", [], "Offices"),
    ("office", ["office"], "Town Hall"),
    ("add_office", [], "Add an office"),
    ("change_office", ["office"], "Change details"),
    ("opening_hours", ["office"], "Opening hours of a usual week"),
    ("close_office", ["office"], "Record a day on which it is closed"),
    ("groups", [], "Restricted groups"),
    ("add_group", [], "Add a restricted group"),
    ("change_group", ["group"], "Change the group"),
    ("add_to_group", ["group"], "Add a member"),
    ("remove_from_group", ["member"], "End the place of Asha Bell"),
    ("patches", [], "Tenancy patches"),
    ("patch", ["patch"], "Patch T01"),
    ("add_patch", [], "Make a patch"),
    ("change_patch_officer", ["patch"], "Change the officer"),
    ("add_place_to_patch", ["patch"], "Put a place into the patch"),
    ("take_place_out", ["within"], "Take Elm estate out"),
    ("permissions", [], "Who may do what"),
    ("rule_book", [], "Rule book"),
    ("rule", ["limit"], "Largest file that is kept"),
    ("rule", ["list"], "Roles of staff"),
    ("replace_rule", ["limit"], "Largest file that is kept: the council’s own"),
    ("replace_rule", ["list"], "Roles of staff: the council’s own"),
    ("end_rule", ["limit", "rule"], "Largest file that is kept: back to the national version"),
    ("audit", [], "Audit"),
    ("openings", [], "Restricted records opened"),
]
DOWNLOADS = ["officers_download", "permissions_download", "audit_download", "openings_download"]
READS = {
    *("council", "officers", "officer", "officer_may", "teams", "team", "offices", "office", "groups", "patches"),
    *("patch", "permissions", "rule_book", "rule", "audit", "openings"),
}
CHANGES = [(name, words) for name, words, _ in PAGES if name not in READS]
BUTTONS = [("officer_stays", ["officer"]), ("give_sign_in", ["officer"]), ("open_after_all", ["closure"])]
NEW_YEAR = dt.date(2026, 1, 1)


def address(name: str, words: list[str], things: dict[str, int | str]) -> str:
    return reverse(f"staff:{name}", args=[things[word] for word in words])


@pytest.mark.parametrize(("name", "words", "heading"), PAGES)
def test_a_page_opens_for_those_who_may(name, words, heading, things, client):
    sign_in_as(client, an_officer("administrator", "auditor", name="Ada Gray"))

    response = client.get(address(name, words, things))

    text = " ".join(response.content.decode().split())
    assert response.status_code == 200
    assert f"{heading} </h1>" in text or f"{heading}</h1>" in text
    assert_valid_html(response)


@pytest.mark.parametrize("name", DOWNLOADS)
def test_a_table_can_be_taken_away(name, things, client):
    sign_in_as(client, an_officer("administrator", "auditor", name="Ada Gray"))

    response = client.get(reverse(f"staff:{name}"))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].endswith('.csv"')
    assert len(b"".join(response.streaming_content).splitlines()) > 1


@pytest.mark.parametrize(("name", "words"), CHANGES)
def test_nothing_is_changed_by_an_adviser(name, words, things, client):
    sign_in_as(client, an_officer("adviser", name="Di Frost"))

    response = client.post(address(name, words, things), {})

    assert response.status_code == 403
    assert "holds none of the roles that may" in response.content.decode()


@pytest.mark.parametrize(("name", "words"), BUTTONS)
def test_no_button_works_for_an_adviser(name, words, things, client):
    sign_in_as(client, an_officer("adviser", name="Di Frost"))

    assert client.post(address(name, words, things)).status_code == 403


@pytest.mark.parametrize("name", ["audit", "openings", "audit_download", "openings_download"])
@pytest.mark.parametrize("role", ["administrator", "service_manager", "adviser"])
def test_the_audit_is_for_auditors(name, role, things, client):
    sign_in_as(client, an_officer(role, name="Di Frost"))

    assert client.get(reverse(f"staff:{name}")).status_code == 403


@pytest.mark.parametrize(("name", "words", "heading"), PAGES)
def test_no_page_opens_for_somebody_without_a_role(name, words, heading, things, client):
    sign_in_as(client, an_officer(name="New Here"))

    assert client.get(address(name, words, things)).status_code == 403


def test_a_page_about_the_other_council_is_not_found(other_council, things, client):
    with acting_for([other_council.pk], who="test"):
        theirs = an_officer(council=other_council)
    sign_in_as(client, an_officer("administrator", name="Ada Gray"))

    assert client.get(reverse("staff:officer", args=[theirs.pk])).status_code == 404


@pytest.mark.parametrize("name", ["officer", "team", "office", "patch", "group"])
def test_what_is_not_there_is_not_found(name, things, client):
    sign_in_as(client, an_officer("administrator", name="Ada Gray"))
    page = "change_group" if name == "group" else name

    assert client.get(reverse(f"staff:{page}", args=[999_999_999])).status_code == 404


def test_a_rule_that_is_not_there_is_not_found(things, client):
    sign_in_as(client, an_officer("administrator", name="Ada Gray"))

    assert client.get(reverse("staff:rule", args=["no.such"])).status_code == 404


def test_a_stranger_is_sent_to_sign_in(things, client):
    response = client.get(reverse("staff:officers"))

    assert response.status_code == 302
    assert response["Location"].startswith("/staff/sign-in/")
