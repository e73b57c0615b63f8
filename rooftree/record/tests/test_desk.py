"""What stands about a worklist: teams, alarms, views, and how the night went."""

import datetime as dt

import pytest

from rooftree.cases.models import Alarm
from rooftree.foundations.models import NightlyCheck
from rooftree.record.desk import desk, every_team
from rooftree.record.tests.test_worklist import a_member
from rooftree.staff.actions import save_view
from rooftree.staff.models import RoleHeld
from tests.builders import NOON, TODAY, a_team, an_officer, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

HOUR = dt.timedelta(hours=1)


def desk_of(officer, *, heads=(), also=None, page="home"):
    council = officer.council_id
    return desk([officer.pk], councils=[council], heads=heads, page=page, also=also, at=NOON)


def an_alarm(council, level="team", **facts):
    about = f"handover {Alarm.objects.count()}"
    return Alarm.objects.create(
        council=council, code="cover.nobody", about=about, sentence=about, level=level, raised_at=NOON, **facts
    )


def test_ones_teams_are_those_one_holds_a_role_in_or_manages(council):
    team = a_team("contact")
    officer = a_member(team)
    managed, other = a_team("income", manager=officer), a_team("repairs")

    assert {each.id: each.is_own for each in desk_of(officer, also=other.pk).teams} == {
        team.pk: True,
        managed.pk: True,
        other.pk: False,
    }
    assert [each.id for each in desk_of(officer).own_teams] == [team.pk, managed.pk]
    assert [name for _, name in every_team([council.pk])] == ["Contact", "Income", "Repairs"]


def test_a_team_one_has_left_is_ones_own_no_more(acting):
    officer = a_member(a_team("contact"))
    RoleHeld.objects.filter(officer=officer).update(until_on=TODAY)

    assert desk_of(officer).teams == []


def test_a_team_asked_for_that_is_ones_own_is_told_once(acting):
    team = a_team("contact")

    assert [each.is_own for each in desk_of(a_member(team), also=team.pk).teams] == [True]


def test_alarms_are_told_to_whom_they_name_and_to_the_head_where_they_name_nobody(council):
    officer = an_officer("adviser")
    named = an_alarm(council, officer=officer)
    for_head = an_alarm(council, level="head")
    an_alarm(council, officer=an_officer("adviser"))
    an_alarm(council, officer=officer, closed_at=NOON, closing="Done")

    assert [alarm.sentence for alarm in desk_of(officer).alarms] == [named.sentence]
    assert [alarm.sentence for alarm in desk_of(officer, heads=[council.pk]).alarms] == [
        for_head.sentence,
        named.sentence,
    ]


def test_views_are_ones_own_and_of_the_list_in_hand(acting):
    officer = an_officer("adviser")
    save_view("home", name="Late", query="shown=late", **by(officer=officer))
    save_view("team_work", name="Queue", query="shown=queue", **by(officer=officer))
    save_view("home", name="Hers", query="", **by(officer=an_officer("adviser")))

    assert [(view.name, view.query) for view in desk_of(officer).views] == [("Late", "shown=late")]


@pytest.mark.parametrize(("made", "is_missed"), [([], True), ([26], False), ([27], True), ([1, 27], True)])
def test_a_night_is_missed_when_some_check_was_not_made_for_more_than_a_day(council, made, is_missed):
    for number, hours in enumerate(made):
        NightlyCheck.objects.create(
            council=council, name=f"check {number}", checked_on=TODAY, made_at=NOON - hours * HOUR, found=[]
        )

    assert bool(desk_of(an_officer("adviser")).missed) is is_missed


def test_it_costs_one_query(acting, django_assert_num_queries):
    officer = a_member(a_team("contact"))

    with django_assert_num_queries(1):
        desk_of(officer)
