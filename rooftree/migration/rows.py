"""Turns the rows of one file into text that PostgreSQL's COPY takes in, cleaned, and says what was wrong.

This is the one loop of a load that runs once a row, so it is written for speed: rows are taken some
thousand at a time and cleaned column by column; a cell is cleaned once for each different text that a
column holds, and remembered, within bounds, as the text it becomes. A row with something wrong in it goes
a slower way by itself.
"""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from itertools import compress, islice
from typing import IO, NamedTuple

from rooftree.foundations.refusals import Refused
from rooftree.migration.cells import Clean, date_of, tidy
from rooftree.migration.entries import NOTHING, OWN_SYSTEM, Entry, EntryMaker, Fault, escaped, side_of
from rooftree.migration.layouts import Column, Layout
from rooftree.migration.mapping import SourceFile
from rooftree.migration.reading import Opened

REMEMBERED = 5_000
"""Different cells that a column remembers before it forgets them all, so that memory stays flat. More were no
quicker: names and codes come again within a few thousand rows, and the rest is cleaned as quickly as found."""
AT_ONCE = 2_000
"""Rows that are cleaned together."""
TOLD_EVERY = 10
"""Batches between two reports of progress."""

COMMON = ("source_system", "source_updated")
REASON, OTHER_REASON = "reason", "why it was rejected"
"""What our downloads of refused rows call the column that they add: the second where a file has the first."""
SIDES = {"people": ("contact", "register")}
"""What a row of a layout may hold several of: tables of their own in the stage."""

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
    systems: set[str]
    read: int = 0
    staged: int = 0
    """Rows that go to the stage: those read, less those refused for what a cell holds."""
    kept: dict[str, Kept] = field(default_factory=dict)
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
    systems: set[str],
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
            systems=systems,
            said=list(found.said),
        )
        _Loop(file, found, layout, made, number, today).run(hear)
        spools.pop_all()
    return made


# --- Headings -------------------------------------------------------------------------------------


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
    _refuse_missing(file, where, layout)
    return where


def _plain_name(heading: str, ours: set[str]) -> str:
    plain = heading.lower().replace(" ", "_")
    return plain if plain in ours else heading


def _refuse_missing(file: SourceFile, where: Mapping[str, int], layout: Layout) -> None:
    for name, heading in file.columns.items():
        if name not in where:
            raise Refused(f"{file.name} has no column {heading}, which the mapping says is {name}.")
    for column in layout.columns:
        if column.must and column.name not in where:
            raise Refused(
                f"{file.name} has no column {column.name}, and {layout.name} must have one. "
                "Name it in the mapping if it has another heading."
            )


def _added_by_downloads(headings: list[str]) -> set[str]:
    """Return the headings that our downloads of refused rows added: of no interest when the rows are mended."""
    added = {heading for heading in headings if heading.lower() == OTHER_REASON}
    theirs = [heading for heading in headings if heading and heading not in added]
    return added | {heading for heading in theirs[-1:] if heading.lower() == REASON}


# --- Cells remembered -----------------------------------------------------------------------------


class Memory(dict[str, Entry]):
    """The cells of one column, cleaned when first met."""

    def __init__(self, make: Callable[[str], Entry], *, remember: bool = True) -> None:
        self._make = make
        self._most = REMEMBERED if remember else 0
        self.is_clean = True
        """Whether no cell so far had anything wrong with it, nor a title before a surname."""
        self[""] = self._looked_at(make(""))

    def __missing__(self, text: str) -> Entry:
        entry = self._looked_at(self._make(text))
        if self._most:
            if len(self) >= self._most:
                blank = self[""]
                self.clear()
                self[""] = blank
            self[text] = entry
        return entry

    def _looked_at(self, entry: Entry) -> Entry:
        if entry[2] or entry[4]:
            self.is_clean = False
        return entry


class Place(NamedTuple):
    """Where a column stands in the file, what it has held, and whether COPY takes it or a side table."""

    name: str
    at: int
    memory: Memory
    is_copied: bool
    side: str

    def entries(self, cells: Sequence[Sequence[str]]) -> list[Entry]:
        """Return the entries of this column's cells. `cells` are those of all columns."""
        memory = self.memory
        return [memory[cell] for cell in cells[self.at]]


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
        where = headings_of(file, found.headings, layout)
        self.places = [
            self._place(column, where.get(column.name, self.width))
            for column in layout.columns
            if not column.later
        ]
        self.kept = self._kept_places(layout, where)
        self.source_at = where.get("source_system", self.width)
        self.sources = Memory(self._source)
        self.updated_at = where.get("source_updated", self.width)
        usual = date_of(today)
        self.updates = Memory(lambda text: _updated(text, usual))
        names = [place.name for place in self.places]
        self.own_at = names.index(layout.own_reference) if layout.own_reference else None
        self.title_at = names.index("title") if "title" in names else None
        self.sides = {
            side: [at for at, place in enumerate(self.places) if place.side == side] for side in made.sides
        }
        self.known_by = [names.index(name) for name in layout.known_by]

    def _place(self, column: Column, at: int) -> Place:
        """Return where a column is, and how it is cleaned; one that the file lacks reads the blank at the end."""
        maker = EntryMaker(column, self.file.codes.get(column.name, {}), self.made.systems)
        memory = Memory(maker.entry, remember=not column.scattered)
        return Place(column.name, at, memory, bool(column.sql), side_of(column))

    def _kept_places(self, layout: Layout, where: Mapping[str, int]) -> list[Place]:
        """Return the columns that no part takes yet, in the order of their names."""
        later = {column.name: column for column in layout.columns if column.later}
        taken = {column.name for column in layout.columns if not column.later} | set(COMMON)
        taken |= _added_by_downloads(self.found.headings)
        return [
            self._place(later.get(name) or Column.unknown(name), where[name])
            for name in sorted(set(where) - taken)
        ]

    def _source(self, text: str) -> Entry:
        system = escaped(tidy(text)[:40]) or self.file.source_system
        self.made.systems.add(system)
        return Entry(system)

    # --- Some thousand rows together ------------------------------------------------------------------

    def run(self, hear: Hear) -> None:
        """Clean every row."""
        done = 0
        while rows := list(islice(self.found.rows, AT_ONCE)):
            numbers = range(done + 1, done + len(rows) + 1)
            if set(map(len, rows)) == {self.width}:
                self._batch(numbers, rows)
            else:
                self._mixed(numbers, rows)
            done += len(rows)
            if not done // AT_ONCE % TOLD_EVERY:
                hear(done)

    def _mixed(self, numbers: Sequence[int], rows: list[list[str]]) -> None:
        """Clean rows of which some have more or fewer cells than there are headings."""
        right = [self._has_right_width(number, row) for number, row in zip(numbers, rows, strict=True)]
        self._batch(list(compress(numbers, right)), list(compress(rows, right)))

    def _batch(self, numbers: Sequence[int], rows: list[list[str]]) -> None:
        if not rows:
            return
        cells = [*zip(*rows, strict=True), ("",) * len(rows)]
        columns = [place.entries(cells) for place in self.places]
        kept = [place.entries(cells) for place in self.kept]
        unclean = self._unclean(columns, kept)
        if unclean:
            for at in sorted(unclean):
                self._row(numbers[at], rows[at])
            clean = [at not in unclean for at in range(len(rows))]
            numbers = list(compress(numbers, clean))
            columns = [list(compress(column, clean)) for column in columns]
            kept = [list(compress(column, clean)) for column in kept]
            cells = [tuple(compress(column, clean)) for column in cells]
        self._write(numbers, cells, columns, kept)

    def _unclean(self, columns: list[list[Entry]], kept: list[list[Entry]]) -> set[int]:
        """Return which rows of a batch have something wrong in them, or a title before the surname."""
        found: set[int] = set()
        for place, column in zip((*self.places, *self.kept), (*columns, *kept), strict=True):
            if not place.memory.is_clean:
                found.update(at for at, entry in enumerate(column) if entry[2] or entry[4])
        return found

    def _write(
        self,
        numbers: Sequence[int],
        cells: Sequence[Sequence[str]],
        columns: list[list[Entry]],
        kept: list[list[Entry]],
    ) -> None:
        """Write clean rows."""
        if not numbers:
            return
        self.made.read += len(numbers)
        sources = [self.sources[cell][0] for cell in cells[self.source_at]]
        updates = [self.updates[cell][0] for cell in cells[self.updated_at]]
        facts = [",".join(filter(None, row)) for row in zip(*map(_facts, columns), strict=True)]
        kepts = self._keep(numbers, cells, kept)
        copied = [_copies(column) for place, column in zip(self.places, columns, strict=True) if place.is_copied]
        if self.known_by:
            copied.append(self._own(columns))
        copies = map("\t".join, zip(*copied, strict=True))
        self._spool(
            _line(number, source, fact, keep, updated, copy)
            for number, source, fact, keep, updated, copy in zip(
                numbers, sources, facts, kepts, updates, copies, strict=True
            )
        )
        self._spool_sides(numbers, columns)

    def _own(self, columns: list[list[Entry]]) -> list[str]:
        """Return what rows without a reference of their own are known again by."""
        parts = [_copies(columns[at]) for at in self.known_by]
        return [_known_by(row) for row in zip(*parts, strict=True)]

    def _keep(self, numbers: Sequence[int], cells: Sequence[Sequence[str]], kept: list[list[Entry]]) -> list[str]:
        """Return what is kept of each row, and count it."""
        if not kept:
            return [""] * len(numbers)
        for place, column in zip(self.kept, kept, strict=True):
            filled = [at for at, entry in enumerate(column) if entry[1]]
            if filled:
                self._count_kept(place, numbers[filled[0]], cells[place.at][filled[0]], len(filled))
        return [",".join(filter(None, row)) for row in zip(*map(_facts, kept), strict=True)]

    def _count_kept(self, place: Place, row: int, cell: str, cells: int) -> None:
        counted = self.made.kept.setdefault(place.name, Kept(row=row, value=cell.strip()))
        if row < counted.row:
            counted.row, counted.value = row, cell.strip()
        counted.cells += cells

    def _spool(self, lines: Iterable[str]) -> None:
        written = list(lines)
        self.made.staged += len(written)
        self.made.rows.write("".join(written).encode())

    def _spool_sides(self, numbers: Sequence[int], columns: list[list[Entry]]) -> None:
        """Write what rows may hold several of. A number that stands in two cells of a row is written once."""
        for side, spool in self.made.sides.items():
            held = [[entry[3] for entry in columns[at]] for at in self.sides[side]]
            lines = []
            for number, *found in zip(numbers, *held, strict=True):
                said = [each for several in found for each in several]
                if len(said) > 1 and side == "contact":
                    said = list({tuple(each.split("\t")[1:3]): each for each in reversed(said)}.values())
                lines += [f"{number}\t{each}" for each in said]
            spool.write("".join(lines).encode())

    # --- One row by itself ----------------------------------------------------------------------------

    def _row(self, number: int, row: list[str]) -> None:
        """Clean a row with something wrong in it, or with a title in the cell of the surname."""
        if not any(cell.strip() for cell in row):
            return
        cells = [*row, ""]
        entries = [place.memory[cells[place.at]] for place in self.places]
        kept = [place.memory[cells[place.at]] for place in self.kept]
        source = self.sources[cells[self.source_at]][0]
        faults = [entry.fault for entry in (*entries, *kept) if entry.fault]
        if self._refuse(number, source, entries, faults):
            return
        self.made.read += 1
        self._take_title(entries)
        kept = [*kept, *_unread(faults)]
        for place, entry in zip(self.kept, kept, strict=False):
            if entry.fact:
                self._count_kept(place, number, cells[place.at], 1)
        copies = [entry.copy for place, entry in zip(self.places, entries, strict=True) if place.is_copied]
        if self.known_by:
            copies += self._own([[entry] for entry in entries])
        facts, keep = (",".join(filter(None, _facts(each))) for each in (entries, kept))
        self._spool(
            [_line(number, source, facts, keep, self.updates[cells[self.updated_at]].copy, "\t".join(copies))]
        )
        self._spool_sides([number], [[entry] for entry in entries])

    def _take_title(self, entries: list[Entry]) -> None:
        """Take a title that stood in the cell of the surname, unless the title's own cell has one."""
        at = self.title_at
        title = next((entry.title for entry in entries if entry.title), "")
        if at is not None and title and not entries[at].fact:
            entries[at] = self.places[at].memory[title]

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
        self.made.read += 1
        return True

    def _has_right_width(self, number: int, row: list[str]) -> bool:
        """Return whether a row has a cell for each heading, once blank cells beyond them are left off."""
        while len(row) > self.width and not row[-1].strip():
            row.pop()
        if len(row) == self.width:
            return True
        if any(cell.strip() for cell in row):
            self.made.read += 1
            reason = f"The row has {len(row)} cells where there are {self.width} headings."
            self._say(number, self.file.source_system, "", Fault("", ", ".join(row), reason, True))
        return False

    def _say(self, number: int, source: str, own: str, fault: Fault) -> None:
        what = "\t".join((fault.column, escaped(fault.value[:500]), escaped(fault.reason)))
        refuses = "t" if fault.refuses else "f"
        line = f"{self.number}\t{number}\t{what}\t{refuses}\t{source}\t{own}\n"
        self.made.problems.write(line.encode())


def _facts(entries: list[Entry]) -> list[str]:
    return [entry[1] for entry in entries]


def _copies(entries: list[Entry]) -> list[str]:
    return [entry[0] for entry in entries]


def _known_by(parts: Iterable[str]) -> str:
    """Return the parts that a row is known by in one text: a system only where it is not the file's own."""
    said = (part.replace(f"{OWN_SYSTEM}\t", "").replace("\t", ":") for part in parts)
    return " ".join("-" if part in ("", NOTHING) else part for part in said)


def _line(number: int, source: str, facts: str, kept: str, updated: str, copies: str) -> str:
    """Return a row as COPY takes it. The digest is of all that the row says."""
    digest = hashlib.md5(f"{facts}|{kept}".encode(), usedforsecurity=False).hexdigest()
    keep = f"{{{kept}}}" if kept else NOTHING
    line = f"{number}\t{source}\t\\\\x{digest}\t{{{facts}}}\t{keep}\t{updated}\t{copies}\n"
    return line.replace(OWN_SYSTEM, source)


def _unread(faults: list[Fault]) -> list[Entry]:
    """Return the cells that could not be read, to be kept, so that what they said is not lost."""
    if not faults:
        return []
    unread = {fault.column: fault.value for fault in faults}
    return [Entry("", escaped(json.dumps(unread, ensure_ascii=False)[1:-1]))]


def _updated(text: str, clean: Clean) -> Entry:
    """Return when the old system says it changed the row: as it was written, and the day, if it can be read."""
    said = tidy(text)[:30]
    day = clean(said).value
    return Entry(f"{escaped(said)}\t{day or NOTHING}")
