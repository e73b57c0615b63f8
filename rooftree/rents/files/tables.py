"""Reads a delimited file of money by its layout: cash receipts, benefit schedules."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import chain, islice
from typing import Any, BinaryIO

from rooftree.rents.files import amounts
from rooftree.rents.files.layouts import Layout, Record
from rooftree.rents.files.lines import (
    AMOUNT_BELOW,
    BLOCK,
    PAYER_AT_MOST,
    REFERENCE_AT_MOST,
    TEXT_AT_MOST,
    Line,
    Lines,
    Part,
    Reading,
    Total,
    tidy,
    together,
)

LINE_AT_MOST = 10_000
"""Characters: a longer line is not one of a money file."""
REMEMBERED = 5_000
"""Amounts, and days, that are looked up instead of read again."""

_NO_SPACES = str.maketrans("", "", " \t\u00a0-/")

csv.field_size_limit(LINE_AT_MOST)


class Table(Reading):
    """A delimited file: lines of details, among them perhaps a header, totals of types and a trailer."""

    def __init__(self, stream: BinaryIO, layout: Layout) -> None:
        super().__init__(stream)
        self.layout = layout
        self.part = Part(layout.feed)
        self._records: dict[str, Callable[[int, Sequence[str]], None]] = {}
        for record, take in (
            (layout.header, self._take_header),
            (layout.subtotal, self._take_subtotal),
            (layout.trailer, self._take_trailer),
        ):
            if record:
                self._records[record.mark.upper()] = take
        self._seen: set[str] = set()
        self._mark = layout.mark.upper()
        self._places: list[int] = [] if layout.has_headings else self._placed({})
        self._has_lines = False
        self._amount = amounts.pence if layout.amounts == "pence" else amounts.pounds
        self._pounds: dict[str, Decimal | None] = _Known(lambda text: self._amount(text.strip()))
        self._days: dict[str, date | None] = _Known(lambda text: amounts.day(text.strip(), layout.dates))

    def lines(self) -> Iterator[Line]:
        for block in self._together():
            yield from map(Line, *block)

    def _together(self) -> Iterator[Lines]:
        before = 0
        for rows in self._blocks_of_rows():
            block = self._all_plain(before, rows)
            yield together(self._one_by_one(before, rows)) if block is None else block
            before += len(rows)
            if self._has_lines and not self._places:
                break
        if self._has_lines:
            self.part.made_on = self.part.made_on or max(filter(None, self._days.values()), default=None)
            self.parts.insert(0, self.part)
            self._check_marks()

    def _one_by_one(self, before: int, rows: Sequence[list[str]]) -> Iterator[Line]:
        """Yield the lines among some rows, before which there were so many; put what is wrong into `faults`."""
        for number, cells in enumerate(rows, before + 1):
            if not cells or (len(cells) == 1 and not cells[0].strip()):
                continue
            self._has_lines = True
            mark = cells[0].strip().upper()
            if take := self._records.get(mark):
                take(number, cells)
            elif not self._places:
                self._places = self._headings(cells)
                if not self._places:
                    break
            elif self._mark and mark != self._mark:
                self.fault(
                    number,
                    f"Line {number:,} begins with “{cells[0][:20]}”, which no line of this layout does.",
                )
            elif "trailer" in self._seen:
                self.fault(number, f"Line {number:,} stands after the trailer.")
            elif line := self._detail(number, cells, self._places):
                yield line

    def _blocks_of_rows(self) -> Iterator[list[list[str]]]:
        rows: list[list[str]] = []
        before = 0
        read = self._rows()
        try:
            rows.extend(islice(read, BLOCK))
            while len(rows) == BLOCK:
                yield rows
                before, rows = before + BLOCK, []
                rows.extend(islice(read, BLOCK))
        except UnicodeDecodeError:
            words = "UTF-8" if self.layout.encoding == "utf-8" else "Windows-1252"
            fault = f"the file has letters that are not {words}."
        except csv.Error as error:
            fault = f"the file is no table: {error}."
        else:
            fault = ""
        last = before + len(rows)
        if rows:
            yield rows
        if fault:
            self.fault(last + 1, f"After line {last:,} {fault}")

    def _rows(self) -> Iterator[list[str]]:
        encoding = "utf-8-sig" if self.layout.encoding == "utf-8" else self.layout.encoding
        text = io.TextIOWrapper(self.stream, encoding=encoding, newline="")
        try:
            lines = chain.from_iterable(_some_lines(text))
            yield from csv.reader(lines, delimiter=self.layout.delimiter, strict=True)
        finally:
            text.detach()

    # --- Details -----------------------------------------------------------------------------------

    def _headings(self, cells: Sequence[str]) -> list[int]:
        names = {cell.strip().lower(): place for place, cell in enumerate(cells, 1)}
        needed = [where for where in self.layout.detail.values() if isinstance(where, str)]
        if missing := [name for name in needed if name.lower() not in names]:
            self.fault(1, f"The file has no column “{missing[0]}”. Its first line has to name the columns.")
            return []
        return self._placed(names)

    def _placed(self, names: dict[str, int]) -> list[int]:
        """Return where each fact of a detail stands, counted from nought; -1 for what the file does not have."""
        detail = self.layout.detail
        wheres = [
            detail.get(name, 0)
            for name in ("reference", "amount", "paid_on", "type", "payer", "text", "source_id")
        ]
        return [(names[where.lower()] if isinstance(where, str) else where) - 1 for where in wheres]

    def _detail(self, number: int, cells: Sequence[str], places: list[int]) -> Line | None:
        at_reference, at_amount, at_day, at_type, at_payer, at_text, at_source = places
        width = len(cells)
        if width <= max(at_reference, at_amount, at_day, at_type):
            self.fault(number, f"Line {number:,} has {width} cells: it was cut off, or is no line of this layout.")
            return None
        pounds = self._pounds[cells[at_amount]]
        if pounds is None or not -AMOUNT_BELOW < pounds < AMOUNT_BELOW:
            self.fault(number, f"Line {number:,}: “{cells[at_amount][:30]}” is not an amount of money.")
            return None
        if not pounds:
            self.fault(number, f"Line {number:,} is of £0.00.")
            return None
        paid_on = self._days[cells[at_day]]
        if paid_on is None:
            self.fault(number, f"Line {number:,}: “{cells[at_day][:30]}” is not a day.")
            return None
        kind = cells[at_type].strip() if at_type >= 0 else self.layout.type
        code = self._code(kind)
        if code is None:
            self.fault(number, f"Line {number:,}: “{kind[:30]}” is no type that the layout knows.")
            return None
        reference = cells[at_reference].translate(_NO_SPACES).upper()
        if not reference.isprintable():
            reference = "".join(each for each in reference if each.isprintable())
        return Line(
            number,
            code,
            reference[:REFERENCE_AT_MOST],
            _by_code(code, pounds),
            paid_on,
            tidy(cells[at_payer], PAYER_AT_MOST) if 0 <= at_payer < width else "",
            tidy(cells[at_text], TEXT_AT_MOST) if 0 <= at_text < width else "",
            tidy(cells[at_source], REFERENCE_AT_MOST) if 0 <= at_source < width else "",
        )

    def _code(self, kind: str) -> str | None:
        return self.layout.codes.get(kind) or self.layout.codes.get(kind.upper())

    # --- Many details at once ------------------------------------------------------------------------

    def _all_plain(self, before: int, rows: Sequence[list[str]]) -> Lines | None:
        """Return some rows as lines, fact by fact, or None unless each is a detail of which nothing is odd.

        What it returns is what `_detail` makes of each: it only looks at all of them at once.
        """
        at_reference, at_amount, at_day, at_type, at_payer, at_text, at_source = self._places or [len(rows[0])] * 7
        width = len(rows[0])
        if width <= max(at_reference, at_amount, at_day, at_type) or "trailer" in self._seen:
            return None
        if set(map(len, rows)) != {width}:
            return None
        columns = list(zip(*rows, strict=True))
        marks = {cell.strip().upper() for cell in set(columns[0])}
        if (self._mark and marks != {self._mark}) or not marks.isdisjoint(self._records):
            return None
        count = len(rows)
        pounds: list[Any] = [self._pounds[each] for each in columns[at_amount]]
        days: list[Any] = [self._days[each] for each in columns[at_day]]
        kinds = columns[at_type] if at_type >= 0 else (self.layout.type,) * count
        code_of = {kind: self._code(kind.strip()) for kind in set(kinds)}
        codes: list[Any] = [code_of[kind] for kind in kinds]
        references = _plain_references(columns[at_reference])
        payers, words, sources = (
            columns[place] if 0 <= place < width else ("",) * count for place in (at_payer, at_text, at_source)
        )
        if (
            None in days
            or None in codes
            or not all(pounds)
            or not min(pounds) > -AMOUNT_BELOW
            or not max(pounds) < AMOUNT_BELOW
            or references is None
            or not _are_tidy(payers, PAYER_AT_MOST)
            or not _are_tidy(words, TEXT_AT_MOST)
            or not _are_tidy(sources, REFERENCE_AT_MOST)
        ):
            return None
        self._has_lines = True
        return Lines(
            range(before + 1, before + count + 1),
            codes,
            references,
            list(map(_by_code, codes, pounds)) if not BACK.isdisjoint(codes) else pounds,
            days,
            payers,
            words,
            sources,
            ("",) * count,
            (0,) * count,
        )

    # --- What the file says of itself -----------------------------------------------------------------

    def _take_header(self, number: int, cells: Sequence[str]) -> None:
        assert self.layout.header
        said = _cells(cells, self.layout.header)
        if not self._first("header", number):
            return
        self.part.feed = tidy(said.get("feed", ""), REFERENCE_AT_MOST) or self.part.feed
        if "sequence" in said:
            self.part.sequence = _whole(said["sequence"])
            if self.part.sequence is None:
                self.fault(number, f"Line {number:,}: “{said['sequence'][:30]}” is no number of a file.")
        if "made_on" in said:
            self.part.made_on = self._days[said["made_on"]]
            if self.part.made_on is None:
                self.fault(number, f"Line {number:,}: “{said['made_on'][:30]}” is not a day.")

    def _take_subtotal(self, number: int, cells: Sequence[str]) -> None:
        assert self.layout.subtotal
        said = _cells(cells, self.layout.subtotal)
        code = self._code(said.get("type", ""))
        total = self._total(number, said)
        if code is None:
            self.fault(number, f"Line {number:,}: “{said.get('type', '')[:30]}” is no type that the layout knows.")
        elif total:
            before = self.part.said_of.get(code, Total(0, Decimal()))
            pounds = _by_code(code, total.pounds)
            self.part.said_of[code] = Total(before.lines + total.lines, before.pounds + pounds)

    def _take_trailer(self, number: int, cells: Sequence[str]) -> None:
        assert self.layout.trailer
        if self._first("trailer", number):
            self.part.said = self._total(number, _cells(cells, self.layout.trailer))

    def _total(self, number: int, said: dict[str, str]) -> Total | None:
        count, pounds = _whole(said.get("count", "")), self._amount(said.get("total", ""))
        if count is None or pounds is None:
            self.fault(number, f"Line {number:,} says no count and total that can be read.")
            return None
        return Total(count, pounds)

    def _first(self, record: str, number: int) -> bool:
        if record in self._seen:
            self.fault(number, f"Line {number:,} is a second {record}: two files may have been put together.")
            return False
        self._seen.add(record)
        return True

    def _check_marks(self) -> None:
        """Refuse a file without what stands at its beginning and its end: it was cut off."""
        if self.layout.header and "header" not in self._seen:
            self.fault(0, "The file has no header. Its beginning is missing, or it has another layout.")
        if self.layout.trailer and "trailer" not in self._seen:
            self.fault(0, "The file has no trailer. Its end is missing: fetch it again from its sender.")


BACK = frozenset({"RRC", "RDN", "RHA"})
"""Codes of money that went back: a sender may write their amounts without a sign."""


class _Known(dict[str, Any]):
    """What texts mean, each read once while it is remembered."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> Any:
        if len(self) >= REMEMBERED:
            self.clear()
        found = self[text] = self._read(text)
        return found


def _plain_references(references: Sequence[str]) -> Sequence[str] | None:
    """Return references without spaces, in capitals; None if one is too long, or has what cannot be shown."""
    written = "".join(references)
    if written and not (written.isascii() and written.isdigit()):
        references = [each.translate(_NO_SPACES).upper() for each in references]
        if not "".join(references).isprintable():
            return None
    return references if len(max(references, key=len)) <= REFERENCE_AT_MOST else None


def _are_tidy(texts: Sequence[str], at_most: int) -> bool:
    """Return whether `tidy` would leave each as it is. What is not sure is said not to be."""
    written = "|".join(texts)
    return (
        written.isprintable()
        and "  " not in written
        and "| " not in written
        and " |" not in written
        and written[:1] != " "
        and written[-1:] != " "
        and len(max(texts, key=len)) <= at_most
    )


def _by_code(code: str, pounds: Decimal) -> Decimal:
    return -abs(pounds) if code in BACK else pounds


def _cells(cells: Sequence[str], record: Record) -> dict[str, str]:
    return {name: cells[place - 1].strip() for name, place in record.columns.items() if place <= len(cells)}


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _some_lines(text: io.TextIOWrapper) -> Iterator[list[str]]:
    """Yield the lines of a text, some together. Raises at one that is none, once those before it were yielded."""
    read = iter(partial(text.readline, LINE_AT_MOST + 1), "")
    fault: Exception | None = None
    while fault is None:
        lines: list[str] = []
        try:
            lines.extend(islice(read, BLOCK))
        except UnicodeDecodeError as error:
            fault = error
        if len(max(lines, key=len, default="")) > LINE_AT_MOST or "\0" in "".join(lines):
            lines, fault = _up_to_none(lines)
        if not lines:
            break
        yield lines
    if fault:
        raise fault


def _up_to_none(lines: Sequence[str]) -> tuple[list[str], csv.Error]:
    """Return the lines before the first that is none, and what is wrong with that."""
    for place, line in enumerate(lines):
        if len(line) > LINE_AT_MOST:
            return list(lines[:place]), csv.Error(f"a line is longer than {LINE_AT_MOST:,} characters")
        if "\0" in line:
            return list(lines[:place]), csv.Error("it holds bytes that are no letters")
    raise AssertionError("One of them is none.")
