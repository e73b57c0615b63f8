"""Receipts of GOV.UK Notify: who shows no token changes nothing, and who does changes its own council only."""

import json
import uuid

import pytest

from rooftree.correspondence.models import Message
from rooftree.correspondence.rules import Status
from rooftree.correspondence.tests.letterbox import a_message, now, somebody
from rooftree.foundations.isolation import acting_for
from tests.builders import a_group

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting", "tokens")]

ADDRESS = "/messages/receipts/"
TOKEN = "a token that nobody can guess, of alder"
OTHER_TOKEN = "a token that nobody can guess, of birch"


@pytest.fixture
def tokens(settings, tmp_path) -> None:
    settings.MESSAGES_FOLDER = tmp_path
    settings.NOTIFY_RECEIPT_TOKENS = {"alder": TOKEN, "birch": OTHER_TOKEN}


def a_receipt(message: Message, status: str = "delivered", **facts) -> dict:
    return {
        "id": str(uuid.uuid4()),
        "reference": str(message.token),
        "to": "grace@example.test",
        "status": status,
        "notification_type": "email",
        "created_at": "2026-11-20T12:00:00.000000Z",
        "completed_at": "2026-11-20T12:00:05.000000Z",
        "sent_at": "2026-11-20T12:00:01.000000Z",
        **facts,
    }


def post(client, body, token: str = TOKEN, **more):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    sent = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(ADDRESS, sent, content_type="application/json", headers=headers, **more)


def test_a_receipt_is_kept(client):
    message = a_message()

    answer = post(client, a_receipt(message))

    assert (answer.status_code, now(message).status) == (204, Status.DELIVERED)


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], f"{TOKEN}x", f" {TOKEN}"])
def test_without_the_token_nothing_is_changed_or_told(client, token):
    message = a_message()

    answer = post(client, a_receipt(message), token)

    assert (answer.status_code, answer.content, now(message).status) == (401, b"", Status.QUEUED)


def test_a_short_token_lets_nobody_in(client, settings):
    settings.NOTIFY_RECEIPT_TOKENS = {"alder": "short"}

    assert post(client, a_receipt(a_message()), "short").status_code == 401


def test_with_no_token_set_nobody_is_let_in(client, settings):
    settings.NOTIFY_RECEIPT_TOKENS = {}

    assert post(client, a_receipt(a_message())).status_code == 401


def test_the_token_of_one_council_changes_nothing_of_another(client):
    message = a_message()

    answer = post(client, a_receipt(message), OTHER_TOKEN)

    assert (answer.status_code, now(message).status) == (204, Status.QUEUED)


def test_a_receipt_of_a_restricted_persons_message_is_kept(client, council):
    group = a_group("Protected persons")
    with acting_for([council.pk], groups=[group.pk], who="test"):
        message = a_message(somebody(restricted_to=group.pk))

    answer = post(client, a_receipt(message))

    with acting_for([council.pk], groups=[group.pk], who="test"):
        assert (answer.status_code, now(message).status) == (204, Status.DELIVERED)


@pytest.mark.parametrize(
    "body", ["", "nonsense", "[]", "{}", '{"id": 1, "status": "delivered"}', b"\xff\xfe", '{"id": "1"}']
)
def test_what_is_no_receipt_is_refused(client, body):
    assert post(client, body).status_code == 400


def test_what_is_much_too_long_is_refused(client):
    assert post(client, a_receipt(a_message(), words="x" * 20_001)).status_code == 400


@pytest.mark.parametrize(
    "reference", [None, "", "not a reference of ours", "0c5b6f0e-2f1a-4c39-9d0b-6f7a1e3d5b20", "'; DROP TABLE"]
)
def test_what_is_none_of_ours_is_thanked_for(client, reference):
    message = a_message()

    answer = post(client, a_receipt(message, reference=reference))

    assert (answer.status_code, now(message).status) == (204, Status.QUEUED)


def test_it_is_posted_and_not_read(client):
    assert client.get(ADDRESS).status_code == 405
