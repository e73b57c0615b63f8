"""Keeps files: checked, hashed, stored once outside the web root, and opened again only by their council.

The bytes lie under VAR_DIR/files/<council>/<first two of the hash>/<hash>; their facts in `KeptFile`.
A file arrives beside that and is moved into place whole, so a crash leaves no half file; what such a
crash, or a transaction undone, leaves behind is swept up.
"""

import hashlib
import os
import re
import unicodedata
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.utils.http import content_disposition_header

from rooftree.foundations import rulebook
from rooftree.foundations.dates import london_day
from rooftree.foundations.file_types import FileType, identify
from rooftree.foundations.isolation import now_acting
from rooftree.foundations.models import Council, KeptFile
from rooftree.foundations.refusals import Refused

LARGEST = rulebook.limit("files.largest")
MEGABYTE = 1_000_000

CHUNK = 256 * 1024
NAME_AT_MOST = 120
LEFT_OVER_AFTER = timedelta(days=1)
"""How old bytes without a row must be before they are swept: younger ones may still get theirs."""


class Damaged(Exception):
    """The bytes of a kept file are gone, or are no longer those that were kept."""


@transaction.atomic
def keep(
    stream: BinaryIO,
    *,
    filename: str,
    council: Council,
    at: datetime,
    declared: str = "",
    allowed: Collection[FileType] = (),
    at_most: Decimal | None = None,
) -> KeptFile:
    """Keep a file for a council, and return its facts. The same bytes are stored once.

    `declared` is the type that the browser gave; `allowed` narrows the kinds that will do; `at_most`, in
    megabytes, is another limit, for what Rooftree itself makes. Raises
    Refused for a file that is empty or too large (limit files.largest, in megabytes), for a kind not
    on the list, for one whose name or declared type says something else, and for one with macros.
    """
    name = harmless_name(filename)
    largest = LARGEST.version(on=london_day(at), council=council)
    with _arriving(council) as path:
        digest, size = _receive(stream, path, name=name, largest=at_most or largest.value)
        with path.open("rb") as file:
            kind = identify(file, name=name, declared=declared, allowed=allowed)
        _lock(council, digest)
        _settle(path, _place_of(council.pk, digest))
    return KeptFile.objects.create(
        council=council,
        sha256=digest,
        filename=name if PurePosixPath(name).suffix else name + kind.endings[0],
        media_type=kind.media_type,
        size=size,
        kept_at=at,
    )


def open_again(file_id: int, *, council: Council) -> tuple[KeptFile, BinaryIO]:
    """Return the facts of a kept file of this council, and its bytes, open for reading.

    Raises KeptFile.DoesNotExist for another council's file, or when nobody said to act for this one;
    Damaged when the bytes are not those that were kept. The caller closes what is opened.
    """
    if council.pk not in now_acting().councils:
        raise KeptFile.DoesNotExist("Nobody here acts for that council.")
    kept = KeptFile.objects.get(pk=file_id, council=council)
    try:
        file = os.fdopen(os.open(_place_of(council.pk, kept.sha256), os.O_RDONLY | os.O_NOFOLLOW), "rb")
    except OSError as error:
        raise Damaged(f"The bytes of file {file_id} cannot be read.") from error
    if hashlib.file_digest(file, "sha256").hexdigest() != kept.sha256:
        file.close()
        raise Damaged(f"The bytes of file {file_id} are not those that were kept.")
    file.seek(0)
    return kept, file


def headers(kept: KeptFile) -> dict[str, str]:
    """Return the headers with which a kept file is sent: to be saved, never run or shown as a page."""
    return {
        "Content-Type": kept.media_type,
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=kept.filename) or "",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store, private",
    }


def sweep(council: Council, *, at: datetime) -> int:
    """Remove bytes of this council that have no row and are a day old. Return how many files went.

    They are left by a crash, or by a transaction that was undone after the bytes had arrived.
    """
    old = (at - LEFT_OVER_AFTER).timestamp()
    swept = 0
    for path in _files_under(_folder(council.pk)):
        if path.stat().st_mtime < old and _sweep_one(path, council):
            swept += 1
    return swept


def forget(digest: str, *, council: Council) -> bool:
    """Remove the bytes of this hash at once, unless a row of the council needs them. Return whether they went.

    After the transaction that destroyed the row: killed in between, the sweep of the next night does it.
    """
    return _sweep_one(_place_of(council.pk, digest), council)


def damaged(council: Council) -> Iterator[KeptFile]:
    """Yield the kept files of this council whose bytes are gone or changed."""
    for kept in KeptFile.objects.filter(council=council).order_by("sha256").iterator():
        try:
            _, file = open_again(kept.pk, council=council)
        except Damaged:
            yield kept
        else:
            file.close()


# --- Names ----------------------------------------------------------------------------------------

_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|\Z)", re.IGNORECASE)
"""Names that Windows keeps for its devices."""


def harmless_name(filename: str) -> str:
    """Return a sender's file name without what could mislead a person or a computer.

    Gone are folders, control and invisible characters (among them those that turn the writing
    round, so that "fdp.exe" reads "exe.pdf"), and characters that a disk refuses; it is cut short
    before its ending.
    """
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", filename)[-1])
    name = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    name = re.sub(r'[<>:"|?*]', "-", re.sub(r"\s+", " ", name)).strip(" .")
    if _RESERVED.match(name):
        name = f"file {name}"
    stem, ending = PurePosixPath(name).stem, PurePosixPath(name).suffix[:20]
    return f"{stem[: NAME_AT_MOST - len(ending)].strip()}{ending}" if stem else "file"


# --- Bytes ----------------------------------------------------------------------------------------


def _folder(council_id: int) -> Path:
    return Path(settings.VAR_DIR) / "files" / str(council_id)


def _place_of(council_id: int, digest: str) -> Path:
    return _folder(council_id) / digest[:2] / digest


def _make_folder(folder: Path) -> None:
    """Make a folder that only the server's own user may open, and those missing above it."""
    if not folder.exists():
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def _arriving(council: Council) -> Iterator[Path]:
    """Give a path at which a file can arrive; whatever is still there at the end is removed."""
    folder = _folder(council.pk) / "arriving"
    _make_folder(folder)
    path = folder / uuid4().hex
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _receive(stream: BinaryIO, path: Path, *, name: str, largest: Decimal) -> tuple[str, int]:
    """Write a stream to disk, and return its hash and its size. `largest` is in megabytes.

    Raises Refused for a stream that is empty or too large.
    """
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > largest * MEGABYTE:
                raise Refused(
                    f"“{name}” is larger than {largest} MB, the most that is kept. "
                    "Make it smaller, or send it in parts."
                )
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if not size:
        raise Refused(f"“{name}” is empty. Check that it was saved, then send it again.")
    return digest.hexdigest(), size


def _settle(arrived: Path, place: Path) -> None:
    """Move a file that arrived whole to its place. There before or not, it is there now, and fresh."""
    _make_folder(place.parent)
    os.replace(arrived, place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _lock(council: Council, digest: str) -> None:
    """Hold these bytes until the transaction ends, so that no sweep takes them before their row is there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"kept file {council.pk} {digest}"]
        )


def _files_under(folder: Path) -> Iterator[Path]:
    return (path for path in folder.glob("*/*") if path.is_file())


@transaction.atomic
def _sweep_one(path: Path, council: Council) -> bool:
    """Remove one file unless a row needs it, and return whether it went."""
    if path.parent.name != "arriving":
        _lock(council, path.name)
        if KeptFile.objects.filter(council=council, sha256=path.name).exists():
            return False
    path.unlink(missing_ok=True)
    return True
