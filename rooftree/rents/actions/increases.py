"""The annual increase: rehearsed for every home, checked by hand, approved by another, charged, and frozen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from rooftree.foundations import calendar_table
from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.money import to_the_penny
from rooftree.foundations.refusals import Refused
from rooftree.foundations.rule_entries import ListVersion
from rooftree.places.models import Place
from rooftree.rents import codes, increases, permissions, rent_year
from rooftree.rents.increases import HomeFacts, Limits
from rooftree.rents.models import HomeValue, IncreaseCheck, RentIncrease, RentIncreaseLine, RentYear
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

Status = RentIncrease.Status
Kind = RentIncreaseLine.Kind
BATCH = 2000
EVE = timedelta(days=1)
SQL = Path(__file__).parent.parent / "sql" / "increases"
CHARGING = ("lock_places", "mark_changed_since", "end_charges", "begin_charges", "tie_charges", "mark_places")
"""The statements by which new rents are charged, in their order."""
HUNDRED, HUNDREDTH = Decimal(100), Decimal("0.01")


def _sql(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


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
    by: Officer,
    at: datetime,
    key: str,
) -> RentIncrease:
    """Reckon the new charges of every home of a rent group, with the reason for each, and charge nothing yet.

    `cpi`, in per cent, and where it is published, are needed for a year that the rule book does not have
    yet. `services_by` is by how many per cent service charges rise, which the limit does not touch. An
    earlier rehearsal that nobody approved is withdrawn. Raises Refused where the rent year is not set up,
    and once an increase of the year is approved.
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
        services_by=_checked_services(services_by),
        notice_by=_notice_by(starts_on),
        status=Status.REHEARSED,
        prepared_by=by,
        prepared_at=at,
    )
    _write_lines(increase, limits)
    _sum_up(increase)
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


def _checked_services(services_by: Decimal) -> Decimal:
    if not -50 <= services_by <= 50 or services_by != services_by.quantize(HUNDREDTH):
        raise Refused(
            "Service charges rise by a figure in per cent with two places at most, such as 4.8. Check it."
        )
    return services_by


def _notice_by(starts_on: date) -> date:
    calendar = calendar_table.in_force(increases.NOTICE.version(on=starts_on).allowance.calendar)
    return increases.notice_due(starts_on, calendar=calendar).due_on


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


def _write_lines(increase: RentIncrease, limits: Limits) -> None:
    """Reckon and keep a line for each charge of each home, so many at a time."""
    listed = codes.GROUPS.version(on=increase.starts_on, council=increase.council_id)
    rent_code = str(listed.flag(increase.group, "code"))
    exceptions = increases.EXCEPTIONS.version(on=increase.starts_on, council=increase.council_id)
    made = (_line(increase, limits, row, rent_code, exceptions) for row in _charges(increase))
    while batch := list(islice(made, BATCH)):
        RentIncreaseLine.objects.bulk_create(batch)
    with connection.cursor() as cursor:
        cursor.execute(_sql("without_rent"), {**_named(increase), "rent_code": rent_code})


def _charges(increase: RentIncrease) -> Iterator[tuple[Any, ...]]:
    """Yield every charge of the group's homes as it stands on the eve, with what its home is worth."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_sql("charges"), _named(increase))
        while rows := cursor.fetchmany(BATCH):
            yield from rows


def _named(increase: RentIncrease) -> dict[str, Any]:
    return {
        "council": increase.council_id,
        "increase": increase.pk,
        "group": increase.group,
        "starts_on": increase.starts_on,
        "eve": increase.starts_on - EVE,
        "at": increase.applied_at or increase.prepared_at,
    }


def _line(
    increase: RentIncrease, limits: Limits, row: tuple[Any, ...], rent_code: str, exceptions: ListVersion
) -> RentIncreaseLine:
    charge, place, code, per, amount, rent_type, value, county, bedrooms, is_supported = row
    line = RentIncreaseLine(
        council_id=increase.council_id,
        increase=increase,
        place_id=place,
        charge_id=charge,
        code=code,
        per=per,
        old_charge=amount,
    )
    if code != rent_code:
        return _as_service(line, increase)
    line.kind, line.rent_type = Kind.RENT, rent_type
    if per == increases.PER_NIGHT:
        return _unchanged(line, increases.BY_THE_NIGHT, exceptions.label_of(increases.BY_THE_NIGHT))
    rent = increases.weekly_of(amount, per=per, free_weeks=increase.free_weeks_before)
    facts = HomeFacts(rent, rent_type, value, county, bedrooms, is_supported)
    found = increases.new_rent(facts, limits)
    line.old, line.uprated, line.new = found.old, found.uprated, found.new
    line.formula, line.cap, line.convergence = found.formula, found.cap, found.convergence
    line.why, line.exception = found.why, found.exception
    stays = found.exception == increases.NOT_LIMITED
    line.new_charge = amount if stays else increases.charge_of(found.new, per=per, free_weeks=increase.free_weeks)
    return line


def _unchanged(line: RentIncreaseLine, exception: str, why: str) -> RentIncreaseLine:
    line.old = line.uprated = line.new = line.new_charge = line.old_charge
    line.why, line.exception = f"{why}.", exception
    return line


def _as_service(line: RentIncreaseLine, increase: RentIncrease) -> RentIncreaseLine:
    """Raise a service charge by what was said. The limit on rents does not touch it."""
    line.kind = Kind.SERVICE
    if line.per == increases.PER_NIGHT:
        line.old = line.uprated = line.new = line.new_charge = line.old_charge
        line.why = "A charge by the night stays as it is."
        return line
    line.old = to_the_penny(
        increases.weekly_of(line.old_charge, per=line.per, free_weeks=increase.free_weeks_before)
    )
    raised = increases.weekly_of(line.old_charge, per=line.per, free_weeks=increase.free_weeks_before) * (
        1 + increase.services_by / HUNDRED
    )
    line.uprated = line.new = to_the_penny(raised)
    line.new_charge = max(
        increases.charge_of(line.new, per=line.per, free_weeks=increase.free_weeks), Decimal("0.01")
    )
    if not increase.services_by and increase.free_weeks == increase.free_weeks_before:
        line.new_charge = line.old_charge
    line.why = f"Service charges change by {increase.services_by.normalize():f}%."
    return line


def _sum_up(increase: RentIncrease) -> None:
    """Keep with the exercise what its lines come to, and what a 53rd week costs those on Universal Credit."""
    all_codes = codes.all_codes(on=increase.starts_on, council=increase.council_id)
    eligible = [each.code for each in all_codes.values() if each.family == "debit" and each.eligible]
    extra = max(increase.weeks - rent_year.WEEKS_OF_A_YEAR, 0)
    with connection.cursor() as cursor:
        cursor.execute(_sql("sum_up"), {**_named(increase), "eligible": eligible, "extra": extra})


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
        cursor.execute(_sql("checked"), {"increase": increase.pk})
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
    named = _named(increase)
    with connection.cursor() as cursor:
        for statement in CHARGING:
            cursor.execute(_sql(statement), named)
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
