"""Sends a kept file: to be saved under its own name and kind, never run or shown as a page."""

from typing import BinaryIO

from django.http import FileResponse

from rooftree.foundations import files
from rooftree.foundations.models import KeptFile


def as_kept(kept: KeptFile, content: BinaryIO) -> FileResponse:
    """Return the answer that carries a kept file. Django would guess its kind from the name otherwise."""
    headers = files.headers(kept)
    return FileResponse(content, content_type=headers.pop("Content-Type"), headers=headers)
