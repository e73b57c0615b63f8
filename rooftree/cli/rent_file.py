"""`rooftree rent-file`: takes in a file of money, or every file of a folder, for a job that fetches them."""

import hashlib
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rooftree.cli import councils
from rooftree.cli.app import NOT_DONE, WRONGLY_ASKED, app, err, out, stop

if TYPE_CHECKING:
    from rooftree.foundations.models import Council
    from rooftree.rents.models import MoneyFile

SHOWN = 20
"""Faults that are printed of one file: the site shows them all."""


@app.command("rent-file")
def rent_file(
    ctx: typer.Context,
    kind: Annotated[str, typer.Argument(help="cash, bank, arudd, advices, hb or uc.")],
    paths: Annotated[list[Path], typer.Argument(metavar="FILE…", help="The files, in their order.")],
    council: Annotated[str, typer.Option(metavar="CODE", help="The code of the council.")],
    lines: Annotated[int | None, typer.Option(help="How many lines the sender says there are.")] = None,
    total: Annotated[str, typer.Option(help="How many pounds the sender says there are, as 1234.50.")] = "",
) -> None:
    """Take in files of money: each is posted whole, held until those before it have come, or refused.

    Ends with 1 when one was held or refused, with every reason. A file that was taken before is not taken again.
    """
    for path in paths:
        if not path.is_file():
            stop(f"There is no file {path}.", code=WRONGLY_ASKED)
    with ctx.obj.database():
        from rooftree.foundations import money
        from rooftree.foundations.all_groups import acting_for_all_of
        from rooftree.foundations.refusals import Refused
        from rooftree.rents.files.kinds import kind_of

        found = councils.find(council)
        with acting_for_all_of(found, who="command:rent-file"):
            try:
                kind_of(kind)
                said_total = money.from_text(total) if total else None
            except Refused as refusal:
                stop(str(refusal), code=WRONGLY_ASKED)
            posted = [_is_posted(path, kind, found, lines, said_total) for path in paths]
    if not all(posted):
        raise typer.Exit(NOT_DONE)


def _is_posted(path: Path, kind: str, council: "Council", lines: int | None, total: Decimal | None) -> bool:
    """Take in one file and say what became of it; return whether it is posted. A refused one stops no other."""
    from rooftree.foundations.refusals import Refused

    try:
        file = _take(path, kind, council, lines, total)
    except Refused as refusal:
        err.print(f"{path.name}: {refusal}", markup=False)
        return False
    _say(file)
    return file.status == "posted"


def _take(path: Path, kind: str, council: "Council", lines: int | None, total: Decimal | None) -> "MoneyFile":
    from rooftree.foundations import dates
    from rooftree.rents.actions import files

    with path.open("rb") as stream:
        # The key is of this try: a file that was refused may come again, and one that was posted refuses itself.
        digest = hashlib.file_digest(stream, "sha256").hexdigest()[:16]
        stream.seek(0)
        at = dates.now()
        return files.take_file(
            stream,
            kind=kind,
            name=path.name,
            council=council,
            by=None,
            at=at,
            key=f"rent-file:{digest}:{at.isoformat()}",
            said_lines=lines,
            said_total=total,
        )


def _say(file: "MoneyFile") -> None:
    from rooftree.foundations.money import in_words

    if file.status == "posted":
        out.print(
            f"{file.name}: posted {file.lines:,} lines, {in_words(file.total)}. To accounts {file.to_accounts:,}, "
            f"to suspense {file.to_suspense:,}, for other files {file.elsewhere:,}.",
            markup=False,
        )
        return
    out.print(
        f"{file.name}: {file.get_status_display().lower()}. Nothing was posted. {file.because}", markup=False
    )
    for number, sentence in file.faults[:SHOWN]:
        out.print(f"  {f'Line {number:,}' if number else 'The file'}: {sentence}", markup=False)
    left = len(file.faults) - SHOWN + file.more_faults
    if left > 0:
        out.print(f"  And {left:,} more.")
