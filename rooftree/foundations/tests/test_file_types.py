"""A file is what its bytes say, and nothing that runs is kept."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from rooftree.foundations import file_types
from rooftree.foundations.file_types import identify
from rooftree.foundations.refusals import Refused

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
WORD_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def zipped(**parts: bytes) -> bytes:
    """A zip of parts, named with `__` for a slash."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


def a_word_document(**more: bytes) -> bytes:
    return zipped(**{"[Content_Types].xml": WORD_TYPE, "word__document.xml": b"<w/>", **more})


def kind_of(content: bytes, name: str, **facts) -> file_types.FileType:
    return identify(BytesIO(content), name=name, **facts)


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (b"%PDF-1.7\n...", "letter.pdf", "application/pdf"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "Damp.JPG", "image/jpeg"),
        (PNG, "damp.png", "image/png"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "damp.webp", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "IMG_0001.HEIC", "image/heic"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00", "noise.mp4", "video/mp4"),
        (b"\x00\x00\x00\x14ftypqt  \x00\x00", "noise.mov", "video/quicktime"),
        (b"\x00\x00\x00\x18ftypM4A \x00\x00", "noise.m4a", "audio/mp4"),
        (b"ID3\x03\x00", "noise.mp3", "audio/mpeg"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "noise.wav", "audio/wav"),
        (a_word_document(), "letter.docx", f"{file_types._OOXML}.wordprocessingml.document"),
        (zipped(**{"[Content_Types].xml": EXCEL_TYPE}), "homes.xlsx", f"{file_types._OOXML}.spreadsheetml.sheet"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.text"), "a.odt", f"{file_types._ODF}.text"),
        (
            zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
            "a.ods",
            f"{file_types._ODF}.spreadsheet",
        ),
        (b"name,postcode\r\nZo\xc3\xab,ZZ1 1AA\r\n", "people.csv", "text/csv"),
        ("Dear Zoë, £5 < £6".encode("cp1252"), "letter.txt", "text/plain"),
        (PNG, "without an ending", "image/png"),
    ],
)
def test_a_kind_is_found_from_the_bytes(content, name, media_type):
    assert kind_of(content, name).media_type == media_type


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00\x03\x00", "setup.exe"),
        (b"MZ\x90\x00\x03\x00", "photo.jpg"),
        (b"\x7fELF\x02\x01\x01", "photo.png"),
        (b"#!/bin/sh\nrm -rf /\n", "notes.txt"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "page.html"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "notes.txt"),
        (b"Dear all <script>alert(1)</script>", "notes.txt"),
        (b"  \n<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "drawing.svg"),
        (b"<?xml version='1.0'?><svg/>", "drawing.txt"),
        (b"<x:svg xmlns:x='http://www.w3.org/2000/svg'/>", "drawing.txt"),
        ("\ufeff<html>".encode(), "notes.txt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old.doc"),
        (b"PK\x03\x04 not really", "letter.docx"),
        (zipped(inside=b"MZ"), "many.zip"),
        (b"name\x00,postcode", "people.csv"),
        (b"   \n", "blank.txt"),
        (b"\x00\x00\x00\x18ftypevil\x00\x00", "noise.mp4"),
        (b"Rar!\x1a\x07\x00", "many.rar"),
    ],
)
def test_what_is_not_on_the_list_is_refused(content, name):
    with pytest.raises(Refused, match="is not a kind of file that can be kept here"):
        kind_of(content, name)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PNG, "letter.pdf"),
        (b"%PDF-1.7", "letter.docx"),
        (b"echo off", "run.bat"),
        (b"a,b", "letter.pdf.exe"),
        (b"junk before %PDF-1.7", "letter.pdf"),
    ],
)
def test_a_name_that_says_something_else_is_refused(content, name):
    with pytest.raises(Refused, match="is not what its name says"):
        kind_of(content, name)


@pytest.mark.parametrize("declared", ["", "application/octet-stream", "image/png", "IMAGE/PNG; charset=binary"])
def test_a_declared_type_may_agree_or_say_nothing(declared):
    assert kind_of(PNG, "damp.png", declared=declared) is file_types.PNG


@pytest.mark.parametrize("declared", ["text/html", "image/svg+xml", "application/pdf", "image/jpeg"])
def test_a_declared_type_that_disagrees_is_refused(declared):
    with pytest.raises(
        Refused, match=f"was sent as {declared.replace('+', '.')}, but its contents are a PNG picture"
    ):
        kind_of(PNG, "damp.png", declared=declared)


def test_only_the_kinds_that_were_asked_for_will_do():
    with pytest.raises(Refused, match="Send a JPEG picture, a PNG picture, a WebP picture or a HEIC picture"):
        kind_of(b"%PDF-1.7", "letter.pdf", allowed=file_types.PICTURES)


@pytest.mark.parametrize(
    "more",
    [
        {"word__vbaProject.bin": b"macro"},
        {"[Content_Types].xml": WORD_TYPE + b"application/vnd.ms-word.document.macroEnabled.main+xml"},
        {"xl__macrosheets__sheet1.xml": b"<x/>"},
        {"word__activeX__activeX1.xml": b"<x/>"},
        {"word__embeddings__oleObject1.bin": b"\xd0\xcf\x11\xe0"},
        {"Basic__Standard__Module1.xml": b"<x/>"},
        {"word__media__tool.exe": b"MZ"},
        {"word___rels__settings.xml.rels": b'<R Type="http://x/attachedTemplate" Target="http://evil/a.dotm"/>'},
    ],
)
def test_a_document_that_runs_something_is_refused(more):
    with pytest.raises(Refused, match="holds macros or other things that run"):
        kind_of(a_word_document(**more), "letter.docx")


def test_a_document_that_unpacks_to_far_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(file_types, "UNPACKED_AT_MOST", 1_000_000)

    with pytest.raises(Refused, match="unpacks to far more than it should"):
        kind_of(a_word_document(bomb=b"0" * 1_000_001), "letter.docx")


def test_a_document_whose_index_unpacks_to_fill_the_memory_is_refused():
    packed = a_word_document(**{"word___rels__settings.xml.rels": b" " * (file_types.READ_AT_MOST + 1)})

    assert len(packed) < 10_000
    with pytest.raises(Refused, match="unpacks to far more than it should"):
        kind_of(packed, "letter.docx")


def test_a_document_of_too_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(file_types, "PARTS_AT_MOST", 2)

    with pytest.raises(Refused, match="unpacks to far more than it should"):
        kind_of(a_word_document(third=b"x"), "letter.docx")


def test_a_picture_in_a_document_is_no_macro():
    assert kind_of(a_word_document(word__media__image1=PNG), "letter.docx") is file_types.DOCX
