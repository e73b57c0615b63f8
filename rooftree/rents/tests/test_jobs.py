"""The timetable of debit runs: a minute past midnight in London, each night, for each council by itself."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.rents import jobs
from rooftree.rents.actions import runs
from rooftree.rents.models import DebitRun
from tests.builders import NOON
from tests.rent_builders import FIRST_WEEK, a_charged_account, a_rent_year, owed

MINUTE, HOURS = 1, (23, 0)

MONDAYS = [
    date(2026, 3, 30),  # The clocks went forward the night before.
    date(2026, 10, 26),  # They went back the night before.
    date(2026, 7, 6),
    date(2026, 12, 28),
    date(2028, 2, 28),
]


def test_the_timetable_is_what_is_tried_here():
    assert jobs.MIDNIGHT_IN_LONDON == "1 23,0 * * *"


@pytest.mark.parametrize("monday", MONDAYS, ids=str)
def test_the_first_run_of_a_monday_is_at_one_past_midnight_in_london(monday):
    starts = [
        datetime(day.year, day.month, day.day, hour, MINUTE, tzinfo=UTC)
        for day in (monday - timedelta(days=1), monday)
        for hour in HOURS
    ]

    first = min(start for start in starts if dates.london_day(start) == monday)

    assert dates.clock_time(first) == "00:01"


def test_the_job_charges_one_council_and_leaves_the_other(acting, council, other_council, monkeypatch):
    a_rent_year()
    account = a_charged_account()
    debit = runs.debit_of(council.pk, group="hra", cycle="weekly", starts_on=FIRST_WEEK)
    runs.run(council.pk, debit, by=None, at=NOON)
    monkeypatch.setattr(dates, "now", lambda: dates.midnight_of(FIRST_WEEK + timedelta(days=7)))

    jobs.charge_council(other_council.pk)
    assert owed(account) == 100
    jobs.charge_council(council.pk)
    jobs.charge_council(council.pk)

    assert owed(account) == 200
    with acting_for([other_council.pk], who="test"):
        assert not DebitRun.objects.exists()
