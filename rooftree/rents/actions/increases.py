"""The annual increase: rehearsed for every home, checked by hand, approved by another, charged, and frozen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction

from rooftree.foundations import calendar_table
from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.places.models import Place
from rooftree.rents import increases, permissions, rent_year
from rooftree.rents.actions import increase_lines, increase_services
from rooftree.rents.models import HomeValue, IncreaseCheck, RentIncrease, RentIncreaseLine, RentYear
from rooftree.rents.service_increases import ServiceChange
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

Status = RentIncrease.Status
Kind = RentIncreaseLine.Kind
CHARGING = ("lock_places", "mark_changed_since", "end_charges", "begin_charges", "tie_charges", "mark_places")
"""The statements by which new rents are charged, in their order."""
HUNDREDTH = Decimal("0.01")


# --- What a home is worth -----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Valuation:
    """What the rent of a home is reckoned from. Value in pounds of January 1999; market rent in pounds a week."""

    rent_type: str
    value_1999: Decimal | None = None
    county: str = ""
    bedrooms: int | None = None
    is_supported: bool = False
    market_rent: Decimal | None = None
    market_on: date | None = None
    source: str


@transaction.atomic
def keep_value(
    place: Place, valued: Valuation, *, from_on: date, by: Officer, at: datetime, key: str
) -> HomeValue:
    """Keep what a home's rent is reckoned from, from a day on. What held before ends there.

    Raises Refused for a kind of rent or a county that is not listed, for a value not above nought, and for a
    day before the last valuation began.
    """
    require(permissions.may_keep_values(by, place))
    Place.objects.select_for_update().get(pk=place.pk)
    done = once(key, "rents.keep_value", council_id=by.council_id, at=at)
    if done.before:
        return HomeValue.objects.get(pk=done.made["value"])
    _check_valuation(valued, on=london_day(at), council_id=place.council_id)
    before = HomeValue.objects.filter(place=place, until_on__isnull=True).first()
    if before and before.from_on >= from_on:
        raise Refused(
            f"What was kept last holds from {long_date(before.from_on)}. Choose a later day from which this holds."
        )
    if before:
        before.until_on = from_on
        before.save(update_fields=["until_on"])
    value = HomeValue.objects.create(
        council_id=place.council_id, place=place, from_on=from_on, created_at=at, **valued.__dict__
    )
    done.makes(value=value.pk)
    return value


def _check_valuation(valued: Valuation, *, on: date, council_id: int) -> None:
    increases.RENT_TYPES.version(on=on).item(valued.rent_type)
    if valued.county:
        increases.formula_rent.COUNTIES.version(on=on, council=council_id).item(valued.county)
    if valued.value_1999 is not None and valued.value_1999 <= 0:
        raise Refused("The value of a home in 1999 is above nought. Leave it out where it is not known.")
    if not valued.source.strip():
        raise Refused("Say where the valuation comes from.")


# --- Rehearsing -----------------------------------------------------------------------------------------


@transaction.atomic
def rehearse(
    council_id: int,
    *,
    group: str,
    starts_on: date,
    cpi: Decimal | None = None,
    cpi_source: str = "",
    services_by: Decimal = Decimal(0),
    services: Sequence[ServiceChange] = (),
    costs: Iterable[str] = (),
    costs_from: str = "",
    by: Officer,
    at: datetime,
    key: str,
) -> RentIncrease:
    """Reckon the new charges of every home of a rent group, with the reason for each, and charge nothing yet.

    `cpi`, in per cent, and where it is published, are needed for a year that the rule book does not have
    yet. The limit does not touch service charges: each changes by what the lines of a file (`costs`, called
    `costs_from`) say it costs for its home, else by what `services` says of its code, else by `services_by`
    per cent. An earlier rehearsal that nobody approved is withdrawn. Raises Refused where the rent year is
    not set up, once an increase of the year is approved, and for a file with any row that cannot be right.
    """
    require(permissions.may_rehearse_increases(by))
    assert council_id == by.council_id, "An officer rehearses for her own council."
    done = once(key, "rents.rehearse_increase", council_id=council_id, at=at)
    if done.before:
        return RentIncrease.objects.get(pk=done.made["increase"])
    year, free_before = _years(council_id, group, starts_on)
    if cpi is not None:
        _check_cpi(cpi)
    limits = increases.limits_of(year.starts_on, cpi=cpi, council=council_id)
    changing = increase_services.changing(by.council, services_by, services, costs, costs_from, on=starts_on)
    _make_room(council_id, group, year)
    increase = RentIncrease.objects.create(
        council_id=council_id,
        group=group,
        starts_on=starts_on,
        weeks=year.weeks,
        free_weeks_before=free_before,
        free_weeks=len(year.free_weeks),
        cpi=limits.cpi,
        cpi_source=_source(cpi, cpi_source, year.starts_on),
        most=limits.most,
        convergence=limits.convergence,
        services_by=changing.others_by,
        services_file=changing.costs_from,
        notice_by=_notice_by(starts_on, is_monthly=False),
        status=Status.REHEARSED,
        prepared_by=by,
        prepared_at=at,
    )
    increase_services.keep(increase, changing)
    increase_lines.write(increase, limits, changing)
    _tell_earlier_by_the_month(increase)
    increase_lines.sum_up(increase)
    done.makes(increase=increase.pk)
    return RentIncrease.objects.get(pk=increase.pk)


def _years(council_id: int, group: str, starts_on: date) -> tuple[RentYear, int]:
    """Return the rent year in which new rents begin, and how many weeks were free in the one before."""
    years = RentYear.objects.filter(council_id=council_id, group=group, starts_on__lte=starts_on)
    newest = list(years.order_by("-starts_on")[:2])
    if not newest or starts_on not in _plain(newest[0]).debit_days:
        raise Refused(
            f"{long_date(starts_on)} is not a debit day of a rent year that is set up. "
            "Set up the rent year first, or choose one of its debit days."
        )
    if newest[0].frozen_at:
        raise Refused("This rent year is frozen: its charges are not changed any more.")
    if len(newest) == 1:
        raise Refused(
            f"The rent year before {long_date(newest[0].starts_on)} is not set up, so it is not known how many of "
            "its weeks were free. Set it up first."
        )
    return newest[0], len(newest[1].free_weeks)


def _plain(year: RentYear) -> rent_year.Year:
    return rent_year.Year(year.starts_on, year.weeks, tuple(year.free_weeks))


def _check_cpi(cpi: Decimal) -> None:
    """Raise Refused for what is no CPI, before anything is reckoned with it."""
    if not -10 <= cpi <= 30 or cpi != cpi.quantize(HUNDREDTH):
        raise Refused("CPI is a figure in per cent with two places at most, such as 3.8. Check it.")


def _source(cpi: Decimal | None, said: str, year_from: date) -> str:
    """Return where the CPI is published: the rule book's word, or the officer's, who must give one."""
    if cpi is None:
        return increases.CPI.version(on=year_from).source
    if not said.strip():
        raise Refused("Say where this CPI is published, so that whoever approves the increase can look it up.")
    return said.strip()


def _notice_by(starts_on: date, *, is_monthly: bool) -> date:
    calendar = calendar_table.in_force(increases.NOTICE.version(on=starts_on).allowance.calendar)
    return increases.notice_by(starts_on, calendar=calendar, is_monthly=is_monthly)


def _tell_earlier_by_the_month(increase: RentIncrease) -> None:
    """Keep an earlier last day to tell tenants where anything is charged by the month: a month is longer."""
    if RentIncreaseLine.objects.filter(increase=increase, per=increases.PER_MONTH).exists():
        increase.notice_by = _notice_by(increase.starts_on, is_monthly=True)
        increase.save(update_fields=["notice_by"])


def _make_room(council_id: int, group: str, year: RentYear) -> None:
    """Withdraw an earlier rehearsal of the rent year. Raises Refused where one was approved or charged."""
    RentYear.objects.select_for_update().get(pk=year.pk)
    until = _plain(year).until_on
    others = RentIncrease.objects.filter(
        council_id=council_id, group=group, starts_on__gte=year.starts_on, starts_on__lt=until
    ).exclude(status=Status.WITHDRAWN)
    for other in others:
        if other.status != Status.REHEARSED:
            raise Refused(
                f"The increase from {long_date(other.starts_on)} is {other.get_status_display().lower()}."
            )
        other.status = Status.WITHDRAWN
        other.save(update_fields=["status"])


# --- Checking and approving -----------------------------------------------------------------------------


@transaction.atomic
def check_line(
    line: RentIncreaseLine, *, is_right: bool, note: str = "", by: Officer, at: datetime, key: str
) -> IncreaseCheck:
    """Keep that an officer reckoned a line by hand, and whether it is right. A wrong one says what is wrong."""
    require(permissions.may_rehearse_increases(by, line))
    increase = RentIncrease.objects.select_for_update().get(pk=line.increase_id)
    done = once(key, "rents.check_increase_line", council_id=by.council_id, at=at)
    if done.before:
        return IncreaseCheck.objects.get(pk=done.made["check"])
    if increase.status != Status.REHEARSED:
        raise Refused("Lines are checked before an increase is approved. Withdraw it, and rehearse another.")
    if not is_right and not note.strip():
        raise Refused("Say what is wrong with this line.")
    check = IncreaseCheck.objects.create(
        council_id=line.council_id, line=line, is_right=is_right, note=note.strip(), by=by, at=at
    )
    done.makes(check=check.pk)
    return check


@transaction.atomic
def approve(increase: RentIncrease, *, by: Officer, at: datetime, key: str) -> RentIncrease:
    """Approve an increase that a colleague rehearsed, so that tenants can be told.

    Raises Refused for whoever rehearsed it, before enough of its lines were checked and found right, and
    when it is too late to tell tenants in time. Housing Act 1985, ss 102 and 103.
    """
    require(permissions.may_approve_increases(by, increase))
    increase = RentIncrease.objects.select_for_update().get(pk=increase.pk)
    if once(key, "rents.approve_increase", council_id=by.council_id, at=at).before:
        return increase
    if increase.status != Status.REHEARSED:
        raise Refused(f"This increase is {increase.get_status_display().lower()} already.")
    if increase.prepared_by_id == by.pk:
        raise Refused("You rehearsed this increase, so somebody else approves it.")
    _check_sample(increase, on=london_day(at))
    if london_day(at) > increase.notice_by:
        raise Refused(
            f"Tenants had to be told by {long_date(increase.notice_by)} of rents from "
            f"{long_date(increase.starts_on)}. Rehearse it again, from a later debit day."
        )
    increase.status = Status.APPROVED
    increase.approved_by, increase.approved_at = by, at
    increase.save(update_fields=["status", "approved_by", "approved_at"])
    return increase


def _check_sample(increase: RentIncrease, *, on: date) -> None:
    """Raise Refused unless enough homes were checked, and the last word on each line is that it is right."""
    rents = RentIncreaseLine.objects.filter(increase=increase, kind=Kind.RENT, charge__isnull=False)
    wanted = min(int(increases.SAMPLE.version(on=on, council=increase.council_id).value), rents.count())
    with connection.cursor() as cursor:
        cursor.execute(increase_lines.statement("checked"), {"increase": increase.pk})
        right, wrong = cursor.fetchone()
    if wrong:
        raise Refused(
            f"{wrong} of the lines that were checked {'is' if wrong == 1 else 'are'} wrong. "
            "Put right what they are reckoned from, and rehearse the increase again."
        )
    if right < wanted:
        raise Refused(f"{right} of at least {wanted} rents were checked by hand. Check {wanted - right} more.")


@transaction.atomic
def withdraw(increase: RentIncrease, *, by: Officer, at: datetime, key: str) -> RentIncrease:
    """Give up an increase of which no tenant was told. Raises Refused for one that was told or charged."""
    require(permissions.may_rehearse_increases(by, increase))
    increase = RentIncrease.objects.select_for_update().get(pk=increase.pk)
    if once(key, "rents.withdraw_increase", council_id=by.council_id, at=at).before:
        return increase
    if increase.told_at or increase.status == Status.APPLIED:
        raise Refused("Tenants were told of it, so it cannot be withdrawn. Correct charges home by home.")
    increase.status = Status.WITHDRAWN
    increase.approved_by = increase.approved_at = None
    increase.save(update_fields=["status", "approved_by", "approved_at"])
    return increase


@transaction.atomic
def note_told(increase: RentIncrease, *, at: datetime) -> RentIncrease:
    """Keep that the letter of every tenant is written. For the job that writes them."""
    increase = RentIncrease.objects.select_for_update().get(pk=increase.pk)
    if increase.told_at is None:
        increase.told_at = at
        increase.save(update_fields=["told_at"])
    return increase


# --- Charging ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Applied:
    """What came of an increase: how many charges were changed, and how many are to be set by hand."""

    changed: int
    by_hand: int


@transaction.atomic
def apply(increase: RentIncrease, *, by: Officer, at: datetime, key: str) -> Applied:
    """Charge the new rents from their first debit day: each charge ends there, and a new one begins.

    All of it or nothing; asked again, nothing more happens. A charge that was changed since the rehearsal is
    left as it is, to be set by hand. Raises Refused before the increase is approved and tenants are told.
    """
    require(permissions.may_apply_increases(by, increase))
    increase = RentIncrease.objects.select_for_update().get(pk=increase.pk)
    if once(key, "rents.apply_increase", council_id=by.council_id, at=at).before or increase.applied_at:
        return _applied(increase)
    if increase.status != Status.APPROVED:
        raise Refused("Only an approved increase is charged. Ask a colleague to approve it first.")
    if increase.told_at is None:
        raise Refused("Tenants have not all been told. Write the letters first.")
    increase.status, increase.applied_by, increase.applied_at = Status.APPLIED, by, at
    named = increase_lines.named(increase)
    with connection.cursor() as cursor:
        for statement in CHARGING:
            cursor.execute(increase_lines.statement(statement), named)
    increase.save(update_fields=["status", "applied_by", "applied_at"])
    return _applied(increase)


def _applied(increase: RentIncrease) -> Applied:
    lines = RentIncreaseLine.objects.filter(increase=increase)
    return Applied(
        changed=lines.filter(new_charge_line__isnull=False).count(),
        by_hand=lines.filter(exception__in=(increases.CHANGED_SINCE, increases.NO_RENT)).count(),
    )


@transaction.atomic
def freeze(increase: RentIncrease, *, by: Officer, at: datetime, key: str) -> RentYear:
    """Freeze the charges of the rent year, once they are charged and looked at."""
    require(permissions.may_apply_increases(by, increase))
    years = RentYear.objects.select_for_update().filter(
        council_id=increase.council_id, group=increase.group, starts_on__lte=increase.starts_on
    )
    year = years.order_by("-starts_on")[0]
    if once(key, "rents.freeze_year", council_id=by.council_id, at=at).before:
        return year
    if RentIncrease.objects.get(pk=increase.pk).status != Status.APPLIED:
        raise Refused("A rent year is frozen when its increase is charged.")
    if year.frozen_at is None:
        year.frozen_at = at
        year.save(update_fields=["frozen_at"])
    return year
