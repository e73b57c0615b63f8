"""A request about one's data, from what was asked to an answer, with its month, its stops and its extension."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.cases.models import Case, Clock, Event
from rooftree.foundations.dates import midnight
from rooftree.foundations.refusals import Refused
from rooftree.information_rights import actions
from rooftree.information_rights.actions import Asked
from rooftree.information_rights.models import Correction, RightsRequest, ToldRecipient
from rooftree.information_rights.rules import Outcome, Right
from rooftree.people.models import Person
from rooftree.people.queries import details_of
from tests.builders import NOON, a_person, a_team, by

pytestmark = pytest.mark.usefixtures("acting")


def moment(year: int, month: int, day: int, hour: int = 10) -> dt.datetime:
    return dt.datetime(year, month, day, hour, tzinfo=dt.UTC)


def a_request(
    person: Person | None = None, *, right: Right = Right.ACCESS, received: dt.datetime = NOON, **facts
) -> RightsRequest:
    a_team("information_rights", name="Records")
    asked = Asked(right, facts.pop("words", "Everything you have on me"), "letter", received)
    return actions.take_request(person or a_person(), asked, **by("adviser", at=received, **facts))


def clock(request: RightsRequest) -> Clock:
    return Clock.objects.get(case=request.case, duty=f"information_rights.{request.right}")


def told(case: Case) -> list[str]:
    return list(Event.objects.filter(case=case).order_by("pk").values_list("kind", flat=True))


def handling(at: dt.datetime = NOON, **facts) -> dict:
    return by("records_officer", at=at, **facts)


# --- The month ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "due"),
    [
        pytest.param(moment(2027, 1, 29), dt.date(2027, 3, 1), id="T-SAR-01: no such day, then a Sunday"),
        pytest.param(moment(2026, 11, 30), dt.date(2026, 12, 30), id="T-SAR-02"),
        pytest.param(moment(2026, 12, 25), dt.date(2027, 1, 25), id="received on a bank holiday"),
        pytest.param(moment(2026, 11, 25), dt.date(2026, 12, 29), id="due on Christmas Day, a Friday"),
    ],
)
def test_what_is_held_is_given_within_a_month(received, due):
    assert clock(a_request(received=received)).due_on == due


def test_the_clock_stands_still_while_we_wait_as_t_sar_03_says():
    request = a_request(received=moment(2026, 12, 3))
    before = clock(request).due_on

    actions.wait_for(
        request,
        waits_for="clarification",
        words="Which years do you mean?",
        **handling(moment(2026, 12, 8)),
    )
    actions.go_on(request, words="From 2020 on", **handling(moment(2026, 12, 18)))

    assert (before, clock(request).due_on) == (dt.date(2027, 1, 4), dt.date(2027, 1, 13))
    assert clock(request).late_from == midnight(2027, 1, 14)


def test_while_it_waits_a_request_is_not_late():
    request = a_request(received=moment(2026, 12, 3))

    actions.wait_for(request, waits_for="identity", words="Your passport", **handling(moment(2026, 12, 8)))

    assert clock(request).paused_since == moment(2026, 12, 8)
    assert told(request.case) == ["rights.asked", "case.taken", "rights.waits"]


def test_proof_of_identity_is_kept_in_words():
    request = a_request()
    actions.wait_for(request, waits_for="identity", words="Your passport", **handling())

    request = actions.go_on(request, words="Passport seen at the office", **handling(NOON + dt.timedelta(days=2)))

    assert (request.identity, request.status, request.waits_for) == ("Passport seen at the office", "received", "")


def test_two_more_months_are_given_once():
    request = a_request(received=moment(2026, 11, 30))

    actions.give_more_time(request, months=2, reason="Forty years of files", **handling(moment(2026, 12, 10)))

    assert clock(request).due_on == dt.date(2027, 3, 1)  # 28 February 2027 would be a Sunday; 30 is none.
    with pytest.raises(Refused, match="as often as the rule allows"):
        actions.give_more_time(request, months=1, reason="Still more", **handling(moment(2026, 12, 11)))


def test_no_more_time_is_given_once_the_month_is_over():
    request = a_request(received=moment(2026, 11, 30))

    with pytest.raises(Refused, match="had to be given before then"):
        actions.give_more_time(request, months=2, reason="We forgot", **handling(moment(2026, 12, 31)))


def test_three_more_months_are_more_than_the_law_gives():
    with pytest.raises(Refused, match="from 1 to 2"):
        actions.give_more_time(a_request(), months=3, reason="Many files", **handling())


def test_more_time_needs_its_reason():
    with pytest.raises(Refused, match="why it is complex"):
        actions.give_more_time(a_request(), months=1, reason=" ", **handling())


# --- Taking it in ---------------------------------------------------------------------------------


def test_anybody_who_serves_people_takes_a_request_in():
    grace = a_person()

    request = a_request(grace)

    assert (request.case.person, request.case.team.name, request.status) == (grace, "Records", "received")
    assert request.case.reference.startswith("DR-")


def test_without_a_team_of_its_own_it_goes_to_customer_contact():
    a_team("contact", name="Contact centre")
    asked = Asked(Right.ACCESS, "Everything", "phone", NOON)

    request = actions.take_request(a_person(), asked, **by("adviser"))

    assert request.case.team.name == "Contact centre"


def test_a_request_sent_twice_is_taken_in_once():
    a_team("information_rights")
    grace, asked, sent = a_person(), Asked(Right.ACCESS, "Everything", "phone", NOON), by("adviser")

    first, again = actions.take_request(grace, asked, **sent), actions.take_request(grace, asked, **sent)

    assert first == again
    assert RightsRequest.objects.count() == 1


def test_a_request_says_what_was_asked():
    a_team("information_rights")

    with pytest.raises(Refused, match="in their own words"):
        actions.take_request(a_person(), Asked(Right.ACCESS, "  ", "phone", NOON), **by("adviser"))


def test_a_request_is_not_received_tomorrow():
    a_team("information_rights")
    tomorrow = NOON + dt.timedelta(days=1)

    with pytest.raises(Refused, match="once it has been received"):
        actions.take_request(a_person(), Asked(Right.ACCESS, "All", "phone", tomorrow), **by("adviser"))


def test_an_operative_takes_no_request_in():
    with pytest.raises(PermissionDenied):
        actions.take_request(a_person(), Asked(Right.ACCESS, "All", "phone", NOON), **by("operative"))


def test_an_adviser_does_not_handle_requests():
    with pytest.raises(PermissionDenied):
        actions.wait_for(a_request(), waits_for="identity", words="Passport", **by("adviser"))


def test_what_does_not_wait_does_not_go_on():
    with pytest.raises(Refused, match="does not wait"):
        actions.go_on(a_request(), words="Passport", **handling())


def test_what_waits_is_not_waited_for_again():
    request = a_request()
    actions.wait_for(request, waits_for="identity", words="Your passport", **handling())

    with pytest.raises(Refused, match="waiting for the person"):
        actions.wait_for(request, waits_for="identity", words="Your passport", **handling())


# --- The answer -----------------------------------------------------------------------------------


def test_a_refusal_says_how_to_complain_and_stops_the_clock():
    request = a_request()

    request = actions.refuse_request(request, words="You asked the same last week", **handling())

    assert "Information Commissioner" in request.answer
    assert (request.status, request.case.closed_at, clock(request).outcome) == ("refused", NOON, "met")


def test_a_request_that_waits_can_be_refused():
    request = a_request()
    actions.wait_for(request, waits_for="identity", words="Your passport", **handling())

    request = actions.refuse_request(request, words="Nobody could show who asks", **handling())

    assert (request.status, request.waits_for) == ("refused", "")


def test_a_withdrawn_request_needs_no_answer():
    request = a_request()

    actions.withdraw_request(request, reason="Found the letter", **by("adviser"))

    assert clock(request).outcome == "not_required"
    with pytest.raises(Refused, match="withdrawn"):
        actions.refuse_request(request, words="Too late", **handling())


def test_what_is_held_is_given_not_answered_in_words():
    with pytest.raises(Refused, match="gather it"):
        actions.answer_request(a_request(), outcome=Outcome.UPHELD, words="Here", **handling())


def test_an_objection_that_is_not_followed_says_how_to_complain():
    request = a_request(right=Right.OBJECTION, words="Stop writing to me")

    request = actions.answer_request(
        request, outcome=Outcome.NOT_UPHELD, words="The law has us send rent statements", **handling()
    )

    assert request.answer.startswith("The law has us send")
    assert "Information Commissioner" in request.answer


# --- Correcting -----------------------------------------------------------------------------------


def corrected(request: RightsRequest, **facts) -> list[Correction]:
    details = details_of(request.case.person)
    changed = type(details)(**{**vars(details), **facts})
    return actions.correct(request, changed, **handling())


def test_what_is_corrected_keeps_what_it_was():
    request = a_request(a_person("Grace", "Okafor"), right=Right.RECTIFICATION, words="My title is Doctor")

    corrected(request, title="Dr")

    kept = Correction.objects.get(case=request.case)
    assert (kept.what, kept.before, kept.after) == ("title", "", "Dr")
    assert Person.objects.get(pk=request.case.person_id).title == "Dr"


def test_nothing_is_corrected_where_nothing_differs():
    with pytest.raises(Refused, match="Nothing differs"):
        corrected(a_request(right=Right.RECTIFICATION))


def test_a_request_to_see_corrects_nothing():
    with pytest.raises(Refused, match="do not ask to correct"):
        corrected(a_request(), title="Dr")


def test_those_who_had_what_was_wrong_are_told():
    request = a_request(right=Right.RECTIFICATION)

    actions.tell_recipient(request, recipient="contractor", name="Elm Heating", told="By email", **handling())

    assert ToldRecipient.objects.get().name == "Elm Heating"
    assert told(request.case)[-1] == "rights.told_recipient"


def test_who_was_told_must_be_said():
    with pytest.raises(Refused, match="who was told"):
        actions.tell_recipient(
            a_request(right=Right.RECTIFICATION), recipient="police", name=" ", told="By email", **handling()
        )
