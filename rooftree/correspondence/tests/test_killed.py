"""Workers that are killed, and workers that work at the same time: each message goes once."""

from collections import Counter
from pathlib import Path

import pytest

from rooftree.correspondence import outbox
from rooftree.correspondence.models import Attempt, Message, Waiting
from rooftree.correspondence.rules import Outcome, Status
from rooftree.correspondence.tests.letterbox import LATER, a_message, files, somebody
from tests import nursery
from tests.builders import the_council

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("acting"),
    pytest.mark.faults,
]


def start(folder: Path, database_url: str, *, each: float, at_once: int = 100) -> nursery.Born:
    """A worker of its own process, that takes so many at once and rests so many seconds after each."""
    arguments = [str(folder), str(each), str(at_once)]
    return nursery.start("rooftree.correspondence.tests.draining", *arguments, database_url=database_url)


def kill_after(number: int, worker: nursery.Born) -> None:
    """Wait until a worker has handed so many over, and kill it."""
    said = [worker.said() for _ in range(number)]
    worker.kill()
    assert said == ["handed over\n"] * number


def drain() -> outbox.Drained:
    return outbox.drain(the_council(), clock=lambda: LATER)


def outcomes() -> Counter[str]:
    return Counter(Attempt.objects.values_list("outcome", flat=True))


def test_a_worker_killed_in_the_middle_loses_nothing_and_sends_nothing_twice(folder, database_url):
    person = somebody()
    for number in range(12):
        a_message(person, key=f"k{number}")

    kill_after(5, start(folder, database_url, each=0.05))
    assert Message.objects.filter(status=Status.SENT).count() == 0  # Handed over, and not yet kept.
    assert Waiting.objects.filter(hand__isnull=False).count() == 12
    written = {path.name: path.stat().st_mtime_ns for path in files(folder)}

    done = drain()

    assert (done.sent, Message.objects.filter(status=Status.SENT).count(), len(files(folder))) == (12, 12, 12)
    assert {path.name: path.stat().st_mtime_ns for path in files(folder) if path.name in written} == written
    assert outcomes() == {Outcome.FOUND: len(written), Outcome.HANDED_OVER: 12 - len(written)}


def test_killed_twice_each_goes_once(folder, database_url):
    person = somebody()
    for number in range(12):
        a_message(person, key=f"k{number}")

    kill_after(4, start(folder, database_url, each=0.05))
    kill_after(4, start(folder, database_url, each=0.05))

    assert drain().sent == 12
    assert len(files(folder)) == 12
    assert sum(outcomes().values()) == 12


def test_what_a_living_worker_has_in_hand_is_left_to_it(folder, database_url):
    person = somebody()
    for number in range(3):
        a_message(person, key=f"k{number}")
    worker = start(folder, database_url, each=0.5)
    assert worker.said() == "handed over\n"

    done = drain()
    worker.wait()

    assert done.sent == 0
    assert outcomes() == {Outcome.HANDED_OVER: 3}


def test_two_workers_at_once_share_the_outbox(folder, database_url, monkeypatch):
    monkeypatch.setattr(outbox, "AT_ONCE", 3)
    person = somebody()
    for number in range(30):
        a_message(person, key=f"k{number}")
    worker = start(folder, database_url, each=0.01, at_once=3)
    assert worker.said() == "handed over\n"

    done = drain()
    worker.wait()

    assert Message.objects.filter(status=Status.SENT).count() == 30
    assert outcomes() == {Outcome.HANDED_OVER: 30}
    assert len(files(folder)) == 30
    assert 0 < done.sent < 30
