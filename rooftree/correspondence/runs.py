"""Runs that send many messages, and the alarm when one was not made or sent too few.

A package registers its run at the start, and the run says when it has ended:

    runs.register(ExpectedRun("rents.statements", "Quarterly rent statements", every=timedelta(days=92), least=1))
    …
    runs.ended("rents.statements", council_id=council.pk, started_at=started, at=at)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from rooftree.cases.alarms import close_by_facts, raise_alarm
from rooftree.cases.models import Alarm
from rooftree.correspondence.models import Message, Run
from rooftree.foundations.dates import london_day, short_date
from rooftree.foundations.models import Council

MISSING = "correspondence.run_missing"
GRACE = timedelta(hours=2)
"""So much later than usual a run may end: a long one, or the day on which the clocks change."""


@dataclass(frozen=True)
class ExpectedRun:
    """A run that sends messages by itself."""

    name: str
    label: str
    every: timedelta
    """How often it is made."""
    least: int = 0
    """Fewer messages than this are a fault: a statement run that made no statements."""


_RUNS: dict[str, ExpectedRun] = {}


def register(run: ExpectedRun) -> None:
    """Expect a run from now on. Called when the site starts."""
    assert run.name not in _RUNS, f"The run {run.name} is registered twice."
    _RUNS[run.name] = run


def expected() -> list[ExpectedRun]:
    """Return every run that is expected, by name."""
    return sorted(_RUNS.values(), key=lambda run: run.name)


def ended(name: str, *, council_id: int, started_at: datetime, at: datetime) -> Run:
    """Keep that a run was made, and how many messages it put in the outbox. Kept once for each start."""
    assert name in _RUNS, f"The run {name} is not registered."
    sent = Message.objects.filter(council_id=council_id, run=name, queued_at__gte=started_at, queued_at__lte=at)
    run, _ = Run.objects.get_or_create(
        council_id=council_id, name=name, started_at=started_at, defaults={"ended_at": at, "sent": sent.count()}
    )
    return run


def missing(council: Council, *, at: datetime) -> Iterator[tuple[ExpectedRun, str]]:
    """Yield each run that was not made when it should have been, or sent too few, with a sentence that says so."""
    for run in expected():
        newest = Run.objects.filter(council=council, name=run.name).order_by("-ended_at").first()
        if newest is None:
            if _has_sent_since(council, before=at - run.every - GRACE):
                yield run, f"The run “{run.label}” has never been made. Is a worker running?"
        elif at - newest.ended_at > run.every + GRACE:
            when = short_date(london_day(newest.ended_at))
            yield run, f"The run “{run.label}” was last made on {when}. Is a worker running?"
        elif newest.sent < run.least:
            when = short_date(london_day(newest.ended_at))
            yield (
                run,
                (
                    f"The run “{run.label}” of {when} sent {newest.sent:,} of at least {run.least:,} messages. "
                    "Look at what it was given."
                ),
            )


def _has_sent_since(council: Council, *, before: datetime) -> bool:
    """Return whether a council wrote messages before a moment: one that has just begun owes no run yet."""
    return Message.objects.filter(council=council, queued_at__lt=before).exists()


def watch(council: Council, *, at: datetime) -> None:
    """Raise an alarm for each run that is missing, and close those of runs that were made."""
    wrong = dict(missing(council, at=at))
    for run in expected():
        if run in wrong:
            raise_alarm(
                MISSING, f"run {run.name}", wrong[run], council_id=council.pk, level=Alarm.Level.HEAD, at=at
            )
        else:
            closing = "It was made."
            close_by_facts(MISSING, f"run {run.name}", council_id=council.pk, closing=closing, at=at)
