"""The command line's verbs that run the site: demo, serve, worker, migrate, roles, doctor."""

import os
from pathlib import Path
from typing import Annotated

from typer import Exit, Option

from rooftree.cli.app import NOT_DONE, WRONGLY_ASKED, app, out, stop
from rooftree.config import demonstration, start_up
from rooftree.config import roles as log_ins
from rooftree.config.supervisor import GaveUpError

Host = Annotated[str, Option(envvar="ROOFTREE_LISTEN", help="Listen on this address.")]
Port = Annotated[int, Option(envvar="PORT", min=1, max=65535, help="Listen on this port.")]
Lifeline = Annotated[bool, Option("--until-stdin-closes", hidden=True)]


@app.command()
def demo(
    homes: Annotated[
        str, Option(envvar="DEMO_HOMES", help="How many homes the two councils have, from 50 to 10,000.")
    ] = str(demonstration.USUAL_HOMES),
    host: Host = "127.0.0.1",
    port: Port = 8000,
    reset: Annotated[bool, Option("--reset", help="Throw away what the demo holds, and make it anew.")] = False,
    write_extracts: Annotated[
        Path | None, Option(metavar="DIR", help="Only write the files of the councils' old systems, into DIR.")
    ] = None,
    seed: Annotated[int | None, Option(help="With --write-extracts: another number, other councils.")] = None,
) -> None:
    """Run a whole site with two imaginary councils, until Ctrl-C."""
    try:
        wanted = demonstration.Wanted(demonstration.homes_wanted(homes), host=host, port=port, reset=reset)
        if write_extracts is not None:
            demonstration.write_extracts(write_extracts, homes=wanted.homes, seed=seed, console=out)
        else:
            demonstration.run(wanted, out)
    except demonstration.WronglyAskedError as error:
        stop(str(error), code=WRONGLY_ASKED)
    except (demonstration.DemoError, GaveUpError) as error:
        stop(str(error))


@app.command()
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, Option(min=0, help="Processes that answer. 0 means two a processor.")] = 0,
    lifeline: Lifeline = False,
) -> None:
    """Serve the site, until told to stop."""
    from rooftree.config import serving

    with start_up.database(supervised=lifeline):
        serving.serve(host=host, port=port, workers=workers or 2 * (os.cpu_count() or 1), lifeline=lifeline)


@app.command()
def worker(lifeline: Lifeline = False) -> None:
    """Do what is queued, and what the timetable says, until told to stop."""
    from rooftree.config import serving

    with start_up.database(supervised=lifeline):
        serving.work(lifeline=lifeline)


@app.command()
def migrate() -> None:
    """Bring the database's tables up to date, as their owner."""
    with start_up.database():
        for done in start_up.migrate():
            out.print(done)


@app.command()
def roles(
    sql: Annotated[bool, Option("--sql", help="Print the SQL that makes them, for an administrator.")] = False,
    database: Annotated[str, Option(help="The database's name.")] = start_up.DATABASE,
) -> None:
    """Say which two database log-ins Rooftree needs, and for what."""
    if sql:
        out.out(log_ins.as_sql(database), highlight=False)
        return
    out.print(f"{log_ins.OWNER} owns the tables and migrates them: DATABASE_OWNER_URL.")
    out.print(f"{log_ins.APP} serves, works and loads files, and is held to row security: DATABASE_URL.")
    out.print("To make both: rooftree roles --sql")


@app.command("doctor")
def look_over() -> None:
    """Say what is well with this Rooftree and what is not. Ends with 1 when something is not."""
    with start_up.database():
        from rooftree.config import doctor
        from rooftree.foundations import dates

        findings = list(doctor.examine(dates.now()))
    for finding in findings:
        out.print(f"{'Good:   ' if finding.is_well else 'Trouble:'} {finding.sentence}")
    raise Exit(0 if all(finding.is_well for finding in findings) else NOT_DONE)
