"""What is typed into Find is understood as everything that it may be."""

import pytest

from rooftree.record.typed import Piece, street_words, understand


def words(text: str) -> list[str]:
    return [piece.word for piece in understand(text).pieces if piece.word]


def dates(text: str) -> set[str]:
    return {date for piece in understand(text).pieces for date in piece.dates}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Grace Okafor", ["grace", "okafor"]),
        ("OKAFOR, Grace (Mrs)", ["okafor", "grace"]),
        ("Mr Smith at 12 Elm Walk", ["smith", "12", "elm", "walk"]),
        ("Flat 2/1, Alder Ct.", ["flat", "2", "1", "alder", "ct"]),
        ("Mr", ["mr"]),
        ("The", ["the"]),
        ("", []),
        ("  !!  ", []),
        ("smith ZZ1 1AA", ["smith"]),
        ("okafor 12/03/1984", ["okafor"]),
    ],
)
def test_words_are_what_is_left(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/03/1984", {"19840312"}),
        ("12.3.1984", {"19840312"}),
        ("12-03-84", {"19840312"}),
        ("3/12/84", {"19841203"}),
        ("31/12/05", {"19051231", "20051231"}),
        ("13/25/1984", {"1984"}),
        ("1984-03-12", {"19840312"}),
        ("1984/3/12", {"19840312"}),
        ("12 March 1984", {"19840312"}),
        ("12th of March 1984", {"19840312"}),
        ("Mar 12, 1984", {"19840312"}),
        ("march 12 1984", {"19840312"}),
        ("12 sept 1984", {"19840912"}),
        ("March 1984", {"198403"}),
        ("12031984", {"19840312"}),
        ("19840312", {"19840312"}),
        ("120384", {"19840312"}),
        ("1984", {"1984"}),
        ("29/02/1984", {"19840229"}),
        ("29/02/1985", {"1985"}),
        ("31/04/1984", {"1984"}),
        ("03/25/1984", {"19840325"}),
        ("1800", set()),
        ("2099", set()),
    ],
)
def test_a_date_is_read_in_every_way_that_people_write_it(text, expected):
    assert dates(text) == expected


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("07700 900123", "+447700900123", "7700900123"),
        ("(020) 7946 0958", "+442079460958", "2079460958"),
        ("+44 7700 900123", "+447700900123", "7700900123"),
        ("+44 (0)7700 900123", "+447700900123", "7700900123"),
        ("0044 7700 900123", "+447700900123", "7700900123"),
        ("447700900123", "+447700900123", "7700900123"),
        ("7700900123", "+447700900123", "7700900123"),
        ("+33 6 12 34 56 78", "+33612345678", "3612345678"),
        ("07700 900", "+447700900", "07700900"),
        ("0123", "+44123", "0123"),
    ],
)
def test_a_phone_number_is_known_by_its_beginning_and_its_end(text, starts, ends):
    keys = understand(text).keys

    assert (keys.phone_starts, keys.phone_ends) == ((starts,), (ends,))


@pytest.mark.parametrize("text", ["12 elm walk", "flat 3 14 elm", "123", "12/3/84", "12 34"])
def test_a_house_number_or_a_date_is_no_phone_number(text):
    assert understand(text).keys.phone_ends == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ab123456c", ("AB123456C",)),
        ("AB 12 34 56 C", ("AB123456C",)),
        ("AB123456", ("AB123456", "AB123456A", "AB123456B", "AB123456C", "AB123456D")),
        ("AB12345", ()),
    ],
)
def test_a_national_insurance_number_may_lack_its_last_letter(text, expected):
    assert understand(text).keys.ni_numbers == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zz1 1aa", ["zz11aa"]),
        ("ZZ11AA", ["zz11aa"]),
        ("smith zz1 1aa", ["zz11aa"]),
        ("zz1 1", ["zz11"]),
        ("zz1", ["zz1"]),
        ("zz11", ["zz11"]),
        ("W1A 1AA", ["w1a1aa"]),
        ("elm", []),
    ],
)
def test_a_postcode_may_be_begun(text, expected):
    assert [piece.postcode for piece in understand(text).pieces if piece.postcode] == expected


@pytest.mark.parametrize("text", ["p-mh6m-kn2p", "PMH6MKN2P", "P MH6M KN2P", " p mh6mkn2p "])
def test_a_reference_of_ours_is_put_right(text):
    assert "P-MH6M-KN2P" in understand(text).keys.own


def test_a_reference_of_ours_without_a_figure_is_put_right_too():
    assert understand(" e tmwd dhwc ").keys.own[0] == "E-TMWD-DHWC"


def test_a_reference_of_ours_with_a_wrong_character_is_noticed():
    assert understand("P-MH6M-KN22").wrong_reference


@pytest.mark.parametrize("text", ["okafor", "12 elm", "AB-1234", "P-MH6M-KN2P"])
def test_nothing_else_is_called_a_wrong_reference(text):
    assert not understand(text).wrong_reference


@pytest.mark.parametrize(
    ("text", "plain"), [("nest-0O1l", "NEST0011"), ("H/123.4", "H1234"), ("00-123/4", "001234")]
)
def test_an_old_reference_is_plain(text, plain):
    assert plain in understand(text).keys.plain


def test_a_uprn_is_a_number():
    assert understand("100012345").keys.uprns == (100012345,)


@pytest.mark.parametrize("text", ["07700 900123", "grace@example.test", "AB123456C", "P-MH6M-KN2P"])
def test_what_can_be_nothing_else_is_certain(text):
    assert understand(text).is_certain


@pytest.mark.parametrize("text", ["okafor", "0123", "1984", "okafor 07700 900123", "12345678"])
def test_what_may_be_something_else_is_not(text):
    assert not understand(text).is_certain


def test_words_beside_a_number_narrow_it_down():
    assert [piece.word for piece in understand("okafor 0123").beside_keys] == ["okafor"]


@pytest.mark.parametrize(
    "text", ["x" * 5000, "a " * 500, "1" * 5000, "\x00", "(" * 200, "@" * 200, "٣٤٥ ٦٧", "𝟙𝟚"]
)
def test_anything_may_be_typed(text):
    assert len(understand(text).pieces) <= 10


def test_a_name_can_be_misspelt_and_a_number_cannot():
    assert (Piece("Elm", word="elm").is_name_like, Piece("12a", word="12a").is_name_like) == (True, False)


def test_a_street_is_known_by_its_short_name_and_its_long_one():
    assert (set(street_words("rd")), set(street_words("road")), street_words("elm")) == (
        {"rd", "road"},
        {"rd", "road"},
        ("elm",),
    )
