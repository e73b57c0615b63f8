"""What the next file for the council's general ledger says, and whether the ledger agrees with the books.

A movement has two sides, and each stands in a book: what the payers of a rent group owe (`debtors.hra`), what
the void accounts of one hold (`voids.hra`), or a control account (`cash`, `income.hra`). A file says what the
books say of all days before one, less what every file before it said: so each movement is handed over once,
whenever it was posted, and what was posted late is a line of its own day.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection

from rooftree.foundations import rulebook
from rooftree.foundations.dates import short_date
from rooftree.foundations.models import LocalRule
from rooftree.foundations.money import NOUGHT
from rooftree.foundations.periods import DAY, Period
from rooftree.foundations.rule_entries import ListVersion
from rooftree.foundations.rulebook import OpenBook
from rooftree.rents import codes
from rooftree.rents.controls import belongs_to
from rooftree.rents.models import GeneralLedgerFile

CONTROLS = rulebook.code_list("rents.control_accounts")

_SQL = Path(__file__).parent / "sql"
_RECKON = (_SQL / "general_ledger.sql").read_text(encoding="utf-8")
_COMPARE = (_SQL / "general_ledger_compared.sql").read_text(encoding="utf-8")
_LISTS = (codes.TRANSACTION_CODES.code, codes.GROUPS.code, CONTROLS.code)
_OF_GROUP = {"debtors": "gl", "voids": "gl_voids"}
"""Books that are accounts of a rent group, and the flag of rents.groups with their code."""
_GENERAL_LEDGER_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,29}", re.ASCII)


class Line(NamedTuple):
    """What is handed over of one accounting day, book and transaction code. Pounds, none below nought."""

    accounting_on: date
    book: str
    code: str
    """The transaction code. Empty: what was on accounts that moved to another rent group."""
    debit: Decimal
    credit: Decimal
    movements: int
    gl: str = ""
    """The code of the general ledger. Empty: the rule book has none."""


class Total(NamedTuple):
    """What a file says of one accounting day and code of the general ledger: one line of it."""

    accounting_on: date
    gl: str
    debit: Decimal
    credit: Decimal
    movements: int
    books: tuple[str, ...]


class Compared(NamedTuple):
    """One book, and what the general ledger has of it: pounds, a debit above nought."""

    book: str
    in_books: Decimal
    handed: Decimal
    coming: Decimal
    """What the next file hands over."""

    @property
    def difference(self) -> Decimal:
        """What the books say more than the general ledger will."""
        return self.in_books - self.handed - self.coming


@dataclass(frozen=True)
class NextFile:
    """What the next file would say."""

    until_on: date
    first_on: date
    """The day that stands for itself and all before it: the last of the first file."""
    since_on: date
    """Nothing is posted before this day any more, and all of it was handed over."""
    lines: tuple[Line, ...]
    missing: tuple[str, ...] = ()
    """Sentences: which codes of the general ledger are missing, and where to set them."""

    @cached_property
    def totals(self) -> tuple[Total, ...]:
        """The lines of the file: by day, then by code of the general ledger."""
        return added_up(self.lines)

    @property
    def debit(self) -> Decimal:
        """Pounds on the debit side."""
        return sum((line.debit for line in self.lines), NOUGHT)

    @property
    def credit(self) -> Decimal:
        """Pounds on the credit side."""
        return sum((line.credit for line in self.lines), NOUGHT)


# --- Under which code -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lists:
    """The lists of one day that say under which code of the general ledger something stands."""

    codes: ListVersion
    groups: ListVersion
    controls: ListVersion


class Place(NamedTuple):
    """Under which code of the general ledger something stands, and which entry of the rule book says so."""

    gl: str
    """Empty: the entry has none, or what cannot be one."""
    entry: str


def place_of(book: str, code: str, lists: Lists) -> Place:
    """Return where a transaction code of a book stands in the general ledger.

    A group's accounts stand under the group's code. In a control account, a transaction code that belongs to it
    stands under its own code, and all else under the account's: so a refund reaches `refunds` and leaves it under
    RDR's code, and leaves `cash` under that of `cash`.
    """
    kind, _, group = book.partition(".")
    if kind in _OF_GROUP:
        flag = _OF_GROUP[kind]
        said = lists.groups.flag(group, flag) if group in lists.groups else ""
        return Place(_well_formed(said), f"the rent group “{group}” ({flag} in rents.groups)")
    control = book if book in lists.controls or kind not in lists.controls else kind
    by_code = control not in lists.controls or bool(lists.controls.flag(control, "by_code"))
    if by_code and code in lists.codes and belongs_to(code, book, family=str(lists.codes.flag(code, "family"))):
        said = lists.codes.flag(code, "gl")
        return Place(_well_formed(said), f"the transaction code {code} (gl in rents.transaction_codes)")
    said = lists.controls.flag(control, "gl") if control in lists.controls else ""
    return Place(_well_formed(said), f"the control account “{control}” (gl in rents.control_accounts)")


def _well_formed(said: Any) -> str:
    """Return a code as it goes into a file; nothing for what cannot be one: with a space, a comma, a sign."""
    return str(said) if _GENERAL_LEDGER_CODE.fullmatch(str(said)) else ""


def _missing(book: str, place: Place, on: date) -> str:
    """Return the sentence that says which code is missing, and where to set it."""
    if not book:
        return f"On {short_date(on)} something was posted to an account that is no rent account. Look for it."
    return (
        f"There is no general-ledger code for {place.entry} on {short_date(on)}. Set it in the rule book: letters "
        "and digits, with points and hyphens between."
    )


def _placed(rows: Iterable[Sequence[Any]], council_id: int) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """Return what was reckoned, each line with its code as of its own day, and what is missing. One query."""
    own = list(LocalRule.objects.filter(council_id=council_id, code__in=_LISTS))
    lists: dict[date, Lists] = {}
    lines = []
    missing: dict[str, str] = {}
    for row in rows:
        line = Line(*row)
        on = line.accounting_on
        if on not in lists:
            lists[on] = _lists(on, own)
        place = place_of(line.book, line.code, lists[on])
        lines.append(line._replace(gl=place.gl))
        if not place.gl:
            missing.setdefault(place.entry, _missing(line.book, place, on))
    return tuple(lines), tuple(missing.values())


def _lists(on: date, own: Iterable[LocalRule]) -> Lists:
    """Return the lists of a day, of which the council's own are given."""
    in_force = {rule.code: rule for rule in own if Period(rule.applies_from, rule.applies_until).covers(on)}
    book = OpenBook(on, in_force)
    return Lists(*(book.code_list(each) for each in _LISTS))


def added_up(lines: Iterable[Line]) -> tuple[Total, ...]:
    """Return lines added up by accounting day and code of the general ledger, in that order."""
    found: dict[tuple[date, str], Total] = {}
    for line in lines:
        key = (line.accounting_on, line.gl)
        so_far = found.get(key, Total(*key, NOUGHT, NOUGHT, 0, ()))
        found[key] = so_far._replace(
            debit=so_far.debit + line.debit,
            credit=so_far.credit + line.credit,
            movements=so_far.movements + line.movements,
            books=tuple(sorted({*so_far.books, line.book})),
        )
    return tuple(found[key] for key in sorted(found))


# --- What the books say -----------------------------------------------------------------------------


def next_file(council_id: int, *, until_on: date) -> NextFile:
    """Return what a file would say of the days before one: what the books say, less what was handed over.

    The first file has all days before it as one, its last: it brings the balances. Four queries.
    """
    files = GeneralLedgerFile.objects.filter(council_id=council_id)
    first = files.filter(number=1).first()
    latest = files.order_by("-number").first()
    first_on = (first.until_on if first else until_on) - DAY
    settled = latest.settled_until_on if latest else None
    since_on = settled if settled and settled > first_on else date.min
    facts = {"council": council_id, "until": until_on, "first": first_on, "since": since_on}
    return NextFile(until_on, first_on, since_on, *_placed(_rows(_RECKON, facts), council_id))


def compared(council_id: int, coming: NextFile, *, since_on: date | None = None) -> list[Compared]:
    """Return each book with what was handed over of it, and what the next file hands over. One query.

    With the next file they agree: each difference is nought, or something is wrong. What payers owe is compared
    from the beginning; control accounts from a day on, which usually is the first whose books were open.
    """
    coming_of: dict[str, Decimal] = {}
    for line in coming.lines:
        coming_of[line.book] = coming_of.get(line.book, NOUGHT) + line.debit - line.credit
    facts = {"council": council_id, "until": coming.until_on, "since": since_on or coming.since_on}
    rows = _rows(_COMPARE, facts)
    found = [Compared(book, in_books, handed, coming_of.pop(book, NOUGHT)) for book, in_books, handed in rows]
    return found + [Compared(book, NOUGHT, NOUGHT, pounds) for book, pounds in coming_of.items()]


def _rows(statement: str, facts: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
