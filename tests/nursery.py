"""Processes of their own for tests that kill them, born of one that has Django already.

    going = nursery.start("rooftree.ledger.tests.killed", "run", "3", database_url=database_url)
    assert going.said() == "standing before …"
    going.kill()

Python and Django take more than a second to come up, and a whole run kills a hundred processes. So one
process (the standard library's fork server) comes up once, imports what `tests/nursery_ready.py` does,
and forks each of the others. What is killed is a real process, with connections of its own: the one
that bears them has none to hand down.
"""

import multiprocessing
import os
import runpy
import sys
from multiprocessing.connection import Connection
from typing import TextIO
from unittest.mock import patch

READY = "tests.nursery_ready"
PATIENCE = 30
"""Seconds until a process that was killed, or is done, must be gone."""


class Born:
    """A process that runs a module, as `python -m` would, and what it says."""

    def __init__(self, process: multiprocessing.Process, heard: TextIO) -> None:
        self._process = process
        self._heard = heard

    def said(self) -> str:
        """Return the next line that the process writes, once it has; nothing when it ended instead."""
        return self._heard.readline()

    def kill(self) -> None:
        """Kill it with -9, and wait until it is gone."""
        self._process.kill()
        self.wait()

    def wait(self) -> int | None:
        """Wait until it is gone, and return its exit code."""
        self._process.join(PATIENCE)
        assert not self._process.is_alive(), "The process does not end."
        self._heard.close()
        return self._process.exitcode


def start(module: str, *arguments: str, database_url: str) -> Born:
    """Run a module with these arguments in a process of its own, which logs in to the test database."""
    surroundings = {
        "DATABASE_URL": database_url,
        "DATABASE_OWNER_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "rooftree.config.settings",
    }
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([READY])
    heard, said = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(module, arguments, said, database_url), daemon=True)
    with patch.dict(os.environ, surroundings):
        process.start()
    said.close()
    return Born(process, os.fdopen(os.dup(heard.fileno()), encoding="utf-8"))


def _run(module: str, arguments: tuple[str, ...], said: Connection, database_url: str) -> None:
    """Be that process."""
    from django.db import connections

    assert os.environ["DATABASE_URL"] == database_url, "The nursery serves one database."
    assert all(each.connection is None for each in connections.all()), "No connection is handed down."
    os.dup2(said.fileno(), sys.stdout.fileno())
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
