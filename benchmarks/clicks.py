"""A hundred clicks a second, of residents and officers mixed, against the served site.

    bin/bench clicks                      # two minutes of each
    python -m benchmarks.clicks 20        # twenty seconds of each

Clicks come when they come: each is sent at its moment, whether or not earlier ones were answered, and is
timed from that moment, so that waiting in a queue counts. The floor is the bare page of ten ORM queries,
behind the same doors, at the same rate, from the same browsers. What is compared is the slowest percent.
"""

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from queue import Queue

from benchmarks.casework import fill
from benchmarks.database import Scratch, scratch_database
from benchmarks.report import report
from benchmarks.residents import make_readable

RATE = int(os.environ.get("BENCH_CLICKS", 100))
"""Clicks a second."""
HOMES = int(os.environ.get("BENCH_HOMES", 2000))
HANDS = 64
"""Connections: as many clicks as can wait for an answer at once."""
WARM_UP = 5
WORKERS = 4
PATIENCE = 30
"""Seconds after which a click has failed."""


def main() -> None:
    """Measure the mixed pages and the bare ones, each for as many seconds as the first argument says."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 120
    with scratch_database() as scratch:
        fill(scratch.owner, council=scratch.council, cases=HOMES, now=datetime.now(UTC))
        make_readable(scratch.owner)
        residents, officers = browsers(scratch)
        with served(scratch) as port:
            mixed = list(pages_of(residents, officers))
            bare = [(cookie, "/bare/") for cookie in residents] + [(cookie, "/staff/bare/") for cookie in officers]
            for clicks in (mixed, bare):
                run(port, clicks, WARM_UP)
            took, floor = run(port, mixed, seconds), run(port, bare, seconds)
    assert not took.errors, f"{len(took.errors)} clicks failed, first {took.errors[0]}."
    assert not floor.errors, f"{len(floor.errors)} bare clicks failed, first {floor.errors[0]}."
    note = (
        f"The slowest percent of {len(took.times):,} clicks at {RATE} a second, no errors; half of them took "
        f"{took.at(0.5):.1f} ms. Floor: ten ORM queries in bare Jinja2 at the same rate."
    )
    report(name="clicks", n=HOMES, value=took.at(0.99), floor=floor.at(0.99), unit="ms", note=note)


# --- Whose clicks -------------------------------------------------------------------------------------


def browsers(scratch: Scratch) -> tuple[list[str], list[str]]:
    """Return the cookies of residents and of officers who are signed in."""
    from django.conf import settings

    from benchmarks.pages import signed_in as officers_in
    from benchmarks.residents import signed_in as residents_in

    name = settings.SESSION_COOKIE_NAME
    residents = [client.cookies["rooftree"].value for _number, client in residents_in(scratch)]
    officers = [client.cookies[name].value for client in officers_in(scratch)]
    return [f"{name}={each}" for each in residents], [f"{name}={each}" for each in officers]


def pages_of(residents: list[str], officers: list[str]) -> Iterator[tuple[str, str]]:
    """Give whose click it is and what it asks for: residents and officers by turns, each of several pages."""
    for number, (resident, officer) in enumerate(zip(residents, officers, strict=True), start=1):
        yield resident, "/"
        yield officer, "/staff/"
        yield resident, f"/requests/E-{number}/"
        yield officer, f"/staff/cases/E-{number * 37}/"
        yield resident, "/details/"
        yield officer, f"/staff/people/P-{number * 41}/"
        yield resident, "/requests/"
        yield officer, "/staff/team-work/1/"


# --- The server ---------------------------------------------------------------------------------------


@contextmanager
def served(scratch: Scratch) -> Iterator[int]:
    """Serve the site, bare pages and all, from the scratch database, for the length of a block."""
    import socket

    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)),
        *("--workers", str(WORKERS), "--blocking-threads", "1", "--no-ws", "--log-level", "warning"),
        "benchmarks.served_pages:application",
    ]
    addresses = {"DATABASE_URL": scratch.app_address, "DATABASE_OWNER_URL": scratch.owner_address}
    server = subprocess.Popen(command, env={**os.environ, **addresses}, start_new_session=True)
    try:
        _wait_until_ready(server, port)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(15)


def _wait_until_ready(server: subprocess.Popen[bytes], port: int) -> None:
    patience = time.monotonic() + 60
    while True:
        assert server.poll() is None, "The server stopped."
        assert time.monotonic() < patience, "The server is not ready."
        try:
            click(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "", "/readyz")
        except (OSError, AssertionError, http.client.HTTPException):
            time.sleep(0.2)
        else:
            return


# --- The clicks ---------------------------------------------------------------------------------------


class Clicks:
    """How long clicks took, in milliseconds, and what went wrong."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.errors: list[str] = []

    def at(self, part: float) -> float:
        """Return how long this part of the clicks took at most: 0.99 for all but the slowest percent."""
        return sorted(self.times)[min(int(len(self.times) * part), len(self.times) - 1)]


def run(port: int, clicks: list[tuple[str, str]], seconds: int) -> Clicks:
    """Click so many times a second for so long, and return what came of it."""
    done = Clicks()
    waiting: Queue[tuple[float, str, str] | None] = Queue()
    hands = [threading.Thread(target=_hand, args=(port, waiting, done)) for _ in range(HANDS)]
    for hand in hands:
        hand.start()
    began = time.perf_counter() + 0.1
    for number in count():
        due = began + number / RATE
        if due > began + seconds:
            break
        time.sleep(max(0.0, due - time.perf_counter()))
        waiting.put((due, *clicks[number % len(clicks)]))
    for _ in hands:
        waiting.put(None)
    for hand in hands:
        hand.join()
    return done


def _hand(port: int, waiting: Queue[tuple[float, str, str] | None], done: Clicks) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    while (asked := waiting.get()) is not None:
        due, cookie, address = asked
        try:
            click(connection, cookie, address)
        except (OSError, AssertionError, http.client.HTTPException) as error:
            done.errors.append(f"{address}: {error}")
            connection.close()
        else:
            done.times.append((time.perf_counter() - due) * 1000)
    connection.close()


def click(connection: http.client.HTTPConnection, cookie: str, address: str) -> None:
    """Ask for a page. Raises AssertionError for any answer but the page."""
    connection.request("GET", address, headers={"Host": "localhost", "Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == http.HTTPStatus.OK, f"answers {answer.status}"


if __name__ == "__main__":
    main()
