"""A resident's home page and one of her requests, at councils of 2,000 and of 50,000 homes, as the app's log-in.

Each through the whole of Django with somebody signed in. The floor is a page of ten plain ORM queries in
bare Jinja2, behind the same doors, asked in turn with the page.
"""

import os
import statistics
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import cycle

import psycopg

from benchmarks.casework import fill
from benchmarks.database import Scratch, scratch_database
from benchmarks.pages import ROUNDS, WARM_UP, ask
from benchmarks.report import report

SIZES = tuple(int(size) for size in os.environ.get("BENCH_CASES", "2000,50000").split(","))
RESIDENTS = 8
"""Residents who ask in turn."""


def main() -> None:
    """Measure both pages at every size: a council of so many homes, with an open and a closed case each."""
    for size in SIZES:
        with scratch_database() as scratch:
            fill(scratch.owner, council=scratch.council, cases=size, now=datetime.now(UTC))
            make_readable(scratch.owner)
            measure(scratch, size)


MAKE_READABLE = """
    UPDATE contact_contact SET caller = 'person' WHERE caller = '';
    INSERT INTO cases_event (council_id, restricted_to, person_restricted_to, case_id, kind, at, recorded_at,
                             by_id, words, facts, is_shown)
    SELECT council_id, 0, 0, id, 'case.noted', opened_at + n * interval '1 minute', opened_at, 1,
           'The joiner has ordered the part.', '{}', true
    FROM cases_case CROSS JOIN generate_series(1, 10) AS n;
"""


def make_readable(owner: psycopg.Connection) -> None:
    """Let what happened in each case be readable by its resident: ten events of each."""
    owner.execute(MAKE_READABLE)
    owner.execute("VACUUM (ANALYZE)")


def measure(scratch: Scratch, size: int) -> None:
    """Report what each page took at the median, beside the floor, in milliseconds."""
    from django.conf import settings

    settings.ROOT_URLCONF = "benchmarks.bare_page"
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.LOGGING_CONFIG = None
    clients = signed_in(scratch)
    for name, address in PAGES.items():
        beside_the_floor(name, clients, address, size)


PAGES: dict[str, Callable[[int], str]] = {
    "resident-home": lambda number: "/",
    "resident-request": lambda number: f"/requests/E-{number}/",
}
"""The address that the resident of a number asks for."""


def signed_in(scratch: Scratch) -> list:
    """Return a browser for each of the first residents, signed in; the resident of case n is person 2n − 1."""
    import time
    from dataclasses import asdict

    from django.test import Client

    from rooftree.foundations.isolation import acting_for
    from rooftree.people.models import PortalAccount
    from rooftree.residentweb import sessions

    clients = []
    with acting_for([scratch.council], who="job:benchmark"):
        for number in range(1, RESIDENTS + 1):
            account = PortalAccount.objects.create(
                council_id=scratch.council, person_id=2 * number - 1, opened_at=datetime.now(UTC)
            )
            client, now = Client(), time.time()
            session = client.session
            session[sessions.KEY] = asdict(sessions.Session(account.pk, scratch.council, now, now))
            session.save()
            client.cookies["rooftree"] = str(session.session_key)
            clients.append((number, client))
    return clients


def beside_the_floor(name: str, clients: list, address: Callable[[int], str], size: int) -> float:
    """Ask for a page and for the bare page in turn, report the medians, and return their ratio."""
    pages, bare = [], []
    for _turn, (number, client) in zip(range(WARM_UP + ROUNDS), cycle(clients)):
        pages.append(ask(client, address(number)))
        bare.append(ask(client, "/bare/"))
    took, floor = statistics.median(pages[WARM_UP:]), statistics.median(bare[WARM_UP:])
    slowest = sorted(pages[WARM_UP:])[int(ROUNDS * 0.99) - 1]
    note = (
        f"{slowest:.1f} ms at the slowest percent. Floor: ten ORM queries in bare Jinja2, behind the same doors."
    )
    return report(name=name, n=size, value=took, floor=floor, unit="ms", note=note)


if __name__ == "__main__":
    main()
