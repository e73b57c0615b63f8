"""Takes out of a picture what its sender did not mean to send: where it was taken, when, by which telephone.

Only the parts that draw the picture are copied; nothing is decoded, so a small file cannot unpack into a
large one. Of a JPEG picture the way up is kept, since without it the picture would lie on its side.
"""

import struct
from collections.abc import Callable
from types import MappingProxyType

from rooftree.foundations.file_types import JPEG, PNG, WEBP, FileType
from rooftree.foundations.refusals import Refused

DAMAGED = "This picture is damaged. Take it again, or save it again, and send that."


def without_metadata(picture: bytes, kind: FileType) -> bytes:
    """Return a picture without what is written about it: place, time, device, names, comments, thumbnails.

    `kind` is the kind that its bytes say it is. Raises Refused for a picture that is damaged, and
    KeyError for a kind that is not a JPEG, PNG or WebP picture.
    """
    try:
        return _CLEAN[kind](picture)
    except (IndexError, struct.error, ValueError) as error:
        raise Refused(DAMAGED) from error


# --- JPEG: segments, each with a marker and a length. ITU-T T.81, annex B; Exif 2.32, section 4.5. --------

_START, _SCAN, _APP0, _APP1, _ICC, _ADOBE, _COMMENT = 0xD8, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE, 0xFE
_WAY_UP = 0x0112


def _clean_jpeg(picture: bytes) -> bytes:
    parts, way_up, here = [b"\xff\xd8"], 1, 2
    while True:
        if picture[here] != 0xFF:
            raise ValueError("A segment begins with 0xFF.")
        marker = picture[here + 1]
        if marker == 0xFF:
            here += 1
            continue
        (length,) = struct.unpack_from(">H", picture, here + 2)
        segment = picture[here : here + 2 + length]
        if len(segment) != 2 + length or length < 2:
            raise ValueError("The picture ends too early.")
        if marker == _SCAN:
            break
        if marker == _APP1 and segment[4:10] == b"Exif\0\0":
            way_up = _way_up_of(segment[10:])
        elif _draws(marker, segment):
            parts.append(segment)
        here += 2 + length
    parts.insert(1, _exif_of(way_up) if way_up != 1 else b"")
    return b"".join(parts) + _until_the_end(picture[here:])


def _draws(marker: int, segment: bytes) -> bool:
    """Say whether a segment helps to draw: all but those of applications and comments, colours excepted."""
    if marker == _ICC:
        return segment[4:16] == b"ICC_PROFILE\0"
    if marker in (_APP0, _ADOBE):
        return segment[4:9] in (b"JFIF\0", b"Adobe")
    return not _APP0 <= marker <= 0xEF and marker != _COMMENT


def _until_the_end(drawn: bytes) -> bytes:
    """Return what is drawn, up to the mark of its end: some telephones hang a film or a map behind it."""
    here = 2
    while (here := drawn.find(b"\xff", here)) != -1:
        marker = drawn[here + 1]
        if marker == 0xD9:
            return drawn[: here + 2]
        if marker == 0 or 0xD0 <= marker <= 0xD7 or marker == 0xFF:
            here += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", drawn, here + 2)
        if marker != _SCAN and not _draws(marker, drawn[here : here + 2 + length]):
            raise ValueError("Between two passes stands what does not draw.")
        here += 2 + length
    raise ValueError("The picture has no end.")


def _way_up_of(exif: bytes) -> int:
    """Return the way up that Exif gives, from 1 to 8; 1, as it stands, where it gives none."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return 1
    (first,) = struct.unpack_from(f"{order}I", exif, 4)
    (entries,) = struct.unpack_from(f"{order}H", exif, first)
    for entry in range(entries):
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", exif, first + 2 + entry * 12)
        if tag == _WAY_UP:
            return value if 1 <= value <= 8 else 1
    return 1


def _exif_of(way_up: int) -> bytes:
    """Return the shortest Exif segment that says a way up, and nothing else."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _WAY_UP, 3, 1, way_up, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", 2 + 6 + len(tiff)) + b"Exif\0\0" + tiff


# --- PNG: chunks. ISO/IEC 15948, section 11. --------------------------------------------------------------

_DRAWS_PNG = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"bKGD", b"pHYs"),
    *(b"acTL", b"fcTL", b"fdAT", b"cICP"),
}


def _clean_png(picture: bytes) -> bytes:
    parts, here = [picture[:8]], 8
    while True:
        length, name = struct.unpack_from(">I4s", picture, here)
        chunk = picture[here : here + 12 + length]
        if len(chunk) != 12 + length:
            raise ValueError("The picture ends too early.")
        if name in _DRAWS_PNG:
            parts.append(chunk)
        if name == b"IEND":
            return b"".join(parts)
        here += 12 + length


# --- WebP: chunks of a RIFF file. RFC 9649, section 2.7. --------------------------------------------------

_DRAWS_WEBP = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
_HAS_EXIF, _HAS_XMP = 0x08, 0x04


def _clean_webp(picture: bytes) -> bytes:
    (size,) = struct.unpack_from("<I", picture, 4)
    end, here, parts = 8 + size, 12, [b"WEBP"]
    if end > len(picture):
        raise ValueError("The picture ends too early.")
    while here + 8 <= end:
        name, length = struct.unpack_from("<4sI", picture, here)
        chunk = picture[here : here + 8 + length + length % 2]
        if len(chunk) < 8 + length:
            raise ValueError("The picture ends too early.")
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~(_HAS_EXIF | _HAS_XMP)]) + chunk[9:]
        if name in _DRAWS_WEBP:
            parts.append(chunk)
        here += len(chunk)
    drawn = b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(drawn)) + drawn


_CLEAN: MappingProxyType[FileType, Callable[[bytes], bytes]] = MappingProxyType(
    {JPEG: _clean_jpeg, PNG: _clean_png, WEBP: _clean_webp}
)
CLEANED = tuple(_CLEAN)
"""The kinds of picture that can be cleaned, and so the only ones that residents send."""
