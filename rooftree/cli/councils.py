"""`rooftree councils`: which councils this Rooftree serves."""

import re
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from rooftree.cli.app import WRONGLY_ASKED, app, out, stop

if TYPE_CHECKING:
    from rooftree.foundations.models import Council

councils = typer.Typer(invoke_without_command=True)
app.add_typer(councils, name="councils", help="List the councils that this Rooftree serves, or add one.")

CODE = re.compile(r"[a-z][a-z0-9-]{0,19}")


@councils.callback()
def list_councils(ctx: typer.Context) -> None:
    if ctx.invoked_subcommand is not None:
        return
    with ctx.obj.database():
        from rooftree.foundations.models import Council

        found = list(Council.objects.all())
    if not found:
        out.print("No council yet. Add one: rooftree councils add CODE NAME")
        return
    table = Table("Code", "Name", box=None)
    for council in found:
        table.add_row(council.code, council.name)
    out.print(table)


@councils.command()
def add(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="What files and commands call it: small letters, digits, hyphens.")],
    name: Annotated[str, typer.Argument(help="Its name, as residents know it.")],
) -> None:
    """Add a council."""
    name = name.strip()
    if not CODE.fullmatch(code):
        stop(
            f"{code!r} cannot be a council's code: up to 20 small letters, digits and hyphens, a letter first.",
            code=WRONGLY_ASKED,
        )
    if not 1 <= len(name) <= 100:
        stop("A council's name has from 1 to 100 characters.", code=WRONGLY_ASKED)
    with ctx.obj.database():
        from rooftree.foundations.models import Council

        council, is_new = Council.objects.using("owner").get_or_create(code=code, defaults={"name": name})
    if not is_new and council.name != name:
        stop(f"There is a council {code} already: {council.name}.")
    out.print(f"{council.name} is {code}." if is_new else f"{council.name} is {code} already.")


def find(code: str) -> "Council":
    """Return the council of this code, for another verb, or end the command with a sentence."""
    from rooftree.foundations.models import Council

    council = Council.objects.filter(code=code).first()
    if council is None:
        codes = ", ".join(Council.objects.values_list("code", flat=True)) or "none yet"
        stop(f"There is no council with the code {code!r}. There are: {codes}.", code=WRONGLY_ASKED)
    return council
