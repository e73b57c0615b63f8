"""The supervisor starts what dies, later each time, gives up in the end, and leaves nothing running."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from rooftree.config import supervisor
from rooftree.config.supervisor import AskedToStop, Child, GaveUpError, Supervisor, asked_once

pytestmark = pytest.mark.faults

DIES = "print('no key to the door', flush=True); raise SystemExit(1)"
STAYS = "import time; print('here', flush=True); time.sleep(600)"
IGNORES_TERM = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + STAYS
HAS_A_CHILD = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {STAYS!r}]);" + IGNORES_TERM


@pytest.fixture
def a_child(tmp_path: Path) -> Iterator[Callable[[str], Child]]:
    """Make a child that runs a Python program; whatever it left is ended after the test."""
    made = []

    def make(program: str) -> Child:
        made.append(Child("gate keeper", [sys.executable, "-c", program], log=tmp_path / "gate.log"))
        return made[-1]

    yield make
    for child in made:
        child.wait(time.monotonic())


def watched(child: Child, *, for_deaths: int, said: list[str]) -> None:
    """Look after a child until it has died so often."""
    keeper = Supervisor([child], database=Path("nowhere"), say=said.append)
    keeper.start()
    while child.deaths < for_deaths:
        keeper.look_after_children()
        time.sleep(0.05)


def wait_until_here(child: Child) -> None:
    patience = time.monotonic() + 20
    while "here" not in child.last_words() and time.monotonic() < patience:
        time.sleep(0.05)


def session_of(child: Child) -> list[int]:
    """The processes of a child's session that are alive."""
    leader = child._process.pid
    return [process.pid for process in psutil.process_iter() if os.getsid(process.pid) == leader]


def test_a_child_that_died_once_is_started_at_once(a_child):
    said: list[str] = []
    child = a_child(DIES)

    watched(child, for_deaths=1, said=said)

    assert said == [f"The gate keeper stopped by itself, and is started again at once. It wrote {child.log}."]


def test_a_child_that_dies_again_waits_longer(a_child):
    said: list[str] = []

    watched(a_child(DIES), for_deaths=3, said=said)

    assert ["at once" in said[0], "in 1 seconds" in said[1], "in 3 seconds" in said[2]] == [True, True, True]


def test_a_child_that_never_stays_up_is_given_up_with_its_last_words(a_child, monkeypatch):
    monkeypatch.setattr(supervisor, "MOST_DEATHS", 2)

    with pytest.raises(GaveUpError, match=r"stopped 2 times in a row.*\nno key to the door"):
        watched(a_child(DIES), for_deaths=2, said=[])


def test_the_deaths_of_a_child_that_is_well_again_are_forgotten(a_child, monkeypatch):
    monkeypatch.setattr(supervisor, "HEALTHY_AFTER", 0.0)
    child = a_child(STAYS)
    child.start()
    child.deaths = 4

    child.look()

    assert child.deaths == 0


def test_a_child_that_will_not_stop_is_killed_with_its_own_children(a_child, monkeypatch):
    monkeypatch.setattr(supervisor, "GRACE", 0.3)
    child = a_child(HAS_A_CHILD)
    keeper = Supervisor([child], database=Path("nowhere"), say=print)
    keeper.start()
    wait_until_here(child)
    before = session_of(child)

    keeper.stop()

    assert len(before) == 2
    assert left_of(before) == []


def left_of(pids, seconds=5.0):
    """Return which of these processes are still there; a killed one takes a moment to go."""
    until = time.monotonic() + seconds
    while left := [pid for pid in pids if psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie"]:
        if time.monotonic() > until:
            break
        time.sleep(0.05)
    return left


def test_only_the_first_signal_counts():
    with asked_once():
        with pytest.raises(AskedToStop, match="SIGTERM"):
            os.kill(os.getpid(), supervisor.signal.SIGTERM)
        os.kill(os.getpid(), supervisor.signal.SIGINT)


def test_a_verb_stops_when_its_supervisor_is_gone(database_url):
    command = [sys.executable, "-m", "rooftree.config.command_line", "worker", "--until-stdin-closes"]
    worker = subprocess.Popen(
        command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, "DATABASE_URL": database_url}
    )

    worker.stdin.close()

    assert worker.wait(30) is not None
