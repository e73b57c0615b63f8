"""Pages of the duty rota: a week of it, and every change that those who lead can make."""

import datetime as dt
from typing import Any

import pytest

from rooftree.foundations import dates
from rooftree.foundations.dates import LONDON, london_day, midnight_of
from rooftree.pages.tests.html import assert_valid_html
from rooftree.staff.models import Absence, DutyTurn, Officer
from rooftree.staffweb.tests.asking import on, refused, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_team, an_officer

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 4, 12, tzinfo=LONDON)
DAY = dt.timedelta(days=1)
TODAY = london_day(NOW)


@pytest.fixture(autouse=True)
def _on_a_wednesday(monkeypatch):
    monkeypatch.setattr("rooftree.foundations.dates.now", lambda: NOW)


@pytest.fixture
def lead(acting, client) -> Officer:
    officer = an_officer("team_leader", name="Lee Ward")
    sign_in_as(client, officer)
    return officer


def a_turn(officer: Officer, starts: dt.datetime, hours: int = 8, **facts: Any) -> DutyTurn:
    team = facts.pop("team", None) or a_team()
    return DutyTurn.objects.create(
        council_id=officer.council_id,
        team=team,
        officer=officer,
        starts=starts,
        ends=starts + dt.timedelta(hours=hours),
        entered_by=officer,
        entered_at=NOW,
        **facts,
    )


def page_of(turn: DutyTurn) -> str:
    return f"/staff/council/teams/{turn.team_id}/rota/"


def test_a_week_says_who_is_on_duty_and_when(client, lead):
    night = a_turn(an_officer(name="Asha Bell"), midnight_of(TODAY) + dt.timedelta(hours=22), hours=10)

    page = client.get(page_of(night))

    assert_valid_html(page)
    words = words_of(page)
    assert "Mon 2 Mar 2026 to Sun 8 Mar 2026" in words
    assert "Wed 4 Mar 2026 Asha Bell , 22:00 to 08:00 on Thu 5 Mar 2026" in words
    assert "Thu 5 Mar 2026 Asha Bell, until 08:00" in words
    assert "Nobody is on duty now." in words


def test_who_is_on_duty_now_stands_on_top_and_on_the_teams_page(client, lead):
    turn = a_turn(an_officer(name="Asha Bell"), NOW - dt.timedelta(hours=2))

    assert "On duty now: Asha Bell until 18:00" in words_of(client.get(page_of(turn)))
    team = client.get(f"/staff/council/teams/{turn.team_id}/")
    assert_valid_html(team)
    assert "On duty now: Asha Bell." in words_of(team)


def test_an_absence_stands_against_the_turn(client, lead):
    asha = an_officer(name="Asha Bell")
    turn = a_turn(asha, NOW + DAY)
    Absence.objects.create(
        council_id=asha.council_id,
        officer=asha,
        starts=NOW,
        until_on=TODAY + 3 * DAY,
        is_planned=True,
        entered_by=asha,
        entered_at=NOW,
    )

    assert "Away" in words_of(client.get(page_of(turn)))


@pytest.mark.parametrize(
    ("week", "monday"),
    [("2026-03-29", "Mon 23 Mar 2026"), ("nonsense", "Mon 2 Mar 2026"), ("0001-01-01", "Mon 10 Jan 2000")],
)
def test_another_week_can_be_asked_for(client, lead, week, monday):
    turn = a_turn(lead, NOW)

    assert f"{monday} to" in words_of(client.get(page_of(turn), {"week": week}))


def test_the_page_asks_as_often_for_many_turns_as_for_one(client, lead, django_assert_max_num_queries):
    team = a_team()
    for number in range(20):
        a_turn(an_officer(), NOW + dt.timedelta(hours=number), team=team)

    with django_assert_max_num_queries(22):
        client.get(f"/staff/council/teams/{team.pk}/rota/")


def turn_form(officer: Officer, **facts: Any) -> dict[str, Any]:
    return {"officer": officer.pk, **on("day", TODAY + DAY), "starts_at": "17:00", "ends_at": "09:00"} | facts


def test_a_turn_is_added_for_some_weeks(client, lead):
    team, asha = a_team(), an_officer(name="Asha Bell")
    address = f"/staff/council/teams/{team.pk}/rota/add/"
    assert_valid_html(client.get(address))

    answer = client.post(address, turn_form(asha) | on("until_on", TODAY + 15 * DAY))

    assert answer["Location"] == f"/staff/council/teams/{team.pk}/rota/?week=2026-03-05"
    assert DutyTurn.objects.filter(team=team, officer=asha).count() == 3


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"starts_at": ""}, "Enter when it begins"),
        ({"ends_at": "late"}, "Enter the time as on a clock"),
        ({"officer": ""}, "Choose officer"),
        (on("day", TODAY - 2 * DAY), "That turn was over"),
    ],
)
def test_a_turn_that_cannot_be_is_refused_on_the_page(client, lead, facts, says):
    team = a_team()

    page = client.post(f"/staff/council/teams/{team.pk}/rota/add/", turn_form(an_officer()) | facts)

    assert says in refused(page)
    assert not DutyTurn.objects.exists()


def test_a_turn_goes_to_a_colleague_and_the_page_tells_from_whom(client, lead):
    turn, priya = a_turn(an_officer(name="Asha Bell"), NOW + DAY), an_officer(name="Priya Nair")
    address = f"/staff/council/turns/{turn.pk}/give/"
    assert_valid_html(client.get(address))
    assert "Choose who takes it" in refused(client.post(address, {"reason": "A course"}))

    client.post(address, {"officer": priya.pk, "reason": "A course"})

    page = client.get(page_of(turn))
    assert_valid_html(page)
    assert "From Asha Bell, by Lee Ward: A course" in words_of(page)


def test_two_swap_on_one_page(client, lead):
    team = a_team()
    hers = a_turn(an_officer(name="Asha Bell"), NOW + DAY, team=team)
    theirs = a_turn(an_officer(name="Priya Nair"), NOW + 2 * DAY, team=team)
    address = f"/staff/council/turns/{hers.pk}/give/"
    assert "Priya Nair, Fri 6 Mar 2026, 12:00 to 20:00" in client.get(address).content.decode()

    client.post(address, {"other": theirs.pk, "reason": "A course"})

    hers.refresh_from_db()
    theirs.refresh_from_db()
    assert (hers.officer.name, theirs.officer.name) == ("Priya Nair", "Asha Bell")


def test_a_turn_is_taken_off_with_a_reason(client, lead):
    turn = a_turn(an_officer(name="Asha Bell"), NOW + DAY)
    address = f"/staff/council/turns/{turn.pk}/take-off/"
    assert_valid_html(client.get(address))
    assert "Enter the reason" in refused(client.post(address, {"reason": ""}))

    client.post(address, {"reason": "The office is closed"})

    page = client.get(page_of(turn))
    assert_valid_html(page)
    assert "Taken off by Lee Ward: The office is closed" in words_of(page)


@pytest.mark.parametrize(
    "page", ["council/turns/{turn}/give/", "council/turns/{turn}/take-off/", "council/teams/{team}/rota/add/"]
)
def test_only_who_leads_changes_the_rota(client, acting, page):
    asha = an_officer("adviser")
    turn = a_turn(asha, NOW + DAY)
    sign_in_as(client, asha)

    assert client.get(page_of(turn)).status_code == 200
    assert client.get(f"/staff/{page.format(turn=turn.pk, team=turn.team_id)}").status_code == 403


def test_the_rota_of_another_council_is_not_there(client, lead, other_council):
    from rooftree.foundations.isolation import acting_for

    with acting_for([other_council.pk], who="test"):
        theirs = a_team(council=other_council)

    assert client.get(f"/staff/council/teams/{theirs.pk}/rota/").status_code == 404
    assert client.get("/staff/council/turns/99/give/").status_code == 404
    assert dates.now() == NOW
