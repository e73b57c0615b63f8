"""`rooftree rent-values`: takes in what the rents of homes are reckoned from."""

from pathlib import Path
from typing import Annotated

import typer

from rooftree.cli import councils
from rooftree.cli.app import app, out, stop


@app.command("rent-values")
def rent_values(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CSV with a row for each home.")],
    council: Annotated[str, typer.Option(help="The council's code.")],
) -> None:
    """Take in the values of 1999 and the kinds of rent of homes: all of a file, or nothing of it."""
    with ctx.obj.database():
        from rooftree.foundations import dates
        from rooftree.foundations.isolation import acting_for
        from rooftree.foundations.refusals import Refused
        from rooftree.rents.actions import valuations

        served = councils.find(council)
        try:
            lines = file.read_text(encoding="utf-8-sig").splitlines()
        except UnicodeDecodeError:
            stop(f"{file.name} is not written in UTF-8. Save it as CSV in UTF-8.")
        try:
            with acting_for([served.pk], who="command:rent-values"):
                taken = valuations.take_in(served, lines, by=None, at=dates.now())
        except Refused as refusal:
            stop(str(refusal))
        out.print(f"{taken.changed:,} homes are valued anew, and {taken.unchanged:,} were so before.")
