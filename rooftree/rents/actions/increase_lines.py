"""The lines of an annual increase: what each charge of each home becomes, reckoned home by home."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, islice
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection

from rooftree.foundations.money import NOUGHT
from rooftree.foundations.periods import DAY
from rooftree.foundations.rule_entries import ListVersion
from rooftree.rents import codes, increases, rent_year, service_increases
from rooftree.rents.increases import HomeFacts, Limits
from rooftree.rents.models import RentIncrease, RentIncreaseLine
from rooftree.rents.service_increases import NewService, Services

Kind = RentIncreaseLine.Kind
BATCH = 2000
SQL = Path(__file__).parent.parent / "sql" / "increases"


class Row(NamedTuple):
    """One charge of a home as it stands on the eve, with what its home is worth: as `charges.sql` gives it."""

    charge: int
    place: int
    code: str
    per: str
    amount: Decimal
    rent_type: str
    value_1999: Decimal | None
    county: str
    bedrooms: int | None
    is_supported: bool


@dataclass(frozen=True)
class Reckoning:
    """By what the lines of one increase are reckoned."""

    increase: RentIncrease
    limits: Limits
    services: Services
    rent_code: str
    eligible: frozenset[str]
    """Codes that benefit can pay for: with the services among them an affordable rent counts."""
    exceptions: ListVersion

    @property
    def free_weeks(self) -> tuple[int, int]:
        """Free weeks of the year before and of the new one."""
        return self.increase.free_weeks_before, self.increase.free_weeks


def write(increase: RentIncrease, limits: Limits, services: Services) -> None:
    """Reckon and keep a line for each charge of each home, and one for each let home without a rent."""
    on, council = increase.starts_on, increase.council_id
    rent_code = str(codes.GROUPS.version(on=on, council=council).flag(increase.group, "code"))
    reckoning = Reckoning(
        increase=increase,
        limits=limits,
        services=services,
        rent_code=rent_code,
        eligible=frozenset(_eligible(increase)),
        exceptions=increases.EXCEPTIONS.version(on=on, council=council),
    )
    made = _lines(reckoning)
    while batch := list(islice(made, BATCH)):
        RentIncreaseLine.objects.bulk_create(batch)
    with connection.cursor() as cursor:
        cursor.execute(statement("without_rent"), {**named(increase), "rent_code": rent_code})


def statement(name: str) -> str:
    """Return one of the statements of increases."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def named(increase: RentIncrease) -> dict[str, Any]:
    """Return what the statements of an increase are given."""
    return {
        "council": increase.council_id,
        "increase": increase.pk,
        "group": increase.group,
        "starts_on": increase.starts_on,
        "eve": increase.starts_on - DAY,
        "at": increase.applied_at or increase.prepared_at,
    }


def sum_up(increase: RentIncrease) -> None:
    """Keep with the exercise what its lines come to, and what a 53rd week costs those on Universal Credit."""
    extra = max(increase.weeks - rent_year.WEEKS_OF_A_YEAR, 0)
    with connection.cursor() as cursor:
        cursor.execute(statement("sum_up"), {**named(increase), "eligible": _eligible(increase), "extra": extra})


def _eligible(increase: RentIncrease) -> list[str]:
    all_codes = codes.all_codes(on=increase.starts_on, council=increase.council_id)
    return [each.code for each in all_codes.values() if each.family == "debit" and each.eligible]


def _lines(reckoning: Reckoning) -> Iterator[RentIncreaseLine]:
    """Yield a line for each charge, home by home: its rent, which may depend on its services, and those."""
    for _, home in groupby(_charges(reckoning.increase), key=lambda row: row.place):
        rows = list(home)
        services = [(row, _new_service(reckoning, row)) for row in rows if row.code != reckoning.rent_code]
        yield from (_as_rent(reckoning, row, services) for row in rows if row.code == reckoning.rent_code)
        yield from (_as_service(reckoning, row, found) for row, found in services)


def _charges(increase: RentIncrease) -> Iterator[Row]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement("charges"), named(increase))
        while rows := cursor.fetchmany(BATCH):
            yield from (Row(*row) for row in rows)


def _begun(reckoning: Reckoning, row: Row, kind: str) -> RentIncreaseLine:
    return RentIncreaseLine(
        council_id=reckoning.increase.council_id,
        increase=reckoning.increase,
        place_id=row.place,
        charge_id=row.charge,
        kind=kind,
        code=row.code,
        per=row.per,
        old_charge=row.amount,
    )


def _new_service(reckoning: Reckoning, row: Row) -> NewService:
    return service_increases.new_service(
        row.amount,
        per=row.per,
        place=row.place,
        code=row.code,
        services=reckoning.services,
        free_weeks=reckoning.free_weeks,
        most=reckoning.limits.most,
    )


def _as_service(reckoning: Reckoning, row: Row, found: NewService) -> RentIncreaseLine:
    line = _begun(reckoning, row, Kind.SERVICE)
    line.old, line.uprated, line.new, line.new_charge = found.old, found.new, found.new, found.charge
    line.why, line.exception = found.why, found.exception
    return line


def _as_rent(reckoning: Reckoning, row: Row, services: Iterable[tuple[Row, NewService]]) -> RentIncreaseLine:
    line = _begun(reckoning, row, Kind.RENT)
    line.rent_type = row.rent_type
    if row.per == increases.PER_NIGHT:
        line.old = line.uprated = line.new = line.new_charge = row.amount
        line.why = f"{reckoning.exceptions.label_of(increases.BY_THE_NIGHT)}."
        line.exception = increases.BY_THE_NIGHT
        return line
    counted = [found for each, found in services if each.code in reckoning.eligible]
    facts = HomeFacts(
        increases.weekly_of(row.amount, per=row.per, free_weeks=reckoning.free_weeks[0]),
        row.rent_type,
        row.value_1999,
        row.county,
        row.bedrooms,
        row.is_supported,
        services=sum((each.old for each in counted), NOUGHT),
        services_then=sum((each.new for each in counted), NOUGHT),
    )
    found = increases.new_rent(facts, reckoning.limits)
    line.old, line.uprated, line.new = found.old, found.uprated, found.new
    line.formula, line.cap, line.convergence = found.formula, found.cap, found.convergence
    line.why, line.exception = found.why, found.exception
    is_same = found.new == found.old and reckoning.free_weeks[0] == reckoning.free_weeks[1]
    stays = is_same or found.exception == increases.NOT_LIMITED
    line.new_charge = (
        row.amount if stays else increases.charge_of(found.new, per=row.per, free_weeks=reckoning.free_weeks[1])
    )
    return line
