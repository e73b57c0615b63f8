"""The officers and patches of the extracts, and those who can sign in to the demo."""

import tomllib
from collections import Counter
from pathlib import Path

from rooftree.demo import who
from rooftree.demo.tests.reading import day

ROLES = Path(__file__).parents[2] / "staff" / "rules.toml"


def known_roles() -> set[str]:
    lists = tomllib.loads(ROLES.read_text(encoding="utf-8"))["list"]
    return {item["code"] for each in lists if each["code"] == "staff.roles" for item in each["items"]}


def test_everybody_who_can_sign_in_is_in_the_file_of_officers(many):
    emails = {code: {row["email"] for row in found.good("officers")} for code, found in many.items()}

    assert {officer.email for officer in who.of_council("kelverton")} <= emails["kelverton"]
    assert {officer.email for officer in who.of_council("dunmarrow")} <= emails["dunmarrow"]


def test_some_serve_both_councils_with_one_address(many):
    emails = [{row["email"] for row in found.good("officers")} for found in many.values()]

    assert len(set.intersection(*emails)) >= 3


def test_two_officers_share_a_surname():
    surnames = Counter(officer.name.split()[-1] for officer in who.OFFICERS)

    assert max(surnames.values()) == 2


def test_an_officer_can_hold_several_roles(many):
    assert max(len(row["roles"].split(";")) for row in many["kelverton"].good("officers")) >= 2


def test_roles_are_those_of_the_rule_book(found):
    held = {role for row in found.good("officers") for role in row["roles"].split(";") if role}

    assert held - known_roles() == set()


def test_jobs_of_every_kind_can_sign_in():
    roles = {role for officer in who.OFFICERS for role in officer.roles}

    assert roles >= {
        "adviser",
        "income_officer",
        "tenancy_officer",
        "repairs_adviser",
        "homelessness_officer",
        "team_leader",
        "records_officer",
        "service_manager",
        "auditor",
    }


def test_addresses_to_sign_in_with_are_each_somebodys_own():
    addresses = [row[0] for row in who.table()]

    assert len(addresses) == len(set(addresses)) == len(who.OFFICERS)


def test_every_home_has_an_officer_of_every_purpose_today(found):
    within = {row["place_ref"].strip(): row["parent_ref"] for row in found.good("places")}
    homes = [row["place_ref"].strip() for row in found.good("places") if row["kind"] == "home"]
    today = [row for row in found.good("patches") if day(row["until_on"]) is None]
    assigned = {(row["purpose"], row["place_ref"]) for row in today}

    def covered(purpose: str, place: str) -> bool:
        return (purpose, place) in assigned or bool(within[place] and covered(purpose, within[place]))

    purposes = ("tenancy", "income", "repairs", "grounds")
    assert [(purpose, home) for home in homes for purpose in purposes if not covered(purpose, home)] == []


def test_tenancy_and_income_patches_are_cut_differently(many):
    today = [row for row in many["kelverton"].good("patches") if not row["until_on"]]
    kinds = {row["place_ref"].strip(): row["kind"] for row in many["kelverton"].good("places")}
    of_purpose = {
        purpose: Counter(kinds[row["place_ref"]] for row in today if row["purpose"] == purpose)
        for purpose in ("tenancy", "income")
    }

    assert of_purpose["tenancy"]["estate"] > 5
    assert of_purpose["income"]["estate"] == 0
