"""A picture loses where it was taken, and nothing that draws it."""

import io

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from rooftree.foundations.file_types import HEIC, JPEG, PNG, WEBP
from rooftree.foundations.pictures import without_metadata
from rooftree.foundations.refusals import Refused

GPS, WAY_UP, DEVICE = 0x8825, 0x0112, 0x0110
KINDS = {"JPEG": JPEG, "PNG": PNG, "WEBP": WEBP}


def a_drawing() -> Image.Image:
    drawing = Image.radial_gradient("L").resize((96, 64)).convert("RGB")
    drawing.putpixel((3, 5), (200, 20, 20))
    return drawing


def a_picture(kind: str, **more: object) -> bytes:
    """A picture that says where and with what it was taken, and which way up it is."""
    exif = Image.Exif()
    exif[DEVICE] = "A telephone of hers"
    exif[WAY_UP] = 6
    exif.get_ifd(GPS).update({1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)})
    written = io.BytesIO()
    a_drawing().save(written, kind, exif=exif, **more)
    return written.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_says_no_more_where_or_with_what_it_was_taken(kind):
    sent = a_picture(kind)

    kept = without_metadata(sent, KINDS[kind])

    assert b"telephone" in sent
    assert b"telephone" not in kept
    exif = Image.open(io.BytesIO(kept)).getexif()
    assert (dict(exif.get_ifd(GPS)), exif.get(DEVICE)) == ({}, None)


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_drawn_as_before_to_the_last_point(kind):
    sent = a_picture(kind)

    kept = without_metadata(sent, KINDS[kind])

    assert Image.open(io.BytesIO(kept)).tobytes() == Image.open(io.BytesIO(sent)).tobytes()


def test_a_jpeg_keeps_its_way_up_and_its_colours():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    sent = a_picture("JPEG", icc_profile=profile, progressive=True, comment=b"Elm Walk 12")

    kept = Image.open(io.BytesIO(without_metadata(sent, JPEG)))

    assert (kept.getexif()[WAY_UP], kept.info["icc_profile"], kept.info.get("comment")) == (6, profile, None)


def test_a_png_loses_what_is_written_in_it():
    said = PngImagePlugin.PngInfo()
    said.add_text("Location", "12 Elm Walk")
    said.add_itxt("XML:com.adobe.xmp", "<x>12 Elm Walk</x>")

    assert b"Elm Walk" not in without_metadata(a_picture("PNG", pnginfo=said), PNG)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_a_picture_loses_its_xmp(kind):
    assert b"Elm Walk" not in without_metadata(a_picture(kind, xmp=b"<x>12 Elm Walk</x>"), KINDS[kind])


def test_what_a_telephone_hangs_behind_a_picture_is_cut_off():
    sent = a_picture("JPEG")

    kept = without_metadata(sent + b"MotionPhoto 51.5074,-0.1278", JPEG)

    assert b"MotionPhoto" not in kept
    assert kept.endswith(b"\xff\xd9")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("left", [3, 12, 40, 0.5, 0.98])
def test_a_damaged_picture_is_refused(kind, left):
    sent = a_picture(kind)
    part = sent[: left if left > 1 else int(len(sent) * left)]

    with pytest.raises(Refused, match="damaged"):
        without_metadata(part, KINDS[kind])


def test_a_kind_that_cannot_be_cleaned_is_an_error_of_ours():
    with pytest.raises(KeyError):
        without_metadata(b"", HEIC)
