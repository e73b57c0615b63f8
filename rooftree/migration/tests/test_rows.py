"""The loop over a file's rows: quick and thorough ways agree, nothing is lost, and memory stays flat."""

import datetime as dt
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rooftree.foundations.refusals import Refused
from rooftree.migration.entries import Entry, EntryMaker
from rooftree.migration.layouts import Layout, Reading, layout_of
from rooftree.migration.mapping import SourceFile
from rooftree.migration.reading import Opened
from rooftree.migration.rows import AT_ONCE, REMEMBERED, Memory, clean_file

TODAY = dt.date(2026, 11, 20)
LISTS = {
    "people.languages": {"pol": "Polish"},
    "people.adjustments": {"bsl": "Sign language"},
    "people.vulnerabilities": {"older": "Older person"},
    "tenancies.tenures": {"SEC": "Secure"},
}
PEOPLE: Layout = layout_of("people", Reading(TODAY, (), LISTS))
TENANCIES: Layout = layout_of("tenancies", Reading(TODAY, (), LISTS))


def clean(tmp_path, headings, rows, layout=PEOPLE, **how):
    file = SourceFile(tmp_path / f"{layout.name}.csv", layout.name, **{"source_system": "nest", **how})
    return clean_file(
        file, Opened(headings, iter(rows)), layout, number=0, today=TODAY, systems=set(), hear=lambda rows: None
    )


def lines(spool):
    spool.seek(0)
    return [line.split("\t") for line in spool.read().decode().splitlines()]


def problems(cleaned):
    return [
        (int(row), column, value, refuses)
        for _file, row, column, value, _why, refuses, *_of in lines(cleaned.problems)
    ]


def facts(cleaned):
    return [json.loads(line[3].replace("\\\\", "\\")) for line in lines(cleaned.rows)]


def test_a_row_becomes_a_line_with_its_facts(tmp_path):
    cleaned = clean(tmp_path, ["person_ref", "surname", "date_of_birth"], [["P1", "OKAFOR", "01/05/1971"]])

    assert facts(cleaned) == [{"person_ref": "P1", "surname": "Okafor", "date_of_birth": "1971-05-01"}]
    assert (cleaned.read, cleaned.staged, problems(cleaned)) == (1, 1, [])


def test_rows_are_numbered_as_they_stand_whatever_is_wrong_with_some(tmp_path):
    rows = [
        ["P1", "Okafor"],
        ["", "Bell"],
        ["", ""],
        ["P4", "Lamb"],
        ["P5"],
        ["P6", "Ash", "x"],
        ["P7", "Moss", ""],
    ]

    cleaned = clean(tmp_path, ["person_ref", "surname"], rows)

    assert [line[0] for line in sorted(lines(cleaned.rows))] == ["1", "4", "7"]
    assert sorted(problems(cleaned)) == [
        (2, "person_ref", "", "t"),
        (5, "", "P5", "t"),
        (6, "", "P6, Ash, x", "t"),
    ]
    assert (cleaned.read, cleaned.staged) == (6, 3)


def test_many_rows_are_cleaned_as_one_by_one(tmp_path):
    rows = [[f"P{number}", "Bell", "" if number % 7 else "30/02/2001"] for number in range(AT_ONCE * 2 + 3)]

    cleaned = clean(tmp_path, ["person_ref", "surname", "date_of_birth"], rows)

    assert cleaned.read == len(rows)
    assert cleaned.staged + len(problems(cleaned)) == len(rows)
    assert {int(line[0]) - 1 for line in lines(cleaned.rows)} == {n for n in range(len(rows)) if n % 7}


def test_a_cell_that_cannot_be_read_is_kept_as_it_stands(tmp_path):
    cleaned = clean(tmp_path, ["person_ref", "surname", "mobile"], [["P1", "Bell", 'ask "Jo"\nat Flat 3']])

    (line,) = lines(cleaned.rows)
    assert json.loads(line[4].replace("\\\\", "\\")) == {"mobile": 'ask "Jo"\nat Flat 3'}
    assert problems(cleaned) == [(1, "mobile", 'ask "Jo"\\nat Flat 3', "f")]


def test_columns_that_no_part_takes_yet_are_kept_and_counted(tmp_path):
    headings = ["tenancy_ref", "place_ref", "tenure", "start_on", "weekly_rent", "Old Flag"]
    rows = [["T1", "H1", "SEC", "01/06/2015", "", "a"], ["T2", "H2", "SEC", "01/06/2015", "£1,096.00", "b"]]

    cleaned = clean(tmp_path, headings, rows, TENANCIES)

    kept = {name: (each.cells, each.row, each.value) for name, each in cleaned.kept.items()}
    assert kept == {"Old Flag": (2, 1, "a")}
    assert [json.loads(line[4]) for line in lines(cleaned.rows)] == [
        {"Old Flag": "a"},
        {"Old Flag": "b"},
    ]


@pytest.mark.parametrize(
    "added", [["reason"], ["Reason", ""], ["why it was rejected"], ["reason", "why it was rejected"]]
)
def test_why_a_row_was_refused_is_forgotten_when_it_is_mended(tmp_path, added):
    row = ["P1", "Bell", *["30 February is not a date."] * len(added)]

    cleaned = clean(tmp_path, ["person_ref", "surname", *added], [row])

    assert cleaned.kept == {}
    assert lines(cleaned.rows)[0][4] == "\\N"


def test_a_reason_of_the_file_itself_is_kept(tmp_path):
    headings = ["person_ref", "reason", "surname", "why it was rejected"]

    cleaned = clean(tmp_path, headings, [["P1", "Moved away", "Bell", "30 February is not a date."]])

    assert list(cleaned.kept) == ["reason"]


def test_a_title_in_the_surname_is_the_title_unless_there_is_one(tmp_path):
    rows = [["P1", "", "MS OKAFOR"], ["P2", "Dr", "Ms Okafor"]]

    cleaned = clean(tmp_path, ["person_ref", "title", "surname"], rows)

    assert [fact["title"] for fact in facts(cleaned)] == ["Ms", "Dr"]
    assert [fact["surname"] for fact in facts(cleaned)] == ["Okafor", "Okafor"]


def test_a_number_in_two_cells_of_a_row_is_one_contact_point(tmp_path):
    cleaned = clean(
        tmp_path,
        ["person_ref", "surname", "mobile", "phone"],
        [["P1", "Bell", "07700 900123", "+447700900123 (work)"]],
    )

    assert lines(cleaned.sides["contact"]) == [["1", "mobile", "mobile", "+447700900123", ""]]


@pytest.mark.parametrize(
    ("headings", "columns", "why"),
    [
        (["person_ref"], {}, "has no column surname, and people must have one"),
        (["person_ref", "surname", "Surname"], {}, "has two columns for surname"),
        (
            ["person_ref", "surname"],
            {"ni_number": "NINO"},
            "has no column NINO, which the mapping says is ni_number",
        ),
    ],
)
def test_wrong_headings_are_refused(tmp_path, headings, columns, why):
    with pytest.raises(Refused, match=why):
        clean(tmp_path, headings, [], columns=columns)


def test_their_headings_and_codes_are_ours(tmp_path):
    cleaned = clean(
        tmp_path,
        ["No", "Family Name", "Needs"],
        [["P1", "Bell", "SL;LP"]],
        columns={"person_ref": "no", "surname": "Family Name", "needs": "Needs"},
        codes={"needs": {"SL": "bsl", "LP": "bsl"}},
    )

    assert facts(cleaned) == [{"person_ref": "P1", "surname": "Bell", "needs": ["bsl"]}]


def test_a_column_forgets_before_it_holds_too_much():
    memory = Memory(lambda text: Entry(text))

    cleaned = [memory[str(number)] for number in range(REMEMBERED + 10)]

    assert len(cleaned) > len(memory)
    assert memory[""] == Entry("")


def entry_maker(name):
    return EntryMaker(PEOPLE.column(name) or TENANCIES.column(name), {}, {"hopts"})


@pytest.mark.parametrize(
    "name", ["person_ref", "ni_number", "mobile", "phone", "email", "place_ref", "payment_ref"]
)
@given(
    st.one_of(
        st.text(max_size=30),
        st.from_regex(r"[A-Z]{0,2}[0-9]{1,10}", fullmatch=True),
        st.from_regex(r"0[0-9]{4} ?[0-9]{6}", fullmatch=True),
        st.from_regex(r"[a-z0-9._+-]{1,8}@[a-z0-9.-]{1,8}\.[a-z]{2,4}", fullmatch=True),
        st.from_regex(r"[A-Z]{2}[0-9]{6}[A-D]", fullmatch=True),
    )
)
@example("unknown")
@example("hopts:H1")
@example("0" * 70)
def test_the_quick_way_and_the_thorough_way_agree(name, raw):
    maker = entry_maker(name)

    assert maker.entry(raw) == maker.thorough_entry(raw)
