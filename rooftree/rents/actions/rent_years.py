"""Sets up rent years, as the rule proposes them or an officer says, changes their free weeks, and closes them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from rooftree.foundations import rulebook
from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.ledger import runs as ledger_runs
from rooftree.rents import codes, permissions, rent_year
from rooftree.rents.models import DebitRun, RentYear, YearClose
from rooftree.rents.rent_year import Year
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

DEBIT_DAY = rulebook.limit("rents.debit_day")
FREE_WEEKS = rulebook.limit("rents.free_weeks")


def proposed(council_id: int, year: int) -> Year:
    """Return the rent year that begins in April of a year, as the council's rule book gives it."""
    first = date(year, 4, 1)
    return rent_year.proposed(
        year,
        debit_day=int(DEBIT_DAY.version(on=first, council=council_id).value),
        free=int(FREE_WEEKS.version(on=first, council=council_id).value),
    )


def as_year(kept: RentYear) -> Year:
    """Return a kept rent year as the rules look at it."""
    return Year(kept.starts_on, kept.weeks, tuple(kept.free_weeks))


def year_of(council_id: int, group: str, day: date) -> RentYear | None:
    """Return the rent year that a day of a group is in, if it is set up."""
    begun = RentYear.objects.filter(council_id=council_id, group=group, starts_on__lte=day)
    latest = begun.order_by("-starts_on").first()
    return latest if latest and day < as_year(latest).until_on else None


@transaction.atomic
def set_up_rent_year(groups: Sequence[str], year: Year, *, by: Officer, at: datetime, key: str) -> list[RentYear]:
    """Set up a rent year for these groups, all or none. Raises Refused for a year that cannot be.

    One that is set up already as it is said stays.
    """
    require(permissions.may_set_up_rent_years(by))
    if not groups:
        raise Refused("Choose at least one rent group.")
    with ledger_runs.one_at_a_time(by.council_id):
        once(key, "rents.set_up_rent_year", council_id=by.council_id, at=at)
        return [_set_up(group, year, council_id=by.council_id, at=at) for group in groups]


def _set_up(group: str, year: Year, *, council_id: int, at: datetime) -> RentYear:
    choose(codes.GROUPS, group, on=london_day(at), council=council_id)
    kept = list(RentYear.objects.filter(council_id=council_id, group=group))
    for each in kept:
        if as_year(each) == year:
            return each
    if (
        closed := YearClose.objects.filter(council_id=council_id, until_on__gte=year.until_on).first()
    ) is not None:
        raise Refused(
            f"The books of that year were closed with the year from {long_date(closed.from_on)}, so nothing can "
            "be charged in it. Set up a year that is not over."
        )
    debit_day = int(DEBIT_DAY.version(on=year.starts_on, council=council_id).value)
    rent_year.check_year(year, others=[as_year(each) for each in kept], debit_day=debit_day)
    return RentYear.objects.create(
        council_id=council_id,
        group=group,
        starts_on=year.starts_on,
        weeks=year.weeks,
        free_weeks=list(year.free_weeks),
        created_at=at,
    )


@transaction.atomic
def change_free_weeks(
    kept: RentYear, free_weeks: Iterable[date], *, by: Officer, at: datetime, key: str
) -> RentYear:
    """Say which weeks of a rent year are free. Raises Refused where one of them was run, or the year is frozen."""
    require(permissions.may_set_up_rent_years(by, kept))
    with ledger_runs.one_at_a_time(kept.council_id):
        kept = RentYear.objects.select_for_update().get(pk=kept.pk)
        if once(key, "rents.change_free_weeks", council_id=by.council_id, at=at).before:
            return kept
        if kept.closed_at:
            raise Refused(
                f"This rent year was closed on {long_date(london_day(kept.closed_at))}, and stays as it is. "
                "Change the free weeks of a year that is open."
            )
        if kept.frozen_at:
            raise Refused(
                "This rent year is frozen: its rents were told to tenants with these free weeks. Change the free "
                "weeks of a year whose rents nobody was told yet. What is not to be asked for in a week of this "
                "one is waived, account by account."
            )
        free = sorted(free_weeks)
        runs = DebitRun.objects.filter(council_id=kept.council_id, group=kept.group, cycle="weekly")
        run_days = set(runs.values_list("period_from_on", flat=True))
        rent_year.check_free_weeks(free, kept.free_weeks, charged=run_days)
        wanted = Year(kept.starts_on, kept.weeks, tuple(free))
        rent_year.check_year(wanted, others=[], debit_day=kept.starts_on.isoweekday())
        kept.free_weeks = free
        kept.save(update_fields=["free_weeks"])
    return kept


@transaction.atomic
def close_until(council_id: int, day: date, *, at: datetime) -> list[RentYear]:
    """Close every rent year that ends by a day, with the books of that year; return those that were open.

    Nothing is charged into them any more, nor changed in them: the database refuses. What is corrected later of
    their days stands in the books that are open. Raises Refused where a week of one was left out, from the first
    that its group ever ran: it could never be charged afterwards.
    """
    with ledger_runs.one_at_a_time(council_id):
        begun = RentYear.objects.select_for_update().filter(council_id=council_id, closed_at__isnull=True)
        over = [each for each in begun.filter(starts_on__lt=day) if as_year(each).until_on <= day]
        for each in over:
            _check_every_week_was_run(each, on=london_day(at))
        RentYear.objects.filter(pk__in=[each.pk for each in over]).update(closed_at=at)
    return over


def _check_every_week_was_run(kept: RentYear, *, on: date) -> None:
    runs = DebitRun.objects.filter(
        council_id=kept.council_id, group=kept.group, cycle="weekly", status=DebitRun.Status.POSTED
    )
    run_days = set(runs.values_list("period_from_on", flat=True))
    left = [day for day in as_year(kept).debit_days if run_days and min(run_days) < day and day not in run_days]
    if left:
        group = codes.GROUPS.version(on=on, council=kept.council_id).label_of(kept.group)
        raise Refused(
            f"“{group}” is not charged for the week from {long_date(left[0])}. Make that debit run first: after "
            "the close nothing can be charged into the rent year."
        )
