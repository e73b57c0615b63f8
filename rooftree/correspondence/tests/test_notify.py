"""GOV.UK Notify: what we send keeps to the published contract, and every answer has its consequence."""

import base64
import io

import pytest
from pypdf import PdfReader

from rooftree.correspondence import outbox
from rooftree.correspondence.backends import Answer, Unavailable
from rooftree.correspondence.backends.notify import ALLOWANCE_USED_UP, SOON, Notify
from rooftree.correspondence.backends.notify import LATER as TEN_MINUTES
from rooftree.correspondence.models import Attempt, Message, PointTrouble, Waiting
from rooftree.correspondence.rules import WAITS, Channel, Outcome, Status
from rooftree.correspondence.tests import stand_in
from rooftree.correspondence.tests.letterbox import (
    LATER,
    a_message,
    a_mobile,
    an_address,
    an_envelope,
    now,
    somebody,
    who_needs,
)
from rooftree.correspondence.tests.stand_in import HANGS_UP, SILENCE, error
from tests.builders import NOON, a_person, the_council

in_database = pytest.mark.django_db(transaction=True)


def drain(at=LATER):
    return outbox.drain(the_council(), clock=lambda: at)


def a_text(**more) -> Message:
    person = a_person(**more)
    a_mobile(person)
    return a_message(person)


def a_letter(**facts) -> Message:
    person = a_person(**facts)
    an_address(person)
    return a_message(person)


@in_database
@pytest.mark.usefixtures("acting")
def test_an_email_is_posted_as_the_contract_says(notify):
    message = a_message()

    drain()

    [taken] = notify.taken
    sent = now(message)
    assert taken["kind"] == "email"
    assert (taken["email_address"], taken["template_id"]) == ("grace@example.test", stand_in.EMAIL_TEMPLATE)
    assert taken["personalisation"]["subject"] == message.subject
    assert taken["personalisation"]["body"].startswith("A message from your council.\n\nYou do not need to")
    assert taken["reference"] == str(message.token)
    assert (sent.status, sent.backend, sent.backend_reference) == (Status.SENT, "notify", taken["id"])


@in_database
@pytest.mark.usefixtures("acting")
def test_a_text_is_posted_as_the_contract_says(notify):
    message = a_text()

    drain()

    [taken] = notify.taken
    assert (taken["kind"], taken["phone_number"]) == ("sms", "+447700900123")
    assert taken["personalisation"] == {"body": message.body}


@in_database
@pytest.mark.usefixtures("acting")
def test_a_letter_is_posted_as_it_was_made(notify):
    a_letter()

    drain()

    [taken] = notify.taken
    pages = PdfReader(io.BytesIO(base64.b64decode(taken["content"]))).pages
    assert (taken["kind"], taken["postage"]) == ("letter", "second")
    assert "Grace Okafor" in pages[0].extract_text()
    assert "This one has reached you." in " ".join(pages[0].extract_text().split())


@in_database
@pytest.mark.usefixtures("acting")
def test_a_letter_in_large_print_is_larger(notify):
    plain, large = a_letter(), a_letter(forenames="Femi", preferred_channel="letter")
    who_needs(large.person, "large_print")
    again = a_message(large.person, key="k2")

    assert (plain.format, again.format) == ("standard", "large_print")


def test_a_request_that_breaks_the_contract_is_noticed():
    assert stand_in.breaks("post_sms_request", {"phone_number": "+447700900123"}) != []


def bad(words: str, kind: str = "BadRequestError") -> tuple:
    return error(400, kind, words)


def too_many(words: str, kind: str = "RateLimitError") -> tuple:
    return error(429, kind, words)


def handed_over() -> Answer:
    """What came of handing an email over; what stops the channel is what it is for that email."""
    backend = Notify()
    try:
        return backend.hand_over(an_envelope())
    except Unavailable as stopped:
        return stopped.answer()
    finally:
        backend.close()


OURS, TEMPORARY = Outcome.OUR_FAULT, Outcome.TEMPORARY


@pytest.mark.parametrize(
    ("answer", "outcome", "in_doubt", "wait"),
    [
        (bad("email_address Not a valid email address", "ValidationError"), Outcome.BAD_ADDRESS, False, None),
        (bad("Content has a character count greater than 918"), Outcome.REFUSED, False, None),
        (bad("Can’t send to this recipient using a team-only API key"), OURS, False, TEN_MINUTES),
        (bad("Template not found"), OURS, False, TEN_MINUTES),
        (error(403, "AuthError", "Invalid token: API key not found"), OURS, False, TEN_MINUTES),
        (error(404, "NoResultFound", "No result found"), OURS, False, TEN_MINUTES),
        (too_many("Exceeded rate limit for key type LIVE of 3000"), TEMPORARY, False, SOON),
        (too_many("Exceeded send limits (50)", "TooManyRequestsError"), OURS, False, ALLOWANCE_USED_UP),
        (error(500, "Exception", "Internal server error"), TEMPORARY, True, None),
        ((503, b"<html>Service unavailable</html>"), TEMPORARY, True, None),
        ((201, b"<html>Hello</html>"), TEMPORARY, True, None),
        ((201, {"note": "no id"}), TEMPORARY, True, None),
        ((201, ["nonsense"]), TEMPORARY, True, None),
        ((400, b"nonsense"), Outcome.REFUSED, False, None),
        ((400, []), Outcome.REFUSED, False, None),
        (SILENCE, TEMPORARY, True, None),
        (HANGS_UP, TEMPORARY, True, None),
    ],
    ids=lambda value: str(value)[:60],
)
def test_every_answer_has_its_consequence(notify, answer, outcome, in_doubt, wait):
    notify.next_answers = [answer]

    answered = handed_over()

    assert (answered.outcome, answered.in_doubt, answered.wait) == (outcome, in_doubt, wait)
    assert answered.words.startswith("GOV.UK Notify ")


@pytest.mark.parametrize("answer", [SILENCE, HANGS_UP, error(500, "Exception", "x"), (201, b"nonsense")], ids=str)
@in_database
@pytest.mark.usefixtures("acting")
def test_what_may_have_been_taken_is_asked_for_before_it_goes_again(notify, answer):
    message = a_message()
    notify.next_answers = [answer]
    drain()
    assert Waiting.objects.get().in_doubt

    drain(at=NOON + WAITS[0] * 3)

    assert notify.asked == [{"reference": [str(message.token)]}]
    assert len(notify.by_reference(str(message.token))) == 1
    assert now(message).status == Status.SENT
    assert now(message).backend_reference == notify.taken[0]["id"]


@in_database
@pytest.mark.usefixtures("acting")
def test_a_server_that_cannot_say_what_it_took_is_given_nothing_again(notify):
    message = a_message()
    notify.next_answers = [SILENCE, error(500, "Exception", "x")]
    drain()

    drain(at=NOON + WAITS[0] * 3)

    assert len(notify.taken) == 1
    assert now(message).status == Status.QUEUED


@in_database
@pytest.mark.usefixtures("acting")
def test_an_address_that_is_none_is_noted_on_it_and_the_next_message_goes_another_way(notify):
    message = a_message()
    a_mobile(message.person)
    notify.next_answers = [error(400, "ValidationError", "email_address Not a valid email address")]

    drain()

    assert PointTrouble.objects.get().point == message.point
    following = a_message(message.person, key="k2")
    assert following.channel == "text"
    assert "where messages do not arrive" in following.because


@in_database
@pytest.mark.usefixtures("acting")
def test_settings_that_are_wrong_are_tried_again_for_ever_and_cost_no_try(notify, settings):
    message = a_message()
    settings.NOTIFY_KEYS = {"alder": stand_in.KEY.replace("b0", "c0")}

    done = drain()

    waiting = Waiting.objects.get()
    assert done.stopped[Channel.EMAIL].is_ours
    assert (waiting.tries, waiting.due_at) == (0, LATER + TEN_MINUTES)
    settings.NOTIFY_KEYS = {"alder": stand_in.KEY}
    drain(at=LATER + TEN_MINUTES)
    assert now(message).status == Status.SENT


def test_a_council_without_a_key_is_told_so(notify, settings):
    settings.NOTIFY_KEYS = {}

    assert handed_over().words == "ROOFTREE_NOTIFY_KEYS names nothing for alder."


@in_database
@pytest.mark.usefixtures("acting")
def test_a_limit_stops_the_channel_and_not_the_others(notify):
    for number in range(3):
        a_message(somebody(forenames=f"Grace {'ABC'[number]}"))
    text = a_text(forenames="Femi")
    notify.next_answers = [error(429, "RateLimitError", "Exceeded rate limit")]

    done = drain()

    assert [each["kind"] for each in notify.taken] == ["sms"]
    assert now(text).status == Status.SENT
    assert (done.put_off, Attempt.objects.count()) == (3, 2)


@in_database
@pytest.mark.usefixtures("acting")
def test_a_used_up_allowance_costs_no_try(notify):
    a_message()
    notify.next_answers = [too_many("Exceeded send limits (50) for today", "TooManyRequestsError")]

    drain()

    assert (Waiting.objects.get().tries, Waiting.objects.get().due_at) == (0, LATER + ALLOWANCE_USED_UP)


def test_a_server_that_is_not_there_took_nothing_and_costs_no_try(notify, settings):
    settings.NOTIFY_URL = "http://127.0.0.1:9"

    answered = handed_over()

    assert (answered.outcome, answered.in_doubt, answered.wait) == (TEMPORARY, False, SOON)
