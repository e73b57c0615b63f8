"""A bank holiday is proclaimed after clocks began: what moves, what does not, and who is told."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rooftree.cases import actions, reckoning
from rooftree.cases.clocks import reckon, start_clock, stop_clock
from rooftree.cases.models import Alarm, Clock
from rooftree.cases.tests.matters import a_case, a_team, an_adviser, duty, story_of
from rooftree.cases.tests.test_clocks import CODES, live
from rooftree.foundations import calendar_table
from rooftree.foundations.calendars import EW, UK
from rooftree.foundations.dates import midnight
from rooftree.foundations.deadlines import Deadline
from rooftree.foundations.isolation import acting_for
from tests.builders import a_group, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

TUESDAY = midnight(2027, 6, 1) + dt.timedelta(hours=12)
JUBILEE = dt.date(2027, 6, 4)
"""A Friday like any other, until it is proclaimed."""
WEDNESDAY = TUESDAY + dt.timedelta(days=1)
DAY = dt.timedelta(days=1)


def proclaim_the_jubilee(**facts):
    """The day is proclaimed on Wednesday, when the clocks of Tuesday run."""
    revised = calendar_table.proclaim(
        JUBILEE, name="Jubilee", authority="Royal Proclamation", by="test", at=WEDNESDAY, **facts
    )
    return reckoning.reckon_again(revised, at=WEDNESDAY)


@pytest.fixture
def case():
    return a_case(owner=an_adviser("Olu Owner"), at=TUESDAY)


def started(case, code) -> Clock:
    return start_clock(case, duty(code), at=TUESDAY)


def again(clock: Clock) -> Clock:
    return Clock.objects.get(pk=clock.pk)


def test_ten_working_days_over_the_day_end_a_working_day_later(case):
    clock = started(case, "answer")

    proclaim_the_jubilee()

    moved = again(clock)
    assert (clock.due_on, moved.due_on) == (dt.date(2027, 6, 15), dt.date(2027, 6, 16))
    assert moved.late_from == midnight(2027, 6, 17)
    assert moved.sum == "received Tue 1 Jun 2027; 4 June is a bank holiday; working day 10 is Wed 16 June"


def test_what_was_first_reckoned_stays(case):
    clock = started(case, "answer")

    proclaim_the_jubilee()

    moved = again(clock)
    assert (moved.first_due_on, moved.first_late_from) == (clock.due_on, clock.late_from)


def test_a_month_that_ended_on_the_day_rolls_on(case):
    clock = start_clock(case, duty("return"), at=midnight(2027, 5, 4))

    proclaim_the_jubilee()

    assert (clock.due_on, again(clock).due_on) == (JUBILEE, dt.date(2027, 6, 7))
    assert again(clock).sum == (
        "closed Tue 4 May 2027; 1 month later is Fri 4 June; that is a bank holiday, so Mon 7 June"
    )


@pytest.mark.parametrize("code", ["make_safe", "review", "exchange"])
def test_hours_weeks_and_days_do_not_move(case, code):
    clock = started(case, code)

    proclaim_the_jubilee()

    assert again(clock).late_from == clock.late_from
    assert again(clock).sum == clock.sum


def test_what_was_due_before_the_day_does_not_move(case):
    clock = start_clock(case, duty("answer"), at=midnight(2027, 5, 19))

    moved = proclaim_the_jubilee()

    assert (clock.due_on, moved.clocks) == (dt.date(2027, 6, 3), 0)


def test_what_is_due_on_the_day_moves(case):
    clock = start_clock(case, duty("answer"), at=midnight(2027, 5, 20))

    proclaim_the_jubilee()

    assert (clock.due_on, again(clock).due_on) == (JUBILEE, dt.date(2027, 6, 7))


def test_a_clock_that_stopped_keeps_its_sum(case):
    clock = started(case, "answer")
    stop_clock(case, duty("answer"), at=TUESDAY, by=None)

    proclaim_the_jubilee()

    assert again(clock).due_on == clock.due_on


def test_a_promise_of_a_given_moment_does_not_move(case):
    promised = actions.promise(case, what="We will ring", until=midnight(2027, 6, 10), **by("adviser", at=TUESDAY))

    proclaim_the_jubilee()

    promised.refresh_from_db()
    assert (promised.due_at, promised.clocks.get().late_from) == (midnight(2027, 6, 10), midnight(2027, 6, 10))


def test_a_promise_in_working_days_moves_with_its_clock(case):
    promised = actions.promise(case, what="We will write", **by("adviser", at=TUESDAY))

    proclaim_the_jubilee()

    promised.refresh_from_db()
    assert promised.due_at == promised.clocks.get().late_from == midnight(2027, 6, 10)


def test_a_day_of_scotland_moves_only_what_counts_the_whole_kingdom(case):
    answer, disclose = started(case, "answer"), started(case, "disclose")

    moved = proclaim_the_jubilee(calendars_named=[UK])

    assert moved.clocks == 1
    assert again(answer).due_on == answer.due_on
    assert again(disclose).due_on == disclose.due_on + dt.timedelta(days=1)


def test_a_bank_holiday_that_is_moved_moves_clocks_forward_and_back(case):
    before = start_clock(case, duty("answer"), at=midnight(2027, 4, 20))

    proclaim_the_jubilee(calendars_named=[EW], instead_of=dt.date(2027, 5, 3))

    assert (before.due_on, again(before).due_on) == (dt.date(2027, 5, 5), dt.date(2027, 5, 4))


def test_more_time_given_stays_given(case):
    clock = started(case, "answer")
    actions.extend(clock, amount=10, reason="Many papers", **by("adviser", at=TUESDAY))

    proclaim_the_jubilee()

    assert again(clock).due_on == dt.date(2027, 6, 30)


def test_a_pause_over_the_day_had_a_working_day_less(case):
    """Paused from Thursday to Tuesday: three working days, of which the Friday is none any more."""
    clock = started(case, "answer")
    actions.pause(clock, reason="Asked her", **by("adviser", at=midnight(2027, 6, 3)))
    actions.resume(clock, **by("adviser", at=midnight(2027, 6, 8)))
    paused = again(clock)

    proclaim_the_jubilee()

    assert (paused.paused, again(clock).paused) == (3, 2)
    assert again(clock).due_on == paused.due_on == dt.date(2027, 6, 18)
    assert "paused" in again(clock).sum


def test_a_clock_that_stands_still_is_reckoned_when_it_goes_on(case):
    clock = started(case, "answer")
    actions.pause(clock, reason="Asked her", **by("adviser", at=midnight(2027, 6, 3)))

    proclaim_the_jubilee()
    actions.resume(clock, **by("adviser", at=midnight(2027, 6, 8)))

    assert again(clock).due_on == reckon(again(clock)).due_on == dt.date(2027, 6, 18)


def test_all_of_it_is_as_python_counts(case):
    for code in ("answer", "disclose", "review", "return", "exchange", "make_safe"):
        started(case, code)

    proclaim_the_jubilee()

    for clock in case.clocks.all():
        counted = reckon(clock)
        assert (clock.due_on, clock.late_from, clock.sum) == (counted.due_on, counted.late_from, counted.sum)


def test_done_again_it_moves_nothing(case):
    started(case, "answer")

    first, second = proclaim_the_jubilee(), reckoning.reckon_again(at=WEDNESDAY)

    assert (first, second) == (reckoning.Moved(1, 1), reckoning.Moved(0, 0))
    assert story_of(case).count("case.clock_moved") == 1


IN_SPRING = st.datetimes(dt.datetime(2027, 4, 20), dt.datetime(2027, 6, 20)).map(
    lambda when: when.replace(tzinfo=dt.UTC)
)
SPANS = st.lists(st.timedeltas(0 * DAY, 12 * DAY), max_size=4)
RUNNING = st.lists(st.tuples(st.sampled_from(CODES), IN_SPRING, SPANS, st.integers(0, 2)), min_size=5, max_size=5)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(RUNNING, st.dates(dt.date(2027, 5, 1), dt.date(2027, 7, 31)))
def test_whatever_runs_is_as_python_counts_after_any_day_is_proclaimed(running, day):
    assume(calendar_table.in_force(EW).is_working(day))
    owner = an_adviser("Olu Owner")
    for life in running:
        live(a_case(owner=owner, at=midnight(2027, 4, 1)), *life)

    revised = calendar_table.proclaim(day, name="Any day", authority="Royal Proclamation", by="test", at=TUESDAY)
    reckoning.reckon_again(revised, at=TUESDAY)

    wrong = [
        (clock.sum, counted.sum)
        for clock in Clock.objects.filter(stopped_at=None)
        if (counted := reckon(clock)) != Deadline(clock.due_on, clock.late_from, clock.sum, clock.projected)
    ]
    assert wrong == []


# --- Who is told ------------------------------------------------------------------------------------


def test_the_story_says_once_what_moved(case):
    started(case, "answer")
    started(case, "disclose")

    proclaim_the_jubilee()

    event = case.events.get(kind="case.clock_moved")
    assert (event.by, event.at, event.is_shown) == (None, WEDNESDAY, True)
    assert event.facts == {
        "what": "Answer the matter",
        "before": "Tuesday 15 June 2027",
        "after": "Wednesday 16 June 2027",
        "clocks": [
            {"what": "Answer the matter", "before": "Tuesday 15 June 2027", "after": "Wednesday 16 June 2027"},
            {"what": "Disclose the papers", "before": "Tuesday 29 June 2027", "after": "Wednesday 30 June 2027"},
        ],
    }


def test_each_owner_is_told_of_how_many():
    olu = an_adviser("Olu Owner")
    for _ in "12":
        started(a_case(owner=olu, at=TUESDAY), "answer")

    proclaim_the_jubilee()

    alarm = Alarm.objects.get(code="cases.clock_moved")
    assert alarm.officer == olu
    assert alarm.sentence == (
        "The bank holidays changed, and with them a date of 2 of your cases. Their stories say which."
    )


def test_a_team_is_told_of_what_nobody_has():
    income = a_team("Income")
    start_clock(a_case(team=income, at=TUESDAY), duty("answer"), at=TUESDAY)

    proclaim_the_jubilee()

    alarm = Alarm.objects.get(code="cases.clock_moved")
    assert (alarm.team, alarm.officer) == (income, None)
    assert "a date of 1 of the cases that wait for Income." in alarm.sentence


def test_a_restricted_case_moves_too_and_tells_only_its_group(council):
    member = an_adviser("Mia Member")
    group = a_group("Protected persons", member)
    with acting_for([council.pk], groups=[group.pk], who="test"):
        hidden = a_case(owner=member, group=group, at=TUESDAY)
        clock = started(hidden, "answer")
        proclaim_the_jubilee()
        assert again(clock).due_on == dt.date(2027, 6, 16)
        assert "case.clock_moved" in story_of(hidden)

    assert story_of(hidden) == []


def test_the_council_next_door_is_reckoned_on_its_own(case, other_council):
    clock = started(case, "answer")
    with acting_for([other_council.pk], who="test"):
        assert proclaim_the_jubilee() == reckoning.Moved(0, 0)

    assert again(clock).due_on == clock.due_on
    assert reckoning.disagreeing() == 1
