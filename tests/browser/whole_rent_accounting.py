"""One of each thing that a page of rent accounting can be about, and the addresses of all those."""

import datetime as dt
from decimal import Decimal
from typing import Any

from rooftree.foundations.periods import Period
from rooftree.rents.actions import journals, periods, reconciling, refunds, runs, suspense
from rooftree.rents.actions.refunds import Payee
from rooftree.rents.models import Apology, CardPayment, CardRefund, Refund, RentAccount, SuspenseItem
from rooftree.rents.tests import aprils, collecting
from rooftree.rents.tests.books import holder_of, posted, rent_of
from rooftree.rents.tests.files_in import cash_file, taken
from rooftree.staff.models import Officer
from tests.builders import NOON, a_home, a_team, an_officer, by, the_council
from tests.rent_builders import FIRST_WEEK, a_charged_account, a_rent_year

RENT_ACCOUNTING = {
    "rent_accounting": [],
    "debit_runs": [],
    "choose_run": [],
    "debit_run": ["debit_run"],
    "regrouped": [],
    "rent_years": [],
    "set_up_rent_year": ["next_year"],
    "change_free_weeks": ["rent_year"],
    "money_files": [],
    "take_money_file": [],
    "money_file": ["money_file"],
    "compare_money_file": ["money_file"],
    "ask_to_skip": ["held_file"],
    "give_up_file": ["held_file"],
    "late_benefits": [],
    "suspense": [],
    "suspense_item": ["suspense"],
    "post_suspense": ["suspense"],
    "divide_suspense": ["suspense"],
    "return_suspense": ["suspense"],
    "note_suspense": ["suspense"],
    "give_suspense": ["suspense"],
    "refuse_suspense": ["suspense_move"],
    "journals": [],
    "prepare_journal": [],
    "prepare_journal_of": ["reference", "journal_kind"],
    "journal": ["journal"],
    "refuse_journal": ["journal"],
    "withdraw_journal": ["journal"],
    "refunds": [],
    "credits": [],
    "request_refund": ["reference"],
    "pay_refunds": [],
    "refund": ["refund"],
    "note_refund_check": ["refund"],
    "verify_refund_bank": ["refund"],
    "refuse_refund": ["refund"],
    "withdraw_refund": ["refund"],
    "pay_refund_by_cheque": ["cheque"],
    "card_payments": [],
    "ask_card_refund": ["card_payment"],
    "file_layouts": [],
    "change_file_layout": ["kind_of_file"],
    "reconciliations": [],
    "reconciliation": ["reconciliation"],
    "explain_reconciliation": ["reconciliation"],
    "review_reconciliation": ["reconciliation"],
    "send_back_reconciliation": ["reconciliation"],
    "periods": [],
    "lay_out_year": [],
    "close_period": ["period"],
    "close_year": ["period"],
    "general_ledger": [],
    "make_general_ledger_file": [],
    "increases": [],
    "rehearse_increase": [],
    "increase": ["increase"],
    "check_increase_line": ["increase_line"],
    "apologies": [],
    "say_sorry": ["apology"],
    "waive_apology": ["apology"],
    "direct_debits": [],
    "mandate": ["mandate"],
    "direct_debit_notices": [],
    "make_submission": [],
}
NO_RENT_ACCOUNTING_PAGES = {
    *("approve_card_refund", "refuse_card_refund"),
    *("rehearse_run", "run_debit", "original_money_file", "agree_to_skip"),
    *("own_suspense", "approve_suspense", "withdraw_suspense", "approve_journal", "approve_refund", "refund_file"),
    *(
        "prepare_reconciliation",
        "prepare_reconciliations",
        "approve_increase",
        "withdraw_increase",
        "write_increase_letters",
    ),
    *("apply_increase", "freeze_increase", "submission_file", "general_ledger_file"),
}
"""Buttons, which lead back to a page, files to take away, and a rehearsal, whose address names a period."""

KINDS_OF_JOURNAL = ("reversal", "transfer", "adjustment", "waiver", "write_off", "write_on", "opening")
WEEK = dt.date(2026, 11, 16)
"""The week that is run: so the next one begins on the day after the tests' own."""


def acts(officer: Officer) -> dict[str, Any]:
    """Who acts at noon, under a key of its own."""
    return by(officer=officer, at=NOON)


def rent_accounting_at_work(settings: Any = None) -> dict[str, Any]:
    """Make one of each thing; return what stands for it in an address."""
    asha = an_officer("rent_accounting_officer", name="Asha Bell")
    a_team("rent_accounting", name="Rent accounting")
    a_rent_year(FIRST_WEEK)
    account = a_charged_account("109.60", place=a_home("14 Elm Walk", "ZZ1 1AA"))
    run = runs.run(
        the_council().pk,
        runs.debit_of(the_council().pk, group="hra", cycle="weekly", starts_on=WEEK),
        by=asha,
        at=NOON,
    )
    return {
        "debit_run": run.pk,
        "next_year": 2027,
        "rent_year": a_rent_year(dt.date(2025, 4, 7), group="garages").pk,
        "reference": account.payment_reference,
        "account": account.pk,
        "journal_kind": "reversal",
        "kind_of_file": "bank",
        "card_payment": _card_payment(account).pk,
        **_files(account, asha),
        **_journals(account, asha),
        **_refunds(asha),
        **_books(asha),
        **_increase(),
        **_direct_debits(),
    }


def _files(account: RentAccount, asha: Officer) -> dict[str, Any]:
    """A file with a line for the account and two for suspense, one that waits for another, and a refused one."""
    posted_file = taken(
        cash_file(
            f"CARD,{account.payment_reference},54.20",
            "BANK,7700,612.40,2026-11-09,R OKAFOR,Rent for November",
            "BANK,,12.00,2026-11-19,N NOBODY,",
        ),
        by=asha,
    )
    held = taken(cash_file(f"CARD,{account.payment_reference},3.00", sequence=3), name="till-3.csv", by=asha)
    taken(cash_file(f"CARD,{account.payment_reference},x", sequence=2), name="till-2.csv", by=asha)
    large = SuspenseItem.objects.get(amount="612.40")
    SuspenseItem.objects.filter(pk=large.pk).update(received_on=dt.date(2026, 11, 2), suggested=account)
    move = suspense.post_to_account(large, account=account, why="She rang about it", **acts(asha))
    return {
        "money_file": posted_file.pk,
        "held_file": held.pk,
        "suspense": SuspenseItem.objects.get(amount="12.00").pk,
        "suspense_move": move.pk,
    }


def _journals(account: RentAccount, asha: Officer) -> dict[str, Any]:
    """A reversal that waits for a colleague, and an apology for a letter that rested on a wrong balance."""
    wrong = posted(account, "-80.00", on=dt.date(2026, 11, 18))
    journal = journals.prepare_reversal(
        [wrong.pk], reason="wrong_account", why="It was paid for number 41", **acts(asha)
    )
    person = holder_of(account)
    apology = Apology.objects.create(
        council_id=account.council_id,
        journal=journal,
        rent_account=account,
        person=person,
        reversal=wrong.pk,
        source="message",
        source_id=1,
        what="Letter: your rent account is behind",
        done_at=NOON - dt.timedelta(days=2),
        balance_then=Decimal("189.60"),
        balance_right=Decimal("109.60"),
        team=None,
        owner=asha,
        flagged_at=NOON,
    )
    return {"journal": journal.pk, "apology": apology.pk}


def _refunds(asha: Officer) -> dict[str, Any]:
    """A credit that somebody asked to have back by bank, and one that is approved and paid by cheque."""
    return {
        "refund": _asked("bacs", "60.00", asha).pk,
        "cheque": _approved(_asked("cheque", "40.00", asha)).pk,
    }


def _asked(how: str, pounds: str, asha: Officer) -> Refund:
    home = a_home("9 Oak Street" if how == "bacs" else "2 Ash Close")
    account = a_charged_account("90.00", place=home)
    posted(account, f"-{pounds}")
    payee = Payee(holder_of(account), "G Okafor", "20-00-00", "55779911")
    facts = {"how": how, "why": "She paid twice", **acts(asha)}
    return refunds.request_refund(rent_of(account), Decimal(pounds), payee, **facts)


def _approved(refund: Refund) -> Refund:
    bo = an_officer("rent_accounting_officer", name="Bo Lin")
    for check in ("other_accounts", "hb_overpayment", "uc_credit"):
        refunds.note_check(refund, check, found=Decimal(0), note="", **acts(bo))
    return refunds.approve_refund(refund, **acts(bo))


def _books(asha: Officer) -> dict[str, Any]:
    """The periods of a year, and a reconciliation with a difference."""
    year = Period(FIRST_WEEK, dt.date(2027, 4, 5))
    laid_out = periods.lay_out_year(year, pattern="four_weekly", **acts(asha))
    period = next(each for each in laid_out if each.from_on <= WEEK < each.until_on)
    kept = reconciling.prepare(period, "cash", **acts(asha))
    return {"period": laid_out[0].pk, "reconciliation": kept.pk}


def _card_payment(account: RentAccount) -> CardPayment:
    """A card payment that is paid, of which somebody asked to have some given back."""
    paid = CardPayment.objects.create(
        council_id=account.council_id,
        rent_account=account,
        reference="R-TEST-1",
        amount=Decimal("54.20"),
        status=CardPayment.Status.PAID,
        provider_id="provider1",
        started_at=NOON,
        ended_at=NOON,
        movement=1,
    )
    CardRefund.objects.create(
        council_id=account.council_id,
        payment=paid,
        amount=Decimal("4.20"),
        why="She paid twice",
        status=CardRefund.Status.ASKED,
        asked_by=an_officer("income_officer", name="Ife Stone"),
        asked_at=NOON,
    )
    return paid


def _increase() -> dict[str, Any]:
    a_rent_year(aprils.NEW_YEAR)
    increase = aprils.rehearsed()
    return {"increase": increase.pk, "increase_line": increase.lines.filter(kind="rent").first().pk}


def _direct_debits() -> dict[str, Any]:
    return {"mandate": collecting.in_force().pk}
