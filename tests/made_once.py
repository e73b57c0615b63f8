"""The test database is migrated once for each state of the tables, and copied for every run of the tests."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from rooftree.config import roles

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "rooftree_template_"
WHAT_MAKES_TABLES = (
    "requirements/run.txt",
    "rooftree/*/migrations/*.py",
    "rooftree/*/sql/*.sql",
    "rooftree/*/protection.py",
    "rooftree/foundations/**/*.py",
    "rooftree/config/migrating.py",
    "tests/made_once.py",
    "conftest.py",
)
"""The files that migrations read, or are."""


def copy(admin: str, name: str, *, migrate: Callable[[str], None]) -> None:
    """Make the database `name` as a copy of the migrated one, which is made first if the tables have changed.

    `migrate` is given the name of an empty database with both log-ins. Several runs may ask at once:
    they take turns, and one that is killed leaves nothing that passes for whole.
    """
    template = PREFIX + _digest()
    with psycopg.connect(admin, autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(hashtext('rooftree test template'))")
        if template not in _templates(server):
            for old in _templates(server):
                roles.drop(admin, old)
            making = f"{template}_being_made"
            roles.make(admin, making)
            migrate(making)
            server.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(template))
            )
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                sql.Identifier(name), sql.Identifier(template), sql.Identifier(roles.OWNER)
            )
        )


def _templates(server: psycopg.Connection) -> list[str]:
    found = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
    return [name for (name,) in found.fetchall()]


def _digest() -> str:
    """Return what tells one state of the tables from another."""
    state = hashlib.sha256()
    for path in sorted(_files()):
        state.update(str(path.relative_to(ROOT)).encode())
        state.update(path.read_bytes())
    return state.hexdigest()[:16]


def _files() -> Iterator[Path]:
    for pattern in WHAT_MAKES_TABLES:
        yield from (path for path in ROOT.glob(pattern) if path.parent.name != "tests" or path == Path(__file__))
