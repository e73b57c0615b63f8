"""The one list of verbs, and what a verb says when it cannot do as asked."""

from contextlib import AbstractContextManager
from typing import NoReturn, Protocol

import typer
from rich.console import Console

app = typer.Typer(
    name="rooftree",
    help="One system for an English council's housing service.",
    epilog="With no DATABASE_URL, a verb uses the embedded database in var/. docs/running.md says more.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

out = Console(highlight=False, soft_wrap=True)
err = Console(highlight=False, soft_wrap=True, stderr=True)

NOT_DONE = 1
WRONGLY_ASKED = 2


class Site(Protocol):
    """What a verb is given to reach the service with, since the service is not there before."""

    def database(self) -> AbstractContextManager[None]:
        """Have the database up and the service ready to import for the length of a block."""


def stop(sentence: str, *, code: int = NOT_DONE) -> NoReturn:
    """End the command with this sentence, on standard error, and this exit code."""
    err.print(sentence, markup=False)
    raise typer.Exit(code)
