"""Which places a patch has, which officer looks after it, and who that is today."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.refusals import Refused
from rooftree.places import actions, queries
from rooftree.places.models import Patch, PatchOfficer, PatchPlace
from rooftree.staff.models import Cover, Team
from tests.builders import TODAY, a_home, a_place, an_officer, by, the_council

pytestmark = pytest.mark.usefixtures("acting")

MAY = date(2026, 5, 1)
JUNE = date(2026, 6, 1)


def a_patch(code: str = "N1", purpose: str = "tenancy", **facts) -> Patch:
    return actions.make_patch(code, purpose, **facts, **by("team_leader"))


def assign(patch: Patch, officer, from_on: date = MAY) -> PatchOfficer:
    return actions.assign_patch_officer(patch, officer, from_on=from_on, **by("team_leader"))


def put(place, patch: Patch, from_on: date = MAY) -> PatchPlace:
    return actions.put_place_in_patch(place, patch, from_on=from_on, **by("team_leader"))


def cover(officer, by_whom, from_on: date = date(2026, 11, 16), until_on: date = date(2026, 11, 23)) -> None:
    Cover.objects.create(
        council=the_council(),
        officer=officer,
        covered_by=by_whom,
        from_on=from_on,
        until_on=until_on,
        arranged_by=by_whom,
    )


# --- patches --------------------------------------------------------------------------------------


def test_a_patch_is_made_once():
    once = by("team_leader")
    patch = actions.make_patch("N1", "income", **once)

    assert actions.make_patch("N1", "income", **once) == patch


@pytest.mark.parametrize(
    ("code", "purpose", "says"),
    [
        ("N1", "tenancy", "There is a patch N1"),
        (" ", "tenancy", "Give the patch a code"),
        ("N2", "war", "what the patch"),
    ],
)
def test_a_patch_that_cannot_be_is_refused(code, purpose, says):
    a_patch()

    with pytest.raises(Refused, match=says):
        a_patch(code, purpose)


def test_one_code_may_be_used_for_two_purposes():
    a_patch("N1", "tenancy")

    assert a_patch("N1", "income").purpose == "income"


def test_an_adviser_manages_no_patch():
    with pytest.raises(PermissionDenied):
        actions.make_patch("N1", "tenancy", **by("adviser"))


# --- officers of a patch ----------------------------------------------------------------------------


def test_a_new_officer_takes_the_place_of_the_one_before():
    patch, before, after = a_patch(), an_officer(name="Uma"), an_officer(name="Vic")
    assign(patch, before)

    assign(patch, after, JUNE)

    assert list(patch.officers.values_list("officer__name", "from_on", "until_on")) == [
        ("Uma", MAY, JUNE),
        ("Vic", JUNE, None),
    ]


def test_an_assignment_sent_twice_is_there_once():
    patch, officer, once = a_patch(), an_officer(), by("team_leader")
    assignment = actions.assign_patch_officer(patch, officer, from_on=MAY, **once)

    assert actions.assign_patch_officer(patch, officer, from_on=MAY, **once) == assignment


def test_the_officer_who_has_it_already_is_refused():
    patch, uma = a_patch(), an_officer(name="Uma")
    assign(patch, uma)

    with pytest.raises(Refused, match="Uma looks after patch N1 since Friday 1 May 2026"):
        assign(patch, uma, JUNE)


@pytest.mark.parametrize("from_on", [MAY, date(2026, 4, 1)])
def test_an_officer_from_before_the_present_one_is_refused(from_on):
    patch = a_patch()
    assign(patch, an_officer(name="Uma"))

    with pytest.raises(Refused, match="Uma looks after patch N1 since"):
        assign(patch, an_officer(name="Vic"), from_on)


def test_an_officer_who_has_left_is_refused():
    with pytest.raises(Refused, match="Vic leaves on Friday 1 May 2026"):
        assign(a_patch(), an_officer(name="Vic", until_on=MAY), JUNE)


# --- places of a patch ------------------------------------------------------------------------------


def test_a_place_moves_to_another_patch_and_its_history_stays():
    home, north, south = a_home(), a_patch("N1"), a_patch("S1")
    put(home, north)

    put(home, south, JUNE)

    assert list(home.patches.values_list("patch__code", "from_on", "until_on")) == [
        ("N1", MAY, JUNE),
        ("S1", JUNE, None),
    ]


def test_patches_of_other_purposes_are_left_alone():
    home = a_home()
    put(home, a_patch("N1", "income"))

    put(home, a_patch("N1", "tenancy"), JUNE)

    assert PatchPlace.objects.filter(place=home, until_on__isnull=True).count() == 2


def test_a_place_put_twice_under_one_key_is_there_once():
    home, patch, once = a_home(), a_patch(), by("team_leader")
    held = actions.put_place_in_patch(home, patch, from_on=MAY, **once)

    assert actions.put_place_in_patch(home, patch, from_on=MAY, **once) == held


@pytest.mark.parametrize(
    ("code", "from_on", "says"),
    [("N1", JUNE, "is in patch N1 since Friday 1 May"), ("S1", MAY, "A change can begin after that day")],
)
def test_a_place_that_is_in_a_patch_already_is_refused(code, from_on, says):
    home = a_home()
    put(home, a_patch("N1"))
    a_patch("S1")

    with pytest.raises(Refused, match=says):
        put(home, Patch.objects.get(code=code), from_on)


def test_a_place_is_taken_out_of_a_patch():
    held, once = put(a_home(), a_patch()), by("team_leader")
    actions.take_place_out(held, until_on=JUNE, **once)

    assert actions.take_place_out(held, until_on=JUNE, **once).until_on == JUNE


@pytest.mark.parametrize(
    ("until_on", "says"),
    [(MAY, "A change can begin after that day"), (JUNE, "left patch N1 on Monday 1 June 2026")],
)
def test_a_place_taken_out_too_early_or_twice_is_refused(until_on, says):
    held = put(a_home(), a_patch())
    PatchPlace.objects.filter(pk=held.pk).update(until_on=JUNE if until_on == JUNE else None)

    with pytest.raises(Refused, match=says):
        actions.take_place_out(held, until_on=until_on, **by("team_leader"))


# --- who looks after it today -----------------------------------------------------------------------


def who_looks_after(place, on: date = TODAY) -> list[queries.LooksAfter]:
    return queries.who_looks_after([place.pk], on=on).get(place.pk, [])


def looks_after(place, on: date = TODAY) -> list[tuple[str, str, str, str]]:
    return [(who.purpose, who.patch, who.officer, who.today) for who in who_looks_after(place, on)]


def test_the_officer_of_the_nearest_patch_looks_after_a_home(django_assert_num_queries):
    estate = a_place("estate", name="Elms")
    block = a_place("block", name="Elm House", parent=estate)
    home = a_home(parent=block)
    far, near, income = a_patch("FAR"), a_patch("NEAR"), a_patch("INC", "income")
    put(estate, far)
    put(block, near)
    put(estate, income)
    assign(far, an_officer(name="Far"))
    assign(near, an_officer(name="Near"))
    assign(income, an_officer(name="Inka"))

    with django_assert_num_queries(1):
        found = looks_after(home)

    assert found == [("tenancy", "NEAR", "Near", "Near"), ("income", "INC", "Inka", "Inka")]
    assert looks_after(estate)[0] == ("tenancy", "FAR", "Far", "Far")


def test_assignments_count_on_their_days_only():
    home, patch = a_home(), a_patch()
    put(home, patch, JUNE)
    assign(patch, an_officer(name="Uma"), JUNE)
    assign(patch, an_officer(name="Vic"), date(2026, 9, 1))

    assert looks_after(home, date(2026, 5, 31)) == []
    assert looks_after(home, JUNE) == [("tenancy", "N1", "Uma", "Uma")]
    assert looks_after(home, date(2026, 8, 31)) == [("tenancy", "N1", "Uma", "Uma")]
    assert looks_after(home, date(2026, 9, 1)) == [("tenancy", "N1", "Vic", "Vic")]


def a_home_of(officer) -> object:
    home, patch = a_home(), a_patch(team=Team.objects.create(council=the_council(), code="t", name="Tenancy"))
    put(home, patch)
    assign(patch, officer)
    return home


def test_while_the_officer_is_away_somebody_covers():
    uma, vic = an_officer(name="Uma"), an_officer(name="Vic")
    home = a_home_of(uma)
    cover(uma, vic)

    [who] = who_looks_after(home)

    assert (who.officer, who.today, who.is_covered, who.team) == ("Uma", "Vic", True, "Tenancy")
    assert looks_after(home, date(2026, 11, 15))[0][3] == "Uma"
    assert looks_after(home, date(2026, 11, 23))[0][3] == "Uma"


def test_while_who_covers_is_away_too_the_next_covers():
    uma, vic, wes = an_officer(name="Uma"), an_officer(name="Vic"), an_officer(name="Wes")
    home = a_home_of(uma)
    cover(uma, vic)
    cover(vic, wes)

    assert looks_after(home) == [("tenancy", "N1", "Uma", "Wes")]


def test_where_two_who_are_away_cover_for_each_other_nobody_does():
    uma, vic = an_officer(name="Uma"), an_officer(name="Vic")
    home = a_home_of(uma)
    cover(uma, vic)
    cover(vic, uma)

    assert looks_after(home) == [("tenancy", "N1", "Uma", "")]


def test_of_an_officer_who_left_the_team_stays():
    uma = an_officer(name="Uma")
    home = a_home_of(uma)
    type(uma).objects.filter(pk=uma.pk).update(until_on=date(2026, 11, 1))

    [who] = who_looks_after(home)

    assert (who.officer, who.today, who.team) == ("", "", "Tenancy")


def test_of_an_officer_who_left_the_cover_goes_on():
    uma, vic = an_officer(name="Uma"), an_officer(name="Vic")
    home = a_home_of(uma)
    cover(uma, vic)
    type(uma).objects.filter(pk=uma.pk).update(until_on=date(2026, 11, 1))

    assert looks_after(home) == [("tenancy", "N1", "", "Vic")]


def test_somebody_who_covers_and_has_left_does_not_cover():
    uma, vic = an_officer(name="Uma"), an_officer(name="Vic")
    home = a_home_of(uma)
    cover(uma, vic)
    type(vic).objects.filter(pk=vic.pk).update(until_on=date(2026, 11, 1))

    assert looks_after(home) == [("tenancy", "N1", "Uma", "")]


def test_of_many_places_each_has_its_own_answer(django_assert_num_queries):
    north, south, nowhere = a_home(), a_home(), a_home()
    put(north, a_patch("N1"))
    put(south, a_patch("S1"))

    with django_assert_num_queries(1):
        found = queries.who_looks_after([north.pk, south.pk, nowhere.pk], on=TODAY)

    assert {place: [who.patch for who in whom] for place, whom in found.items()} == {
        north.pk: ["N1"],
        south.pk: ["S1"],
    }


def test_a_patch_that_nobody_has_yet_names_nobody():
    home = a_home()
    put(home, a_patch())

    assert looks_after(home) == [("tenancy", "N1", "", "")]
