"""What runs for other systems: webhooks are told every few seconds, and at night what is over is cleared away."""

import contextlib
import time

from procrastinate import exceptions
from procrastinate.contrib.django import app

from rooftree.foundations import dates
from rooftree.foundations.all_groups import acting_for_all_of
from rooftree.foundations.models import Council
from rooftree.machines import deliveries
from rooftree.machines.models import Credential

EVERY_FIVE_SECONDS = "* * * * * */5"
AT_NIGHT = "41 2 * * *"
LONGEST = 20
"""Seconds that one endpoint may keep a worker at a time."""


@app.periodic(cron=EVERY_FIVE_SECONDS)
@app.task(name="look for webhooks", queueing_lock="look for webhooks")
def look_for_webhooks(timestamp: int) -> None:
    """Queue the telling of each endpoint for which something waits."""
    for council in Council.objects.all():
        with acting_for_all_of(council, who="job:webhooks"):
            endpoints = deliveries.due(council, at=dates.now())
        for endpoint in endpoints:
            # No lock: that of a killed worker would hold the next one up. The lease of a message is enough.
            job = tell_endpoint.configure(queueing_lock=f"webhook {endpoint}")
            with contextlib.suppress(exceptions.AlreadyEnqueued):
                job.defer(council_id=council.pk, endpoint_id=endpoint)


@app.task(name="tell endpoint")
def tell_endpoint(council_id: int, endpoint_id: int) -> None:
    """Tell one endpoint what waits for it, for some seconds: others wait for the worker too."""
    council = Council.objects.get(pk=council_id)
    patience = time.monotonic() + LONGEST
    with acting_for_all_of(council, who="job:webhooks"):
        while time.monotonic() < patience and deliveries.tell_next(endpoint_id, at=dates.now()):
            pass


@app.periodic(cron=AT_NIGHT)
@app.task(name="clear away webhooks and tokens", queueing_lock="clear away webhooks and tokens")
def clear_away(timestamp: int) -> None:
    """Forget what was told long ago, and the hourly tokens of clients that work no more."""
    at = dates.now()
    Credential.objects.filter(kind=Credential.Kind.ACCESS, works_until__lte=at).delete()
    for council in Council.objects.all():
        with acting_for_all_of(council, who="job:clear-away"):
            deliveries.sweep(council, at=at)
