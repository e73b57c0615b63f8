"""Patches on the staff site: homes counted by the nearest place, and who looks after them today."""

import csv
import datetime as dt
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.places import patch_queries
from rooftree.places.models import Patch, PatchOfficer, PatchPlace, Place, PlaceLegacyReference
from rooftree.staff.models import Officer
from rooftree.staff.permissions import all_permissions
from rooftree.staff.tests.making import FRIDAY, MONDAY, NINE_ON_MONDAY, SATURDAY, TUESDAY, a_cover
from rooftree.staffweb.tests.asking import on, refused, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_home, a_place, an_officer, the_council

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

NEW_YEAR = dt.date(2026, 1, 1)


@pytest.fixture(autouse=True)
def _on_monday(monkeypatch):
    monkeypatch.setattr(dates, "now", lambda: NINE_ON_MONDAY)


@pytest.fixture
def lee(client) -> Client:
    """Lee, who leads a team, at the site."""
    return sign_in_as(client, an_officer("team_leader", name="Lee Moss"))


def a_patch(code: str = "T01", officer: Officer | None = None, **facts) -> Patch:
    council = facts.pop("council", None) or the_council()
    patch = Patch.objects.create(council=council, code=code, purpose=facts.get("purpose", "tenancy"))
    if officer:
        PatchOfficer.objects.create(council=council, patch=patch, officer=officer, from_on=NEW_YEAR)
    return patch


def put(place: Place, patch: Patch, *, from_on: dt.date = NEW_YEAR, until_on: dt.date | None = None) -> PatchPlace:
    return PatchPlace.objects.create(
        council_id=patch.council_id,
        patch=patch,
        purpose=patch.purpose,
        place=place,
        from_on=from_on,
        until_on=until_on,
    )


def homes_by_patch(purpose: str = "tenancy", *, day: dt.date = MONDAY) -> dict[str, int]:
    found = patch_queries.patches(purpose, councils=[the_council().pk], on=day)
    return {patch.code: patch.homes for patch in found}


def row_of(response, code: str) -> str:
    """Return what a list says of one patch."""
    return words_of(response).partition(f" {code} ")[2]


# --- Counting -------------------------------------------------------------------------------------


def test_a_home_counts_for_the_nearest_patch_around_it():
    estate = a_place("estate")
    block = a_place("block", parent=estate)
    a_home(parent=estate)
    a_home(parent=block)
    nearer = a_home(parent=block)
    put(estate, a_patch("T01"))
    put(block, a_patch("T02"))
    put(nearer, a_patch("T03"))

    assert homes_by_patch() == {"T01": 1, "T02": 1, "T03": 1}


def test_a_home_counts_in_each_purpose_by_itself():
    home = a_home()
    put(home, a_patch("T01"))
    put(home, a_patch("I01", purpose="income"))

    assert homes_by_patch() == {"T01": 1}
    assert homes_by_patch("income") == {"I01": 1}


def test_a_home_counts_while_it_is_in_the_patch():
    patch = a_patch("T01")
    put(a_home(), patch, from_on=TUESDAY, until_on=FRIDAY)

    assert [homes_by_patch(day=day)["T01"] for day in (MONDAY, TUESDAY, FRIDAY)] == [0, 1, 0]


def test_a_home_that_left_its_own_patch_is_in_the_estate_s_again():
    estate = a_place("estate")
    home = a_home(parent=estate)
    put(estate, a_patch("T01"))
    put(home, a_patch("T02"), until_on=FRIDAY)

    assert homes_by_patch(day=MONDAY) == {"T01": 0, "T02": 1}
    assert homes_by_patch(day=FRIDAY) == {"T01": 1, "T02": 0}


def test_the_list_is_one_query(django_assert_num_queries):
    for number in range(5):
        put(a_home(), a_patch(f"T{number}", an_officer()))

    council = the_council()
    with django_assert_num_queries(1):
        patch_queries.patches("tenancy", councils=[council.pk], on=MONDAY)


def test_another_council_s_patches_are_not_listed(council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        a_patch("T01")
        a_patch("B01", council=other_council)

        assert set(homes_by_patch()) == {"T01"}


# --- Who looks after it ---------------------------------------------------------------------------


def test_the_list_names_the_officer(lee):
    a_patch("T01", an_officer(name="Asha Bell"))

    assert row_of(lee.get(reverse("staff:patches")), "T01").startswith("0 – Asha Bell")


def test_the_list_names_the_cover_and_for_whom(lee):
    asha = an_officer(name="Asha Bell")
    a_patch("T01", asha)
    a_cover(asha, an_officer(name="Ben Ode"), from_on=MONDAY, until_on=SATURDAY)

    assert "Ben Ode , for Asha Bell to Fri 6 Mar 2026" in row_of(lee.get(reverse("staff:patches")), "T01")


@pytest.mark.parametrize(("officer", "words"), [(None, "Nobody"), ("Cara Finch", "Nobody Cara Finch has left")])
def test_the_list_says_where_there_is_nobody(officer, words, lee):
    a_patch("T01", officer and an_officer(name=officer, until_on=MONDAY))

    response = lee.get(reverse("staff:patches"))

    assert words in row_of(response, "T01")
    (patch,) = patch_queries.patches("tenancy", councils=[the_council().pk], on=MONDAY)
    assert patch.has_nobody


def test_the_list_says_where_the_cover_has_left_too(lee):
    asha = an_officer(name="Asha Bell")
    a_patch("T01", asha)
    a_cover(asha, an_officer(name="Ben Ode", until_on=MONDAY), from_on=MONDAY, until_on=SATURDAY)

    assert "Nobody Asha Bell is away, and whoever covered has left" in row_of(
        lee.get(reverse("staff:patches")), "T01"
    )


def test_patches_are_listed_by_purpose(lee):
    a_patch("T01")
    a_patch("G01", purpose="grounds")

    said = words_of(lee.get(reverse("staff:patches"), {"purpose": "grounds"}))

    assert "Grounds patches" in said
    assert "G01" in said
    assert "T01" not in said


# --- Changing -------------------------------------------------------------------------------------


def test_a_patch_is_made_given_an_officer_and_a_place(lee):
    asha, estate = an_officer(name="Asha Bell"), a_place("estate", name="Elm estate", reference="H-MH6M-KN2J")

    lee.post(reverse("staff:add_patch"), {"code": "T01", "purpose": "tenancy"})
    patch = Patch.objects.get()
    officer = {"officer": asha.pk, **on("from_on", MONDAY)}
    lee.post(reverse("staff:change_patch_officer", args=[patch.pk]), officer)
    PlaceLegacyReference.objects.create(
        council=the_council(),
        place=estate,
        source_system="Old",
        reference="UPR1",
        digest=b"x",
        loaded_at=NINE_ON_MONDAY,
    )
    place = {"place": "upr1", **on("from_on", MONDAY)}
    lee.post(reverse("staff:add_place_to_patch", args=[patch.pk]), place)

    said = words_of(lee.get(reverse("staff:patch", args=[patch.pk])))
    assert "Looked after by Asha Bell" in said
    assert "Elm estate from Mon 2 Mar 2026" in said


def test_another_officer_takes_over_and_the_first_is_kept(lee):
    patch = a_patch("T01", an_officer(name="Asha Bell"))
    ben = an_officer(name="Ben Ode")

    lee.post(reverse("staff:change_patch_officer", args=[patch.pk]), {"officer": ben.pk, **on("from_on", TUESDAY)})

    said = words_of(lee.get(reverse("staff:patch", args=[patch.pk])))
    assert "Ben Ode from Tue 3 Mar 2026 Asha Bell from Thu 1 Jan 2026 to Mon 2 Mar 2026" in said


def test_a_place_is_taken_out_after_a_last_day(lee):
    held = put(a_home(), a_patch("T01"))

    lee.post(reverse("staff:take_place_out", args=[held.pk]), on("last_day", MONDAY))

    held.refresh_from_db()
    assert held.until_on == TUESDAY


def test_a_place_that_is_not_there_is_refused(lee):
    patch = a_patch("T01")
    facts = {"place": "nowhere", **on("from_on", MONDAY)}

    response = lee.post(reverse("staff:add_place_to_patch", args=[patch.pk]), facts)

    assert "No place has the reference “nowhere”" in refused(response)


def test_a_reference_that_two_places_have_is_refused():
    for system in ("Old", "Older"):
        PlaceLegacyReference.objects.create(
            council=the_council(), place=a_place(), source_system=system, reference="UPR1", digest=b"x",
            loaded_at=NINE_ON_MONDAY,
        )  # fmt: skip

    with pytest.raises(Refused, match="Old systems gave “UPR1” to more than one place"):
        patch_queries.place_called("UPR1", council_id=the_council().pk)


def test_a_patch_of_many_places_shows_them_page_by_page(lee, django_assert_max_num_queries):
    patch = a_patch("T01", an_officer(name="Asha Bell"))
    for number in range(60):
        put(a_home(f"{number} Elm Walk"), patch)

    with django_assert_max_num_queries(20):
        first = lee.get(reverse("staff:patch", args=[patch.pk]))
    second = lee.get(reverse("staff:patch", args=[patch.pk]), {"page": 2})

    assert (words_of(first).count("Elm Walk"), words_of(second).count("Elm Walk")) == (100, 20)


# --- Who may do what ------------------------------------------------------------------------------


def test_a_role_can_be_asked_about(lee):
    said = words_of(lee.get(reverse("staff:permissions"), {"role": "auditor"}))

    assert "Auditor may" in said
    assert "Read the audit log Yes" in said
    assert "Record that a person has died No" in said


def test_every_permission_says_how_many_may_today(lee):
    an_officer("auditor")
    an_officer("auditor", until_on=MONDAY)

    assert "Read the audit log Auditor 1" in words_of(lee.get(reverse("staff:permissions")))


def test_the_whole_matrix_can_be_taken_away(lee):
    written = b"".join(lee.get(reverse("staff:permissions_download")).streaming_content).decode("utf-8-sig")

    heading, *rows = csv.reader(StringIO(written))
    auditor = heading.index("Auditor")
    assert [row[0] for row in rows if row[auditor] == "yes" and row[1] == "may_read_audit"] == [
        "Read the audit log"
    ]
    assert len(rows) == len(all_permissions())
