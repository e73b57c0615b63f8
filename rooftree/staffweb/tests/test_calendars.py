"""Calendar feeds: read back by two readers that others wrote, on both sides of both changes of the clock."""

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client

from rooftree.cases import actions as cases
from rooftree.cases.models import Case
from rooftree.foundations import dates
from rooftree.foundations.dates import LONDON
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import SignIn
from rooftree.foundations.refusals import Refused
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import PersonMarker
from rooftree.staff import actions
from rooftree.staff.models import CalendarFeed, GroupMember, Officer, RoleHeld
from rooftree.staff.rota_rules import turn_on
from rooftree.staffweb.tests.asking import refused, words_of
from rooftree.staffweb.tests.case_making import a_case_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_group, a_home, a_person, a_team, an_officer

pytestmark = pytest.mark.django_db

HERE = ZoneInfo("Europe/London")
EARLY = dt.datetime(2026, 3, 2, 9, tzinfo=LONDON)
"""The tests' present: both clock changes of the year are still to come."""


def at(*when: int) -> dt.datetime:
    return dt.datetime(*when, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def _in_march(monkeypatch):
    cache.clear()
    monkeypatch.setattr("rooftree.foundations.dates.now", lambda: EARLY)


@pytest.fixture
def asha(acting) -> Officer:
    officer = an_officer("adviser")
    SignIn.objects.filter(pk=officer.sign_in_id).update(last_login=EARLY - dt.timedelta(days=3))
    return officer


def by(officer: Officer, key: str = "k1", when: dt.datetime = EARLY) -> dict[str, Any]:
    return {"by": officer, "at": when, "key": key}


def a_feed(officer: Officer, key: str = "feed", **facts: Any) -> str:
    """The address of a feed that an officer just made."""
    made = actions.make_feed(**{"kind": "visits", **facts}, **by(officer, key))
    return f"/calendars/{made.token}.ics"


def a_case(officer: Officer, person: Any = None, **facts: Any) -> Case:
    person = person or a_person("Grace", "Okafor")
    return a_case_of(officer, person=person, opened_at=EARLY - dt.timedelta(days=1), **facts)


def a_visit(officer: Officer, *, key: str = "visit", case: Case | None = None, **facts: Any):
    usual = {"what": "See Grace Okafor about the mould", "kind": "visit", "starts_at": at(2026, 3, 10, 14, 30)}
    case = case or a_case(officer, place=a_home("12 Elm Walk", "ZZ1 1AA"))
    return cases.add_task(case, **(usual | facts), **by(officer, key))


def events(answer) -> list[icalendar.Event]:
    assert answer.status_code == 200, answer.content
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


# --- What calendars read ----------------------------------------------------------------------------


def test_a_visit_is_read_back_by_both_readers(client, asha):
    visit = a_visit(asha, due_at=at(2026, 3, 10, 15, 15))
    answer = client.get(a_feed(asha))

    (event,) = events(answer)
    other = vobject.readOne(answer.content.decode()).vevent

    assert event.decoded("dtstart") == visit.starts_at == other.dtstart.value
    assert event.decoded("dtend") == visit.due_at == other.dtend.value
    assert str(event["summary"]) == f"Visit, {visit.case.reference}" == other.summary.value
    assert str(event["location"]) == "ZZ1" == other.location.value
    assert str(event["status"]) == "CONFIRMED"
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.content.count(b"\n") == answer.content.count(b"\r\n")


@pytest.mark.parametrize(
    ("starts", "in_utc"),
    [
        (at(2026, 3, 28, 14, 30), "2026-03-28T14:30:00+00:00"),
        (at(2026, 3, 29, 14, 30), "2026-03-29T13:30:00+00:00"),
        (at(2026, 10, 24, 14, 30), "2026-10-24T13:30:00+00:00"),
        (at(2026, 10, 25, 14, 30), "2026-10-25T14:30:00+00:00"),
        (at(2026, 10, 25, 0, 30), "2026-10-24T23:30:00+00:00"),
        (at(2026, 10, 25, 1, 30), "2026-10-25T00:30:00+00:00"),
        (at(2026, 10, 25, 1, 30).replace(fold=1), "2026-10-25T01:30:00+00:00"),
    ],
)
def test_the_hour_is_right_on_both_sides_of_both_clock_changes(client, asha, starts, in_utc):
    a_visit(asha, starts_at=starts)
    answer = client.get(a_feed(asha))

    (event,) = events(answer)
    other = vobject.readOne(answer.content.decode()).vevent.dtstart.value

    assert event.decoded("dtstart").astimezone(dt.UTC).isoformat() == in_utc
    assert other.astimezone(dt.UTC).isoformat() == in_utc


def test_the_rules_of_the_clock_stand_in_the_calendar_itself(client, asha):
    a_visit(asha)
    calendar = icalendar.Calendar.from_ical(client.get(a_feed(asha)).content)
    (zone,) = calendar.walk("VTIMEZONE")

    assert str(zone["tzid"]) == "Europe/London"
    own = zone.to_tz(lookup_tzid=False)
    for moment in (dt.datetime(2026, month, day, 12) for month in range(1, 13) for day in (1, 15, 28)):
        assert moment.replace(tzinfo=own).utcoffset() == moment.replace(tzinfo=HERE).utcoffset()


def test_a_visit_without_an_hour_is_of_the_whole_day(client, asha):
    a_visit(asha, starts_at=None, due_at=dates.midnight(2026, 3, 11))

    (event,) = events(client.get(a_feed(asha)))

    assert event.decoded("dtstart") == dt.date(2026, 3, 10)
    assert event.decoded("dtend") == dt.date(2026, 3, 11)
    assert str(event["transp"]) == "TRANSPARENT"


def test_what_is_due_by_an_hour_says_so(client, asha):
    case = a_case(asha)
    cases.promise(case, what="Ring Grace back", until=at(2026, 3, 5, 16), **by(asha, "promise"))

    assert events(client.get(a_feed(asha))) == []
    (event,) = events(client.get(a_feed(asha, "second", with_promises=True)))
    assert str(event["summary"]) == f"Promise due, {case.reference}, by 16:00"
    assert event.decoded("dtend") == at(2026, 3, 5, 16)


def test_a_visit_is_the_same_event_when_its_time_changes(client, asha):
    visit, address = a_visit(asha), a_feed(asha)
    (before,) = events(client.get(address))
    later = EARLY + dt.timedelta(hours=2)

    cases.move_visit(visit, starts_at=at(2026, 3, 12, 10), reason="She is at work then", **by(asha, "move", later))

    (after,) = events(client.get(address))
    assert after["uid"] == before["uid"]
    assert (int(before["sequence"]), int(after["sequence"])) == (0, 1)
    assert after.decoded("dtstart") == at(2026, 3, 12, 10)
    assert after.decoded("dtend") == at(2026, 3, 12, 11)
    assert after.decoded("last-modified") == later


def test_a_visit_that_was_called_off_is_cancelled_and_not_forgotten(client, asha):
    visit, address = a_visit(asha), a_feed(asha)

    cases.drop_task(visit, reason="She came to the office", **by(asha, "drop"))

    (event,) = events(client.get(address))
    assert str(event["status"]) == "CANCELLED"
    assert int(event["sequence"]) == 1


def test_a_visit_that_was_made_stays(client, asha):
    visit, address = a_visit(asha), a_feed(asha)
    cases.finish_task(visit, **by(asha, "done"))

    assert [str(event["status"]) for event in events(client.get(address))] == ["CONFIRMED"]


def test_a_visit_on_a_case_that_somebody_else_has_is_in_the_diary_of_whoever_makes_it(client, asha):
    priya = an_officer("adviser", name="Priya Nair")
    a_visit(asha, case=a_case(priya, a_person("Ada", "Bell")), owner=asha)
    a_visit(priya, case=a_case(priya, a_person("Tom", "Reid")), key="hers")

    assert len(events(client.get(a_feed(asha)))) == 1


def test_it_changes_only_with_the_diary(client, asha, monkeypatch):
    a_visit(asha)
    address = a_feed(asha)
    first = client.get(address)
    monkeypatch.setattr("rooftree.foundations.dates.now", lambda: EARLY + dt.timedelta(hours=5))

    same = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert client.get(address).content == first.content

    a_visit(asha, key="another", case=a_case(asha, a_person("Ada", "Bell")))
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


# --- What a calendar may show -----------------------------------------------------------------------


def test_no_person_no_warning_and_no_address_is_in_it(client, asha):
    grace = a_person("Grace", "Okafor")
    PersonMarker.objects.create(
        council_id=grace.council_id,
        person=grace,
        code="CV",
        reason="Threatened an officer",
        control_measure="Two officers",
        approved_by="Ada Obi",
        start_on=dt.date(2026, 1, 5),
        review_on=dt.date(2026, 6, 5),
        until_on=dt.date(2026, 12, 5),
    )
    marked = a_case(asha, grace, place=a_home("12 Elm Walk", "ZZ1 1AA"), asked="Mould in Grace's flat")
    a_visit(asha, case=marked)
    a_visit(asha, case=a_case(asha, a_person("Ada", "Bell")), key="plain", starts_at=at(2026, 3, 11, 9))

    answer = client.get(a_feed(asha, with_promises=True))

    text = answer.content.decode()
    said = ("Grace", "Okafor", "mould", "Mould", "Elm", "1AA", "Threatened", "Two officers", "CV", "Ada", "Asha")
    assert [word for word in said if re.search(rf"\b{word}\b", text)] == []
    assert {str(event["description"]) for event in events(answer)} == {"See Rooftree before you go."}


def test_of_a_restricted_case_not_even_the_place(client, asha):
    group = a_group("Protected persons", asha)
    with acting_for([asha.council_id], groups=[group.pk], who="test"):
        hidden = a_person("Grace", "Okafor", restricted_to=group.pk)
        a_visit(asha, case=a_case(asha, hidden, place=a_home("12 Elm Walk", "ZZ1 1AA")))

    (event,) = events(client.get(a_feed(asha)))

    assert "location" not in event


def test_whoever_leaves_the_group_sees_the_restricted_visit_no_more(client, asha):
    group = a_group("Protected persons", asha)
    with acting_for([asha.council_id], groups=[group.pk], who="test"):
        hidden = a_person("Grace", "Okafor", restricted_to=group.pk)
        a_visit(asha, case=a_case(asha, hidden))
    GroupMember.objects.update(until_on=EARLY.date())

    assert events(client.get(a_feed(asha))) == []


def test_a_feed_opens_nothing_else(client, asha):
    address = a_feed(asha)
    client.get(address)

    assert "rooftree" not in client.cookies
    assert client.get("/staff/").status_code == 302


# --- The address ------------------------------------------------------------------------------------


def test_the_address_is_long_and_kept_nowhere(asha):
    made = actions.make_feed(kind="visits", **by(asha))

    assert len(made.token) >= 43
    feed = CalendarFeed.objects.get()
    assert made.token not in str(vars(feed))
    assert actions.make_feed(kind="visits", **by(asha)).token == ""


@pytest.mark.parametrize("token", ["x", "a" * 43, "..", "%00", "' OR 1=1 --"])
def test_no_other_address_leads_anywhere(client, asha, token):
    a_feed(asha)

    assert client.get(f"/calendars/{token}.ics").status_code == 404


def test_a_feed_that_was_ended_is_gone(client, asha):
    address = a_feed(asha)
    actions.end_feed(CalendarFeed.objects.get(), **by(asha, "end"))

    answer = client.get(address)

    assert answer.status_code == 404
    assert "not any more" in answer.content.decode()


def leave(officer: Officer) -> None:
    Officer.objects.filter(pk=officer.pk).update(until_on=EARLY.date())


def close_sign_in(officer: Officer) -> None:
    SignIn.objects.filter(pk=officer.sign_in_id).update(is_active=False)


def stay_away(officer: Officer) -> None:
    SignIn.objects.filter(pk=officer.sign_in_id).update(last_login=EARLY - dt.timedelta(days=45))


def lose_the_role(officer: Officer) -> None:
    RoleHeld.objects.filter(officer=officer).delete()


@pytest.mark.parametrize("ending", [leave, close_sign_in, stay_away, lose_the_role])
def test_a_feed_ends_with_its_officer(client, asha, ending):
    address = a_feed(asha)
    assert client.get(address).status_code == 200

    ending(asha)

    assert client.get(address).status_code == 404


def test_nobody_may_keep_it_and_no_machine_may_list_it(client, asha):
    answer = client.get(a_feed(asha))

    assert answer["Cache-Control"] == "no-store, private"
    assert answer["X-Robots-Tag"] == "noindex"


def test_reading_for_ever_and_guessing_are_shut_off(client, asha, monkeypatch):
    monkeypatch.setattr("rooftree.staffweb.calendars.READS_AN_HOUR", 2)
    monkeypatch.setattr("rooftree.staffweb.calendars.GUESSES_A_MINUTE", 2)
    address = a_feed(asha)

    assert [client.get(address).status_code for _ in range(3)] == [200, 200, 429]
    assert [client.get(f"/calendars/{n}.ics").status_code for n in range(3)] == [404, 404, 429]


def test_only_reading_is_possible(client, asha):
    assert client.post(a_feed(asha)).status_code == 405


# --- The rota ---------------------------------------------------------------------------------------


def test_a_teams_rota_is_read_back_over_the_clock_change(client, asha):
    lead, team = an_officer("team_leader", name="Lee Ward"), a_team()
    night = turn_on(dt.date(2026, 3, 28), dt.time(22), dt.time(7))
    actions.add_turns(team, officer=asha, turn=night, **by(lead), until_on=dt.date(2026, 4, 4))

    answer = client.get(a_feed(asha, kind="rota", team=team))

    first, second = events(answer)
    spans = [
        each.decoded("dtend").astimezone(dt.UTC) - each.decoded("dtstart").astimezone(dt.UTC)
        for each in (first, second)
    ]
    assert spans == [dt.timedelta(hours=8), dt.timedelta(hours=9)]
    assert str(first["summary"]) == "On duty: Asha Bell"
    assert len(vobject.readOne(answer.content.decode()).vevent_list) == 2


def test_swapped_and_taken_off_turns_are_told(client, asha):
    lead, priya, team = an_officer("team_leader", name="Lee Ward"), an_officer(name="Priya Nair"), a_team()
    turns = actions.add_turns(
        team,
        officer=asha,
        turn=turn_on(dt.date(2026, 3, 9), dt.time(9), dt.time(17)),
        until_on=dt.date(2026, 3, 16),
        **by(lead),
    )
    address = a_feed(asha, kind="rota", team=team)

    actions.hand_on_turn(turns[0], officer=priya, reason="A course", **by(lead, "k2"))
    actions.remove_turn(turns[1], reason="Closed that day", **by(lead, "k3"))

    first, second = events(client.get(address))
    assert (str(first["summary"]), int(first["sequence"])) == ("On duty: Priya Nair", 1)
    assert (str(second["status"]), int(second["sequence"])) == ("CANCELLED", 1)


# --- Making one -------------------------------------------------------------------------------------


def test_a_rota_needs_its_team(asha):
    with pytest.raises(Refused, match="Choose the team"):
        actions.make_feed(kind="rota", **by(asha))


def test_nobody_has_more_than_they_can_use(asha):
    for number in range(10):
        actions.make_feed(kind="visits", **by(asha, f"k{number}"))

    with pytest.raises(Refused, match="You have 10 calendar feeds"):
        actions.make_feed(kind="visits", **by(asha, "one more"))


def test_nobody_ends_a_colleagues_feed_but_who_manages_staff(asha):
    feed = actions.make_feed(kind="visits", **by(asha)).feed

    with pytest.raises(PermissionDenied):
        actions.end_feed(feed, **by(an_officer("adviser"), "k2"))
    assert actions.end_feed(feed, **by(an_officer("service_manager"), "k3")).ended_at == EARLY


PAGE = "/staff/calendars/"


def test_an_officer_makes_a_feed_and_sees_its_address_this_once(client, asha):
    sign_in_as(client, asha)
    assert_valid_html(client.get(PAGE))

    page = client.post(PAGE, {"kind": "visits", "with_promises": "on"})

    assert_valid_html(page)
    found = re.search(r'value="http://testserver(/calendars/[\w-]+\.ics)"', page.content.decode())
    assert found
    assert Client().get(found[1]).status_code == 200
    listed = client.get(PAGE)
    assert_valid_html(listed)
    assert "My visits, callbacks and promises" in words_of(listed)
    assert found[1] not in listed.content.decode()


def test_an_officer_ends_a_feed(client, asha):
    address = a_feed(asha)
    sign_in_as(client, asha)

    client.post(f"{PAGE}{CalendarFeed.objects.get().pk}/end/")

    assert client.get(address).status_code == 404
    assert (
        "My visits" not in words_of(client.get(PAGE)).partition("Make a feed")[0].partition("Feeds that work")[2]
    )


def test_a_rota_without_a_team_is_refused_on_the_page(client, asha):
    sign_in_as(client, asha)

    assert "Choose the team whose rota it is." in refused(client.post(PAGE, {"kind": "rota"}))


def test_who_serves_nobody_has_no_feeds(client, acting):
    sign_in_as(client, an_officer("auditor"))

    assert client.get(PAGE).status_code == 403
