"""`rooftree rent-run`: the debit run, rehearsed, made, or reported."""

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from rooftree.cli import councils
from rooftree.cli.app import WRONGLY_ASKED, app, day_of, out, stop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rooftree.rents.actions.runs import Line
    from rooftree.rents.models import DebitRun


class Doing(StrEnum):
    """What is done with a debit run."""

    REHEARSE = "rehearse"
    RUN = "run"
    REPORT = "report"


@app.command("rent-run")
def rent_run(
    ctx: typer.Context,
    doing: Annotated[Doing, typer.Argument(help="rehearse: write nothing, and show what it comes to.")],
    council: Annotated[str, typer.Argument(help="The council's code.", metavar="COUNCIL")],
    group: Annotated[str, typer.Option(help="The rent group, by its code.")] = "hra",
    cycle: Annotated[str, typer.Option(help="weekly, monthly or nightly.")] = "weekly",
    period: Annotated[str, typer.Option("--from", help="The first day: 2026-04-06. Usual: the next due.")] = "",
) -> None:
    """Rehearse, make or report a debit run: a week, a month or a night of one rent group.

    A run is posted once: run again, the first one is shown. After it, what changed since is put right.
    """
    starts_on = day_of(period) if period else None
    with ctx.obj.database():
        from rooftree.foundations import dates
        from rooftree.foundations.isolation import acting_for
        from rooftree.foundations.refusals import Refused

        found = councils.find(council)
        at = dates.now()
        with acting_for([found.pk], who="command:rent-run"):
            try:
                _do(doing, found.pk, group, cycle, starts_on, at)
            except Refused as refusal:
                stop(str(refusal))


def _do(doing: Doing, council_id: int, group: str, cycle: str, starts_on: dt.date | None, at: dt.datetime) -> None:
    from rooftree.foundations.dates import london_day
    from rooftree.rents.actions import putting_right, runs

    if doing is Doing.REPORT:
        _report(council_id, group, cycle, starts_on)
        return
    if starts_on is None:
        debit = runs.next_debit(council_id, group=group, cycle=cycle)
        if debit is None:
            stop(
                "This group was never run. Say the first day of its first period with --from.", code=WRONGLY_ASKED
            )
    else:
        debit = runs.debit_of(council_id, group=group, cycle=cycle, starts_on=starts_on)
    if doing is Doing.REHEARSE:
        rehearsed = runs.rehearse(council_id, debit, by=None, on=london_day(at))
        out.print(f"Rehearsed, nothing is written: {_counted(rehearsed.accounts)}.")
        _show(f"{group}, {cycle}, from {debit.period.starts}", rehearsed.lines)
        return
    _made(runs.run(council_id, debit, by=None, at=at))
    for right in putting_right.put_right(council_id, at=at):
        out.print(f"Put right in {right.group}: payers {right.charged:+,}, voids {right.void:+,}.")


def _report(council_id: int, group: str, cycle: str, starts_on: dt.date | None) -> None:
    from rooftree.rents.models import DebitRun

    made = DebitRun.objects.filter(council_id=council_id, group=group, cycle=cycle)
    if starts_on:
        made = made.filter(period_from_on=starts_on)
    run = made.order_by("-period_from_on").first()
    if run is None:
        stop("There was no such run.", code=WRONGLY_ASKED)
    _made(run)


def _made(run: "DebitRun") -> None:
    """Show a run, and end with 1 where it does not agree with the roll."""
    from rooftree.rents.actions import runs

    out.print(f"{run.get_status_display()}: {_counted(run.accounts)}.")
    _show(f"{run.group}, {run.cycle}, from {run.period_from_on}", runs.report(run))
    if difference := runs.difference(run):
        stop(f"£{difference:,} is not accounted for.")


def _show(title: str, lines: "Iterable[Line]") -> None:
    """Show what a run comes to under each code: the roll, what falls to voids, what is charged, what is left."""
    table = Table("Code", "Roll", "Voids", "Charged", "Difference", title=title)
    lines = list(lines)
    for line in lines:
        table.add_row(
            line.code, *(f"{each:,}" for each in (line.expected, line.void, line.charged, line.difference))
        )
    sums = (sum(getattr(line, name) for line in lines) for name in ("expected", "void", "charged", "difference"))
    table.add_row("Sum", *(f"{each:,}" for each in sums))
    out.print(table)


def _counted(accounts: int) -> str:
    return f"{accounts:,} account" if accounts == 1 else f"{accounts:,} accounts"
