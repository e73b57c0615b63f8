"""The command line's verbs that run the site: demo, serve, worker, migrate, roles, doctor."""

import os

import typer

from rooftree.cli.app import app, out
from rooftree.config import roles as log_ins
from rooftree.config import start_up


@app.command()
def serve(
    host: str = typer.Option("127.0.0.1", envvar="HOST", help="Listen on this address."),
    port: int = typer.Option(8000, envvar="PORT", min=1, max=65535, help="Listen on this port."),
    workers: int = typer.Option(0, min=0, help="Processes that answer. 0: two for each processor."),
    lifeline: bool = typer.Option(False, "--until-stdin-closes", hidden=True),
) -> None:
    """Serve the site, until told to stop."""
    from rooftree.config import serving

    with start_up.database():
        serving.serve(host=host, port=port, workers=workers or 2 * (os.cpu_count() or 1), lifeline=lifeline)


@app.command()
def worker(lifeline: bool = typer.Option(False, "--until-stdin-closes", hidden=True)) -> None:
    """Do what is queued, and what the timetable says, until told to stop."""
    from rooftree.config import serving

    with start_up.database():
        serving.work(lifeline=lifeline)


@app.command()
def migrate() -> None:
    """Bring the database's tables up to date, as their owner."""
    with start_up.database():
        for done in start_up.migrate():
            out.print(done)


@app.command()
def roles(
    sql: bool = typer.Option(False, "--sql", help="Print the SQL that makes them, for an administrator to run."),
    database: str = typer.Option(start_up.DATABASE, help="The database's name."),
) -> None:
    """Say which two database log-ins Rooftree needs, and for what."""
    if sql:
        out.out(log_ins.as_sql(database), highlight=False)
        return
    out.print(f"{log_ins.OWNER} owns the tables and migrates them: DATABASE_OWNER_URL.")
    out.print(f"{log_ins.APP} serves, works and loads files, and is held to row security: DATABASE_URL.")
    out.print("To make both: rooftree roles --sql")
