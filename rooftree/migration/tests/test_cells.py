"""What each kind of cell means, in all the forms in which old systems write it."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.migration import cells
from rooftree.migration.cells import BLANK, Cell

TODAY = dt.date(2026, 11, 20)
read_day = cells.date_of(TODAY)
read_birth = cells.date_of(TODAY, birth=True)


@pytest.mark.parametrize(
    ("written", "tidy"),
    [
        ("  Elm  Walk ", "Elm Walk"),
        ("Elm\u00a0Walk", "Elm Walk"),
        ("12 Elm Walk \r\n  Tamberley", "12 Elm Walk\nTamberley"),
        ("'+44 7700 900123", "+44 7700 900123"),
        ("'tHooft", "'tHooft"),
        ("Elm\x00Walk", "ElmWalk"),
        ("", ""),
    ],
)
def test_stray_spaces_and_unprintable_characters_go(written, tidy):
    assert cells.tidy(written) == tidy


@pytest.mark.parametrize("written", ["", "n/a", "N/A", "unknown", "UNKNOWN", "-", "#N/A"])
def test_ways_to_say_nothing_are_blank(written):
    assert cells.text_of(50)(written) == BLANK


def test_text_that_is_too_long_is_loaded_in_part_and_said():
    cell = cells.text_of(5)("bungalow")

    assert (cell.value, cell.fault) == ("bunga", "“bungalow” is longer than 5 letters: the rest was left out.")


@pytest.mark.parametrize(
    "written",
    [
        "2001-02-03",
        "2001-02-03 00:00:00",
        "03/02/2001",
        "3/2/2001",
        "03.02.2001",
        "03-FEB-01",
        "3 February 2001",
        "36925",
        "36925.0",
    ],
)
def test_a_date_is_read_in_every_form(written):
    assert read_day(written) == Cell(dt.date(2001, 2, 3))


@pytest.mark.parametrize(
    "written", ["01/01/1900", "1900-01-01", "31/12/2099", "2099-12-31", "1", "2", "0", "73050"]
)
def test_the_days_that_mean_none_are_blank(written):
    assert read_day(written) == BLANK


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("30/02/2001", "30 February 2001 is not a date."),
        ("31/06/1988", "31 June 1988 is not a date."),
        ("29/02/2023", "29 February 2023 is not a date."),
        ("01/13/2001", "“01/13/2001” is not a date."),
        ("soon", "“soon” is not a date."),
        ("2001", "2001 is a year, not a date."),
        ("12-FLB-01", "“12-FLB-01” is not a date."),
        ("01/01/0001", "“01/01/0001” is not a date that a record of today can hold."),
    ],
)
def test_what_is_not_a_date_is_said_in_words(written, reason):
    assert read_day(written) == Cell(None, reason)


@pytest.mark.parametrize(
    ("written", "born", "otherwise"),
    [
        ("14-MAR-31", dt.date(1931, 3, 14), dt.date(2031, 3, 14)),
        ("14-MAR-26", dt.date(2026, 3, 14), dt.date(2026, 3, 14)),
        ("14-MAR-27", dt.date(1927, 3, 14), dt.date(2027, 3, 14)),
        ("14-MAR-46", dt.date(1946, 3, 14), dt.date(2046, 3, 14)),
        ("14-MAR-47", dt.date(1947, 3, 14), dt.date(1947, 3, 14)),
        ("14-MAR-99", dt.date(1999, 3, 14), dt.date(1999, 3, 14)),
    ],
)
def test_a_year_of_two_digits_is_the_latest_that_can_be(written, born, otherwise):
    assert (read_birth(written).value, read_day(written).value) == (born, otherwise)


def test_the_forms_that_the_mapping_names_come_first():
    american = cells.date_of(TODAY, formats=["%m/%d/%Y"])

    assert american("02/03/2001") == Cell(dt.date(2001, 2, 3))
    assert american("2001-02-03") == Cell(dt.date(2001, 2, 3))


def test_no_later_day_is_taken_where_it_cannot_be():
    born = cells.not_after(TODAY, read_birth, "Nobody is born on {day}: it is still to come.")

    assert born("20/11/2026") == Cell(TODAY)
    assert born("21/11/2026") == Cell(None, "Nobody is born on 21 November 2026: it is still to come.")


@given(st.dates(dt.date(1905, 10, 1), dt.date(2099, 12, 30)))
def test_every_day_is_read_back_from_every_form(day):
    serial = (day - dt.date(1899, 12, 30)).days
    british = f"{day.day:02}/{day.month:02}/{day.year}"
    forms = [day.isoformat(), british, day.strftime("%d-%b-%Y").upper(), str(serial)]

    assert {read_day(form) for form in forms} == {Cell(day)}


@pytest.mark.parametrize(
    ("written", "means"),
    [("Y", True), ("t", True), ("1", True), ("Yes", True), ("N", False), ("F", False), ("0", False), ("", None)],
)
def test_yes_and_no_in_every_form(written, means):
    assert cells.yes_or_no(written) == Cell(means)


def test_a_perhaps_is_neither_yes_nor_no():
    assert cells.yes_or_no("sometimes") == Cell(None, "“sometimes” is neither yes nor no.")


@pytest.mark.parametrize(
    ("written", "pounds"),
    [
        ("12", "12.00"),
        ("1,234.56", "1234.56"),
        ("£1,234.56", "1234.56"),
        ("(12.00)", "-12.00"),
        ("12.00-", "-12.00"),
        ("-12.00", "-12.00"),
        ("12.00 CR", "-12.00"),
        ("12.5 DR", "12.50"),
        ("0.00", "0.00"),
    ],
)
def test_money_in_every_form(written, pounds):
    assert cells.money(written) == Cell(Decimal(pounds))


@pytest.mark.parametrize("written", ["tbc", "1,23", "12.345", "£", "12 pounds", "1.2.3"])
def test_what_is_not_money_is_said(written):
    assert cells.money(written).fault == f"“{written}” is not an amount of money."


@given(st.decimals(0, 999_999, places=2))
def test_money_is_never_rounded(pounds):
    assert cells.money(f"£{pounds:,.2f}") == Cell(pounds)


@pytest.mark.parametrize(
    ("written", "postcode"),
    [("ke1 1aa", "KE1 1AA"), ("KE11AA", "KE1 1AA"), (" sw1a  1aa", "SW1A 1AA"), ("gir0aa", "GIR 0AA")],
)
def test_a_postcode_in_any_spacing(written, postcode):
    assert cells.postcode(cells.tidy(written)) == Cell(postcode)


@pytest.mark.parametrize("written", ["KE1 1", "KE1 1A", "1AA KE1", "KE1 1AC"])
def test_what_is_not_a_postcode_is_said(written):
    assert cells.postcode(written) == Cell(None, f"“{written}” is not a postcode.")


@pytest.mark.parametrize(
    ("written", "number"),
    [("GH123456A", "GH123456A"), ("gh 12 34 56 a", "GH123456A"), ("XX999999X", None), ("n/a", None)],
)
def test_a_national_insurance_number_in_any_spacing(written, number):
    assert cells.ni_number(written) == Cell(number)


@pytest.mark.parametrize("written", ["GH1234B", "GH123456E", "BG123456A", "DA123456A", "GO123456A"])
def test_numbers_that_are_never_given_out_are_said(written):
    assert cells.ni_number(written).fault == f"“{written}” is not a National Insurance number."


@pytest.mark.parametrize(
    ("written", "addresses"),
    [
        ("Jo.Smith@Example.org", ["jo.smith@example.org"]),
        ("home@example.org; work@mail.test", ["home@example.org", "work@mail.test"]),
        ("home@example.org or work@mail.test", ["home@example.org", "work@mail.test"]),
        ("josé@exämple.org", ["josé@exämple.org"]),
        ("n/a", None),
    ],
)
def test_email_addresses(written, addresses):
    assert cells.emails(written) == Cell(addresses)


@pytest.mark.parametrize("written", ["jo.smith@", "jo.smith.example.org", "@none", "jo@smith", "jo smith@x"])
def test_what_is_not_an_email_address_is_said(written):
    assert cells.emails(written).value is None
    assert cells.emails(written).fault


def test_of_two_addresses_the_good_one_is_kept_and_the_other_said():
    assert cells.emails("jo@example.org; jo@") == Cell(["jo@example.org"], "“jo@” is not an email address.")


@pytest.mark.parametrize(
    ("written", "number"),
    [("990010000123", 990010000123), ("990010000123.0", 990010000123), ("0", None), ("", None)],
)
def test_property_numbers(written, number):
    assert cells.uprn(written) == Cell(number)


@pytest.mark.parametrize("written", ["9.9001E+11", "99001000012345", "UPRN 12"])
def test_what_is_not_a_property_number_is_said(written):
    assert "is not a unique property reference number" in cells.uprn(written).fault


def test_codes_are_known_by_code_and_by_label():
    read = cells.code_of({"SEC": "Secure", "INT": "Introductory"}, "a tenure")

    assert [read(word).value for word in ("SEC", "sec", "Secure", "introductory")] == ["SEC", "SEC", "SEC", "INT"]
    assert read("PEPPERCORN") == Cell(None, "“PEPPERCORN” is not a tenure that Rooftree knows.")


def test_of_several_codes_those_known_are_kept_and_the_others_said():
    read = cells.codes_of({"bsl": "Sign language", "large_print": "Large print"}, "an adjustment")

    assert read("bsl; shouting;large_print;bsl") == Cell(
        ["bsl", "large_print"], "“shouting” is not an adjustment that Rooftree knows."
    )


ANY_CLEANER = st.sampled_from(
    [
        cells.reference,
        cells.text_of(20),
        read_day,
        read_birth,
        cells.yes_or_no,
        cells.whole_number(0, 10),
        cells.floor,
        cells.uprn,
        cells.money,
        cells.weekly_hours,
        cells.postcode,
        cells.ni_number,
        cells.email,
        cells.emails,
        cells.energy_band,
        cells.words_of(10),
        cells.code_of({"SEC": "Secure"}, "a tenure"),
        cells.codes_of({"SEC": "Secure"}, "a tenure"),
    ]
)


@given(ANY_CLEANER, st.text())
def test_no_cell_raises_whatever_is_in_it(clean, written):
    cell = clean(cells.tidy(written))

    assert isinstance(cell, Cell)
    assert cell.fault == "" or cell.fault.endswith(".")


@given(st.text())
def test_tidying_twice_changes_nothing_more(written):
    once = cells.tidy(written)

    assert cells.tidy(once) == once or once.startswith("'")
    assert not set(once) & {"\x00", "\ufeff", "\x01"}
