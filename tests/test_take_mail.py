"""The pipe from a mail server: an email on standard input is taken once, and says so by its exit code."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from typer.testing import CliRunner

from rooftree.cli import councils, mail  # noqa: F401  # each adds its verbs
from rooftree.cli.app import app
from rooftree.correspondence.models import InboundMail
from rooftree.journeys import replies

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

EMAIL = b"From: grace@example.org\r\nSubject: My boiler\r\nMessage-ID: <a@example.org>\r\n\r\nIt leaks."
TRY_AGAIN = 75
"""EX_TEMPFAIL: the mail server keeps it, and brings it again."""


@contextmanager
def at_hand():
    """The database of the tests is up already."""
    yield


def piped(email: bytes, council: str = "alder"):
    site = SimpleNamespace(database=at_hand)
    return CliRunner().invoke(app, ["take-mail", "--council", council], input=email, obj=site)


def test_an_email_from_a_pipe_is_taken_once(settings, tmp_path):
    settings.VAR_DIR = tmp_path

    first, again = piped(EMAIL), piped(EMAIL)

    assert (first.exit_code, first.output) == (0, "Taken.\n")
    assert (again.exit_code, again.output) == (0, "Taken before.\n")
    assert InboundMail.objects.get().subject == "My boiler"


def test_what_cannot_be_kept_now_is_brought_again(monkeypatch):
    def lost(*_args, **_facts):
        raise OperationalError("the connection was lost")

    monkeypatch.setattr(replies, "take_mail", lost)

    assert piped(EMAIL).exit_code == TRY_AGAIN


@pytest.mark.parametrize(("email", "whose"), [(b"", "alder"), (b"  \r\n", "alder"), (EMAIL, "nowhere")])
def test_nothing_or_nobodys_is_wrongly_asked(email, whose):
    assert piped(email, whose).exit_code == 2
    assert not InboundMail.objects.exists()
