"""`rooftree everything`: all that is held on one person, as a package to read and as data."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from rooftree.cli import councils
from rooftree.cli.app import WRONGLY_ASKED, app, out, stop, written_whole

if TYPE_CHECKING:
    from rooftree.foundations.models import Council
    from rooftree.information_rights.package import Package


@app.command()
def everything(
    ctx: typer.Context,
    council: Annotated[str, typer.Argument(help="The council's code.", metavar="COUNCIL")],
    reference: Annotated[str, typer.Argument(help="The person's reference.", metavar="REFERENCE")],
    to: Annotated[Path, typer.Option(help="The folder to write the package into.", metavar="FOLDER")],
) -> None:
    """Write everything held on a person as a package: a PDF to read, data, files.

    Other residents' names are taken out. What somebody must decide is left out and counted: for a request
    to see what is held, gather it on the request's page, where it is looked through.
    """
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ctx.obj.database():
        from rooftree.foundations import dates, references
        from rooftree.foundations.all_groups import all_groups_of
        from rooftree.foundations.isolation import acting_for
        from rooftree.people.models import Person
        from rooftree.people.queries import standing_record
        from rooftree.record.everything_packed import packed_unreviewed

        found = councils.find(council)
        with acting_for([found.pk], who="command:everything"), all_groups_of(found.pk):
            person = Person.objects.filter(council=found, reference=references.parse(reference)).first()
            if person is None:
                stop(f"{found.name} has nobody with the reference {reference}.", code=WRONGLY_ASKED)
            package = packed_unreviewed(standing_record(person), found, at=dates.now())
            written = _write(package, found, to)
    out.print(f"{written}: {len(package.things)} things.", markup=False)
    for words in package.left_out:
        out.print(f"Left out: {words}", markup=False)


def _write(package: "Package", council: "Council", folder: Path) -> Path:
    """Write a package into a folder, whole or not at all, for its owner's eyes only. Return where it is."""
    from rooftree.foundations import files
    from rooftree.information_rights.package import pack

    def open_file(file_id: int) -> tuple[str, BinaryIO]:
        kept, content = files.open_again(file_id, council=council)
        return kept.filename, content

    path = folder / f"{package.person_reference}.zip"
    with (
        pack(package, open_file=open_file) as archive,
        written_whole(path) as arriving,
        arriving.open("wb") as file,
    ):
        shutil.copyfileobj(archive, file)
    return path
