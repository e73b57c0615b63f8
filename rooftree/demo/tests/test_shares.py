"""The imaginary councils have the shares of a real one: `profile.toml` is kept to."""

from collections import Counter
from datetime import date

import pytest

from rooftree.demo.tests.reading import Extracts, day, shares

AS_AT = date(2026, 10, 31)


@pytest.fixture(scope="module")
def kelverton(many) -> Extracts:
    return many["kelverton"]


@pytest.fixture(scope="module")
def rented(kelverton) -> dict[str, dict[str, str]]:
    return {row["place_ref"]: row for row in kelverton.good("homes") if row["tenure_group"] == "rented"}


@pytest.fixture(scope="module")
def lettings(kelverton, rented) -> dict[str, dict[str, str]]:
    """The tenancies of rented homes that go on, by reference."""
    return {
        row["tenancy_ref"].strip(): row
        for row in kelverton.good("tenancies")
        if row["place_ref"] in rented and day(row["end_on"]) is None
    }


@pytest.fixture(scope="module")
def parts(kelverton, lettings) -> list[dict[str, str]]:
    return [row for row in kelverton.good("tenancy_people") if row["tenancy_ref"] in lettings]


@pytest.fixture(scope="module")
def tenants(kelverton, parts) -> list[dict[str, str]]:
    known = {row["person_ref"].strip(): row for row in kelverton.good("people", system="nest")}
    refs = {row["person_ref"] for row in parts if row["role"] in ("tenant", "joint_tenant")}
    return [known[ref] for ref in refs if ref in known]


def age(row: dict[str, str]) -> float:
    born = day(row["date_of_birth"], latest=2026)
    return (AS_AT - born).days / 365.25 if born else -1


def percent(rows, says) -> float:
    return 100 * sum(map(bool, map(says, rows))) / len(rows)


@pytest.mark.parametrize(("kind", "share"), [("flat", 46), ("house", 39), ("bungalow", 10), ("maisonette", 5)])
def test_types_of_home(rented, kind, share):
    assert shares(row["property_type"] for row in rented.values())[kind] == pytest.approx(share, abs=2)


@pytest.mark.parametrize(("beds", "share"), [("0", 3), ("1", 29), ("2", 34), ("3", 29)])
def test_bedrooms(rented, beds, share):
    assert shares(row["bedrooms"] for row in rented.values())[beds] == pytest.approx(share, abs=3)


@pytest.mark.parametrize(
    ("first", "last", "share"), [(0, 1945, 9), (1945, 1965, 38), (1965, 1981, 37), (1981, 2100, 16)]
)
def test_years_of_building(kelverton, first, last, share):
    built = [int(row["year_built"]) for row in kelverton.good("places") if row["kind"] == "home"]

    assert percent(built, lambda year: first <= year < last) == pytest.approx(share, abs=5)


@pytest.mark.parametrize(("tenure", "share"), [("SEC", 86.5), ("INT", 4.6), ("FLX", 3.1), ("NON", 2.2)])
def test_tenures(lettings, tenure, share):
    assert shares(row["tenure"] for row in lettings.values())[tenure] == pytest.approx(share, abs=2.5)


def test_empty_homes(rented, lettings):
    let = {row["place_ref"] for row in lettings.values()}

    assert percent(list(rented), lambda ref: ref not in let) == pytest.approx(1.4, abs=0.7)


def test_joint_tenancies(lettings, parts):
    joint = {row["tenancy_ref"] for row in parts if row["role"] == "joint_tenant"}

    assert percent(list(lettings), lambda ref: ref in joint) == pytest.approx(21, abs=3)


def test_people_in_a_home(lettings, parts):
    living = {(row["tenancy_ref"], row["person_ref"]) for row in parts if row["role"] != "authorised_contact"}
    sizes = Counter(ref for ref, _ in living)

    assert sum(sizes.values()) / len(lettings) == pytest.approx(2.2, abs=0.15)
    assert percent(list(sizes.values()), lambda size: size == 1) == pytest.approx(41, abs=4)


@pytest.mark.parametrize(
    ("first", "last", "share"),
    [(15, 25, 3), (25, 35, 12), (35, 45, 17), (45, 55, 19), (55, 65, 20), (65, 75, 15), (75, 110, 14)],
)
def test_ages_of_tenants(tenants, first, last, share):
    ages = [age(row) for row in tenants if age(row) > 0]

    assert percent(ages, lambda years: first <= years < last) == pytest.approx(share, abs=3.5)


def test_mean_length_of_tenancies(lettings):
    lengths = [(AS_AT - day(row["start_on"])).days / 365.25 for row in lettings.values()]

    assert 13 <= sum(lengths) / len(lengths) <= 18


def test_homes_let_in_a_year(kelverton, rented):
    ended = [
        day(row["end_on"]) for row in kelverton.good("tenancies") if row["place_ref"] in rented and row["end_on"]
    ]
    last_year = [last for last in ended if last and AS_AT.replace(year=2025) < last <= AS_AT]

    assert 100 * len(last_year) / len(rented) == pytest.approx(6.5, abs=1.8)


def test_history_reaches_back_to_the_seventies(kelverton, rented):
    started = [day(row["start_on"]) for row in kelverton.good("tenancies")]
    tenancies = Counter(row["place_ref"] for row in kelverton.good("tenancies") if row["place_ref"] in rented)

    assert min(started).year == 1970
    assert 2.5 <= sum(tenancies.values()) / len(tenancies) <= 4.5


@pytest.mark.parametrize(
    ("what", "share", "near"),
    [
        ("phone", 96, 1.5),
        ("email", 58, 3),
        ("verified", 83, 3),
        ("interpreter", 4, 1.2),
        ("needs", 13, 2),
        ("vulnerability", 22, 2.5),
    ],
)
def test_what_is_known_of_tenants(tenants, what, share, near):
    says = {
        "phone": lambda row: row["mobile"] + row["phone"],
        "email": lambda row: "@" in row["email"],
        "verified": lambda row: row["mobile_verified"] == "Y",
        "interpreter": lambda row: row["interpreter"] == "Y",
        "needs": lambda row: row["needs"],
        "vulnerability": lambda row: row["vulnerability"],
    }

    assert percent(tenants, says[what]) == pytest.approx(share, abs=near)


def test_markers_are_few(kelverton, rented):
    codes = kelverton.good("markers")

    assert percent(list(rented), lambda ref: ref in {row["place_ref"] for row in codes}) == pytest.approx(
        0.4, abs=0.3
    )
    assert 100 * len([row for row in codes if row["person_ref"]]) / len(rented) == pytest.approx(1.1, abs=0.5)


def test_two_people_in_a_hundred_are_there_twice(many):
    people = sum(len(found.good("people")) for found in many.values())
    doubles = sum(
        len([pair for pair in found.truth["pairs"][answer] if pair["kind"].endswith("one system")])
        for found in many.values()
        for answer in ("certain", "likely")
    )

    assert 100 * doubles / people == pytest.approx(2, abs=0.5)


def test_one_home_in_a_hundred_has_a_wrong_uprn(many):
    homes = sum(len(found.good("homes")) for found in many.values())
    wrong = sum(
        found.of("places")[0].truth["counts"].get(kind, 0)
        for found in many.values()
        for kind in ("uprn_of_another", "uprn_wrong_length", "uprn_scientific")
    )

    assert 100 * wrong / homes == pytest.approx(1, abs=0.3)


def test_one_tenancy_in_two_hundred_overlaps(many):
    tenancies = sum(len(found.good("tenancies")) for found in many.values())
    wrong = sum(
        found.of("tenancies")[0].truth["counts"].get(kind, 0)
        for found in many.values()
        for kind in ("overlap", "second_current")
    )

    assert 100 * wrong / tenancies == pytest.approx(0.6, abs=0.25)
