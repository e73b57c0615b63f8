"""Emails through a real mail server: what it gets, and what each of its answers leads to."""

from collections.abc import Iterator

import pytest

from rooftree.correspondence import outbox
from rooftree.correspondence.backends import Answer, Envelope, Unavailable
from rooftree.correspondence.backends.smtp import Smtp
from rooftree.correspondence.models import Waiting
from rooftree.correspondence.rules import WAITS, Outcome, Status
from rooftree.correspondence.tests import mail_server
from rooftree.correspondence.tests.letterbox import LATER, a_message, an_email, an_envelope, now, somebody
from rooftree.correspondence.tests.mail_server import MailServer
from tests.builders import NOON, a_person, the_council

in_database = pytest.mark.django_db(transaction=True)


@pytest.fixture
def smtp(settings) -> Iterator[MailServer]:
    """A mail server that emails go to."""
    with mail_server.running() as server:
        send_to(server, settings)
        yield server


def send_to(server: MailServer, settings, **more) -> None:
    settings.MESSAGES_BY = {"email": "smtp", "text": "none", "letter": "none"}
    settings.SMTP_HOST, settings.SMTP_PORT, settings.SMTP_TIMEOUT = "127.0.0.1", server.port, 5
    settings.SMTP_SECURITY, settings.SMTP_USER = "none", ""
    settings.MAIL_FROM = {"alder": "housing@alder.example"}
    settings.MAIL_REPLIES_TO = {"alder": "replies@alder.example"}
    for name, value in more.items():
        setattr(settings, name, value)


def drain(at=LATER):
    return outbox.drain(the_council(), clock=lambda: at)


@in_database
@pytest.mark.usefixtures("acting")
def test_an_email_arrives_as_it_was_written(smtp):
    message = a_message()

    drain()

    [email] = smtp.taken
    assert smtp.to == ["grace@example.test"]
    assert email["From"] == "Alder Borough Council <housing@alder.example>"
    assert email["Reply-To"] == "replies@alder.example"
    assert email["Subject"] == message.subject
    assert email["Message-ID"] == f"<{message.token}@alder.example>"
    assert (email["Auto-Submitted"], email["Content-Language"]) == ("auto-generated", "en")
    assert email.get_content().splitlines()[0] == "A message from your council."
    assert message.body.splitlines()[-1] in email.get_content()
    assert (now(message).status, now(message).backend) == (Status.SENT, "smtp")


def test_welsh_letters_arrive_whole(smtp):
    handed_over(an_envelope(body="Annwyl Siân Ŵyn"))

    assert "Annwyl Siân Ŵyn" in smtp.taken[0].get_content()


@in_database
@pytest.mark.usefixtures("acting")
def test_one_connection_takes_many(smtp):
    person = somebody()
    for number in range(5):
        a_message(person, key=f"k{number}")

    assert drain().sent == 5
    assert len({email["Message-ID"] for email in smtp.taken}) == 5


def handed_over(envelope: Envelope | None = None) -> Answer:
    """What came of handing an email over; what stops the channel is what it is for that email."""
    backend = Smtp()
    try:
        return backend.hand_over(envelope or an_envelope())
    except Unavailable as stopped:
        return stopped.answer()
    finally:
        backend.close()


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("550 5.1.1 No such user here", Outcome.BAD_ADDRESS),
        ("553 Mailbox name not allowed", Outcome.BAD_ADDRESS),
        ("550 5.7.1 Looks like spam", Outcome.REFUSED),
        ("552 5.2.2 Mailbox full", Outcome.REFUSED),
        ("450 4.2.1 Try again later", Outcome.TEMPORARY),
    ],
)
def test_a_recipient_that_is_refused(smtp, answer, outcome):
    smtp.of_recipients = {"grace@example.test": answer}

    answered = handed_over()

    assert (answered.outcome, answered.in_doubt, answered.wait) == (outcome, False, None)
    assert answer.partition(" ")[2] in answered.words


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("554 5.6.0 Not like this", Outcome.REFUSED), ("451 4.3.0 Out of order for now", Outcome.TEMPORARY)],
)
def test_words_that_are_refused(smtp, answer, outcome):
    smtp.of_data = [answer]

    assert handed_over().outcome is outcome


@in_database
@pytest.mark.usefixtures("acting")
def test_one_that_is_refused_keeps_no_other_from_going(smtp):
    refused, other = a_message(), a_person(forenames="Femi")
    an_email(other, "femi@example.test")
    taken = a_message(other)
    smtp.of_recipients = {"grace@example.test": "550 5.1.1 No such user here"}

    drain()

    assert (now(refused).status, now(taken).status) == (Status.FAILED, Status.SENT)
    assert smtp.to == ["femi@example.test"]


@in_database
@pytest.mark.usefixtures("acting")
def test_a_mail_server_lost_after_it_took_the_email_gets_it_again_under_the_same_id(smtp):
    message = a_message()
    smtp.of_data = ["HANG UP"]
    drain()
    assert (now(message).status, Waiting.objects.get().in_doubt) == (Status.QUEUED, True)

    drain(at=NOON + WAITS[0] * 3)

    assert now(message).status == Status.SENT
    assert [email["Message-ID"] for email in smtp.taken] == [f"<{message.token}@alder.example>"] * 2


def test_a_sender_that_is_refused_is_our_fault(smtp):
    smtp.of_senders = "550 5.7.1 You may not send from there"

    assert handed_over().outcome is Outcome.OUR_FAULT


def test_a_council_without_an_address_of_its_own_is_told_so(smtp, settings):
    settings.MAIL_FROM = {"birch": "housing@birch.example"}

    assert handed_over().words == "ROOFTREE_MAIL_FROM names no address for alder."
    assert smtp.taken == []


def test_a_mail_server_that_is_not_there_is_tried_again(smtp, settings):
    settings.SMTP_PORT = 9

    answered = handed_over()

    assert (answered.outcome, answered.in_doubt) == (Outcome.TEMPORARY, False)
    assert answered.words.startswith("The mail server cannot be reached")


def test_a_mail_server_that_offers_no_tls_gets_nothing(smtp, settings):
    settings.SMTP_SECURITY = "starttls"

    assert handed_over().outcome is Outcome.TEMPORARY
    assert smtp.taken == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize(("password", "outcome"), [("correct", Outcome.HANDED_OVER), ("wrong", Outcome.OUR_FAULT)])
def test_a_log_in_is_used_and_its_refusal_is_our_fault(settings, password, outcome):
    with mail_server.running(auth_required=True, auth_require_tls=False) as server:
        send_to(server, settings, SMTP_USER="rooftree", SMTP_PASSWORD=password)

        answered = handed_over()

        assert server.log_ins[0] == "rooftree"
        assert answered.outcome is outcome


@pytest.mark.parametrize(
    "changed",
    [{"to_address": "grace@example.test\nBcc: all@example.test"}, {"subject": "Hello\nBcc: all@example.test"}],
)
def test_a_second_line_is_no_way_into_the_headings(smtp, changed):
    assert handed_over(an_envelope(**changed)).outcome is Outcome.BAD_ADDRESS
    assert smtp.taken == []


def test_a_certificate_that_cannot_be_trusted_is_our_fault(smtp, settings):
    settings.SMTP_SECURITY = "tls"

    answered = handed_over()

    assert answered.outcome is Outcome.OUR_FAULT
    assert smtp.taken == []
