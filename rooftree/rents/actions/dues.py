"""Reckons what is due, for a whole council or for some places, in one statement, into a table of its own.

The table, rents_due_now, is the connection's alone and is gone at the end of the block. Everything that is
posted or shown of a run is read from it, so that what was rehearsed is reckoned as what is posted.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from rooftree.foundations.periods import Period
from rooftree.rents import codes
from rooftree.rents.actions.accounts import groups_of_empties, open_void_accounts
from rooftree.rents.actions.parts import open_parts

_SQL = Path(__file__).parent.parent / "sql"
_DUE = (_SQL / "due.sql").read_text(encoding="utf-8")
_ROLL = (_SQL / "roll.sql").read_text(encoding="utf-8")
_DROP = "DROP TABLE IF EXISTS pg_temp.rents_due_now"

_OF_ALL = {
    "of_period": "SELECT %(starts)s::date AS starts_on, %(ends)s::date AS ends_on",
    "of_line": "",
    "of_own": "",
}
_OF_SCOPE = {
    "of_period": "SELECT * FROM unnest(%(starts)s::date[], %(ends)s::date[]) AS given (starts_on, ends_on)",
    "of_line": "JOIN scope ON scope.place_id = charge.place_id AND period.ends_on > scope.since",
    "of_own": "JOIN rents_rentaccount AS account ON account.id = charge.rent_account_id "
    "JOIN scope ON scope.place_id = account.place_id AND period.ends_on > scope.since",
}

CODES = "unnest(%(codes)s::text[], %(parts)s::text[], %(reduces)s::bool[]) AS listed (code, part, reduces)"
"""Each code with its part of the account, and whether it takes from what is owed, as a table in SQL."""

_IS_MISSING = """
    SELECT coalesce(bool_or(account_id IS NULL), false), coalesce(bool_or(ledger_account_id IS NULL), false)
    FROM rents_due_now
"""
_NO_ACCOUNT = "SELECT DISTINCT place_id FROM rents_due_now WHERE account_id IS NULL"
_NAME_GROUPS = """
    UPDATE rents_due_now AS due SET "group" = found."group"
    FROM unnest(%s::bigint[], %s::text[]) AS found (place_id, "group")
    WHERE due.account_id IS NULL AND due.place_id = found.place_id
"""
_NAME_VOIDS = """
    UPDATE rents_due_now AS due SET account_id = void.id, "group" = coalesce(
        (SELECT was FROM rents_groupchange AS change
         WHERE change.rent_account_id = void.id AND change.charged_from_on > due.starts_on
         ORDER BY change.id LIMIT 1), void."group")
    FROM rents_rentaccount AS void
    WHERE due.account_id IS NULL AND void.place_id = due.place_id AND void.tenancy_id IS NULL
        AND void.council_id = %s
"""
_NO_PART = f"""
    SELECT DISTINCT due.account_id, listed.part FROM rents_due_now AS due JOIN {CODES} USING (code)
    WHERE due.ledger_account_id IS NULL
"""  # noqa: S608
_NAME_PARTS = f"""
    UPDATE rents_due_now AS due SET ledger_account_id = part.ledger_account_id
    FROM rents_accountpart AS part JOIN {CODES} ON listed.part = part.part
    WHERE due.ledger_account_id IS NULL AND part.rent_account_id = due.account_id AND listed.code = due.code
"""  # noqa: S608


@dataclass(frozen=True)
class Scope:
    """A place, and the day from which on it is looked at."""

    place: int
    since: date


@contextmanager
def reckoned(council_id: int, *, per: str, period: Period, listed: dict[str, Any]) -> Iterator[dict[str, Decimal]]:
    """Reckon what is due in a period of charges per week, month or night; keep it until the block ends.

    The columns of rents_due_now: account_id and group (neither, for a home without a void account),
    place_id, is_void, code, starts_on, ends_on, from_on (the first day charged), days, pounds, and
    ledger_account_id (none, where the account's part is not open yet). `listed` is what `code_params` gives.
    Yields the expected roll by code, in pounds, of the same moment: nobody changes a charge or an account
    meanwhile.
    """
    params: dict[str, Any] = {
        **listed,
        "council": council_id,
        "per": per,
        "starts": period.starts,
        "ends": period.until,
        "places": [],
        "since": [],
    }
    with _kept():
        with transaction.atomic():
            execute("LOCK TABLE rents_charge, rents_rentaccount, rents_suspension IN SHARE MODE")
            _reckon(_OF_ALL, params)
            roll = dict(rows(_ROLL, params))
        yield roll


@contextmanager
def reckoned_for(
    council_id: int, *, per: str, periods: Sequence[Period], scope: Sequence[Scope], listed: dict[str, Any]
) -> Iterator[None]:
    """Reckon the same for some places in several periods, each place in those that end after its day."""
    params = {
        **listed,
        "council": council_id,
        "per": per,
        "starts": [period.starts for period in periods],
        "ends": [period.until for period in periods],
        "places": [each.place for each in scope],
        "since": [each.since for each in scope],
    }
    with _kept():
        _reckon(_OF_SCOPE, params)
        yield


@contextmanager
def _kept() -> Iterator[None]:
    execute(f"{_DROP}; SET work_mem = '64MB'; SET jit = off")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            execute(f"{_DROP}; RESET work_mem; RESET jit")


def _reckon(of: dict[str, str], params: dict[str, Any]) -> None:
    execute(_DUE.format(**of), params)


def name_groups_of_voids(council_id: int, *, on: date) -> None:
    """Say the group of each void that has no account yet, as its account will have it. Opens nothing."""
    groups = groups_of_empties([place for (place,) in rows(_NO_ACCOUNT)], council_id=council_id, on=on)
    execute(_NAME_GROUPS, [list(groups), list(groups.values())])


def open_what_is_missing(council_id: int, *, listed: dict[str, Any], on: date, at: datetime) -> None:
    """Open the void accounts, and the parts of accounts, that what is due needs for the first time."""
    [(lacks_accounts, lacks_parts)] = rows(_IS_MISSING)
    if lacks_accounts:
        open_void_accounts([place for (place,) in rows(_NO_ACCOUNT)], council_id=council_id, on=on, at=at)
        execute(_NAME_VOIDS, [council_id])
    if lacks_parts:
        open_parts(rows(_NO_PART, listed), council_id=council_id, on=on)
        execute(_NAME_PARTS, listed)


def code_params(council_id: int, *, on: date) -> dict[str, Any]:
    """Return the parameters of `CODES`."""
    listed = codes.all_codes(on=on, council=council_id)
    return {
        "codes": list(listed),
        "parts": [code.part for code in listed.values()],
        "reduces": [code.sign == "credit" for code in listed.values()],
    }


def execute(statement: str, params: Any = None) -> None:
    """Run a statement that answers nothing."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def rows(statement: str, params: Any = None) -> list[tuple[Any, ...]]:
    """Return the rows that a statement answers."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
