"""Names made readable, titles taken out of surnames, and two people in one row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.migration import names
from rooftree.migration.cells import BLANK, Cell

LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40)


@pytest.mark.parametrize(
    ("written", "readable"),
    [
        ("OKAFOR", "Okafor"),
        ("O'BRIEN", "O'Brien"),
        ("O’BRIEN", "O’Brien"),
        ("D'SOUZA", "D'Souza"),
        ("SMITH-JONES", "Smith-Jones"),
        ("MCDONALD", "McDonald"),
        ("MACDONALD", "MacDonald"),
        ("MACKEY", "Mackey"),
        ("MACE", "Mace"),
        ("Mc Donald", "McDonald"),
        ("MC DONALD", "McDonald"),
        ("Mac Leod", "MacLeod"),
        ("JOSÉ MARÍA", "José María"),
        ("ŁUKASIŃSKI", "Łukasiński"),
        ("J R", "J R"),
        ("HENRY III", "Henry III"),
        ("NG", "Ng"),
    ],
)
def test_capitals_become_readable(written, readable):
    assert names.readable(written) == readable


@pytest.mark.parametrize("written", ["de Souza", "van der Berg", "DeShawn", "MacLeod", "bell hooks", "محمد", "李"])
def test_mixed_case_stands_as_it_is(written):
    assert names.readable(written) == written


@pytest.mark.parametrize(
    ("written", "surname", "title"),
    [
        ("Ms Okafor", "Okafor", "Ms"),
        ("MRS. O'BRIEN", "O'Brien", "Mrs"),
        ("DR SMITH JONES", "Smith Jones", "Dr"),
        ("Major", "Major", ""),
        ("Master Brown", "Master Brown", ""),
        ("Missen", "Missen", ""),
    ],
)
def test_a_title_is_taken_out_of_the_surname(written, surname, title):
    assert names.surname(written) == Cell((surname, title))


@pytest.mark.parametrize("written", ["MR & MRS SMITH", "Mr and Mrs Smith", "MR/MRS SMITH", "Smith & Jones"])
def test_two_people_in_a_surname_are_said(written):
    assert names.surname(written) == Cell(
        None, f"“{written}” is two people. Give each a row, with a reference of their own."
    )


@pytest.mark.parametrize("written", ["MR & MRS", "Mr/Mrs", "Mr and Mrs", "MR+MRS"])
def test_two_people_in_a_title_are_said(written):
    assert "is two people" in names.title(written).fault


@pytest.mark.parametrize("written", ["Sandy", "Anderson", "Andrea", "Rand", "Mary-Ann"])
def test_an_and_inside_a_name_is_one_person(written):
    assert names.name_of(120)(written) == Cell(written)


@pytest.mark.parametrize("written", ["", "n/a", "UNKNOWN"])
def test_a_name_that_says_nothing_is_blank(written):
    assert names.surname(written) == BLANK


@pytest.mark.parametrize("written", ["None", "Null", "Na"])
def test_people_may_be_called_none_and_null(written):
    assert names.surname(written).value == (written, "")


@pytest.mark.parametrize(
    ("written", "title"), [("mr.", "Mr"), ("MISS", "Miss"), ("Baroness", "Baroness"), ("", None)]
)
def test_titles_are_written_alike(written, title):
    assert names.title(written) == Cell(title)


@given(LETTERS)
def test_no_name_raises_and_none_grows_long(written):
    cell = names.surname(written)

    assert cell.value is None or len(cell.value[0]) <= 120


@given(LETTERS)
def test_a_name_is_readable_at_once(written):
    assert names.readable(names.readable(written)) == names.readable(written)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("O'Brien", "OBRIEN"),
        ("José", "JOSE"),
        ("Smith-Jones", "smith jones"),
        ("Łukasz", "Lukasz"),
        ("Straße", "STRASSE"),
    ],
)
def test_names_are_compared_without_case_accents_and_marks(one, other):
    assert names.name_key(one) == names.name_key(other)


@pytest.mark.django_db
@given(
    st.lists(
        st.text(st.characters(max_codepoint=0x24F, exclude_categories=["Cs", "Cc"]), max_size=20), max_size=20
    )
)
def test_the_database_compares_names_alike(written):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(name_key(name) ORDER BY at) FROM unnest(%s::text[]) WITH ORDINALITY AS n (name, at)",
            [written],
        )
        (keys,) = cursor.fetchone()

    assert (keys or []) == [names.name_key(name) for name in written]
