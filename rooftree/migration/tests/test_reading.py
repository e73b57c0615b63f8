"""Files are opened however they are written, and what was guessed about them is said."""

import datetime as dt
from zipfile import ZIP_DEFLATED, ZipFile
from zlib import compress

import pytest
from openpyxl import Workbook

from rooftree.foundations import file_types
from rooftree.foundations.refusals import Refused
from rooftree.migration.mapping import SourceFile
from rooftree.migration.reading import opened


def read(path, **how):
    with opened(SourceFile(path, "people", **how)) as found:
        return found.headings, list(found.rows), found.said


def a_file(tmp_path, text, encoding="utf-8", name="people.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_files_with_and_without_a_mark(tmp_path, encoding):
    path = a_file(tmp_path, "ref,name\r\n1,Łukasz\r\n", encoding)

    assert read(path) == (["ref", "name"], [["1", "Łukasz"]], [])


def test_windows_1252_is_guessed_and_said(tmp_path):
    path = a_file(tmp_path, "ref,name\r\n1,José’s\r\n", "cp1252")

    _headings, rows, said = read(path)

    assert rows == [["1", "José’s"]]
    assert said == ["No encoding was given, and it is not UTF-8: it was read as Windows-1252."]


def test_windows_1252_is_noticed_far_into_a_file(tmp_path):
    path = a_file(tmp_path, "ref,name\n" + "1,Ann\n" * 400_000 + "2,José\n", "cp1252")

    assert read(path)[1][-1] == ["2", "José"]


def test_an_encoding_that_was_given_is_held_to(tmp_path):
    path = a_file(tmp_path, "ref,name\n1,José\n", "cp1252")

    with pytest.raises(Refused, match=r"people\.csv is not written in utf-8 \(byte 14 is none of its letters\)"):
        read(path, encoding="utf-8")


def test_an_encoding_that_nobody_knows_is_refused(tmp_path):
    with pytest.raises(Refused, match="klingon is not an encoding"):
        read(a_file(tmp_path, "ref\n1\n"), encoding="klingon")


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        (",", []),
        (";", ["No delimiter was given: it was read with semicolons between the cells."]),
        ("\t", ["No delimiter was given: it was read with tabs between the cells."]),
        ("|", ["No delimiter was given: it was read with pipes between the cells."]),
    ],
)
def test_the_delimiter_is_guessed_from_the_headings(tmp_path, mark, said):
    path = a_file(
        tmp_path, mark.join(["ref", "name, in full", "born"]).replace("name, in full", '"name, in full"') + "\n"
    )

    headings, _rows, found = read(path)

    assert (headings, found) == (["ref", "name, in full", "born"], said)


def test_a_line_break_inside_quotes_stays_in_its_cell(tmp_path):
    path = a_file(tmp_path, 'ref,address\n1,"12 Elm Walk\nTamberley"\n2,"13, ""The Elms"""\n')

    assert read(path)[1] == [["1", "12 Elm Walk\nTamberley"], ["2", '13, "The Elms"']]


def test_a_quotation_that_is_never_closed_is_refused_with_its_place(tmp_path):
    path = a_file(tmp_path, 'ref,name\n1,Ann\n2,"Bob\n' + "3,Carol and a long tail\n" * 60_000)

    with pytest.raises(Refused, match=r"cannot be read after row 1: .* opened and not closed"):
        read(path)


@pytest.mark.parametrize("text", ["", "\n", "  \n"])
def test_an_empty_file_is_refused(tmp_path, text):
    with pytest.raises(Refused, match=r"people\.csv is empty"):
        read(a_file(tmp_path, text))


@pytest.fixture
def spreadsheet(tmp_path):
    book = Workbook()
    book.active.title = "Read me"
    book.active.append(["See the next sheet"])
    sheet = book.create_sheet("People")
    sheet.append(["ref", "born", "flag", "hours", "name"])
    sheet.append([43, dt.datetime(1971, 5, 1), True, 18.5, "Grace"])
    sheet.append(["007", 26054, None, 37.0, None])
    path = tmp_path / "people.xlsx"
    book.save(path)
    return path


def test_a_named_sheet_is_read_as_text(spreadsheet):
    headings, rows, said = read(spreadsheet, sheet="People")

    assert headings == ["ref", "born", "flag", "hours", "name"]
    assert rows == [["43", "1971-05-01", "Y", "18.5", "Grace"], ["007", "26054", "", "37", ""]]
    assert said == []


def test_without_a_name_the_first_sheet_is_read_and_said(spreadsheet):
    headings, _rows, said = read(spreadsheet)

    assert headings == ["See the next sheet"]
    assert said == ["No sheet was named: the first, Read me, was read."]


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(spreadsheet):
    with pytest.raises(Refused, match=r"has no sheet Tenants\. Its sheets are Read me, People\."):
        read(spreadsheet, sheet="Tenants")


def test_cells_far_apart_do_not_fill_the_memory(tmp_path):
    book = Workbook()
    book.active["A1"], book.active["XFD1048576"] = "person_ref", "far away"
    book.save(tmp_path / "people.xlsx")

    with pytest.raises(Refused, match="unpacks to far more than it should"):
        read(tmp_path / "people.xlsx")


def test_a_workbook_packed_too_tight_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(file_types, "UNPACKED_AT_MOST", 2_000_000)
    book = Workbook()
    book.active["A1"] = "person_ref"
    book.save(tmp_path / "people.xlsx")
    with ZipFile(tmp_path / "people.xlsx", "a", ZIP_DEFLATED) as parts:
        parts.writestr("xl/media/image1.png", b"0" * 2_000_001)

    with pytest.raises(Refused, match="unpacks to far more than it should"):
        read(tmp_path / "people.xlsx")


@pytest.mark.parametrize("encoding", ["zip", "bz2", "hex", "no-such"])
def test_an_encoding_that_unpacks_is_none(tmp_path, encoding):
    path = tmp_path / "people.csv"
    path.write_bytes(compress(b"ref,name\n" + b"0" * 10_000_000))

    with pytest.raises(Refused, match=f"{encoding} is not an encoding"):
        read(path, encoding=encoding)


def test_a_spreadsheet_that_is_none_is_refused(tmp_path):
    path = a_file(tmp_path, "not a spreadsheet", name="people.xlsx")

    with pytest.raises(Refused, match="cannot be read as a spreadsheet"):
        read(path)
