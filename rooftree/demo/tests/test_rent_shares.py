"""Accounts stand, are paid and fall behind as those of a real council: [accounts] of the profile is kept to."""

import json
import re
from bisect import bisect

import pytest

from rooftree.demo.tests.reading import Extracts, shares

BANDS = (100, 250, 500, 1000, 2000, 5000)


def pounds_of(cell: str) -> float:
    return float(cell.replace(",", ""))


def is_tidy(row: dict[str, str]) -> bool:
    """Whether the sums of a tenancy are written plainly: some are mess that a loader tidies or leaves out."""
    return all(re.fullmatch(r"[\d.]*", row[column]) for column in ("weekly_rent", "weekly_service_charge"))


@pytest.fixture(scope="module")
def kelverton(many) -> Extracts:
    return many["kelverton"]


@pytest.fixture(scope="module")
def payers(kelverton) -> dict[str, dict]:
    """What is said of each account that is charged today, by its payment reference."""
    _, *said = map(json.loads, (kelverton.folder / "payers.jsonl").read_text(encoding="utf-8").splitlines())
    return {each["reference"]: each for each in said}


@pytest.fixture(scope="module")
def stands(kelverton) -> dict[str, float]:
    """What each account owes at the end, in pounds; below nought is credit."""
    return {row["payment_ref"].strip(): pounds_of(row["balance"]) for row in kelverton.good("rent_balances")}


@pytest.fixture(scope="module")
def owed(payers, stands) -> dict[str, float]:
    return {reference: stands[reference] for reference in payers if stands[reference] > 0}


def of_homes(kelverton, payers) -> list[dict]:
    """Those of homes: a garage has no benefit."""
    homes = {row["place_ref"] for row in kelverton.good("homes")}
    refs = {row["payment_ref"].strip() for row in kelverton.good("tenancies") if row["place_ref"] in homes}
    return [each for reference, each in payers.items() if reference in refs]


@pytest.mark.parametrize(("benefit", "share"), [("uc", 43), ("hb", 27), ("none", 30)])
def test_benefits_of_tenants(kelverton, payers, benefit, share):
    kinds = [each["benefit"].removesuffix("_managed") for each in of_homes(kelverton, payers)]

    assert shares(kinds)[benefit] == pytest.approx(share, abs=5)


def test_universal_credit_that_is_paid_to_us(payers):
    kinds = [each["benefit"] for each in payers.values() if each["benefit"].startswith("uc")]

    assert shares(kinds)["uc_managed"] == pytest.approx(38, abs=6)


@pytest.mark.parametrize(
    ("way", "share"), [("direct_debit", 46), ("card", 27), ("standing_order", 9), ("shop", 12), ("bank", 6)]
)
def test_ways_in_which_people_pay(payers, way, share):
    assert shares(each["way"] for each in payers.values())[way] == pytest.approx(share, abs=4)


def test_three_accounts_in_ten_owe_something(payers, owed):
    assert 100 * len(owed) / len(payers) == pytest.approx(32, abs=4)


def test_what_is_owed_is_some_28_parts_in_a_thousand_of_a_year(payers, owed):
    year = sum(each["week_pence"] for each in payers.values()) * 52 / 100

    assert 100 * sum(owed.values()) / year == pytest.approx(2.8, abs=0.5)


@pytest.mark.parametrize(
    ("band", "share"), list(enumerate([31.25, 22.5, 17.5, 15, 9.4, 3.75, 0.6])), ids=["0", *map(str, BANDS)]
)
def test_how_much_is_owed(owed, band, share):
    bands = [bisect(BANDS, pounds) for pounds in owed.values()]

    assert 100 * bands.count(band) / len(bands) == pytest.approx(share, abs=4)


def test_more_than_half_is_owed_with_universal_credit(payers, owed):
    with_it = sum(pounds for reference, pounds in owed.items() if payers[reference]["benefit"].startswith("uc"))

    assert 100 * with_it / sum(owed.values()) == pytest.approx(55, abs=7)


def test_a_quarter_is_in_credit_by_some_160_pounds(payers, stands):
    credits = [-stands[reference] for reference in payers if stands[reference] < 0]

    assert 100 * len(credits) / len(payers) == pytest.approx(26, abs=3)
    assert sum(credits) / len(credits) == pytest.approx(161, abs=30)


def test_former_tenants_owe_some_735_pounds(payers, stands):
    former = [pounds for reference, pounds in stands.items() if reference not in payers and pounds > 0]

    assert sum(former) / len(former) == pytest.approx(735, abs=130)


@pytest.mark.parametrize(("bedrooms", "pounds"), [("1", 96), ("2", 109), ("3", 122)])
def test_rents_by_bedrooms(kelverton, bedrooms, pounds):
    beds = {
        row["place_ref"]: row["bedrooms"] for row in kelverton.good("homes") if row["tenure_group"] == "rented"
    }
    rents = sorted(
        pounds_of(row["weekly_rent"])
        for row in kelverton.good("tenancies")
        if beds.get(row["place_ref"]) == bedrooms and not row["end_on"] and row["weekly_rent"] and is_tidy(row)
    )

    assert rents[len(rents) // 2] == pytest.approx(pounds, rel=0.05)


def test_six_homes_in_ten_have_a_service_charge_of_some_eight_pounds(kelverton):
    homes = {row["place_ref"] for row in kelverton.good("homes") if row["tenure_group"] == "rented"}
    charges = [
        pounds_of(row["weekly_service_charge"] or "0")
        for row in kelverton.good("tenancies")
        if row["place_ref"] in homes and not row["end_on"] and row["weekly_rent"] and is_tidy(row)
    ]
    charged = [pounds for pounds in charges if pounds]

    assert 100 * len(charged) / len(charges) == pytest.approx(62, abs=4)
    assert sum(charged) / len(charged) == pytest.approx(7.90, abs=0.8)
