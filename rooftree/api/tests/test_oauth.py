"""Another system gets a token for an hour by its secret: OAuth 2.0 client credentials, RFC 6749 section 4.4."""

import logging
from base64 import b64encode

import pytest

from rooftree.api.tests.coming_in import API, Machine
from rooftree.cases.models import Event
from rooftree.foundations import dates
from rooftree.foundations.models import AuditChange
from rooftree.machines import actions
from rooftree.machines.models import Client, Credential
from rooftree.machines.tests.letting_in import a_client
from tests.builders import a_person, an_enquiry, an_officer, by

GRANT = {"grant_type": "client_credentials"}


@pytest.fixture
def let_in(acting):
    """A contractor's system, and its secret."""
    return a_client(at=dates.now())


def ask(client, held, secret, **body):
    basic = b64encode(f"{held.identifier}:{secret.token}".encode()).decode()
    return client.post(
        f"{API}/oauth/token", {**GRANT, **body}, headers={"Authorization": f"Basic {basic}"}, **FORM
    )


FORM = {"content_type": "application/x-www-form-urlencoded"}


@pytest.fixture(autouse=True)
def _as_a_form(monkeypatch):
    """Send forms as other systems do, not as this test client does."""
    from urllib.parse import urlencode

    from django.test import Client as Browser

    post = Browser.post

    def posted(self, path, data=None, **more):
        is_form = more.get("content_type") == FORM["content_type"] and isinstance(data, dict)
        return post(self, path, urlencode(data) if is_form else data, **more)

    monkeypatch.setattr(Browser, "post", posted)


def test_a_client_gets_a_token_and_works_with_it(client, let_in):
    held, secret = let_in
    case = an_enquiry(a_person()).case

    answer = ask(client, held, secret)
    token = answer.json()
    done = Machine(token["access_token"]).post(f"/cases/{case.reference}/notes", {"words": "On our way."})

    assert (token["token_type"], token["expires_in"], token["scope"]) == (
        "Bearer",
        3600,
        "find read_cases work_cases",
    )
    assert answer["Cache-Control"] == "no-store"
    assert (done.status_code, Event.objects.get(pk=done.json()["event"]).by) == (201, held.officer)
    assert AuditChange.objects.filter(table_name="cases_event").latest("pk").who == f"client:{held.pk}"


def test_a_client_may_send_its_secret_in_the_body(client, let_in):
    held, secret = let_in
    body = {**GRANT, "client_id": held.identifier, "client_secret": secret.token}

    assert client.post(f"{API}/oauth/token", body, **FORM).status_code == 200


def test_a_client_may_ask_for_less(client, let_in):
    token = ask(client, *let_in, scope="find").json()

    me = Machine(token["access_token"]).get("/me").json()

    assert (token["scope"], me["scopes"]) == ("find", ["find"])


def test_a_client_gets_no_more_than_it_was_let_in_for(client, let_in):
    answer = ask(client, *let_in, scope="find see_service")

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Basic",
        "Basic !!!",
        "Basic " + b64encode(b"nobody:rts_wrong").decode(),
        "Bearer rts_wrong",
        "Basic w6k6",
    ],
)
def test_who_is_not_known_gets_nothing(client, let_in, authorization):
    answer = client.post(f"{API}/oauth/token", GRANT, headers={"Authorization": authorization}, **FORM)

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert "WWW-Authenticate" in answer


def test_a_client_that_proves_itself_twice_is_refused(client, let_in):
    held, secret = let_in

    answer = ask(client, held, secret, client_id=held.identifier, client_secret=secret.token)

    assert answer.status_code == 401


def test_a_client_that_is_let_in_no_more_gets_nothing(client, let_in):
    held, secret = let_in
    actions.end_client(held, **by(officer=an_officer("administrator"), at=dates.now()))

    assert ask(client, held, secret).status_code == 401


@pytest.mark.parametrize("grant", ["password", "authorization_code", "refresh_token", "", "implicit"])
def test_there_is_no_other_way_to_a_token(client, let_in, grant):
    answer = ask(client, *let_in, grant_type=grant)

    assert answer.status_code == 400
    assert answer.json()["error"] in ("unsupported_grant_type", "invalid_request")


def test_a_secret_in_an_address_is_refused(client, let_in):
    held, secret = let_in

    answer = client.post(
        f"{API}/oauth/token?client_id={held.identifier}&client_secret={secret.token}", GRANT, **FORM
    )

    assert answer.status_code == 400


def test_a_form_is_asked_for(client, let_in):
    answer = client.post(f"{API}/oauth/token", b"{}", content_type="application/json")

    assert answer.status_code == 415


def test_neither_secret_nor_token_is_logged(client, let_in, caplog):
    logging.getLogger().setLevel(logging.DEBUG)
    caplog.set_level(logging.DEBUG)
    _held, secret = let_in

    token = ask(client, *let_in).json()["access_token"]
    ask(client, *let_in, scope="fly")

    assert secret.token not in caplog.text
    assert token not in caplog.text


def test_tokens_are_kept_as_digests(client, let_in):
    token = ask(client, *let_in).json()["access_token"]

    kept = Credential.objects.get(kind="access")
    assert token not in (kept.digest, kept.prefix, kept.name)


def test_who_asks_too_often_is_told_when_to_ask_again(client, let_in, monkeypatch):
    monkeypatch.setattr("rooftree.api.oauth.TRIES", 2)

    answers = [ask(client, *let_in) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1]["Retry-After"]) >= 1


def test_a_client_has_a_rate_of_its_own(client, let_in):
    Client.objects.update(a_minute=1)
    machine = Machine(ask(client, *let_in).json()["access_token"])

    assert [machine.get("/me").status_code, machine.get("/me").status_code] == [200, 429]
