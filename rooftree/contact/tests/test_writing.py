"""An officer writes to the person of a case by a template: once, with everything it needs, and on the story."""

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.cases.models import Event
from rooftree.contact import actions
from rooftree.contact.actions import writing
from rooftree.correspondence import catalogue
from rooftree.correspondence.models import Message
from rooftree.foundations.refusals import Refused
from rooftree.people.models import ContactPoint
from tests.builders import a_home, a_person, an_enquiry, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


@pytest.fixture
def case():
    grace = a_person("Grace", "Okafor")
    ContactPoint.objects.create(
        council_id=grace.council_id, person=grace, kind="email", value="grace@example.org", safe_to_write=True
    )
    return an_enquiry(grace).case


@pytest.mark.parametrize("code", sorted(catalogue.known()))
def test_every_template_of_the_house_can_be_written_by_hand_or_never(code, case):
    said = {name: f"What {name} says" for name in writing.facts_to_ask(code)}
    by_hand = writing.may_be_written(code)

    written = actions.write(case, code, said=said, **by("adviser")) if by_hand else None

    assert by_hand == (not code.startswith(("portal.", "correspondence.")))
    only_by_letter = catalogue.known()[code].channels == ("letter",)  # And we know no address of hers.
    assert written is None or written.status == ("cannot" if only_by_letter else "queued")
    assert written is None or "((" not in written.body


def test_it_is_on_the_story_in_the_words_that_were_sent_and_once(case):
    acting = by("adviser")

    actions.write(case, "contact.written", said={"words": "Come on Friday"}, **acting)
    actions.write(case, "contact.written", said={"words": "Come on Friday"}, **acting)

    event = Event.objects.get(case=case, kind="contact.written")
    assert event.words == Message.objects.get(code="contact.written").body
    assert event.is_shown


def test_a_template_that_lacks_something_is_refused_and_nothing_is_written(case):
    with pytest.raises(Refused, match="cannot be sent without"):
        actions.write(case, "contact.written", said={"words": "  "}, **by("adviser"))

    assert not Event.objects.filter(kind="contact.written").exists()


def test_of_a_case_about_nobody_there_is_nobody_to_write_to():
    case = an_enquiry(None, place=a_home()).case

    with pytest.raises(Refused, match="nobody to write to"):
        actions.write(case, "contact.written", said={"words": "Hello"}, **by("adviser"))


def test_an_auditor_writes_to_nobody(case):
    with pytest.raises(PermissionDenied):
        actions.write(case, "contact.written", said={"words": "Hello"}, **by("auditor"))
