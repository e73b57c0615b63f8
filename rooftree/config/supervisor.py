"""Keeps the processes of one site running, and stops them all together.

One supervisor owns the embedded database, the web server and the worker. Each child has a session of
its own, so that Ctrl-C in a terminal reaches the supervisor alone, which then tells each child's
first process to stop: a signal to a whole group made the web server hang. Each child also holds the
other end of a pipe, and stops by itself when its supervisor is gone, even if that was killed.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from rooftree.config import embedded

LOOK_EVERY = 0.25
LOOK_AT_DATABASE_EVERY = 2.0
GRACE = 8.0
"""Seconds that a child has to stop before it is killed."""

HEALTHY_AFTER = 30.0
"""Seconds after which a child counts as well, and its earlier deaths are forgotten."""

MOST_DEATHS = 5

Say = Callable[[str], None]


class AskedToStop(BaseException):
    """Ctrl-C, TERM or a closed terminal, by the signal's name. Not an Exception, so nothing takes it for one."""


class GaveUpError(RuntimeError):
    """A child would not stay up. The message says which, and what it wrote last."""


@contextmanager
def asked_once() -> Iterator[None]:
    """Turn the first INT, TERM or HUP into AskedToStop, and ignore those that follow while we tidy up."""
    asked = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        if not asked:
            asked = True
            raise AskedToStop(signal.Signals(number).name)

    before = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


class Child:
    """One process of the site, with the processes it starts itself."""

    def __init__(self, name: str, command: Sequence[str], *, log: Path) -> None:
        self.name = name
        self.log = log
        self.deaths = 0
        self.start_again_at = 0.0
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0

    def start(self) -> None:
        """Start it, in a session of its own, writing to its log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._started_at = time.monotonic()

    def look(self) -> bool:
        """Say whether it has just died, counting its deaths and clearing away what it left running."""
        if self._process is None:
            return False
        if self._process.poll() is None:
            if time.monotonic() - self._started_at > HEALTHY_AFTER:
                self.deaths = 0
            return False
        self._end_session()
        self._process = None
        self.deaths += 1
        self.start_again_at = time.monotonic() + 2 ** (self.deaths - 1) - 1
        return True

    def is_due(self) -> bool:
        """Say whether it is down and it is time to start it again."""
        return self._process is None and time.monotonic() >= self.start_again_at

    def ask_to_stop(self) -> None:
        """Tell its first process, and that one alone, to stop."""
        if self._process is not None:
            self._process.terminate()

    def wait(self, until: float) -> None:
        """Wait for it to stop until this moment of the clock, then kill whatever is left of it."""
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.1, until - time.monotonic()))
        self._end_session()
        self._process.wait()
        self._process = None

    def last_words(self, lines: int = 8) -> str:
        """Return the end of its log."""
        with suppress(OSError):
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        return ""

    def _end_session(self) -> None:
        assert self._process is not None
        if self._process.stdin:
            self._process.stdin.close()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)


class Supervisor:
    """Watches the children and the database of one site."""

    def __init__(self, children: list[Child], *, database: Path, say: Say) -> None:
        self._children = children
        self._database = database
        self._say = say

    def start(self) -> None:
        """Start every child."""
        for child in self._children:
            child.start()

    def watch(self) -> None:
        """Restart whatever dies, and say so, until asked to stop. Raises GaveUpError when that is no use."""
        look_at_database = 0.0
        while True:
            if time.monotonic() >= look_at_database:
                self._keep_database_up()
                look_at_database = time.monotonic() + LOOK_AT_DATABASE_EVERY
            self.look_after_children()
            time.sleep(LOOK_EVERY)

    def look_after_children(self) -> None:
        """Restart the children that have died and are due."""
        for child in self._children:
            if child.look():
                self._mourn(child)
            if child.is_due():
                child.start()

    def stop(self) -> None:
        """Stop every child, all at once."""
        until = time.monotonic() + GRACE
        for child in self._children:
            child.ask_to_stop()
        for child in self._children:
            child.wait(until)

    def last_words(self) -> str:
        """Return the end of every child's log."""
        return "\n".join(f"{child.log} ends:\n{child.last_words()}" for child in self._children)

    def _mourn(self, child: Child) -> None:
        if child.deaths >= MOST_DEATHS:
            raise GaveUpError(
                f"The {child.name} stopped {MOST_DEATHS} times in a row. {child.log} ends:\n{child.last_words()}"
            )
        wait = max(0, round(child.start_again_at - time.monotonic()))
        again = f"in {wait} seconds" if wait else "at once"
        self._say(f"The {child.name} stopped by itself, and is started again {again}. It wrote {child.log}.")

    def _keep_database_up(self) -> None:
        if not embedded.is_up(self._database):
            self._say("The database stopped by itself, and is started again.")
            embedded.start(self._database)
