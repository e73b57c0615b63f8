"""The list of rent accounts: whose patch each is in, how it stands, and what it takes to say why it is here."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import orjson
from django.db import connection

from rooftree.record.opening import log_opening
from rooftree.record.reading import by_column, statement
from rooftree.staff import safety_markers

ROWS = 50
BATCH = 5000
SHOWN = ("", "owing", "credit", "former", "void")
"""Which accounts a tab shows: those that go on, of them those that owe or are in credit, those that ended,
and what falls to empty homes."""

ORDERS = {
    "": "f.arrears DESC, f.id",
    "weeks": "f.weeks DESC NULLS LAST, f.id",
    "balance": "f.balance DESC, f.id",
    "credit": "f.balance, f.id",
    "paid": "f.paid_on NULLS FIRST, f.id",
    "address": "f.sort_address, f.id",
}
"""What a list is sorted by. By what was last paid costs a look at every account of it."""


@dataclass(frozen=True)
class Sought:
    """Which accounts are asked for.

    `officers` are those whose income patches they stand in, today's cover counted; None: all of the councils.
    Sums are pounds.
    """

    councils: tuple[int, ...]
    officers: tuple[int, ...] | None = None
    patch: int | None = None
    shown: str = ""
    group: str = ""
    paying_by: str = ""
    benefit: str = ""
    """A kind of benefit that is expected, or "none"."""
    at_least: Decimal | None = None
    weeks: Decimal | None = None
    not_eligible: tuple[str, ...] = ()
    """Codes of charges that no benefit pays for."""
    not_rent: tuple[str, ...] = ()
    """Codes of charges that stand on another part than rent."""
    weeks_from: Mapping[int, dt.date] = field(default_factory=dict)
    """On which day the rent week of each council began."""
    order: str = ""
    offset: int = 0


@dataclass(frozen=True)
class Row:
    """One account of the list."""

    id: int
    council_id: int
    payment_reference: str
    group: str
    cycle: str
    from_on: dt.date
    until_on: dt.date | None
    paying_by: str
    tenure: str
    address: str
    place_reference: str
    balance: Decimal
    arrears: Decimal
    """What stands on the part of rent."""
    weekly: Decimal
    """What is charged in a week now."""
    gross: Decimal
    """What of that is charged to the part of rent."""
    eligible: Decimal
    """What of that benefits can pay for."""
    weeks: Decimal | None
    """How many weeks of that the arrears are."""
    is_suspended: bool
    paid_this_week: Decimal
    """What was paid to the part of rent since the debit day, net of what came back."""
    paid_on: dt.date | None
    """The day on which the last payment was made that stands."""
    paid: Decimal | None
    names: tuple[str, ...]
    people: tuple[dict[str, int], ...]
    adjustments: tuple[str, ...]
    markers: tuple[str, ...]
    has_safe_contact: bool
    benefits: tuple[dict[str, Any], ...]
    patch: str
    mandate: str
    """How the direct debit stands; nothing where there is none."""


@dataclass(frozen=True)
class Counts:
    """How many accounts each tab has, and what they owe together."""

    every: int
    owing: int
    credit: int
    former: int
    void: int
    found: int
    """Under the filters, on all pages."""
    owed: Decimal
    """Pounds that those found owe, credits left out."""

    def of(self, shown: str) -> int:
        """Return how many a tab has."""
        return int(getattr(self, shown or "every"))


@dataclass(frozen=True)
class Accounts:
    """One page of the list."""

    rows: tuple[Row, ...]
    counts: Counts


def accounts(sought: Sought, *, on: dt.date, most: int = ROWS) -> Accounts:
    """Return one page of the list of accounts on a day. One query; restricted people take one more a group."""
    text = statement("accounts").replace("/*order*/", ORDERS.get(sought.order, ORDERS[""]))
    text = text.replace("/*whole*/", "true" if sought.officers is None and sought.patch is None else "false")
    params = {
        "councils": list(sought.councils),
        "officers": list(sought.officers or ()),
        "patch": sought.patch,
        "shown": sought.shown,
        "group": sought.group,
        "paying_by": sought.paying_by,
        "benefit": sought.benefit,
        "at_least": sought.at_least,
        "weeks": sought.weeks,
        "not_eligible": list(sought.not_eligible),
        "not_rent": list(sought.not_rent),
        "weeks_from": [sought.weeks_from.get(council, on) for council in sought.councils],
        "by_payment": sought.order == "paid",
        "offset": sought.offset,
        "most": most,
        "on": on,
        "protecting": safety_markers.protecting(on=on),
    }
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        found = by_column(cursor)
    counts = Counts(**{name: found[0].pop(f"n_{name}") for name in Counts.__dataclass_fields__})
    rows = tuple(_row(each) for each in found if each["id"] is not None)
    for council in {row.council_id for row in rows}:
        log_opening(council, [each for row in rows if row.council_id == council for each in row.people])
    return Accounts(rows, counts)


_LISTS = ("names", "adjustments", "markers")
_PACKED = ("people", "benefits")
"""Lists of objects, as JSON."""


def _row(found: dict[str, Any]) -> Row:
    facts: dict[str, Any] = {name: found[name] for name in Row.__dataclass_fields__}
    facts |= {name: tuple(found[name] or ()) for name in _LISTS}
    facts |= {name: tuple(orjson.loads(found[name] or "[]")) for name in _PACKED}
    return Row(**facts)


def every_account(sought: Sought, *, on: dt.date) -> Iterator[Row]:
    """Yield every account asked for, in order, read in batches: for a download of any length."""
    while True:
        page = accounts(sought, on=on, most=BATCH)
        yield from page.rows
        if len(page.rows) < BATCH:
            return
        sought = replace(sought, offset=sought.offset + BATCH)


@dataclass(frozen=True)
class IncomePatch:
    """An income patch, and who has it."""

    id: int
    code: str
    officer_id: int | None
    officer: str


def income_patches(councils: Collection[int], *, on: dt.date) -> list[IncomePatch]:
    """Return the income patches of councils on a day, by their codes. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT patch.id, patch.code, officer.id, coalesce(officer.name, '')
               FROM places_patch patch
               LEFT JOIN places_patchofficer has ON has.council_id = patch.council_id AND has.patch_id = patch.id
                   AND has.from_on <= %(on)s AND (has.until_on IS NULL OR has.until_on > %(on)s)
               LEFT JOIN staff_officer officer
                   ON officer.council_id = has.council_id AND officer.id = has.officer_id
               WHERE patch.council_id = ANY (%(councils)s) AND patch.purpose = 'income'
               ORDER BY patch.code, patch.id""",
            {"councils": list(councils), "on": on},
        )
        return [IncomePatch(*row) for row in cursor.fetchall()]
