"""The two database log-ins, and the database they share (docs/decisions/0002)."""

import psycopg
from psycopg import sql

OWNER = "rooftree_owner"
APP = "rooftree_app"

ROLES_SQL = f"""\
-- Run once by a database administrator. Set passwords as your own rules say.
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OWNER}') THEN
        CREATE ROLE {OWNER} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP}') THEN
        CREATE ROLE {APP} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
END $$;
"""  # noqa: S608  # both names are ours

DATABASE_SQL = """\
CREATE DATABASE {database} OWNER {owner} ENCODING 'UTF8' TEMPLATE template0 LOCALE 'C.UTF-8';
"""

GRANTS_SQL = f"""\
-- In the new database:
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO {OWNER};
GRANT USAGE ON SCHEMA public TO {APP};
"""


def as_sql(database: str = "rooftree") -> str:
    """Return the script that makes both log-ins and the database, for an administrator to read and run."""
    made = DATABASE_SQL.format(database=database, owner=OWNER)
    return f"{ROLES_SQL}\n{made}\n\\connect {database}\n\n{GRANTS_SQL}"


def make(admin_address: str, database: str) -> None:
    """Make both log-ins and the database where they are missing, as the server's administrator.

    Several processes may ask at once: they take turns.
    """
    with psycopg.connect(admin_address, autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(hashtext('rooftree roles'))")
        admin.execute(ROLES_SQL)
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            admin.execute(
                sql.SQL(DATABASE_SQL).format(database=sql.Identifier(database), owner=sql.Identifier(OWNER))
            )
        with psycopg.connect(admin_address, dbname=database, autocommit=True) as inside:
            inside.execute(GRANTS_SQL)


def drop(admin_address: str, database: str) -> None:
    """Drop the database, whoever is connected. For tests and `bin/demo --reset`."""
    with psycopg.connect(admin_address, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))
