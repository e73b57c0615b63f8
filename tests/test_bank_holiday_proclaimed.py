"""A bank holiday is proclaimed, or published, after clocks began: the command and the night move them."""

import datetime as dt
from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from rooftree.cases.models import Alarm, Clock
from rooftree.cli import holidays
from rooftree.cli.app import app
from rooftree.config import jobs
from rooftree.foundations import bank_holidays, calendar_table
from rooftree.foundations.bank_holidays import DIVISIONS, ENGLAND_AND_WALES, PUBLISHED, Holiday, Published
from tests.builders import a_case, a_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

MONDAY = "2026-11-23"
"""The first working day after the enquiries of these tests came in."""


def rooftree(*words: str) -> Result:
    """Run a verb here, in the transaction of the test."""
    assert holidays.proclaim_holiday, "the verb is among the command line's"
    return CliRunner().invoke(app, words, obj=SimpleNamespace(database=nullcontext))


@pytest.fixture
def waiting() -> Clock:
    """The clock of an enquiry that waits to be taken up, by the end of Monday."""
    return a_case(a_person()).clocks.get(duty="cases.take_up")


def test_the_command_moves_what_runs_and_says_how_much(waiting):
    done = rooftree("proclaim-holiday", MONDAY, "State funeral", "Royal Proclamation of 20 November 2026")

    waiting.refresh_from_db()
    assert done.exit_code == 0, done.output
    assert waiting.due_on == dt.date(2026, 11, 24)
    assert "23 November is a bank holiday" in waiting.sum
    assert "the first on Monday 23 November 2026." in done.output
    assert "Another day now: 2 running clocks, in 1 case." in done.output
    assert Alarm.objects.get().team == waiting.case.team


def test_a_bank_holiday_is_not_proclaimed_twice(waiting):
    rooftree("proclaim-holiday", MONDAY, "State funeral", "Royal Proclamation")

    done = rooftree("proclaim-holiday", MONDAY, "State funeral", "Royal Proclamation")

    assert done.exit_code == 1
    assert "a bank holiday already: State funeral" in done.stderr


def test_a_day_is_written_as_one():
    done = rooftree("proclaim-holiday", "23/11/2026", "State funeral", "Royal Proclamation")

    assert (done.exit_code, done.stderr) == (2, "23/11/2026 is not a day. Write it as 2026-04-06.\n")


def test_the_night_that_finds_it_published_moves_what_runs(waiting, settings, monkeypatch):
    settings.BANK_HOLIDAYS_LIVE = True
    packaged = bank_holidays.packaged()
    funeral = Holiday(ENGLAND_AND_WALES, dt.date(2026, 11, 23), "State funeral", PUBLISHED)
    listed = Published((*packaged.holidays, funeral), dict.fromkeys(DIVISIONS, dt.date(2029, 1, 1)))
    monkeypatch.setattr(bank_holidays, "live", lambda: listed)

    jobs.check_every_record(timestamp=0)

    waiting.refresh_from_db()
    assert waiting.due_on == dt.date(2026, 11, 24)


def test_a_night_without_news_moves_nothing(waiting, settings):
    settings.BANK_HOLIDAYS_LIVE = False

    jobs.check_every_record(timestamp=0)

    assert not waiting.case.events.filter(kind="case.clock_moved").exists()
    assert calendar_table.in_force("EW").is_working(dt.date(2026, 11, 23))
