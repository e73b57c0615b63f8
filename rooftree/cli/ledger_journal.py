"""`rooftree ledger-journal`: a council's books of a period, for another program to check."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from rooftree.cli import councils
from rooftree.cli.app import WRONGLY_ASKED, app, out, stop, written_whole


@app.command("ledger-journal")
def ledger_journal(
    ctx: typer.Context,
    council: Annotated[str, typer.Argument(help="The council's code.", metavar="COUNCIL")],
    from_on: Annotated[
        datetime, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DATE", help="The first accounting day.")
    ],
    until_on: Annotated[
        datetime,
        typer.Option("--until", formats=["%Y-%m-%d"], metavar="DATE", help="The first day after the last."),
    ],
    to: Annotated[Path, typer.Option(help="The file to write.", metavar="FILE")],
) -> None:
    """Write a council's books of a period in the plain-text format of hledger.

    Check them with: hledger check --file FILE
    """
    if from_on >= until_on:
        stop("The period ends after it starts: --until is the first day that is not in it.", code=WRONGLY_ASKED)
    with ctx.obj.database():
        from rooftree.foundations.isolation import acting_for
        from rooftree.ledger import journal

        found = councils.find(council)
        with (
            acting_for([found.pk], who="command:ledger-journal"),
            written_whole(to) as arriving,
            arriving.open("w", encoding="utf-8") as file,
        ):
            file.writelines(journal.written(found, from_on=from_on.date(), until_on=until_on.date()))
    out.print(f"{to}: the books of {found.name} from {from_on:%Y-%m-%d} until {until_on:%Y-%m-%d}.", markup=False)
