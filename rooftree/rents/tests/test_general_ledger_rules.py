"""Under which code of the general ledger a movement stands, and what its file looks like."""

import dataclasses
from datetime import date
from decimal import Decimal as D

import pytest

from rooftree.foundations import rulebook
from rooftree.rents import codes, general_ledger_files
from rooftree.rents.actions.card_settlements import FEES
from rooftree.rents.controls import CONTROL_OF
from rooftree.rents.general_ledger import CONTROLS, Line, Lists, Place, added_up, place_of
from rooftree.rents.money_in import CASH

DAY = date(2026, 11, 19)
LISTS = Lists(*(each.version(on=DAY) for each in (codes.TRANSACTION_CODES, codes.GROUPS, CONTROLS)))

PLACES = [
    ("debtors.hra", "DBR", "D5000"),
    ("debtors.hra", "RDD", "D5000"),
    ("debtors.garages", "DGA", "D5010"),
    ("debtors.hra", "", "D5000"),
    ("voids.hra", "DBR", "H1900"),
    ("income.hra", "DBR", "H1000"),
    ("income.hra", "DSC", "H1100"),
    ("income.ta_gf", "DTA", "G1000"),
    ("income.hra", "RWA", "S3040"),
    ("direct_debit", "RDD", "C2000"),
    ("direct_debit", "RDN", "C2000"),
    ("cash", "RBP", "C2040"),
    ("cash", "RRC", "C2070"),
    ("card", "RCP", "C2020"),
    ("hb", "RHA", "C2110"),
    ("write_offs", "WON", "W4000"),
    # Between two control accounts: what the code does not belong to stands under the account's own.
    ("suspense", "RBP", "S3000"),
    ("suspense", "RIT", "S3000"),
    ("refunds", "RDR", "S3011"),
    ("cash", "RDR", "C2200"),
    ("card", "RBP", "C2020"),
    ("card_fees", "RCP", "E6000"),
    ("uc", "RBP", "C2120"),
    # Nobody has said.
    ("barter", "RBP", ""),
    ("debtors.caves", "DBR", ""),
    ("income.hra", "ZZZ", "H1999"),
    ("", "DBR", ""),
]


@pytest.mark.parametrize(("book", "code", "gl"), PLACES)
def test_a_movement_stands_under_the_code_of_its_book(book, code, gl):
    assert place_of(book, code, LISTS).gl == gl


def lists(**replaced) -> Lists:
    """The lists, with other items than the rule book's in one of them."""
    [(name, items)] = replaced.items()
    raw = {"codes": codes.TRANSACTION_CODES, "groups": codes.GROUPS, "controls": CONTROLS}[name]
    version = raw.version(on=DAY)
    changed = [items.get(item.code, item) for item in version.items]
    added = [item for code, item in items.items() if code not in version]
    return _replace(LISTS, name, _replace(version, "items", (*changed, *added)))


def _replace(of, name, value):
    return dataclasses.replace(of, **{name: value})


def item(code, **flags):
    """An item of a list, with these flags."""
    found = CONTROLS.version(on=DAY).items[0]
    return _replace(_replace(found, "code", code), "flags", {"gl": "", "by_code": True, **flags})


def test_a_group_may_have_an_income_account_of_its_own():
    own = lists(controls={"income.travellers": item("income.travellers", gl="T1000", by_code=False)})

    assert place_of("income.travellers", "DBR", own).gl == "T1000"
    assert place_of("income.hra", "DBR", own).gl == "H1000"


def test_a_control_account_may_stand_under_one_code_whatever_moves_on_it():
    own = lists(controls={"uc": item("uc", gl="C2120", by_code=False)})

    assert [place_of("uc", code, own).gl for code in ("RUC", "RDT")] == ["C2120", "C2120"]
    assert [place_of("uc", code, LISTS).gl for code in ("RUC", "RDT")] == ["C2120", "C2130"]


@pytest.mark.parametrize("said", ["", "C 2000", "=C2000", "C2000,1", "Ç2000", "C" * 31])
def test_what_cannot_be_a_code_is_none(said):
    own = lists(controls={"suspense": item("suspense", gl=said)})

    assert place_of("suspense", "RBP", own) == Place(
        "", "the control account “suspense” (gl in rents.control_accounts)"
    )


def test_every_code_group_and_control_account_of_the_rule_book_has_a_code():
    said = [*LISTS.codes, *LISTS.controls]

    assert [each.code for each in said if not each.flags["gl"]] == []
    assert [each.code for each in LISTS.groups if not (each.flags["gl"] and each.flags["gl_voids"])] == []


def test_every_control_account_of_the_books_is_in_the_list():
    assert {*CONTROL_OF.values(), CASH, FEES} - {each.code for each in LISTS.controls} == set()


def test_the_lists_are_the_councils_to_set():
    assert [each.version(on=DAY).is_local for each in (codes.TRANSACTION_CODES, codes.GROUPS, CONTROLS)] == [
        True
    ] * 3
    assert rulebook.code_list("rents.control_accounts") == CONTROLS


LINES = [
    Line(DAY, "debtors.hra", "DBR", D("100.00"), D(0), 2, "D5000"),
    Line(DAY, "income.hra", "DBR", D(0), D("100.00"), 2, "H1000"),
    Line(DAY, "debtors.hra", "RCP", D("5.00"), D("45.60"), 3, "D5000"),
    Line(DAY, "card", "RCP", D("45.60"), D("5.00"), 3, "C2020"),
    Line(date(2026, 11, 16), "suspense", "RBP", D(0), D("12.00"), 1, "S3000"),
    Line(date(2026, 11, 16), "cash", "RBP", D("12.00"), D(0), 1, "C2040"),
]


def test_lines_of_one_day_and_code_are_one_line_of_the_file():
    raw = general_ledger_files.write(
        7, council="alder", made_on=date(2026, 11, 20), until_on=date(2026, 11, 20), lines=added_up(LINES)
    )

    assert raw.decode("ascii").split("\r\n") == [
        "H,RENTS,alder,7,2026-11-20,2026-11-19",
        "D,2026-11-16,C2040,12.00,0.00,1,cash",
        "D,2026-11-16,S3000,0.00,12.00,1,suspense",
        "D,2026-11-19,C2020,45.60,5.00,3,card",
        "D,2026-11-19,D5000,105.00,45.60,5,debtors.hra",
        "D,2026-11-19,H1000,0.00,100.00,2,income.hra",
        "T,5,162.60,162.60",
        "",
    ]
