"""Telephone numbers found in cells, and the words beside them kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.migration.cells import BLANK, Cell
from rooftree.migration.phones import Phone, phones, plain_phone

MOBILE = Phone("mobile", "+447700900123")
LANDLINE = Phone("landline", "+441632960001")


@pytest.mark.parametrize(
    "written",
    [
        "07700 900123",
        "07700900123",
        "+44 7700 900123",
        "+447700900123",
        "0044 7700 900123",
        "(07700) 900-123",
        "7700 900123",
    ],
)
def test_a_mobile_in_every_spacing(written):
    assert phones(written) == Cell([MOBILE])


@pytest.mark.parametrize("written", ["01632 960001", "01632960001", "(01632) 960 001", "+44 (0)1632 960001"])
def test_a_landline_in_every_spacing(written):
    assert phones(written) == Cell([LANDLINE])


@pytest.mark.parametrize(
    "written",
    [
        "07700 900123 / 01632 960001",
        "07700900123 or 01632 960001",
        "07700 900123, 01632 960001",
        "07700 900123;01632960001",
    ],
)
def test_two_numbers_in_one_cell_are_two(written):
    assert phones(written) == Cell([MOBILE, LANDLINE])


@pytest.mark.parametrize(
    ("written", "note"),
    [
        ("ring daughter 07700 900123", "ring daughter"),
        ("07700 900123 (son, after 6)", "son, after 6"),
        ("neighbour 07700 900123 will pass on", "neighbour will pass on"),
        ("07700 900123 TEXT ONLY", "TEXT ONLY"),
    ],
)
def test_words_beside_a_number_are_kept_as_its_note(written, note):
    assert phones(written) == Cell([MOBILE._replace(note=note)])


@pytest.mark.parametrize("written", ["no phone, write instead", "ask at Flat 3", "07700 90", "disconnected", "12"])
def test_a_cell_without_a_number_is_said(written):
    assert phones(written) == Cell(None, f"“{written}” holds no telephone number.")


@pytest.mark.parametrize("written", ["", "n/a", "unknown", "UNKNOWN"])
def test_a_cell_that_says_nothing_is_blank(written):
    assert phones(written) == BLANK


def test_a_number_from_abroad_keeps_its_country():
    assert phones("+48 22 123 45 67") == Cell([Phone("landline", "+48221234567")])


@given(st.from_regex(r"0[1-37-9][0-9]{9}", fullmatch=True))
def test_the_quick_way_finds_what_the_library_finds(number):
    plain = plain_phone(number)

    assert plain is not None
    assert phones(f"{number} x").value[0][:2] == plain[:2]


@given(st.text(alphabet="0123456789+() -/,;&orand abc\n", max_size=60))
def test_no_cell_raises_and_every_number_can_be_dialled(written):
    found = phones(written).value or []

    assert all(
        phone.value.startswith("+") and phone.value[1:].isdigit() and len(phone.note) <= 200 for phone in found
    )
