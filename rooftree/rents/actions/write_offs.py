"""Debts that are no longer collected, debts that are again, and credits that nobody claimed."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.db import connection, transaction

from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.rents import journal_rules as rules
from rooftree.rents import permissions
from rooftree.rents.accounting_periods import years_before
from rooftree.rents.actions import journal_entries as entries
from rooftree.rents.actions import written_off
from rooftree.rents.actions.journal_posting import Draft, prepare
from rooftree.rents.models import AccountPart, Journal
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

_OLD_CREDITS = (Path(__file__).parents[1] / "sql" / "old_credits.sql").read_text(encoding="utf-8")


@transaction.atomic
def propose_write_off(
    part: AccountPart,
    pounds: Decimal,
    *,
    reason: str,
    why: str,
    decision: str = "",
    by: Officer,
    at: datetime,
    key: str,
) -> Journal:
    """Propose to write so many pounds of a debt off. Another officer always approves it, by the bands of value.

    Raises Refused for more than is owed, and for a reason that does not fit: of a former tenant where the
    tenancy goes on, of old debt where it is not old enough, uneconomic above its limit. rules.md 4.11.
    """
    require(permissions.may_propose_write_offs(by, part))
    done = once(key, "rents.propose_write_off", council_id=by.council_id, at=at)
    if done.before:
        return Journal.objects.get(pk=done.made["journal"])
    rules.check_amount(pounds)
    today = london_day(at)
    listed = choose(written_off.WRITE_OFF_REASONS, reason, on=today, council=by.council_id)
    written_off.check_debt(part, pounds, reason, on=today)
    entry = entries.against(
        part,
        -pounds,
        entries.WRITE_OFF,
        control="write_offs",
        effective_on=today,
        narrative=listed.label_of(reason)[:200],
    )
    draft = Draft(kind="write_off", reason=reason, why=why, entries=[entry], decision=decision)
    return prepare(draft, done, by=by, at=at)


@transaction.atomic
def propose_write_on(
    part: AccountPart, pounds: Decimal, *, reason: str, why: str, by: Officer, at: datetime, key: str
) -> Journal:
    """Propose to bring a written-off debt back, or to take a former tenant's credit that nobody claimed.

    Raises Refused for more than was written off, or, of a credit, before it was kept for as long as the
    rule book says. A credit that is claimed later is given back: take the write-on back, and refund it.
    """
    require(permissions.may_propose_write_offs(by, part))
    done = once(key, "rents.propose_write_on", council_id=by.council_id, at=at)
    if done.before:
        return Journal.objects.get(pk=done.made["journal"])
    rules.check_amount(pounds)
    today = london_day(at)
    listed = choose(written_off.WRITE_ON_REASONS, reason, on=today, council=by.council_id)
    written_off.check_write_on(reason, part, pounds, on=today)
    entry = entries.against(
        part,
        pounds,
        entries.WRITE_ON,
        control="write_offs",
        effective_on=today,
        narrative=listed.label_of(reason)[:200],
    )
    return prepare(Draft(kind="write_on", reason=reason, why=why, entries=[entry]), done, by=by, at=at)


@dataclass(frozen=True)
class OldCredit:
    """A former tenant's credit that was kept for as long as it must be, and may now be written on."""

    part_id: int
    account_id: int
    payment_reference: str
    part: str
    ended_on: date
    last_moved_on: date | None
    pounds: Decimal
    """What stands to its credit, above nought."""


def old_credits(council_id: int, *, on: date) -> list[OldCredit]:
    """Return the credits of accounts that ended so long ago that nobody need keep them, the largest first.

    One query. Left out: credits with a write-on or a refund on its way.
    """
    years = int(written_off.CREDIT_KEPT_FOR.version(on=on, council=council_id).value)
    with connection.cursor() as cursor:
        cursor.execute(_OLD_CREDITS, {"council": council_id, "ended_by": years_before(on, years)})
        return [OldCredit(*row) for row in cursor.fetchall()]
