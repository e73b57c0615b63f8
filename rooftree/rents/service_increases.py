"""What a service charge becomes at the annual increase: by a percentage, or to what the service will cost.

Plain values in, plain values out. The limit on rents does not touch service charges; they are reasonable, told
one by one, and should not rise by more than it without a reason (rule book 4.1).
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from rooftree.foundations.money import NOUGHT, PENNY, in_words, to_the_penny
from rooftree.foundations.refusals import Refused
from rooftree.rents import increases
from rooftree.rents.formula_rent import HUNDRED
from rooftree.rents.valuations import Fault

ABOVE_LIMIT = "service_above_limit"
MOST_EITHER_WAY = 50
"""Per cent: what is beyond is a slip of the hand, or is given in pounds with its source."""
DEAREST = Decimal(1000)
"""Pounds each time: nothing dearer is a service charge of a home."""
COLUMNS = ("place", "code", "amount")


@dataclass(frozen=True)
class ServiceChange:
    """How the charges of one code change: by so many per cent, or to so many pounds each time. One of the two."""

    code: str
    per_cent: Decimal | None = None
    amount: Decimal | None = None
    source: str = ""
    """Where the amount comes from, such as the budget of a year."""


@dataclass(frozen=True)
class Services:
    """How the service charges of a group change."""

    others_by: Decimal = NOUGHT
    """Per cent, for codes of which nothing else is said."""
    by_code: Mapping[str, ServiceChange] = field(default_factory=dict)
    costs: Mapping[tuple[int, str], Decimal] = field(default_factory=dict)
    """What one home is charged for a code each time, in pounds, by the id of its place."""
    costs_from: str = ""
    """The file that says so."""


@dataclass(frozen=True)
class NewService:
    """A service charge after the increase, and why. Pounds a week of 52; `charge` each time it is charged."""

    old: Decimal
    new: Decimal
    charge: Decimal
    why: str
    exception: str = ""


def check_change(change: ServiceChange) -> None:
    """Raise Refused for what is no change of a service charge."""
    if (change.per_cent is None) == (change.amount is None):
        raise Refused(f"Say of {change.code} by how many per cent it changes, or what it becomes: one of the two.")
    if change.per_cent is not None:
        check_per_cent(change.per_cent)
    if change.amount is None:
        return
    if not 0 < change.amount < DEAREST or change.amount != change.amount.quantize(PENNY):
        raise Refused(
            f"What {change.code} becomes is a sum in pounds and pence, such as 7.90. Where a service stops, end "
            "its charge instead."
        )
    if not change.source.strip():
        raise Refused(f"Say where the new amount of {change.code} comes from, such as the budget of the year.")


def check_per_cent(per_cent: Decimal) -> None:
    """Raise Refused for what is no percentage by which a service charge changes."""
    if abs(per_cent) > MOST_EITHER_WAY or per_cent != per_cent.quantize(Decimal("0.01")):
        raise Refused(
            "Service charges rise by a figure in per cent with two places at most, such as 4.8. Check it."
        )


def new_service(
    charge: Decimal,
    *,
    per: str,
    place: int,
    code: str,
    services: Services,
    free_weeks: tuple[int, int],
    most: Decimal,
) -> NewService:
    """Return what a service charge of a home becomes: what a file says of the home, else of its code, else of all.

    `charge` is in pounds each week or month; `free_weeks` of the year before and of the new one; `most` is by
    how many per cent rents may rise, beyond which an officer looks at the charge.
    """
    if per == increases.PER_NIGHT:
        return NewService(charge, charge, charge, "A charge by the night stays as it is.")
    weekly = increases.weekly_of(charge, per=per, free_weeks=free_weeks[0])
    said = services.by_code.get(code, ServiceChange(code, per_cent=services.others_by))
    if (place, code) in services.costs:
        said = ServiceChange(code, amount=services.costs[place, code], source=services.costs_from)
    if said.amount is not None:
        new_charge = said.amount
        new = to_the_penny(increases.weekly_of(new_charge, per=per, free_weeks=free_weeks[1]))
        why = f"It costs {in_words(new_charge)} a {per} from then on, by {said.source}."
    else:
        assert said.per_cent is not None, "A change has one of the two."
        raised = weekly * (1 + said.per_cent / HUNDRED)
        new = to_the_penny(raised)
        new_charge = max(_each_time(raised, per=per, free_weeks=free_weeks[1]), PENNY)
        why = _by_per_cent(said.per_cent)
    is_above = new > to_the_penny(weekly * (1 + most / HUNDRED))
    return NewService(to_the_penny(weekly), new, new_charge, why, ABOVE_LIMIT if is_above else "")


def _each_time(weekly: Decimal, *, per: str, free_weeks: int) -> Decimal:
    """Return what is charged each week or month for so much a week of 52, which is not rounded before."""
    if per == increases.PER_MONTH:
        return to_the_penny(weekly * increases.WEEKS / increases.MONTHS)
    return to_the_penny(weekly * increases.WEEKS / (increases.WEEKS - free_weeks))


def _by_per_cent(per_cent: Decimal) -> str:
    if not per_cent:
        return "It stays as it is."
    return f"It {'rises' if per_cent > 0 else 'falls'} by {abs(per_cent).normalize():f}%."


# --- What services cost, home by home -----------------------------------------------------------------


@dataclass(frozen=True)
class Cost:
    """One row of a file: what a home is charged for a code from the first day of the new rents, in pounds."""

    number: int
    place: str
    code: str
    amount: Decimal


def read_costs(lines: Iterable[str]) -> Iterator[Cost | Fault]:
    """Yield each row of a file of place, code and amount, or what is wrong with it, in order."""
    reader = csv.DictReader(lines, strict=True)
    try:
        headings = [heading.strip().lower() for heading in reader.fieldnames or ()]
        if missing := [name for name in COLUMNS if name not in headings]:
            yield Fault(0, f"The file has no column {', '.join(missing)}. The columns are {', '.join(COLUMNS)}.")
            return
        reader.fieldnames = headings
        for number, cells in enumerate(reader, start=1):
            yield _cost(number, {name: (cells.get(name) or "").strip() for name in COLUMNS})
    except csv.Error as error:
        yield Fault(0, f"The file is no CSV: {error}.")


def _cost(number: int, cells: Mapping[str, str]) -> Cost | Fault:
    try:
        amount = Decimal(cells["amount"].replace(",", "").removeprefix("£"))
    except InvalidOperation:
        return Fault(number, f"Row {number:,}: amount is a sum in pounds, not “{cells['amount'][:20]}”.")
    if not amount.is_finite() or not 0 < amount < DEAREST or amount != amount.quantize(PENNY):
        return Fault(number, f"Row {number:,}: amount is a sum in pounds and pence above nought.")
    return Cost(number, cells["place"], cells["code"].upper(), amount)
