"""What the queue and the timetable run for rents: debit runs that officers ask for, and each night what is due."""

from procrastinate.contrib.django import app

from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Council
from rooftree.rents.actions import nightly_run, queued_runs

MIDNIGHT_IN_LONDON = "1 23,0 * * *"
"""In UTC: a minute past midnight in London is 23:01 in summer and 00:01 in winter. At the other of the two
nothing is due any more, so the night on which the clocks change is a night like others."""


@app.periodic(cron=MIDNIGHT_IN_LONDON)
@app.task(name="charge what is due", queueing_lock="charge what is due")
def charge_what_is_due(timestamp: int) -> None:
    """Queue the debit runs of each council that are due."""
    for council in Council.objects.all():
        charge_council.configure(lock=f"charge {council.pk}").defer(council_id=council.pk)


@app.task(name="charge council", retry=3)
def charge_council(council_id: int) -> None:
    """Run what is due for one council, and put right what changed since."""
    with acting_for([council_id], who="job:debit-runs"):
        nightly_run.charge(council_id, at=dates.now())


@app.task(name=queued_runs.JOB)
def make_debit_run(council_id: int, run_id: int) -> None:
    """Make a debit run that an officer asked for.

    It has no lock of its own: that of a killed worker would hold it up, and the ledger makes one run at a time.
    """
    with acting_for([council_id], who="job:debit-runs"):
        queued_runs.make(run_id, at=dates.now())
