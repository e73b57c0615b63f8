"""A real server that hears webhooks, for tests: what it was told, and what it answers."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Listener:
    """A server of another system."""

    address: str
    heard: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    """What it answers next; 204 when nothing is left."""
    leads_to: str = ""
    holds: float = 0
    """Seconds that it lets the next one wait for an answer, once."""

    @property
    def cases(self) -> list[str]:
        """The cases that it was told of, in order."""
        return [each["data"]["case"] for each in self.heard]


@contextmanager
def listening() -> Iterator[Listener]:
    """Listen on this machine for the length of a block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listener.bodies.append(body)
            listener.heard.append(json.loads(body))
            listener.headers.append({name.lower(): value for name, value in self.headers.items()})
            seconds, listener.holds = listener.holds, 0
            time.sleep(seconds)
            self.send_response(listener.answers.pop(0) if listener.answers else 204)
            if listener.leads_to:
                self.send_header("Location", listener.leads_to)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *said: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener = Listener(f"http://127.0.0.1:{server.server_port}/hooks?from=rooftree")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
