"""A worker that is killed loses no message: what it had in hand is told again, under the same number."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.machines.models import Delivery
from rooftree.machines.tests.letting_in import an_endpoint
from rooftree.machines.tests.listening import listening
from tests.builders import an_enquiry, the_council

PATIENCE = 90


@contextmanager
def working(database_url: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker for the length of a block, as in life."""
    worker = subprocess.Popen(
        [*(sys.executable, "-m", "rooftree.config.command_line", "worker", "--until-stdin-closes")],
        env={**os.environ, "DATABASE_URL": database_url, "ROOFTREE_WEBHOOKS_LOOPBACK": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_nothing(database_url, settings):
    settings.WEBHOOKS_LOOPBACK = True
    with listening() as listener, acting_for([the_council().pk], who="test"):
        an_endpoint(listener.address, at=dates.now())
        cases = [an_enquiry().case.reference for _ in range(3)]
        listener.holds = 5

        with working(database_url) as killed:
            _wait_until(lambda: len(listener.heard) == 1, killed)
            os.kill(killed.pid, signal.SIGKILL)
        in_hand = Delivery.objects.filter(status="waiting", tries=1)
        assert (in_hand.count(), Delivery.objects.filter(status="waiting").count()) == (1, 3)
        in_hand.update(next_at=dates.now())  # Its lease is over.
        with working(database_url) as second:
            _wait_until(lambda: not Delivery.objects.filter(status="waiting").exists(), second)

        assert sorted(set(listener.cases)) == sorted(cases)
        assert (len(listener.heard), len({each["webhook-id"] for each in listener.headers})) == (4, 3)


def _wait_until(is_so: Callable[[], bool], worker: subprocess.Popen[bytes]) -> None:
    patience = time.monotonic() + PATIENCE
    while not is_so():
        assert worker.poll() is None, "The worker ended by itself."
        assert time.monotonic() < patience, "The worker did not do it."
        time.sleep(0.1)
