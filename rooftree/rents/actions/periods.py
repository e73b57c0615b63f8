"""Periods of the books: laid out for a year, closed one after another, and the close of the year."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction

from rooftree.foundations import rulebook
from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.periods import Period
from rooftree.foundations.refusals import Refused
from rooftree.foundations.rule_entries import Item
from rooftree.ledger import closing
from rooftree.rents import accounting_periods as rules
from rooftree.rents import permissions
from rooftree.rents.actions import reconciling, rent_years
from rooftree.rents.models import AccountingPeriod, Explanation, Reconciliation, YearClose
from rooftree.rents.reconciliations import RECONCILIATIONS
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

PATTERNS = rulebook.code_list("rents.period_patterns")


@transaction.atomic
def lay_out_year(year: Period, *, pattern: str, by: Officer, at: datetime, key: str) -> list[AccountingPeriod]:
    """Divide a year of the books into periods, by a pattern of rents.period_patterns.

    Raises Refused for a year that is not 52 or 53 weeks or a calendar year long, and for days that stand
    in a period already.
    """
    require(permissions.may_close_periods(by))
    assert year.until is not None, "A year of the books has an end."
    if once(key, "rents.lay_out_year", council_id=by.council_id, at=at).before:
        return _of_year(by.council_id, year.starts)
    rules.check_year(year)
    listed = choose(PATTERNS, pattern, on=year.starts, council=by.council_id)
    taken = AccountingPeriod.objects.filter(
        council_id=by.council_id, from_on__lt=year.until, until_on__gt=year.starts
    )
    if other := taken.order_by("from_on").first():
        raise Refused(f"The period from {long_date(other.from_on)} has some of these days. Choose another year.")
    weeks = [int(each) for each in str(listed.flag(pattern, "weeks")).split()]
    AccountingPeriod.objects.bulk_create(
        _period(number, period, year, council_id=by.council_id)
        for number, period in enumerate(rules.lay_out(year, weeks), start=1)
    )
    return _of_year(by.council_id, year.starts)


def _period(number: int, period: Period, year: Period, *, council_id: int) -> AccountingPeriod:
    assert period.until is not None, "A period of the books has an end."
    return AccountingPeriod(
        council_id=council_id,
        year_from_on=year.starts,
        number=number,
        from_on=period.starts,
        until_on=period.until,
    )


def _of_year(council_id: int, from_on: date) -> list[AccountingPeriod]:
    found = AccountingPeriod.objects.filter(council_id=council_id, year_from_on=from_on)
    return list(found.order_by("number"))


# --- Closing a period -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """Where one kind of reconciliation of a period stands, with what its two sums are called."""

    kind: str
    label: str
    expected_label: str
    posted_label: str
    reconciliation: Reconciliation | None
    explained: Decimal
    """Pounds of its difference that are explained."""
    is_stale: bool

    @property
    def as_rule(self) -> rules.Standing:
        """What the rule of closing needs to know."""
        status = self.reconciliation.status if self.reconciliation else ""
        return rules.Standing(self.label, status, is_stale=self.is_stale)


def standings(period: AccountingPeriod, *, fresh: bool = True) -> list[Standing]:
    """Return where each reconciliation of a period stands, in the order of the list.

    With `fresh`, each that stands is reckoned again, to say whether the books have moved on; a closed
    period's never have.
    """
    listed = RECONCILIATIONS.version(on=period.from_on, council=period.council_id)
    standing = Reconciliation.objects.filter(period=period, status__in=reconciling.STANDING)
    by_kind = {each.kind: each for each in standing.select_related("period", "prepared_by", "reviewed_by")}
    explained: dict[int, Decimal] = {}
    for made, amount in Explanation.objects.filter(reconciliation__in=by_kind.values()).values_list(
        "reconciliation_id", "amount"
    ):
        explained[made] = explained.get(made, Decimal()) + amount
    look_again = fresh and period.closed_at is None
    stale = reconciling.stale(period, by_kind.values()) if look_again else set()
    return [_standing(item, by_kind.get(item.code), explained, stale) for item in listed]


def _standing(
    item: Item, held: Reconciliation | None, explained: dict[int, Decimal], stale: Collection[str]
) -> Standing:
    return Standing(
        kind=item.code,
        label=item.label,
        expected_label=str(item.flags["expected"]),
        posted_label=str(item.flags["posted"]),
        reconciliation=held,
        explained=explained.get(held.pk, Decimal()) if held else Decimal(),
        is_stale=item.code in stale,
    )


@transaction.atomic
def close_period(period: AccountingPeriod, *, by: Officer, at: datetime, key: str) -> AccountingPeriod:
    """Close a period for good: the database takes no posting into it any more.

    The books are shut first, so that nothing comes in between the last look and the close. Raises Refused
    before its last day is over, while an earlier one is open, and unless every reconciliation was prepared
    and reviewed, its difference explained, and comes out the same now. practice.md 4.4.
    """
    require(permissions.may_close_periods(by, period))
    period = reconciling.lock(period)
    if once(key, "rents.close_period", council_id=by.council_id, at=at).before:
        return period
    reconciling.check_open(period)
    closing.close_until(period.council_id, period.until_on, at=at, who=by.name)
    rules.check_close(
        Period(period.from_on, period.until_on),
        [each.as_rule for each in standings(period)],
        open_before=_open_before(period),
        on=london_day(at),
    )
    period.closed_at, period.closed_by = at, by
    period.save(update_fields=["closed_at", "closed_by"])
    return period


def _open_before(period: AccountingPeriod) -> date | None:
    earlier = AccountingPeriod.objects.filter(
        council_id=period.council_id, from_on__lt=period.from_on, closed_at__isnull=True
    )
    return earlier.order_by("from_on").values_list("from_on", flat=True).first()


def open_period(council_id: int, *, on: date) -> AccountingPeriod | None:
    """Return the period that a day stands in, if it is open."""
    held = AccountingPeriod.objects.filter(council_id=council_id, from_on__lte=on, until_on__gt=on)
    return held.filter(closed_at__isnull=True).first()


# --- Closing a year ---------------------------------------------------------------------------------


def close_year(from_on: date, *, by: Officer, at: datetime, key: str) -> YearClose:
    """Close a year of the books whose periods are all closed: balances are carried forward, and it is frozen.

    The ledger keeps each balance as the opening of the next year, and rewrites the year's movements in the
    order of accounts. Not one transaction: broken off anywhere, the same call goes on from there, and at the
    end there is one close. The rent years that end with it are closed from its first step on. Raises Refused
    while a period of the year is open, before the year is over, while an earlier year is not closed, and where a
    week of a rent year was not charged.
    """
    require(permissions.may_close_periods(by))
    close = _begin_close(from_on, by=by, at=at, key=key)
    if close.stage == YearClose.Stage.BEGUN:
        closing.close_year(close.council_id, close.until_on, at=at, who=by.name)
        YearClose.objects.filter(pk=close.pk).update(stage=YearClose.Stage.REWRITTEN)
    return _end_close(close, at=at)


@transaction.atomic
def _begin_close(from_on: date, *, by: Officer, at: datetime, key: str) -> YearClose:
    """Return the close of a year, begun now or before. No debit run is made meanwhile."""
    held = AccountingPeriod.objects.select_for_update().filter(council_id=by.council_id, year_from_on=from_on)
    listed = list(held.order_by("number"))
    done = once(key, "rents.close_year", council_id=by.council_id, at=at)
    begun = YearClose.objects.filter(council_id=by.council_id, from_on=from_on).first()
    if begun:
        return begun
    assert not done.before, "What was begun under this key is there."
    if not listed:
        raise Refused(f"No year of the books begins on {long_date(from_on)}. Lay it out first.")
    still_open = next((each for each in listed if each.closed_at is None), None)
    if still_open:
        raise Refused(f"The period from {long_date(still_open.from_on)} is still open. Close it first.")
    earlier = AccountingPeriod.objects.filter(council_id=by.council_id, year_from_on__lt=from_on)
    closed = YearClose.objects.filter(council_id=by.council_id).values("from_on")
    if left := earlier.exclude(year_from_on__in=closed).order_by("year_from_on").first():
        raise Refused(f"The year from {long_date(left.year_from_on)} is not closed. Close that one first.")
    made = YearClose.objects.create(
        council_id=by.council_id, from_on=from_on, until_on=listed[-1].until_on, by=by, begun_at=at
    )
    rent_years.close_until(by.council_id, made.until_on, at=at)
    done.makes(close=made.pk)
    return made


@transaction.atomic
def _end_close(close: YearClose, *, at: datetime) -> YearClose:
    """Say what was carried forward. Rent years that end with it are closed, if they were not at the beginning."""
    close = YearClose.objects.select_for_update().get(pk=close.pk)
    if close.stage == YearClose.Stage.DONE:
        return close
    close.accounts, close.carried = _carried_forward(close)
    close.stage, close.done_at = YearClose.Stage.DONE, at
    close.save(update_fields=["accounts", "carried", "stage", "done_at"])
    rent_years.close_until(close.council_id, close.until_on, at=at)
    return close


def _carried_forward(close: YearClose) -> tuple[int, Decimal]:
    """Return how many balances open the next year, and the pounds that they come to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(sum(amount), 0) FROM ledger_closedbalance "
            "WHERE council_id = %s AND until_on = %s",
            [close.council_id, close.until_on],
        )
        row: tuple[int, Decimal] = cursor.fetchone()
    return row
