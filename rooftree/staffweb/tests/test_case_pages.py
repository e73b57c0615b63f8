"""The page of a case, and the pages that change one, as an officer sees them."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from rooftree.cases import actions
from rooftree.cases.models import (
    Alarm,
    Case,
    CaseFile,
    CaseLink,
    Clock,
    Event,
    Hold,
    Task,
    TeamRequest,
    WeightChallenge,
)
from rooftree.foundations import references
from rooftree.foundations.isolation import acting_for
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import Adjustment, PersonMarker
from rooftree.staffweb.tests.asking import on, refused, text_of, words_of
from rooftree.staffweb.tests.case_making import DAY, NOW, TODAY, a_case_of, a_member, acting
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_group, a_home, a_person, a_team, a_tenancy, an_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

TOMORROW = TODAY + DAY
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
def case(officer):
    return a_case_of(officer, person=a_person(reference=references.make("P", 1)))


def address_of(name, case, *further):
    return reverse(f"staff:{name}", args=[case.reference, *further])


def page_of(client, case, name="case", *further, **asked):
    return client.get(address_of(name, case, *further), asked)


def send(client, case, name, *further, **said):
    return client.post(address_of(name, case, *further), said)


def shown_after(client, answer):
    """What the case page says after something was done."""
    assert answer.status_code == 302, refused(answer)
    return words_of(client.get(answer["Location"]))


# --- The page ---------------------------------------------------------------------------------------


def test_the_page_says_what_who_by_when_and_why_it_is_there(visitor, case):
    response = page_of(visitor, case)

    words = words_of(response)
    assert response.status_code == 200
    assert case.reference in words
    assert "Grace Okafor" in words
    assert "Asha Bell (you)" in words
    assert "working day" in words
    assert reverse("staff:rule", args=["contact.answer"]) in text_of(response)
    assert "What they asked" in words
    assert_valid_html(response)


def test_safety_stands_first(visitor, case):
    since = {"council_id": case.council_id, "person": case.person}
    Adjustment.objects.create(code="bsl", from_on=TODAY, reviewed_on=TODAY, **since)
    days = {"start_on": TODAY - DAY, "review_on": TODAY, "until_on": TODAY + 7 * DAY}
    PersonMarker.objects.create(code="CV", reason="x", control_measure="Visit in pairs", **days, **since)

    words = words_of(page_of(visitor, case))

    assert words.index("Visit in pairs") < words.index("By when")
    assert words.index("What we do differently") < words.index("By when")


def test_the_story_is_told_newest_first_a_page_at_a_time(visitor, case, officer):
    for number in range(25):
        actions.note(case, words=f"Note {number}.", **acting(officer, at=NOW + number * dt.timedelta(seconds=1)))

    first = page_of(visitor, case)
    second = visitor.get(address_of("case", case) + _link_called(first, "What happened before"))

    assert words_of(first).index("Note 24.") < words_of(first).index("Note 5.")
    assert "Note 4." not in words_of(first)
    assert "Note 4." in words_of(second)
    assert "Note 5." not in words_of(second)
    assert_valid_html(first)
    assert_valid_html(second)


def _link_called(response, words):
    before = response.content.decode().partition(f">{words}<")[0]
    return before.rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")


def test_the_page_costs_the_same_however_much_happened(visitor, case, officer, django_assert_num_queries):
    actions.note(case, words="One.", **acting(officer))
    with django_assert_num_queries(QUERIES):
        page_of(visitor, case)
    for number in range(5):
        actions.note(case, words=f"Note {number}.", **acting(officer))
        actions.add_task(case, what=f"Task {number}", **acting(officer))
        actions.promise(case, what=f"Promise {number}", until=NOW + DAY, **acting(officer))

    with django_assert_num_queries(QUERIES):
        page_of(visitor, case)


QUERIES = 13


def test_who_may_not_read_cases_is_told_why(client, case):
    response = page_of(sign_in_as(client, an_officer("security")), case)

    assert response.status_code == 403


def test_no_case_has_the_reference(visitor):
    assert visitor.get(reverse("staff:case", args=["E-NONE"])).status_code == 404


def test_an_auditor_reads_and_is_offered_nothing(client, case):
    text = text_of(page_of(sign_in_as(client, an_officer("auditor")), case))

    assert "Let it wait" not in text
    assert "Write a note" not in text


# --- Who has it -------------------------------------------------------------------------------------


def test_a_case_in_the_queue_is_taken_up_with_one_press(visitor, officer):
    case = a_case_of()

    words = shown_after(visitor, send(visitor, case, "take_case", key=KEY))

    assert "You have it now." in words
    assert Case.objects.get(pk=case.pk).owner == officer


def test_a_case_that_a_colleague_took_first_says_who_has_it(visitor, team):
    case = a_case_of()
    actions.take(case, **acting(a_member(team, name="Bea Stone")))

    words = shown_after(visitor, send(visitor, case, "take_case", key=KEY))

    assert f"Bea Stone has {case.reference} by now." in words


def test_a_case_is_given_to_a_colleague_with_the_reason(visitor, case, team):
    bea = a_member(team, name="Bea Stone")

    words = shown_after(visitor, send(visitor, case, "give_case", officer=bea.pk, reason="She knows her", key=KEY))

    assert "Your colleague has it now." in words
    assert "She knows her" in words
    assert Case.objects.get(pk=case.pk).owner == bea


def test_a_case_is_passed_to_another_team(visitor, case):
    income = a_team("income")

    shown_after(visitor, send(visitor, case, "give_case_to_team", team=income.pk, reason="It is rent", key=KEY))

    passed = Case.objects.get(pk=case.pk)
    assert (passed.team, passed.owner) == (income, None)


@pytest.mark.parametrize("name", ["decline_case", "put_back_case"])
def test_a_case_goes_back_to_the_queue_with_the_reason(visitor, case, name):
    words = shown_after(visitor, send(visitor, case, name, reason="I am her neighbour", key=KEY))

    assert "Nobody yet" in words
    assert "I am her neighbour" in words


@pytest.mark.parametrize(
    "name",
    [
        *("give_case", "give_case_to_team", "decline_case", "put_back_case", "hold_case", "snooze_case"),
        *("note_on_case", "add_task", "promise", "ask_team", "link_case", "attach_file", "restrict_case"),
        *("challenge_case",),
    ],
)
def test_a_form_sent_empty_says_what_is_missing_and_changes_nothing(visitor, case, name):
    before = Event.objects.filter(case=case).count()

    assert refused(send(visitor, case, name, key=KEY))
    assert Event.objects.filter(case=case).count() == before
    assert_valid_html(page_of(visitor, case, name))


def test_sent_twice_is_done_once(visitor, case):
    send(visitor, case, "note_on_case", words="She rang.", key=KEY)
    again = send(visitor, case, "note_on_case", words="She rang.", key=KEY)

    assert again.status_code == 302
    assert Event.objects.filter(case=case, kind="case.noted").count() == 1


# --- What it waits for, and what is to be done ------------------------------------------------------


def test_a_case_waits_and_says_until_when_and_why(visitor, case):
    said = {"kind": "third_party", "reason": "The joiner is ill", "key": KEY, **on("until", TODAY + 5 * DAY)}

    words = shown_after(visitor, send(visitor, case, "hold_case", **said))

    assert "Waiting for somebody else" in words
    assert "The joiner is ill" in words
    held = Hold.objects.get(case=case)
    assert shown_after(visitor, send(visitor, case, "end_hold", held.pk, reason="He is well", key=KEY[::-1]))
    assert Hold.objects.get(case=case).ended_at


def test_putting_off_for_longer_than_an_officer_may_is_refused_and_nothing_typed_is_lost(visitor, case):
    said = {"reason": "After her holiday", "key": KEY, **on("until", TODAY + 30 * DAY)}

    response = send(visitor, case, "snooze_case", **said)

    assert "for 14 days at most" in refused(response)
    assert "After her holiday" in text_of(response)
    assert not Hold.objects.filter(case=case).exists()


def test_a_case_is_put_off(visitor, case):
    said = {"reason": "After her holiday", "until_time": "09:30", "key": KEY, **on("until", TODAY + 3 * DAY)}

    assert "It is put off" in shown_after(visitor, send(visitor, case, "snooze_case", **said))


def test_a_time_that_is_none_is_refused(visitor, case):
    said = {"reason": "After her holiday", "until_time": "half nine", "key": KEY, **on("until", TODAY + 3 * DAY)}

    assert "like 14:30" in refused(send(visitor, case, "snooze_case", **said))


def test_something_to_do_is_added_done_and_dropped(visitor, case):
    ring_him = {"what": "Ring the joiner", "kind": "task", "key": KEY, **on("due", TOMORROW)}
    shown_after(visitor, send(visitor, case, "add_task", **ring_him))
    shown_after(visitor, send(visitor, case, "add_task", what="See the door", kind="visit", key="1" + KEY[1:]))
    ring, see = Task.objects.filter(case=case).order_by("pk")

    assert_valid_html(page_of(visitor, case, "finish_task", ring.pk))
    shown_after(visitor, send(visitor, case, "finish_task", ring.pk, ending="He comes", key="2" + KEY[1:]))
    words = shown_after(visitor, send(visitor, case, "drop_task", see.pk, reason="He saw it", key="3" + KEY[1:]))

    assert "He comes" in words
    assert [task.is_done for task in Task.objects.filter(case=case).order_by("pk")] == [True, False]


def test_a_promise_is_made_in_words_with_its_clock_and_can_be_kept(visitor, case):
    response = send(visitor, case, "promise", what="The joiner rings you", key=KEY, **on("until", TOMORROW))

    shown = visitor.get(response["Location"])
    promised = Task.objects.get(case=case)
    assert "The joiner rings you" in words_of(shown)
    assert reverse("staff:keep_promise", args=[promised.pk]) in text_of(shown)
    assert Clock.objects.filter(task=promised, stopped_at=None).exists()
    assert_valid_html(shown)


def test_another_team_is_asked_answers_and_the_case_says_so(visitor, case, client):
    income = a_team("income")
    said = {"to_team": income.pk, "what": "Is her rent paid?", "key": KEY, **on("needed", TOMORROW)}
    shown_after(visitor, send(visitor, case, "ask_team", **said))
    asked = TeamRequest.objects.get(case=case)

    them = sign_in_as(client, a_member(income, name="Bea Stone"))
    assert_valid_html(page_of(them, case, "answer_request", asked.pk))
    why_not = {"decision": "decline", "answer": "", "key": "1" + KEY[1:]}
    assert "Say why" in refused(send(them, case, "answer_request", asked.pk, **why_not))
    shown_after(them, send(them, case, "answer_request", asked.pk, decision="accept", key="2" + KEY[1:]))
    yes = {"decision": "finish", "answer": "Yes", "key": "3" + KEY[1:]}
    shown_after(them, send(them, case, "answer_request", asked.pk, **yes))

    asked.refresh_from_db()
    assert (asked.status, asked.answer) == ("done", "Yes")


def test_nobody_answers_for_a_team_that_is_not_theirs(visitor, case):
    asked = actions.ask_team(case, to_team=a_team("income"), what="Rent?", needed_by=NOW + DAY, **acting())

    response = send(visitor, case, "answer_request", asked.pk, decision="accept", key=KEY)

    assert "Income answers for this, and you do not work there." in refused(response)


def test_what_was_asked_is_taken_back(visitor, case):
    asked = actions.ask_team(case, to_team=a_team("income"), what="Rent?", needed_by=NOW + DAY, **acting())

    shown_after(visitor, send(visitor, case, "withdraw_request", asked.pk, reason="She found it", key=KEY))

    asked.refresh_from_db()
    assert asked.status == "withdrawn"


# --- Clocks -----------------------------------------------------------------------------------------


def the_promise(case):
    task = actions.promise(case, what="The joiner rings", **acting())
    return Clock.objects.get(task=task)


def test_a_clock_is_given_more_time_on_the_terms_of_its_rule(visitor, case):
    clock = the_promise(case)

    assert "agreed with the person" in text_of(page_of(visitor, case, "extend_clock", clock.pk))
    words = shown_after(
        visitor, send(visitor, case, "extend_clock", clock.pk, amount="3", reason="She agreed", key=KEY)
    )

    assert "She agreed" in words
    assert clock.first_due_on < Clock.objects.get(pk=clock.pk).due_on


def test_more_time_than_the_rule_allows_is_refused(visitor, case):
    clock = the_promise(case)

    response = send(visitor, case, "extend_clock", clock.pk, amount="50", reason="She agreed", key=KEY)

    assert "The rule allows from 1 to 5 more." in refused(response)


def test_a_promise_of_a_moment_is_moved(visitor, case):
    task = actions.promise(case, what="The joiner rings", until=NOW + DAY, **acting())
    clock = Clock.objects.get(task=task)
    said = {"until_time": "15:00", "reason": "She agreed", "key": KEY, **on("until", TODAY + 3 * DAY)}

    assert "moved to" in shown_after(visitor, send(visitor, case, "extend_clock", clock.pk, **said))
    assert_valid_html(page_of(visitor, case, "extend_clock", clock.pk))


def test_a_clock_that_nothing_stops_is_not_paused(visitor, case):
    clock = the_promise(case)

    response = send(visitor, case, "pause_clock", clock.pk, reason="She is away", key=KEY)

    assert "Nothing stops this clock" in refused(response)


def test_only_a_manager_stops_a_clock_without_its_duty(client, case, visitor):
    clock = Clock.objects.get(case=case, duty="contact.answer")
    said = {"outcome": "not_required", "reason": "She found out herself", "key": KEY}
    assert send(visitor, case, "excuse_clock", clock.pk, **said).status_code == 403

    leader = sign_in_as(client, an_officer("team_leader"))
    assert_valid_html(page_of(leader, case, "excuse_clock", clock.pk))
    shown_after(leader, send(leader, case, "excuse_clock", clock.pk, **said))

    assert Clock.objects.get(pk=clock.pk).outcome == "not_required"


def test_a_paused_clock_goes_on_with_one_press(visitor, case):
    clock = the_promise(case)
    words = shown_after(visitor, send(visitor, case, "resume_clock", clock.pk, key=KEY))

    assert "This clock is not paused." in words


# --- Ties, files, restriction, weight ---------------------------------------------------------------


def test_two_cases_are_tied_and_untied(visitor, case):
    other = a_case_of()

    words = shown_after(
        visitor, send(visitor, case, "link_case", other=other.reference, kind="caused_by", key=KEY)
    )
    assert f"Caused by {other.reference}" in words
    assert "Cause of" in words_of(page_of(visitor, other))
    tie = CaseLink.objects.get()
    assert_valid_html(page_of(visitor, other, "unlink_case", tie.pk))
    shown_after(visitor, send(visitor, other, "unlink_case", tie.pk, reason="Another door", key="1" + KEY[1:]))

    assert not CaseLink.objects.exists()


def test_a_case_that_nobody_may_see_cannot_be_tied_to(visitor, case):
    response = send(visitor, case, "link_case", other=references.make("E", 999_999), kind="related", key=KEY)

    assert "No case that you may see has the reference" in refused(response)


@pytest.fixture
def kept_files(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def test_a_file_is_attached_once_opened_and_taken_off(visitor, case, kept_files):
    def a_letter():
        return SimpleUploadedFile("letter.txt", b"Dear council, the door does not close.", "text/plain")

    send(visitor, case, "attach_file", file=a_letter(), title="Her letter", key=KEY)
    words = shown_after(visitor, send(visitor, case, "attach_file", file=a_letter(), title="Her letter", key=KEY))
    assert "Her letter" in words
    attached = CaseFile.objects.get()

    opened = page_of(visitor, case, "case_file", attached.pk)
    assert b"the door does not close" in opened.getvalue()
    assert opened["Content-Disposition"].startswith("attachment")
    assert opened["Content-Type"] == "text/plain"
    shown_after(visitor, send(visitor, case, "take_off_file", attached.pk, reason="Not hers", key="1" + KEY[1:]))
    assert page_of(visitor, case, "case_file", attached.pk).status_code == 404


def test_a_restricted_case_is_not_there_for_those_outside_its_group(client, case, officer, council):
    group = a_group("Protected persons", officer)
    member = sign_in_as(client, officer)
    words = shown_after(member, send(member, case, "restrict_case", group=group.pk, reason="Her husband", key=KEY))
    assert "Restricted to Protected persons" in words

    outsider = sign_in_as(client, an_officer("team_leader", name="Bea Stone"))

    assert page_of(outsider, case).status_code == 404
    assert page_of(outsider, case, "note_on_case").status_code == 404
    assert case.reference not in text_of(outsider.get(reverse("staff:home")))
    assert case.summary not in text_of(outsider.get(reverse("staff:find"), {"q": case.reference}))


def test_an_officer_disagrees_with_a_weight_and_a_manager_answers(client, visitor, case, team):
    shown_after(visitor, send(visitor, case, "challenge_case", about="weight", why="She calls daily", key=KEY))
    made = WeightChallenge.objects.get()
    assert made.stood_at == "1.00 points"

    leader = sign_in_as(client, a_member(team, "team_leader", name="Bea Stone"))
    page = reverse("staff:answer_challenge", args=[made.pk])
    assert_valid_html(leader.get(page))
    words = shown_after(leader, leader.post(page, {"answer": "Agreed, two points", "key": KEY[::-1]}))

    assert "Agreed, two points" in words
    assert "Agreed, two points" in words_of(leader.get(reverse("staff:team_load", args=[team.pk])))


def test_a_place_that_one_disagrees_with_is_kept_as_it_stood(visitor, case):
    address = f"{address_of('challenge_case', case)}?about=rank&stood_at=3+of+41"
    assert "3 of 41" in text_of(visitor.get(address))

    visitor.post(address, {"about": "rank", "stood_at": "3 of 41", "why": "It is urgent", "key": KEY})

    assert (WeightChallenge.objects.get().about, WeightChallenge.objects.get().stood_at) == ("rank", "3 of 41")


def test_a_case_is_weighed_anew(visitor, case):
    assert_valid_html(page_of(visitor, case, "weigh_case"))

    weighed = send(
        visitor, case, "weigh_case", stage="answering", factors=["support_needs", "harm_in_home"], key=KEY
    )

    assert "1.00 for “Being answered” × 1.3 for complexity 2 + 1.00 for risk = 2.30 points" in shown_after(
        visitor, weighed
    )


def test_an_enquiry_is_closed_in_its_own_way_only(visitor, case):
    assert send(visitor, case, "close_case", reason="Done", key=KEY).status_code == 404
    assert send(visitor, case, "reopen_case", reason="Again", key=KEY).status_code == 404


def test_another_councils_case_is_not_there(client, case, other_council):
    with acting_for([other_council.pk], who="test"):
        sign_in_as(client, an_officer("adviser", council=other_council))

    assert page_of(client, case).status_code == 404


def test_a_tenancy_and_a_home_lead_to_their_pages(visitor, officer):
    home = a_home("4 Ash Row")
    tenancy = a_tenancy(home, a_person())
    case = a_case_of(officer, tenancy=tenancy)

    text = text_of(page_of(visitor, case))

    assert reverse("staff:place", args=[home.reference]) in text
    assert reverse("staff:tenancy", args=[tenancy.reference]) in text


def test_an_alarm_is_closed_with_what_was_done(client, council):
    alarm = Alarm.objects.create(
        council=council,
        code="cover.nobody",
        about="handover 1",
        sentence="Nobody has it",
        level="team",
        raised_at=NOW,
    )
    leader = sign_in_as(client, an_officer("head_of_service"))
    page = reverse("staff:end_alarm", args=[alarm.pk])

    assert "Nobody has it" in text_of(leader.get(reverse("staff:service")))
    assert "what was done" in refused(leader.post(page, {"key": KEY}))
    assert leader.post(page, {"closing": "Bea has it", "key": KEY}).status_code == 302

    assert Alarm.objects.get().closing == "Bea has it"
