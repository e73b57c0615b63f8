"""Who carries how much, and that the numbers of a team are those of its list."""

import datetime as dt
from decimal import Decimal

import pytest

from rooftree.cases import actions
from rooftree.cases.models import Case, Clock
from rooftree.record.capacity import Band
from rooftree.record.load_of_work import disputes_of, load_of_officers, load_of_teams
from rooftree.record.tests.test_worklist import a_case_due, a_hold, a_member, a_piece, of_team
from rooftree.staff.models import WorkingHours
from tests.builders import NOON, TODAY, a_team, an_officer, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

DAY = dt.timedelta(days=1)


@pytest.fixture
def team(acting):
    return a_team("contact")


@pytest.fixture
def officer(team):
    return a_member(team)


def load_of(officer):
    [load] = load_of_officers(at=NOON, officer=officer.pk)
    return load


def test_an_officer_carries_the_weight_of_their_open_cases(officer):
    a_case_due(NOON - DAY, owner=officer, weight="2.50")
    a_hold(a_case_due(NOON + DAY, owner=officer, weight="1.25"))
    closed = a_case_due(None, owner=officer)
    Case.objects.filter(pk=closed.pk).update(closed_at=NOON, closed_by=officer)

    load = load_of(officer)

    assert (load.cases, load.points, load.late, load.held) == (2, Decimal("3.75"), 1, 1)
    assert (load.band, load.capacity.points) == (Band.LIGHT, Decimal("80.00"))


def test_what_somebody_covers_counts_for_them_and_not_for_the_one_who_is_away(officer):
    bea = an_officer("adviser", name="Bea Stone", weekly_hours=Decimal(37))
    a_piece(a_case_due(NOON + DAY, owner=bea, weight="4.00"), offered_to=officer, accepted=True)

    covering, away = load_of(officer), load_of(bea)

    assert (covering.points, covering.covering) == (Decimal("4.00"), 1)
    assert (away.points, away.is_away, away.away_until) == (Decimal("0.00"), True, TODAY + 7 * DAY)
    assert "here on 15 of 20 working days" in away.capacity.sum


def test_what_is_only_offered_still_counts_for_the_owner(officer):
    bea = an_officer("adviser", name="Bea Stone")
    a_piece(a_case_due(NOON + DAY, owner=bea, weight="4.00"), offered_to=officer)

    assert (load_of(officer).points, load_of(bea).points) == (Decimal("0.00"), Decimal("4.00"))


def test_days_are_those_of_the_officers_own_week(officer):
    for weekday in (1, 2, 3):
        WorkingHours.objects.create(
            council_id=officer.council_id,
            officer=officer,
            weekday=weekday,
            starts_at=dt.time(9),
            ends_at=dt.time(17),
        )

    assert "here on 12 of 12 working days" in load_of(officer).capacity.sum


def test_the_fullest_desk_stands_first(team, officer):
    bea, cem = a_member(team, "Bea Stone"), a_member(team, "Cem Kaya")
    a_case_due(NOON + DAY, owner=bea, weight="90")
    a_case_due(NOON + DAY, owner=cem, weight="70")

    loads = load_of_officers(at=NOON, team=team.pk)

    assert [(load.name, load.band) for load in loads] == [
        ("Bea Stone", Band.OVER),
        ("Cem Kaya", Band.FULL),
        ("Asha Bell", Band.LIGHT),
    ]


def test_somebody_who_has_a_case_of_the_team_is_shown_with_it(team):
    stranger = an_officer("adviser", name="Dan Roe")
    a_case_due(NOON + DAY, owner=stranger)

    assert [load.name for load in load_of_officers(at=NOON, team=team.pk)] == ["Dan Roe"]


def test_the_counts_of_a_team_are_those_of_its_list(team, officer):
    a_case_due(NOON - DAY, owner=officer)
    a_case_due(NOON - DAY)
    a_hold(a_case_due(NOON + DAY))
    a_case_due(None)

    [told] = [each for each in load_of_teams(at=NOON) if each.id == team.pk]

    assert told.counts == of_team(team).counts
    assert (told.cases, told.counts.all, told.counts.queue, told.unowned_points) == (4, 3, 2, Decimal("2.00"))


def test_a_disagreement_waits_before_the_teams_eyes_until_long_after_it_was_answered(team, officer):
    case = a_case_due(NOON + DAY, owner=officer)
    made = actions.challenge(case, about="weight", why="Heavier", stood_at="1.00 points", **by(officer=officer))
    assert [each.answered_at for each in disputes_of(team.pk, at=NOON)] == [None]
    assert load_of(officer).disputes == 1

    actions.answer_challenge(made, answer="Two points", **by(officer=an_officer("team_leader", name="Lena Ford")))

    assert [each.answered_by for each in disputes_of(team.pk, at=NOON + 27 * DAY)] == ["Lena Ford"]
    assert disputes_of(team.pk, at=NOON + 29 * DAY) == []
    assert load_of(officer).disputes == 0


def test_a_paused_clock_makes_nothing_late(officer):
    case = a_case_due(NOON - DAY, owner=officer)
    Clock.objects.filter(case=case, stopped_at=None).update(paused_since=NOON - 2 * DAY)

    assert load_of(officer).late == 0


def test_loads_cost_a_query_and_one_a_council(team, officer, django_assert_num_queries):
    a_case_due(NOON + DAY, owner=officer)

    with django_assert_num_queries(2):
        load_of_officers(at=NOON, team=team.pk)
    with django_assert_num_queries(1):
        load_of_teams(at=NOON)
