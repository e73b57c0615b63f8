"""Clocks: the sum on the page, more time, standing still; and SQL counts as Python does."""

import datetime as dt

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooftree.cases import actions, clocks
from rooftree.cases.clocks import pause_clock, resume_clock, start_clock, stop_clock
from rooftree.cases.models import Case, Clock
from rooftree.cases.reckoning import disagreeing
from rooftree.cases.tests.matters import a_case, an_adviser, duty, now
from rooftree.foundations.dates import midnight
from rooftree.foundations.refusals import Refused
from tests.builders import NOON, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

TUESDAY = midnight(2026, 6, 2) + dt.timedelta(hours=12)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def case():
    return a_case(owner=an_adviser("Olu Owner"), at=midnight(2020, 1, 2))


def late_by_sql() -> dict[int, tuple[dt.datetime, dt.datetime]]:
    """When each clock is late, as its row says and as SQL counts from the rest of the row: where they differ."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.id, c.late_from, late_from(c.unit, c.amount, c.counting, c.rolls_forward, c.started_at,
                          c.started_on, c.paused, w.starts, w.counts, w.working_days)
               FROM cases_clock c JOIN working_calendar w USING (calendar)"""
        )
        return {clock: (kept, counted) for clock, kept, counted in cursor.fetchall() if kept != counted}


# --- The sum ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "last_day", "said"),
    [
        ("answer", dt.date(2026, 6, 16), "received Tue 2 Jun 2026; working day 10 is Tue 16 June"),
        ("exchange", dt.date(2026, 7, 14), "applied Tue 2 Jun 2026; day 42 is Tue 14 July"),
        ("return", dt.date(2026, 7, 2), "closed Tue 2 Jun 2026; 1 month later is Thu 2 July"),
    ],
)
def test_a_clock_says_how_its_deadline_was_reckoned(case, code, last_day, said):
    clock = start_clock(case, duty(code), at=TUESDAY)

    assert (clock.due_on, clock.late_from) == (last_day, midnight_after(last_day))
    assert clock.sum == said


def midnight_after(day: dt.date) -> dt.datetime:
    day += DAY
    return midnight(day.year, day.month, day.day)


def test_the_first_day_counts_where_the_law_begins_with_it(case):
    clock = start_clock(case, duty("review"), at=midnight(2026, 12, 1))

    assert clock.due_on == dt.date(2027, 1, 25)


def test_twenty_four_hours_through_the_hour_that_comes_twice(case):
    """T-WD-07: the clocks go back in the night of 25 October 2026."""
    clock = start_clock(case, duty("make_safe"), at=dt.datetime(2026, 10, 24, 23, 30, tzinfo=dt.UTC))

    assert clock.late_from == dt.datetime(2026, 10, 25, 23, 30, tzinfo=dt.UTC)
    assert "the clocks go back" in clock.sum
    assert late_by_sql() == {}


def test_twenty_four_hours_through_the_hour_that_is_missing(case):
    clock = start_clock(case, duty("make_safe"), at=dt.datetime(2027, 3, 27, 18, tzinfo=dt.UTC))

    assert clock.late_from == dt.datetime(2027, 3, 28, 18, tzinfo=dt.UTC)
    assert clock.sum.endswith("19:00")
    assert late_by_sql() == {}


def test_a_pause_through_the_hour_that_comes_twice_is_as_long_as_it_was(case):
    clock = start_clock(case, duty("make_safe"), at=dt.datetime(2026, 10, 24, 12, tzinfo=dt.UTC))
    before = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    pause_clock(clock, reason="Nobody opens", by=None, at=before)

    resume_clock(clock, at=before + HOUR)

    assert clock.late_from == dt.datetime(2026, 10, 25, 13, tzinfo=dt.UTC)
    assert late_by_sql() == {}


def test_a_clock_that_runs_is_not_started_again(case):
    first, second = (start_clock(case, duty("answer"), at=at) for at in (TUESDAY, TUESDAY + DAY))

    assert first == second


# --- Met, or not ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("early", "outcome"), [(dt.timedelta(microseconds=1), "met"), (dt.timedelta(), "met_late")]
)
def test_it_is_met_until_the_moment_from_which_it_is_late(case, early, outcome):
    clock = start_clock(case, duty("answer"), at=TUESDAY)

    stopped = stop_clock(case, duty("answer"), at=clock.late_from - early, by=None)

    assert stopped is not None
    assert stopped.outcome == outcome


def test_nothing_stops_twice(case):
    start_clock(case, duty("answer"), at=TUESDAY)
    stop_clock(case, duty("answer"), at=TUESDAY, by=None)

    assert stop_clock(case, duty("answer"), at=TUESDAY + DAY, by=None) is None


def test_what_stands_still_is_not_late_however_long(case):
    clock = start_clock(case, duty("answer"), at=TUESDAY)
    pause_clock(clock, reason="Asked her", by=None, at=TUESDAY + DAY)

    assert not clocks.is_late(clock, at=TUESDAY + 100 * DAY)
    stopped = stop_clock(case, duty("answer"), at=TUESDAY + 100 * DAY, by=None)
    assert stopped is not None
    assert (stopped.outcome, stopped.paused_since) == ("met", None)


def test_only_a_manager_excuses(case):
    clock = start_clock(case, duty("answer"), at=NOON)

    actions.excuse(clock, reason="She took it back", outcome="not_required", **by("team_leader"))

    clock.refresh_from_db()
    assert (clock.outcome, clock.outcome_reason) == ("not_required", "She took it back")


def test_taking_up_is_not_excused():
    waiting = a_case().clocks.get()

    with pytest.raises(Refused, match=r"^Somebody takes this case up, or it is closed"):
        actions.excuse(waiting, reason="No time", **by("team_leader"))


def test_a_promise_is_not_excused(case):
    promised = actions.promise(case, what="We will ring", **by("adviser"))

    with pytest.raises(Refused, match=r"^A promise is kept, or it is not"):
        actions.excuse(promised.clocks.get(), reason="No time", **by("team_leader"))


# --- More time --------------------------------------------------------------------------------------


@pytest.fixture
def clock(case):
    return start_clock(case, duty("answer"), at=TUESDAY)


def extended(clock, amount=5, at=TUESDAY) -> Clock:
    return actions.extend(clock, amount=amount, reason="Many papers", **by("adviser", at=at))


def test_more_time_leaves_the_first_deadline_and_says_why(clock):
    more = extended(clock)

    assert (more.first_due_on, more.due_on) == (dt.date(2026, 6, 16), dt.date(2026, 6, 23))
    assert more.sum == "received Tue 2 Jun 2026; working day 15 is Tue 23 June"
    added = more.extensions.get()
    assert (added.reason, added.due_before, added.due_after) == (
        "Many papers",
        dt.date(2026, 6, 16),
        dt.date(2026, 6, 23),
    )


@pytest.mark.parametrize("amount", [0, -1, 11])
def test_no_more_than_the_rule_allows(clock, amount):
    with pytest.raises(Refused, match=r"^The rule allows from 1 to 10 more"):
        extended(clock, amount)


def test_no_oftener_than_the_rule_allows(clock):
    extended(clock)
    extended(clock)

    with pytest.raises(Refused, match="was given more time twice, which is as often as the rule allows"):
        extended(clock)


def test_nothing_more_where_the_rule_gives_none(case):
    clock = start_clock(case, duty("exchange"), at=TUESDAY)

    with pytest.raises(Refused, match=r"^The rule gives no more time for this: Decide on the exchange"):
        extended(clock)


@pytest.mark.parametrize(("late", "refusal"), [(dt.timedelta(0), "This was due by Tuesday 16 June 2026")])
def test_nothing_more_once_it_is_late(clock, late, refusal):
    with pytest.raises(Refused, match=refusal):
        extended(clock, at=clock.late_from + late)


def test_more_time_may_be_given_while_it_stands_still(clock):
    pause_clock(clock, reason="Asked her", by=None, at=TUESDAY + DAY)

    assert extended(clock, at=clock.late_from + DAY).amount == 15


def test_a_promise_is_moved_with_its_task_as_often_as_the_rule_allows(case):
    promised = actions.promise(case, what="We will ring", until=NOON + DAY, **by("adviser"))
    clock = promised.clocks.get()
    for days in (2, 3):
        actions.move(clock, until=NOON + days * DAY, reason="She asked", **by("adviser"))

    promised.refresh_from_db()
    clock.refresh_from_db()
    assert promised.due_at == clock.late_from == NOON + 3 * DAY
    assert clock.first_late_from == NOON + DAY
    assert clock.sum.endswith("moved to Sun 22 Nov 2026 12:00; moved to Mon 23 Nov 2026 12:00")
    with pytest.raises(Refused, match="was moved as often as the rule allows"):
        actions.move(clock, until=NOON + 4 * DAY, reason="Again", **by("adviser"))


@pytest.mark.parametrize("hours", [0, -1])
def test_a_promise_is_not_moved_forward(case, hours):
    promised = actions.promise(case, what="We will ring", until=NOON + DAY, **by("adviser"))

    with pytest.raises(Refused, match=r"^This is no later than what was promised"):
        actions.move(promised.clocks.get(), until=NOON + DAY + hours * HOUR, reason="No", **by("adviser"))


def test_a_promise_for_midnight_is_due_the_day_before(case):
    promised = actions.promise(case, what="We will ring", until=midnight(2026, 11, 24), **by("adviser"))

    assert promised.clocks.get().due_on == dt.date(2026, 11, 23)


# --- Standing still ---------------------------------------------------------------------------------


def test_only_what_its_rule_lets_stand_still_is_paused(case):
    clock = start_clock(case, duty("exchange"), at=TUESDAY)

    with pytest.raises(Refused, match=r"^Nothing stops this clock while it runs: Decide on the exchange"):
        actions.pause(clock, reason="She is away", **by("adviser", at=TUESDAY))


def test_the_days_it_stood_still_are_added(clock):
    pause_clock(clock, reason="Asked her", by=None, at=midnight(2026, 6, 4))

    resume_clock(clock, at=midnight(2026, 6, 9))

    assert (clock.paused, clock.due_on) == (3, dt.date(2026, 6, 19))
    assert (
        clock.sum
        == "received Tue 2 Jun 2026; paused from 4 to 8 June, 3 working days; working day 10 is Fri 19 June"
    )


def test_what_is_late_is_not_paused(clock):
    with pytest.raises(Refused, match=r"^This is late already"):
        pause_clock(clock, reason="Asked her", by=None, at=clock.late_from)


def test_no_pause_begins_inside_another(clock):
    pause_clock(clock, reason="Asked her", by=None, at=TUESDAY + DAY)
    resume_clock(clock, at=TUESDAY + 3 * DAY)

    with pytest.raises(Refused, match=r"^This clock stood still at that time already"):
        pause_clock(clock, reason="Asked her again", by=None, at=TUESDAY + 2 * DAY)


def test_a_pause_that_was_over_before_it_began_is_none(clock):
    """Sent late by a phone without signal: it is told to go on at a moment before it was paused."""
    before = clock.late_from
    pause_clock(clock, reason="Asked her", by=None, at=TUESDAY + DAY)

    resume_clock(clock, at=TUESDAY)

    assert (clock.paused, clock.late_from) == (0, before)


def test_a_pause_after_the_month_ended_and_before_it_rolled_on_changes_nothing(case):
    """1 August 2026 is a Saturday: the month rolls on to the Monday, and a pause begins on the Sunday."""
    clock = start_clock(case, duty("return"), at=midnight(2026, 7, 1))
    pause_clock(clock, reason="The auditor asks", by=None, at=midnight(2026, 8, 2))

    resume_clock(clock, at=midnight(2026, 8, 5))

    assert clock.due_on == dt.date(2026, 8, 3)
    assert late_by_sql() == {}


# --- SQL counts as Python does ----------------------------------------------------------------------

MOMENTS = st.datetimes(dt.datetime(2014, 1, 1), dt.datetime(2035, 1, 1)).map(
    lambda when: when.replace(tzinfo=dt.UTC)
)
CODES = ["answer", "make_safe", "review", "return", "disclose", "exchange"]
LENGTHS = st.timedeltas(dt.timedelta(0), dt.timedelta(days=40))
LIVES = st.lists(
    st.tuples(st.sampled_from(CODES), MOMENTS, st.lists(LENGTHS, max_size=4), st.integers(0, 2)),
    min_size=10,
    max_size=10,
)
"""Clocks, each with how long it ran and stood still, by turns, and how often it was given more time."""


def live(case: Case, code: str, start: dt.datetime, spans: list[dt.timedelta], longer: int) -> Clock:
    """Let a clock run, stand still, and be given more time, as far as its rule lets it."""
    clock, at = start_clock(case, duty(code), at=start), start
    for turn, span in enumerate(spans):
        at += span
        try:
            resume_clock(clock, at=at) if turn % 2 else pause_clock(clock, reason="Asked", by=None, at=at)
        except Refused:
            break
    for _ in range(longer):
        try:
            clocks.extend_clock(clock, amount=1, reason="More", by=case.owner, at=start)
        except Refused:
            break
    return resume_clock(clock, at=at)


def set_aside(clock: Clock) -> None:
    """Stop it, so that another of its duty may run on the case."""
    Clock.objects.filter(pk=clock.pk).update(stopped_at=dt.datetime(2040, 1, 1, tzinfo=dt.UTC), outcome="met")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LIVES)
def test_every_clock_is_late_when_sql_says(case, lives):
    for one in lives:
        set_aside(live(now(case), *one))

    assert late_by_sql() == {}


def test_the_nightly_check_finds_a_clock_that_disagrees(clock):
    assert disagreeing() == 0
    Clock.objects.filter(pk=clock.pk).update(late_from=clock.late_from + HOUR)

    assert disagreeing() == 1
