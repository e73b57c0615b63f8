"""Stands in for GOV.UK Notify: takes what the published contract allows, and answers as it or a test says.

`Notify` runs a real server on this machine. It refuses a request that breaks the contract with a 400 that
says so, and keeps what it took by reference.
"""

import json
import threading
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jsonschema_rs
import jwt

CONTRACT = json.loads((Path(__file__).parent / "notify_contract" / "api_v2_schemas.json").read_text())
SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"stand_in-{SERVICE}-{SECRET}"
EMAIL_TEMPLATE = "0c6a9f2c-5c4e-4e0b-9d3c-2b8f6c1f0a11"
TEXT_TEMPLATE = "7a1f6c1e-8a9b-4a77-8f0d-5c2f1e3b9d22"

SILENCE = "silence"
"""An answer that never comes: the caller waits until it has waited long enough."""
HANGS_UP = "hangs up"


def breaks(name: str, body: Any) -> list[str]:
    """What in a body breaks the contract of this name."""
    contract = jsonschema_rs.Draft7Validator(CONTRACT[name])
    return [error.message for error in contract.iter_errors(body)]


@dataclass
class Notify:
    """What the stand-in took, and how it is to answer the next requests."""

    taken: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    next_answers: list[Any] = field(default_factory=list)
    """Each a pair of a status and a body, SILENCE or HANGS_UP. With none left, it takes what it is given."""
    takes_before_answering: bool = True
    """Whether what gets one of these answers was taken all the same."""
    url: str = ""

    def by_reference(self, reference: str) -> list[dict[str, Any]]:
        return [each for each in self.taken if each["reference"] == reference]

    def take(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        taken = {**body, "id": str(uuid.uuid4()), "kind": kind}
        self.taken.append(taken)
        return taken


@contextmanager
def running():
    """Run a stand-in until the block ends."""
    notify = Notify()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(notify))
    server.daemon_threads = True
    notify.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield notify
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(notify: Notify) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            notify.asked.append(asked)
            if self._answered_otherwise():
                return
            found = notify.by_reference(asked["reference"][0])
            body = {"notifications": [_shown(each) for each in found], "links": {"current": self.path}}
            assert breaks("get_notifications_response", body) == []
            self._answer(200, body)

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            kind = self.path.rpartition("/")[2]
            request, answer = _contract(kind, body)
            if wrong := breaks(request, body):
                self._answer(400, _error(400, "ValidationError", "; ".join(wrong)))
                return
            if not self._is_let_in() or notify.next_answers:
                if (
                    notify.next_answers
                    and notify.takes_before_answering
                    and notify.next_answers[0] in (SILENCE, HANGS_UP)
                ):
                    notify.take(kind, body)
                self._answered_otherwise()
                return
            answered = _answered(kind, notify.take(kind, body))
            assert not answer or breaks(answer, answered) == []
            self._answer(201, answered)

        def _answered_otherwise(self) -> bool:
            if not self._is_let_in():
                self._answer(403, _error(403, "AuthError", "Invalid token: signature, api token is not valid"))
                return True
            if not notify.next_answers:
                return False
            answer = notify.next_answers.pop(0)
            if answer == SILENCE:
                time.sleep(2)
            if answer in (SILENCE, HANGS_UP):
                self.close_connection = True
                self.connection.close()
                return True
            self._answer(*answer)
            return True

        def _is_let_in(self) -> bool:
            token = self.headers["Authorization"].removeprefix("Bearer ")
            try:
                said = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_iat": True}, leeway=30)
            except jwt.InvalidTokenError:
                return False
            return said["iss"] == SERVICE

        def _answer(self, status: int, body: Any) -> None:
            written = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        def log_message(self, *said: Any) -> None:
            """Say nothing."""

    return Handler


def _contract(kind: str, body: dict[str, Any]) -> tuple[str, str]:
    if kind == "letter" and "content" in body:
        return "post_precompiled_letter_request", ""
    return f"post_{kind}_request", f"post_{kind}_response"


def _answered(kind: str, taken: dict[str, Any]) -> dict[str, Any]:
    if kind == "letter":
        return {"id": taken["id"], "reference": taken["reference"], "postage": taken["postage"]}
    given = taken["personalisation"]
    content = {"body": given["body"]}
    content |= (
        {"from_number": "ALDER"} if kind == "sms" else {"from_email": "a@b.test", "subject": given["subject"]}
    )
    return {
        "id": taken["id"],
        "reference": taken["reference"],
        "content": content,
        "uri": f"https://notify.example/v2/notifications/{taken['id']}",
        "template": {"id": taken["template_id"], "version": 1, "uri": "https://notify.example/v2/templates/1"},
    }


def _shown(taken: dict[str, Any]) -> dict[str, Any]:
    lines = {f"line_{number}": None for number in range(1, 7)}
    return {
        "id": taken["id"],
        "reference": taken["reference"],
        "email_address": taken.get("email_address"),
        "phone_number": taken.get("phone_number"),
        **lines,
        "postcode": None,
        "type": taken["kind"],
        "status": "sending",
        "template": {"id": SERVICE, "version": 1, "uri": "https://notify.example/v2/templates/1"},
        "body": "…",
        "created_at": "2026-11-20T12:00:00.000000Z",
        "sent_at": None,
        "completed_at": None,
    }


def _error(status: int, kind: str, words: str) -> dict[str, Any]:
    return {"status_code": status, "errors": [{"error": kind, "message": words}]}


def error(status: int, kind: str, words: str) -> tuple[int, dict[str, Any]]:
    """An answer that says what is wrong, as Notify says it."""
    return status, _error(status, kind, words)
