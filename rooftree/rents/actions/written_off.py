"""What a write-off or a write-on rests on: what is owed, how old it is, what was written off before."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Sum

from rooftree.foundations import rulebook
from rooftree.foundations.rule_entries import ListVersion
from rooftree.ledger import accounts, balances
from rooftree.rents import journal_rules as rules
from rooftree.rents.accounting_periods import years_after, years_before
from rooftree.rents.journal_rules import Band, Owed, Reason
from rooftree.rents.models import AccountPart, Journal, JournalLine, RentAccount
from rooftree.staff.models import Officer

WRITE_OFF_REASONS = rulebook.code_list("rents.write_off_reasons")
WRITE_ON_REASONS = rulebook.code_list("rents.write_on_reasons")
BANDS = rulebook.code_list("rents.write_off_bands")
BARRED_AFTER = rulebook.threshold("rents.statute_barred_after")
CREDIT_KEPT_FOR = rulebook.threshold("rents.credit_kept_for")

WITHIN = timedelta(days=365)
"""What was written off for one account within this time falls in one band together."""

_CREDITED = """
    SELECT coalesce(sum(m.amount), 0) FROM ledger_movement m
    WHERE m.credit_id = %(account)s AND m.posted_on > %(day)s
      AND (m.code <> 'WOF' OR EXISTS (
        SELECT FROM rents_journalposting p JOIN rents_journalline l ON l.id = p.line_id
        JOIN rents_journal j ON j.id = l.journal_id WHERE p.movement = m.id AND j.reason = ANY (%(old)s)))
      AND NOT EXISTS (SELECT FROM ledger_reversal r WHERE r.movement_id = m.id)
      AND m.kind <> 'reversal'
"""

_STANDING = """
    SELECT coalesce(sum(CASE WHEN m.credit_id = %(account)s THEN m.amount ELSE -m.amount END), 0)
    FROM ledger_movement m
    WHERE m.kind <> 'reversal'
      AND (m.credit_id = %(account)s AND m.code = 'WOF' OR m.debit_id = %(account)s AND m.code = 'WON')
      AND NOT EXISTS (SELECT FROM ledger_reversal r WHERE r.movement_id = m.id)
      AND NOT EXISTS (SELECT FROM rents_journalposting p JOIN rents_journalline l ON l.id = p.line_id
                      JOIN rents_journal j ON j.id = l.journal_id
                      WHERE p.movement = m.id AND j.reason = ANY (%(unclaimed)s))
"""


def check_write_off(journal: Journal, part: AccountPart, *, by: Officer, on: date) -> None:
    """Raise Refused unless a debt can still be written off as proposed, by this officer."""
    check_debt(part, journal.total, journal.reason, on=on)
    together = journal.total + before(part.rent_account, on=on)
    listed = BANDS.version(on=on, council=part.council_id)
    band = rules.band_of(together, bands_of(listed))
    rules.check_band(together, band, roles=by.roles, decision=journal.decision)


def check_debt(part: AccountPart, pounds: Decimal, reason: str, *, on: date) -> None:
    """Raise Refused unless so many pounds of a part of an account can be written off for this reason."""
    listed = WRITE_OFF_REASONS.version(on=on, council=part.council_id)
    rules.check_write_off(pounds, owed(part, on=on), reason_of(listed, reason), on=on)


def check_write_on(reason: str, part: AccountPart, pounds: Decimal, *, on: date) -> None:
    """Raise Refused unless so many pounds can be written back on a part of an account for this reason."""
    listed = WRITE_ON_REASONS.version(on=on, council=part.council_id)
    if listed.flag(reason, "old_credit"):
        ended = part.rent_account.until_on
        kept = int(CREDIT_KEPT_FOR.version(on=on, council=part.council_id).value)
        rules.check_old_credit(ended, kept_until=years_after(ended, kept) if ended else on, on=on)
        rules.check_covered(pounds, -_balance(part))
    else:
        rules.check_write_on(pounds, standing(part))


def owed(part: AccountPart, *, on: date) -> Owed:
    """Return what is owed on a part of an account, how much of it is too old to claim, and when it ended."""
    pounds = _balance(part)
    years = int(BARRED_AFTER.version(on=on, council=part.council_id).value)
    last = years_before(on, years)
    then = balances.on([part.ledger_account_id], last, by="effective_on")[part.ledger_account_id]
    return Owed(pounds, min(pounds, rules.barred(then, _credited(part, since=last))), part.rent_account.until_on)


def _balance(part: AccountPart) -> Decimal:
    accounts.lock([part.ledger_account_id])
    return balances.of([part.ledger_account_id])[part.ledger_account_id]


def _credited(part: AccountPart, *, since: date) -> Decimal:
    with connection.cursor() as cursor:
        cursor.execute(_CREDITED, {"account": part.ledger_account_id, "day": since, "old": _too_old()})
        row: tuple[Decimal] = cursor.fetchone()
    return row[0]


def before(account: RentAccount, *, on: date) -> Decimal:
    """Return what was written off for an account within the last year, in pounds."""
    lines = JournalLine.objects.filter(
        rent_account=account,
        journal__kind=Journal.Kind.WRITE_OFF,
        journal__status=rules.POSTED,
        journal__posted_on__gt=on - WITHIN,
    )
    total: Decimal | None = lines.aggregate(together=Sum("amount"))["together"]
    return total or Decimal()


def standing(part: AccountPart) -> Decimal:
    """Return what was written off on a part of an account and not written back on, in pounds.

    Also what an old system wrote off. What was taken back counts on neither side, nor does a former
    tenant's credit that nobody claimed.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"account": part.ledger_account_id, "unclaimed": unclaimed()})
        row: tuple[Decimal] = cursor.fetchone()
    return row[0]


def _too_old() -> list[str]:
    """Return the reasons that write off what is too old, of every version of the list: they take the oldest."""
    versions = WRITE_OFF_REASONS.entry.versions
    return sorted({item.code for version in versions for item in version if item.flags["old"]})


def unclaimed() -> list[str]:
    """Return the reasons that take a credit which nobody claimed, of every version of the list."""
    versions = WRITE_ON_REASONS.entry.versions
    return sorted({item.code for version in versions for item in version if item.flags["old_credit"]})


def reason_of(listed: ListVersion, code: str) -> Reason:
    """Return a reason to write a debt off, as the rule book has it."""
    item = listed.item(code)
    return Reason(
        code=item.code,
        label=item.label,
        former=bool(item.flags["former"]),
        old=bool(item.flags["old"]),
        within=Decimal(str(item.flags["within"])),
    )


def bands_of(listed: ListVersion) -> list[Band]:
    """Return the bands of approval, as the rule book has them."""
    return [
        Band(
            code=item.code,
            label=item.label,
            up_to=Decimal(str(item.flags["up_to"])) or None,
            roles=frozenset(str(item.flags["roles"]).split()),
            decision=bool(item.flags["decision"]),
        )
        for item in listed
    ]
