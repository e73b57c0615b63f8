"""Rent files come in as movements of the ledger: each once, on its day, and proven against the balances."""

import datetime as dt
from decimal import Decimal

import pytest

from rooftree.ledger import closing
from rooftree.ledger.models import Account
from rooftree.migration.models import LoadDifference, LoadRun
from rooftree.migration.queries import report_parts
from rooftree.migration.tests.files import (
    NEXT_DAY,
    an_extract,
    load_aside,
    load_folder,
    load_rows,
)
from rooftree.migration.tests.rent_rows import BALANCE, PAID, RECORD, RENT, lines, told
from rooftree.record.find import search
from rooftree.rents.models import AccountPart, Charge, RentAccount
from tests.once_a_module import once_a_module

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


record = once_a_module(lambda: load_aside(**RECORD))
"""A home that is let, and a tenancy that ended."""


@pytest.fixture
def loaded(council, tmp_path):
    """Load these transactions."""
    return lambda *rows, **how: load_rows(council, tmp_path / "rents", rent_transactions=rows, **how)


# --- Transactions -------------------------------------------------------------------------------------


def test_transactions_become_movements_on_the_days_when_they_were_posted(loaded):
    report = loaded(RENT, PAID)

    assert report.counts("rent_transactions") == (2, 0, 0, 0)
    assert told() == [
        ("2026-11-02", "DBR", "109.60", "109.60"),
        ("2026-11-04", "RCP", "-100.00", "9.60"),
    ]
    assert [(line.kind, line.narrative, line.batch, line.reference) for line in lines()] == [
        ("charge", "Week 32", "DR32", "RT1"),
        ("receipt", "", "CASH12", "RT2"),
    ]


def test_the_same_transactions_again_add_nothing(loaded):
    loaded(RENT, PAID)

    again = loaded(RENT, PAID, at=NEXT_DAY)

    assert again.counts("rent_transactions") == (0, 0, 2, 0)
    assert len(lines()) == 2


def test_charging_begins_in_the_week_after_the_last_that_was_charged(loaded):
    loaded(RENT | {"effective_on": "09/11/2026"})

    assert {charge.from_on for charge in Charge.objects.all()} == {dt.date(2026, 11, 16)}


def test_a_court_cost_is_no_rent(loaded):
    loaded(RENT | {"code": "DCC", "amount": "£325.00"})

    parts = {part.part: part.ledger_account_id for part in AccountPart.objects.all()}
    assert set(parts) == {"rent", "court_costs"}
    assert [line.account_id for line in lines()] == [parts["court_costs"]]


def test_a_balance_brought_in_opens_the_account(loaded):
    loaded(RENT | {"code": "OPB", "amount": "250.00 CR"})

    assert [(line.kind, str(line.amount)) for line in lines()] == [("opening", "-250.00")]
    assert Account.objects.get(pk=lines()[0].other_id).code == "opening"


def test_a_reversal_takes_back_what_it_names(loaded):
    back = PAID | {"transaction_ref": "RT3", "posted_on": "09/11/2026", "amount": "100.00", "reversal_of": "RT2"}

    report = loaded(PAID, back)

    first, second = lines()
    assert report.counts("rent_transactions") == (2, 0, 0, 0)
    assert (second.kind, second.reverses_id, str(second.balance)) == ("reversal", first.movement_id, "0.00")
    assert first.reversed_by_id == second.movement_id


def test_a_reversal_may_come_in_a_later_file(loaded):
    loaded(PAID)

    loaded(PAID | {"transaction_ref": "RT3", "amount": "100.00", "reversal_of": "RT2"}, at=NEXT_DAY)

    first, second = lines()
    assert second.reverses_id == first.movement_id


def test_what_takes_back_a_part_is_an_adjustment(loaded):
    part = PAID | {"transaction_ref": "RT3", "amount": "40.00", "reversal_of": "RT2"}

    report = loaded(PAID, part)

    assert report.warnings("rent_transactions") == [
        (
            2,
            "reversal_of",
            "It does not take back the whole of RT2, or not first, so it was posted as an adjustment.",
        )
    ]
    assert [(line.kind, str(line.balance)) for line in lines()] == [("receipt", "-100.00"), ("journal", "-60.00")]


def test_a_former_tenancy_gets_its_account_when_a_rent_file_names_it(loaded):
    loaded(RENT | {"payment_ref": "77002", "posted_on": "04/05/2020"})

    account = RentAccount.objects.get(payment_reference="77002")
    assert account.until_on == dt.date(2020, 6, 1)
    assert told("77002") == [("2020-05-04", "DBR", "109.60", "109.60")]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (
            {"payment_ref": "99"},
            "payment_ref",
            "No tenancy of legacy has the payment reference 99, in these files or before them.",
        ),
        ({"code": "XYZ"}, "code", "“XYZ” is not a transaction code that Rooftree knows."),
        ({"amount": "0.00"}, "amount", "A transaction of £0.00 moves nothing."),
        ({"amount": "ten"}, "amount", "“ten” is not an amount of money."),
        ({"amount": ""}, "amount", "This cell says nothing, and every row must say it."),
        (
            {"posted_on": "01/12/2026"},
            "posted_on",
            "Nothing is posted on 1 December 2026: it is still to come.",
        ),
        (
            {"posted_on": "04/11/1996"},
            "posted_on",
            "4 November 1996 is more than 20 years ago: no account is kept so long.",
        ),
        (
            {"reversal_of": "RT9"},
            "reversal_of",
            "legacy has no transaction RT9, in these files or before them.",
        ),
    ],
)
def test_a_transaction_that_cannot_be_posted_is_rejected(loaded, row, column, reason):
    report = loaded(RENT | row)

    assert report.rejected("rent_transactions") == [(1, column, reason)]
    assert lines() == []


def test_a_reversal_of_a_rejected_row_is_rejected_with_it(loaded):
    wrong = PAID | {"code": "XYZ"}

    report = loaded(wrong, PAID | {"transaction_ref": "RT3", "amount": "100.00", "reversal_of": "RT2"})

    assert report.rejected("rent_transactions")[1] == (
        2,
        "reversal_of",
        "The transaction RT2 was refused: see row 1 of rent_transactions.csv.",
    )
    assert lines() == []


def test_one_reference_with_other_facts_in_one_file_rejects_the_later_row(loaded):
    report = loaded(RENT, RENT | {"amount": "50.00"}, RENT)

    assert report.counts("rent_transactions") == (1, 0, 1, 1)
    assert [str(line.amount) for line in lines()] == ["109.60"]


def test_books_that_are_closed_stay_closed(council, loaded):
    closing.close_until(council.pk, dt.date(2026, 11, 3), at=NEXT_DAY, who="test")

    report = loaded(RENT, PAID)

    assert report.rejected("rent_transactions") == [
        (
            1,
            "posted_on",
            "The books are closed until 3 November 2026, so nothing is posted on 2 November 2026.",
        )
    ]
    assert [line.code for line in lines()] == ["RCP"]


# --- An edited file -----------------------------------------------------------------------------------


def test_an_edited_sum_is_reversed_and_posted_anew(loaded):
    loaded(RENT, PAID)

    report = loaded(RENT, PAID | {"amount": "(90.00)"}, at=NEXT_DAY)

    assert report.counts("rent_transactions") == (0, 1, 1, 0)
    assert [(line.kind, str(line.amount)) for line in lines()] == [
        ("charge", "109.60"),
        ("receipt", "-100.00"),
        ("reversal", "100.00"),
        ("receipt", "-90.00"),
    ]
    assert lines()[-1].balance == Decimal("19.60")
    assert lines()[2].narrative == "The file of legacy says something else now"


def test_an_edited_row_can_be_edited_again(loaded):
    loaded(PAID)
    loaded(PAID | {"amount": "(90.00)"}, at=NEXT_DAY)

    loaded(PAID | {"amount": "(80.00)"}, at=NEXT_DAY + dt.timedelta(days=1))
    again = loaded(PAID | {"amount": "(80.00)"}, at=NEXT_DAY + dt.timedelta(days=2))

    assert again.counts("rent_transactions") == (0, 0, 1, 0)
    assert lines()[-1].balance == Decimal("-80.00")


def test_edited_words_are_kept_and_not_posted(loaded):
    loaded(RENT)

    report = loaded(RENT | {"narrative": "Week 33"}, at=NEXT_DAY)

    assert report.counts("rent_transactions") == (0, 1, 0, 0)
    assert report.warnings("rent_transactions") == [
        (1, "narrative", "What is posted is never changed, so the new words were only kept beside the reference.")
    ]
    assert [line.narrative for line in lines()] == ["Week 32"]


def test_a_row_that_was_reversed_since_is_not_posted_anew(loaded):
    back = PAID | {"transaction_ref": "RT3", "amount": "100.00", "reversal_of": "RT2"}
    loaded(PAID, back)

    report = loaded(PAID | {"amount": "(90.00)"}, back | {"amount": "90.00"}, at=NEXT_DAY)

    assert report.rejected("rent_transactions") == [
        (
            1,
            "transaction_ref",
            "RT2 was reversed since it was loaded. Give what the file says now a reference of its own.",
        ),
        (
            2,
            "transaction_ref",
            "RT3 took another transaction back, and that stands. Give what is right a reference of its own.",
        ),
    ]
    assert lines()[-1].balance == 0


# --- Balances -----------------------------------------------------------------------------------------


def test_balances_are_proven_to_the_penny(council, tmp_path):
    report = load_rows(council, tmp_path / "rents", rent_transactions=[RENT, PAID], rent_balances=[BALANCE])

    assert report.written["balances"] == {"checked": 1, "different": []}


def test_a_balance_that_differs_is_listed_with_the_difference(council, tmp_path):
    wrong = BALANCE | {"balance": "9.61"}

    report = load_rows(council, tmp_path / "rents", rent_transactions=[RENT, PAID], rent_balances=[wrong])

    assert report.written["balances"] == {
        "checked": 1,
        "different": [
            {
                "source_system": "legacy",
                "payment_ref": "77001",
                "as_at": "2026-11-08",
                "balance": "9.61",
                "transactions": "9.60",
                "difference": "-0.01",
            }
        ],
    }
    assert LoadDifference.objects.get().difference == Decimal("-0.01")
    assert "".join(report_parts(LoadRun.objects.order_by("-pk").first())).replace(" ", "").count('"9.61"') == 1


def test_a_balance_counts_what_was_posted_by_its_day(council, tmp_path):
    early = BALANCE | {"as_at": "03/11/2026", "balance": "109.60"}

    report = load_rows(council, tmp_path / "rents", rent_transactions=[RENT, PAID], rent_balances=[BALANCE, early])

    assert report.written["balances"] == {"checked": 2, "different": []}


def test_mended_transactions_prove_the_balance_that_was_loaded_before(council, tmp_path):
    first = load_rows(council, tmp_path / "rents", rent_transactions=[RENT], rent_balances=[BALANCE])

    mended = load_rows(council, tmp_path / "mended", rent_transactions=[PAID], at=NEXT_DAY)

    assert len(first.written["balances"]["different"]) == 1
    assert mended.written["balances"] == {"checked": 1, "different": []}


def test_a_balance_without_an_account_is_rejected(council, tmp_path):
    report = load_rows(council, tmp_path / "rents", rent_balances=[BALANCE | {"payment_ref": "99"}])

    assert report.counts("rent_balances") == (0, 0, 0, 1)
    assert report.written["balances"] == {"checked": 0, "different": []}


def test_a_rehearsal_posts_nothing_and_says_what_would_differ(council, tmp_path):
    folder = an_extract(tmp_path / "rents", rent_transactions=[RENT], rent_balances=[BALANCE])

    report = load_folder(council, folder, rehearse=True)

    assert (report.balances, report.different, lines()) == (1, 1, [])
    assert LoadDifference.objects.get().difference == Decimal("100.00")


# --- Found again --------------------------------------------------------------------------------------


def test_a_transaction_is_found_by_the_reference_it_had(loaded):
    loaded(RENT | {"transaction_ref": "AC/00123"})

    found = search("AC/00123", on=NEXT_DAY.date()).found

    assert len(found) == 1
    assert "legacy rent transaction AC/00123" in found[0].because
