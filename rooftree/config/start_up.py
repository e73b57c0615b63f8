"""Brings up what a command needs before it can speak to the service: the database, then Django.

Nothing here may be imported by settings, since it decides what settings will read.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.db import connections

from rooftree.config import embedded, roles
from rooftree.config.collecting import spare_what_stays

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASE = "rooftree"


def var_folder() -> Path:
    """Return the folder of what this Rooftree keeps on disk: ROOFTREE_VAR, else `var` in the checkout."""
    return Path(os.environ.get("ROOFTREE_VAR") or ROOT / "var").resolve()


def database_folder() -> Path:
    """Return the folder of the embedded database."""
    return var_folder() / "postgres"


def uses_embedded() -> bool:
    """Say whether we run on the embedded database, as we do when no other is named."""
    return not os.environ.get("DATABASE_URL") or bool(os.environ.get("ROOFTREE_EMBEDDED"))


def embedded_addresses() -> dict[str, str]:
    """Return the environment that leads Rooftree to its embedded database."""
    return {
        "DATABASE_URL": embedded.address(database_folder(), roles.APP, DATABASE),
        "DATABASE_OWNER_URL": embedded.address(database_folder(), roles.OWNER, DATABASE),
        "ROOFTREE_EMBEDDED": "1",
    }


@contextmanager
def database(*, supervised: bool = False) -> Iterator[None]:
    """Have the database up and Django ready for the length of a block.

    The embedded server is started if it is down, and left as it was found. Its first time, the two
    log-ins and the empty database are made. A `supervised` process leaves all that to its supervisor,
    who alone starts the database, and says so.
    """
    if supervised or not uses_embedded():
        _set_up_django()
        yield
        return
    with embedded.running(database_folder()) as administrator:
        roles.make(administrator, DATABASE)
        os.environ.update(embedded_addresses())
        _set_up_django()
        try:
            yield
        finally:
            connections.close_all()


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rooftree.config.settings")
    django.setup()
    spare_what_stays()


def migrate() -> Iterator[str]:
    """Bring the tables and the calendars up to date as their owner, one process at a time.

    Gives a line for each migration done, and one at the end.
    """
    from django.db.migrations.executor import MigrationExecutor

    from rooftree.config.migrating import migrate_tables
    from rooftree.foundations import calendar_table

    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('rooftree migrate'))")
    executor = MigrationExecutor(owner)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    migrate_tables()
    calendar_table.write(owner)
    owner.close()
    yield from (f"{migration.app_label} {migration.name}" for migration, _ in waiting)
    yield "The tables are up to date."
