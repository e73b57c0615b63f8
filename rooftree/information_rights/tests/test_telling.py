"""What is written to people about what they asked of their data."""

import pytest

from rooftree.correspondence.models import Message
from rooftree.information_rights import actions, telling
from rooftree.information_rights.models import RightsRequest
from rooftree.information_rights.rules import Outcome
from rooftree.information_rights.tests.held_things import a_request, gathered, handling
from rooftree.people.models import Person
from tests.builders import NOON, a_person, a_team, by
from tests.residents import an_account, an_email

pytestmark = pytest.mark.usefixtures("acting")


@pytest.fixture(autouse=True)
def _files_of_this_test(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def grace() -> Person:
    person = a_person()
    an_email(person)
    return person


def written() -> dict[str, Message]:
    return {message.code: message for message in Message.objects.all()}


def given(grace: Person) -> RightsRequest:
    request, _ = gathered(request=a_request(grace))
    actions.finish_review(request, **handling())
    actions.release(request, **handling())
    return request


def test_that_we_have_it_is_written_with_its_day(grace):
    a_request(grace)

    assert "21/12/2026" in written()[telling.RECEIVED].body


def test_that_we_have_it_is_not_written_where_nobody_can_be_reached():
    a_request(a_person())

    assert written() == {}


def test_that_we_need_longer_is_written_with_the_reason(grace):
    request = a_request(grace)

    actions.give_more_time(request, months=2, reason="Forty years of files", **handling())

    assert "Forty years of files" in written()[telling.EXTENDED].body


def test_that_it_is_ready_is_written_with_how_to_have_it(grace):
    an_account(grace)

    given(grace)

    assert "open My data" in written()[telling.READY].body


def test_without_an_account_it_is_collected_or_posted(grace):
    given(grace)

    assert "collect it at an office" in written()[telling.READY].body


def test_a_complaint_is_acknowledged_and_answered_in_writing(grace):
    a_team("information_rights")
    complaint = actions.take_complaint(
        grace, about="You told my neighbour", channel="email", received_at=NOON, **by("adviser")
    )

    actions.acknowledge_complaint(complaint, understood_as="A letter went astray", **by("records_officer"))
    actions.answer_complaint(complaint, outcome=Outcome.UPHELD, words="We are sorry", **by("records_officer"))

    assert "A letter went astray" in written()[telling.COMPLAINT_RECEIVED].body
    assert "We are sorry" in written()[telling.COMPLAINT_OUTCOME].body
