"""Hands messages to GOV.UK Notify: emails and texts through one template of each council, letters as made.

Our templates hold the words, so Notify's holds two placeholders, ((subject)) and ((body)), and a text's
only ((body)). The message's token is Notify's reference: by it Notify is asked, after a crash, what it has.
"""

import io
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import requests
from django.conf import settings
from notifications_python_client.errors import APIError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient
from urllib3.exceptions import NewConnectionError

from rooftree.correspondence.backends.base import Answer, Envelope, Unavailable
from rooftree.correspondence.rules import Channel, Outcome
from rooftree.foundations.marks import as_plain

SOON = timedelta(minutes=1)
LATER = timedelta(minutes=10)
ALLOWANCE_USED_UP = timedelta(hours=3)
"""How long until the next try where the day's allowance is used up: it is there again after midnight."""

SERVER_FAULT = 500
ADDRESSES = ("phone_number", "email_address")
"""What Notify names where an address is none."""
OURS = ("team-only", "trial mode", "not allowed", "template", "personalisation", "api key")
"""What Notify speaks of where our settings, or what we agreed with it, are wrong."""


class Notify:
    """Sends by the published API, version 2. One client for each council."""

    name = "notify"
    can_be_asked = True
    settles_in = timedelta(minutes=2)

    def __init__(self) -> None:
        self._clients: dict[str, NotificationsAPIClient] = {}

    def hand_over(self, envelope: Envelope) -> Answer:
        """Post one message, and say what Notify answered."""
        client = self._client(envelope.council)
        try:
            answered = _post(client, envelope)
        except InvalidResponse as nonsense:
            return _in_doubt(f"GOV.UK Notify answered what cannot be read: {_short(nonsense)}")
        except APIError as error:
            return _failed(error)
        if not isinstance(answered, dict) or not isinstance(answered.get("id"), str):
            return _in_doubt("GOV.UK Notify answered without saying what it calls the message.")
        return Answer(Outcome.HANDED_OVER, reference=answered["id"])

    def find(self, envelope: Envelope) -> Answer | None:
        """Ask for a message by its reference. Raises Unavailable where Notify does not say."""
        try:
            answered = self._client(envelope.council).get_all_notifications(reference=envelope.token)
            found = answered["notifications"]
            return Answer(Outcome.FOUND, str(found[0]["status"]), str(found[0]["id"])) if found else None
        except APIError as error:
            is_ours = error.status_code == requests.codes.forbidden
            raise Unavailable(
                f"GOV.UK Notify does not say: {_short(error)}", wait=SOON, is_ours=is_ours
            ) from error
        except (KeyError, IndexError, TypeError) as error:
            raise Unavailable("GOV.UK Notify answered what cannot be read.", wait=LATER) from error

    def close(self) -> None:
        """Let go of the connections."""
        for client in self._clients.values():
            client.request_session.close()
        self._clients = {}

    def _client(self, council: str) -> NotificationsAPIClient:
        if council not in self._clients:
            key = _setting("NOTIFY_KEYS", council)
            self._clients[council] = NotificationsAPIClient(
                key, base_url=settings.NOTIFY_URL, timeout=settings.NOTIFY_TIMEOUT
            )
        return self._clients[council]


def _post(client: NotificationsAPIClient, envelope: Envelope) -> Any:
    if envelope.channel is Channel.EMAIL:
        return client.send_email_notification(
            email_address=envelope.to_address,
            template_id=_setting("NOTIFY_EMAIL_TEMPLATES", envelope.council),
            personalisation={"subject": envelope.subject, "body": envelope.marked_text},
            reference=envelope.token,
        )
    if envelope.channel is Channel.TEXT:
        return client.send_sms_notification(
            phone_number=envelope.to_address,
            template_id=_setting("NOTIFY_TEXT_TEMPLATES", envelope.council),
            personalisation={"body": as_plain(envelope.body)},
            reference=envelope.token,
        )
    return client.send_precompiled_letter_notification(
        reference=envelope.token, pdf_file=io.BytesIO(envelope.pdf()), postage=settings.NOTIFY_POSTAGE
    )


def _setting(name: str, council: str) -> str:
    by_council: Mapping[str, str] = getattr(settings, name)
    if not by_council.get(council):
        raise Unavailable(f"ROOFTREE_{name} names nothing for {council}.", wait=LATER, is_ours=True)
    return by_council[council]


def _failed(error: APIError) -> Answer:
    """Return what an error means for this message. Raises Unavailable where it means the same for every other."""
    status, said = error.status_code, _short(error)
    if error.response is None:
        if _was_never_reached(error):
            raise Unavailable("GOV.UK Notify cannot be reached.", wait=SOON) from error
        return _in_doubt("GOV.UK Notify was lost before it answered.")
    if status in (requests.codes.unauthorized, requests.codes.forbidden, requests.codes.not_found):
        raise Unavailable(f"GOV.UK Notify does not let us: {said}", wait=LATER, is_ours=True) from error
    if status == requests.codes.too_many_requests:
        is_daily = "TooManyRequestsError" in said
        wait = ALLOWANCE_USED_UP if is_daily else SOON
        raise Unavailable(f"GOV.UK Notify takes no more for now: {said}", wait=wait, is_ours=is_daily) from error
    if status < SERVER_FAULT:
        return _refused(said, error)
    return _in_doubt(f"GOV.UK Notify had a fault: {said}")


def _was_never_reached(error: APIError) -> bool:
    """Say whether no connection came about, so that nothing can have been taken."""
    cause = error.__cause__
    reason = getattr(cause.args[0], "reason", None) if cause and cause.args else None
    return isinstance(cause, requests.ConnectTimeout) or isinstance(reason, NewConnectionError)


def _refused(said: str, error: APIError) -> Answer:
    if any(name in said for name in ADDRESSES):
        return Answer(Outcome.BAD_ADDRESS, f"GOV.UK Notify says that it is no address: {said}")
    if any(name in said.lower() for name in OURS):
        raise Unavailable(f"GOV.UK Notify does not take what we send: {said}", wait=LATER, is_ours=True) from error
    return Answer(Outcome.REFUSED, f"GOV.UK Notify does not take it: {said}")


def _in_doubt(words: str) -> Answer:
    return Answer(Outcome.TEMPORARY, words, in_doubt=True)


def _short(error: APIError) -> str:
    """Return what Notify said, on one line: the kind of each error and its message."""
    said = error.message
    if isinstance(said, list):
        parts = (f"{each.get('error', '')}: {each.get('message', '')}" for each in said if isinstance(each, dict))
        said = "; ".join(parts)
    return f"{error.status_code}, {' '.join(str(said).split())[:300]}"
