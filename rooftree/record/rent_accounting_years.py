"""What accounts of each rent group are usually charged in a week, to say what a rent year costs them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rooftree.record.reading import read_rows
from rooftree.rents import codes


@dataclass(frozen=True)
class Typical:
    """One rent group: its accounts, what one is charged in a week on average, those with Universal Credit."""

    accounts: int
    weekly: Decimal
    """Pounds a charged week, under codes that benefit can pay."""
    uc_accounts: int
    uc_weekly: Decimal
    """Pounds a charged week of all accounts that Universal Credit pays towards."""


def typical_charges(council_id: int, *, on: date) -> dict[str, Typical]:
    """Return what is usually charged on a day, by rent group. One query, and one for the rule book's codes."""
    listed = codes.all_codes(on=on, council=council_id).values()
    eligible = [each.code for each in listed if each.family == "debit" and each.eligible]
    rows = read_rows("rent_accounting_typical", {"council": council_id, "on": on, "eligible": eligible})
    return {row.pop("group"): Typical(**row) for row in rows}
