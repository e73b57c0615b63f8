"""Who is one person under two references, and who only looks so."""

import pytest

from rooftree.demo.tests.reading import Extracts, pointer

MISLEADING = (
    "father and son of one name",
    "twins",
    "same name, born on other days",
    "one National Insurance number typed for two",
)


def people(found: Extracts) -> dict[tuple[str, str], dict[str, str]]:
    return {(row["system"], row["person_ref"].strip()): row for row in found.good("people")}


def pairs(found: Extracts, answer: str, kind: str = "") -> list[tuple[dict[str, str], dict[str, str]]]:
    known = people(found)
    return [
        tuple(known[tuple(person)] for person in pair["people"])
        for pair in found.truth["pairs"][answer]
        if pair["kind"].startswith(kind)
    ]


def test_those_who_are_certainly_one_agree_in_number_birth_and_name(found):
    agreed = [
        all(
            one[column] and one[column] == other[column]
            for column in ("ni_number", "date_of_birth", "surname", "forenames")
        )
        for one, other in pairs(found, "certain")
    ]

    assert len(agreed) > 10
    assert all(agreed)


def test_those_who_are_likely_one_never_have_two_birth_dates_or_one_number(found):
    two_births = [
        one
        for one, other in pairs(found, "likely")
        if one["date_of_birth"] and other["date_of_birth"] and one["date_of_birth"] != other["date_of_birth"]
    ]
    one_number = [
        one for one, other in pairs(found, "likely") if one["ni_number"] and one["ni_number"] == other["ni_number"]
    ]

    assert len(pairs(found, "likely")) > 10
    assert (two_births, one_number) == ([], [])


def test_a_married_name_is_told_by_the_former_one(found):
    said = [other["former_surname"] == one["surname"] for one, other in pairs(found, "likely", "married")]

    assert said
    assert all(said)


def test_a_typing_slip_is_in_one_or_two_letters(found):
    lengths = [abs(len(one["surname"]) - len(other["surname"])) for one, other in pairs(found, "likely", "typo")]
    same = [one for one, other in pairs(found, "likely", "typo") if one["surname"] == other["surname"]]

    assert set(lengths) <= {0, 1}
    assert same == []


def test_those_who_only_look_alike_differ_in_birth_or_forename(found):
    alike = [
        (one, other)
        for one, other in pairs(found, "different")
        if one["date_of_birth"] == other["date_of_birth"] and one["forenames"] == other["forenames"]
    ]

    assert alike == []


@pytest.mark.parametrize("kind", MISLEADING)
def test_every_kind_of_likeness_that_misleads_is_there(many, kind):
    assert pairs(many["kelverton"], "different", kind)


def test_people_of_both_councils_share_a_number_that_must_not_join_them(many):
    here = {row["ni_number"] for row in many["kelverton"].good("people")}
    there = [one["ni_number"] for one in many["dunmarrow"].truth["also_at_the_other_council"]]

    assert len(there) == 3
    assert set(there) <= here


def test_restricted_people_are_tenants(many):
    found = many["kelverton"]
    holders = {pointer(row, "person_ref") for row in found.good("tenancy_people") if row["role"] == "tenant"}
    restricted = {tuple(person) for group in found.truth["restricted"].values() for person in group}

    assert restricted
    assert restricted <= holders
