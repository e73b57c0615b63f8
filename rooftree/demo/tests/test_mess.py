"""Every kind of mess is in the files, however few the homes."""

import pytest

from rooftree.demo.profile import profile
from rooftree.demo.tests.reading import Extracts

STREAMS = {
    "people": ("people", ("nest", "lodge")),
    "options_people": ("people", ("hopts",)),
    "places": ("places", ("nest", "lodge")),
    "homes": ("homes", ("nest", "lodge")),
    "tenancies": ("tenancies", ("nest", "lodge")),
    "tenancy_people": ("tenancy_people", ("nest", "lodge")),
    "contacts": ("contacts", ("nest", "lodge")),
    "cases": ("cases", ("nest", "lodge")),
}


def kinds_in_rows(councils: dict[str, Extracts], stream: str) -> set[str]:
    layout, systems = STREAMS[stream]
    return {
        kind
        for found in councils.values()
        for file in found.of(layout)
        if file.system in systems
        for kind in file.truth["counts"]
    }


def kinds_of_doubles(councils: dict[str, Extracts]) -> set[str]:
    return {
        pair["kind"].removesuffix(", one system")
        for found in councils.values()
        for answer in ("certain", "likely")
        for pair in found.truth["pairs"][answer]
        if pair["kind"].endswith("one system")
    }


@pytest.mark.parametrize("stream", STREAMS)
def test_every_kind_of_mess_in_rows_is_there_at_fifty_homes(fewest, stream):
    wanted = {kind for kind in profile()["mess"][stream] if not kind.startswith("duplicate_")}

    assert wanted - kinds_in_rows(fewest, stream) == set()


def test_every_kind_of_double_in_one_system_is_there_at_fifty_homes(fewest):
    wanted = {
        kind.removeprefix("duplicate_") for kind in profile()["mess"]["people"] if kind.startswith("duplicate_")
    }

    assert kinds_of_doubles(fewest) == wanted


def test_every_kind_of_mess_in_households_is_there_at_fifty_homes(fewest):
    there = {kind for found in fewest.values() for kind, count in found.truth["facts"].items() if count}

    assert set(profile()["mess"]["households"]) - there == set()


def test_every_kind_of_likeness_between_two_systems_is_there_at_fifty_homes(fewest):
    pairs = [pair for answer in fewest["kelverton"].truth["pairs"].values() for pair in answer]
    across = {pair["kind"] for pair in pairs if {system for system, _ in pair["people"]} == {"nest", "hopts"}}

    assert across == {"certain", "typo", "no_birth_date", "married", "same name, born on other days"}


def test_restricted_people_are_named_at_fifty_homes(fewest):
    assert set(fewest["kelverton"].truth["restricted"]) == {"Staff who are tenants", "Protected persons"}


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        ("flat_rear", "A, rear"),
        ("two_numbers_one_cell", "01632 960"),
        ("amount_credit", " CR"),
        ("money_thousands", "0,109.60"),
        ("newline_in_address", "c/o Mrs Hewlett\n"),
        ("placeholder_ni", "XX999999X"),
        ("ends_2099", "31/12/2099"),
        ("born_1900", "01/01/1900"),
    ],
)
def test_mess_looks_as_it_should(many, kind, cells):
    examples = [
        one["value"]
        for found in many.values()
        for file in found.files
        for one in file.truth["untidy"].get(kind, [])
    ]

    assert examples
    assert all(cells in value for value in examples)


def test_names_trip_systems_up(many):
    surnames = " ".join(row["surname"] for row in many["kelverton"].good("people"))

    assert "O'" in surnames
    assert "O’" in surnames
    assert "-" in surnames
    assert "ł" in surnames
    assert any("\u0590" <= letter <= "\u06ff" for letter in surnames)
    assert [
        row for row in many["kelverton"].good("people", system="nest") if not row["forenames"] and row["surname"]
    ]
