"""One box finds people, homes and tenancies from whatever is known of them, and says why."""

import datetime as dt

import pytest

from rooftree.people import search_words as people_words
from rooftree.people.models import ContactPoint, OtherName, PersonLegacyReference
from rooftree.places import search_words as place_words
from rooftree.record import find
from rooftree.tenancies import search_words as tenancy_words
from tests.builders import NOON, TODAY, a_home, a_person, a_phone, a_tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(acting):
    """A few people whose names are hard to type, and a home."""
    grace = a_person(
        "Grace", "Okafor", born=dt.date(1984, 3, 12), preferred_name="Gracie", ni_number="AB123456C",
        reference="P-MH6M-KN2P",
    )  # fmt: skip
    OtherName.objects.create(
        council_id=grace.council_id, person=grace, kind="former", forenames="Grace", surname="Mensah"
    )
    PersonLegacyReference.objects.create(
        council_id=grace.council_id, person=grace, source_system="nest", reference="P-0001I", digest=b"",
        loaded_at=NOON,
    )  # fmt: skip
    a_phone(grace, "+447700900123")
    ContactPoint.objects.create(
        council_id=grace.council_id, person=grace, kind="email", value="grace.okafor@example.test"
    )
    john = a_person("John", "Smith")
    others = [
        a_person("Zoë", "O'Brien"),
        a_person("Ann Marie", "van den Berg"),
        a_person("Jean-Paul", "Vandersar"),
        a_person("", "محمد"),
    ]
    home = a_home("12 Elm Walk", "ZZ1 1AA", uprn=100012345, address_2="Alderton")
    tenancy = a_tenancy(home, grace, john, payment_reference="00-123/4", reference="T-MH6M-KN2F")
    place_words.refresh([home.pk])
    people_words.refresh([person.pk for person in (grace, john, *others)])
    tenancy_words.refresh([tenancy.pk])


def names(text: str) -> list[str]:
    return [one.name if one.kind == "person" else one.address for one in find.search(text, on=TODAY).found]


def because(text: str) -> tuple[str, ...]:
    return find.search(text, on=TODAY).found[0].because


GRACE, HOME = "Grace Okafor", "12 Elm Walk, Alderton, ZZ1 1AA"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("grace okafor", GRACE),
        ("OKAFOR, Grace", GRACE),
        ("Mrs Okafor", GRACE),
        ("gracie", GRACE),
        ("mensah", GRACE),
        ("gra oka", GRACE),
        ("obrien", "Zoë O'Brien"),
        ("O’Brien", "Zoë O'Brien"),
        ("o'brien zoe", "Zoë O'Brien"),
        ("o brien", "Zoë O'Brien"),
        ("zoë", "Zoë O'Brien"),
        ("van den berg", "Ann Marie van den Berg"),
        ("vandenberg", "Ann Marie van den Berg"),
        ("annmarie", "Ann Marie van den Berg"),
        ("jeanpaul", "Jean-Paul Vandersar"),
        ("jean paul van der sar", "Jean-Paul Vandersar"),
        ("johnsmith", "John Smith"),
        ("محمد", "محمد"),
        ("smith 12 elm", "John Smith"),
        ("12 elm walk", HOME),
        ("12 Elm Wk", HOME),
        ("elmwalk", HOME),
        ("zz1 1aa", HOME),
        ("ZZ11AA", HOME),
        ("zz1 1", HOME),
        ("zz1", HOME),
        ("smith zz1 1aa", "John Smith"),
        ("07700 900123", GRACE),
        ("07700900123", GRACE),
        ("+44 7700 900 123", GRACE),
        ("+44 (0)7700 900123", GRACE),
        ("0044 7700 900123", GRACE),
        ("07700 9001", GRACE),
        ("900123", GRACE),
        ("0123", GRACE),
        ("okafor 0123", GRACE),
        ("okafor 1984", GRACE),
        ("okafor 12/3/84", GRACE),
        ("12/03/1984", GRACE),
        ("12.3.1984", GRACE),
        ("1984-03-12", GRACE),
        ("12 Mar 1984", GRACE),
        ("12th March 1984", GRACE),
        ("March 1984", GRACE),
        ("12031984", GRACE),
        ("ab123456c", GRACE),
        ("AB 12 34 56 C", GRACE),
        ("ab123456", GRACE),
        ("grace.okafor@example.test", GRACE),
        ("Grace.Ok@", None),
        ("grace.okafor@", GRACE),
        ("P-MH6M-KN2P", GRACE),
        ("pmh6mkn2p", GRACE),
        ("p mh6m kn2p", GRACE),
        ("P-0001I", GRACE),
        ("p00011", GRACE),
        ("PO001L", GRACE),
        ("100012345", HOME),
        ("00-123/4", HOME),
        ("001234", HOME),
        ("OO1234", HOME),
        ("T-MH6M-KN2F", HOME),
    ],
)
@pytest.mark.usefixtures("town")
def test_what_is_typed_finds_the_right_one_first(typed, found):
    assert names(typed)[:1] == [found][: found is not None]


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("okafor", "named Okafor"),
        ("gracie", "known as Gracie"),
        ("mensah", "former name Mensah"),
        ("okaf", "named Okafor, which begins “okaf”"),
        ("smith 12 elm", "lives at 12 Elm Walk, Alderton, ZZ1 1AA"),
        ("12 elm walk", "address 12 Elm Walk, Alderton, ZZ1 1AA"),
        ("zz11aa", "postcode ZZ1 1AA"),
        ("okafor 1984", "born 12 Mar 1984"),
        ("0123", "phone ends 0123"),
        ("07700 900123", "phone 07700 900123"),
        ("grace.okafor@example.test", "email grace.okafor@example.test"),
        ("P00011", "nest reference P-0001I"),
        ("100012345", "UPRN 100012345"),
        ("001234", "payment reference 00-123/4"),
        ("annmarie", "named Ann Marie, written together"),
    ],
)
@pytest.mark.usefixtures("town")
def test_a_result_says_why(typed, reason):
    assert reason in because(typed)


@pytest.mark.parametrize(
    "slip",
    ["okafo", "okaffor", "okafir", "okafro", "kokafor", "okafora", "kafor", "محمل"],
    ids=["left out", "put in", "changed", "changed about", "put before", "put after", "first left out", "Arabic"],
)
@pytest.mark.usefixtures("town")
def test_one_slip_is_forgiven_and_named(slip):
    assert because(slip)[0].endswith(f"one letter off “{slip}”") or because(slip)[0].endswith(f"begins “{slip}”")


@pytest.mark.usefixtures("town")
def test_a_slip_in_each_word_is_forgiven():
    assert names("grase okafro") == [GRACE]


@pytest.mark.usefixtures("town")
def test_a_name_is_found_by_its_sound():
    assert because("ocafour") == ("named Okafor, which is like “ocafour”",)


@pytest.mark.usefixtures("town")
def test_nothing_like_it_finds_nothing():
    assert find.search("xyzzy", on=TODAY).found == ()


@pytest.mark.parametrize("typed", ["P-MH6M-KN2P", "pmh6mkn2p", "P-0001I", "AB123456C", "100012345", "00-123/4"])
@pytest.mark.usefixtures("town")
def test_a_reference_of_one_thing_goes_straight_to_it(typed):
    answer = find.search(typed, on=TODAY)

    assert answer.straight_to == answer.found[0]


@pytest.mark.parametrize("typed", ["okafor", "0123", "07700 900123", "12 elm walk", "smith 100012345"])
@pytest.mark.usefixtures("town")
def test_what_is_no_reference_shows_a_list(typed):
    assert find.search(typed, on=TODAY).straight_to is None


@pytest.mark.usefixtures("town")
def test_a_mistyped_reference_of_ours_says_so():
    assert find.search("P-MH6M-KN22", on=TODAY).typed.wrong_reference


@pytest.mark.parametrize(
    "typed",
    [
        "'",
        "\\",
        "q\\'q",
        "n1_x'|'",
        "&|!():*<->",
        "{1} {2}",
        "%_",
        "\x00",
        "\U0010ffff",
        "(" * 300,
        "9" * 300,
        "½ 12½",
    ],
)
@pytest.mark.usefixtures("town")
def test_whatever_is_typed_is_only_looked_for(typed):
    assert find.search(typed, on=TODAY).found == ()


def test_a_record_joined_to_another_leads_to_the_one_that_stands(acting):
    stands = a_person("Grace", "Okafor")
    between = a_person("Grace", "Bell", merged_into=stands)
    joined = a_person("Gracie", "Mensah", merged_into=between)
    people_words.refresh([stands.pk, between.pk, joined.pk])

    [found] = find.search("mensah", on=TODAY).found

    assert (found.id, found.name) == (stands.pk, "Grace Okafor")
    assert f"on the record {joined.reference}, joined to this one, as Gracie Mensah" in found.because


def test_somebody_who_matches_twice_is_shown_once(acting):
    stands = a_person("Grace", "Okafor")
    joined = a_person("Grace", "Okafor", merged_into=stands)
    people_words.refresh([stands.pk, joined.pk])

    assert [one.id for one in find.search("grace okafor", on=TODAY).found] == [stands.pk]


def a_neighbour(forenames: str, **facts):
    """Somebody called Okafor, with these facts, at Elm Walk."""
    until_on = facts.pop("until_on", None)
    person = a_person(forenames, "Okafor", **facts)
    home = a_home(f"{person.pk} Elm Walk")
    tenancy = a_tenancy(home, person, until_on=until_on)
    place_words.refresh([home.pk])
    people_words.refresh([person.pk])
    tenancy_words.refresh([tenancy.pk])


def test_those_who_live_there_now_come_before_those_who_did(acting):
    a_neighbour("Dead", deceased_on=dt.date(2020, 1, 1))
    a_neighbour("Former", until_on=dt.date(2020, 1, 1))
    people_words.refresh([a_person("Unhoused", "Okafor").pk])
    a_neighbour("Present")

    assert names("okafor") == ["Present Okafor", "Unhoused Okafor", "Former Okafor", "Dead Okafor"]


def test_what_is_exact_comes_before_what_is_like_it(acting):
    people = [a_person("A", name) for name in ("Okafur", "Okaforson", "Okafor")]
    people_words.refresh([person.pk for person in people])

    assert names("okafor") == ["A Okafor", "A Okaforson", "A Okafur"]


def test_the_first_fifty_are_shown_and_that_there_are_more_is_said(acting):
    people_words.refresh([a_person("Grace", "Okafor").pk for _ in range(51)])

    answer = find.search("okafor", on=TODAY)

    assert (len(answer.found), answer.more) == (50, True)


def test_two_slips_in_one_word_are_forgiven_when_nothing_else_is_found(acting):
    people_words.refresh([a_person("Bartholomew", "Featherstone").pk])

    assert because("fetherstome") == ("named Featherstone, which is like “fetherstome”",)


def test_a_home_says_who_lives_there(acting):
    home = a_home("12 Elm Walk")
    a_tenancy(home, a_person("Grace", "Okafor"), a_person("John", "Smith"))
    place_words.refresh([home.pk])

    [found] = find.search("12 elm walk", on=TODAY).found

    assert [resident.name for resident in found.residents] == ["Grace Okafor", "John Smith"]
