"""The embedded database comes up whatever a killed one left behind, and goes when nobody needs it."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from rooftree.config import embedded, roles
from tests.live import a_var_folder

pytestmark = pytest.mark.faults

USER = """
import pathlib, sys
from rooftree.config import embedded

with embedded.running(pathlib.Path(sys.argv[1])):
    print("in", flush=True)
    input()
"""


@pytest.fixture(scope="module")
def made_server() -> Iterator[Path]:
    """One server for most of these tests, since making it takes longest."""
    with a_var_folder() as var:
        embedded.start(var / "postgres", durable=False)
        yield var / "postgres"


@pytest.fixture
def var() -> Iterator[Path]:
    """An empty folder, to make a server in."""
    with a_var_folder() as made:
        yield made


@pytest.fixture
def folder(made_server: Path) -> Path:
    """A server that is up, with a row in it that was committed."""
    with psycopg.connect(embedded.start(made_server, durable=False)) as server:
        server.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 'yesterday' AS said")
    return made_server


def what_is_kept(folder: Path) -> str:
    with psycopg.connect(embedded.address(folder)) as server:
        row = server.execute("SELECT said FROM kept").fetchone()
    assert row
    return row[0]


def shown(folder: Path, setting: str) -> str:
    with psycopg.connect(embedded.address(folder)) as server:
        row = server.execute("SELECT current_setting(%s)", [setting]).fetchone()
    assert row
    return row[0]


def test_it_listens_to_nobody_on_the_network(folder):
    assert shown(folder, "listen_addresses") == ""


def test_it_writes_as_it_goes_so_that_no_payment_waits_for_a_run(folder):
    assert shown(folder, "wal_writer_delay") == "5ms"
    assert shown(folder, "wal_writer_flush_after") == "256kB"
    assert shown(folder, "backend_flush_after") == "256kB"
    assert shown(folder, "wal_init_zero") == "off"
    assert shown(folder, "max_wal_size") == "4GB"


def test_it_has_room_for_the_lines_of_a_file(folder):
    assert shown(folder, "temp_buffers") == "64MB"
    assert shown(folder, "wal_buffers") == "16MB"


def test_capitals_with_accents_are_letters_whatever_the_locale_outside(var, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")

    address = embedded.start(var / "postgres", durable=False)

    with psycopg.connect(address) as server:
        assert server.execute("SELECT lower('É')").fetchone() == ("é",)


def test_only_its_own_account_may_reach_it(folder):
    assert folder.stat().st_mode & 0o077 == 0


def test_started_twice_it_is_one_server(folder):
    before = (folder / "postmaster.pid").read_text()

    embedded.start(folder)

    assert (folder / "postmaster.pid").read_text() == before


def test_stopped_it_is_gone(folder):
    embedded.stop(folder)

    assert not embedded.is_up(folder)
    assert embedded._processes(folder) == []


def test_what_was_committed_is_there_after_a_kill(folder):
    for process in embedded._processes(folder):
        with suppress(ProcessLookupError):
            os.kill(process.pid, 9)

    embedded.start(folder, durable=False)

    assert what_is_kept(folder) == "yesterday"


def test_a_pid_file_of_another_process_fools_nobody(folder):
    embedded.stop(folder)
    somebody_else = os.getpid()
    (folder / "postmaster.pid").write_text(f"{somebody_else}\n{folder}\n1\n5432\n{folder}\n\n1 2\nready\n")

    embedded.start(folder, durable=False)

    assert what_is_kept(folder) == "yesterday"


def test_half_a_pid_file_stops_nobody(folder):
    embedded.stop(folder)
    (folder / "postmaster.pid").write_text("12")

    embedded.start(folder, durable=False)

    assert what_is_kept(folder) == "yesterday"


def test_a_half_made_server_is_made_again(var):
    half_made = var / "postgres.being-made"
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18")

    embedded.start(var / "postgres", durable=False)

    assert embedded.is_up(var / "postgres")
    assert not half_made.exists()


def test_a_server_that_lets_us_in_and_never_answers_is_not_up(var, monkeypatch):
    """As may be left when its first process was killed: the next look must come, and start it again."""
    monkeypatch.setattr(embedded, "ANSWER_SECONDS", 1)
    folder = var / "postgres"
    folder.mkdir()
    with a_server_that_only_lets_in(folder / embedded.SOCKET):
        assert not embedded.is_up(folder)


@contextmanager
def a_server_that_only_lets_in(path: Path) -> Iterator[None]:
    """Speak just as much of PostgreSQL's protocol as it takes to be let in: everybody may, and it is ready."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()

        def let_in() -> None:
            came, _ = listening.accept()
            with came:
                came.recv(1024)
                came.sendall(b"R\0\0\0\x08\0\0\0\0" + b"Z\0\0\0\x05I")
                while came.recv(1024):
                    pass

        thread = threading.Thread(target=let_in)
        thread.start()
        yield
        thread.join(5)
        assert not thread.is_alive()


def test_a_folder_too_deep_for_a_socket_has_its_socket_elsewhere(var):
    deep = var / ("deep" * 20) / "with spaces, and a comma" / "postgres"

    embedded.start(deep, durable=False)
    up = embedded.is_up(deep)
    embedded.stop(deep)

    assert up
    assert not embedded._socket_folder(deep).exists()


def test_a_server_of_another_account_is_refused_in_a_sentence(folder, monkeypatch):
    embedded.stop(folder)
    monkeypatch.setattr(embedded, "_account", lambda: None)
    monkeypatch.setattr(os, "geteuid", lambda: 4_000_000)

    with pytest.raises(embedded.EmbeddedError, match="belongs to another account"):
        embedded.start(folder)


def test_the_last_user_out_stops_what_the_first_started(folder):
    embedded.stop(folder)

    with embedded.running(folder, durable=False):
        with embedded.running(folder):
            pass
        after_the_second = embedded.is_up(folder)
    after_the_first = embedded.is_up(folder)

    assert (after_the_second, after_the_first) == (True, False)


def test_a_server_found_up_is_left_up(folder):
    with embedded.running(folder):
        pass

    assert embedded.is_up(folder)


def test_a_user_that_was_killed_does_not_keep_it_up(folder):
    embedded.stop(folder)
    user = subprocess.Popen([sys.executable, "-c", USER, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert user.stdout.readline() == b"in\n"
    user.kill()
    user.wait()

    with embedded.running(folder):
        pass

    assert not embedded.is_up(folder)


def test_making_the_log_ins_twice_is_making_them_once(folder):
    roles.make(embedded.address(folder), "twice")
    roles.make(embedded.address(folder), "twice")

    with psycopg.connect(embedded.address(folder, roles.APP, "twice")) as app:
        assert app.execute("SELECT current_user").fetchone() == (roles.APP,)
    roles.drop(embedded.address(folder), "twice")
