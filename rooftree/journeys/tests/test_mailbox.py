"""Reading a mailbox: each email is marked as read only once it is kept, so a crash loses none."""

import imaplib
import re
from email.message import EmailMessage

import pytest

from rooftree.cases.models import Alarm
from rooftree.correspondence.models import InboundMail
from rooftree.correspondence.replies import mailbox
from rooftree.foundations import dates
from rooftree.foundations.models import Council
from rooftree.journeys import replies_jobs
from tests.builders import NOON

ADDRESS = "imaps://housing%40alder.example:p%40ss@mail.alder.example/Replies"


class StandIn:
    """A mail server as imaplib talks to it: its emails, which of them are read, and what it was told."""

    def __init__(self, *emails: bytes) -> None:
        self.emails = {str(number): email for number, email in enumerate(emails, start=1)}
        self.flags: dict[str, str] = {}
        self.told: list[tuple[str, ...]] = []
        self.breaks_at = ""

    def __call__(self, host: str, port: int, **facts: object) -> "StandIn":
        self.told.append(("connect", host, str(port), type(facts["ssl_context"]).__name__))
        return self

    def login(self, user: str, password: str) -> None:
        self.told.append(("login", user, password))
        if password != "p@ss":  # the stand-in's own
            raise imaplib.IMAP4.error(b"[AUTHENTICATIONFAILED] Invalid credentials")

    def select(self, folder: str) -> tuple[str, list[bytes]]:
        return ("OK", [b"1"]) if folder == '"Replies"' else ("NO", [b""])

    def logout(self) -> None:
        self.told.append(("logout",))

    def uid(self, command: str, *said: str) -> tuple[str, list[object]]:
        self.told.append((command, *said))
        if command == self.breaks_at:
            raise imaplib.IMAP4.abort("connection lost")
        if command == "SEARCH":
            return "OK", [" ".join(uid for uid in self.emails if uid not in self.flags).encode()]
        if command == "STORE":
            self.flags[said[0]] = said[2]
            return "OK", []
        email = self.emails[said[0]]
        if "SIZE" in said[1]:
            return "OK", [f"{said[0]} (UID {said[0]} RFC822.SIZE {len(email)})".encode()]
        given = email.partition(b"\r\n\r\n")[0] if "HEADER" in said[1] else email
        return "OK", [(f"{said[0]} (BODY[] {{{len(given)}}}".encode(), given), b")"]


def an_email(subject: str) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "grace@example.org", subject
    message.set_content("Hello")
    return message.as_bytes().replace(b"\n", b"\r\n")


@pytest.fixture
def server(monkeypatch):
    stand_in = StandIn(an_email("One"), an_email("Two"))
    monkeypatch.setattr(mailbox.imaplib, "IMAP4_SSL", stand_in)
    return stand_in


def poll(take, address: str = ADDRESS, failed=lambda error: None) -> mailbox.Polled:
    return mailbox.poll(address, take=take, too_large=take, failed=failed)


def test_each_unread_email_is_taken_then_marked_over_a_checked_connection(server):
    taken: list[bytes] = []

    poll(taken.append)

    assert [re.findall(rb"Subject: (\w+)", raw) for raw in taken] == [[b"One"], [b"Two"]]
    assert server.flags == {"1": r"(\Seen)", "2": r"(\Seen)"}
    assert server.told[:2] == [
        ("connect", "mail.alder.example", "993", "SSLContext"),
        ("login", "housing@alder.example", "p@ss"),
    ]
    assert server.told[-1] == ("logout",)


def test_nothing_is_marked_before_it_is_taken(server):
    flags_when_taken: list[dict[str, str]] = []

    poll(lambda raw: flags_when_taken.append(dict(server.flags)))

    assert flags_when_taken == [{}, {"1": r"(\Seen)"}]


def test_what_cannot_be_taken_stays_unread_and_keeps_no_other_back(server):
    told: list[Exception] = []

    polled = poll(break_on_one, failed=told.append)

    assert (polled.taken, polled.failed) == (1, 1)
    assert server.flags == {"2": r"(\Seen)"}
    assert str(told[0]) == "The disk is full."


def break_on_one(raw: bytes) -> None:
    if b"Subject: One" in raw:
        raise OSError("The disk is full.")


def test_a_connection_that_is_lost_before_the_mark_shows_the_email_again(server):
    taken: list[bytes] = []
    server.breaks_at = "STORE"

    with pytest.raises(mailbox.Closed, match="lost while it was read"):
        poll(taken.append)

    assert (len(taken), server.flags) == (1, {})


def test_an_email_beyond_every_limit_is_not_fetched_whole(server, monkeypatch):
    monkeypatch.setattr(mailbox, "LARGEST", 10)
    taken: list[bytes] = []

    poll(taken.append)

    assert all("BODY.PEEK[]" not in " ".join(said) for said in server.told)
    assert server.flags["1"] == r"(\Seen \Flagged)"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("imap://user:p%40ss@mail.alder.example/Replies", "imaps://"),
        ("imaps://mail.alder.example/Replies", "imaps://"),
        ("imaps://user:wrong@mail.alder.example/Replies", "cannot be opened: .*Invalid credentials"),
        ("imaps://user:p%40ss@mail.alder.example/Other", "has no folder Other"),
    ],
)
def test_a_mailbox_that_cannot_be_read_says_why_and_no_password(server, address, why):
    with pytest.raises(mailbox.Closed, match=why) as closed:
        poll(print, address)

    assert "wrong" not in str(closed.value)
    assert "p@ss" not in str(closed.value)


def test_a_certificate_that_cannot_be_trusted_shuts_the_mailbox(monkeypatch):
    def refuse(*_args, **facts):
        assert facts["ssl_context"].check_hostname
        raise mailbox.ssl.SSLCertVerificationError("certificate verify failed")

    monkeypatch.setattr(mailbox.imaplib, "IMAP4_SSL", refuse)

    with pytest.raises(mailbox.Closed, match="certificate verify failed"):
        poll(print)


# --- The job ----------------------------------------------------------------------------------------


@pytest.fixture
def own_mailbox(settings, monkeypatch, tmp_path):
    settings.MAILBOXES = {"alder": ADDRESS}
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(dates, "now", lambda: NOON)


@pytest.mark.django_db
@pytest.mark.usefixtures("own_mailbox", "acting")
def test_the_job_keeps_every_email_and_tells_of_none_twice(server):
    replies_jobs.read_mailboxes.func(0)
    server.flags = {}
    replies_jobs.read_mailboxes.func(0)

    assert list(InboundMail.objects.order_by("pk").values_list("subject", flat=True)) == ["One", "Two"]


@pytest.mark.django_db
@pytest.mark.usefixtures("own_mailbox", "acting")
def test_a_mailbox_that_is_shut_is_told_of_until_it_is_read_again(server):
    alder = Council.objects.get(code="alder")
    server.breaks_at = "SEARCH"
    replies_jobs.read_mailbox(alder, ADDRESS)
    assert Alarm.objects.filter(code="correspondence.mailbox_closed", closed_at__isnull=True).exists()

    server.breaks_at = ""
    replies_jobs.read_mailbox(alder, ADDRESS)

    assert not Alarm.objects.filter(code="correspondence.mailbox_closed", closed_at__isnull=True).exists()
