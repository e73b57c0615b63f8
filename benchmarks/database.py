"""A fresh database for each benchmark, on an embedded server of its own, used as the app uses it.

Importing this module points Django at that database and sets it up, so a benchmark imports it
first and may then import models:

    from benchmarks.database import scratch_database
    from rooftree.people.models import Person

    with scratch_database() as scratch:
        scratch.app.execute("SELECT …")
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import django
import psycopg
from django.conf import settings
from django.db import connections

from benchmarks.report import VAR_DIR
from rooftree.config import embedded, roles

assert not settings.configured, "Import benchmarks.database before anything that reads Django's settings."

FOLDER = VAR_DIR / "bench-postgres"
NAME = f"rooftree_bench_{os.getpid()}"

os.environ["DATABASE_URL"] = embedded.address(FOLDER, roles.APP, NAME)
os.environ["DATABASE_OWNER_URL"] = embedded.address(FOLDER, roles.OWNER, NAME)
os.environ["DJANGO_SETTINGS_MODULE"] = "rooftree.config.settings"
django.setup()


@dataclass(frozen=True)
class Scratch:
    """A migrated database with one council in it. Both connections commit each statement by themselves."""

    app: psycopg.Connection
    """The app's log-in: held to row security, and to what `SET rooftree.acting_for` or `acting_for` says."""
    owner: psycopg.Connection
    """The owner's log-in: row security does not bind it. Fill tables and `VACUUM (ANALYZE)` with it."""
    council: int
    app_address: str
    owner_address: str


@contextmanager
def scratch_database(council: str = "alder") -> Iterator[Scratch]:
    """Make, migrate and at the end drop a database of this process's own, with this council in it."""
    with embedded.running(FOLDER) as admin:
        roles.drop(admin, NAME)
        roles.make(admin, NAME)
        try:
            yield from _use(council)
        finally:
            connections.close_all()
            roles.drop(admin, NAME)


def _use(council: str) -> Iterator[Scratch]:
    from rooftree.config.migrating import migrate_tables
    from rooftree.foundations.models import Council

    migrate_tables()
    made = Council.objects.using("owner").create(code=council, name=f"{council.title()} Borough Council")
    app_address, owner_address = os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"]
    with (
        psycopg.connect(app_address, autocommit=True) as app,
        psycopg.connect(owner_address, autocommit=True) as owner,
    ):
        yield Scratch(app, owner, made.pk, app_address, owner_address)
