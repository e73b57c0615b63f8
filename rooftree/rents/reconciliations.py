"""Reckons each reconciliation of practice.md 4.4 from the facts, by one set-based statement each."""

from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from rooftree.foundations import rulebook
from rooftree.places.rules import KINDS
from rooftree.rents import codes
from rooftree.rents.codes import SUNDRY
from rooftree.rents.reconciling import Part, Reckoned

RECONCILIATIONS = rulebook.code_list("rents.reconciliations")

_SQL = Path(__file__).parent / "sql"
_FILES = {
    "cash": (["cash", "bank"], ["cash", "wages"]),
    "housing_benefit": (["hb"], ["hb"]),
    "universal_credit": (["uc"], ["uc"]),
}
"""Reconciliations of files: the kinds of file that each is about, and the control accounts that are theirs."""
_CHARGES = ("debits", "voids")
"""Reconciliations of what the debit runs charged: to payers, and to nobody."""
_STATEMENTS = {
    path.stem.removeprefix("reconcile_"): path.read_text(encoding="utf-8") for path in _SQL.glob("reconcile_*.sql")
}
"""Each gives side, code, pounds and count, in the order in which they are shown."""


def reckon(kind: str, *, council_id: int, from_on: date, until_on: date) -> Reckoned:
    """Return both sums of one reconciliation for the days from the first until before the second, to the penny.

    A movement belongs to the day under which it stands in the books (posted_on). One statement.
    """
    statement = _STATEMENTS["files" if kind in _FILES else "charges" if kind in _CHARGES else kind]
    kinds, controls = _FILES.get(kind, ([], []))
    facts: dict[str, Any] = {
        "council": council_id,
        "from": from_on,
        "until": until_on,
        "kinds": kinds,
        "controls": controls,
        "voids": kind == "voids",
    }
    if kind in _CHARGES:
        facts |= _charging(council_id, on=from_on)
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return Reckoned(tuple(Part(*row) for row in cursor.fetchall()))


def _charging(council_id: int, *, on: date) -> dict[str, Any]:
    """Return what the rule book says of charges: which reduce, what each cycle is for, where homes are void."""
    listed = codes.all_codes(on=on, council=council_id)
    cycles = codes.CYCLES.version(on=on, council=council_id)
    groups = codes.GROUPS.version(on=on, council=council_id)
    empties = {item.flags["empties"]: item.code for item in groups if item.flags["empties"]}
    kinds = {
        item.code: empties.get(item.flags["lets_as"], SUNDRY) for item in KINDS.version(on=on, council=council_id)
    }
    return {
        "codes": list(listed),
        "reduces": [code.sign == "credit" for code in listed.values()],
        "cycles": [item.code for item in cycles],
        "pers": [str(item.flags["per"]) for item in cycles],
        "place_kinds": list(kinds),
        "place_groups": list(kinds.values()),
    }
