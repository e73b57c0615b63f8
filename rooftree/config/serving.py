"""Runs the web server and the worker in this process."""

import os
import signal
import threading

from granian.constants import Interfaces
from granian.server import Server

STDIN = 0
KILL_AFTER = 5
"""Seconds that a web process has to finish what it is answering when told to stop."""


def serve(*, host: str, port: int, workers: int, lifeline: bool = False) -> None:
    """Serve the site until TERM or INT: one blocking thread a process, as measured (docs/decisions/0009)."""
    _keep_interrupts_from_workers()
    if lifeline:
        _stop_when_stdin_closes()
    Server(
        "rooftree.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_AFTER,
        process_name=None,
    ).serve()


def work(*, lifeline: bool = False) -> None:
    """Run queued jobs and the timetable's until TERM or INT."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    assert isinstance(app.connector, DjangoConnector)
    if lifeline:
        _stop_when_stdin_closes()
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(name="rooftree", delete_jobs="successful")


def _keep_interrupts_from_workers() -> None:
    """Let Ctrl-C reach this process alone, which stops its workers in order.

    A terminal sends INT to the whole group; workers that get it beside the server's own word to stop
    hang. They inherit that INT is held back; here a thread takes it and turns it into TERM.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})

    def wait() -> None:
        signal.sigwait({signal.SIGINT})
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="interrupts", daemon=True).start()


def _stop_when_stdin_closes() -> None:
    """Stop this process when whoever started it has gone, however it went: its end of our stdin closes."""

    def wait() -> None:
        # Not through sys.stdin: its lock, held while waiting, would stop every forked worker for ever.
        while os.read(STDIN, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="lifeline", daemon=True).start()
