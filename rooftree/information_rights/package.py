"""Packs what is given of what is held on a person: a PDF to read, the same as data, the files, in one archive.

What it says reaches the typesetter as data, never as part of its source.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import typst

from rooftree.correspondence.letters import FACES, FONTS
from rooftree.foundations.dates import clock_time, london, london_day, long_date
from rooftree.foundations.downloads import csv_lines, safe_filename

SHEET = Path(__file__).parent / "package.typ"
IN_MEMORY = 8_000_000
"""Bytes of an archive that are held in memory; beyond, it is written to disk."""

READABLE, DATA, CONTENTS = "what-we-hold.pdf", "data/everything.json", "data/contents.csv"


@dataclass(frozen=True)
class Thing:
    """One thing that is given: what people call it, what it says, and its file where it has one."""

    kind: str
    facts: tuple[tuple[str, str], ...]
    has_words_taken_out: bool = False
    file_id: int | None = None


@dataclass(frozen=True)
class Package:
    """What one package says: whose it is, by which request, what is given, and what was left out and why."""

    council: str
    name: str
    person_reference: str
    reference: str
    at: datetime
    things: tuple[Thing, ...]
    left_out: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many things of each kind, in the order of their kinds."""
        counted: dict[str, int] = {}
        for thing in sorted(self.things, key=lambda thing: thing.kind):
            counted[thing.kind] = counted.get(thing.kind, 0) + 1
        return counted

    def of_kind(self, kind: str) -> list[Thing]:
        """Return the things of a kind."""
        return [thing for thing in self.things if thing.kind == kind]


OpenFile = Callable[[int], tuple[str, BinaryIO]]
"""Given the id of a kept file, returns its name and its bytes, open."""


def pack(package: Package, *, open_file: OpenFile) -> IO[bytes]:
    """Return the archive of a package, open at its beginning. The caller closes it.

    It holds a tagged PDF to read, the same as JSON, a CSV table for each kind of thing, the files, and a
    list of contents with what was left out. The same package gives the same bytes.
    """
    archive = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the caller closes it
    with ZipFile(archive, "w", ZIP_DEFLATED) as parts:
        for name, content in _written(package):
            parts.writestr(_part(name, package.at), content)
        for name, file_id in named_files(package):
            _add_file(parts, _part(name, package.at), open_file(file_id)[1])
    archive.seek(0)
    return cast(IO[bytes], archive)


def _part(name: str, at: datetime) -> ZipInfo:
    """Return how a part stands in the archive: its name, and the moment of the package."""
    moment = london(at)
    part = ZipInfo(name, (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second))
    part.compress_type = ZIP_DEFLATED
    return part


def _add_file(parts: ZipFile, part: ZipInfo, content: BinaryIO) -> None:
    with content, parts.open(part, "w") as written:
        while chunk := content.read(256 * 1024):
            written.write(chunk)


def _written(package: Package) -> Iterator[tuple[str, bytes]]:
    """Yield the parts of the archive that are written here, by name."""
    yield READABLE, readable(package)
    yield DATA, json.dumps(as_data(package), ensure_ascii=False, indent=2).encode()
    contents: list[tuple[str, int | None, str]] = [(kind, n, "") for kind, n in package.counts.items()]
    contents += [("left out", None, words) for words in package.left_out]
    yield CONTENTS, "".join(csv_lines(("what", "how many", "why"), contents)).encode()
    for kind in package.counts:
        yield f"data/{safe_filename(kind)}.csv", "".join(_table(package.of_kind(kind))).encode()


def _table(things: Iterable[Thing]) -> Iterator[str]:
    """Return things of one kind as a CSV table: a column for each fact that any of them has."""
    rows = [dict(thing.facts) for thing in things]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return csv_lines(columns, ([row.get(name, "") for name in columns] for row in rows))


def as_data(package: Package) -> dict[str, Any]:
    """Return a package as plain data, for a machine to read."""
    return {
        "council": package.council,
        "person": {"name": package.name, "reference": package.person_reference},
        "request": package.reference,
        "given_at": london(package.at).isoformat(),
        "left_out": list(package.left_out),
        "things": [
            {
                "kind": thing.kind,
                "facts": dict(thing.facts),
                "has_words_taken_out": thing.has_words_taken_out,
            }
            for thing in package.things
        ],
    }


def named_files(package: Package) -> list[tuple[str, int]]:
    """Return the files of a package: under which name each stands in the archive, and its id. Once each."""
    ids = dict.fromkeys(thing.file_id for thing in package.things if thing.file_id)
    titles = {thing.file_id: dict(thing.facts).get("file", "") for thing in package.things}
    return [(f"files/{number:03}-{_harmless(titles[file_id])}", file_id) for number, file_id in enumerate(ids, 1)]


def _harmless(name: str) -> str:
    """Return a file's name without anything that could lead out of the folder it is unpacked in."""
    return re.sub(r"[^\w.\- ]+", "-", name).strip(". ") or "file"


# --- To be read -----------------------------------------------------------------------------------

_LATIN = re.compile(r"[\x20-\x7e\xa0-\xff\u0100-\u017f\u2018\u2019\u201c\u201d\u2013\u2014\u2022\u2026\u20ac]")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
LONGEST_WORD = 40
BLANK = "□"


def readable(package: Package) -> bytes:
    """Return a package as a tagged PDF (PDF/UA-1), to be read or read aloud.

    A sign that no typeface here has becomes a box: the data beside it has every sign.
    """
    given = _given(package)
    try:
        return _typeset(_each(given, _shown))
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _typeset(
            _each(given, lambda text: "".join(sign if _LATIN.match(sign) else BLANK for sign in _shown(text)))
        )


def _given(package: Package) -> dict[str, Any]:
    day, time = long_date(london_day(package.at)), clock_time(package.at)
    return {
        "title": f"What we hold on {package.name}",
        "council": package.council,
        "reference": f"{package.reference}, {day}",
        "opening": [
            f"{package.council} gives {package.name} ({package.person_reference}) what its housing service held "
            f"on {day} at {time}, as asked by request {package.reference}.",
            "The same stands in the folder “data” as tables and for machines, and the folder “files” holds the "
            "files. Where words were taken out, it says “[withheld]”.",
            "You can ask us to correct what is wrong. If you are not content with what you were given, you can "
            "complain to us, and then to the Information Commissioner.",
        ],
        "contents": [[kind, str(count)] for kind, count in package.counts.items()],
        "left_out": list(package.left_out) or ["Nothing."],
        "parts": [
            {"kind": kind, "things": [[list(fact) for fact in thing.facts] for thing in package.of_kind(kind)]}
            for kind in package.counts
        ],
        "faces": list(FACES),
    }


def _typeset(given: dict[str, Any]) -> bytes:
    made = typst.compile(
        SHEET,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        sys_inputs={"given": json.dumps(given)},
    )
    assert isinstance(made, bytes), "A PDF is one file."
    return made


def _shown(text: str) -> str:
    """Return a text without signs that are not to be seen, its longest words made to break."""
    return re.sub(rf"(\S{{{LONGEST_WORD}}})(?=\S)", "\\1\u200b", _UNSEEN.sub("", text.replace("\t", " ")))


def _each(data: Any, shown: Callable[[str], str]) -> Any:
    """Return data with every text in it changed."""
    if isinstance(data, str):
        return shown(data)
    if isinstance(data, dict):
        return {name: _each(value, shown) for name, value in data.items()}
    return [_each(each, shown) for each in data] if isinstance(data, list) else data
