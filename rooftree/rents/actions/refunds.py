"""Refunds: asked for by one officer, looked at, approved by another, handed over to be paid."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from rooftree.foundations import rulebook
from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.ledger import accounts, balances, posting
from rooftree.ledger.posting import Posting
from rooftree.people.models import Person
from rooftree.rents import journal_rules as rules
from rooftree.rents import permissions, sealing
from rooftree.rents.models import AccountPart, Refund, RefundCheck, RefundPayee
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require
from rooftree.tenancies.models import TenancyParty

CHECKS = rulebook.code_list("rents.refund_checks")
BANK_CHECKS = rulebook.code_list("rents.bank_checks")
CODE_OF = {Refund.How.BACS: "RDR", Refund.How.CHEQUE: "REF"}
OVERPAID = ("hb_overpayment", "uc_credit")
"""Checks whose findings are not the tenant's to have back."""


@dataclass(frozen=True)
class Payee:
    """Who is to be paid, as their bank knows them, and into which account; for a cheque, the name alone."""

    person: Person
    name: str
    sort_code: str = ""
    account_number: str = ""


# --- Asking, and looking first ----------------------------------------------------------------------


@transaction.atomic
def request_refund(
    part: AccountPart, pounds: Decimal, payee: Payee, *, how: str, why: str, by: Officer, at: datetime, key: str
) -> Refund:
    """Ask for so many pounds of a credit to be given back. What other accounts owe is noted at once.

    Raises Refused for more than the credit of the account, for a payee who never held the tenancy, for a
    bank account that is none, and while another refund of the same credit waits.
    """
    require(permissions.may_request_refunds(by, part))
    done = once(key, "rents.request_refund", council_id=by.council_id, at=at)
    if done.before:
        return Refund.objects.get(pk=done.made["refund"])
    rules.check_amount(pounds)
    rules.check_covered(pounds, credit_of(part))
    _check_asked(part, payee, how, why)
    refund = Refund.objects.create(
        council_id=by.council_id,
        rent_account=part.rent_account,
        part=part,
        amount=pounds,
        how=how,
        why=why.strip(),
        requested_by=by,
        requested_at=at,
    )
    _keep_payee(refund, payee, how)
    done.makes(refund=refund.pk)
    return refund


def _check_asked(part: AccountPart, payee: Payee, how: str, why: str) -> None:
    if not why.strip():
        raise Refused("Say why the credit is there, so that whoever approves the refund understands it.")
    if Refund.objects.filter(part=part, status=Refund.Status.REQUESTED).exists():
        raise Refused(
            "A refund of this credit was asked for already, and waits. Approve, refuse or withdraw it first."
        )
    if how not in Refund.How.values:
        raise Refused("A refund is paid by bank transfer or by cheque. Choose one of them.")
    if not payee.name.strip():
        raise Refused("Write the name that the bank knows, or that the cheque is made out to.")
    parts = TenancyParty.objects.filter(tenancy=part.rent_account.tenancy_id, person=payee.person)
    if not parts.exists():
        raise Refused("A refund goes to somebody of this tenancy. Choose one of them, or record their part first.")


def _keep_payee(refund: Refund, payee: Payee, how: str) -> None:
    sealed, last_four = "", ""
    if how == Refund.How.BACS:
        sort_code, number = bank_account(payee.sort_code, payee.account_number)
        sealed, last_four = sealing.seal(sort_code, number), number[-4:]
    RefundPayee.objects.create(
        council_id=refund.council_id,
        refund=refund,
        person=payee.person,
        restricted_to=payee.person.restricted_to,
        name=payee.name.strip(),
        sealed=sealed,
        last_four=last_four,
    )


def bank_account(sort_code: str, account_number: str) -> tuple[str, str]:
    """Return a sort code and an account number as digits alone. Raises Refused for what is no bank account."""
    code, number = re.sub(r"[\s-]", "", sort_code), re.sub(r"\s", "", account_number)
    if not re.fullmatch(r"[0-9]{6}", code):
        raise Refused("A sort code has 6 digits, like 20-00-00.")
    if not re.fullmatch(r"[0-9]{6,8}", number):
        raise Refused("An account number has 8 digits. Put noughts before a shorter one.")
    return code, number.zfill(8)


@transaction.atomic
def note_check(
    refund: Refund, check: str, *, found: Decimal, note: str, by: Officer, at: datetime, key: str
) -> RefundCheck:
    """Note what was looked at before a refund, and what was found: pounds, 0 for nothing.

    Raises Refused for a refund that is settled, a sum below nought, and a finding without a note of what
    follows from it. practice.md 4.4.
    """
    require(permissions.may_request_refunds(by, refund))
    refund = _lock(refund)
    done = once(key, "rents.note_refund_check", council_id=by.council_id, at=at)
    if done.before:
        return RefundCheck.objects.get(pk=done.made["check"])
    _check_waits(refund)
    choose(CHECKS, check, on=london_day(at), council=by.council_id)
    if found < 0:
        raise Refused("Enter what was found in pounds, or 0 where nothing was.")
    if found and not note.strip():
        raise Refused("Say what was found, and what follows from it.")
    made = RefundCheck.objects.create(
        council_id=refund.council_id,
        refund=refund,
        check_code=check,
        found=found,
        note=note.strip(),
        by=by,
        at=at,
    )
    done.makes(check=made.pk)
    return made


@transaction.atomic
def verify_bank_account(refund: Refund, how: str, *, by: Officer, at: datetime, key: str) -> Refund:
    """Say how the bank account of a refund was verified: a code of rents.bank_checks."""
    require(permissions.may_request_refunds(by, refund))
    refund = _lock(refund)
    if once(key, "rents.verify_bank_account", council_id=by.council_id, at=at).before:
        return refund
    _check_waits(refund)
    choose(BANK_CHECKS, how, on=london_day(at), council=by.council_id)
    refund.bank_check, refund.bank_checked_by, refund.bank_checked_at = how, by, at
    refund.save(update_fields=["bank_check", "bank_checked_by", "bank_checked_at"])
    return refund


# --- Settling ---------------------------------------------------------------------------------------


@transaction.atomic
def approve_refund(refund: Refund, *, by: Officer, at: datetime, key: str) -> Refund:
    """Approve a refund that a colleague asked for: the account is debited, and the money waits to be paid.

    Raises Refused for one's own request, for a payee whom one may not see, until everything was looked at and
    the bank account verified, and where the credit is no longer there or is benefit that was paid too much.
    """
    require(permissions.may_approve_refunds(by, refund))
    refund = _lock(refund)
    if once(key, "rents.approve_refund", council_id=by.council_id, at=at).before:
        return refund
    _check_waits(refund)
    rules.check_other_officer(refund.requested_by_id, by.pk, what="refund")
    if not RefundPayee.objects.filter(refund=refund).exists():
        raise Refused(
            "The payee is restricted to a group that you are not in. Ask a colleague of it to approve it."
        )
    _check_looked_at(refund, on=london_day(at))
    if refund.how == Refund.How.BACS and not refund.bank_check:
        raise Refused("The bank account was not verified yet. Verify it first, and say how.")
    rules.check_refund(refund.amount, credit_of(refund.part), found=_overpaid(refund))
    refund.movement = move(
        refund, debit=refund.part.ledger_account_id, credit="refunds", step="approved", by=by, at=at
    )
    refund.status, refund.settled_by, refund.settled_at = Refund.Status.APPROVED, by, at
    refund.save(update_fields=["status", "settled_by", "settled_at", "movement"])
    return refund


def _check_looked_at(refund: Refund, *, on: date) -> None:
    needed = CHECKS.version(on=on, council=refund.council_id).choices(on=on)
    looked_at = set(RefundCheck.objects.filter(refund=refund).values_list("check_code", flat=True))
    rules.check_looked_at(needed, looked_at)


def _overpaid(refund: Refund) -> Decimal:
    """Return what the last look at each benefit found overpaid, in pounds."""
    latest = RefundCheck.objects.filter(refund=refund, check_code__in=OVERPAID).order_by(
        "check_code", "-at", "-pk"
    )
    return sum((each.found for each in latest.distinct("check_code")), Decimal())


@transaction.atomic
def refuse_refund(refund: Refund, *, why: str, by: Officer, at: datetime, key: str) -> Refund:
    """Refuse a refund that a colleague asked for, and say why."""
    require(permissions.may_approve_refunds(by, refund))
    refund = _lock(refund)
    if once(key, "rents.refuse_refund", council_id=by.council_id, at=at).before:
        return refund
    _check_waits(refund)
    rules.check_other_officer(refund.requested_by_id, by.pk, what="refund")
    return _settle(refund, Refund.Status.REFUSED, why, by=by, at=at)


@transaction.atomic
def withdraw_refund(refund: Refund, *, why: str, by: Officer, at: datetime, key: str) -> Refund:
    """Withdraw a refund that one asked for oneself, and say why.

    Raises Refused for a colleague's, or a settled one.
    """
    require(permissions.may_request_refunds(by, refund))
    refund = _lock(refund)
    if once(key, "rents.withdraw_refund", council_id=by.council_id, at=at).before:
        return refund
    _check_waits(refund)
    if refund.requested_by_id != by.pk:
        raise Refused(
            "A colleague asked for this refund. Whoever may approve it refuses it instead, and says why."
        )
    return _settle(refund, Refund.Status.WITHDRAWN, why, by=by, at=at)


def _settle(refund: Refund, status: str, why: str, *, by: Officer, at: datetime) -> Refund:
    if not why.strip():
        raise Refused("Say why, so that it can be told to whoever asked.")
    refund.status, refund.settled_why, refund.settled_by, refund.settled_at = status, why.strip(), by, at
    refund.save(update_fields=["status", "settled_why", "settled_by", "settled_at"])
    return refund


# --- What all of them share -------------------------------------------------------------------------


def credit_of(part: AccountPart) -> Decimal:
    """Return how much of a part's credit can be given back, in pounds: what its account does not owe elsewhere.

    A credit goes first to what the same account owes in its other parts (rules.md 4.11). The account is locked.
    """
    ids = list(
        AccountPart.objects.filter(rent_account=part.rent_account_id).values_list("ledger_account_id", flat=True)
    )
    accounts.lock(ids)
    held = balances.of(ids)
    return min(-held[part.ledger_account_id], -sum(held.values(), Decimal()))


def _lock(refund: Refund) -> Refund:
    return Refund.objects.select_for_update(of=("self",)).select_related("part__rent_account").get(pk=refund.pk)


def _check_waits(refund: Refund) -> None:
    if refund.status != Refund.Status.REQUESTED:
        raise Refused(
            f"This refund is settled already: {refund.get_status_display().lower()}. Ask for another if there is "
            "still a credit."
        )


def move(refund: Refund, *, debit: int | str, credit: str, step: str, by: Officer, at: datetime) -> int:
    """Post a refund from one account of the ledger to another, once for each step; return the movement."""
    sides = [
        side if isinstance(side, int) else accounts.control(refund.council_id, side) for side in (debit, credit)
    ]
    wanted = Posting(
        debit=sides[0],
        credit=sides[1],
        amount=refund.amount,
        kind="journal",
        code=CODE_OF[Refund.How(refund.how)],
        effective_on=london_day(at),
        key=f"refund:{refund.pk}:{step}",
        reference=f"Refund {refund.pk}",
    )
    day = london_day(at)
    [moved] = posting.post([wanted], council_id=refund.council_id, posted_on=day, at=at, who=by.name)
    return moved
