"""A downloaded table never holds a cell that a spreadsheet would run."""

import csv
import datetime as dt
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.foundations.downloads import csv_lines, safe_cell, safe_filename


@pytest.mark.parametrize(
    "attack",
    [
        "=1+1",
        "+SUM(A1)",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1+1)",
        "|calc",
        "%0a=1",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "  =1+1",
        "\x00=1+1",
        "\u00a0=1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "-1e9",
        "--1",
    ],
)
def test_a_cell_that_could_run_is_given_an_apostrophe(attack):
    assert str(safe_cell(attack)).startswith("'")


@pytest.mark.parametrize("text", ["Flat 2", "O'Brien", "smith-jones", "-12.50", "0", "a=b", "", "'", "1e5"])
def test_a_harmless_text_stays_as_it_is(text):
    assert safe_cell(text) == text


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (-3, -3),
        (Decimal("-3.00"), Decimal("-3.00")),
        (dt.date(2026, 3, 2), "2026-03-02"),
        (dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC), "2026-07-02 00:30:00"),
        ("a\x00b\x07c", "abc"),
    ],
)
def test_a_value_is_written_plainly(cell, written):
    assert safe_cell(cell) == written


@given(st.text())
def test_no_text_ever_begins_like_a_formula(text):
    said = str(safe_cell(text)).lstrip()

    assert said[:1] not in set("=+@|%") or said == ""


def test_a_separator_or_a_quote_in_a_cell_splits_nothing():
    lines = list(
        csv_lines(["Name", "Note", "Owed"], [["Ann; =1+1", 'She said "no",\nthen left', Decimal("2.50")]])
    )

    assert lines[1].startswith('"Ann; =1+1","She said ""no"",\nthen left",2.50')
    assert list(csv.reader(StringIO("".join(lines)[1:])))[1] == [
        "Ann; =1+1",
        'She said "no",\nthen left',
        "2.50",
    ]


def test_a_file_says_that_it_is_utf8_and_lines_end_as_the_standard_says():
    assert list(csv_lines(["Name"], [["Zoë"]])) == ['\ufeff"Name"\r\n', '"Zoë"\r\n']


def test_lines_come_one_by_one():
    def rows():
        yield ["first"]
        raise AssertionError("asked for more than was wanted")

    lines = csv_lines(["Name"], rows())

    assert [next(lines), next(lines)] == ['\ufeff"Name"\r\n', '"first"\r\n']


@pytest.mark.parametrize(
    ("words", "name"), [("Audit, 2 March", "audit-2-march"), ("../../etc", "etc"), ("", "download")]
)
def test_a_download_has_a_plain_name(words, name):
    assert safe_filename(words) == name
