"""What a sign-in page may learn of numbers and tenancies: of one council, in ids, and where a code may go."""

import pytest
from django.db import ProgrammingError, connection, transaction

from rooftree.foundations.isolation import acting_for
from rooftree.people import portal_reach
from rooftree.people.models import PortalCode
from rooftree.tenancies.naming import people_named, ways_to_write
from tests.builders import NOON, TODAY, a_home, a_person, a_phone, a_tenancy
from tests.residents import an_account, an_email

pytestmark = pytest.mark.django_db
BORN = TODAY.replace(1968, 3, 27)


@pytest.fixture
def grace(council):
    with acting_for([council.pk], who="test"):
        person = a_person("Grace", "Okafor", born=BORN)
        an_email(person)
        an_account(person)
        a_tenancy(a_home(), person, reference="T-2222-2222")
    return person


def what_is_told(grace) -> list:
    return [
        portal_reach.reached_by("grace@example.org"),
        list(portal_reach.records_of_these([grace.pk])),
        people_named("T-2222-2222", BORN, on=TODAY),
    ]


def test_acting_for_the_council_each_question_has_its_answer(grace, council):
    with acting_for([council.pk], who="test"):
        assert what_is_told(grace) == [[grace.pk]] * 3


def test_acting_for_another_council_nothing_is_told(grace, other_council):
    with acting_for([other_council.pk], who="test"):
        assert what_is_told(grace) == [[]] * 3


def test_acting_for_nobody_nothing_is_told(grace):
    assert what_is_told(grace) == [[]] * 3


@pytest.mark.parametrize("function", ["record_that_stands(1)", "records_of_one(1)"])
def test_what_the_answers_are_made_of_is_not_for_the_app(grace, function):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(f"SELECT {function}")


def test_the_codes_of_one_council_are_not_seen_from_another(grace, council, other_council):
    with acting_for([council.pk], who="test"):
        PortalCode.objects.create(
            council=council,
            purpose="sign_in",
            people=[grace.pk],
            asked_with="a digest",
            seed=b"",
            asked_at=NOON,
            ends_at=NOON.replace(hour=13),
        )

    with acting_for([other_council.pk], who="test"):
        assert not PortalCode.objects.exists()


def test_a_code_may_go_to_what_the_person_prefers(grace, council):
    with acting_for([council.pk], who="test"):
        a_phone(grace, verified_on=TODAY)
        grace.preferred_channel = "email"
        grace.save()

        [reach] = portal_reach.reach([grace.pk], verified=True, on=TODAY)

    assert reach.point.value == "grace@example.org"


def test_without_a_preference_a_code_goes_to_the_mobile(grace, council):
    with acting_for([council.pk], who="test"):
        a_phone(grace, verified_on=TODAY)

        [reach] = portal_reach.reach([grace.pk], verified=True, on=TODAY)

    assert reach.point.value == "+447700900123"


@pytest.mark.parametrize(
    ("typed", "ways"),
    [
        (" 4071 220 118 ", ["4071 220 118", "4071220118"]),
        ("nest/000123/01", ["nest/000123/01", "NEST/000123/01"]),
    ],
)
def test_a_reference_is_tried_as_typed_and_without_spaces(typed, ways):
    assert ways_to_write(typed) == ways
