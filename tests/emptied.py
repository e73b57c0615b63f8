"""Empties the test database after what was committed in it, as quickly as what it holds allows.

As its administrator: the app may not delete, and some tables only grow. TRUNCATE of every table made each of a
thousand tests wait a third of a second for some thousand new files, so rows are deleted where there are any.
"""

import psycopg
from psycopg import sql

KEPT = (
    "django_migrations",
    "django_content_type",
    "foundations_council",
    "foundations_calendarday",
    "cases_kindtable",
)
"""Reference data that the migrations wrote, and the two councils of the tests."""
LARGE = 4_000_000
"""Bytes of a table that is shrunk again, so that no later test reads past what was deleted."""

_WITH_PAGES = """
    SELECT relname, pg_relation_size(oid) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> ALL (%s)
      AND pg_relation_size(oid) > 0
"""
_PARTITIONS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass"


def empty(admin: str, name: str) -> None:
    """Delete every row of the database `name` but what its migrations wrote, and what runs added to its tables."""
    with psycopg.connect(admin, dbname=name, autocommit=True) as server:
        server.execute("SET session_replication_role = replica")
        _as_if_nothing_was_posted(server)
        found = dict(server.execute(_WITH_PAGES, [list(KEPT)]).fetchall())
        if found:
            _delete(server, list(found))
        for table, size in found.items():
            if size > LARGE:
                server.execute(sql.SQL("VACUUM {}").format(sql.Identifier(table)))


def _delete(server: psycopg.Connection, tables: list[str]) -> None:
    """Delete the rows of these tables, once whoever still writes in one of them is done."""
    names = [sql.Identifier(table) for table in tables]
    with server.transaction():
        server.execute(sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(sql.SQL(", ").join(names)))
        server.execute(sql.SQL("; ").join(sql.SQL("DELETE FROM {}").format(name) for name in names))


def _as_if_nothing_was_posted(server: psycopg.Connection) -> None:
    """Take away the partitions of runs, and what was noted on years of postings: no DELETE reaches either."""
    for (leaf,) in server.execute(_PARTITIONS, ["ledger_charged"]).fetchall():
        server.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(leaf)))
    for (leaf,) in server.execute(_PARTITIONS, ["ledger_posted"]).fetchall():
        server.execute(sql.SQL("COMMENT ON TABLE {} IS NULL").format(sql.Identifier(leaf)))
