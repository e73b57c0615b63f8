"""Makes the file of a print run: the letters as PDF, in order, and a table of them.

The same run gives the same bytes.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pypdf import PdfReader

from rooftree.correspondence import printing
from rooftree.correspondence.models import LetterInRun, PrintRun
from rooftree.correspondence.rules import Format
from rooftree.foundations.dates import london_day
from rooftree.foundations.downloads import Cell, csv_lines

MANIFEST = "letters.csv"
HEADING = ("Number", "File", "Reference", "Name", "Address", "Postcode", "Language", "Print", "Pages")
_SINCE_ZIP_BEGAN = (1980, 1, 1, 0, 0, 0)
"""Files in a ZIP carry a moment; without one of its own, the same letters would make another file."""


def as_zip(run: PrintRun, rows: Iterable[LetterInRun]) -> bytes:
    """Return the letters of a run and the table of them, as a ZIP."""
    packed = BytesIO()
    table: list[tuple[Cell, ...]] = []
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        for row in rows:
            pdf = pdf_of(row, run)
            file.writestr(ZipInfo(file_name(row), _SINCE_ZIP_BEGAN), pdf)
            table.append(_line(row, pdf))
        file.writestr(ZipInfo(MANIFEST, _SINCE_ZIP_BEGAN), "".join(csv_lines(HEADING, table)).encode())
    return packed.getvalue()


def pdf_of(row: LetterInRun, run: PrintRun) -> bytes:
    """Return one letter, with what is secret in it while it waits."""
    message = row.message
    waiting = getattr(message, "waiting", None)
    words = {name: getattr(message, name) for name in ("subject", "preview", "asks", "body")}
    return printing.as_pdf(message, run.council, words=words | ((waiting.secret if waiting else None) or {}))


def file_name(row: LetterInRun) -> str:
    """Return the name of a letter in the file: its number and reference, and nobody's name."""
    return f"{row.number:04}-{printing.reference_of(row.message)}.pdf"


def name_of(run: PrintRun) -> str:
    """Return the name of the file of a run."""
    return f"letters-{london_day(run.made_at).isoformat()}-{run.pk}.zip"


def _line(row: LetterInRun, pdf: bytes) -> tuple[Cell, ...]:
    message = row.message
    *lines, postcode = [line.strip() for line in message.to_address.split(",")] or [""]
    return (
        row.number,
        file_name(row),
        printing.reference_of(message),
        message.to_name,
        ", ".join(lines),
        postcode,
        message.language,
        Format(message.format).label,
        len(PdfReader(BytesIO(pdf)).pages),
    )


def rows_of(run: PrintRun) -> Iterator[LetterInRun]:
    """Yield the letters of a run that we may see, in order."""
    yield from run.rows.select_related("message__case", "message__person", "message__waiting").order_by("number")
