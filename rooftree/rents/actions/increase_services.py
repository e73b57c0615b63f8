"""What an officer says of service charges before an increase is rehearsed: checked, matched to homes, and kept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from rooftree.foundations.models import Council
from rooftree.foundations.refusals import Refused
from rooftree.people.queries import in_force
from rooftree.rents import codes, service_increases
from rooftree.rents.actions.valuations import places_called, say_faults
from rooftree.rents.models import Charge, RentIncrease
from rooftree.rents.models.increases import IncreaseService
from rooftree.rents.service_increases import Cost, ServiceChange, Services
from rooftree.rents.valuations import Fault


def changing(
    council: Council,
    others_by: Decimal,
    said: Sequence[ServiceChange],
    costs: Iterable[str],
    costs_from: str,
    *,
    on: date,
) -> Services:
    """Return how service charges change from a day. Raises Refused for what cannot be.

    `costs` are the lines of a file with the columns place, code and amount; `costs_from` is what it is called.
    """
    service_increases.check_per_cent(others_by)
    known = codes.all_codes(on=on, council=council.pk)
    by_code: dict[str, ServiceChange] = {}
    for change in said:
        if change.code in by_code or change.code not in known or known[change.code].family != "debit":
            raise Refused(f"{change.code} is not a charge, or is said twice. Say once how each charge changes.")
        service_increases.check_change(change)
        by_code[change.code] = change
    found = _costs(council, list(costs), on=on)
    return Services(others_by, by_code, found, costs_from[:120] if found else "")


def _costs(council: Council, lines: Sequence[str], *, on: date) -> Mapping[tuple[int, str], Decimal]:
    """Return what homes are charged by a file, by place and code. Raises Refused for faults, row by row."""
    read = list(service_increases.read_costs(lines)) if lines else []
    rows = [each for each in read if isinstance(each, Cost)]
    faults = [each.sentence for each in read if isinstance(each, Fault)]
    places = places_called(council, [row.place for row in rows])
    every = {place for found in places.values() for place in found}
    charged = set(
        in_force(Charge.objects.filter(council=council, place__in=every), on).values_list("place", "code")
    )
    costs: dict[tuple[int, str], Decimal] = {}
    for row in rows:
        homes = places.get(row.place, set())
        key = (next(iter(homes), 0), row.code)
        if len(homes) != 1:
            faults.append(f"Row {row.number:,}: {len(homes) or 'no'} homes are called {row.place}.")
        elif key in costs:
            faults.append(f"Row {row.number:,}: {row.place} and {row.code} stand in the file twice.")
        elif key not in charged:
            faults.append(f"Row {row.number:,}: {row.place} is charged no {row.code}.")
        costs[key] = row.amount
    say_faults(faults)
    return costs


def keep(increase: RentIncrease, services: Services) -> None:
    """Keep with an exercise what was said of each code, so that whoever approves it can look it up."""
    IncreaseService.objects.bulk_create(
        [
            IncreaseService(
                council_id=increase.council_id,
                increase=increase,
                code=change.code,
                per_cent=change.per_cent,
                amount=change.amount,
                source=change.source.strip()[:200] if change.amount is not None else "",
            )
            for change in services.by_code.values()
        ]
    )
