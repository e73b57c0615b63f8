"""The duty rota: turns of a week, over the changes of the clock, swapped, and taken off with a reason."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction

from rooftree.foundations.dates import LONDON
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.staff import actions, rota_queries, rota_rules
from rooftree.staff.models import DutySwap, DutyTurn, Officer, Team
from rooftree.staff.rota_rules import Turn, turn_on, weekly
from rooftree.staff.tests.making import MONDAY, NINE_ON_MONDAY, SATURDAY, TUESDAY, a_team, acting_as
from tests.builders import an_officer

HOUR = dt.timedelta(hours=1)
WEEK = dt.timedelta(days=7)
EVENING, MORNING = dt.time(17), dt.time(9)
TONIGHT = turn_on(MONDAY, EVENING, MORNING)


def at(*when: int) -> dt.datetime:
    return dt.datetime(*when, tzinfo=LONDON)


# --- Rules ------------------------------------------------------------------------------------------


def test_a_turn_that_ends_at_an_earlier_hour_ends_the_next_day():
    assert Turn(at(2026, 3, 2, 17), at(2026, 3, 3, 9)) == TONIGHT
    assert turn_on(MONDAY, MORNING, EVENING) == Turn(at(2026, 3, 2, 9), at(2026, 3, 2, 17))
    assert turn_on(MONDAY, MORNING, MORNING).ends == at(2026, 3, 3, 9)


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (dt.date(2026, 3, 21), 9),
        (dt.date(2026, 3, 28), 8),
        (dt.date(2026, 10, 17), 9),
        (dt.date(2026, 10, 24), 10),
    ],
)
def test_the_night_on_which_the_clocks_change_is_an_hour_shorter_or_longer(day, hours):
    turn = turn_on(day, dt.time(22), dt.time(7))

    assert turn.ends.astimezone(dt.UTC) - turn.starts.astimezone(dt.UTC) == hours * HOUR


def test_every_week_keeps_the_hours_of_the_wall():
    turns = weekly(turn_on(dt.date(2026, 3, 23), MORNING, EVENING), dt.date(2026, 4, 6))

    assert [turn.starts for turn in turns] == [at(2026, 3, 23, 9), at(2026, 3, 30, 9), at(2026, 4, 6, 9)]
    assert [turn.starts.astimezone(dt.UTC).hour for turn in turns] == [9, 8, 8]


@pytest.mark.parametrize(
    ("last_day", "turns"), [(None, 1), (MONDAY, 1), (MONDAY + 6 * dt.timedelta(days=1), 1), (MONDAY + WEEK, 2)]
)
def test_the_last_day_is_the_last_on_which_one_begins(last_day, turns):
    assert len(weekly(TONIGHT, last_day)) == turns


@pytest.mark.parametrize(
    ("turn", "until_on", "says"),
    [
        (Turn(NINE_ON_MONDAY - 2 * HOUR, NINE_ON_MONDAY), None, "That turn was over"),
        (Turn(NINE_ON_MONDAY, NINE_ON_MONDAY + WEEK + HOUR), None, "a week long at most"),
        (Turn(NINE_ON_MONDAY + HOUR, NINE_ON_MONDAY), None, "A turn ends after it begins"),
        (TONIGHT, MONDAY - dt.timedelta(days=1), "before the first turn"),
        (TONIGHT, MONDAY + dt.timedelta(days=367), "a year at most"),
    ],
)
def test_a_turn_that_cannot_be_is_refused(turn, until_on, says):
    with pytest.raises(Refused, match=says):
        rota_rules.check_turn(turn, until_on, at=NINE_ON_MONDAY)


def test_a_turn_is_said_as_a_wall_clock_shows_it():
    assert TONIGHT.in_words == "Monday 2 March 2026, 17:00 to 09:00 the next day"
    assert turn_on(MONDAY, MORNING, EVENING).in_words == "Monday 2 March 2026, 09:00 to 17:00"
    assert Turn(TONIGHT.starts, TONIGHT.starts + WEEK).in_words.endswith("17:00 on Monday 9 March 2026")


# --- Actions ----------------------------------------------------------------------------------------


def a_leader() -> Officer:
    return acting_as("team_leader", name="Lee Ward")


def enter(team: Team, officer: Officer, turn: Turn = TONIGHT, **facts: Any) -> list[DutyTurn]:
    usual = {
        "by": facts.pop("by", None) or a_leader(),
        "at": NINE_ON_MONDAY,
        "key": f"{turn.starts:%d%H}-{officer.pk}-{team.pk}",
    }
    return actions.add_turns(team, officer=officer, turn=turn, **(usual | facts))


def does(by: Officer, key: str = "k9") -> dict[str, Any]:
    return {"by": by, "at": NINE_ON_MONDAY, "key": key, "reason": "Asked for the evening off"}


@pytest.mark.usefixtures("acting")
def test_whoever_leads_enters_a_turn_once():
    team, asha, by = a_team(), an_officer(), a_leader()

    first, again = enter(team, asha, by=by), enter(team, asha, by=by)

    assert first == again
    (turn,) = DutyTurn.objects.all()
    assert (turn.team, turn.officer, turn.starts, turn.ends) == (team, asha, TONIGHT.starts, TONIGHT.ends)
    with pytest.raises(PermissionDenied):
        enter(team, asha, by=acting_as("adviser"))


@pytest.mark.usefixtures("acting")
def test_a_turn_is_entered_for_every_week():
    turns = enter(a_team(), an_officer(), until_on=MONDAY + 3 * WEEK)

    assert [turn.starts for turn in turns] == [TONIGHT.starts + weeks * WEEK for weeks in range(4)]


@pytest.mark.usefixtures("acting")
def test_nobody_has_two_turns_at_a_time():
    income, repairs, asha = a_team(), a_team("Repairs"), an_officer()
    enter(income, asha)

    with pytest.raises(Refused, match="Asha Bell is on duty already: Monday 2 March 2026, 17:00 to 09:00"):
        enter(repairs, asha, turn_on(TUESDAY, dt.time(8), dt.time(12)))
    assert enter(repairs, asha, turn_on(TUESDAY, MORNING, dt.time(12)))


@pytest.mark.usefixtures("acting")
def test_the_database_refuses_two_turns_at_a_time():
    (turn,) = enter(a_team(), an_officer())
    turn.pk = None

    with pytest.raises(IntegrityError, match="one_duty_at_a_time"), transaction.atomic():
        turn.save()


@pytest.mark.usefixtures("acting")
@pytest.mark.parametrize(
    ("facts", "says"), [({"from_on": TUESDAY}, "starts on"), ({"until_on": TUESDAY}, "leaves on")]
)
def test_only_somebody_who_is_here_is_on_duty(facts, says):
    with pytest.raises(Refused, match=says):
        enter(a_team(), an_officer(**facts))


@pytest.mark.usefixtures("acting")
def test_a_turn_until_midnight_is_of_one_day():
    leaves = an_officer(until_on=TUESDAY)

    assert enter(a_team(), leaves, Turn(at(2026, 3, 2, 17), at(2026, 3, 3, 0)))


@pytest.mark.usefixtures("acting")
def test_a_turn_taken_off_stays_with_the_reason_and_leaves_room():
    team, asha, by = a_team(), an_officer(), a_leader()
    (turn,) = enter(team, asha, by=by)

    actions.remove_turn(turn, **does(by))
    actions.remove_turn(turn, **does(by))

    turn.refresh_from_db()
    assert (turn.removed_by, turn.removed_because) == (by, "Asked for the evening off")
    assert enter(team, asha, key="k2")
    with pytest.raises(Refused, match="taken off the rota on Monday 2 March 2026"):
        actions.remove_turn(turn, **does(by, "k3"))


@pytest.mark.usefixtures("acting")
def test_a_turn_that_is_over_is_not_changed():
    asha, priya, by = an_officer(), an_officer(name="Priya Nair"), a_leader()
    (turn,) = enter(a_team(), asha, by=by)
    later = does(by) | {"at": TONIGHT.ends}

    with pytest.raises(Refused, match="That turn is over"):
        actions.remove_turn(turn, **later)
    with pytest.raises(Refused, match="That turn is over"):
        actions.hand_on_turn(turn, officer=priya, **later)


@pytest.mark.usefixtures("acting")
def test_a_colleague_takes_a_turn_and_who_had_it_is_kept():
    asha, priya, by = an_officer(), an_officer(name="Priya Nair"), a_leader()
    (turn,) = enter(a_team(), asha, by=by)

    turn = actions.hand_on_turn(turn, officer=priya, **does(by))

    assert (turn.officer, turn.changes, turn.changed_at) == (priya, 1, NINE_ON_MONDAY)
    swap = DutySwap.objects.get()
    assert (swap.was, swap.became, swap.reason, swap.by) == (asha, priya, "Asked for the evening off", by)
    with pytest.raises(Refused, match="Priya Nair has that turn already"):
        actions.hand_on_turn(turn, officer=priya, **does(by, "k2"))
    with pytest.raises(PermissionDenied):
        actions.hand_on_turn(turn, officer=asha, **does(acting_as("adviser"), "k3"))


@pytest.mark.usefixtures("acting")
@pytest.mark.parametrize("day", [MONDAY, SATURDAY], ids=["at one time", "on other days"])
def test_two_swap_their_turns(day):
    team, asha, priya, by = a_team(), an_officer(), an_officer(name="Priya Nair"), a_leader()
    (hers,) = enter(team, asha, by=by)
    (theirs,) = enter(team, priya, turn_on(day, EVENING, MORNING), by=by)

    actions.swap_turns(hers, other=theirs, **does(by))
    actions.swap_turns(hers, other=theirs, **does(by))

    hers.refresh_from_db()
    theirs.refresh_from_db()
    assert (hers.officer, theirs.officer) == (priya, asha)
    assert (hers.removed_at, theirs.removed_at) == (None, None)
    assert DutySwap.objects.count() == 2


@pytest.mark.usefixtures("acting")
def test_a_swap_with_somebody_who_is_on_duty_then_is_refused():
    team, asha, priya, by = a_team(), an_officer(), an_officer(name="Priya Nair"), a_leader()
    (hers,) = enter(team, asha, by=by)
    (theirs,) = enter(team, priya, turn_on(SATURDAY, EVENING, MORNING), by=by)
    enter(a_team("Repairs"), priya, turn_on(MONDAY, dt.time(18), dt.time(20)), by=by)

    with pytest.raises(Refused, match="Priya Nair is on duty already"):
        actions.swap_turns(hers, other=theirs, **does(by))


@pytest.mark.usefixtures("acting")
@pytest.mark.parametrize(
    "change", ["UPDATE staff_dutyswap SET reason = 'x'", "DELETE FROM staff_dutyswap", "TRUNCATE staff_dutyswap"]
)
def test_what_was_swapped_is_only_added_to(change):
    from django.db import connection

    by = a_leader()
    (turn,) = enter(a_team(), an_officer(), by=by)
    actions.hand_on_turn(turn, officer=an_officer(name="Priya Nair"), **does(by))

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(change)


# --- Reads ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("acting")
@pytest.mark.parametrize(
    ("moment", "is_on"),
    [
        (TONIGHT.starts - dt.timedelta(seconds=1), False),
        (TONIGHT.starts, True),
        (TONIGHT.ends - dt.timedelta(seconds=1), True),
        (TONIGHT.ends, False),
    ],
)
def test_who_is_on_duty_now(moment, is_on):
    team = a_team()
    turns = enter(team, an_officer())

    assert list(rota_queries.on_duty_for(team, at=moment)) == (turns if is_on else [])


@pytest.mark.usefixtures("acting")
def test_nobody_is_on_duty_by_a_turn_taken_off():
    team, by = a_team(), a_leader()
    (turn,) = enter(team, an_officer(), by=by)
    actions.remove_turn(turn, **does(by))

    assert not rota_queries.on_duty_for(team, at=TONIGHT.starts)
    assert list(rota_queries.turns_of(team, starts=TONIGHT.starts, ends=TONIGHT.ends)) == [turn]


@pytest.mark.usefixtures("acting")
def test_an_absence_is_shown_against_the_turns_that_it_touches():
    team, asha = a_team(), an_officer()
    turns = enter(team, asha, until_on=MONDAY + 2 * WEEK)
    actions.enter_absence(
        asha, starts=at(2026, 3, 10, 8), until_on=dt.date(2026, 3, 16), by=asha, at=NINE_ON_MONDAY, key="a"
    )

    assert rota_queries.cannot_be_done(turns) == {turns[1].pk}


def test_another_council_sees_no_turn(acting, other_council):
    enter(a_team(), an_officer())

    with acting_for([other_council.pk], who="test"):
        assert not DutyTurn.objects.exists()
        assert not rota_queries.on_duty([acting.councils[0]], at=TONIGHT.starts)
