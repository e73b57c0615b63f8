"""`rooftree general-ledger`: the next file for a council's general ledger, for a timetable to make each night."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from rooftree.cli import councils
from rooftree.cli.app import WRONGLY_ASKED, app, day_of, out, stop, written_whole

if TYPE_CHECKING:
    from rooftree.foundations.models import Council
    from rooftree.rents.models import GeneralLedgerFile


@app.command("general-ledger")
def general_ledger(
    ctx: typer.Context,
    council: Annotated[str, typer.Argument(help="The council's code.", metavar="COUNCIL")],
    until: Annotated[
        str,
        typer.Option(
            metavar="DATE",
            help="The first day that is not handed over: 2026-04-06. Usual: today, so up to yesterday.",
        ),
    ] = "",
    to: Annotated[Path | None, typer.Option(help="A folder to write the file to.", metavar="FOLDER")] = None,
    number: Annotated[
        int, typer.Option(help="Write this file again, as it was made, and hand nothing over.", metavar="NUMBER")
    ] = 0,
) -> None:
    """Hand over what the books say and the general ledger has not, as the next numbered file.

    Each movement is handed over once. Where there is nothing new, no file is made, and that is no failure.
    """
    until_on = day_of(until) if until else None
    if to and not to.is_dir():
        stop(f"{to} is no folder. Make it first, or choose another.", code=WRONGLY_ASKED)
    with ctx.obj.database():
        from rooftree.foundations import dates
        from rooftree.foundations.isolation import acting_for
        from rooftree.rents.actions import general_ledger as actions

        found = councils.find(council)
        with acting_for([found.pk], who="command:general-ledger"):
            made = _made_before(found, number) if number else _hand_over(found, until_on, dates.now())
            if made is None:
                return
            kept, stream = actions.open_again(made)
            with stream:
                written = f" {_written(to / kept.filename, stream)}" if to else ""
    out.print(
        f"File {made.number}: {made.lines:,} lines, debit £{made.debit:,} and credit £{made.credit:,}.{written}",
        markup=False,
        soft_wrap=True,
    )


def _made_before(council: "Council", number: int) -> "GeneralLedgerFile":
    from rooftree.rents.models import GeneralLedgerFile

    made = GeneralLedgerFile.objects.filter(council=council, number=number).select_related("council").first()
    if made is None:
        stop(f"{council.name} has no file {number} for the general ledger.", code=WRONGLY_ASKED)
    return made


def _hand_over(council: "Council", until_on: dt.date | None, at: dt.datetime) -> "GeneralLedgerFile | None":
    """Make the next file; say so, and return None, where there is nothing new."""
    from rooftree.foundations.dates import london_day
    from rooftree.foundations.refusals import Refused
    from rooftree.rents.actions import general_ledger as actions

    key = f"general-ledger:{at.isoformat()}"
    try:
        return actions.hand_over(council, until_on=until_on or london_day(at), by=None, at=at, key=key)
    except actions.NothingNew as nothing:
        out.print(str(nothing), markup=False, soft_wrap=True)
        return None
    except Refused as refusal:
        stop(str(refusal))


def _written(path: Path, stream: BinaryIO) -> str:
    """Write a file whole, for its owner alone; return the sentence that says where."""
    with written_whole(path) as arriving:
        arriving.write_bytes(stream.read())
    return f"Written to {path}."
