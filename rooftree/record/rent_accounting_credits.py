"""Which rent accounts are in credit: some of a long list at a time, in an order, for pages and for downloads."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from rooftree.ledger import balances
from rooftree.record.reading import by_column, statement
from rooftree.rents.models import RentAccount

ORDERS = ("payment_reference", "pounds", "until_on")
"""What a list of credits may be ordered by."""
CHUNK = 1_000


@dataclass(frozen=True)
class Credit:
    """One account in credit."""

    id: int
    payment_reference: str
    place: str
    pounds: Decimal
    """What stands to its credit, above nought, all its parts together."""
    until_on: date | None
    """The first day after its tenancy; None while it goes on."""
    last_moved_on: date | None
    owed_elsewhere: Decimal
    """What the same people owe on other accounts."""
    refund_id: int | None
    """The refund that is on its way."""


@dataclass(frozen=True)
class Credits:
    """The credits of a council that are asked for: counted, cut and ordered as a queryset is."""

    council_id: int
    on: date
    which: str = ""
    """ "current" or "former" tenants; "" for all."""
    least: Decimal = Decimal()
    """In pounds."""
    by: str = "pounds"
    is_down: bool = True

    def order_by(self, *fields: str) -> "Credits":
        """Return the same credits in another order."""
        field = fields[0]
        return replace(self, by=field.removeprefix("-"), is_down=field.startswith("-"))

    def count(self) -> int:
        """Return how many there are. One query."""
        return self._read(1, 0)[0]

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, wanted: slice) -> list[Credit]:
        """Return some of them. One query."""
        return self._read(wanted.stop - wanted.start, wanted.start)[1]

    def iterator(self, chunk_size: int = CHUNK) -> Iterator[Credit]:
        """Yield all of them, so many at a time."""
        skip = 0
        while rows := self._read(chunk_size, skip)[1]:
            yield from rows
            skip += len(rows)

    def _read(self, most: int, skip: int) -> tuple[int, list[Credit]]:
        assert self.by in ORDERS, f"Credits are not ordered by {self.by}."
        order = f"{self.by} {'DESC' if self.is_down else 'ASC'} NULLS LAST, id"
        facts: dict[str, Any] = {
            "council": self.council_id,
            "on": self.on,
            "which": self.which,
            "least": self.least,
        }
        with connection.cursor() as cursor:
            text = statement("rent_accounting_credits").replace("{order}", order)
            cursor.execute(text, {**facts, "most": most, "skip": skip})
            rows = by_column(cursor)
        total = rows[0]["total"] if rows else 0
        return total, [Credit(**{name: value for name, value in row.items() if name != "total"}) for row in rows]


def credit_of(account: RentAccount) -> Decimal:
    """Return what stands to the credit of an account, all parts together, in pounds; below nought: it owes."""
    parts = account.parts.values_list("ledger_account_id", flat=True)
    return -sum(balances.of(list(parts)).values(), Decimal("0.00"))
