"""The four pages that officers open most, at 2,000 and at 50,000 open cases, as the app's log-in.

My work, a team's worklist, the page of a case and the page of a person, each through the whole of
Django with somebody signed in. The floor is a page of ten plain ORM queries in bare Jinja2, behind the
same doors, asked in turn with the page. A second figure says how much a page grows from the small
council to the large one.
"""

import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import cycle

from benchmarks.casework import fill
from benchmarks.database import Scratch, scratch_database
from benchmarks.report import report

SIZES = tuple(int(size) for size in os.environ.get("BENCH_CASES", "2000,50000").split(","))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", 200))
WARM_UP = 15
OFFICERS = 8
"""Officers who ask in turn: those of the first team."""


def main() -> None:
    """Measure every page at every size, against the floor and against the smallest council.

    Growth compares how many times the floor a page took, so that a machine that was busier at one size
    counts for little.
    """
    smallest: dict[str, float] = {}
    for size in SIZES:
        with scratch_database() as scratch:
            fill(scratch.owner, council=scratch.council, cases=size, now=datetime.now(UTC))
            for name, ratio in measure(scratch, size).items():
                grown_from = smallest.setdefault(name, ratio)
                if size != SIZES[0]:
                    note = f"Floor: the same page at {SIZES[0]:,}, beside its own floor."
                    report(name=f"{name}.growth", n=size, value=ratio, floor=grown_from, unit="floors", note=note)


def measure(scratch: Scratch, size: int) -> dict[str, float]:
    """Return how many times the floor each page took at the median, each reported in milliseconds."""
    from django.conf import settings

    settings.ROOT_URLCONF = "benchmarks.bare_page"
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.LOGGING_CONFIG = None
    clients = signed_in(scratch)
    return {name: beside_the_floor(name, clients, address, size) for name, address in PAGES.items()}


PAGES: dict[str, Callable[[int], str]] = {
    "my-work": lambda turn: "/staff/",
    "team-worklist": lambda turn: "/staff/team-work/1/",
    "case-page": lambda turn: f"/staff/cases/E-{turn * 37 % SIZES[0] + 1}/",
    "person-page": lambda turn: f"/staff/people/P-{turn * 37 % SIZES[0] + 1}/",
}
"""The address that is asked for in each turn."""


def signed_in(scratch: Scratch) -> list:
    """Return a client for each officer of the first team, signed in with a second factor."""
    from django.test import Client

    from rooftree.foundations.isolation import acting_for
    from rooftree.foundations.models import SignIn
    from rooftree.staff.models import Officer
    from rooftree.staffweb.tests.visits import sign_in_as

    clients = []
    with acting_for([scratch.council], who="job:benchmark"):
        for officer in Officer.objects.filter(pk__lte=OFFICERS).order_by("pk"):
            officer.sign_in = SignIn.objects.create_user(officer.email, "correct horse battery staple")
            officer.save(update_fields=["sign_in"])
            clients.append(sign_in_as(Client(), officer))
    return clients


def beside_the_floor(name: str, clients: list, address: Callable[[int], str], size: int) -> float:
    """Ask for a page and for the bare page in turn, report the medians, and return their ratio."""
    pages, bare = [], []
    for turn, client in zip(range(WARM_UP + ROUNDS), cycle(clients)):
        pages.append(ask(client, address(turn)))
        bare.append(ask(client, "/staff/bare/"))
    took, floor = statistics.median(pages[WARM_UP:]), statistics.median(bare[WARM_UP:])
    slowest = sorted(pages[WARM_UP:])[int(ROUNDS * 0.99) - 1]
    note = (
        f"{slowest:.1f} ms at the slowest percent. Floor: ten ORM queries in bare Jinja2, behind the same doors."
    )
    return report(name=name, n=size, value=took, floor=floor, unit="ms", note=note)


def ask(client, address: str) -> float:
    """Return how long a page took, in milliseconds."""
    began = time.perf_counter()
    answer = client.get(address)
    took = (time.perf_counter() - began) * 1000
    assert answer.status_code == 200, f"{address} answers {answer.status_code}."
    return took


if __name__ == "__main__":
    main()
