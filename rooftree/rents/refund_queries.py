"""What is known of other debts before a refund: the same people's other accounts that owe."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.db import connection

from rooftree.rents.models import RentAccount

_DEBTS = (Path(__file__).parent / "sql" / "debts_of_same_people.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Debt:
    """Another account of the same people that owes: its reference, where, and pounds above nought."""

    account_id: int
    payment_reference: str
    place: str
    is_former: bool
    pounds: Decimal


def debts_of_same_people(account: RentAccount) -> list[Debt]:
    """Return the other accounts held by anybody who holds this one, now or before, that owe. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _DEBTS, {"council": account.council_id, "account": account.pk, "tenancy": account.tenancy_id}
        )
        return [Debt(*row) for row in cursor.fetchall()]
