"""Stages the lines of a file of money, finds whose each is, and posts them: a set at a time, whole or not at all.

What is posted is decided by `matching.py`; the statements stand in `sql/`. Everything here happens inside the
caller's transaction, in tables that are gone with it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from django.db import connection

from rooftree.ledger import accounts, posting
from rooftree.rents import matching
from rooftree.rents.controls import CONTROL_OF
from rooftree.rents.files.bacs import UNPAID
from rooftree.rents.files.lines import Lines, Reading

SQL = Path(__file__).parent / "sql"
CHUNK = 5_000
"""Rows looked at together where no reference settles them: as many as are held in memory at once."""

CASH, SUSPENSE = "cash", "suspense"

_TABLES = ("line", "control", "placed", "guess", "found", "pair", "decided", "left")
_CLEAR = f"DROP TABLE IF EXISTS {', '.join(f'money_{each}' for each in _TABLES)}"
_STAGED = "number, part, code, amount, paid_on, reference, payer, words, source_id, control, goes_to"


@dataclass(frozen=True)
class Item:
    """A direct debit that came back."""

    row: int
    reference: str
    """The instruction's."""
    amount: Decimal
    """Pounds, above nought."""
    collected_on: date


Collected = Callable[[int, Sequence[Item]], Mapping[int, int]]
"""Given a council's id and what came back, returns the rent account of each item that is known, by its row."""


@dataclass
class Staged:
    """What is known of the lines of a file once they are staged."""

    controls: set[str] = field(default_factory=set)
    """The control accounts through which they come, and to which they go."""
    has_unpaid: bool = False
    """Whether direct debits that came back may be among them."""


@dataclass(frozen=True)
class Fates:
    """How many lines, and how many pounds, went where."""

    to_accounts: int
    to_accounts_total: Decimal
    to_suspense: int
    to_suspense_total: Decimal
    elsewhere: int
    elsewhere_total: Decimal

    @property
    def lines(self) -> int:
        """Every line."""
        return self.to_accounts + self.to_suspense + self.elsewhere

    @property
    def total(self) -> Decimal:
        """Every pound."""
        return self.to_accounts_total + self.to_suspense_total + self.elsewhere_total


# --- Staging -----------------------------------------------------------------------------------------


def stage(reading: Reading, *, through: str = "") -> Staged:
    """Put the lines of a file into a table of the session, and return what is known of them.

    `through` is the control account by which all of it came; without it, each code's own. The reading's
    faults and parts are complete afterwards.
    """
    staged = Staged()
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR)
        cursor.execute(_sql("matching_start"))
        with cursor.copy(f"COPY money_line ({_STAGED}) FROM STDIN") as copy:
            for block in reading.blocks():
                goes_through = {code: through or CONTROL_OF.get(code, CASH) for code in set(block.code)}
                copy.write(_copied(block, goes_through))
                staged.controls.update(goes_through.values(), filter(None, set(block.control)))
                staged.has_unpaid |= UNPAID in goes_through
    return staged


def _copied(block: Lines, goes_through: Mapping[str, str]) -> str:
    """Return a block of lines as COPY takes them."""
    texts = (block.reference, block.payer, block.text, block.source_id)
    columns = (
        map(str, block.number),
        map(str, block.part),
        block.code,
        map(str, block.amount),
        map({day: str(day) for day in set(block.paid_on)}.__getitem__, block.paid_on),
        *(each if "\\" not in "".join(each) else [text.replace("\\", "\\\\") for text in each] for each in texts),
        map(goes_through.__getitem__, block.code),
        block.control,
    )
    return "\n".join([*map("\t".join, zip(*columns, strict=True)), ""])


# --- Matching ----------------------------------------------------------------------------------------


def match(staged: Staged, *, council_id: int, posted_on: date, collected: Collected | None = None) -> Fates:
    """Find whose each staged line is, and return how much goes where. Nothing is posted yet."""
    _name_controls(staged.controls, council_id=council_id)
    with connection.cursor() as cursor:
        facts: dict[str, Any] = {"council": council_id, "posted_on": posted_on, "unpaid": UNPAID}
        cursor.execute(_sql("matching_exact"), facts)
        if collected and staged.has_unpaid:
            _match_collected(collected, council_id=council_id, posted_on=posted_on)
        cursor.execute(_sql("matching_left"))
        cursor.execute("ANALYZE money_left")
    _decide_left(council_id=council_id, on=posted_on)
    with connection.cursor() as cursor:
        cursor.execute(_sql("matching_decided"), {"council": council_id, "posted_on": posted_on})
        cursor.execute(_sql("money_fates"))
        return Fates(*cursor.fetchone())


def _name_controls(codes: set[str], *, council_id: int) -> None:
    """Say which accounts of the books the staged lines come through and go to."""
    ids = accounts.controls(council_id, sorted(codes | {SUSPENSE}))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO money_control SELECT * FROM unnest(%s::text[], %s::bigint[])",
            [list(ids), list(ids.values())],
        )
        cursor.execute("ANALYZE money_control")


def _match_collected(collected: Collected, *, council_id: int, posted_on: date) -> None:
    """Let whoever collects direct debits say whose those are that came back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row, reference, -amount, source_id FROM money_line WHERE code = %s AND amount < 0", [UNPAID]
        )
        items = [
            Item(row, ref, pounds, date.fromisoformat(day)) for row, ref, pounds, day in cursor if _is_day(day)
        ]
        if found := collected(council_id, items):
            cursor.execute(
                "INSERT INTO money_decided SELECT row, account, %s, true, '' "
                "FROM unnest(%s::integer[], %s::bigint[]) AS found (row, account)",
                [matching.COLLECTION, list(found), list(found.values())],
            )
            cursor.execute(_sql("matching_decided"), {"council": council_id, "posted_on": posted_on})
            cursor.execute("TRUNCATE money_decided")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _decide_left(*, council_id: int, on: date) -> None:
    """Decide of each line that no reference settles, some thousands at a time."""
    weights = matching.weights(on, council_id)
    seen_days = int(matching.SEEN_DAYS.version(on=on, council=council_id).value)
    for rows in _chunks():
        facts: dict[str, Any] = {
            "council": council_id,
            "from_row": rows[0][0],
            "until_row": rows[-1][0] + 1,
            "seen_days": seen_days,
            "stronger": matching.stronger_than(matching.INITIAL, weights),
        }
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE money_guess, money_found, money_pair")
            with cursor.copy("COPY money_guess FROM STDIN") as copy:
                copy.write("".join(_guesses(rows)))
            cursor.execute(_sql("matching_found"), facts)
            cursor.execute(_sql("matching_initials"), facts)
            cursor.execute(_sql("matching_pairs"))
            cursor.execute(_sql("matching_candidates"), facts)
            decided = list(_decided(cursor.fetchall(), weights))
            with cursor.copy("COPY money_decided FROM STDIN") as copy:
                copy.write("".join(decided))


def suggest_again(*, council_id: int, on: date) -> int:
    """Reckon anew whose the open items in suspense may be, and return how many suggestions changed."""
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR)
        cursor.execute(_sql("matching_start"))
        cursor.execute(_sql("suspense_left"), {"council": council_id})
        cursor.execute("ANALYZE money_left")
    _decide_left(council_id=council_id, on=on)
    with connection.cursor() as cursor:
        cursor.execute(_sql("suspense_suggested"), {"council": council_id})
        return int(cursor.rowcount)


def _chunks() -> Iterator[list[tuple[int, str, str]]]:
    after = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT row, reference, payer FROM money_left WHERE row > %s ORDER BY row LIMIT %s", [after, CHUNK]
            )
            rows = cursor.fetchall()
            if not rows:
                return
            yield rows
            after = rows[-1][0]


def _guesses(rows: Sequence[tuple[int, str, str]]) -> Iterator[str]:
    """Yield what each line may mean: the references and the names that it may be."""
    for row, reference, payer in rows:
        if reference:
            yield _guess(row, "whole", reference)
            for near, slip in matching.near_references(reference):
                yield _guess(row, "near", near, slip)
        if payer:
            name = matching.payer_name(payer)
            for full in name.full:
                yield _guess(row, "full", full)
            for initial in name.initials:
                yield _guess(row, "initial", initial)


def _guess(row: int, kind: str, value: str, slip: str = "") -> str:
    value = value.replace("\\", "\\\\")[:120]
    return f"{row}\t{kind}\t{value}\t{slip}\n"


def _decided(rows: Sequence[tuple[Any, ...]], weights: matching.Weights) -> Iterator[str]:
    for row, found in groupby(rows, key=lambda each: each[0]):
        facts = list(found)
        _, amount, reference, payer = facts[0][:4]
        candidates = [_candidate(each) for each in facts if each[4] is not None]
        decision = matching.decide(matching.Money(amount, reference, payer), candidates, weights)
        account = "\\N" if decision.account is None else decision.account
        because = decision.because.replace("\\", "\\\\")[:300]
        yield f"{row}\t{account}\t{decision.evidence}\t{'t' if decision.posts else 'f'}\t{because}\n"


def _candidate(facts: tuple[Any, ...]) -> matching.Candidate:
    _, amount, _, _, account, evidence, reference, is_expected, is_alone, slip, paid_on, times = facts
    # Money that goes back was never expected: it is suggested, not posted, unless the reference is exact.
    return matching.Candidate(
        account, evidence, reference, is_expected and amount > 0, is_alone, slip, paid_on, times
    )


# --- Posting -----------------------------------------------------------------------------------------


def post(file_id: int, *, council_id: int, team_id: int | None, posted_on: date, at: datetime, who: str) -> int:
    """Keep the staged lines of a file, put into suspense what is nobody's, and post a movement for each line.

    They are posted as a set under the file's key, once. Returns how many movements are new.
    """
    facts: dict[str, Any] = {"council": council_id, "file": file_id, "posted_on": posted_on, "team": team_id}
    with connection.cursor() as cursor:
        cursor.execute(_sql("money_lines"), facts)
        cursor.execute(_sql("money_suspense"), facts)
    return posting.post_set(
        _sql("money_movements"),
        {"batch": batch_of(file_id)},
        key=batch_of(file_id),
        council_id=council_id,
        posted_on=posted_on,
        at=at,
        who=who,
    )


def compared(
    file_id: int, *, council_id: int, posted_on: date
) -> list[tuple[int, str, Decimal | None, Decimal | None]]:
    """Return the lines of the staged file that the books have otherwise: number, reference, pounds in each."""
    facts: dict[str, Any] = {
        "council": council_id,
        "file": file_id,
        "posted_on": posted_on,
        "batch": batch_of(file_id),
    }
    with connection.cursor() as cursor:
        cursor.execute(_sql("money_compared"), facts)
        rows: list[tuple[int, str, Decimal | None, Decimal | None]] = cursor.fetchall()
    return rows


def batch_of(file_id: int) -> str:
    """Return under which key and which batch the movements of a file stand."""
    return f"file:{file_id}"


def _sql(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")
