"""Turns the rows of one file into text that PostgreSQL's COPY takes in, cleaned, and says what was wrong.

This is the one loop of a load that runs once a row, so it is written for speed: a cell is cleaned once
for each different text that a column holds, and remembered, within bounds, as the text it becomes.
"""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from itertools import compress
from typing import IO

from rooftree.foundations.refusals import Refused
from rooftree.migration.cells import Clean, date_of, tidy
from rooftree.migration.entries import NOTHING, OWN_SYSTEM, Entry, EntryMaker, Fault, escaped
from rooftree.migration.layouts import Column, Layout
from rooftree.migration.mapping import SourceFile
from rooftree.migration.reading import Opened

REMEMBERED = 20_000
"""Different cells that a column remembers before it forgets them all, so that memory stays flat."""
LINES_AT_ONCE = 2_000
EVERY = 10_000
"""Rows between two reports of progress."""

COMMON = ("source_system", "source_updated")
SIDES = {"people": ("contact", "register")}
"""What a row of a layout may hold several of: tables of their own in the stage, told apart by a first letter."""

Hear = Callable[[int], None]


@dataclass
class Kept:
    """A column that is kept only: how many cells, and the first of them."""

    cells: int = 0
    row: int = 0
    value: str = ""


@dataclass
class Cleaned:
    """The cleaned rows of a file, on disk until COPY takes them, and how many there were."""

    rows: IO[bytes]
    sides: dict[str, IO[bytes]]
    problems: IO[bytes]
    read: int = 0
    refused: int = 0
    kept: dict[str, Kept] = field(default_factory=dict)
    systems: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)

    def close(self) -> None:
        """Give the disk back."""
        for spool in (self.rows, *self.sides.values(), self.problems):
            spool.close()


def clean_file(
    file: SourceFile,
    found: Opened,
    layout: Layout,
    *,
    number: int,
    today: date,
    systems: Iterable[str],
    hear: Hear,
) -> Cleaned:
    """Read all rows of an open file and return them cleaned.

    `number` is the file's in this load; `systems` are the old systems known by name, and are added to.

    Raises Refused when the headings lack a column that must be there, or the file cannot be read on.
    `hear` is told the number of rows read, every so often.
    """
    with ExitStack() as spools:
        made = Cleaned(
            rows=spools.enter_context(tempfile.TemporaryFile()),
            sides={side: spools.enter_context(tempfile.TemporaryFile()) for side in SIDES.get(layout.name, ())},
            problems=spools.enter_context(tempfile.TemporaryFile()),
            systems={*systems, file.source_system},
            said=list(found.said),
        )
        _Loop(file, found, layout, made, number, today).run(hear)
        spools.pop_all()
    return made


def headings_of(file: SourceFile, headings: list[str], layout: Layout) -> dict[str, int]:
    """Return where each column stands, by our name for it, or by theirs where we have none.

    Raises Refused for a heading that stands twice, and for a column that must be there and is not.
    """
    theirs = {name: ours for ours, name in file.columns.items()}
    loosely = {name.lower(): ours for name, ours in theirs.items()}
    ours = {column.name for column in layout.columns} | set(COMMON)
    where: dict[str, int] = {}
    for at, heading in enumerate(headings):
        name = theirs.get(heading) or loosely.get(heading.lower()) or _plain_name(heading, ours)
        if not name:
            continue
        if name in where:
            raise Refused(f"{file.name} has two columns for {name}. Name one of them otherwise.")
        where[name] = at
    for name, heading in file.columns.items():
        if name not in where:
            raise Refused(f"{file.name} has no column {heading}, which the mapping says is {name}.")
    for column in layout.columns:
        if column.must and column.name not in where:
            raise Refused(
                f"{file.name} has no column {column.name}, and {layout.name} must have one. "
                "Name it in the mapping if it has another heading."
            )
    return where


def _plain_name(heading: str, ours: set[str]) -> str:
    plain = heading.lower().replace(" ", "_")
    return plain if plain in ours else heading


class Memory(dict[str, Entry]):
    """The cells of one column, cleaned when first met."""

    def __init__(self, make: Callable[[str], Entry], *, remember: bool = True) -> None:
        self._make = make
        self._most = REMEMBERED if remember else 0

    def __missing__(self, text: str) -> Entry:
        entry = self._make(text)
        if self._most:
            if len(self) >= self._most:
                self.clear()
            self[text] = entry
        return entry


class _Loop:
    """The loop over the rows of one file, and what it needs at hand."""

    def __init__(
        self, file: SourceFile, found: Opened, layout: Layout, made: Cleaned, number: int, today: date
    ) -> None:
        self.file = file
        self.number = number
        self.found = found
        self.made = made
        self.width = len(found.headings)
        self.lines: list[str] = []
        self.sides: list[str] = []
        self.problems: list[str] = []
        where = headings_of(file, found.headings, layout)
        staged = [column for column in layout.columns if not column.later]
        names = [column.name for column in staged]
        self.columns = [self._column(column, where.get(column.name, -1)) for column in staged]
        self.copied = [bool(column.sql) for column in staged]
        self.own_at = names.index(layout.own_reference) if layout.own_reference else None
        self.title_at = names.index("title") if "title" in names else None
        self.kept = self._kept_columns(layout, where)
        self.source = where.get("source_system", -1)
        self.source_memory = Memory(self._source)
        self.updated = where.get("source_updated", -1)
        self.updated_memory = Memory(lambda text: _updated(text, date_of(today)))

    def _column(self, column: Column, at: int) -> tuple[int, Memory]:
        """Return where a column is, and how it is cleaned; one that the file lacks reads the blank at the end."""
        maker = EntryMaker(column, self.file.codes.get(column.name, {}), self.made.systems)
        return at, Memory(maker.entry, remember=not column.scattered)

    def _kept_columns(self, layout: Layout, where: Mapping[str, int]) -> list[tuple[int, Memory, str]]:
        """Return the columns that no part takes yet, in the order of their names."""
        later = {column.name: column for column in layout.columns if column.later}
        taken = {column.name for column in layout.columns if not column.later} | set(COMMON)
        found = []
        for name in sorted(set(where) - taken):
            maker = EntryMaker(later.get(name) or Column.unknown(name), self.file.codes.get(name, {}), set())
            found.append((where[name], Memory(maker.entry), name))
        return found

    def _source(self, text: str) -> Entry:
        system = escaped(" ".join(text.split())[:40]) or self.file.source_system
        self.made.systems.add(system)
        return Entry(system)

    # --- The loop ------------------------------------------------------------------------------------

    def run(self, hear: Hear) -> None:
        """Clean every row."""
        for number, row in enumerate(self.found.rows, start=1):
            if len(row) == self.width or self._has_right_width(number, row):
                row.append("")
                self._row(number, row)
            if not number % LINES_AT_ONCE:
                self._flush()
                if not number % EVERY:
                    hear(number)
        self._flush()

    def _row(self, number: int, row: list[str]) -> None:
        entries = [memory[row[at]] for at, memory in self.columns]
        facts = [entry[1] for entry in entries if entry[1]]
        faults = [entry[2] for entry in entries if entry[2]]
        if not facts and not any(row):
            return
        self.made.read += 1
        source = self.source_memory[row[self.source]][0]
        kept = self._keep(number, row, faults) if self.kept else ""
        if faults:
            if self._refuse(number, source, entries, faults):
                return
            kept = _with_unread(kept, faults)
        if self.title_at is not None:
            facts = self._titled(entries, facts)
        fact = ",".join(facts)
        digest = hashlib.md5(f"{fact}|{kept}".encode(), usedforsecurity=False).hexdigest()
        copies = "\t".join([entry[0] for entry in compress(entries, self.copied)])
        self.lines.append(
            f"{number}\t{source}\t\\\\x{digest}\t{{{fact}}}\t{f'{{{kept}}}' if kept else NOTHING}\t"
            f"{self.updated_memory[row[self.updated]][0]}\t{copies.replace(OWN_SYSTEM, source)}\n"
        )
        for entry in entries:
            if entry[3]:
                self.sides += [f"{side[0]}{number}\t{side[1:]}" for side in entry[3]]

    def _titled(self, entries: list[Entry], facts: list[str]) -> list[str]:
        """Take a title that stood in the cell of the surname, unless the title's own cell has one."""
        at = self.title_at
        assert at is not None
        for entry in entries:
            if entry.title and not entries[at].fact:
                entries[at] = self.columns[at][1][entry.title]
                return [entry.fact for entry in entries if entry.fact]
        return facts

    def _keep(self, number: int, row: list[str], faults: list[Fault]) -> str:
        """Return the cells that are kept only, and count them."""
        facts = []
        for at, memory, name in self.kept:
            entry = memory[row[at]]
            if entry.fault:
                faults.append(entry.fault)
            if entry.fact:
                facts.append(entry.fact)
                counted = self.made.kept.setdefault(name, Kept(row=number, value=row[at].strip()))
                counted.cells += 1
        return ",".join(facts)

    # --- What is wrong with a row -----------------------------------------------------------------------

    def _refuse(self, number: int, source: str, entries: list[Entry], faults: list[Fault]) -> bool:
        """Say what is wrong with a row's cells, and return whether the row is refused for it."""
        own = entries[self.own_at].copy.rpartition("\t")[2] if self.own_at is not None else ""
        refusing = [fault for fault in faults if fault.refuses]
        if not refusing:
            for fault in faults:
                self._say(number, source, own, fault)
            return False
        first, *others = refusing
        more = "".join(f" {fault.column}: {fault.reason}" for fault in others)
        self._say(number, source, own, first._replace(reason=first.reason + more))
        self.made.refused += 1
        return True

    def _say(self, number: int, source: str, own: str, fault: Fault) -> None:
        what = "\t".join((fault.column, escaped(fault.value[:500]), escaped(fault.reason)))
        self.problems.append(
            f"{self.number}\t{number}\t{what}\t{'t' if fault.refuses else 'f'}\t{source}\t{own}\n"
        )

    def _has_right_width(self, number: int, row: list[str]) -> bool:
        """Return whether a row has a cell for each heading, once blank cells beyond them are left off."""
        while len(row) > self.width and not row[-1].strip():
            row.pop()
        if len(row) == self.width:
            return True
        if any(cell.strip() for cell in row):
            self.made.read += 1
            self.made.refused += 1
            reason = f"The row has {len(row)} cells where there are {self.width} headings."
            self._say(number, self.file.source_system, "", Fault("", ", ".join(row), reason, True))
        return False

    def _flush(self) -> None:
        made = self.made
        made.rows.write("".join(self.lines).encode())
        made.problems.write("".join(self.problems).encode())
        for side, spool in made.sides.items():
            spool.write("".join([line[1:] for line in self.sides if line[0] == side[0]]).encode())
        self.lines, self.sides, self.problems = [], [], []


def _with_unread(kept: str, faults: list[Fault]) -> str:
    """Add to what is kept the cells that could not be read, so that what they said is not lost."""
    unread = {fault.column: fault.value for fault in faults}
    said = escaped(json.dumps(unread, ensure_ascii=False)[1:-1])
    return f"{kept},{said}" if kept else said


def _updated(text: str, clean: Clean) -> Entry:
    """Return when the old system says it changed the row: as it was written, and the day, if it can be read."""
    said = tidy(text)[:30]
    day = clean(said).value
    return Entry(f"{escaped(said)}\t{day or NOTHING}")
