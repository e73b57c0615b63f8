"""An outbox of many messages, emptied by a worker that is killed twice on the way: each message goes once.

The messages go to a tally, a file to which each that is handed over adds its line, and which can be asked.
The floor hands the same number over to a tally of its own and keeps it with bare statements of the owner,
in batches of the same size and in the same tables: no rule, no row security, no ORM.
"""

import datetime as dt
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import psycopg

from benchmarks.database import scratch_database
from benchmarks.report import report
from benchmarks.tally import Tally
from rooftree.correspondence import outbox

MESSAGES = int(os.environ.get("BENCH_MESSAGES", 100_000))
KILLED_AT = (0.33, 0.66)
"""When so much has gone, the worker is killed."""
PEOPLE = 1_000
MEGABYTE = 1_000_000
LINE = 37
"""Bytes that a message adds to the tally: its token, and the end of the line."""
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)

FILL = """
INSERT INTO people_person (id, council_id, restricted_to, reference, title, forenames, surname, preferred_name,
    birth_date_certainty, ni_number, preferred_channel, best_times, created_at)
SELECT n, %(council)s, 0, 'P-' || n, '', 'Grace', 'Okafor', '', 'unknown', '', '', '', %(now)s
FROM generate_series(%(first)s, %(first)s + %(people)s - 1) AS n;

INSERT INTO people_contactpoint
    (id, council_id, restricted_to, person_id, kind, value, note, owner, owner_name, source)
SELECT n, %(council)s, 0, n, 'email', 'grace@example.test', '', 'self', '', ''
FROM generate_series(%(first)s, %(first)s + %(people)s - 1) AS n;

WITH written AS (
    INSERT INTO correspondence_message (council_id, restricted_to, token, key, person_id, point_id, subject_of,
        run, code, version, language, channel, format, because, to_name, to_address, subject, asks, body, preview,
        is_secret, queued_at, status, backend, backend_reference, failure, settled_words)
    SELECT %(council)s, 0, gen_random_uuid(), %(run)s || n, %(first)s + n %% %(people)s,
        %(first)s + n %% %(people)s, '', %(run)s,
        'bench.one', 1, 'en', 'email', 'standard', 'By email.', 'Grace Okafor', 'grace@example.test',
        'Your statement', 'You do not need to do anything.',
        repeat('What it says, a line of it.' || chr(10), 40), 'A message.', false,
        %(now)s, 'queued', '', '', '', ''
    FROM generate_series(1, %(messages)s) AS n
    RETURNING id
)
INSERT INTO correspondence_waiting (message_id, council_id, channel, due_at, tries, in_doubt)
SELECT id, %(council)s, 'email', %(now)s, 0, false FROM written
"""
BARE_TAKE = """
    UPDATE correspondence_waiting SET hand = 1, taken_at = %(at)s WHERE message_id IN (
        SELECT message_id FROM correspondence_waiting WHERE council_id = %(council)s AND hand IS NULL
        ORDER BY due_at LIMIT %(batch)s FOR UPDATE SKIP LOCKED)
    RETURNING message_id
"""
BARE_READ = "SELECT id, token, to_address, subject, body FROM correspondence_message WHERE id = ANY (%(ids)s)"
BARE_KEEP = """
    WITH gone AS (DELETE FROM correspondence_waiting WHERE message_id = ANY (%(ids)s)),
    sent AS (UPDATE correspondence_message SET status = 'sent', sent_at = %(at)s, backend = 'tally'
              WHERE id = ANY (%(ids)s))
    INSERT INTO correspondence_attempt (council_id, message_id, at, backend, outcome, words)
    SELECT %(council)s, id, %(at)s, 'tally', 'handed_over', '' FROM unnest(%(ids)s::bigint[]) AS g (id)
"""


def main() -> None:
    """Empty the outbox as we do, then as the floor does, and print both."""
    with scratch_database() as scratch, tempfile.TemporaryDirectory() as folder:
        _fill(scratch.owner, scratch.council, run="ours", first=1)
        tally = Path(folder) / "ours"
        seconds, memory = _emptied_and_killed(tally)
        _check(tally, scratch.owner)
        _fill(scratch.owner, scratch.council, run="bare", first=PEOPLE + 1)
        floor = _bare(Path(folder) / "bare", scratch.owner, scratch.council)
        killed = f"a worker killed {len(KILLED_AT)} times, its starts again counted; each went once"
        rates = f"{MESSAGES / seconds:,.0f} messages/s, floor {MESSAGES / floor:,.0f} messages/s"
        report(name="outbox", n=MESSAGES, value=seconds, floor=floor, unit="s", note=f"{rates}; {killed}")
        report(
            name="outbox-memory",
            n=MESSAGES,
            value=memory[-1],
            floor=memory[0],
            unit="MB",
            note="the last worker at its end, beside its first tenth",
        )


def _fill(owner: psycopg.Connection, council: int, *, run: str, first: int) -> None:
    facts = {"council": council, "run": run, "first": first, "people": PEOPLE, "messages": MESSAGES, "now": NOW}
    psycopg.ClientCursor(owner).execute(FILL, facts)
    owner.execute("VACUUM (ANALYZE)")


# --- Ours -----------------------------------------------------------------------------------------


def _emptied_and_killed(tally: Path) -> tuple[float, list[float]]:
    """Return the seconds until everything has gone, and the last worker's memory as it went, in MB."""
    began = time.perf_counter()
    for share in KILLED_AT:
        worker = _start(tally)
        while _lines(tally) < share * MESSAGES:
            assert worker.poll() is None, "The worker ended before it was killed."
            time.sleep(0.02)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    memory = _watch(_start(tally), tally)
    return time.perf_counter() - began, memory


def _start(tally: Path) -> subprocess.Popen[bytes]:
    emptying = f"from benchmarks.tally import work; work({str(tally)!r})"
    return subprocess.Popen([sys.executable, "-c", emptying])


def _watch(worker: subprocess.Popen[bytes], tally: Path) -> list[float]:
    """Wait for a worker to end, and return its memory while it handed messages over, in MB."""
    seen = psutil.Process(worker.pid)
    before = _lines(tally)
    memory: list[float] = []
    while worker.poll() is None:
        if _lines(tally) > before:
            memory.append(seen.memory_info().rss / MEGABYTE)
        time.sleep(0.1)
    assert worker.returncode == 0, "The worker failed."
    handing = [each for each in memory if each]
    return handing[len(handing) // 10 :]


def _lines(tally: Path) -> int:
    return tally.stat().st_size // LINE if tally.exists() else 0


def _check(tally: Path, owner: psycopg.Connection) -> None:
    """Stop unless each message went once, and is known to have gone."""
    lines = tally.read_text().split()
    tokens = {str(token) for (token,) in owner.execute("SELECT token FROM correspondence_message")}
    assert len(lines) == len(set(lines)) == MESSAGES, f"{len(lines):,} lines of {len(set(lines)):,} messages"
    assert set(lines) == tokens, "What went is not what was to go."
    [(sent,)] = owner.execute("SELECT count(*) FROM correspondence_message WHERE status = 'sent'").fetchall()
    [(kept,)] = owner.execute("SELECT count(DISTINCT message_id) FROM correspondence_attempt").fetchall()
    [(left,)] = owner.execute("SELECT count(*) FROM correspondence_waiting").fetchall()
    assert (sent, kept, left) == (MESSAGES, MESSAGES, 0), f"{sent:,} sent, {kept:,} tried, {left:,} left"


# --- The floor ------------------------------------------------------------------------------------


def _bare(path: Path, owner: psycopg.Connection, council: int) -> float:
    """Return the seconds of handing over and keeping the same with bare statements."""
    tally = Tally(str(path))
    facts = {"council": council, "batch": outbox.AT_ONCE, "at": NOW}
    began = time.perf_counter()
    while ids := [row[0] for row in owner.execute(BARE_TAKE, facts)]:
        for _, token, *_ in owner.execute(BARE_READ, {"ids": ids}):
            tally.add(str(token))
        owner.execute(BARE_KEEP, {**facts, "ids": ids})
    seconds = time.perf_counter() - began
    tally.close()
    return seconds


if __name__ == "__main__":
    main()
