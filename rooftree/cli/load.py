"""`rooftree load`: takes in the files of the systems being replaced, with a bar for each stage."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

from rooftree.cli import councils
from rooftree.cli.app import WRONGLY_ASKED, app, out, stop

if TYPE_CHECKING:
    from rooftree.migration.report import LoadReport
    from rooftree.migration.scripts import Doing

STOPPED = 130
"""The exit code of a command that was stopped with Ctrl-C."""


@app.command()
def load(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder with the files.")],
    council: Annotated[str, typer.Option("--council", metavar="CODE", help="The code of the council.")],
    mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A mapping file that says how the files are to be read.")
    ] = None,
    rehearse: Annotated[bool, typer.Option("--rehearse", help="Do everything and take it back.")] = False,
    report: Annotated[
        Path | None, typer.Option("--json", metavar="REPORT", help="Write what became of every row here.")
    ] = None,
) -> None:
    """Load a folder of extracts: all of them, or, when something stands in the way, none."""
    _check_paths(folder, mapping, report)
    with ctx.obj.database():
        from rooftree.foundations import dates
        from rooftree.migration.load import load as load_files

        found = councils.find(council)
        try:
            with _shown() as hear:
                done = load_files(
                    folder,
                    council=found,
                    mapping=mapping,
                    rehearse=rehearse,
                    report=report,
                    progress=hear,
                    by="command line",
                    at=dates.now(),
                )
        except KeyboardInterrupt:
            stop("Stopped. Nothing of this load was kept.", code=STOPPED)
    _say(done)


def _check_paths(folder: Path, mapping: Path | None, report: Path | None) -> None:
    if not folder.is_dir():
        stop(f"There is no folder {folder}.", code=WRONGLY_ASKED)
    if mapping is not None and not mapping.is_file():
        stop(f"There is no mapping file {mapping}.", code=WRONGLY_ASKED)
    if report is not None and not report.absolute().parent.is_dir():
        stop(f"The report cannot be written: there is no folder {report.absolute().parent}.", code=WRONGLY_ASKED)


@contextmanager
def _shown() -> Iterator[Callable[["Doing"], None]]:
    """Show what a load is doing, a line for each stage with its words and its time, until the block ends."""
    words = TextColumn("{task.fields[words]}", table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis"))
    columns = (SpinnerColumn(finished_text="✓"), TextColumn("{task.description}"), words, TimeElapsedColumn())
    with Progress(*columns, console=out, expand=True) as lines:
        stages: dict[str, TaskID] = {}

        def hear(doing: "Doing") -> None:
            if doing.stage not in stages:
                stages[doing.stage] = lines.add_task(
                    doing.stage.capitalize().replace("_", " "), total=None, words=""
                )
            rows = f": {doing.done:,}" if doing.done else ""
            of = f" of {doing.of:,}" if doing.of > doing.done else ""
            lines.update(stages[doing.stage], words=f"{doing.words}{rows}{of}")

        yield hear
        for task in stages.values():
            lines.update(task, total=1, completed=1, words="")


def _say(done: "LoadReport") -> None:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("File")
    for heading in ("Read", "New", "Changed", "Unchanged", "Rejected", "Warnings"):
        table.add_column(heading, justify="right")
    for each in done.files:
        counts = (each.read, each.new, each.changed, each.unchanged, each.rejected, each.warnings)
        table.add_row(each.name, *(f"{count:,}" for count in counts))
    out.print(table)
    out.print(f"People matched: {done.certain:,} for certain, {done.likely:,} likely, for somebody to decide.")
    if done.balances:
        out.print(f"Balances compared: {done.balances:,}. {done.different:,} differ from their transactions.")
    if done.path:
        out.print(f"What became of every row: {done.path}")
    if done.is_rehearsal:
        out.print(f"A rehearsal of {done.seconds:.1f} seconds. Nothing was kept but this report.")
    else:
        out.print(f"Loaded in {done.seconds:.1f} seconds. The staff site shows it under Loads, number {done.run}.")
