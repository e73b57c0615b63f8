"""`rooftree doctor`: what is well with this Rooftree and what is not, in sentences."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from rooftree.config import jobs, roles
from rooftree.foundations import calendar_table, calendars, dates, nightly
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Council
from rooftree.foundations.periods import DAY

OLDEST_POSTGRESQL = 15
LEAST_SPACE = 2 * 1024**3
"""Bytes that should be free where files and the embedded database are kept."""

WORKER_SILENT_AFTER = timedelta(minutes=2)


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    is_well: bool
    sentence: str


def examine(at: datetime) -> Iterator[Finding]:
    """Look at everything, and give a sentence for each. Stops early when the database does not answer."""
    try:
        yield _server()
    except DatabaseError as error:
        yield Finding(False, f"The database does not answer. {_first_line(error)}")
        return
    yield from _log_ins()
    migrations = _migrations()
    yield migrations
    if migrations.is_well:
        yield from _calendars(at)
        yield from _jobs(at)
        yield from _nights(at)
    yield _assets()
    yield _space()


def _server() -> Finding:
    version = connection.cursor().execute("SHOW server_version_num").fetchone()[0]
    major = int(version) // 10_000
    if major < OLDEST_POSTGRESQL:
        return Finding(False, f"PostgreSQL {major} is too old: Rooftree needs {OLDEST_POSTGRESQL} or later.")
    return Finding(True, f"The database answers. It is PostgreSQL {major}.")


def _log_ins() -> Iterator[Finding]:
    name, too_much = _powers("default")
    if too_much:
        yield Finding(False, f"DATABASE_URL logs in as {name}, who {too_much}, so nothing keeps councils apart.")
    else:
        yield Finding(True, f"The app logs in as {name}, whom row security holds.")
    if settings.DATABASE_OWNER_URL == settings.DATABASE_URL:
        yield Finding(True, "DATABASE_OWNER_URL is not set, so this machine cannot migrate. Another must.")
        return
    try:
        owner, _ = _powers("owner")
    except DatabaseError as error:
        yield Finding(False, f"The owner cannot log in, so nobody can migrate. {_first_line(error)}")
        return
    if owner == name:
        yield Finding(False, f"DATABASE_OWNER_URL logs in as {owner}, like the app. Name {roles.OWNER} there.")
    else:
        yield Finding(True, f"The owner logs in as {owner}.")


def _powers(alias: str) -> tuple[str, str]:
    """Return who this log-in is, and what it may do that the app never may, as a clause."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            """SELECT rolname, rolsuper, rolbypassrls,
                      EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' AND tableowner = rolname)
               FROM pg_roles WHERE rolname = current_user"""
        )
        name, is_super, bypasses, owns = cursor.fetchone()
    clauses = {"is a superuser": is_super, "may bypass row security": bypasses, "owns the tables": owns}
    return name, next((clause for clause, holds in clauses.items() if holds), "")


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return Finding(False, f"{len(waiting)} migrations wait to be applied. Run: rooftree migrate")
    return Finding(True, "Every migration is applied.")


def _calendars(at: datetime) -> Iterator[Finding]:
    soon = calendar_table.ends_soon(dates.london_day(at))
    yield from (Finding(False, sentence) for sentence in soon)
    if not soon:
        until = min(calendar_table.in_force(name).published_until for name in calendars.PARTS)
        yield Finding(True, f"Bank holidays are published up to {dates.long_date(until - DAY)}.")


def _jobs(at: datetime) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        (heard,) = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
        (failed,) = cursor.fetchone()
    if heard is None or at - heard > WORKER_SILENT_AFTER:
        yield Finding(False, "No worker is running, so queued jobs wait and the timetable stands still.")
    else:
        yield Finding(True, "A worker is running.")
    if failed:
        yield Finding(False, f"{failed} jobs failed and were given up. The worker's log says why.")


def _nights(at: datetime) -> Iterator[Finding]:
    for council in Council.objects.all():
        with acting_for([council.pk], who="command:doctor"):
            found = nightly.alarms(jobs.CHECKS, council=council, at=at)
        yield from (Finding(False, f"{council}: {sentence}") for sentence in found)
        if not found:
            yield Finding(True, f"{council}: the nightly checks were made, and found nothing.")


def _assets() -> Finding:
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        return Finding(True, "The style sheet and scripts are built.")
    return Finding(False, "The style sheet and scripts are not built. Run: bin/assets")


def _space() -> Finding:
    folder = Path(settings.VAR_DIR)
    free = shutil.disk_usage(folder if folder.exists() else folder.parent).free
    said = f"{free / 1024**3:,.1f} GB are free where {folder} is."
    return Finding(free >= LEAST_SPACE, said if free >= LEAST_SPACE else f"Only {said} Make room.")


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0]
