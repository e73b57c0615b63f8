"""`rooftree officers add`: a council's first administrator, who adds everybody else on the staff site."""

import sys
from typing import Annotated

import typer

from rooftree.cli import councils
from rooftree.cli.app import app, out

officers = typer.Typer(no_args_is_help=True)
app.add_typer(officers, name="officers", help="Add the first administrator of a council.")


@officers.callback()
def group() -> None:
    """Keep `add` a verb of its own while it is the only one."""


@officers.command()
def add(
    ctx: typer.Context,
    email: Annotated[str, typer.Argument(help="What the officer signs in with.")],
    name: Annotated[str, typer.Argument(help="The officer's name.")],
    council: Annotated[str, typer.Option("--council", metavar="CODE", help="The council's code.")],
) -> None:
    """Add a council's first administrator, asking for a password. Done twice, it is done once."""
    password = _password()
    with ctx.obj.database():
        from rooftree.foundations import dates
        from rooftree.foundations.isolation import acting_for
        from rooftree.staff.actions.officers import Details, add_first_administrator

        found = councils.find(council)
        with acting_for([found.pk], who="command:officers"):
            officer = add_first_administrator(found, Details(name, email), at=dates.now(), password=password)
    out.print(f"{officer.name} administers {found}, and signs in as {officer.email} at /staff/sign-in/.")


def _password() -> str:
    """Ask for a password twice, unseen; or read it from a line of standard input in a script."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt="The same again"))
