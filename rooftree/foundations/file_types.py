"""Finds what a file is from its bytes, and refuses whatever is not on the list or could do harm.

Nothing is believed of what the sender says: the name's ending and the type that a browser declared
must both agree with the bytes. Only kinds on the list are kept, so a program, a page or a drawing
with a script in it is refused by not being there.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from rooftree.foundations.refusals import Refused

HEAD = 64
"""Bytes at the beginning that tell most kinds apart."""

UNPACKED_AT_MOST = 500 * 1024 * 1024
PARTS_AT_MOST = 5_000
"""Beyond these a document that unpacks itself is there to fill a disk."""
READ_AT_MOST = 1_000_000
"""Bytes of the parts that say what a document is made of: they are read whole, into memory."""

ANY_TYPE = ("", "application/octet-stream")
"""What a browser declares when it does not know."""


@dataclass(frozen=True)
class FileType:
    """One kind of file that is kept."""

    name: str
    media_type: str
    endings: tuple[str, ...]
    looks_like: Callable[[BinaryIO], bool] = field(compare=False)
    also_declared: tuple[str, ...] = ()

    def may_be_declared(self, declared: str) -> bool:
        """Return whether a browser that sends this kind of file may say so."""
        said = declared.split(";")[0].strip().lower()
        return said in (*ANY_TYPE, self.media_type, *self.also_declared)


def identify(file: BinaryIO, *, name: str, declared: str = "", allowed: Collection[FileType] = ()) -> FileType:
    """Return the kind of a file from its bytes. `allowed` narrows the list; left out, every kind will do.

    Raises Refused when the kind is not allowed, when the name's ending or the declared type says
    something else, and when a document holds macros or other things that run.
    """
    kinds = allowed or TYPES
    looks = {looks_like: looks_like(file) for looks_like in {kind.looks_like for kind in kinds}}
    wanted = [kind for kind in kinds if looks[kind.looks_like]]
    if not wanted:
        raise Refused(f"“{name}” is not a kind of file that can be kept here. Send {in_words(allowed or TYPES)}.")
    ending = PurePosixPath(name).suffix.lower()
    agreeing = [kind for kind in wanted if ending in kind.endings or (not ending and kind.endings)]
    if not agreeing:
        raise Refused(
            f"“{name}” is not what its name says: its contents are a {wanted[0].name}. "
            "Save it again as what it is, then send that."
        )
    if not agreeing[0].may_be_declared(declared):
        raise Refused(
            f"“{name}” was sent as {declared}, but its contents are a {agreeing[0].name}. "
            "Save it again as what it is, then send that."
        )
    if agreeing[0] in OFFICE:
        _check_runs_nothing(file, name)
    return agreeing[0]


def in_words(types: Collection[FileType]) -> str:
    """Say a list of kinds: "a PDF document, a JPEG picture or a plain text"."""
    *most, last = [f"a {kind.name}" for kind in types]
    return f"{', '.join(most)} or {last}" if most else last


# --- What the bytes of each kind look like --------------------------------------------------------


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(HEAD)


def _begins(*signatures: bytes) -> Callable[[BinaryIO], bool]:
    return lambda file: _head(file).startswith(signatures)


def _riff(form: bytes) -> Callable[[BinaryIO], bool]:
    return lambda file: _head(file).startswith(b"RIFF") and _head(file)[8:12] == form


def _media(*brands: bytes) -> Callable[[BinaryIO], bool]:
    """Of the ISO base media family: its brand stands after "ftyp". ISO/IEC 14496-12, section 4.3."""
    return lambda file: _head(file)[4:8] == b"ftyp" and _head(file)[8:12] in brands


def _zipped(part: str, says: bytes) -> Callable[[BinaryIO], bool]:
    """A zip whose named part says what the document is."""

    def looks_like(file: BinaryIO) -> bool:
        if not _head(file).startswith(b"PK\x03\x04"):
            return False
        try:
            with ZipFile(file) as parts, parts.open(part) as index:
                return says in index.read(READ_AT_MOST)
        except (BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
            return False

    return looks_like


_MARKUP = re.compile(
    r"\A[\s\ufeff]*(<(!doctype|!--|\?xml|[a-z][a-z0-9:-]*[\s/>])|#!)|<\s*(script|svg|html|iframe)\b", re.IGNORECASE
)
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")


def _text(file: BinaryIO) -> bool:
    file.seek(0)
    written = file.read()
    try:
        words = written.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = written.decode("cp1252", errors="replace").replace("\ufffd", "\x00")
    may_be_markup = "<" in words or "#!" in words
    return (
        bool(words)
        and not words.isspace()
        and not _NOT_TEXT.search(words)
        and not (may_be_markup and _MARKUP.search(words))
    )


_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"

PDF = FileType("PDF document", "application/pdf", (".pdf",), _begins(b"%PDF-"))
JPEG = FileType("JPEG picture", "image/jpeg", (".jpg", ".jpeg"), _begins(b"\xff\xd8\xff"), ("image/pjpeg",))
PNG = FileType("PNG picture", "image/png", (".png",), _begins(b"\x89PNG\r\n\x1a\n"))
WEBP = FileType("WebP picture", "image/webp", (".webp",), _riff(b"WEBP"))
HEIC = FileType(
    "HEIC picture", "image/heic", (".heic", ".heif"), _media(b"heic", b"heix", b"mif1"), ("image/heif",)
)
MP4 = FileType(
    "MP4 recording",
    "video/mp4",
    (".mp4", ".m4v"),
    _media(b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V "),
    ("video/x-m4v",),
)
MOV = FileType("QuickTime recording", "video/quicktime", (".mov",), _media(b"qt  "))
M4A = FileType("M4A recording", "audio/mp4", (".m4a",), _media(b"M4A "), ("audio/x-m4a", "audio/m4a"))
MP3 = FileType(
    "MP3 recording",
    "audio/mpeg",
    (".mp3",),
    _begins(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
    ("audio/mp3",),
)
WAV = FileType("WAV recording", "audio/wav", (".wav",), _riff(b"WAVE"), ("audio/x-wav", "audio/wave"))
DOCX = FileType(
    "Word document",
    f"{_OOXML}.wordprocessingml.document",
    (".docx",),
    _zipped("[Content_Types].xml", b"wordprocessingml.document.main+xml"),
)
XLSX = FileType(
    "Excel workbook",
    f"{_OOXML}.spreadsheetml.sheet",
    (".xlsx",),
    _zipped("[Content_Types].xml", b"spreadsheetml.sheet.main+xml"),
)
ODT = FileType("OpenDocument text", f"{_ODF}.text", (".odt",), _zipped("mimetype", b"opendocument.text"))
ODS = FileType(
    "OpenDocument spreadsheet", f"{_ODF}.spreadsheet", (".ods",), _zipped("mimetype", b"opendocument.spreadsheet")
)
CSV = FileType("CSV table", "text/csv", (".csv",), _text, ("application/vnd.ms-excel", "text/plain"))
TEXT = FileType("plain text file", "text/plain", (".txt",), _text)

TYPES = (PDF, JPEG, PNG, WEBP, HEIC, MP4, MOV, M4A, MP3, WAV, DOCX, XLSX, ODT, ODS, TEXT, CSV)
ARCHIVE = FileType("ZIP archive", "application/zip", (".zip",), _begins(b"PK\x03\x04"))
"""What Rooftree itself packs; nobody can send one."""
PICTURES = (JPEG, PNG, WEBP, HEIC)
OFFICE = (DOCX, XLSX, ODT, ODS)


# --- Documents that could run something -----------------------------------------------------------

_RUNS = re.compile(
    r"vbaproject|vbadata|/macrosheets/|/activex/|/oleobject|/embeddings/.*\.(bin|exe|dll|js|vbs|scr)$"
    r"|(^|/)(basic|scripts)/|\.(exe|dll|js|vbs|ps1|bat|cmd|scr)$",
    re.IGNORECASE,
)
"""Parts of a document that hold macros, controls or programs."""

_CALLS_OUT = re.compile(rb"attachedTemplate|oleObject|frame[\"'][^>]*TargetMode=[\"']External", re.IGNORECASE)
"""Relations by which a document fetches a template or an object, macros and all, when it is opened."""


def _check_runs_nothing(file: BinaryIO, name: str) -> None:
    """Raise Refused when a document holds macros, or would fill a disk when it is unpacked."""
    with ZipFile(file) as parts:
        infos = parts.infolist()
        if unpacks_too_far(infos) or any(info.file_size > READ_AT_MOST for info in infos if _is_index(info)):
            raise Refused(f"“{name}” unpacks to far more than it should. Save it again, or send it as a PDF.")
        runs = any(_RUNS.search(info.filename) for info in infos)
        runs = runs or any(_tells_of_macros(parts, info.filename) for info in infos)
    if runs:
        raise Refused(
            f"“{name}” holds macros or other things that run. Save it without them, or send it as a PDF."
        )


def unpacks_too_far(parts: Collection[ZipInfo]) -> bool:
    """Say whether what is packed together has too many parts, or is too large once unpacked."""
    return len(parts) > PARTS_AT_MOST or sum(part.file_size for part in parts) > UNPACKED_AT_MOST


def _is_index(part: ZipInfo) -> bool:
    return part.filename == "[Content_Types].xml" or part.filename.endswith(".rels")


def _tells_of_macros(parts: ZipFile, part: str) -> bool:
    if part == "[Content_Types].xml":
        return b"macroEnabled" in parts.read(part)
    return part.endswith(".rels") and bool(_CALLS_OUT.search(parts.read(part)))
