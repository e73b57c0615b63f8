"""Half a million references made in one statement, beside taking the bare numbers."""

import time

import psycopg

from benchmarks.database import scratch_database
from benchmarks.report import report

MANY = 500_000
TRIES = 5

NUMBERS = f"SELECT count(nextval('reference_number')::text) FROM generate_series(1, {MANY})"
REFERENCES = f"SELECT count(reference_of('P', nextval('reference_number'))) FROM generate_series(1, {MANY})"


def main() -> None:
    """Measure the making of references, and report it."""
    with scratch_database() as scratch:
        report(
            name="references",
            n=MANY,
            value=microseconds_each(scratch.app, REFERENCES),
            floor=microseconds_each(scratch.app, NUMBERS),
            unit="µs each",
            note="The floor takes the same numbers from the sequence and writes them as they are.",
        )


def microseconds_each(connection: psycopg.Connection, statement: str) -> float:
    """Return the shortest of several runs, in microseconds a row."""
    shortest = float("inf")
    for _ in range(TRIES):
        begun = time.perf_counter()
        connection.execute(statement).fetchall()
        shortest = min(shortest, time.perf_counter() - begun)
    return shortest / MANY * 1e6


if __name__ == "__main__":
    main()
