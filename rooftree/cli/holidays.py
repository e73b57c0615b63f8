"""`rooftree refresh-holidays`, `rooftree proclaim-holiday`: bank holidays published or proclaimed since."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from rooftree.cli.app import app, day_of, out, stop

if TYPE_CHECKING:
    from rooftree.foundations.calendar_table import Revised


@app.command("refresh-holidays")
def refresh_holidays(ctx: typer.Context) -> None:
    """Fetch the published bank holidays, and reckon working days and running clocks anew where they changed."""
    with ctx.obj.database():
        from django.conf import settings

        from rooftree.foundations import calendar_table, dates

        if not settings.BANK_HOLIDAYS_LIVE:
            stop("ROOFTREE_BANK_HOLIDAYS_LIVE is off, so nothing is fetched from outside. Set it to 1 first.")
        at = dates.now()
        revised = calendar_table.refresh(by="command:refresh-holidays", at=at)
        if revised is None:
            out.print("Nothing new has been published.")
        else:
            _reckon(revised, at)


@app.command("proclaim-holiday")
def proclaim_holiday(
    ctx: typer.Context,
    day: Annotated[str, typer.Argument(help="The day, as 2027-06-04.")],
    name: Annotated[str, typer.Argument(help='What it is called: "Jubilee".')],
    authority: Annotated[str, typer.Argument(help="The proclamation or the Act that makes it one.")],
    instead_of: Annotated[str, typer.Option(help="The bank holiday that was moved to it, if one was.")] = "",
) -> None:
    """Make a day a bank holiday of England and Wales, and reckon working days and running clocks anew."""
    proclaimed, moved_from = day_of(day), day_of(instead_of) if instead_of else None
    with ctx.obj.database():
        from rooftree.foundations import calendar_table, dates
        from rooftree.foundations.refusals import Refused

        at = dates.now()
        try:
            revised = calendar_table.proclaim(
                proclaimed,
                name=name,
                authority=authority,
                by="command:proclaim-holiday",
                at=at,
                instead_of=moved_from,
            )
        except Refused as refusal:
            stop(str(refusal))
        _reckon(revised, at)


def _reckon(revised: "Revised", at: dt.datetime) -> None:
    """Reckon the running clocks anew, and say what changed."""
    from rooftree.cases.jobs import reckon_every_council
    from rooftree.foundations.dates import long_date

    moved = reckon_every_council(revised, at=at)
    out.print(f"{revised.days_written:,} days changed, the first on {long_date(revised.from_day)}.")
    clocks, cases = _counted(moved.clocks, "running clock"), _counted(moved.cases, "case")
    out.print(f"Another day now: {clocks}, in {cases}.")


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
