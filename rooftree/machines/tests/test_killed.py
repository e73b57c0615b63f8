"""A worker that is killed loses no message: what it had in hand is told again, under the same number."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time

import pytest

from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.machines import jobs
from rooftree.machines.models import Delivery
from rooftree.machines.tests.letting_in import an_endpoint
from rooftree.machines.tests.listening import listening
from tests.builders import an_enquiry, the_council

PATIENCE = 60


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_nothing(database_url, tmp_path, settings):
    settings.WEBHOOKS_LOOPBACK = True
    council = the_council()
    begun = tmp_path / "begun"
    with listening() as listener, acting_for([council.pk], who="test"):
        endpoint = an_endpoint(listener.address, at=dates.now())
        cases = [an_enquiry().case.reference for _ in range(5)]
        worker = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "rooftree.machines.tests.killed",
                str(council.pk),
                str(endpoint.pk),
                str(begun),
            ],
            env={
                **os.environ,
                "DATABASE_URL": database_url,
                "DJANGO_SETTINGS_MODULE": "rooftree.config.settings",
                "ROOFTREE_WEBHOOKS_LOOPBACK": "1",
            },
        )
        _wait_for(begun, worker)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        waiting = Delivery.objects.filter(status="waiting").count()
        # The lease of the message in hand ends.
        Delivery.objects.filter(status="waiting").update(next_at=dates.now() - dt.timedelta(seconds=1))

        jobs.tell_endpoint(council_id=council.pk, endpoint_id=endpoint.pk)

        assert waiting == 5
        assert sorted(set(listener.cases)) == sorted(cases)
        assert len(listener.cases) == 6
        assert len({headers["webhook-id"] for headers in listener.headers}) == 5
        assert set(Delivery.objects.values_list("status", flat=True)) == {"delivered"}


def _wait_for(begun, worker):
    patience = time.monotonic() + PATIENCE
    while not begun.exists():
        assert worker.poll() is None, "The worker ended by itself."
        assert time.monotonic() < patience, "The worker did not begin."
        time.sleep(0.05)
