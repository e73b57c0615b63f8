"""The one list of verbs, and what a verb says when it cannot do as asked."""

import datetime as dt
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
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


def day_of(text: str) -> dt.date:
    """Return the day that somebody typed as 2026-04-06; stop with a sentence where it is none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        stop(f"{text} is not a day. Write it as 2026-04-06.", code=WRONGLY_ASKED)


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give an empty file beside this one, for its owner alone, that takes its place when the block ends well.

    When it does not, what was there stays, and the file beside it is taken away.
    """
    arriving = path.with_name(f".{path.name}.arriving")
    arriving.unlink(missing_ok=True)
    arriving.touch(mode=0o600)
    try:
        yield arriving
        arriving.replace(path)
    finally:
        arriving.unlink(missing_ok=True)
