"""An officer is away: entered by anybody, never with why, extended, ended early, or for good."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from rooftree.foundations.dates import LONDON
from rooftree.foundations.refusals import Refused
from rooftree.staff import absence_queries, actions, queries
from rooftree.staff.models import Absence, Cover, Officer
from rooftree.staff.tests.making import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, a_cover, acting_as
from tests.builders import an_officer

pytestmark = pytest.mark.usefixtures("acting")

EIGHT_FORTY = dt.datetime(2026, 3, 2, 8, 40, tzinfo=LONDON)
ON_TUESDAY = dt.datetime(2026, 3, 3, 14, 0, tzinfo=LONDON)
NEXT_MONDAY = dt.date(2026, 3, 9)


def midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=LONDON)


@pytest.fixture
def asha() -> Officer:
    return an_officer("adviser")


@pytest.fixture
def ben() -> Officer:
    return an_officer(name="Ben Ode")


def enter(officer: Officer, *, key: str = "k1", **facts) -> Absence:
    said = {"starts": EIGHT_FORTY, "until_on": WEDNESDAY, "by": acting_as("caretaker"), "at": EIGHT_FORTY} | facts
    return actions.enter_absence(officer, key=key, **said)


def change(absence: Absence, until_on: dt.date | None, *, at=EIGHT_FORTY, key="k2") -> Absence:
    return actions.change_return(absence, until_on=until_on, by=acting_as("adviser"), at=at, key=key)


def end(absence: Absence, *, at=ON_TUESDAY, by=None, key="k3") -> Absence:
    return actions.end_absence(absence, by=by or absence.officer, at=at, key=key)


def stand_in(absence: Absence, covered_by: Officer, *, by=None, at=EIGHT_FORTY, key="k4") -> Cover:
    return actions.stand_in(absence, covered_by=covered_by, by=by or acting_as("team_leader"), at=at, key=key)


# --- Entering -------------------------------------------------------------------------------------


def test_a_colleague_enters_who_rang_in_sick(asha):
    absence = enter(asha)

    assert not absence.is_planned
    assert not absence_queries.is_present(asha, EIGHT_FORTY)
    assert absence_queries.is_present(asha, EIGHT_FORTY - dt.timedelta(minutes=1))
    assert absence_queries.is_present(asha, midnight(WEDNESDAY))


def test_an_absence_holds_nothing_about_why():
    columns = {field.name for field in Absence._meta.get_fields() if field.concrete}

    assert columns == {
        *("id", "council", "officer", "starts", "until_on", "is_for_good", "is_planned"),
        *("entered_by", "entered_at", "ended_at", "ended_by"),
    }


def test_officers_enter_their_own_leave_whatever_their_role():
    guard = acting_as("security")

    absence = enter(guard, starts=midnight(THURSDAY), until_on=NEXT_MONDAY, by=guard)

    assert absence.is_planned
    assert absence_queries.is_present(guard, EIGHT_FORTY)


def test_a_guard_enters_nobody_else(asha):
    with pytest.raises(PermissionDenied):
        enter(asha, by=acting_as("security"))


def test_sent_twice_it_is_entered_once(asha):
    first = enter(asha)

    assert enter(asha) == first
    assert asha.absences.count() == 1


def test_days_gone_by_are_refused(asha):
    with pytest.raises(Refused, match="cannot be changed for days gone by"):
        enter(asha, starts=midnight(dt.date(2026, 3, 1)))


@pytest.mark.parametrize("until_on", [MONDAY, dt.date(2026, 3, 1)])
def test_the_first_day_back_comes_after_the_first_day_away(asha, until_on):
    with pytest.raises(Refused, match="The absence begins on Monday 2 March 2026, so the first day back"):
        enter(asha, until_on=until_on)


def test_nobody_is_away_twice_at_once(asha):
    enter(asha, until_on=None)

    with pytest.raises(Refused, match="Asha Bell is entered as away from Monday 2 March 2026 already"):
        enter(asha, starts=midnight(FRIDAY), until_on=NEXT_MONDAY, key="again")


def test_an_absence_may_begin_on_the_day_on_which_another_ends(asha):
    enter(asha, until_on=WEDNESDAY)

    enter(asha, starts=midnight(WEDNESDAY), until_on=FRIDAY, key="again")

    assert asha.absences.count() == 2


def test_the_database_refuses_two_at_once(asha):
    first = enter(asha, until_on=None)
    first.pk, first.starts = None, midnight(FRIDAY)

    with pytest.raises(IntegrityError, match="one_absence_at_a_time"), transaction.atomic():
        first.save()


def test_somebody_who_has_left_is_not_away():
    gone = an_officer(until_on=MONDAY)

    with pytest.raises(Refused, match="left on Sunday 1 March 2026, so cannot be away"):
        enter(gone)


# --- For good -------------------------------------------------------------------------------------


def test_who_leads_enters_a_leaver(asha):
    absence = enter(asha, starts=midnight(FRIDAY), until_on=None, is_for_good=True, by=acting_as("team_leader"))

    assert absence.is_for_good
    assert absence_queries.is_present(asha, ON_TUESDAY)
    assert not absence_queries.is_present(asha, midnight(FRIDAY) + dt.timedelta(days=900))


def test_nobody_lets_themselves_go(asha):
    asha.roles = frozenset({"adviser"})

    with pytest.raises(PermissionDenied):
        enter(asha, until_on=None, is_for_good=True, by=asha)


def test_a_leaver_is_not_expected_back(asha):
    with pytest.raises(Refused, match="Leave the day of the return empty"):
        enter(asha, is_for_good=True, by=acting_as("team_leader"))


def test_a_leaver_has_no_day_of_return_to_change(asha):
    absence = enter(asha, until_on=None, is_for_good=True, by=acting_as("team_leader"))

    with pytest.raises(Refused, match="leaves for good"):
        change(absence, FRIDAY)


# --- Back sooner or later -------------------------------------------------------------------------


def test_back_sooner_ends_it_and_who_stood_in_is_free(asha, ben):
    absence = enter(asha, until_on=None)
    stand_in(absence, ben)

    end(absence)

    asha.refresh_from_db()
    assert absence_queries.is_present(asha, ON_TUESDAY)
    assert queries.standing_in(asha, on=TUESDAY) == asha
    assert queries.standing_in(asha, on=MONDAY) == ben


def test_leave_called_off_before_it_began_never_was(asha, ben):
    absence = enter(asha, starts=midnight(THURSDAY), until_on=NEXT_MONDAY)
    stand_in(absence, ben)

    end(absence)

    assert absence_queries.is_present(asha, midnight(FRIDAY))
    assert not Cover.objects.exists()
    enter(asha, starts=midnight(THURSDAY), until_on=FRIDAY, at=ON_TUESDAY, key="again")


def test_longer_away_keeps_who_stands_in(asha, ben):
    absence = enter(asha)
    stand_in(absence, ben)

    change(absence, NEXT_MONDAY)

    assert queries.standing_in(asha, on=FRIDAY) == ben
    assert queries.standing_in(asha, on=NEXT_MONDAY) == asha


def test_expected_sooner_shortens_who_stands_in(asha, ben):
    absence = enter(asha, until_on=NEXT_MONDAY)
    stand_in(absence, ben)

    change(absence, WEDNESDAY)

    assert queries.standing_in(asha, on=WEDNESDAY) == asha


def test_a_colleague_who_cannot_go_on_is_not_made_to(asha, ben):
    absence = enter(asha)
    stand_in(absence, ben)
    enter(ben, starts=midnight(THURSDAY), until_on=FRIDAY, key="ben")

    change(absence, NEXT_MONDAY)

    assert asha.covers.get().until_on == WEDNESDAY


def test_a_return_in_the_past_is_refused(asha):
    absence = enter(asha, until_on=NEXT_MONDAY)

    with pytest.raises(Refused, match="say that they are back"):
        change(absence, TUESDAY, at=ON_TUESDAY)


def test_what_is_over_is_not_changed(asha):
    absence = enter(asha)
    end(absence)

    with pytest.raises(Refused, match="was back on Tuesday 3 March 2026"):
        end(absence, key="again")
    with pytest.raises(Refused, match="so that absence is over"):
        change(absence, NEXT_MONDAY, at=ON_TUESDAY)


def test_ended_twice_with_one_key_it_is_ended_once(asha):
    absence = enter(asha)

    assert end(absence).ended_at == end(absence).ended_at


def test_longer_must_not_run_into_the_next_absence(asha):
    absence = enter(asha)
    enter(asha, starts=midnight(THURSDAY), until_on=FRIDAY, key="next")

    with pytest.raises(Refused, match="entered as away from Thursday 5 March 2026 to Thursday 5 March 2026"):
        change(absence, NEXT_MONDAY)


# --- Standing in ----------------------------------------------------------------------------------


def test_officers_arrange_their_own_stand_in(asha, ben):
    absence = enter(asha, starts=midnight(THURSDAY), until_on=NEXT_MONDAY)

    cover = stand_in(absence, ben, by=asha)

    assert (cover.from_on, cover.until_on) == (THURSDAY, NEXT_MONDAY)


def test_an_adviser_arranges_nobody_elses(asha, ben):
    absence = enter(asha)

    with pytest.raises(PermissionDenied):
        stand_in(absence, ben, by=acting_as("adviser"))


def test_somebody_else_can_stand_in_from_today(asha, ben):
    absence = enter(asha, until_on=NEXT_MONDAY)
    stand_in(absence, ben)
    cara = an_officer(name="Cara Finch")

    stand_in(absence, cara, at=ON_TUESDAY, key="then")

    assert queries.standing_in(asha, on=MONDAY) == ben
    assert queries.standing_in(asha, on=TUESDAY) == cara


def test_the_same_colleague_is_not_arranged_twice(asha, ben):
    absence = enter(asha)
    stand_in(absence, ben)

    with pytest.raises(Refused, match="Ben Ode covers already"):
        stand_in(absence, ben, key="again")


def test_nobody_stands_in_who_is_away(asha, ben):
    enter(ben, key="ben")
    absence = enter(asha)

    with pytest.raises(Refused, match="Ben Ode is away from Monday 2 March 2026 to Tuesday 3 March 2026, so"):
        stand_in(absence, ben)


def test_who_stands_in_for_another_hands_that_on_first(asha, ben):
    a_cover(an_officer(name="Cara Finch"), asha, from_on=MONDAY, until_on=FRIDAY)
    absence = enter(asha)

    with pytest.raises(Refused, match="Arrange somebody else for Cara Finch first"):
        stand_in(absence, ben)


def test_while_nobody_knows_when_the_stand_in_goes_on_by_itself(asha, ben):
    absence = enter(asha, until_on=None)
    cover = stand_in(absence, ben)
    assert cover.until_on == MONDAY + dt.timedelta(days=28)
    a_fortnight_on = EIGHT_FORTY + dt.timedelta(days=14)

    actions.prolong_stand_in(absence, at=EIGHT_FORTY + dt.timedelta(days=13))
    cover.refresh_from_db()
    assert cover.until_on == MONDAY + dt.timedelta(days=28)
    actions.prolong_stand_in(absence, at=a_fortnight_on)
    actions.prolong_stand_in(absence, at=a_fortnight_on)

    cover.refresh_from_db()
    assert cover.until_on == MONDAY + dt.timedelta(days=42)


# --- Who is away, and who answers -----------------------------------------------------------------


def test_away_are_the_absent_and_those_who_left(asha, council):
    gone, to_come = an_officer(until_on=MONDAY), an_officer(from_on=FRIDAY)
    enter(asha)

    assert absence_queries.away([council.pk], at=EIGHT_FORTY) == {asha.pk, gone.pk, to_come.pk}


def test_a_managers_work_climbs_to_theirs():
    head = an_officer(name="Di Frost")
    manager = an_officer(name="Cara Finch", manager=head)
    asha = an_officer(manager=manager)
    assert absence_queries.manager_answering(asha, EIGHT_FORTY) == manager

    enter(manager)

    assert absence_queries.manager_answering(asha, EIGHT_FORTY) == head
    assert absence_queries.manager_answering(head, EIGHT_FORTY) is None


def test_managers_in_a_circle_end_with_nobody():
    one = an_officer()
    other = an_officer(manager=one)
    Officer.objects.filter(pk=one.pk).update(manager=other)
    enter(one)
    enter(other, key="other")

    assert absence_queries.manager_answering(Officer.objects.get(pk=one.pk), EIGHT_FORTY) is None
