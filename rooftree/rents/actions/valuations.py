"""Takes in a file of valuations: what the rents of many homes are reckoned from, all of it or nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from rooftree.foundations.dates import london_day
from rooftree.foundations.models import Council
from rooftree.foundations.refusals import Refused
from rooftree.places.models import Place, PlaceLegacyReference
from rooftree.rents import increases, permissions, valuations
from rooftree.rents.models import HomeValue
from rooftree.rents.valuations import Fault, Row
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

BATCH = 2000
TOLD = 20
"""So many faults are told at once."""
FACTS = (
    "rent_type",
    "value_1999",
    "county",
    "bedrooms",
    "is_supported",
    "market_rent",
    "market_on",
    "source",
)


@dataclass(frozen=True)
class TakenIn:
    """What came of a file: homes whose valuation is new or changed, and those it left as they are."""

    changed: int
    unchanged: int


@transaction.atomic
def take_in(council: Council, lines: Iterable[str], *, by: Officer | None, at: datetime) -> TakenIn:
    """Keep the valuations of a file, each from its day on; what held before ends there.

    `by` is empty for the command line. The same file again changes nothing. Raises Refused, with what is
    wrong row by row, for a file with any row that cannot be right; then nothing of it is kept.
    """
    if by is not None:
        require(permissions.may_keep_values(by))
        assert by.council_id == council.pk, "An officer keeps the values of her own council."
    found = list(valuations.read(lines))
    rows = [each for each in found if isinstance(each, Row)]
    places = places_called(council, [row.place for row in rows])
    faults = [each.sentence for each in found if isinstance(each, Fault)]
    faults += list(_faults(council, rows, places, on=london_day(at)))
    say_faults(faults)
    return _keep(council, rows, places, at=at)


def say_faults(faults: Sequence[str]) -> None:
    """Raise Refused with what is wrong with a file, the first twenty, if anything is."""
    if faults:
        more = f" And {len(faults) - TOLD:,} more." if len(faults) > TOLD else ""
        raise Refused(" ".join(faults[:TOLD]) + more)


def places_called(council: Council, references: Sequence[str]) -> dict[str, set[int]]:
    """Return the homes that are called so, by us or by an old system. Two queries."""
    found: dict[str, set[int]] = {}
    ours = Place.objects.filter(council=council, reference__in=references).values_list("reference", "pk")
    old = PlaceLegacyReference.objects.filter(council=council, reference__in=references)
    for reference, place in [*ours, *old.values_list("reference", "place_id")]:
        found.setdefault(reference, set()).add(place)
    return found


def _faults(council: Council, rows: Sequence[Row], places: dict[str, set[int]], *, on: date) -> Iterable[str]:
    """Yield what is wrong with rows, beside what their cells say: by the lists as they are on a day."""
    seen: set[int] = set()
    types = increases.RENT_TYPES.version(on=on)
    counties = increases.formula_rent.COUNTIES.version(on=on, council=council.pk)
    for row in rows:
        homes = places.get(row.place, set())
        if len(homes) != 1:
            yield f"Row {row.number:,}: {len(homes) or 'no'} homes are called {row.place}."
        elif homes & seen:
            yield f"Row {row.number:,}: {row.place} stands in the file twice."
        elif row.rent_type not in types:
            yield f"Row {row.number:,}: “{row.rent_type}” is no kind of rent."
        elif row.county and row.county not in counties:
            yield f"Row {row.number:,}: the rule book has no earnings of 1999 for “{row.county}”."
        seen |= homes


def _keep(council: Council, rows: Sequence[Row], places: dict[str, set[int]], *, at: datetime) -> TakenIn:
    """End what held before, and begin what is new, so many at a time."""
    by_place = {next(iter(places[row.place])): row for row in rows}
    held = {
        value.place_id: value
        for value in HomeValue.objects.select_for_update().filter(
            council=council, place__in=by_place, until_on__isnull=True
        )
    }
    changed = {place: row for place, row in by_place.items() if place not in held or _differs(held[place], row)}
    for place, row in changed.items():
        if place in held and held[place].from_on >= row.from_on:
            raise Refused(
                f"Row {row.number:,}: what is kept of {row.place} holds from {held[place].from_on:%d/%m/%Y} "
                "already. Give a later day."
            )
    ending = [held[place] for place in changed if place in held]
    for value in ending:
        value.until_on = changed[value.place_id].from_on
    HomeValue.objects.bulk_update(ending, ["until_on"], batch_size=BATCH)
    new = [_value(council, place, row, at=at) for place, row in changed.items()]
    HomeValue.objects.bulk_create(new, batch_size=BATCH)
    return TakenIn(len(changed), len(rows) - len(changed))


def _differs(value: HomeValue, row: Row) -> bool:
    return any(getattr(value, name) != getattr(row, name) for name in FACTS)


def _value(council: Council, place: int, row: Row, *, at: datetime) -> HomeValue:
    facts = {name: value for name, value in asdict(row).items() if name in FACTS}
    return HomeValue(council=council, place_id=place, from_on=row.from_on, created_at=at, **facts)
