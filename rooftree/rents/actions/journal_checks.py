"""What must hold when a journal is prepared, and still when it is approved: balances move meanwhile."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import connection

from rooftree.foundations import rulebook
from rooftree.foundations.money import in_words
from rooftree.foundations.refusals import Refused
from rooftree.ledger import accounts, balances
from rooftree.ledger.models import Account, Movement
from rooftree.people.models import Person
from rooftree.people.queries import records_of
from rooftree.rents import journal_rules as rules
from rooftree.rents.actions import charges_by_hand, suspense_back, written_off
from rooftree.rents.actions.journal_entries import Movable
from rooftree.rents.models import AccountPart, Journal, JournalLine
from rooftree.staff.models import Officer
from rooftree.tenancies.models import TenancyParty
from rooftree.tenancies.rules import HOLDERS

_PAID_IN = """
    SELECT coalesce(sum(CASE WHEN m.credit_id = %(account)s THEN m.amount ELSE -m.amount END), 0)
    FROM ledger_movement m LEFT JOIN ledger_movement was ON was.id = m.reverses_id AND NOT was.by_run
    WHERE (m.credit_id = %(account)s OR m.debit_id = %(account)s) AND NOT m.by_run
      AND ('receipt' IN (m.kind, was.kind) OR 'RIT' IN (m.code, was.code))
"""

TRANSFER_REASONS = rulebook.code_list("rents.transfer_reasons")
WRONG_ACCOUNT = "wrong_account"
"""The reason to move what was paid for another account: it may leave a debt behind."""


def check_reversible(movables: Iterable[Movable], instead: AccountPart | None) -> None:
    """Raise Refused unless all these postings can be taken back, and posted to another account if one is named."""
    listed = list(movables)
    ids = [each.movement.pk for each in listed]
    if Movement.objects.filter(reverses_id__in=ids).exists():
        raise Refused("One of these was taken back before. What is taken back stays so: post it anew instead.")
    waiting = JournalLine.objects.filter(reverses__in=ids, journal__status=rules.PREPARED)
    if waiting.exists():
        raise Refused("A colleague prepared a journal that takes one of these back. It waits for approval.")
    _check_controls(listed, instead)
    for each in listed:
        _check_one(each, instead)


ELSEWHERE = {
    "suspense": "This came from suspense, or went there. Transfer it from this account to the one it is for.",
    "refunds": "This is a refund. What comes back arrives with the bank’s file, and is posted there.",
}
"""Control accounts whose items have a record of their own, which a reversal would leave behind."""


def _check_controls(movables: list[Movable], instead: AccountPart | None) -> None:
    ids = {each.movement.pk: each for each in movables}
    from_suspense = suspense_back.shares_of(ids, council_id=movables[0].movement.council_id) if movables else set()
    if from_suspense and instead:
        raise Refused(
            "What came from suspense goes back there, and is posted from there to the account it is for. Take it "
            "back without naming another account, or transfer it."
        )
    others = [each for pk, each in ids.items() if pk not in from_suspense]
    sides = {side for each in others for side in (each.movement.debit_id, each.movement.credit_id)}
    found = Account.objects.filter(pk__in=sides, code__in=ELSEWHERE).values_list("code", flat=True).first()
    if found:
        raise Refused(ELSEWHERE[found])


def _check_one(movable: Movable, instead: AccountPart | None) -> None:
    was = movable.movement
    if was.kind == Movement.Kind.REVERSAL:
        raise Refused("A reversal is not taken back. Post what is right anew instead.")
    charges_by_hand.check_may_take_back(was)
    if instead and movable.part is None:
        raise Refused("One of these is on no rent account, so it cannot be posted to another instead.")
    if instead and movable.part and movable.part.pk == instead.pk:
        raise Refused("It is on this account already. Choose the account that it was for.")


def check_transfer(source: AccountPart, target: AccountPart, pounds: Decimal, *, reason: str) -> None:
    """Raise Refused unless so many pounds can be moved from one part of an account to another, for this reason.

    Only what was paid for the other account from the start leaves a debt behind; everything else is a credit.
    """
    if source.pk == target.pk:
        raise Refused("Money moves between two accounts, or two parts of one. Choose another to move it to.")
    same = source.rent_account_id == target.rent_account_id
    if same != (reason == "between_parts"):
        other = (
            "Choose “From one part of the account to another”."
            if same
            else "Choose why it moves between accounts."
        )
        raise Refused(f"This reason does not fit the two accounts. {other}")
    if reason == WRONG_ACCOUNT:
        rules.check_was_paid(pounds, _paid_in(source))
    else:
        rules.check_covered(pounds, credit_of(source))


def _paid_in(part: AccountPart) -> Decimal:
    """Return what was paid to a part of an account and stands there: less what went back, or to other accounts."""
    ledger_id = part.ledger_account_id
    accounts.lock([ledger_id])
    with connection.cursor() as cursor:
        cursor.execute(_PAID_IN, {"account": ledger_id})
        row: tuple[Decimal] = cursor.fetchone()
    return row[0]


def check_agreement(source: AccountPart, person: Person | None, how: str) -> None:
    """Raise Refused unless a tenant of the account that pays agreed, and we know how. rules.md 4.11."""
    if person is None or not how.strip():
        raise Refused(
            "A credit pays what another account owes only if the tenant agrees. Ask them, and note who agreed, "
            "when and how."
        )
    holders = TenancyParty.objects.filter(
        tenancy=source.rent_account.tenancy_id, role__in=HOLDERS, person__in=records_of(person)
    )
    if not holders.exists():
        raise Refused("Whoever agrees must be a tenant of the account that pays. Choose a tenant of it.")


def credit_of(part: AccountPart) -> Decimal:
    """Return what stands to the credit of a part, in pounds; below nought, what is owed. The account is locked."""
    accounts.lock([part.ledger_account_id])
    return -balances.of([part.ledger_account_id])[part.ledger_account_id]


# --- At approval ------------------------------------------------------------------------------------


def check_still_holds(journal: Journal, *, by: Officer, on: date) -> None:
    """Raise Refused where what a journal rests on has changed since it was prepared."""
    lines = list(JournalLine.objects.filter(journal=journal).order_by("number"))
    if journal.kind == Journal.Kind.TRANSFER:
        listed = TRANSFER_REASONS.version(on=on, council=journal.council_id)
        if journal.reason == WRONG_ACCOUNT:
            _check_was_paid(lines)
        elif journal.reason in listed:
            _check_credit(lines)
    if journal.kind == Journal.Kind.WRITE_OFF:
        written_off.check_write_off(journal, part_of(lines[0].credit_id), by=by, on=on)
    if journal.kind == Journal.Kind.WRITE_ON:
        written_off.check_write_on(journal.reason, part_of(lines[0].debit_id), journal.total, on=on)


def _check_was_paid(lines: list[JournalLine]) -> None:
    for line in lines:
        rules.check_was_paid(line.amount, _paid_in(part_of(line.debit_id)))


def _check_credit(lines: list[JournalLine]) -> None:
    for line in lines:
        accounts.lock([line.debit_id])
        credit = -balances.of([line.debit_id])[line.debit_id]
        if credit < line.amount:
            raise Refused(
                f"Since this was prepared the credit has become {in_words(max(credit, Decimal()))}. "
                "Refuse it, and ask for one of that sum or less."
            )


def part_of(ledger_id: int) -> AccountPart:
    """Return the part of a rent account behind an account of the ledger."""
    return AccountPart.objects.select_related("rent_account").get(ledger_account=ledger_id)
