"""My work, a team's list, the service page and loads, as officers see them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rooftree.cases import actions
from rooftree.cases.models import Alarm, Case, Clock, Handover, HandoverPiece
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditRead, NightlyCheck
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import Adjustment
from rooftree.staff.models import Absence, SavedView
from rooftree.staffweb.tests.asking import refused, text_of, words_of
from rooftree.staffweb.tests.case_making import DAY, NOW, TODAY, a_case_of, a_member, acting
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_case, a_group, a_person, a_team, an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

KEY = "0b51a2f4-7c39-4d6e-9a53-2f6d7c1e8b90"


@pytest.fixture
def team(acting):
    return a_team("contact")


@pytest.fixture
def officer(team):
    return a_member(team)


@pytest.fixture
def visitor(client, officer):
    return sign_in_as(client, officer)


@pytest.fixture
def leader(client, team):
    return sign_in_as(client, a_member(team, "team_leader", name="Lena Ford"))


def my_work(client, **asked):
    return client.get(reverse("staff:home"), asked)


def team_list(client, team, **asked):
    return client.get(reverse("staff:team_worklist", args=[team.pk]), asked)


def due(case, when):
    Clock.objects.filter(case=case, stopped_at=None).update(late_from=when, due_on=when.date())
    return case


def a_late_case(officer, days=2):
    return due(a_case_of(officer), NOW - days * DAY)


def body_of(answer) -> str:
    return b"".join(answer.streaming_content).decode()


def a_check_made(council, at=NOW, found=()):
    NightlyCheck.objects.create(council=council, name="find", checked_on=TODAY, made_at=at, found=list(found))


# --- My work ----------------------------------------------------------------------------------------


def test_a_row_says_why_it_is_here_and_why_it_stands_there(visitor, officer):
    case = a_late_case(officer)
    Adjustment.objects.create(
        council_id=case.council_id, person=case.person, code="bsl", from_on=TODAY, reviewed_on=TODAY
    )

    response = my_work(visitor)

    words = words_of(response)
    assert case.reference in words
    assert "Yours" in words
    assert "2 days late: what is late longest stands first" in words
    assert "Answer the enquiry" in words
    assert "The sum" in words
    assert "They:" in words
    assert "sign language" in words.lower()
    assert_valid_html(response)


def test_what_is_covered_offered_asked_and_waits_in_the_queue_says_so(visitor, officer, team):
    bea = a_member(team, name="Bea Stone")
    absence = Absence.objects.create(
        council_id=bea.council_id,
        officer=bea,
        starts=NOW - DAY,
        until_on=TODAY + 7 * DAY,
        is_planned=True,
        entered_by=bea,
        entered_at=NOW - DAY,
    )
    card = Handover.objects.create(
        council_id=bea.council_id, absence=absence, officer=bea, made_by=bea, made_at=NOW, waits_since=NOW
    )
    sent = {
        "council_id": bea.council_id,
        "handover": card,
        "offered_to": officer,
        "offered_by": bea,
        "offered_at": NOW,
        "waits_since": NOW,
    }
    HandoverPiece.objects.create(case=a_case_of(bea), covered_by=officer, accepted_at=NOW, **sent)
    HandoverPiece.objects.create(case=a_case_of(bea), **sent)
    a_case_of()
    elsewhere = a_case_of()
    Case.objects.filter(pk=elsewhere.pk).update(team=a_team("income"))
    actions.ask_team(elsewhere, to_team=team, what="Is she in?", needed_by=NOW + DAY, **acting())

    words = words_of(my_work(visitor))

    assert "You cover for Bea Stone until" in words
    assert "Offered to you while Bea Stone is away: accept or decline it" in words
    assert "In the queue of Contact: nobody has taken it up" in words
    assert "Income asks for “Is she in?”" in words
    assert "Bea Stone, covered by Asha Bell" in words


def test_promises_and_visits_of_today_stand_above_the_list(visitor, officer):
    case = a_case_of(officer)
    actions.promise(case, what="The joiner rings you", until=NOW + dt.timedelta(minutes=1), **acting())
    actions.add_task(case, what="See the door", kind="visit", due_at=NOW + dt.timedelta(minutes=1), **acting())
    actions.promise(case, what="We write next week", until=NOW + 7 * DAY, **acting())

    text = words_of(my_work(visitor))

    above = text.partition("To do")[0]
    assert "The joiner rings you" in above
    assert "See the door" in above
    assert "We write next week" not in above


@pytest.mark.parametrize("shown", ["late", "own", "queue", "held", "tasks", "covered", "offered", "requests"])
def test_each_tab_shows_as_many_as_it_says(visitor, officer, shown):
    a_late_case(officer)
    a_case_of()
    held = a_case_of(officer)
    actions.hold(held, kind="third_party", reason="The joiner is ill", until=NOW + DAY, **acting())

    response = my_work(visitor, shown=shown)

    words = words_of(response)
    said = words.partition("Parts of the list")[2] or words
    count = response.content.decode().count('class="govuk-link worklist__case"')
    assert f"{count} case" in said
    assert_valid_html(response)


def test_a_held_case_is_not_on_the_list_and_is_counted(visitor, officer):
    case = a_late_case(officer)
    actions.hold(case, kind="third_party", reason="The joiner is ill", until=NOW + DAY, **acting())

    assert "1 waiting, 1 of them with a late clock" in words_of(my_work(visitor))
    assert "The joiner is ill" in words_of(my_work(visitor, shown="held"))


def test_filters_that_make_no_sense_narrow_nothing(visitor, officer):
    case = a_case_of(officer)

    asked = {
        "shown": "all",
        "kind": "dragon",
        "team": "x",
        "due": "never",
        "order": "upside",
        "officer": "y",
        "after": "1~2~3",
    }

    assert case.reference in words_of(my_work(visitor, **asked))


def test_a_long_list_goes_on_where_the_page_before_ended(visitor, officer):
    cases = [due(a_case_of(officer), NOW + number * DAY) for number in range(1, 28)]

    first = my_work(visitor)
    onward = first.content.decode().partition("The next ones")[0].rpartition('href="')[2].partition('"')[0]
    second = visitor.get(onward.replace("&amp;", "&"))

    assert cases[24].reference in words_of(first)
    assert cases[25].reference not in words_of(first)
    assert cases[25].reference in words_of(second)
    assert cases[26].reference in words_of(second)
    assert "Back to the first" in words_of(second)
    assert_valid_html(second)


def test_a_night_without_checks_is_said_above_the_list(visitor, council):
    assert "The nightly checks were not made" in words_of(my_work(visitor))
    a_check_made(council)

    assert "The nightly checks were not made" not in words_of(my_work(visitor))


def test_an_alarm_for_me_is_on_my_page(visitor, officer):
    Alarm.objects.create(
        council_id=officer.council_id,
        code="cover.nobody",
        about="handover 1",
        sentence="Nobody has accepted",
        level="team",
        officer=officer,
        raised_at=NOW,
    )

    assert "Nobody has accepted" in words_of(my_work(visitor))


def test_my_work_costs_the_same_however_long_it_is(visitor, officer, django_assert_num_queries):
    a_late_case(officer)
    with django_assert_num_queries(QUERIES):
        my_work(visitor)
    for _ in range(4):
        a_late_case(officer)

    with django_assert_num_queries(QUERIES):
        my_work(visitor)


QUERIES = 14


def test_who_reads_no_cases_has_no_list(client, acting):
    response = my_work(sign_in_as(client, an_officer("security")))

    assert response.status_code == 200
    assert "To do" not in words_of(response)
    assert_valid_html(response)


def test_an_officer_of_two_councils_has_the_cases_of_both(client, officer, team, council, other_council):
    here = a_case_of(officer)
    with acting_for([other_council.pk], who="test"):
        a_team("contact", council=other_council)
        there = an_officer("adviser", council=other_council, sign_in=officer.sign_in)
        theirs = a_case(a_person(council=other_council), acting=acting(there))
        Case.objects.filter(pk=theirs.pk).update(owner=there)
    visitor = sign_in_as(client, officer)

    words = words_of(my_work(visitor, shown="own"))

    assert here.reference in words
    assert theirs.reference in words
    assert visitor.get(reverse("staff:case", args=[theirs.reference])).status_code == 200
    assert team_list(visitor, team).status_code == 200


# --- Saved views and downloads ----------------------------------------------------------------------


def save(client, name="Late rent", query="shown=late&order=oldest", key=KEY):
    return client.post(reverse("staff:add_view"), {"name": name, "query": query, "key": key})


def test_a_view_is_saved_used_and_dropped(visitor, officer):
    assert save(visitor)["Location"] == f"{reverse('staff:home')}?shown=late&order=oldest"
    view = SavedView.objects.get(officer=officer)

    response = my_work(visitor)
    assert "?shown=late&amp;order=oldest" in text_of(response)
    assert_valid_html(response)
    visitor.post(reverse("staff:remove_view", args=[view.pk]), {"key": KEY[::-1]})

    assert not SavedView.objects.exists()


def test_a_view_saved_twice_is_one(visitor):
    save(visitor)
    save(visitor)
    save(visitor, query="shown=own", key=KEY[::-1])

    assert [view.query for view in SavedView.objects.all()] == ["shown=own"]


def test_a_view_without_a_name_is_refused(visitor):
    save(visitor, name=" ")

    assert "Enter a name for the view" in words_of(my_work(visitor))
    assert not SavedView.objects.exists()


def test_a_view_leads_nowhere_but_to_the_list(visitor):
    assert save(visitor, query="next=https://elsewhere.test&shown=own")["Location"] == "/staff/?shown=own"


def test_nobody_drops_a_colleagues_view(client, visitor, team):
    save(visitor)
    view = SavedView.objects.get()
    sign_in_as(client, a_member(team, name="Bea Stone"))

    assert client.post(reverse("staff:remove_view", args=[view.pk]), {"key": KEY}).status_code == 404


def test_my_list_is_taken_away_as_a_table_and_that_is_logged(visitor, officer):
    case = a_late_case(officer)
    a_case_of(officer)

    answer = visitor.get(reverse("staff:my_work_download"), {"shown": "late"})

    lines = body_of(answer).splitlines()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert len(lines) == 2
    assert case.reference in lines[1]
    assert AuditRead.objects.filter(why__startswith="Downloaded the worklist").exists()


# --- A team -----------------------------------------------------------------------------------------


def test_the_way_to_the_team_leads_to_ones_own(visitor, team):
    a_team("accounts")

    assert visitor.get(reverse("staff:team_work"))["Location"] == reverse("staff:team_worklist", args=[team.pk])


def test_without_a_team_the_page_says_so(client, acting):
    visitor = sign_in_as(client, an_officer("adviser"))
    response = visitor.get(visitor.get(reverse("staff:team_work"))["Location"])

    assert "There is no team yet" in words_of(response)
    assert_valid_html(response)


def test_every_team_leads_to_its_list(visitor, team):
    income = a_team("income")

    response = visitor.get(reverse("staff:team_worklists"))

    assert reverse("staff:team_worklist", args=[income.pk]) in text_of(response)
    assert_valid_html(response)


def test_the_list_of_a_team_has_everybodys_cases(visitor, team, officer):
    theirs = a_case_of(a_member(team, name="Bea Stone"))
    waiting = a_case_of()

    response = team_list(visitor, team)

    words = words_of(response)
    assert theirs.reference in words
    assert "Bea Stone has it, for Contact" in words
    assert waiting.reference in words
    assert_valid_html(response)
    assert waiting.reference in body_of(visitor.get(reverse("staff:team_worklist_download", args=[team.pk])))
    assert words_of(team_list(visitor, team, officer=officer.pk)).count("E-") == 0


def test_a_view_of_a_teams_list_is_saved(visitor, team):
    address = reverse("staff:add_team_view", args=[team.pk])
    visitor.post(address, {"name": "Queue", "query": "shown=queue", "key": KEY})

    assert 'href="?shown=queue"' in text_of(team_list(visitor, team))


def test_a_restricted_case_is_in_no_list_count_or_download_outside_its_group(visitor, officer, team, council):
    case = a_late_case(officer)
    group = a_group("Protected persons")
    with acting_for([council.pk], groups=[group.pk], who="member"):
        Case.objects.filter(pk=case.pk).update(restricted_to=group.pk)

    for answer in (my_work(visitor), team_list(visitor, team)):
        assert case.reference not in words_of(answer)
        assert "0 cases" in words_of(answer)
    assert case.reference not in body_of(visitor.get(reverse("staff:team_worklist_download", args=[team.pk])))


def test_no_team_of_another_council_is_there(visitor, other_council):
    with acting_for([other_council.pk], who="test"):
        theirs = a_team("contact", council=other_council)

    assert team_list(visitor, theirs).status_code == 404


def test_the_load_of_a_team_shows_the_sum_of_each(visitor, officer, team):
    for _ in range(3):
        a_case_of(officer)
    a_member(team, name="Bea Stone")

    response = visitor.get(reverse("staff:team_load", args=[team.pk]))

    words = words_of(response)
    assert "Asha Bell (you)" in words.replace(" </a> ", " ")
    assert "3.00 points in 3 cases; available: 100 points of a full post − 20" in words
    assert "Light" in words
    assert_valid_html(response)


def test_the_service_has_all_its_work_in_one_list(leader, officer, team):
    mine = a_case_of(officer)
    theirs = a_case_of(a_member(a_team("repairs"), name="Bea Stone"))

    response = leader.get(reverse("staff:service_worklist"))

    words = words_of(response)
    assert mine.reference in words
    assert theirs.reference in words
    assert "2 cases" in words
    assert reverse("staff:service_worklist") in text_of(leader.get(reverse("staff:service")))
    assert_valid_html(response)


def test_the_list_of_the_service_can_be_taken_away_and_saved(leader, officer):
    case = a_case_of(officer)

    table = b"".join(leader.get(reverse("staff:service_worklist_download")).streaming_content).decode()
    answer = leader.post(
        reverse("staff:add_service_view"), {"name": "Late ones", "query": "shown=late", "key": KEY}
    )

    assert case.reference in table
    assert answer.url == f"{reverse('staff:service_worklist')}?shown=late"
    assert "Late ones" in words_of(leader.get(reverse("staff:service_worklist")))


def test_the_list_of_the_service_is_for_its_leaders(visitor):
    assert visitor.get(reverse("staff:service_worklist")).status_code == 403
    assert visitor.get(reverse("staff:service_worklist_download")).status_code == 403


def test_the_list_of_the_service_costs_the_same_however_long(leader, officer):
    a_case_of(officer)
    leader.get(reverse("staff:service_worklist"))
    with CaptureQueriesContext(connection) as few:
        leader.get(reverse("staff:service_worklist"))
    for _ in range(5):
        a_case_of(officer)
    with CaptureQueriesContext(connection) as more:
        leader.get(reverse("staff:service_worklist"))

    assert len(more) == len(few) <= 16


def test_one_sees_what_one_carries_oneself(visitor, officer, team):
    a_case_of(officer)
    a_case_of(a_member(team, name="Bea Stone"))

    response = visitor.get(reverse("staff:my_load"))

    words = words_of(response)
    assert "1.00 points in 1 case; available: 100 points of a full post − 20" in words
    assert "Can be given more." in words
    assert reverse("staff:my_load") in text_of(my_work(visitor))
    assert_valid_html(response)


def test_covering_counts_for_whoever_covers(visitor, officer, team):
    bea = a_member(team, name="Bea Stone")
    case = a_case_of(bea)
    absence = Absence.objects.create(
        council_id=bea.council_id,
        officer=bea,
        starts=NOW - DAY,
        is_planned=False,
        entered_by=officer,
        entered_at=NOW,
    )
    card = Handover.objects.create(
        council_id=bea.council_id, absence=absence, officer=bea, made_by=officer, made_at=NOW, waits_since=NOW
    )
    HandoverPiece.objects.create(
        council_id=bea.council_id,
        handover=card,
        case=case,
        offered_to=officer,
        offered_by=officer,
        offered_at=NOW,
        waits_since=NOW,
        covered_by=officer,
        accepted_at=NOW,
    )

    words = words_of(visitor.get(reverse("staff:team_load", args=[team.pk])))

    assert "1.00 points in 1 case, 1 of them for colleagues" in words
    assert "here on 0 of 20 working days" in words


def test_the_load_of_a_team_is_for_the_team_and_its_leaders(client, team):
    stranger = sign_in_as(client, an_officer("adviser"))

    assert stranger.get(reverse("staff:team_load", args=[team.pk])).status_code == 403


def test_the_load_of_a_team_costs_the_same_however_many_there_are(visitor, team, django_assert_num_queries):
    address = reverse("staff:team_load", args=[team.pk])
    for number in range(4):
        a_case_of(a_member(team, name=f"Bea {number}"))

    with django_assert_num_queries(12):
        visitor.get(address)


# --- The service ------------------------------------------------------------------------------------


def test_the_service_page_tells_alarms_nights_loads_and_what_nobody_has(leader, team, council, officer):
    a_late_case(officer)
    a_case_of()
    a_check_made(council, found=["A kept file is gone."])

    response = leader.get(reverse("staff:service"))

    words = words_of(response)
    assert "A kept file is gone." in words
    assert "Contact" in words
    assert "1 case" in words
    assert_valid_html(response)


def test_the_numbers_of_the_service_page_are_those_of_the_lists(leader, team, officer):
    a_late_case(officer)
    a_late_case(None)
    a_case_of()
    actions.hold(a_case_of(officer), kind="third_party", reason="Waits", until=NOW + DAY, **acting())

    page = text_of(leader.get(reverse("staff:service")))

    for shown in ("late", "queue", "requests"):
        link = f'{reverse("staff:team_worklist", args=[team.pk])}?shown={shown}">'
        said = page.partition(link)[2].partition("<")[0].split()[0]
        listed = team_list(leader, team, shown=shown).content.decode().count('class="govuk-link worklist__case"')
        assert int(said) == listed


def test_a_late_request_between_teams_is_shown(leader, team, officer):
    case = a_case_of(officer)
    asked = actions.ask_team(case, to_team=a_team("income"), what="Is it paid?", needed_by=NOW + DAY, **acting())
    type(asked).objects.filter(pk=asked.pk).update(asked_at=NOW - 3 * DAY, needed_by=NOW - DAY)

    assert "Contact asked Income: Is it paid?" in words_of(leader.get(reverse("staff:service")))


def test_the_service_page_is_for_those_who_answer_for_it(visitor):
    response = visitor.get(reverse("staff:service"))

    assert response.status_code == 403


def test_the_service_page_costs_the_same_however_much_there_is(leader, team, officer, django_assert_num_queries):
    address = reverse("staff:service")
    a_late_case(officer)
    with django_assert_num_queries(SERVICE_QUERIES):
        leader.get(address)
    for function in ("income", "repairs"):
        a_team(function)
        a_late_case(a_member(team, name=function))

    with django_assert_num_queries(SERVICE_QUERIES):
        leader.get(address)


SERVICE_QUERIES = 16


def test_an_officer_over_the_limit_is_named_with_what_follows(leader, team, officer):
    case = a_case_of(officer)
    Case.objects.filter(pk=case.pk).update(weight="97.00")

    words = words_of(leader.get(reverse("staff:service")))

    assert "Critical" in words
    assert "The head of service is told the same day" in words


def test_nobody_answers_their_own_disagreement(client, team):
    lena = a_member(team, "team_leader", name="Lena Ford")
    case = a_case_of(lena)
    made = actions.challenge(case, about="weight", why="Heavier", stood_at="1", **acting(lena))
    leader = sign_in_as(client, lena)

    response = leader.post(reverse("staff:answer_challenge", args=[made.pk]), {"answer": "Yes", "key": KEY})

    assert "Somebody else answers what you disagree with." in refused(response)


def test_a_person_without_a_name_on_record_is_called_by_the_place(visitor, officer):
    case = a_case_of(officer, person=a_person("", "Demir", preferred_name="Leyla"))

    assert "Leyla" in words_of(my_work(visitor))
    assert case.summary in words_of(my_work(visitor))
