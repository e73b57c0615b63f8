"""What was taken over is reconciled with the old system’s extract, so that the books can be closed behind it."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection

from rooftree.foundations.dates import midnight
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.periods import Period
from rooftree.migration.tests.files import NEXT_DAY, load_aside, load_rows
from rooftree.migration.tests.rent_rows import PAID, RECORD, RENT
from rooftree.rents.actions import periods, reconciling
from rooftree.rents.models import AccountingPeriod, TransactionLegacyReference
from rooftree.rents.reconciliations import RECONCILIATIONS, reckon_all
from tests.builders import by
from tests.once_a_module import once_a_module

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

NOVEMBER = {"from_on": date(2026, 11, 2), "until_on": date(2026, 11, 30)}
BACK = PAID | {"transaction_ref": "RT3", "posted_on": "09/11/2026", "amount": "100.00", "reversal_of": "RT2"}

record = once_a_module(lambda: load_aside(**RECORD))
"""A home that is let, and a tenancy that ended."""


def row(number: int, code: str, amount: str, **facts: str) -> dict[str, str]:
    return RENT | {"transaction_ref": f"RT{number}", "code": code, "amount": amount, "narrative": ""} | facts


@pytest.fixture
def loaded(council, tmp_path):
    """Load these transactions."""
    return lambda *rows, **how: load_rows(council, tmp_path / "rents", rent_transactions=rows, **how)


def reckoned(council, days=NOVEMBER):
    """Every reconciliation of some days, by its kind."""
    kinds = [item.code for item in RECONCILIATIONS.version(on=days["from_on"])]
    return reckon_all(kinds, council_id=council.pk, **days)


def differences(council):
    return {kind: each.difference for kind, each in reckoned(council).items() if each.difference}


@pytest.mark.parametrize(
    ("kind", "code", "amount", "pounds"),
    [
        ("debits", "DBR", "109.60", "109.60"),
        ("debits", "DCC", "325.00", "325.00"),
        ("cash", "RCO", "(20.00)", "20.00"),
        ("card", "RCP", "(20.00)", "20.00"),
        ("direct_debit", "RDD", "(20.00)", "20.00"),
        ("direct_debit", "RDN", "20.00", "-20.00"),
        ("housing_benefit", "RHB", "(80.00)", "80.00"),
        ("universal_credit", "RUC", "(90.00)", "90.00"),
        ("refunds", "RDR", "15.00", "15.00"),
        ("write_offs", "WOF", "(12.00)", "12.00"),
    ],
)
def test_what_an_extract_said_is_expected_where_it_belongs(council, loaded, kind, code, amount, pounds):
    loaded(row(1, code, amount))

    found = reckoned(council)
    assert {other for other, each in found.items() if each.expected and other != "control"} == {kind}
    assert [(part.code, part.pounds) for part in found[kind].parts if part.code == "taken_over"] == [
        ("taken_over", D(pounds))
    ]
    assert differences(council) == {}


def test_reversals_and_corrections_of_the_old_system_leave_no_difference(council, loaded):
    loaded(RENT, PAID, BACK)
    loaded(RENT | {"amount": "111.00"}, PAID, BACK, at=NEXT_DAY)

    assert differences(council) == {}


@pytest.mark.parametrize(("code", "amount"), [("OPB", "250.00"), ("RIT", "30.00")])
def test_what_came_through_no_feed_is_expected_nowhere(council, loaded, code, amount):
    loaded(row(1, code, amount))

    assert not any(part.code == "taken_over" for each in reckoned(council).values() for part in each.parts)


def test_an_adjustment_of_a_part_is_expected_nowhere(council, loaded):
    loaded(PAID, PAID | {"transaction_ref": "RT3", "amount": "40.00", "reversal_of": "RT2"})

    assert differences(council) == {}


def test_it_is_expected_on_the_day_that_the_extract_said(council, loaded):
    loaded(PAID)

    card = reckoned(council, {"from_on": date(2026, 10, 5), "until_on": NOVEMBER["from_on"]})["card"]
    assert (card.expected, card.posted) == (0, 0)


def test_what_the_books_have_otherwise_than_the_extract_is_found(council, loaded):
    loaded(PAID)
    loaded(PAID | {"transaction_ref": "RT4"})
    TransactionLegacyReference.objects.filter(reference="RT4").update(
        facts={"code": "RCP", "amount": "-90.00", "posted_on": "2026-11-04"}
    )

    assert differences(council) == {"card": D("-10.00")}


def test_another_council_is_told_nothing(council, other_council, loaded):
    loaded(PAID)

    with acting_for([other_council.pk], who="test"), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM rents_taken_over(%s, '2026-11-02', '2026-11-30')", [council.pk])
        assert cursor.fetchall() == []


def test_a_period_of_the_old_system_closes_without_explanations(council, loaded):
    loaded(RENT, PAID)
    after = {"at": midnight(2026, 11, 30)}
    year = Period(date(2026, 11, 2), date(2027, 11, 1))
    periods.lay_out_year(year, pattern="four_weekly", **by("rent_accounting_officer") | after)
    november = AccountingPeriod.objects.get(number=1)
    for item in RECONCILIATIONS.version(on=november.from_on):
        made = reconciling.prepare(november, item.code, **by("rent_accounting_officer") | after)
        reconciling.review(made, **by("rent_accounting_officer") | after)

    assert periods.close_period(november, **by("rent_accounting_officer") | after).closed_at
