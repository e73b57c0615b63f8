"""A million deadlines with pauses, counted in SQL, beside a bare scan of the same table.

The clocks stand as the case kernel will keep them: each with its allowance, the moment it started and
the sum of its ended pauses. Nothing is written: what is measured is the counting.
"""

import time
from collections.abc import Callable

import psycopg

from benchmarks.database import scratch_database
from benchmarks.report import report

CLOCKS = 1_000_000
TRIES = 7

FILL = """
CREATE UNLOGGED TABLE clock (
    id bigint PRIMARY KEY, council_id int, calendar varchar(2), unit varchar(13), amount int,
    counting varchar(14), rolls_forward boolean, started_at timestamptz, started_on date,
    paused int NOT NULL DEFAULT 0);

-- Three in four in working days, one calendar in ten the UK's; the rest in hours, days, weeks and months.
INSERT INTO clock
SELECT n, 1, CASE WHEN n % 10 = 0 THEN 'UK' ELSE 'EW' END, units[1 + n % 12], 1 + n % 40, 'after',
       units[1 + n % 12] = 'months', started_at, london_day(started_at)
FROM (SELECT n, timestamptz '2014-01-01' + n * interval '11 minutes' AS started_at,
             '{hours,calendar_days,months}'::text[] || array_fill('working_days'::text, '{9}') AS units
      FROM generate_series(1, %(clocks)s) AS n) AS begun;

CREATE UNLOGGED TABLE pause (
    id bigint GENERATED ALWAYS AS IDENTITY, council_id int, clock_id bigint, paused_from date, paused_until date);

-- A quarter of the clocks in days were paused once, some of them again.
INSERT INTO pause (council_id, clock_id, paused_from, paused_until)
SELECT 1, id, started_on + 1, started_on + 1 + (id % 15)::int FROM clock
WHERE id % 4 = 0 AND unit <> 'hours';
INSERT INTO pause (council_id, clock_id, paused_from, paused_until)
SELECT 1, clock_id, paused_until, paused_until + 3 FROM pause WHERE clock_id % 20 = 0;

ANALYZE clock, pause;
"""

PAUSES = """
SELECT p.clock_id, sum(CASE WHEN c.unit = 'working_days' THEN ends.working_count - begins.working_count
                            ELSE p.paused_until - p.paused_from END)::int AS paused
FROM pause p
JOIN clock c ON c.id = p.clock_id
JOIN foundations_calendarday begins ON begins.calendar = c.calendar AND begins.day = p.paused_from - 1
JOIN foundations_calendarday ends ON ends.calendar = c.calendar AND ends.day = p.paused_until - 1
GROUP BY p.clock_id
"""

BARE_PAUSES = """
SELECT p.clock_id, sum(CASE WHEN c.unit = 'working_days' THEN 1 ELSE p.paused_until - p.paused_from END)::int
    AS paused
FROM pause p
JOIN clock c ON c.id = p.clock_id
GROUP BY p.clock_id
"""

BARE_SCAN = "SELECT count(*), max(started_on), max(amount + paused) FROM clock"

WORKING_DAYS = """
SELECT count(*), max(w.working_days[w.counts[c.started_on - w.starts + 1] + c.amount + c.paused])
FROM clock c JOIN working_calendar w USING (calendar)
"""

JOINED_TWICE = """
SELECT count(*), max(due.day)
FROM clock c
JOIN foundations_calendarday start ON start.calendar = c.calendar AND start.day = c.started_on
JOIN foundations_calendarday due ON due.calendar = c.calendar AND due.is_working
    AND due.working_count = start.working_count + c.amount + c.paused
"""

EVERY_UNIT = """
SELECT count(*), max(late_from(c.unit, c.amount, c.counting, c.rolls_forward, c.started_at, c.started_on,
                               c.paused, w.starts, w.counts, w.working_days))
FROM clock c JOIN working_calendar w USING (calendar)
"""


def main() -> None:
    """Measure each way of counting a million deadlines, and report it."""
    with scratch_database() as scratch:
        owner, app = scratch.owner, scratch.app
        owner.execute(FILL.replace("%(clocks)s", str(CLOCKS)))
        owner.execute(f"UPDATE clock SET paused = summed.paused FROM ({PAUSES}) AS summed WHERE id = clock_id")
        owner.execute("VACUUM FULL ANALYZE clock")
        owner.execute("GRANT SELECT ON clock, pause TO rooftree_app")
        paused = count(app, "SELECT count(*) FROM pause")

        floor = seconds(app, BARE_SCAN)
        report(
            name="deadlines",
            n=CLOCKS,
            value=seconds(app, WORKING_DAYS),
            floor=floor,
            unit="s",
            note="As working days, each with the sum of its pauses; the floor is a bare scan of the same table.",
        )
        report(
            name="deadlines.every_unit",
            n=CLOCKS,
            value=seconds(app, EVERY_UNIT),
            floor=floor,
            unit="s",
            note="Hours, days, weeks, months and working days mixed, to the moment each becomes late.",
        )
        report(
            name="deadlines.joined_twice",
            n=CLOCKS,
            value=seconds(app, JOINED_TWICE),
            floor=floor,
            unit="s",
            note="The same working days by joining the calendar table twice, for comparison.",
        )
        report(
            name="deadlines.pauses",
            n=paused,
            value=seconds(app, f"SELECT count(*), sum(paused) FROM ({PAUSES}) AS summed"),
            floor=seconds(app, f"SELECT count(*), sum(paused) FROM ({BARE_PAUSES}) AS summed"),
            unit="s",
            note="All pauses summed anew, in working days or days; the floor is the same join without a calendar.",
        )


def seconds(connection: psycopg.Connection, statement: str) -> float:
    """Return the shortest of several runs, in seconds: the one least disturbed by others."""
    return min(timed(lambda: connection.execute(statement).fetchall()) for _ in range(TRIES))


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def count(connection: psycopg.Connection, statement: str) -> int:
    row = connection.execute(statement).fetchone()
    return int(row[0]) if row else 0


if __name__ == "__main__":
    main()
