"""What the log says, and what it never says."""

import logging

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from rooftree.config.logs import LEFT_OUT, Line, without_secrets
from rooftree.foundations.isolation import acting_for
from tests.builders import an_officer

PASSWORD = "correct horse battery staple"


def line(message: str, *arguments: object, error: BaseException | None = None) -> str:
    caught = (type(error), error, error.__traceback__) if error else None
    return Line().format(logging.LogRecord("rooftree.trial", logging.ERROR, "", 0, message, arguments, caught))


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("cannot reach postgresql://rooftree_app:hunter2@db:5432/rooftree", "hunter2"),
        ("Authorization: Bearer rtp_4wJ9-x_Zq", "4wJ9"),
        ("a token rta_hT7pQ2mN8 was sent", "hT7pQ2mN8"),
        ("signed with whsec_b64b64==", "b64b64"),
        ("id_token eyJhbGciOi.eyJzdWIiOi.c2ln was refused", "c2ln"),
        ("{'password': 'hunter2', 'email': 'a@b.example'}", "hunter2"),
        ('{"client_secret": "hunter2"}', "hunter2"),
        ("password=hunter2&next=/staff/", "hunter2"),
        ("Cookie: __Host-rooftree=q8r7t6", "q8r7t6"),
        ("ROOFTREE_SMTP_PASSWORD=hunter2", "hunter2"),
        ("ROOFTREE_NOTIFY_API_KEY: hunter2", "hunter2"),
        ("checked code=482913", "482913"),
        ("Not Found: /calendars/hT7pQ2mN8xZ4wJ9rK3vB6cL1yD5fG0aS.ics", "hT7pQ2mN8"),
        ("Not Found: /staff/set-up/MTI:1uYkq2:Zm9vYmFyYmF6cXV4/", "Zm9vYmFy"),
        ("duplicate key\nDETAIL:  Key (email)=(grace@home.example) already exists.", "grace@home.example"),
    ],
)
def test_what_looks_like_a_secret_is_left_out(said, secret):
    assert secret not in line(said)
    assert LEFT_OUT in line(said)


@pytest.mark.parametrize(
    "said",
    [
        "Refused with 403: GET /staff/cases/E-7KQ3-2M/ by sign-in:12 from 192.0.2.7",
        "/srv/rooftree/rooftree/foundations/tests/test_deadlines_sql.py",
        "Signed in: sign-in:4 from 2001:db8::7",
    ],
)
def test_what_is_no_secret_stays(said):
    assert without_secrets(said) == said


def test_nobody_writes_a_line_of_their_own():
    written = line(
        "Not Found: %s", "/x\n2026-11-22T02:00:00Z INFO rooftree.security Signed in: sign-in:1\x1b[2J\u2028"
    )

    assert len(written.splitlines()) == 1
    assert "\x1b" not in written


def test_a_line_says_when_in_utc_who_and_from_where(council):
    with acting_for([council.pk], who="sign-in:7", where="10.1.2.3"):
        written = line("It happened")

    assert "+00:00 ERROR rooftree.trial [sign-in:7 10.1.2.3] It happened" in written


def test_a_traceback_is_written_without_the_secrets_that_it_quotes():
    what = "token=" + "hunter2\nDETAIL:" + "  Failing row contains (Grace, Okafor)."

    try:
        raise ValueError(what)
    except ValueError as error:
        written = line("It broke", error=error)

    assert "raise ValueError(what)" in written
    assert "hunter2" not in written
    assert "Failing row" not in written
    assert all(each.startswith("    ") for each in written.splitlines()[1:])


# --- What is noted ------------------------------------------------------------------------------------


@pytest.fixture
def asha(acting):
    return an_officer("adviser")


@pytest.fixture
def noted(caplog):
    """The lines that the log has of security."""
    caplog.set_level(logging.INFO, "rooftree.security")
    return lambda: [each.getMessage() for each in caplog.records if each.name == "rooftree.security"]


def test_coming_in_and_going_are_noted(client, asha, noted):
    client.post(reverse("account_login"), {"login": asha.email, "password": PASSWORD})
    client.post(reverse("account_logout"))

    came, went = (f"{what}: sign-in:{asha.sign_in_id} from 127.0.0.1" for what in ("Signed in", "Signed out"))
    assert [came in noted(), went in noted()] == [True, True]


def test_a_wrong_password_is_noted_with_neither_address_nor_password(client, asha, noted):
    client.post(reverse("account_login"), {"login": asha.email, "password": "hunter2 hunter2"})

    [said] = [each for each in noted() if each.startswith("Not signed in")]
    assert asha.email not in said
    assert "hunter2" not in said


def test_a_changed_password_and_second_factor_are_noted(client, asha, noted):
    client.force_login(asha.sign_in)

    changed = {
        "oldpassword": PASSWORD,
        "password1": "a quiet lamp on the pier",
        "password2": "a quiet lamp on the pier",
    }
    client.post(reverse("account_change_password"), changed)

    assert f"Password changed: sign-in:{asha.sign_in_id} from 127.0.0.1" in noted()


@pytest.mark.parametrize(
    ("page", "checks"),
    [("/staff/council/officers/add/", False), ("/staff/find/", True)],
    ids=["not theirs", "forged"],
)
def test_who_is_refused_is_noted_and_what_they_sent_is_not(page, checks, settings, asha, noted):
    settings.DEMO = True
    visitor = Client(enforce_csrf_checks=checks)
    visitor.force_login(asha.sign_in)

    answer = visitor.post(page, {"name": "hunter2"})

    assert answer.status_code == 403
    [said] = [each for each in noted() if each.startswith("Refused")]
    assert said == f"Refused with 403: POST {page}, by sign-in:{asha.sign_in_id} from 127.0.0.1"


def test_what_breaks_reaches_the_log(client, asha, monkeypatch, caplog):
    monkeypatch.setattr("rooftree.staffweb.home.patches_today", lambda *_, **__: 1 / 0)
    client.raise_request_exception = False
    client.force_login(asha.sign_in)

    with override_settings(DEMO=True):
        answer = client.get("/staff/")

    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.content.decode()
    [record] = [each for each in caplog.records if each.name == "django.request"]
    assert "ZeroDivisionError" in Line().format(record)


def test_errors_are_written_where_debugging_is_off():
    django = logging.getLogger("django.request")
    heard = []
    while django:
        heard += django.handlers
        django = django.parent if django.propagate else None

    assert any(isinstance(each.formatter, Line) for each in heard)
