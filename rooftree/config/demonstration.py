"""The demo: a whole site with two imaginary councils, made the first time and kept until it is reset."""

import fcntl
import http.client
import os
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from rooftree.cli import progress
from rooftree.config import embedded, roles, start_up
from rooftree.config.free_ports import free_port
from rooftree.config.supervisor import AskedToStop, Child, GaveUpError, Supervisor, asked_once

FEWEST_HOMES, MOST_HOMES, USUAL_HOMES = 50, 10_000, 2_000
READY_SECONDS = 60
WORKERS = 2


class DemoError(RuntimeError):
    """The demo cannot run. The message says why, and what to do."""


class WronglyAskedError(ValueError):
    """What was asked for makes no sense. The message says what would."""


@dataclass(frozen=True)
class Wanted:
    """What was asked for."""

    homes: int
    host: str
    port: int
    reset: bool = False
    pay_port: int = field(default_factory=free_port)
    """Where the stand-in for GOV.UK Pay listens, on this machine alone."""

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the site."""
        here = _reachable(self.host) in ("127.0.0.1", "::1")
        return f"http://{'localhost' if here else self.host}:{self.port}"


def homes_wanted(said: str) -> int:
    """Return the number of homes that DEMO_HOMES says. Raises WronglyAskedError for any other text."""
    if said.isascii() and said.isdigit() and FEWEST_HOMES <= int(said) <= MOST_HOMES:
        return int(said)
    raise WronglyAskedError(f"DEMO_HOMES is a whole number from {FEWEST_HOMES} to {MOST_HOMES:,}, not {said!r}.")


def run(wanted: Wanted, console: Console) -> None:
    """Make what is missing, serve the demo and watch over it until asked to stop; then stop all of it."""
    with _only_demo_here(), asked_once():
        _check_port_is_free(wanted)
        if wanted.reset:
            _start_over(console)
        supervisor = Supervisor(_children(wanted), database=start_up.database_folder(), say=console.print)
        try:
            _bring_up(wanted, supervisor, console)
            supervisor.watch()
        except AskedToStop as asked:
            console.print(f"\nStopping, as {asked} says.")
        finally:
            supervisor.stop()
            embedded.stop(start_up.database_folder())
            console.print("Everything has stopped. What was entered is kept.")


def _bring_up(wanted: Wanted, supervisor: Supervisor, console: Console) -> None:
    from rooftree.demo import who

    began = time.monotonic()
    if not start_up.uses_embedded():
        console.print("DATABASE_URL is set, and left alone: the demo has a database of its own.")
    shown = {"ROOFTREE_DEMO": "1", "ROOFTREE_DEMO_RESIDENT": who.RESIDENT}
    os.environ.update(start_up.embedded_addresses() | shown | _paying(wanted))
    with _doing("Starting the database", console):
        administrator = embedded.start(start_up.database_folder())
        roles.make(administrator, start_up.DATABASE)
    with _doing("Bringing the tables up to date", console), start_up.database():
        list(start_up.migrate())
    _load(wanted, console)
    with _doing("Starting the web server and the worker", console):
        supervisor.start()
        _wait_until_ready(wanted, supervisor)
    _welcome(wanted, console, seconds=time.monotonic() - began)


@contextmanager
def _doing(words: str, console: Console) -> Iterator[None]:
    """Say what is being done, with a sign of life on a terminal."""
    console.print(f"{words}.")
    with console.status(words):
        yield


def _children(wanted: Wanted) -> list[Child]:
    logs = start_up.var_folder() / "log"
    web = ("serve", "--host", wanted.host, "--port", str(wanted.port), "--workers", str(WORKERS))
    webhook = f"http://{_at(_reachable(wanted.host))}:{wanted.port}/payments/webhook/"
    pay = [
        sys.executable,
        "-m",
        "rooftree.rents.pay_stand_in",
        "--port",
        str(wanted.pay_port),
        "--webhook",
        webhook,
    ]
    return [
        Child("web server", _verb(*web), log=logs / "web.log"),
        Child("worker", _verb("worker"), log=logs / "worker.log"),
        Child("card payments", pay, log=logs / "pay.log"),
    ]


def _paying(wanted: Wanted) -> dict[str, str]:
    """Return the settings by which rent is paid in the demo: cards at a stand-in, and a number with Bacs."""
    from rooftree.demo import providers
    from rooftree.rents import pay_stand_in

    page = f"http://127.0.0.1:{wanted.pay_port}"
    keys = providers.keys()
    secrets = {code: pay_stand_in.secret_of(key) for code, key in keys.items()}
    return {
        "ROOFTREE_GOVUK_PAY_URL": page,
        "ROOFTREE_GOVUK_PAY_PAGES": page,
        "ROOFTREE_GOVUK_PAY_API_KEYS": _as_setting(keys),
        "ROOFTREE_GOVUK_PAY_WEBHOOK_SECRETS": _as_setting(secrets),
        "ROOFTREE_BACS_USERS": _as_setting(providers.bacs_users()),
    }


def _as_setting(values: dict[str, str]) -> str:
    """Return values by council as the settings have them: alder=…,birch=…"""
    return ",".join(f"{code}={value}" for code, value in values.items())


def _at(host: str) -> str:
    """Return a host as it stands in an address."""
    return f"[{host}]" if ":" in host else host


def _verb(*words: str) -> list[str]:
    """Return the command that runs a verb of ours for as long as we hold its standard input open."""
    return [sys.executable, "-m", "rooftree.config.command_line", *words, "--until-stdin-closes"]


def _load(wanted: Wanted, console: Console) -> None:
    with start_up.database():
        from rooftree.demo import load

        if load.is_there():
            console.print("The two councils are there from before. To make them anew: bin/demo --reset")
            return
        with progress.shown(console) as show:
            load.load_demo(homes=wanted.homes, progress=show)


def write_extracts(folder: Path, *, homes: int, seed: int | None, console: Console) -> None:
    """Write the files of the two councils' old systems, and say where each council's are."""
    from rooftree.demo import extracts

    folder.mkdir(parents=True, exist_ok=True)
    with progress.shown(console) as show:
        written = extracts.write(folder, homes=homes, seed=seed, progress=show)
    for council in written.councils:
        console.print(f"{council.name}: {sum(council.rows.values()):,} rows in {council.folder}")
        console.print(f"  rooftree load {council.folder} --council {council.code} --mapping {council.mapping}")


def _wait_until_ready(wanted: Wanted, supervisor: Supervisor) -> None:
    patience = time.monotonic() + READY_SECONDS
    while not _is_ready(wanted):
        supervisor.look_after_children()
        if time.monotonic() > patience:
            raise GaveUpError(
                f"The web server was not ready after {READY_SECONDS} seconds.\n{supervisor.last_words()}"
            )
        time.sleep(0.1)


def _is_ready(wanted: Wanted) -> bool:
    connection = http.client.HTTPConnection(_reachable(wanted.host), wanted.port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": "localhost"})
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _welcome(wanted: Wanted, console: Console, *, seconds: float) -> None:
    from rooftree.demo import who

    table = Table(title="Who can sign in", title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Email", no_wrap=True)
    table.add_column("Who")
    table.add_column("What they can do")
    for email, _, name, what in who.table():
        table.add_row(email, name, what)
    console.print(table)
    console.print(f"Everybody's password is {who.PASSWORD}")
    console.print(f"Ready in {seconds:.0f} seconds. Ctrl-C stops everything and keeps what was entered.")
    console.print(f"Staff sign in at {wanted.address}/staff/sign-in/", style="bold")
    console.print(f"A resident signs in at {wanted.address}/sign-in/ as {who.RESIDENT}; the page shows the code.")


# --- One demo at a time, on a port of its own. ----------------------------------------------------


@contextmanager
def _only_demo_here() -> Iterator[None]:
    """Hold the lock that says this folder's demo is running. The system lets go of it however we end."""
    folder = start_up.var_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "demo.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise DemoError(
                f"This demo is running already, as process {lock.read().strip()}. "
                "Stop it with Ctrl-C in its window."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _check_port_is_free(wanted: Wanted, patience: float = 6.0) -> None:
    """Raise DemoError when the port is taken. A killed demo's web server is given a moment to notice."""
    until = time.monotonic() + patience
    while not _is_free(wanted):
        if time.monotonic() > until:
            raise DemoError(
                f"Port {wanted.port} is in use, so the demo cannot serve there. "
                f"Stop what uses it, or name another: PORT={wanted.port + 1} bin/demo"
            )
        time.sleep(0.1)


def _is_free(wanted: Wanted) -> bool:
    family = socket.AF_INET6 if ":" in wanted.host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((wanted.host, wanted.port))
        except PermissionError:
            raise DemoError(f"This account may not serve on port {wanted.port}. Try PORT=8000 bin/demo") from None
        except OSError:
            return False
        return True


def _reachable(host: str) -> str:
    """Return where to reach a server that listens on this address: one that listens on all is here too."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def _start_over(console: Console) -> None:
    """Throw away the demo's database, files and logs."""
    folder = start_up.var_folder()
    embedded.stop(start_up.database_folder())
    for made in (start_up.database_folder(), folder / "demo", folder / "files", folder / "log"):
        if made.exists():
            shutil.rmtree(made)
    console.print("Starting over: what the demo held is gone.")
