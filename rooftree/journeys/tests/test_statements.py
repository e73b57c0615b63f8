"""Statements as PDF: what they say, that they can be read aloud, and large print."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from rooftree.correspondence import letters
from rooftree.journeys.statements import as_pdf
from rooftree.rents.statements import Statement
from rooftree.rents.tests.test_statements import a_statement, posted

ALDER = SimpleNamespace(name="Alder Borough Council", accent="#1d5d5a")
CHARGE, PAYMENT = posted("109.60", narrative="Week 1 of 52"), posted("-100.00", "RDD")


def read(statement: Statement, *, is_large: bool = False) -> PdfReader:
    return PdfReader(BytesIO(as_pdf(statement, council=ALDER, is_large=is_large)))


def words_of(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).replace("\N{NO-BREAK SPACE}", " ").split())


def sizes_of(pdf: PdfReader) -> set[float]:
    found: set[float] = set()

    def visit(text: str, _around: object, within: list[float], _font: object, size: float) -> None:
        if text.strip():
            found.add(round(abs(size * within[3] or size), 1))

    for page in pdf.pages:
        page.extract_text(visitor_text=visit)
    return found


def test_it_says_whose_account_how_it_stands_and_each_line():
    said = words_of(read(a_statement(CHARGE, PAYMENT, opening="12.50")))

    assert "Statement of your rent account" in said
    assert "You owe £22.10 at the end of Sunday 12 April 2026." in said
    assert "Payment reference: 770012348" in said
    assert "Name: Grace Okafor" in said
    assert "Balance before Mon 6 Apr 2026 £12.50" in said
    assert "Rent Week 1 of 52 £109.60 £122.10" in said
    assert "Direct Debit, thank you £100.00 £22.10" in said


def test_a_time_in_which_nothing_happened_says_so():
    assert "Nothing was charged or paid in this time." in words_of(read(a_statement()))


def test_it_can_be_read_aloud():
    pdf = read(a_statement(CHARGE))

    assert pdf.metadata.title == "Statement of your rent account"
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"
    assert "/StructTreeRoot" in pdf.trailer["/Root"]
    assert "pdfuaid:part>1<" in pdf.trailer["/Root"]["/Metadata"].get_data().decode()


@pytest.mark.parametrize(("is_large", "smallest"), [(True, letters.LARGE_POINTS), (False, 9.0)])
def test_nothing_is_printed_smaller_than_its_format_allows(is_large, smallest):
    assert min(sizes_of(read(a_statement(CHARGE, PAYMENT), is_large=is_large))) >= smallest


def test_large_print_says_the_same():
    statement = a_statement(CHARGE, PAYMENT, opening="12.50")

    assert "You owe £22.10 at the end of Sunday 12 April 2026." in words_of(read(statement, is_large=True))


def test_the_same_statement_gives_the_same_bytes():
    assert as_pdf(a_statement(CHARGE), council=ALDER) == as_pdf(a_statement(CHARGE), council=ALDER)


def test_what_stands_in_a_note_is_written_and_never_run():
    said = words_of(read(a_statement(posted("1.00", narrative='#panic("no") <script> $x$ * _ \\'))))

    assert '#panic("no") <script> $x$ * _ \\' in said


def test_ten_years_of_weeks_fit_on_as_many_pages_as_they_need():
    weeks = [posted("109.60", posted_on=dt.date(2016, 4, 4) + dt.timedelta(weeks=week)) for week in range(520)]

    pdf = read(a_statement(*weeks))

    assert "£56,992.00" in words_of(pdf)
    assert f"Page {len(pdf.pages)} of {len(pdf.pages)}" in words_of(pdf)


def test_parts_stand_apart_where_there_are_several():
    statement = replace(a_statement(CHARGE), parts=(("Rent", Decimal("100.00")), ("Court costs", Decimal("9.60"))))

    said = words_of(read(statement))

    assert "Rent: £100.00 owed" in said
    assert "Court costs: £9.60 owed" in said
