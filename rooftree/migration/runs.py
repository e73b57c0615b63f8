"""Keeps one load at a time for a council, and a line of every load that was begun, whatever became of it.

A running load holds an advisory lock of its own session. The line is written before the load's one
transaction; where it still says "running" and nobody holds the lock, the load was stopped part-way,
and nothing of it was kept (docs/decisions/0003).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from rooftree.foundations.models import Council
from rooftree.foundations.refusals import Refused
from rooftree.migration.models import LoadRun

LOCK = 1_867_313_152
"""The advisory lock of loads; its second key is the council."""


@contextmanager
def only_load_of(council: Council) -> Iterator[None]:
    """Hold the council's lock for the length of a load. Raises Refused while another load holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, council.pk])
        if not cursor.fetchone()[0]:
            raise Refused(
                f"A load for {council.name} is running already. Wait until it is done; Loads shows how far it is."
            )
    try:
        yield
    finally:
        _let_go(council)


def _let_go(council: Council) -> None:
    """Give the lock back; a connection that cannot has lost it already."""
    if connection.connection is None or connection.connection.closed:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, council.pk])


def is_loading(council_id: int) -> bool:
    """Say whether a load for the council is running now: whether anybody holds its lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s"
            " AND objsubid = 2 AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [LOCK, council_id],
        )
        row: tuple[bool] = cursor.fetchone()
    return row[0]


@transaction.atomic
def begin(
    council: Council, *, folder: Path, mapping: Path | None, rehearse: bool, by: str, at: datetime
) -> LoadRun:
    """Write that a load begins. Whoever calls this holds the lock, so earlier ones that "run" were stopped."""
    LoadRun.objects.filter(council=council, status=LoadRun.Status.RUNNING).update(status=LoadRun.Status.STOPPED)
    return LoadRun.objects.create(
        council=council,
        started_at=at,
        started_by=by[:100],
        folder=str(folder)[:500],
        mapping=str(mapping or "")[:500],
        is_rehearsal=rehearse,
    )


@transaction.atomic
def end_badly(run: LoadRun, status: LoadRun.Status, *, words: str, seconds: float) -> None:
    """Write that a load was refused or failed, why, and that nothing of it was kept."""
    LoadRun.objects.filter(pk=run.pk).update(status=status, words=words, seconds=seconds)
