"""What a rent may become at the annual increase, and why, in a sentence.

Plain values in, plain values out. Source: Rent Standard 2026; policy statement on rents for social
housing (rule book 4.1). Rents here are for a week of a year of 52: what is charged in a week depends on
how many weeks are free.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from rooftree.foundations import rulebook
from rooftree.foundations.calendars import Calendar
from rooftree.foundations.deadlines import Deadline, months_after
from rooftree.foundations.money import PENNY, in_words, to_the_penny
from rooftree.foundations.refusals import Refused
from rooftree.rents import formula_rent
from rooftree.rents.formula_rent import HUNDRED, Formula

CPI = rulebook.threshold("rents.cpi")
CONVERGENCE = rulebook.limit("rents.convergence")
FLEXIBILITY = rulebook.limit("rents.flexibility")
FLEXIBILITY_SUPPORTED = rulebook.limit("rents.flexibility_supported")
AFFORDABLE_SHARE = rulebook.limit("rents.affordable_share")
RENT_TYPES = rulebook.code_list("rents.rent_types")
EXCEPTIONS = rulebook.code_list("rents.increase_exceptions")
NOTICE = rulebook.duty("rents.notice_of_variation")
SAMPLE = rulebook.threshold("rents.increase_sample")

SOCIAL, AFFORDABLE, EXEMPT = "social", "affordable", "exempt"
NO_VALUE, ABOVE_FORMULA, AT_CAP = "no_value", "above_formula", "at_cap"
NOT_LIMITED, BY_THE_NIGHT = "not_limited", "by_the_night"
NO_RENT, CHANGED_SINCE = "no_rent", "changed_since"
WITH_SERVICES = "with_services"

WEEKS = 52
"""Of a rent as the rent standard counts it, whatever the year."""
MONTHS = 12
PER_WEEK, PER_MONTH, PER_NIGHT = "week", "month", "night"


@dataclass(frozen=True)
class Limits:
    """What rents may rise by in one rent year. Per cent, but where it says else."""

    starts_on: date
    cpi: Decimal
    """CPI of the September before."""
    margin: Decimal
    convergence: Decimal
    """Pounds a week more, for social rents below formula rent."""
    flexibility: Decimal
    flexibility_supported: Decimal
    formula: Formula

    @property
    def most(self) -> Decimal:
        """By how many per cent a rent may rise."""
        return self.cpi + self.margin


@dataclass(frozen=True)
class HomeFacts:
    """What the new rent of a home depends on. Rent in pounds a week of 52, not rounded."""

    rent: Decimal
    rent_type: str = SOCIAL
    value_1999: Decimal | None = None
    county: str = ""
    bedrooms: int | None = None
    is_supported: bool = False
    services: Decimal = Decimal("0.00")
    """Service charges that benefit can pay for: an affordable rent counts with them."""
    services_then: Decimal = Decimal("0.00")
    """The same after the increase."""


@dataclass(frozen=True)
class NewRent:
    """A rent after the increase, how it came about, and what an officer should look at. Pounds a week of 52."""

    old: Decimal
    uprated: Decimal
    formula: Decimal | None
    """The formula rent of the new year, before the cap. None: it cannot be reckoned."""
    cap: Decimal | None
    convergence: Decimal
    new: Decimal
    why: str
    exception: str = ""
    """A code of rents.increase_exceptions, or nothing."""


def limits_of(starts_on: date, *, cpi: Decimal | None = None, council: int | None = None) -> Limits:
    """Return what rents may rise by in the rent year that starts on a day.

    `cpi`, in per cent, is needed for a year that the rule book does not have yet, and is refused for one
    that it has with another figure.
    """
    return Limits(
        starts_on=starts_on,
        cpi=cpi_of(starts_on, said=cpi),
        margin=formula_rent.INCREASE_MARGIN.version(on=starts_on).value,
        convergence=CONVERGENCE.version(on=starts_on).value,
        flexibility=FLEXIBILITY.version(on=starts_on).value,
        flexibility_supported=FLEXIBILITY_SUPPORTED.version(on=starts_on).value,
        formula=formula_rent.formula_of(starts_on, cpi=cpi_of(starts_on, said=cpi), council=council),
    )


def cpi_of(starts_on: date, *, said: Decimal | None) -> Decimal:
    """Return the CPI, in per cent, by which rents of a year are limited: the rule book's, else what was said."""
    try:
        known = CPI.version(on=starts_on).value
    except Refused:
        if said is None:
            raise Refused(
                f"The rule book has no CPI for the rent year from {starts_on:%d/%m/%Y} yet. "
                "Enter that of the September before, with where it is published."
            ) from None
        return said
    if said is not None and said != known:
        raise Refused(f"The rule book has a CPI of {known}% for this rent year, not {said}%.")
    return known


def new_rent(home: HomeFacts, limits: Limits) -> NewRent:
    """Return the most that the rent of a home may be from the start of the year, and why.

    Raises Refused for a county of which no earnings are known.
    """
    formula, cap = _formula_and_cap(home, limits)
    if home.rent_type == EXEMPT:
        old = to_the_penny(home.rent)
        why = f"This rent is outside the rent standard, so {in_words(old)} a week stays."
        return NewRent(old, old, formula, cap, Decimal("0.00"), old, why, NOT_LIMITED)
    if home.rent_type == AFFORDABLE:
        return _affordable(home, limits, formula, cap)
    return _social(home, limits, formula, cap)


def _formula_and_cap(home: HomeFacts, limits: Limits) -> tuple[Decimal | None, Decimal | None]:
    if home.bedrooms is None:
        return None, None
    cap = formula_rent.cap_of(limits.formula, home.bedrooms)
    if home.value_1999 is None or not home.county:
        return None, cap
    formula = formula_rent.rent_of(
        limits.formula, value_1999=home.value_1999, county=home.county, bedrooms=home.bedrooms
    )
    return formula, cap


def _affordable(home: HomeFacts, limits: Limits, formula: Decimal | None, cap: Decimal | None) -> NewRent:
    """Raise an affordable rent by the limit, alone and with its service charges. It is re-based when let anew."""
    old, uprated = to_the_penny(home.rent), _raised(home.rent, limits.most)
    why = f"This affordable rent {_rises(home, limits.most, limits)} to {in_words(uprated)} a week."
    together = _raised(home.rent + home.services, limits.most)
    if uprated + home.services_then <= together:
        return NewRent(old, uprated, formula, cap, Decimal("0.00"), uprated, why)
    new = max(together - home.services_then, Decimal("0.00"))
    why = (
        f"This affordable rent of {in_words(old)} a week becomes {in_words(new)}, so that with service charges "
        f"of {in_words(home.services_then)} it rises by {_percent(limits.most)} at most, to {in_words(together)}."
    )
    return NewRent(old, new, formula, cap, Decimal("0.00"), new, why, WITH_SERVICES)


def _social(home: HomeFacts, limits: Limits, formula: Decimal | None, cap: Decimal | None) -> NewRent:
    if formula is not None and _is_above_flexibility(home, limits, formula):
        return _above(home, limits, formula, cap)
    uprated = _raised(home.rent, limits.most)
    ceiling = min(formula, cap) if formula is not None and cap is not None else None
    convergence = Decimal("0.00")
    if ceiling is not None and uprated < ceiling:
        convergence = to_the_penny(min(limits.convergence, ceiling - uprated))
    new = uprated + convergence
    why = f"This rent {_rises(home, limits.most, limits)} to {in_words(uprated)}"
    if convergence:
        why += f", and by {in_words(convergence)} more towards its formula rent of {in_words(ceiling or new)}"
    exception = NO_VALUE if formula is None else ""
    return _held_at_cap(
        NewRent(to_the_penny(home.rent), uprated, formula, cap, convergence, new, f"{why}.", exception)
    )


def _is_above_flexibility(home: HomeFacts, limits: Limits, formula: Decimal) -> bool:
    """Return whether a rent is above formula rent and flexibility: compared after both rise alike."""
    flexibility = limits.flexibility_supported if home.is_supported else limits.flexibility
    return home.rent * (1 + limits.most / HUNDRED) > formula * (1 + flexibility / HUNDRED)


def _above(home: HomeFacts, limits: Limits, formula: Decimal, cap: Decimal | None) -> NewRent:
    """Raise a rent above formula rent and flexibility by CPI only, until it is within it."""
    uprated = _raised(home.rent, limits.cpi)
    flexibility = limits.flexibility_supported if home.is_supported else limits.flexibility
    why = (
        f"This rent is above its formula rent of {in_words(formula)} and {_percent(flexibility)} flexibility, "
        f"so it rises by CPI alone, {_percent(limits.cpi)}, to {in_words(uprated)}."
    )
    found = NewRent(to_the_penny(home.rent), uprated, formula, cap, Decimal("0.00"), uprated, why, ABOVE_FORMULA)
    return _held_at_cap(found)


def _held_at_cap(found: NewRent) -> NewRent:
    """Keep a social rent from passing the rent cap. One that is above it already stays as it is."""
    if found.cap is None or found.new <= found.cap:
        return found
    held = max(found.cap, found.old)
    why = f"{found.why} The rent cap is {in_words(found.cap)}, so it becomes {in_words(held)}."
    return NewRent(found.old, found.uprated, found.formula, found.cap, Decimal("0.00"), held, why, AT_CAP)


def _raised(rent: Decimal, per_cent: Decimal) -> Decimal:
    return to_the_penny(rent * (1 + per_cent / HUNDRED))


def _rises(home: HomeFacts, per_cent: Decimal, limits: Limits) -> str:
    of = f"CPI of {_percent(limits.cpi)} and {_percent(limits.margin)}"
    return f"of {in_words(to_the_penny(home.rent))} a week rises by {_percent(per_cent)} ({of})"


def _percent(value: Decimal) -> str:
    return f"{value.normalize():f}%"


# --- What is charged for a week, a month -----------------------------------------------------------


def weekly_of(amount: Decimal, *, per: str, free_weeks: int) -> Decimal:
    """Return the rent a week of 52, not rounded, of what is charged in pounds each week or month.

    With free weeks, a charge of £108.33 in 48 weeks is a rent of £100 in 52. In a year of 53 weeks the
    weekly charge is the same: the year is dearer by a week.
    """
    if per == PER_MONTH:
        return amount * MONTHS / WEEKS
    assert per == PER_WEEK, f"A rent by the {per} is not raised here."
    return amount * (WEEKS - free_weeks) / WEEKS


def charge_of(weekly: Decimal, *, per: str, free_weeks: int) -> Decimal:
    """Return what to charge each week or month for a rent a week of 52, in pounds to the penny.

    Rounded down, so that what is charged in a year of 52 weeks never passes the rent.
    """
    if per == PER_MONTH:
        times, of = Decimal(MONTHS), WEEKS
    else:
        assert per == PER_WEEK, f"A rent by the {per} is not raised here."
        times, of = Decimal(WEEKS - free_weeks), WEEKS
    exact = weekly * of / times
    return exact.quantize(PENNY, rounding=ROUND_FLOOR)


def affordable_rent_of(market_rent: Decimal, *, on: date, formula: Decimal | None = None) -> Decimal:
    """Return the most that a new letting at an affordable rent may cost, service charge included.

    Takes and returns pounds a week. Formula rent, where it is known and more, may be charged instead.
    """
    share = AFFORDABLE_SHARE.version(on=on).value
    most = (market_rent * share / HUNDRED).quantize(PENNY, rounding=ROUND_FLOOR)
    return max(most, formula or most)


def social_rent_of(
    formula: Formula, *, value_1999: Decimal, county: str, bedrooms: int, flexibility: Decimal
) -> Decimal:
    """Return the most that a new letting at a social rent may cost: formula and flexibility, within the cap.

    `flexibility` is in per cent, and needs a rationale where it is above nought. Pounds a week.
    """
    by_formula = formula_rent.rent_of(formula, value_1999=value_1999, county=county, bedrooms=bedrooms)
    flexed = (by_formula * (1 + flexibility / HUNDRED)).quantize(PENNY, rounding=ROUND_FLOOR)
    return min(flexed, formula_rent.cap_of(formula, bedrooms))


# --- Telling tenants ---------------------------------------------------------------------------------


def notice_due(starts_on: date, *, calendar: Calendar) -> Deadline:
    """Return by when tenants must have been told of a rent that begins on a day, with the sum in words.

    Housing Act 1985, ss 102 and 103: at least four weeks before.
    """
    return NOTICE.version(on=starts_on).deadline(starts_on, calendar=calendar)


def notice_by(starts_on: date, *, calendar: Calendar, is_monthly: bool) -> date:
    """Return the last day on which tenants can be told of a rent that begins on a day.

    Four weeks before, or the rental period if that is longer: a month, where rent is charged by the month.
    """
    four_weeks = notice_due(starts_on, calendar=calendar).due_on
    return min(four_weeks, months_after(starts_on, -1)) if is_monthly else four_weeks
