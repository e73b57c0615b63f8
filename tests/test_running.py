"""The demo with real processes: it comes up, stays up, stops whole, and comes up again after a kill."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
import pytest

from rooftree.config import demonstration, embedded, roles
from rooftree.demo import who
from tests.live import ROOT, a_var_folder, answer, free_port, serve
from tests.visitor import Visitor, hidden_in

pytestmark = pytest.mark.faults

FIRST_START = 180
LATER_START = 40
UP = "Ctrl-C stops everything"
STOP = 15
TEAM_LEADER = "colette.byrne@kelverton.test"
OPEN_CASE = """
    SELECT reference FROM cases_case JOIN staff_officer ON staff_officer.council_id = cases_case.council_id
    WHERE email = %s AND kind = 'enquiry' AND closed_at IS NULL AND person_restricted_to = 0 LIMIT 1
"""


@dataclass
class Demo:
    """A demo that was started, as somebody at a terminal would."""

    var: Path
    port: int
    process: subprocess.Popen[bytes]
    output: Path

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def wait_until_it_says(self, words: str, *, seconds: float) -> None:
        patience = time.monotonic() + seconds
        while words not in self.said():
            assert self.process.poll() is None, f"The demo stopped:\n{self.said()}"
            assert time.monotonic() < patience, f"The demo has not said {words!r}:\n{self.said()}"
            time.sleep(0.1)

    def stop(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(STOP)


def start(var: Path, *arguments: str, port: int | None = None, **settings: str) -> Demo:
    port = port or free_port()
    output = var / f"said-{time.monotonic_ns()}"
    with output.open("wb") as written:
        process = subprocess.Popen(
            [ROOT / "bin" / "demo", *arguments],
            env={**surroundings(var), "PORT": str(port), "DEMO_HOMES": "50", **settings},
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
            start_new_session=True,
        )
    return Demo(var, port, process, output)


def surroundings(var: Path) -> dict[str, str]:
    """The environment of somebody who works in this folder, and has named no database."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    return {**inherited, "ROOFTREE_VAR": str(var)}


def processes_of(var: Path) -> list[str]:
    """Every process that was started for this folder, however far down, with what it is."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        with suppress(psutil.Error):
            if process.environ().get("ROOFTREE_VAR") == str(var) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(f"{process.pid} {' '.join(process.cmdline())}")
    return found


def people_in(var: Path) -> int:
    with psycopg.connect(embedded.address(var / "postgres", database="rooftree")) as server:
        row = server.execute("SELECT count(*) FROM people_person").fetchone()
    assert row
    return row[0]


def pid_of(var: Path, words: str) -> int:
    """The first process of this folder whose command holds these words; 0 when there is none."""
    return int(next((line for line in processes_of(var) if words in line), "0").split()[0])


def eventually(holds: Callable[[], bool], *, seconds: float) -> bool:
    patience = time.monotonic() + seconds
    while not holds() and time.monotonic() < patience:
        time.sleep(0.1)
    return holds()


@pytest.fixture(scope="module")
def first() -> Iterator[Demo]:
    """The demo's first start, in which it is made anew: its folder held an earlier one."""
    with a_var_folder() as var:
        leave_an_earlier_demo(var)
        demo = start(var, "--reset")
        try:
            demo.wait_until_it_says(UP, seconds=FIRST_START)
            yield demo
        finally:
            stop_if_up(demo)


def leave_an_earlier_demo(var: Path) -> None:
    """Leave a database and a file as of yesterday, and nothing that runs."""
    roles.make(embedded.start(var / "postgres"), "rooftree")
    with psycopg.connect(embedded.address(var / "postgres", database="rooftree")) as server:
        server.execute("CREATE TABLE entered_yesterday ()")
    embedded.stop(var / "postgres")
    (var / "files").mkdir()
    (var / "files" / "kept-yesterday").write_text("A letter.")


@pytest.fixture
def stopped(first: Demo) -> Path:
    """The folder of that demo, stopped."""
    stop_if_up(first)
    return first.var


@pytest.fixture
def demo(stopped: Path) -> Iterator[Demo]:
    """That demo, up again."""
    demo = start(stopped)
    try:
        demo.wait_until_it_says(UP, seconds=LATER_START)
        yield demo
    finally:
        stop_if_up(demo)


def stop_if_up(demo: Demo) -> None:
    if demo.process.poll() is None:
        demo.stop(signal.SIGTERM)


# --- While it runs ------------------------------------------------------------------------------------


def test_it_serves_and_says_where_and_who(first):
    assert (answer(first.port, "/healthz"), answer(first.port, "/readyz")) == (200, 200)
    assert f"http://localhost:{first.port}/staff/sign-in/" in first.said()
    assert "priya.nair@kelverton.test" in first.said()


def test_starting_over_left_nothing_of_the_earlier_demo(first):
    with psycopg.connect(embedded.address(first.var / "postgres", database="rooftree")) as server:
        left = server.execute("SELECT to_regclass('entered_yesterday')").fetchone()

    assert "Starting over: what the demo held is gone." in first.said()
    assert left == (None,)
    assert not (first.var / "files" / "kept-yesterday").exists()
    assert people_in(first.var) > 0


def test_the_doctor_finds_it_well(first):
    """The nightly checks too, which the worker makes up for as soon as it starts."""
    said = []

    def is_well() -> bool:
        doctor = [sys.executable, "-m", "rooftree.config.command_line", "doctor"]
        said.append(subprocess.run(doctor, env=surroundings(first.var), capture_output=True, text=True).stdout)
        return "Trouble" not in said[-1]

    assert eventually(is_well, seconds=30), said[-1]


def test_a_second_demo_of_one_folder_is_refused(first):
    second = start(first.var)

    assert second.process.wait(LATER_START) == 1
    assert f"running already, as process {first.process.pid}" in second.said()
    assert answer(first.port, "/healthz") == 200


def test_a_web_server_that_dies_is_started_again(first):
    os.kill(pid_of(first.var, "command_line serve"), signal.SIGKILL)

    first.wait_until_it_says("The web server stopped by itself", seconds=20)

    assert eventually(lambda: answer(first.port, "/readyz") == 200, seconds=20)


def test_a_worker_that_dies_is_started_again(first):
    before = pid_of(first.var, "command_line worker")
    os.kill(before, signal.SIGKILL)

    first.wait_until_it_says("The worker stopped by itself", seconds=20)

    assert eventually(lambda: pid_of(first.var, "command_line worker") not in (0, before), seconds=20)


def test_a_database_that_dies_is_started_again(first):
    os.kill(int((first.var / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    first.wait_until_it_says("The database stopped by itself", seconds=30)

    assert eventually(lambda: answer(first.port, "/readyz") == 200, seconds=20)


# --- Stopping, and what a kill leaves -----------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_stops_everything(demo, number):
    code = demo.stop(number)

    assert (code, processes_of(demo.var)) == (0, [])


def test_ctrl_c_in_a_terminal_stops_everything(demo):
    """A terminal sends INT to the whole group, and an impatient hand sends it twice."""
    os.killpg(demo.process.pid, signal.SIGINT)
    os.killpg(demo.process.pid, signal.SIGINT)

    assert (demo.process.wait(STOP), processes_of(demo.var)) == (0, [])


def test_after_a_kill_the_next_start_has_all_that_was_kept(demo):
    before = people_in(demo.var)
    demo.process.kill()
    demo.process.wait()

    again = start(demo.var, port=demo.port)
    again.wait_until_it_says(UP, seconds=LATER_START)
    after = people_in(demo.var)
    again.stop(signal.SIGTERM)

    assert before == after > 0
    assert processes_of(demo.var) == []


def test_a_killed_supervisor_leaves_no_web_server_or_worker(demo):
    demo.process.kill()
    demo.process.wait()

    gone = eventually(lambda: not [line for line in processes_of(demo.var) if "command_line" in line], seconds=15)
    embedded.stop(demo.var / "postgres")

    assert gone, processes_of(demo.var)


# --- What it is asked for -----------------------------------------------------------------------------


@pytest.mark.parametrize("homes", ["49", "10001", "many", "-50", "1e3", "2,000"])
def test_a_number_of_homes_out_of_bounds_is_refused_in_a_sentence(homes):
    with pytest.raises(demonstration.WronglyAskedError, match="DEMO_HOMES is a whole number from 50 to 10,000"):
        demonstration.homes_wanted(homes)


@pytest.mark.parametrize("homes", [50, 2_000, 10_000])
def test_a_number_of_homes_within_bounds_is_taken(homes):
    assert demonstration.homes_wanted(str(homes)) == homes


def test_asked_for_too_few_homes_nothing_is_started(stopped):
    demo = start(stopped, DEMO_HOMES="49")

    assert demo.process.wait(LATER_START) == 2
    assert "DEMO_HOMES is a whole number from 50" in demo.said()
    assert processes_of(stopped) == []


def test_a_port_in_use_is_said_with_what_to_do(stopped):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        demo = start(stopped, port=port)

        assert demo.process.wait(LATER_START) == 1
    assert f"Port {port} is in use" in demo.said()
    assert f"PORT={port + 1} bin/demo" in demo.said()
    assert processes_of(stopped) == []


# --- PostgreSQL is restarted under a running server ---------------------------------------------------


@dataclass(frozen=True)
class Service:
    """The demo's database and a server, with nobody who watches over either, and a case in it."""

    folder: Path
    address: str
    reference: str

    def restart_database(self) -> None:
        embedded.stop(self.folder)
        embedded.start(self.folder)

    def notes(self, words: str) -> list[tuple[str]]:
        written = "SELECT words FROM cases_event WHERE kind = 'case.noted' AND words = %s"
        with psycopg.connect(embedded.address(self.folder, roles.OWNER, "rooftree")) as owner:
            return owner.execute(written, [words]).fetchall()


@pytest.fixture(scope="module")
def service(first: Demo) -> Iterator[Service]:
    stop_if_up(first)
    folder = first.var / "postgres"
    embedded.start(folder)
    with psycopg.connect(embedded.address(folder, roles.OWNER, "rooftree")) as owner:
        row = owner.execute(OPEN_CASE, [TEAM_LEADER]).fetchone()
    assert row
    app = embedded.address(folder, roles.APP, "rooftree")
    with serve(app, log=first.var / "web.log", ROOFTREE_DEMO="1") as site:
        yield Service(folder, site.address, row[0])
    embedded.stop(folder)


@pytest.fixture
def officer(service: Service) -> Visitor:
    visitor = Visitor(service.address)
    page = visitor.read("/staff/sign-in/")
    visitor.send("/staff/sign-in/", {**hidden_in(page), "login": TEAM_LEADER, "password": who.PASSWORD})
    return visitor


def test_after_a_restart_of_the_database_the_next_request_works(service, officer):
    case = f"/staff/cases/{service.reference}/"
    before = officer.read(case)

    service.restart_database()

    assert service.reference in before
    assert service.reference in officer.read(case)


def test_a_form_that_was_open_while_the_database_restarted_is_sent_once(service, officer):
    path = f"/staff/cases/{service.reference}/note/"
    form = {**hidden_in(officer.read(path)), "words": "She rang while it restarted."}

    service.restart_database()
    officer.send(path, form)
    officer.send(path, form)

    assert service.notes(form["words"]) == [(form["words"],)]
