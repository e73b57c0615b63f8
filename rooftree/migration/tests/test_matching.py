"""Who is joined, who is held for somebody to decide, and who stays apart."""

import pytest

from rooftree.migration.tests.files import A_HOME, GRACE, NEXT_DAY, load_rows
from rooftree.people.models import ContactPoint, OtherName, Person, PossibleMatch
from tests.builders import NOON, a_person, a_phone, an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

NI, PHONE, EMAIL = {"ni_number": "GH123456A"}, {"mobile": "07700 900123"}, {"email": "grace@example.org"}
THEIRS = {"person_ref": "C1", "source_system": "hopts"}
UNDATED = {"date_of_birth": ""}


def matched(loaded):
    """The pairs of the report, certain and likely, by their references."""
    return tuple(
        [[one[1], other[1]] for one, other in loaded.written["matches"][kind]] for kind in ("certain", "likely")
    )


def load_two(council, tmp_path, one, other):
    return load_rows(council, tmp_path, people=[one, other])


def evidence():
    return set(PossibleMatch.objects.get().evidence)


# --- Certain --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (NI, NI),
        (NI, NI | {"forenames": "G"}),
        (NI | {"forenames": "Grace Ann"}, NI),
        (PHONE, PHONE),
        (PHONE, {"phone": "+44 7700 900123"}),
        (EMAIL, {"email": "Grace@Example.org"}),
        (PHONE | {"surname": "O'Kafor"}, PHONE | {"surname": "OKAFOR"}),
        (PHONE | {"forenames": "Grace Ann"}, PHONE),
    ],
)
def test_one_person_under_two_references_is_joined(council, tmp_path, mine, theirs):
    loaded = load_two(council, tmp_path, GRACE | mine, GRACE | theirs | THEIRS)

    assert matched(loaded) == ([["P1", "C1"]], [])
    assert loaded.counts("people") == (2, 0, 0, 0)
    references = Person.objects.get().legacy_references.values_list("source_system", "reference")
    assert set(references) == {("legacy", "P1"), ("hopts", "C1")}


def test_one_person_at_one_home_is_joined(council, tmp_path):
    other = GRACE | {"person_ref": "P2"}
    before = {
        "tenancy_ref": "T1",
        "place_ref": "H1",
        "tenure": "SEC",
        "start_on": "2001-01-01",
        "end_on": "2009-12-31",
    }
    now = before | {"tenancy_ref": "T2", "start_on": "2010-01-01", "end_on": ""}

    loaded = load_rows(
        council,
        tmp_path,
        places=[A_HOME],
        people=[GRACE, other],
        tenancies=[before, now],
        tenancy_people=[
            {"tenancy_ref": "T1", "person_ref": "P1", "role": "tenant"},
            {"tenancy_ref": "T2", "person_ref": "P2", "role": "tenant"},
        ],
    )

    assert matched(loaded) == ([["P1", "P2"]], [])
    assert Person.objects.get().tenancy_parts.count() == 2


def test_three_references_of_one_person_are_one(council, tmp_path):
    loaded = load_rows(
        council,
        tmp_path,
        people=[GRACE | NI, GRACE | PHONE | {"person_ref": "P2"}, GRACE | NI | PHONE | {"person_ref": "P3"}],
    )

    assert matched(loaded) == ([["P1", "P2"], ["P1", "P3"]], [])
    assert Person.objects.count() == 1


def test_a_second_load_joins_those_whom_the_first_made(council, tmp_path):
    load_rows(council, tmp_path / "one", people=[GRACE | NI])

    loaded = load_rows(council, tmp_path / "two", people=[GRACE | NI | THEIRS])

    assert matched(loaded) == ([["P1", "C1"]], [])
    assert Person.objects.count() == 1


def test_a_load_joins_somebody_whom_an_officer_registered(council, tmp_path):
    a_person("Grace", "Okafor", born="1971-05-01", ni_number="GH123456A", reference="P-OURS")

    loaded = load_rows(council, tmp_path, people=[GRACE | NI])

    assert loaded.written["matches"]["certain"] == [[["rooftree", "P-OURS"], ["legacy", "P1"]]]
    assert Person.objects.count() == 1


def test_those_joined_fill_blanks_and_overwrite_nothing(council, tmp_path):
    mine = GRACE | NI | {"title": "Ms"}
    theirs = GRACE | NI | THEIRS | {"title": "Mrs", "preferred_name": "Gracie"}

    loaded = load_two(council, tmp_path, mine, theirs)

    person = Person.objects.get()
    assert (person.title, person.preferred_name) == ("Ms", "Gracie")
    assert loaded.warnings("people") == [
        (2, "title", "Ms already stands, so this is only kept beside the reference.")
    ]
    assert person.legacy_references.get(reference="C1").facts["title"] == "Mrs"


def test_both_phones_stay_each_with_its_source(council, tmp_path):
    load_two(council, tmp_path, GRACE | NI | PHONE, GRACE | NI | THEIRS | {"mobile": "07700 900456"})

    assert set(ContactPoint.objects.values_list("value", "source")) == {
        ("+447700900123", "legacy"),
        ("+447700900456", "hopts"),
    }


def test_another_spelling_of_the_name_is_kept_as_an_alias(council, tmp_path):
    load_two(council, tmp_path, GRACE | NI, GRACE | NI | THEIRS | {"forenames": "G"})

    assert list(OtherName.objects.values_list("kind", "forenames", "surname")) == [("alias", "G", "Okafor")]


def test_a_later_change_by_one_system_does_not_overwrite_what_another_says(council, tmp_path):
    mine, theirs = GRACE | NI | {"title": "Ms"}, GRACE | NI | THEIRS | {"title": "Ms"}
    load_two(council, tmp_path, mine, theirs)

    loaded = load_rows(council, tmp_path, at=NEXT_DAY, people=[mine, theirs | {"title": "Dr"}])

    assert Person.objects.get().title == "Ms"
    assert loaded.warnings("people") == [
        (2, "title", "Another system says what stands, so this is only kept beside the reference.")
    ]


# --- Likely ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mine", "theirs", "agrees", "differs"),
    [
        (
            NI,
            NI | {"forenames": "Ruth", "surname": "Bell"},
            "The National Insurance number is the same.",
            "The surnames differ: Okafor and Bell.",
        ),
        (
            PHONE,
            PHONE | {"surname": "Okafour"},
            "Both can be reached at 07700 900123.",
            "The surnames differ by one slip: Okafor and Okafour.",
        ),
        (
            {},
            {"surname": "Okafro"},
            "Both were born on 1 May 1971.",
            "The surnames differ by one slip: Okafor and Okafro.",
        ),
        (
            {},
            {"surname": "Bell", "former_surname": "Okafor"},
            "The former surname of one is a surname of the other.",
            "The surnames differ: Okafor and Bell.",
        ),
        (
            PHONE,
            PHONE | {"surname": "Bell"},
            "The first name is the same: Grace.",
            "The surnames differ: Okafor and Bell.",
        ),
        (
            PHONE,
            PHONE | UNDATED,
            "The names are the same: Grace Okafor.",
            "Only one has a date of birth: 1 May 1971.",
        ),
        (
            EMAIL | UNDATED,
            EMAIL | UNDATED,
            "Both can be reached at grace@example.org.",
            "Neither has a date of birth.",
        ),
        (
            NI,
            NI | {"date_of_birth": "01/05/1972"},
            "The National Insurance number is the same.",
            "The dates of birth differ: 1 May 1971 and 1 May 1972.",
        ),
        ({}, {}, "Both were born on 1 May 1971.", "They share no phone, email address or home."),
        (
            PHONE | NI,
            PHONE | {"ni_number": "GH654321B"},
            "Both can be reached at 07700 900123.",
            "The National Insurance numbers differ.",
        ),
        (
            PHONE | {"forenames": "Grace Ann"},
            PHONE | {"forenames": "Grace Mary"},
            "The first name is the same: Grace.",
            "The middle names differ: Grace Ann and Grace Mary.",
        ),
    ],
)
def test_one_person_perhaps_is_held_with_what_agrees_and_what_does_not(
    council, tmp_path, mine, theirs, agrees, differs
):
    loaded = load_two(council, tmp_path, GRACE | mine, GRACE | theirs | THEIRS)

    assert matched(loaded) == ([], [["P1", "C1"]])
    assert Person.objects.count() == 2
    assert {agrees, differs} <= evidence()


def test_one_name_at_one_home_is_held_where_a_birth_date_is_missing(council, tmp_path):
    tenancy = {"tenancy_ref": "T1", "place_ref": "H1", "tenure": "SEC", "start_on": "2001-01-01"}

    loaded = load_rows(
        council,
        tmp_path,
        places=[A_HOME],
        people=[GRACE, GRACE | UNDATED | {"person_ref": "P2"}],
        tenancies=[tenancy],
        tenancy_people=[
            {"tenancy_ref": "T1", "person_ref": "P1", "role": "tenant"},
            {"tenancy_ref": "T1", "person_ref": "P2", "role": "occupant"},
        ],
    )

    assert matched(loaded) == ([], [["P1", "P2"]])
    assert "Both are recorded at 12 Elm Walk, KE1 1AA." in evidence()


def test_somebody_who_is_surely_two_known_people_is_held_and_not_joined(council, tmp_path):
    a_person("Grace", "Okafor", born="1971-05-01", ni_number="GH123456A", reference="P-ONE")
    a_phone(a_person("Grace", "Okafor", born="1971-05-01", reference="P-TWO"))

    loaded = load_rows(council, tmp_path, people=[GRACE | NI | PHONE])

    assert loaded.written["matches"]["certain"] == []
    assert len(loaded.written["matches"]["likely"]) == 2
    assert Person.objects.count() == 3


def test_those_joined_to_one_another_with_two_numbers_among_them_are_held(council, tmp_path):
    middle = GRACE | PHONE | {"person_ref": "P2"}

    loaded = load_rows(
        council,
        tmp_path,
        people=[GRACE | PHONE | NI, middle, GRACE | PHONE | {"person_ref": "P3", "ni_number": "GH654321B"}],
    )

    assert matched(loaded)[0] == []
    assert Person.objects.count() == 3


def test_a_corrected_birth_date_brings_a_likely_pair_to_light(council, tmp_path):
    mine, theirs = GRACE | PHONE, GRACE | PHONE | THEIRS | {"date_of_birth": "01/05/1917"}
    first = load_two(council, tmp_path, mine, theirs)

    loaded = load_rows(council, tmp_path, at=NEXT_DAY, people=[mine, theirs | {"date_of_birth": "01/05/1971"}])

    assert matched(first) == ([], [])
    assert matched(loaded) == ([], [["P1", "C1"]])


# --- Apart ----------------------------------------------------------------------------------------

TWIN = GRACE | PHONE | {"person_ref": "P2"}


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ({}, {"date_of_birth": "01/05/1990"}),
        (PHONE | EMAIL, PHONE | EMAIL | {"date_of_birth": "01/05/1990"}),
        (PHONE | {"forenames": "Louis"}, PHONE | {"forenames": "Louise"}),
        (PHONE | {"forenames": "Aisha"}, PHONE | {"forenames": "Ayesha"}),
        (UNDATED, UNDATED),
        (UNDATED, {}),
        (NI, {"ni_number": "GH654321B"}),
        (NI, NI | {"date_of_birth": "01/05/1990", "forenames": "Ruth", "surname": "Bell"}),
        (PHONE, PHONE | {"forenames": "Samuel"}),
    ],
    ids=[
        "two of one name, born on two days",
        "father and son at one phone",
        "twins of like names",
        "twins of names one letter apart",
        "one name and nothing more",
        "one name, and a birth date on one side",
        "one name and birth date, two numbers",
        "one number typed for two",
        "two who share a phone",
    ],
)
def test_two_people_stay_apart(council, tmp_path, mine, theirs):
    loaded = load_two(council, tmp_path, GRACE | mine, GRACE | theirs | THEIRS)

    assert matched(loaded) == ([], [])
    assert Person.objects.count() == 2


def test_a_number_that_stands_for_everybody_matches_nobody(council, tmp_path):
    crowd = [
        GRACE | NI | {"person_ref": f"P{n}", "surname": f"Name{n}", "forenames": f"First{n}"} for n in range(30)
    ]

    loaded = load_rows(council, tmp_path, people=crowd)

    assert matched(loaded) == ([], [])


def test_a_pair_that_somebody_said_is_two_people_is_never_proposed_again(council, tmp_path):
    mine, theirs = GRACE | PHONE, GRACE | PHONE | THEIRS | {"surname": "Okafour"}
    load_two(council, tmp_path, mine, theirs)
    PossibleMatch.objects.update(answer="not_same", answered_by=an_officer(), answered_at=NOON, reason="Sisters")

    loaded = load_rows(council, tmp_path, at=NEXT_DAY, people=[mine, theirs | {"forenames": "Grace Ann"}])

    assert matched(loaded) == ([], [])
    assert PossibleMatch.objects.get().answer == "not_same"


def test_a_record_that_was_merged_away_matches_nobody_itself(council, tmp_path):
    stands = a_person("Ruth", "Bell", born="1950-01-01")
    a_person("Grace", "Okafor", born="1971-05-01", ni_number="GH123456A", merged_into=stands)

    loaded = load_rows(council, tmp_path, people=[GRACE | NI])

    assert matched(loaded) == ([], [])
