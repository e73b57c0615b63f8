"""Words are written down and typed alike, and a slip is one slip."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from rooftree.foundations import search

pytestmark = pytest.mark.django_db


def ask(statement: str, *parameters: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {statement}", parameters)
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Grace Okafor", "grace okafor"),
        ("  Grace   OKAFOR ", "grace okafor"),
        ("O'Brien", "obrien"),
        ("O’Brien", "obrien"),
        ("Zoë Brontë", "zoe bronte"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Søren Ångström", "soren angstrom"),
        ("Straße", "strasse"),
        ("Æthelred Þorn", "aethelred thorn"),
        ("Smith-Jones", "smith jones"),
        ("Flat 2/1, 12A Elm Wk.", "flat 2 1 12a elm wk"),
        ("مُحَمَّد", "محمد"),
        ("أحمد", "احمد"),
        ("\u200fمحمد\u200e", "محمد"),
        ("שָׁלוֹם", "שלום"),
        ("İpek", "ipek"),
        ("ΣΟΦΟΣ", "σοφοσ"),
        ("", ""),
        ("--", ""),
    ],
)
def test_a_text_is_folded_to_what_anybody_would_type(written, folded):
    assert (search.folded(written), ask("folded(%s)", written)) == (folded, folded)


LETTERS = st.text(
    st.one_of(
        st.characters(min_codepoint=1, max_codepoint=0x24F),
        st.characters(min_codepoint=0x370, max_codepoint=0x6FF),
        st.sampled_from("’‘“”–—-'´`·… \u200e\u200f\u2066ﬁﷺ"),
    ),
    max_size=30,
)


@settings(max_examples=300, deadline=None)
@given(LETTERS)
def test_python_folds_as_the_database_does(text):
    assert search.folded(text) == ask("folded(%s)", text)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x17F), max_size=30))
def test_python_plains_a_reference_as_the_database_does(text):
    assert search.plain_reference(text) == ask("plain_reference(%s)", text)


@pytest.mark.parametrize(
    "alike",
    [
        ("catherine", "kathryn"),
        ("okafor", "okafour"),
        ("mohammed", "muhammad"),
        ("stephen", "steven"),
        ("philips", "fillips"),
        ("geoffrey", "jeffrey"),
        ("smith", "smyth"),
        ("macdonald", "mcdonald"),
        ("knight", "night"),
        ("wright", "right"),
        ("thomson", "tomson"),
    ],
)
def test_names_that_sound_alike_have_one_sound(alike):
    one, other = alike
    assert ask("sound_of(%s) = sound_of(%s)", one, other)


@pytest.mark.parametrize("unlike", [("smith", "jones"), ("okafor", "okoro"), ("محمد", "احمد"), ("mary", "john")])
def test_names_that_sound_unlike_have_two(unlike):
    one, other = unlike
    assert ask("sound_of(%s) <> sound_of(%s)", one, other)


def slipped(word: str) -> set[str]:
    """Every spelling one slip away, the plain way."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    left_out = {a + b[1:] for a, b in cuts if b}
    changed_about = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    changed = {a + letter + b[1:] for a, b in cuts if b for letter in letters}
    put_in = {a + letter + b for a, b in cuts for letter in letters}
    return (left_out | changed_about | changed | put_in) - {word, ""}


@pytest.mark.parametrize("word", ["a", "li", "lee", "okafor"])
def test_every_slip_is_tried(word):
    assert set(ask("slips_of(%s)", word)) == slipped(word)


def test_slips_of_an_arabic_name_are_arabic():
    assert "محمل" in ask("slips_of(%s)", "محمد")


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("okafor", "okafor", 0),
        ("okafor", "okafro", 1),
        ("okafor", "okfro", 2),
        ("okafor", "mensah", 3),
        ("a", "abcd", 3),
    ],
)
def test_slips_between_two_words_are_counted_to_two(one, other, slips):
    assert min(ask("slips_between(%s, %s, 2)", one, other), 3) == slips
