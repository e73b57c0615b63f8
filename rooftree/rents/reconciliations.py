"""Reckons each reconciliation of practice.md 4.4 from the facts, by one set-based statement each."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from rooftree.foundations import rulebook
from rooftree.places.rules import KINDS
from rooftree.rents import codes
from rooftree.rents.codes import SUNDRY
from rooftree.rents.controls import INCOME, control_of
from rooftree.rents.reconciling import EXPECTED, Part, Reckoned

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
_TAKEN_OVER = {
    "cash": "cash",
    "wages": "cash",
    "card": "card",
    "direct_debit": "direct_debit",
    "hb": "housing_benefit",
    "uc": "universal_credit",
    "refunds": "refunds",
    "write_offs": "write_offs",
}
"""The reconciliation of what was taken over from an old system, by the control account that it came through."""
_BY_JOURNAL = ("refunds", "write_offs")
"""Reconciliations in which journals count. In the others a journal corrects what no feed brought."""
_STATEMENTS = {
    path.stem.removeprefix("reconcile_"): path.read_text(encoding="utf-8") for path in _SQL.glob("reconcile_*.sql")
}
"""Each gives side, code, pounds and count, in the order in which they are shown.

That of charges gives the kind first."""


def reckon(kind: str, *, council_id: int, from_on: date, until_on: date) -> Reckoned:
    """Return both sums of one reconciliation for the days from the first until before the second, to the penny.

    A movement belongs to the day under which it stands in the books (posted_on). One statement.
    """
    return reckon_all([kind], council_id=council_id, from_on=from_on, until_on=until_on)[kind]


def reckon_all(kinds: Iterable[str], *, council_id: int, from_on: date, until_on: date) -> dict[str, Reckoned]:
    """Return both sums of several reconciliations, by kind: one statement each, and one for debits and voids.

    What was loaded from old systems is expected as their extracts said it: one statement more, for all.
    """
    facts: dict[str, Any] = {"council": council_id, "from": from_on, "until": until_on}
    taken_over = _taken_over(facts)
    found: dict[str, Reckoned] = {}
    for kind in kinds:
        if kind in _CHARGES and kind not in found:
            found |= _reckon_charges(facts | _charging(council_id, on=from_on))
        elif kind not in _CHARGES:
            files, controls = _FILES.get(kind, ([], []))
            rows = _rows("files" if kind in _FILES else kind, facts | {"kinds": files, "controls": controls})
            found[kind] = Reckoned(tuple(Part(*row) for row in rows))
    return {
        kind: Reckoned((*taken_over[kind], *each.parts)) if kind in taken_over else each
        for kind, each in found.items()
    }


def _taken_over(facts: dict[str, Any]) -> dict[str, list[Part]]:
    """Return what old systems said was posted in these days, by the reconciliation that it belongs to."""
    sums: dict[str, tuple[Decimal, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM rents_taken_over(%(council)s, %(from)s, %(until)s)", facts)
        rows = cursor.fetchall()
    listed = codes.all_codes(on=facts["from"], council=facts["council"]) if rows else {}
    for code, is_void, is_journal, owed, count in rows:
        control = control_of(code, family=listed[code].family, group="")
        is_charge = listed[code].family == "debit" and control.startswith(INCOME)
        kind = ("voids" if is_void else "debits") if is_charge else _TAKEN_OVER.get(control)
        if kind is None or (is_journal and kind not in _BY_JOURNAL):
            continue
        pounds, lines = sums.get(kind, (Decimal(), 0))
        # A charge and a refund add to what is owed; what came in, and what is written off, take from it.
        sums[kind] = (pounds + (owed if is_charge or kind == "refunds" else -owed), lines + count)
    return {kind: [Part(EXPECTED, "taken_over", pounds, lines)] for kind, (pounds, lines) in sums.items()}


def _reckon_charges(facts: dict[str, Any]) -> dict[str, Reckoned]:
    parts: dict[str, list[Part]] = {kind: [] for kind in _CHARGES}
    for kind, *part in _rows("charges", facts):
        parts[kind].append(Part(*part))
    return {kind: Reckoned(tuple(of_kind)) for kind, of_kind in parts.items()}


def _rows(name: str, facts: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return what a statement answers. To compile it would take longer than to run it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off; SET LOCAL work_mem = '64MB'")
        cursor.execute(_STATEMENTS[name], facts)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


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
