"""The database itself refuses what must never be true of journals, refunds, periods and reconciliations."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction

from rooftree.foundations.models import KeptFile
from rooftree.rents.models import (
    AccountingPeriod,
    Apology,
    Explanation,
    GeneralLedgerFile,
    GeneralLedgerLine,
    Journal,
    JournalLine,
    JournalPosting,
    Reconciliation,
    Refund,
    RefundCheck,
    RefundPayee,
    RefundPayment,
    SetOffAgreement,
    YearClose,
)
from rooftree.rents.tests.books import a_rent_account, rent_of
from tests.builders import NOON, TODAY, a_person, an_officer, the_council

pytestmark = pytest.mark.usefixtures("acting")

OF_JOURNALS = ("journal", "journalline", "journalposting", "setoffagreement", "apology")
OF_REFUNDS = ("refund", "refundcheck", "refundpayee", "refundpayment")
OF_PERIODS = ("accountingperiod", "reconciliation", "explanation", "yearclose")
OF_GENERAL_LEDGER = ("generalledgerfile", "generalledgerline")


def a_journal(**facts: Any) -> Journal:
    usual = {
        "council": the_council(),
        "kind": "waiver",
        "reason": "goodwill",
        "why": "Keys were late.",
        "total": Decimal(5),
        "needs_second": True,
        "because": "Always.",
        "prepared_by": facts.pop("prepared_by", None) or an_officer(),
        "prepared_at": NOON,
    }
    return Journal.objects.create(**usual | facts)


def posted_by_whoever_prepared_it() -> None:
    officer = an_officer()
    a_journal(prepared_by=officer, status="posted", settled_by=officer, settled_at=NOON, posted_on=TODAY)


def a_line(journal: Journal | None = None, **facts: Any) -> JournalLine:
    account = a_rent_account()
    usual = {
        "council": the_council(),
        "journal": journal or a_journal(),
        "number": 1,
        "rent_account": account,
        "debit_id": rent_of(account).ledger_account_id,
        "credit_id": rent_of(account, "recharges").ledger_account_id,
        "amount": Decimal(5),
        "code": "RIT",
        "effective_on": TODAY,
    }
    return JournalLine.objects.create(**usual | facts)


def two_lines_of_one_number() -> None:
    journal = a_journal()
    a_line(journal)
    a_line(journal)


def a_line_that_moves_nothing() -> None:
    ledger_id = rent_of(a_rent_account()).ledger_account_id
    a_line(debit_id=ledger_id, credit_id=ledger_id)


def two_lines_of_one_movement() -> None:
    for _ in range(2):
        JournalPosting.objects.create(council=the_council(), line=a_line(), movement=1)


def an_agreement_without_words() -> None:
    SetOffAgreement.objects.create(
        council=the_council(), journal=a_journal(), person=a_person(), agreed_on=TODAY, agreed_how=""
    )


def an_apology(**facts: Any) -> Apology:
    usual = {
        "council": the_council(),
        "reversal": 1,
        "rent_account": facts.pop("rent_account", None) or a_rent_account(),
        "person": a_person(),
        "source": "message",
        "source_id": 1,
        "what": "Your rent statement",
        "done_at": NOON,
        "balance_then": Decimal(30),
        "balance_right": Decimal(0),
        "flagged_at": NOON,
    }
    return Apology.objects.create(**usual | facts)


def two_apologies_for_one_message() -> None:
    account = a_rent_account()
    an_apology(rent_account=account)
    an_apology(rent_account=account)


def a_refund(**facts: Any) -> Refund:
    account = facts.pop("account", None) or a_rent_account()
    usual = {
        "council": the_council(),
        "rent_account": account,
        "part": rent_of(account),
        "amount": Decimal(5),
        "how": "cheque",
        "why": "Paid twice.",
        "requested_by": facts.pop("requested_by", None) or an_officer(),
        "requested_at": NOON,
    }
    return Refund.objects.create(**usual | facts)


def approved_by_whoever_asked() -> None:
    officer = an_officer()
    a_refund(requested_by=officer, status="approved", settled_by=officer, settled_at=NOON, movement=1)


def two_refunds_of_one_part() -> None:
    account = a_rent_account()
    a_refund(account=account)
    a_refund(account=account)


def a_payee(**facts: Any) -> RefundPayee:
    return RefundPayee.objects.create(
        **{"council": the_council(), "refund": a_refund(), "person": a_person(), "name": "Grace", **facts}
    )


def a_check(**facts: Any) -> RefundCheck:
    usual = {
        "council": the_council(),
        "refund": a_refund(),
        "check_code": "uc_credit",
        "found": Decimal(0),
        "by": an_officer(),
        "at": NOON,
    }
    return RefundCheck.objects.create(**usual | facts)


def a_payment(**facts: Any) -> RefundPayment:
    usual = {
        "council": the_council(),
        "number": 1,
        "made_by": an_officer(),
        "made_at": NOON,
        "pay_on": TODAY,
        "refunds": 1,
        "total": Decimal(5),
        "sha256": "0" * 64,
    }
    return RefundPayment.objects.create(**usual | facts)


def a_period(**facts: Any) -> AccountingPeriod:
    usual = {
        "council": the_council(),
        "year_from_on": date(2026, 4, 6),
        "number": 1,
        "from_on": date(2026, 4, 6),
        "until_on": date(2026, 5, 4),
    }
    return AccountingPeriod.objects.create(**usual | facts)


def two_periods(**second: Any) -> None:
    a_period()
    a_period(**second)


def a_reconciliation(period: AccountingPeriod | None = None, **facts: Any) -> Reconciliation:
    usual = {
        "council": the_council(),
        "period": period or a_period(),
        "kind": "cash",
        "expected": Decimal(5),
        "posted": Decimal(3),
        "difference": Decimal(2),
        "parts": [],
        "prepared_by": facts.pop("prepared_by", None) or an_officer(),
        "prepared_at": NOON,
    }
    return Reconciliation.objects.create(**usual | facts)


def two_that_stand() -> None:
    period = a_period()
    a_reconciliation(period)
    a_reconciliation(period)


def reviewed_by_whoever_prepared_it() -> None:
    officer = an_officer()
    a_reconciliation(prepared_by=officer, status="reviewed", reviewed_by=officer, reviewed_at=NOON)


def sent_back_without_words() -> None:
    a_reconciliation(status="returned", reviewed_by=an_officer(), reviewed_at=NOON)


def an_explanation(**facts: Any) -> Explanation:
    usual = {
        "council": the_council(),
        "reconciliation": a_reconciliation(),
        "amount": Decimal(2),
        "words": "A late file.",
        "by": an_officer(),
        "at": NOON,
    }
    return Explanation.objects.create(**usual | facts)


def a_close(**facts: Any) -> YearClose:
    usual = {
        "council": the_council(),
        "from_on": date(2026, 4, 6),
        "until_on": date(2027, 4, 5),
        "by": an_officer(),
        "begun_at": NOON,
    }
    return YearClose.objects.create(**usual | facts)


def a_ledger_file(**facts: Any) -> GeneralLedgerFile:
    usual = {
        "council": the_council(),
        "number": 1,
        "until_on": TODAY,
        "made_at": NOON,
        "lines": 2,
        "debit": Decimal(5),
        "credit": Decimal(5),
        "file": a_kept_file(),
        "sha256": "0" * 64,
    }
    return GeneralLedgerFile.objects.create(**usual | facts)


def a_kept_file() -> KeptFile:
    return KeptFile.objects.create(
        council=the_council(), sha256="0" * 64, filename="gl.csv", media_type="text/csv", size=1, kept_at=NOON
    )


def a_ledger_line(file: GeneralLedgerFile | None = None, **facts: Any) -> GeneralLedgerLine:
    usual = {
        "council": the_council(),
        "file": file or a_ledger_file(),
        "accounting_on": date(2026, 11, 19),
        "book": "cash",
        "code": "RBP",
        "gl": "C2040",
        "debit": Decimal(5),
        "credit": Decimal(0),
        "movements": 1,
    }
    return GeneralLedgerLine.objects.create(**usual | facts)


def two_ledger_lines_of_one_code() -> None:
    file = a_ledger_file()
    a_ledger_line(file, debit=Decimal(2))
    a_ledger_line(file, debit=Decimal(2))


def a_whole_ledger_file(**facts: Any) -> GeneralLedgerFile:
    """A file with a line of each side, looked at as when a transaction ends."""
    file = a_ledger_file(**facts)
    a_ledger_line(file)
    a_ledger_line(file, book="suspense", debit=Decimal(0), credit=Decimal(5))
    look_at_ledger_files()
    return file


def look_at_ledger_files() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS rents_generalledgerfile_is_whole DEFERRED")


MUST_NOT_BE: dict[str, Callable[[], object]] = {
    "journal_is_above_nought": lambda: a_journal(total=0),
    "journal_says_why": lambda: a_journal(why=""),
    "settled_journal_says_when": lambda: a_journal(status="withdrawn", settled_why="No."),
    "journal_is_settled_by_another": posted_by_whoever_prepared_it,
    "posted_journal_says_on_which_day": lambda: a_journal(
        status="posted", settled_by=an_officer(), settled_at=NOON
    ),
    "refused_journal_says_why": lambda: a_journal(status="refused", settled_by=an_officer(), settled_at=NOON),
    "one_journal_line_a_number": two_lines_of_one_number,
    "journal_line_is_above_nought": lambda: a_line(amount=0),
    "journal_line_moves_something": a_line_that_moves_nothing,
    "other_account_beside_an_account": lambda: a_line(rent_account=None, other_account=a_rent_account()),
    "one_journal_line_a_movement": two_lines_of_one_movement,
    "agreement_says_how": an_agreement_without_words,
    "one_apology_a_wrong": two_apologies_for_one_message,
    "settled_apology_says_how": lambda: an_apology(status="waived", settled_at=NOON),
    "apology_is_for_a_wrong_balance": lambda: an_apology(balance_right=Decimal(30)),
    "refund_is_above_nought": lambda: a_refund(amount=0),
    "settled_refund_says_when": lambda: a_refund(status="withdrawn", settled_why="No."),
    "refund_is_approved_by_another": approved_by_whoever_asked,
    "paid_refund_says_when": lambda: a_refund(status="paid", settled_by=an_officer(), settled_at=NOON, movement=1),
    "refused_refund_says_why": lambda: a_refund(status="refused", settled_by=an_officer(), settled_at=NOON),
    "one_refund_of_a_part_at_a_time": two_refunds_of_one_part,
    "bank_account_is_whole": lambda: a_payee(sealed="x"),
    "payee_has_a_name": lambda: a_payee(name=""),
    "refund_check_found_nought_or_more": lambda: a_check(found=Decimal(-1), note="What?"),
    "what_was_found_is_explained": lambda: a_check(found=Decimal(1)),
    "one_refund_file_a_number": lambda: [a_payment(), a_payment()],
    "refund_file_pays_something": lambda: a_payment(total=0),
    "one_period_a_number": lambda: two_periods(from_on=date(2026, 5, 4), until_on=date(2026, 6, 1)),
    "accounting_period_has_days": lambda: a_period(until_on=date(2026, 4, 6)),
    "period_is_in_its_year": lambda: a_period(from_on=date(2026, 4, 5)),
    "closed_period_says_by_whom": lambda: a_period(closed_at=NOON),
    "one_period_a_day": lambda: two_periods(number=2, from_on=date(2026, 5, 3), until_on=date(2026, 6, 1)),
    "one_reconciliation_of_a_kind_stands": two_that_stand,
    "difference_is_expected_less_posted": lambda: a_reconciliation(difference=Decimal(1)),
    "reconciliation_is_reviewed_by_another": reviewed_by_whoever_prepared_it,
    "what_is_sent_back_says_why": sent_back_without_words,
    "explanation_is_of_some_of_it": lambda: an_explanation(amount=0),
    "explanation_says_something": lambda: an_explanation(words=""),
    "a_year_is_closed_once": lambda: [a_close(), a_close()],
    "closed_year_has_days": lambda: a_close(until_on=date(2026, 4, 6)),
    "closed_year_says_what_it_carried": lambda: a_close(stage="done", done_at=NOON),
    "one_general_ledger_file_a_number": lambda: [a_ledger_file(), a_ledger_file()],
    "general_ledger_files_count_from_one": lambda: a_ledger_file(number=0),
    "general_ledger_file_balances": lambda: a_ledger_file(credit=Decimal(4)),
    "general_ledger_file_says_something": lambda: a_ledger_file(lines=0),
    "general_ledger_settles_what_it_has": lambda: a_ledger_file(settled_until_on=date(2026, 11, 21)),
    "one_general_ledger_line_a_code": two_ledger_lines_of_one_code,
    "general_ledger_line_has_a_code": lambda: a_ledger_line(gl=""),
    "general_ledger_line_is_not_below_nought": lambda: a_ledger_line(debit=Decimal(-5)),
    "general_ledger_line_says_something": lambda: a_ledger_line(debit=Decimal(0)),
}


@pytest.mark.parametrize("name", MUST_NOT_BE)
def test_the_database_refuses(name):
    with pytest.raises(IntegrityError, match=name):
        MUST_NOT_BE[name]()


def test_every_constraint_of_these_tables_is_tried():
    models = [apps.get_model("rents", name) for name in OF_JOURNALS + OF_REFUNDS + OF_PERIODS + OF_GENERAL_LEDGER]

    assert {each.name for model in models for each in model._meta.constraints} == set(MUST_NOT_BE)


def a_file_without_its_lines() -> None:
    a_ledger_file()
    look_at_ledger_files()


def a_file_with_a_day_of_the_next() -> None:
    a_whole_ledger_file(until_on=date(2026, 11, 19))


def a_file_that_leaves_a_number_out() -> None:
    a_whole_ledger_file()
    a_whole_ledger_file(number=3)


def a_file_that_goes_back() -> None:
    a_whole_ledger_file(until_on=date(2026, 11, 21))
    a_whole_ledger_file(number=2)


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (a_file_without_its_lines, "comes to something else than its lines"),
        (a_file_with_a_day_of_the_next, "comes to something else than its lines"),
        (a_file_that_leaves_a_number_out, "does not follow the one before"),
        (a_file_that_goes_back, "does not follow the one before"),
        (lambda: a_ledger_line(a_whole_ledger_file(), book="card"), "Nothing is added to a file"),
    ],
)
def test_a_file_for_the_general_ledger_is_whole_and_follows_the_one_before(made, why):
    with pytest.raises(IntegrityError, match=why):
        made()


def test_a_file_for_the_general_ledger_follows_another():
    a_whole_ledger_file()

    assert a_whole_ledger_file(number=2).pk


def test_a_settled_journal_does_not_change():
    journal = a_journal(status="posted", settled_by=an_officer(), settled_at=NOON, posted_on=TODAY)

    with pytest.raises(IntegrityError, match="is settled"):
        Journal.objects.filter(pk=journal.pk).update(settled_why="Rather not.")


def test_the_facts_of_a_journal_do_not_change_while_it_waits():
    journal = a_journal()

    with pytest.raises(IntegrityError, match="do not change"):
        Journal.objects.filter(pk=journal.pk).update(total=Decimal(500))


def test_the_sum_of_a_refund_does_not_change_while_it_waits():
    refund = a_refund()

    with pytest.raises(IntegrityError, match="do not change"):
        Refund.objects.filter(pk=refund.pk).update(amount=Decimal(500))


@pytest.mark.parametrize(
    "table",
    [
        "journalline",
        "journalposting",
        "setoffagreement",
        "refundcheck",
        "explanation",
        "generalledgerfile",
        "generalledgerline",
    ],
)
def test_what_is_only_added_to_may_not_be_changed_by_the_site(table):
    statement = f"UPDATE rents_{table} SET council_id = council_id"

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.parametrize(
    "table", ["journal", "refund", "refundpayment", "reconciliation", "accountingperiod", "yearclose", "apology"]
)
def test_nothing_of_the_books_may_be_deleted_by_the_site(table):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(f"DELETE FROM rents_{table}")
