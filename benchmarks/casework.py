"""A council at work for the benchmarks of pages: its residents, officers and cases, written set by set.

An officer has some thirty cases however large the council is, and a team eight officers: a council of
more cases has more officers and teams, not fuller desks.
"""

import datetime as dt
from pathlib import Path

import psycopg

CASES_AN_OFFICER = 31
OFFICERS_A_TEAM = 8
WRITTEN = Path(__file__).with_suffix(".sql")


def fill(owner: psycopg.Connection, *, council: int, cases: int, now: dt.datetime) -> None:
    """Write a council with so many open cases at a moment, as many closed ones, and all that belongs to them."""
    officers = max(cases // CASES_AN_OFFICER, OFFICERS_A_TEAM * 2)
    facts = {
        "council": council,
        "cases": cases,
        "officers": officers,
        "teams": -(-officers // OFFICERS_A_TEAM),
        "a_team": OFFICERS_A_TEAM,
        "now": now,
        "today": now.date(),
    }
    written = psycopg.ClientCursor(owner)
    with owner.transaction():
        written.execute("ALTER TABLE cases_case DISABLE TRIGGER USER")
        written.execute(WRITTEN.read_text(encoding="utf-8"), facts)
        written.execute("ALTER TABLE cases_case ENABLE TRIGGER USER")
    owner.execute("VACUUM (ANALYZE)")
