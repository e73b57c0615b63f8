"""A debit run of every account, beside the bare statement that would post the same week.

The floor is one `INSERT … SELECT` of an entry and two lines for each charge, with every key and index that they
need, but without row security, balances, audit or keys against repeats. Ours is `runs.post_run` as the app's
log-in, with all of them. Both read the same charges, from the same table, in the same database.

`whole` is the action behind the button: it reckons what is due of every home from its dated lines and the days of
its tenancies and voids, reckons the roll apart, posts, and keeps the report, code by code. Its floor is the same.

`reconciled` is every reconciliation of four weeks, as the page of an open period reckons them on each view. Its
floor is the bare sum of the same charges and the same movements.
"""

import json
import os
import resource
import select
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.database import Scratch

NAME = "debit-run"
SIZES = tuple(int(size) for size in os.environ.get("BENCH_ACCOUNTS", "10000,100000,1000000").split(","))
RUNS = int(os.environ.get("BENCH_RUNS", 100))
"""Runs with clients that pay and read meanwhile."""
WEEKS = int(os.environ.get("BENCH_WEEKS", 104))
"""Weeks of history behind a run."""
HISTORY_MOST = 100_000
"""Accounts up to which a run with history is measured: two years of a million would fill a disk."""
TRIES = 5
HELD_MOST = 50.0
"""Milliseconds for which a client may be held."""
FIRST_MONDAY = date(2024, 4, 1)
NOON = datetime(2026, 4, 6, 12, tzinfo=UTC)

FLOOR_TABLES = """
    CREATE SEQUENCE bench_ids;
    CREATE TABLE bench_run (id bigint PRIMARY KEY);
    INSERT INTO bench_run VALUES (1);
    CREATE TABLE bench_entry (
        id bigint PRIMARY KEY, council_id bigint NOT NULL REFERENCES foundations_council, code varchar(3) NOT NULL,
        run_id bigint NOT NULL REFERENCES bench_run, effective_on date NOT NULL, posted_on date NOT NULL,
        posted_at timestamptz NOT NULL, narrative varchar(300) NOT NULL);
    CREATE INDEX ON bench_entry (run_id);
    CREATE TABLE bench_line (
        id bigint PRIMARY KEY, council_id bigint NOT NULL, entry_id bigint NOT NULL REFERENCES bench_entry,
        account_id bigint NOT NULL, amount numeric(12, 2) NOT NULL CHECK (amount <> 0),
        FOREIGN KEY (council_id, account_id) REFERENCES ledger_account (council_id, id));
    CREATE INDEX ON bench_line (entry_id);
    CREATE INDEX ON bench_line (account_id);
    GRANT SELECT, INSERT ON bench_entry, bench_line TO rooftree_app;
    GRANT USAGE ON SEQUENCE bench_ids TO rooftree_app;
"""

FLOOR = """
    WITH due AS MATERIALIZED (SELECT nextval('bench_ids') AS id, * FROM bench_charge),
    entered AS (
        INSERT INTO bench_entry
        SELECT id, council_id, code, 1, %(on)s, %(on)s, %(at)s, '' FROM due
    )
    INSERT INTO bench_line
    SELECT nextval('bench_ids'), council_id, id, account_id, amount
    FROM (SELECT council_id, id, debit_id AS account_id, amount FROM due
          UNION ALL SELECT council_id, id, credit_id, -amount FROM due) AS lines
"""

CHARGES = """
    SELECT debit_id, credit_id, amount, code, %(on)s::date AS effective_on, '' AS narrative FROM bench_charge
"""

HOMES = """
    INSERT INTO places_place (id, council_id, reference, kind, name, address_1, address_2, address_3, address_4,
        postcode, ward, area_office, created_at)
    SELECT a.id, council_id, 'H-' || a.id, 'home', '', a.id || ' Elm Walk', '', '', '', 'ZZ1 1AA', '', '', now()
    FROM ledger_account AS a WHERE kind = 'personal';
    INSERT INTO tenancies_tenancy (id, council_id, reference, place_id, tenure, from_on, end_reason,
        payment_reference, conditions_version, created_at)
    SELECT id, council_id, 'T-' || id, id, 'SEC', '2015-06-01', '', 'R' || id, '', now() FROM places_place;
    INSERT INTO rents_rentaccount (id, council_id, payment_reference, tenancy_id, place_id, "group", cycle,
        from_on, paying_by, created_at)
    SELECT id, council_id, 'R' || id, id, id, 'hra', 'weekly', '2015-06-01', '', now() FROM places_place;
    INSERT INTO rents_accountpart (council_id, rent_account_id, part, ledger_account_id)
    SELECT council_id, id, 'rent', id FROM rents_rentaccount;
    INSERT INTO rents_charge (council_id, place_id, code, amount, per, from_on, until_on, why, created_at)
    SELECT council_id, id, 'DBR', 95 + id % 10, 'week', '2023-04-03'::date, '2024-04-01'::date, 'let', now()
    FROM places_place
    UNION ALL
    SELECT council_id, id, 'DBR', 100 + (id % 5000) / 100.0, 'week', '2024-04-01', NULL, 'Annual increase', now()
    FROM places_place;
    INSERT INTO rents_rentyear (council_id, "group", starts_on, weeks, free_weeks, created_at)
    SELECT id, 'hra', '2024-04-01'::date + 364 * n, 52, '{}', now()
    FROM foundations_council, generate_series(0, 2) AS n;
    DELETE FROM rents_changedsince;
"""
"""Homes let since long, each with this year's rent and last year's: one charge a week, as in the bare posting."""

RECONCILED_WEEKS = 4
SUMMED = """
    SELECT (SELECT sum(amount) FROM ledger_movement WHERE posted_on >= %(from)s AND posted_on < %(until)s),
        (SELECT sum(amount) FROM rents_charge
         JOIN generate_series(%(from)s::date, %(until)s::date - 7, interval '7 days') AS week
             ON from_on <= week AND coalesce(until_on > week, true))
"""


def main() -> None:
    """Measure each size in a process of its own, so that its peak of memory is its own."""
    from benchmarks.report import report

    for size in SIZES:
        found = _in_a_process("one", size)
        for name, value, floor, unit, note in _figures(found):
            if found[value]:
                report(
                    name=f"{NAME}{name}.{size}",
                    n=size,
                    value=found[value],
                    floor=found[floor],
                    unit=unit,
                    note=note,
                )
    for size in SIZES:
        held = _in_a_process("held", size)
        report(
            name=f"{NAME}.held.{size}",
            n=held["clicks"],
            value=held["longest"],
            floor=HELD_MOST,
            unit="ms",
            note=f"The longest click of clients paying and reading in {held['runs']} runs, and what is allowed. "
            f"{held['slowest']:.1f} ms at the slowest percent; {held['quiet']:.0f} ms the longest with no run; "
            f"{held['deadlocks']} deadlocks.",
        )
        assert held["deadlocks"] == 0, "A client was in a deadlock."


def _figures(found: dict[str, Any]) -> list[tuple[str, str, str, str, str]]:
    """Return each figure of one size: its name, what was found and its floor, the unit, and words."""
    logged, least = found["bytes"], found["floor_bytes"]
    bytes_of_log = f"{logged:,.0f} bytes of log a charge; the floor {least:,.0f}."
    whole = "Reckoned from dated lines, posted and reported, by the action behind the button."
    every = f"Every reconciliation of {RECONCILED_WEEKS} weeks; the floor sums their charges and movements."
    behind = f"With {WEEKS} weekly runs behind it; the floor is the same run with none."
    peak = "Peak of the process that runs it; the floor is the same process before."
    rows = "Movements and balances written beside those that change."
    return [
        ("", "run", "floor", "s", f"As the app's log-in. {bytes_of_log}"),
        (".whole", "whole", "floor", "s", whole),
        (".reconciled", "reconciled", "summed", "s", every),
        (".history", "run_behind", "run", "s", behind),
        (".memory", "peak", "before", "MiB", peak),
        (".rows", "written", "changed", "rows", rows),
    ]


def _in_a_process(what: str, size: int) -> dict[str, Any]:
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.debit_run", what, str(size)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def one(size: int) -> None:
    """Measure one size, and print what was found as JSON."""
    with _council_of(size) as (scratch, weeks):
        floors = [_measured(scratch, lambda: _floor(scratch)) for _ in range(TRIES)]
        before = _memory()
        runs = [_measured(scratch, lambda: _run(scratch, next(weeks))) for _ in range(TRIES)]
        peak = _memory()
        written = _written(scratch, next(weeks))
        whole = _whole(scratch)
        reconciled, summed = _reconciled(scratch)
        behind = _behind(scratch, weeks) if size <= HISTORY_MOST else None
        print(
            json.dumps(
                {
                    "floor": min(seconds for seconds, _ in floors),
                    "run": min(seconds for seconds, _ in runs),
                    "whole": whole,
                    "reconciled": reconciled,
                    "summed": summed,
                    "run_behind": behind,
                    "floor_bytes": min(logged for _, logged in floors) / size,
                    "bytes": min(logged for _, logged in runs) / size,
                    "before": before,
                    "peak": peak,
                    "written": written,
                    "changed": 2 * size,
                }
            )
        )


def _whole(scratch: "Scratch") -> float:
    """Return the seconds of the whole action, for homes whose rents come to the same charges."""
    from rooftree.rents.actions import runs

    for statement in HOMES.split(";"):
        if statement.strip():
            scratch.owner.execute(statement)
    scratch.owner.execute("VACUUM (ANALYZE)")
    taken = []
    for week in range(TRIES):
        debit = runs.debit_of(
            scratch.council, group="hra", cycle="weekly", starts_on=FIRST_MONDAY + timedelta(weeks=week)
        )
        begun = time.perf_counter()
        run = runs.run(scratch.council, debit, by=None, at=NOON)
        taken.append(time.perf_counter() - begun)
        assert runs.difference(run) == 0, "The report does not reconcile."
    return min(taken)


def _reconciled(scratch: "Scratch") -> tuple[float, float]:
    """Return the seconds of every reconciliation of the first weeks, and of the bare sums of what is in them."""
    from rooftree.rents.models import DebitRun
    from rooftree.rents.reconciliations import RECONCILIATIONS, reckon_all

    until_on = FIRST_MONDAY + timedelta(weeks=RECONCILED_WEEKS)
    kinds = [item.code for item in RECONCILIATIONS.version(on=FIRST_MONDAY, council=scratch.council)]
    roll = sum(run.expected for run in DebitRun.objects.filter(period_from_on__lt=until_on))
    taken, floors = [], []
    for _ in range(TRIES):
        begun = time.perf_counter()
        found = reckon_all(kinds, council_id=scratch.council, from_on=FIRST_MONDAY, until_on=until_on)
        taken.append(time.perf_counter() - begun)
        pounds = {part.code: part.pounds for part in found["debits"].parts}
        assert pounds["roll"] == roll > 0, "What is reckoned afresh is not what was due."
        begun = time.perf_counter()
        scratch.owner.execute(SUMMED, {"from": FIRST_MONDAY, "until": until_on})
        floors.append(time.perf_counter() - begun)
    return min(taken), min(floors)


def _behind(scratch: "Scratch", weeks: Iterator[int]) -> float:
    """Return the seconds of a run with weeks of history behind it."""
    while (week := next(weeks)) < WEEKS:
        _run(scratch, week)
    return min(_run(scratch, next(weeks)) for _ in range(TRIES))


def held(size: int) -> None:
    """Run again and again while clients pay and read, and print how long the longest of them was held."""
    runs = RUNS if size <= 100_000 else max(3, RUNS // 20)
    with _council_of(size) as (scratch, weeks):
        _run(scratch, next(weeks))
        quiet = _clicks(lambda: time.sleep(10))
        during = _clicks(lambda: [_run(scratch, next(weeks)) for _ in range(runs)])
    print(
        json.dumps(
            {
                "runs": runs,
                "clicks": len(during.waits),
                "longest": max(during.waits),
                "slowest": statistics.quantiles(during.waits, n=100)[-1],
                "quiet": max(quiet.waits),
                "deadlocks": during.deadlocks + quiet.deadlocks,
            }
        )
    )


@dataclass
class Clicks:
    """How long each click of clients took, in milliseconds, and how many were in a deadlock."""

    waits: list[float] = field(default_factory=list)
    deadlocks: int = 0


def _clicks(act: Callable[[], object]) -> Clicks:
    """Have one client pay and one read, each in a process of its own, while an act lasts."""
    clients = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.debit_run", "client", what],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for what in CLIENTS
    ]
    for client in clients:
        assert client.stdout is not None
        client.stdout.readline()
    act()
    clicks = Clicks()
    for client in clients:
        found = json.loads(client.communicate("stop")[0])
        clicks.waits += found["waits"]
        clicks.deadlocks += found["deadlocks"]
    return clicks


def client(what: str) -> None:
    """Pay, or read, one account after the other until something is said on standard input, and print the waits."""
    import django

    django.setup()
    from django.db import OperationalError

    from rooftree.foundations.isolation import acting_for
    from rooftree.foundations.models import Council
    from rooftree.ledger import accounts
    from rooftree.ledger.models import Account

    clicks = Clicks()
    council = Council.objects.get()
    act = CLIENTS[what]
    with acting_for([council.pk], who="bench:client"):
        cash = accounts.control(council.pk, "cash")
        payers = list(Account.objects.filter(kind="personal").order_by("id").values_list("pk", flat=True)[:500])
        act(council.pk, payers[0], cash, f"{os.getpid()}")
        print("ready", flush=True)
        for number in count():
            if select.select([sys.stdin], [], [], 0.002)[0]:
                break
            begun = time.perf_counter()
            try:
                act(council.pk, payers[number % len(payers)], cash, f"{os.getpid()} {number}")
            except OperationalError:
                clicks.deadlocks += 1
            clicks.waits.append((time.perf_counter() - begun) * 1000)
    print(json.dumps(asdict(clicks)))


def _pay(council: int, payer: int, cash: int, key: str) -> None:
    from rooftree.ledger import posting

    receipt = posting.Posting(cash, payer, Decimal("50.00"), "receipt", "RDD", NOON.date(), key)
    posting.post([receipt], council_id=council, posted_on=NOON.date(), at=NOON, who="bench")


def _read(council: int, payer: int, cash: int, key: str) -> None:
    from rooftree.ledger import movements

    movements.of([payer])


CLIENTS = {"pay": _pay, "read": _read}


@contextmanager
def _council_of(size: int) -> Iterator[tuple["Scratch", Iterator[int]]]:
    """Make a council with so many accounts and a charge for each, act for it, and number its weeks."""
    from benchmarks.database import scratch_database

    with scratch_database() as scratch:
        from rooftree.foundations.isolation import acting_for
        from rooftree.ledger import accounts

        with acting_for([scratch.council], who="job:bench"):
            income = accounts.control(scratch.council, "income.hra")
            scratch.owner.execute(FLOOR_TABLES)
            scratch.owner.execute(
                "INSERT INTO ledger_account (council_id, kind, code, opened_on) "
                "SELECT %s, 'personal', '', '2024-04-01' FROM generate_series(1, %s)",
                [scratch.council, size],
            )
            scratch.owner.execute(
                "CREATE TABLE bench_charge AS SELECT a.council_id, a.id AS debit_id, %s::bigint AS credit_id, "
                "100 + (a.id %% 5000) / 100.0 AS amount, 'DBR'::varchar(3) AS code "
                "FROM ledger_account AS a WHERE kind = 'personal' ORDER BY hashint8(a.id)",
                [income],
            )
            scratch.owner.execute("GRANT SELECT ON bench_charge TO rooftree_app")
            scratch.owner.execute("VACUUM (ANALYZE)")
            yield scratch, count()


def _floor(scratch: "Scratch") -> float:
    scratch.owner.execute("TRUNCATE bench_entry, bench_line")
    begun = time.perf_counter()
    scratch.app.execute(FLOOR, {"on": FIRST_MONDAY, "at": NOON})
    return time.perf_counter() - begun


def _run(scratch: "Scratch", week: int) -> float:
    from rooftree.ledger import runs

    monday = FIRST_MONDAY + timedelta(weeks=week)
    begun = time.perf_counter()
    runs.post_run(
        scratch.council,
        key=f"week {week}",
        effective_on=monday,
        posted_on=monday,
        charges=CHARGES,
        params={"on": monday},
        at=NOON,
        who="job:bench",
    )
    return time.perf_counter() - begun


def _measured(scratch: "Scratch", act: Any) -> tuple[float, float]:
    """Return the seconds that an act took, and the bytes of the write-ahead log that it wrote."""
    begun = _log_position(scratch)
    seconds = act()
    return seconds, _log_position(scratch) - begun


def _log_position(scratch: "Scratch") -> float:
    return _one_number(scratch, "SELECT pg_current_wal_lsn() - '0/0'")


def _one_number(scratch: "Scratch", statement: Any) -> float:
    row = scratch.owner.execute(statement).fetchone()
    assert row is not None
    return float(row[0])


def _written(scratch: "Scratch", week: int) -> int:
    """Return how many rows of movements and balances a run writes, as the server counts them."""
    counted = """
        SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables WHERE relname LIKE 'ledger\\_%'
        AND relname <> 'ledger_run'
    """
    before = _counted(scratch, counted)
    _run(scratch, week)
    return _counted(scratch, counted) - before


def _counted(scratch: "Scratch", counted: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
    return int(_one_number(scratch, counted))


def _memory() -> float:
    """Return the most memory that this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if len(sys.argv) > 1:
        what, of = sys.argv[1:]
        client(of) if what == "client" else {"one": one, "held": held}[what](int(of))
    else:
        main()
