"""A million running clocks in the kernel's own table: late or not, counted anew, and moved by a bank holiday.

As the app's log-in, held to row security; the floor is a bare scan, or a bare update, of the same rows by
the owner, whom row security does not hold.
"""

import datetime as dt
import time

import psycopg

from benchmarks.database import scratch_database
from benchmarks.report import report

CLOCKS = 1_000_000
CLOCKS_A_CASE = 4
TRIES = 5
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
PROCLAIMED = dt.date(2026, 12, 29)
"""A Tuesday that is proclaimed: some clocks in thirty are due on it or after it."""

FILL = """
ALTER TABLE cases_case DISABLE TRIGGER USER;
ALTER TABLE cases_clock DISABLE TRIGGER USER;

INSERT INTO staff_team (id, council_id, code, name, function)
VALUES (1, %(council)s, 'contact', 'Contact', '');

INSERT INTO cases_case (id, council_id, restricted_to, reference, kind, summary, team_id, weight, opened_at)
SELECT n, %(council)s, 0, 'E-' || n, 'enquiry', 'The front door does not close', 1, 1, '2026-09-01'
FROM generate_series(1, %(clocks)s / %(a_case)s) AS n;

-- Seven in ten in working days, one in ten months that roll forward; the rest hours and weeks.
INSERT INTO cases_clock (council_id, restricted_to, person_restricted_to, case_id, duty, label, version_from,
    unit, amount, counting, calendar, rolls_forward, started, started_at, started_on, paused, due_on, late_from,
    first_due_on, first_late_from, sum, projected, outcome, outcome_reason)
SELECT %(council)s, 0, 0, (n - 1) / %(a_case)s + 1, 'bench.' || n %% %(a_case)s, 'Answer it', '2020-01-01',
       c.unit, c.amount, 'after', 'EW', c.unit = 'months', 'received', c.started_at, london_day(c.started_at), 0,
       late::date - (c.unit <> 'hours')::int, late, late::date - (c.unit <> 'hours')::int, late,
       'received Tue 2 Jun 2026; working day 10 is Tue 16 June', false, '', ''
FROM (
    SELECT n, units[1 + n %% 10] AS unit, 1 + n %% 20 * CASE WHEN n %% 10 = 9 THEN 0 ELSE 1 END AS amount,
           timestamptz '2026-09-21' + n %% 7000 * interval '17 minutes' AS started_at
    FROM generate_series(1, %(clocks)s) AS n,
         (SELECT array_fill('working_days'::text, '{7}') || '{hours,weeks,months}'::text[]) AS u (units)
) AS c
CROSS JOIN LATERAL (
    SELECT late_from(c.unit, c.amount, 'after', c.unit = 'months', c.started_at, london_day(c.started_at), 0,
                     w.starts, w.counts, w.working_days) AS late
    FROM working_calendar w WHERE w.calendar = 'EW') AS reckoned;

ALTER TABLE cases_case ENABLE TRIGGER USER;
ALTER TABLE cases_clock ENABLE TRIGGER USER;
"""

BARE_SCAN = "SELECT count(*), max(late_from), max(due_on) FROM cases_clock WHERE stopped_at IS NULL"

STANDING = """
    SELECT count(*) FILTER (WHERE late_from <= %(now)s AND paused_since IS NULL) AS late,
           count(*) FILTER (WHERE late_from > %(now)s AND late_from <= %(now)s + interval '2 days') AS due_soon,
           min(late_from) FILTER (WHERE late_from > %(now)s) AS next
    FROM cases_clock WHERE stopped_at IS NULL
"""

COUNTED_ANEW = """
    SELECT count(*) FROM cases_clock c JOIN working_calendar w USING (calendar)
    WHERE c.stopped_at IS NULL
      AND late_from(c.unit, c.amount, c.counting, c.rolls_forward, c.started_at, c.started_on, c.paused,
                    w.starts, w.counts, w.working_days) <> c.late_from
"""

BARE_UPDATE = """
    UPDATE cases_clock SET due_on = due_on + 1, late_from = late_from + interval '1 day', sum = sum || '.'
    WHERE stopped_at IS NULL AND due_on >= %(day)s AND (unit = 'working_days' OR rolls_forward)
"""


def main() -> None:
    """Measure how a million clocks are looked at, and how a bank holiday moves those that it touches."""
    with scratch_database() as scratch:
        owner, app = scratch.owner, scratch.app
        facts = {"council": scratch.council, "clocks": CLOCKS, "a_case": CLOCKS_A_CASE}
        psycopg.ClientCursor(owner).execute(FILL, facts)
        owner.execute("VACUUM (ANALYZE) cases_case, cases_clock")
        app.execute("SELECT set_config('rooftree.acting_for', %s, false)", [f"{{{scratch.council}}}"])
        app.execute("SELECT set_config('rooftree.may_open', '{0}', false)")

        floor = seconds(owner, BARE_SCAN)
        report(
            name="clocks",
            n=CLOCKS,
            value=seconds(app, STANDING),
            floor=floor,
            unit="s",
            note="Late, due soon, and the next, with row security; the floor is a bare scan without.",
        )
        report(
            name="clocks.counted_anew",
            n=CLOCKS,
            value=seconds(app, COUNTED_ANEW),
            floor=floor,
            unit="s",
            note="Each deadline reckoned anew from its own row and compared, as the nightly check does.",
        )
        moved, took = move(scratch.council)
        report(
            name="clocks.moved",
            n=moved,
            value=took,
            floor=bare_update(owner),
            unit="s",
            note=f"A bank holiday moves {moved:,} of {CLOCKS:,}: deadlines, sums in words, stories, audit and "
            "alarms; the floor is a bare update of the same rows, without triggers.",
        )


def seconds(connection: psycopg.Connection, statement: str) -> float:
    """Return the quickest of several tries, one after the other."""
    taken = []
    for _ in range(TRIES):
        begun = time.perf_counter()
        connection.execute(statement, {"now": NOW}).fetchall()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def move(council: int) -> tuple[int, float]:
    """Proclaim the day, and reckon the clocks anew. Returns how many moved, and how long that took."""
    from rooftree.cases.reckoning import reckon_again
    from rooftree.foundations import calendar_table
    from rooftree.foundations.isolation import acting_for

    revised = calendar_table.proclaim(PROCLAIMED, name="Bench", authority="Bench", by="bench", at=NOW)
    with acting_for([council], who="bench"):
        begun = time.perf_counter()
        moved = reckon_again(revised, at=NOW)
        return moved.clocks, time.perf_counter() - begun


def bare_update(owner: psycopg.Connection) -> float:
    """Return how long the owner takes to write the same rows once, with no trigger and no check."""
    owner.execute("ALTER TABLE cases_clock DISABLE TRIGGER USER")
    owner.execute("VACUUM (ANALYZE) cases_clock")
    begun = time.perf_counter()
    owner.execute(BARE_UPDATE, {"day": PROCLAIMED})
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
