"""References that people quote: short, speakable, checked, the same from Python and from SQL."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from rooftree.foundations import references
from rooftree.foundations.references import ALPHABET, BASE, BODY, HIGH, LOW, NUMBERS, ROUNDS
from rooftree.foundations.refusals import Refused

NUMBER = st.integers(0, NUMBERS - 1)
PREFIX = st.sampled_from(["P", "T", "H", "C", "RA", "ZZ"])
PLACES = st.integers(0, BODY - 1)


def with_body(reference, body):
    """The same reference with another eight characters."""
    prefix = reference.partition("-")[0]
    return f"{prefix}-{''.join(body[:4])}-{''.join(body[4:])}"


def number_of(reference):
    """Undo the scramble, round by round."""
    scrambled = 0
    for character in reference.partition("-")[2].replace("-", "")[:-1]:
        scrambled = scrambled * BASE + ALPHABET.index(character)
    high, low = divmod(scrambled, LOW)
    for offset, factor in reversed(list(zip(ROUNDS[::2], ROUNDS[1::2], strict=True))):
        high = (high - references._stir(low, *factor)) % HIGH
        low = (low - references._stir(high, *offset)) % LOW
    return high * LOW + low


@pytest.mark.parametrize(
    ("prefix", "number", "reference"),
    [("P", 0, "P-MH6M-KN2P"), ("P", 1, "P-HXW9-NHP8"), ("HT", 1, "HT-HXW9-NHPP")],
)
def test_a_reference_once_given_is_given_for_ever(prefix, number, reference):
    assert references.make(prefix, number) == reference


@given(prefix=PREFIX, number=NUMBER)
def test_a_reference_is_short_and_leads_back_to_its_number(prefix, number):
    reference = references.make(prefix, number)

    assert len(reference) <= 12
    assert number_of(reference) == number


@given(number=st.integers(0, NUMBERS - 2))
def test_neighbouring_numbers_look_nothing_alike(number):
    one, other = references.make("P", number), references.make("P", number + 1)

    assert one[:6] != other[:6]


def test_the_alphabet_has_no_vowels_and_no_look_alikes():
    assert not set(ALPHABET) & set("AEIOUY0134")
    assert not any(set(pair) <= set(ALPHABET) for pair in ("5S", "2Z", "8B", "6G", "9Q", "UV", "VW", "DO"))


@given(prefix=PREFIX, number=NUMBER, place=PLACES, character=st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(prefix, number, place, character):
    reference = references.make(prefix, number)
    body = list(reference.partition("-")[2].replace("-", ""))
    as_it_was = body[place]
    body[place] = character

    assert references.is_valid(with_body(reference, body)) is (character == as_it_was)


@given(prefix=PREFIX, number=NUMBER, one=PLACES, other=PLACES)
def test_two_exchanged_characters_are_noticed(prefix, number, one, other):
    reference = references.make(prefix, number)
    body = list(reference.partition("-")[2].replace("-", ""))
    alike = body[one] == body[other]
    body[one], body[other] = body[other], body[one]

    assert references.is_valid(with_body(reference, body)) is alike


@pytest.mark.parametrize(
    "typed",
    [
        "P-MH6M-KN2P",
        "p-mh6m-kn2p",
        " PMH6MKN2P ",
        "P MH6M KN2P",
        "P–MH6M–KN2P",
        "p/mh6m.kn2p",
        "P-MHGM-KNZP",
        "p-mhgm-knzp",
    ],
)
def test_a_reference_is_read_however_it_was_typed(typed):
    assert references.parse(typed) == "P-MH6M-KN2P"


@pytest.mark.parametrize(
    ("number", "misread"),
    [(20, str.maketrans("D75286", "OISZBG")), (20, str.maketrans("D75286", "01SZBG"))],
    ids=["letters for figures", "figures for letters"],
)
def test_characters_misread_for_those_they_look_like_are_put_right(number, misread):
    written = [references.make("P", each) for each in range(number)]

    assert [references.parse(f"P{each[1:].translate(misread)}") for each in written] == written


def test_a_figure_typed_in_the_prefix_is_a_letter():
    reference = references.make("SO", 7)

    assert references.parse(f"50{reference[2:]}") == reference


@pytest.mark.parametrize("typed", ["", "P-", "MH6M-KN2P", "PPP-MH6M-KN2P", "P-MH6M-KN2", "P-AAAA-AAAA"])
def test_what_is_no_reference_is_refused(typed):
    with pytest.raises(Refused, match="is not one of our references"):
        references.parse(typed)


def test_a_wrong_character_is_refused_with_what_to_do():
    with pytest.raises(Refused, match="Check it against the letter"):
        references.parse("P-MH6M-KN2C")


@pytest.mark.parametrize("prefix", ["", "p", "PPP", "P1", "É"])
def test_a_prefix_is_one_or_two_capital_letters(prefix):
    with pytest.raises(AssertionError, match="one or two capital letters"):
        references.make(prefix, 1)


@pytest.mark.parametrize("number", [-1, NUMBERS])
def test_there_is_no_reference_beyond_the_last(number):
    with pytest.raises(AssertionError, match="no reference"):
        references.make("P", number)


@pytest.mark.django_db
def test_sql_makes_the_same_references():
    spread = [*range(5_000), *range(0, NUMBERS, NUMBERS // 5_000), NUMBERS - 1]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reference_of('P', number), reference_of('HT', number) FROM unnest(%s::bigint[]) AS number",
            [spread],
        )
        made = cursor.fetchall()

    assert made == [(references.make("P", number), references.make("HT", number)) for number in spread]


@pytest.mark.django_db
def test_the_app_takes_references_that_are_never_given_again():
    taken = [references.take("P") for _ in range(100)]

    assert len(set(taken)) == 100
    assert all(references.is_valid(each) for each in taken)


@pytest.mark.django_db
@pytest.mark.parametrize(("prefix", "number"), [("P", -1), ("P", NUMBERS), ("", 1), ("PPP", 1)])
def test_sql_refuses_what_python_refuses(prefix, number):
    with (
        pytest.raises(Exception, match="There is no reference for"),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT reference_of(%s, %s)", [prefix, number])
