"""What must hold of places, homes and patches. No database."""

from dataclasses import replace
from datetime import date

import pytest

from rooftree.foundations.refusals import Refused
from rooftree.places import rules
from rooftree.places.rules import KINDS, LETTABLE_STATUSES, MOVES, Facts, HomeFacts

TODAY = date(2026, 11, 20)
ELM = Facts(address_1="12 Elm Walk", postcode="ZZ1 1AA")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("se1 2ab", "SE1 2AB"), ("SE12AB", "SE1 2AB"), (" ec1a1bb ", "EC1A 1BB"), ("m11ae", "M1 1AE"), ("", "")],
)
def test_a_postcode_is_kept_in_capitals_with_one_space(typed, kept):
    assert rules.postcode(typed) == kept


@pytest.mark.parametrize("typed", ["SE1", "12345", "SE1 2ABC", "S 2AB", "ABC1 2DE", "SE1-2AB"])
def test_what_is_no_postcode_is_refused(typed):
    with pytest.raises(Refused, match="not a postcode"):
        rules.postcode(typed)


def test_facts_are_put_in_order():
    assert rules.tidy(Facts(address_1=" 12  Elm Walk ", postcode="zz11aa")) == ELM


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"address_1": ""}, "A home has an address"),
        ({"uprn": 0}, "up to twelve figures"),
        ({"uprn": 1_000_000_000_000}, "up to twelve figures"),
        ({"easting": 530000}, "both the easting and the northing"),
        ({"easting": 700_001, "northing": 5}, "British National Grid"),
        ({"easting": 5, "northing": -1}, "British National Grid"),
        ({"year_built": 1499}, "cannot be the year"),
        ({"year_built": 2032}, "cannot be the year"),
        ({"floors": -1}, "There cannot be -1 floors"),
        ({"lifts": 201}, "There cannot be 201 lifts"),
    ],
)
def test_facts_that_cannot_be_are_refused(facts, says):
    with pytest.raises(Refused, match=says):
        rules.check_facts(replace(ELM, **facts), kind="Home", home=True, on=TODAY)


@pytest.mark.parametrize(
    "facts",
    [
        {"uprn": 999_999_999_999},
        {"easting": 0, "northing": 0},
        {"easting": 700_000, "northing": 1_300_000},
        {"year_built": 1500},
        {"year_built": 2031},
        {"floors": 0, "lifts": 200},
    ],
)
def test_facts_at_the_edge_pass(facts):
    rules.check_facts(replace(ELM, **facts), kind="Home", home=True, on=TODAY)


def test_a_lift_needs_a_name_only():
    rules.check_facts(Facts(name="North lift"), kind="Lift", home=False, on=TODAY)


def test_a_place_without_name_or_address_is_refused():
    with pytest.raises(Refused, match="which it is"):
        rules.check_facts(Facts(), kind="Lift", home=False, on=TODAY)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"bedrooms": -1}, "-1 bedrooms"),
        ({"bedrooms": 21}, "21 bedrooms"),
        ({"bed_spaces": 41}, "41 bed spaces"),
        ({"internal_steps": 201}, "201 internal steps"),
        ({"external_steps": -1}, "-1 external steps"),
        ({"floor": 101}, "floor 101"),
        ({"floor": -6}, "floor -6"),
        ({"bedrooms": 3, "bed_spaces": 2}, "one bed space a bedroom"),
    ],
)
def test_facts_of_a_home_that_cannot_be_are_refused(facts, says):
    with pytest.raises(Refused, match=says):
        rules.check_home_facts(HomeFacts(**facts))


@pytest.mark.parametrize("facts", [{}, {"bedrooms": 0, "bed_spaces": 1}, {"bedrooms": 3, "bed_spaces": 3}])
def test_facts_of_a_home_pass(facts):
    rules.check_home_facts(HomeFacts(**facts))


def parent(child: str, of: str) -> None:
    kinds = KINDS.version(on=TODAY)
    rules.check_parent(
        child=kinds.label_of(child),
        parent=kinds.label_of(of),
        child_is_home=child == "home",
        holds_homes=bool(kinds.flag(of, "holds_homes")),
        is_home=of == "home",
    )


@pytest.mark.parametrize(("child", "of"), [("home", "core"), ("home", "estate"), ("lift", "block")])
def test_a_place_stands_in_what_holds_it(child, of):
    parent(child, of)


@pytest.mark.parametrize(
    ("child", "of", "says"),
    [("home", "garage", "Choose its core, block or estate"), ("lift", "home", "A lift is not within a home")],
)
def test_a_place_in_what_does_not_hold_it_is_refused(child, of, says):
    with pytest.raises(Refused, match=says):
        parent(child, of)


# --- Whether a home can be let ----------------------------------------------------------------------


def move(before: str, after: str) -> None:
    rules.check_move(before, after, before_label=before.title(), after_label=after.title())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("occupied", "notice_given"),
        ("notice_given", "void_awaiting_keys"),
        ("void_awaiting_keys", "void_works"),
        ("void_works", "void_ready_to_let"),
        ("void_ready_to_let", "offered"),
        ("offered", "let"),
        ("let", "occupied"),
        ("", "occupied"),
        ("notice_given", "occupied"),
        ("disposed", "void_works"),
    ],
)
def test_a_home_goes_its_way(before, after):
    move(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("occupied", "let"),
        ("occupied", "void_works"),
        ("disposed", "occupied"),
        ("unlettable", "occupied"),
        ("occupied", "occupied"),
        ("mystery", "occupied"),
    ],
)
def test_a_home_does_not_skip_a_step(before, after):
    with pytest.raises(Refused, match="cannot become"):
        move(before, after)


def test_the_moves_are_between_the_statuses_of_the_rule_book():
    statuses = {item.code for item in LETTABLE_STATUSES.version(on=TODAY)}

    assert set(MOVES) == statuses | {""}
    assert set().union(*MOVES.values()) == statuses


def test_a_status_that_needs_a_reason_gets_one():
    with pytest.raises(Refused, match="Say why the home is “Unlettable”"):
        rules.check_status_reason(" ", needed=True, label="Unlettable")
    assert rules.check_status_reason(" Fire,  until May ", needed=True, label="Unlettable") == "Fire, until May"
    assert rules.check_status_reason("", needed=False, label="Occupied") == ""


# --- Patches ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("from_on", [date(2026, 5, 1), date(2026, 4, 30)])
def test_a_change_does_not_begin_before_what_it_takes_the_place_of(from_on):
    with pytest.raises(Refused, match="Uma looks after patch N1 since Friday 1 May 2026"):
        rules.check_follows_on(from_on, begun_on=date(2026, 5, 1), what="Uma looks after patch N1")


def test_a_change_may_begin_the_day_after():
    rules.check_follows_on(date(2026, 5, 2), begun_on=date(2026, 5, 1), what="Uma looks after patch N1")


@pytest.mark.parametrize(
    ("leaves_on", "starts_on", "says"),
    [(TODAY, None, "leaves on Friday 20 November"), (None, date(2026, 11, 21), "starts on Saturday 21 November")],
)
def test_nobody_looks_after_a_patch_who_is_not_here(leaves_on, starts_on, says):
    with pytest.raises(Refused, match=says):
        rules.check_officer_here("Uma", leaves_on=leaves_on, starts_on=starts_on, on=TODAY)


def test_somebody_who_is_here_on_that_day_may():
    rules.check_officer_here("Uma", leaves_on=date(2026, 11, 21), starts_on=TODAY, on=TODAY)
