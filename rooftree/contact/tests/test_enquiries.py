"""An enquiry, from what was asked to an answer that the person accepts."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.cases.actions import promise
from rooftree.cases.models import Assignment, Case, Clock, Event
from rooftree.contact.actions import (
    PutThrough,
    answer,
    begin_enquiry,
    open_enquiry,
    say_accepted,
    say_not_accepted,
    transfer,
    withdraw,
)
from rooftree.contact.models import Contact, Enquiry
from rooftree.foundations.dates import london, midnight
from rooftree.foundations.refusals import Refused
from rooftree.places.models import Patch
from tests.builders import (
    NOON,
    a_call,
    a_case,
    a_contact,
    a_home,
    a_person,
    a_team,
    a_tenancy,
    an_enquiry,
    an_officer,
    by,
)

pytestmark = pytest.mark.usefixtures("acting")

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def running(case: Case) -> dict[str, Clock]:
    return {clock.duty: clock for clock in Clock.objects.filter(case=case, stopped_at__isnull=True)}


def stopped(case: Case, duty: str) -> str:
    return Clock.objects.get(case=case, duty=duty, stopped_at__isnull=False).outcome


def told(case: Case) -> list[str]:
    return list(Event.objects.filter(case=case).order_by("at", "pk").values_list("kind", flat=True))


# --- Opening --------------------------------------------------------------------------------------


def test_an_enquiry_begins_with_the_persons_own_words():
    grace = a_person()

    enquiry = an_enquiry(grace, asked="My bin is on fire")

    assert (enquiry.asked, enquiry.case.summary, enquiry.case.person) == ("My bin is on fire",) * 2 + (grace,)
    assert enquiry.case.reference.startswith("E-")
    assert told(enquiry.case) == ["enquiry.opened"]


def test_the_contact_that_opened_it_belongs_to_its_case():
    enquiry = an_enquiry(a_person())

    assert enquiry.opening_contact == Contact.objects.get(case=enquiry.case)


def test_an_anonymous_caller_can_start_an_enquiry_about_nobody():
    assert an_enquiry().case.person is None


def test_an_enquiry_sent_twice_is_opened_once():
    a_team()
    acting, call = by("adviser"), a_call(a_person())

    first, again = begin_enquiry(call, **acting), begin_enquiry(call, **acting)

    assert first == again
    assert (Case.objects.count(), Contact.objects.count(), Event.objects.count()) == (1, 1, 1)


def test_an_enquiry_goes_to_the_team_that_answers_for_its_reason():
    a_team("contact")
    repairs = a_team("repairs")

    enquiry = an_enquiry(a_person(), reasons=("REP-NEW",))

    assert (enquiry.case.team, enquiry.case.owner) == (repairs, None)
    assert enquiry.routed_because.startswith("“Report a new repair, not an emergency” goes to Repairs.")


def test_where_no_team_answers_for_a_function_the_wider_one_takes_it():
    repairs = a_team("repairs")

    enquiry = an_enquiry(a_person(), reasons=("REP-DMP",))

    assert enquiry.case.team == repairs
    assert "goes to Damp and mould. No team answers for that, so Repairs takes it." in enquiry.routed_because


def test_an_enquiry_about_a_home_goes_to_the_officer_of_its_patch():
    a_team("contact")
    patch_team, home, zed = a_team("tenancy"), a_home(), an_officer("tenancy_officer", name="Zed Adu")
    patch = Patch.objects.create(council=home.council, code="T1", purpose="tenancy", team=patch_team)
    patch.places.create(council=home.council, purpose="tenancy", place=home, from_on=dt.date(2020, 1, 1))
    patch.officers.create(council=home.council, officer=zed, from_on=dt.date(2020, 1, 1))

    enquiry = an_enquiry(a_person(), reasons=("TEN-PRM",), tenancy=a_tenancy(home))

    assert (enquiry.case.owner, enquiry.case.team) == (zed, patch_team)
    assert "Zed Adu looks after patch T1" in enquiry.routed_because
    assert Assignment.objects.get(case=enquiry.case).because == enquiry.routed_because
    assert "cases.take_up" not in running(enquiry.case)


def test_without_any_team_an_enquiry_is_refused_and_says_whom_to_ask():
    with pytest.raises(Refused, match="No team answers for what this is about"):
        begin_enquiry(a_call(a_person()), **by("adviser"))

    assert Contact.objects.count() == 0


def test_what_waits_in_a_queue_has_a_clock_besides_its_own():
    enquiry = an_enquiry(a_person())

    assert set(running(enquiry.case)) == {"cases.take_up", "contact.answer"}


@pytest.mark.parametrize(
    ("reason", "late_from"),
    [
        ("GEN-OTH", midnight(2026, 11, 28)),
        ("HOM-RSK", midnight(2026, 11, 24)),
        ("HOM-UPD", midnight(2026, 11, 21)),
        ("REP-EMG", NOON + 4 * HOUR),
        ("EST-FIR", NOON + 4 * HOUR),
        ("HOM-TON", NOON + HOUR),
        ("TEN-SAF", NOON + HOUR),
    ],
)
def test_each_reason_has_its_own_time(reason, late_from):
    a_team()

    case = an_enquiry(a_person(), reasons=(reason,), failure_cause="", demand="value").case

    clock = next(clock for duty, clock in running(case).items() if duty.startswith("contact."))
    assert clock.late_from == late_from


def test_the_clock_runs_from_when_the_person_asked():
    a_team()
    wrote = dt.datetime(2026, 11, 16, 9, 0, tzinfo=dt.UTC)

    case = an_enquiry(a_person(), channel="email", started_at=wrote).case

    assert (case.opened_at, running(case)["contact.answer"].late_from) == (wrote, midnight(2026, 11, 24))


def test_a_councillors_enquiry_has_the_clock_of_its_reply_too():
    case = an_enquiry(a_person(), channel="member").case

    assert running(case)["contact.answer_member"].late_from == midnight(2026, 12, 5)
    assert "contact.answer" in running(case)


def test_a_caller_who_is_put_through_stays_with_that_colleague():
    a_team("contact")
    yan = an_officer("income_officer", name="Yan Li")
    put_through = PutThrough("Had two letters that disagree; has both with her.", officer=yan)

    enquiry = begin_enquiry(a_call(a_person()), put_through=put_through, **by("adviser"))

    assert enquiry.case.owner == yan
    assert enquiry.routed_because == (
        "Asha Bell put the caller through to Yan Li: Had two letters that disagree; has both with her."
    )


def test_nobody_is_put_through_without_the_story():
    a_team()

    with pytest.raises(Refused, match="the story goes with the case"):
        begin_enquiry(a_call(), put_through=PutThrough(" ", officer=an_officer("adviser")), **by("adviser"))


def test_a_contact_can_open_its_enquiry_later():
    a_team()
    contact = a_contact(a_person(), asked="Still no reply")

    enquiry = open_enquiry(contact, summary="Chasing the reply of May", **by("adviser"))

    contact.refresh_from_db()
    assert (contact.case, enquiry.case.summary) == (enquiry.case, "Chasing the reply of May")


# --- Answering ------------------------------------------------------------------------------------


def answered(enquiry: Enquiry, **facts) -> Enquiry:
    return answer(enquiry, words="On Monday, by nine.", **by("adviser", **facts))


def test_an_answer_stops_the_clock_and_ends_nothing():
    enquiry = answered(an_enquiry(a_person()), at=NOON + DAY)

    assert (enquiry.status, enquiry.answer, enquiry.case.closed_at) == ("answered", "On Monday, by nine.", None)
    assert stopped(enquiry.case, "contact.answer") == "met"
    assert set(running(enquiry.case)) == {"contact.ask_accepted"}


def test_whoever_answers_what_nobody_has_taken_up_has_it():
    acting = by("adviser")

    enquiry = answer(an_enquiry(a_person()), words="Yes.", **acting)

    assert enquiry.case.owner == acting["by"]
    assert told(enquiry.case) == ["enquiry.opened", "case.taken", "enquiry.answered"]


def test_an_answer_meets_the_councillors_clock_as_well():
    case = answered(an_enquiry(a_person(), channel="member")).case

    assert stopped(case, "contact.answer_member") == "met"


def test_a_late_answer_is_told_as_late():
    enquiry = answered(an_enquiry(a_person()), at=NOON + 10 * DAY)

    assert stopped(enquiry.case, "contact.answer") == "met_late"
    assert Event.objects.get(kind="enquiry.answered").facts["late"] == ["Answer the enquiry"]


def test_an_answer_sent_twice_is_given_once():
    enquiry, acting = an_enquiry(a_person()), by("adviser")

    answer(enquiry, words="Yes.", **acting)
    answer(enquiry, words="Yes.", **acting)

    assert told(enquiry.case).count("enquiry.answered") == 1


def test_an_answer_says_something():
    with pytest.raises(Refused, match="Write what the person was told"):
        answer(an_enquiry(a_person()), words="  ", **by("adviser"))


def test_what_is_answered_is_not_answered_again():
    enquiry = answered(an_enquiry(a_person()))

    with pytest.raises(Refused, match="is answered, not yet accepted, so it cannot be answered now"):
        answered(enquiry)


def test_an_auditor_answers_nothing():
    enquiry = an_enquiry(a_person())

    with pytest.raises(PermissionDenied):
        answer(enquiry, words="Yes.", **by("auditor"))


# --- Accepting ------------------------------------------------------------------------------------


def test_the_person_who_accepts_ends_it():
    enquiry = say_accepted(answered(an_enquiry(a_person())), words="Lovely", **by("adviser", at=NOON + DAY))

    assert (enquiry.status, enquiry.accepted, enquiry.accepted_words) == ("settled", "yes", "Lovely")
    assert london(enquiry.case.closed_at) == NOON + DAY
    assert running(enquiry.case) == {}
    assert told(enquiry.case)[-1] == "enquiry.accepted"


def test_an_acceptance_sent_twice_closes_once():
    enquiry, acting = answered(an_enquiry(a_person())), by("adviser")

    say_accepted(enquiry, **acting)
    say_accepted(enquiry, **acting)

    assert told(enquiry.case).count("enquiry.accepted") == 1


def test_who_could_not_be_asked_is_told_apart_and_why():
    enquiry = say_accepted(
        answered(an_enquiry(a_person())), accepted="not_asked", words="Three tries, no answer", **by("adviser")
    )

    assert (enquiry.accepted, told(enquiry.case)[-1]) == ("not_asked", "enquiry.not_asked")


def test_nobody_goes_unasked_without_a_reason():
    enquiry = answered(an_enquiry(a_person()))

    with pytest.raises(Refused, match="why the person could not be asked"):
        say_accepted(enquiry, accepted="not_asked", **by("adviser"))


def test_nobody_accepts_what_was_not_answered():
    enquiry = an_enquiry(a_person())

    with pytest.raises(Refused, match="Answer it first"):
        say_accepted(enquiry, **by("adviser"))


def test_an_enquiry_does_not_end_while_a_promise_is_open():
    enquiry = answered(an_enquiry(a_person()))
    promise(enquiry.case, what="We send you the form", **by("adviser"))

    with pytest.raises(Refused, match="something is left to do: We send you the form"):
        say_accepted(enquiry, **by("adviser"))

    enquiry.refresh_from_db()
    assert enquiry.status == "answered"


def test_an_answer_that_is_not_accepted_is_answered_again():
    enquiry = say_not_accepted(answered(an_enquiry(a_person())), words="That was last year", **by("adviser"))

    assert (enquiry.status, enquiry.accepted, enquiry.accepted_words) == ("received", "no", "That was last year")
    assert set(running(enquiry.case)) == {"contact.answer"}
    assert answered(enquiry).accepted == ""


def test_what_was_settled_opens_again_under_its_reference():
    settled = say_accepted(answered(an_enquiry(a_person())), **by("adviser"))

    enquiry = say_not_accepted(settled, words="It is broken again", **by("adviser", at=NOON + 7 * DAY))

    assert (enquiry.status, enquiry.case.closed_at) == ("received", None)
    assert enquiry.case.reference == settled.case.reference
    assert running(enquiry.case)["contact.answer"].started_at == NOON + 7 * DAY
    assert told(enquiry.case)[-1] == "enquiry.not_accepted"


def test_nobody_refuses_an_answer_that_was_not_given():
    enquiry = an_enquiry(a_person())

    with pytest.raises(Refused, match="no answer that the person could refuse"):
        say_not_accepted(enquiry, words="No", **by("adviser"))


def test_what_is_withdrawn_needs_no_answer_any_more():
    enquiry = withdraw(an_enquiry(a_person()), reason="Found the keys", **by("adviser"))

    assert (enquiry.status, enquiry.case.closed_at) == ("withdrawn", NOON)
    assert stopped(enquiry.case, "contact.answer") == "not_required"


def test_what_is_settled_cannot_be_withdrawn():
    settled = say_accepted(answered(an_enquiry(a_person())), **by("adviser"))

    with pytest.raises(Refused, match="cannot be withdrawn"):
        withdraw(settled, reason="Found the keys", **by("adviser"))


# --- Passing on -----------------------------------------------------------------------------------


def test_a_transfer_carries_the_story_to_a_team():
    income, case = a_team("income"), a_case(a_person())

    passed = transfer(case, to_team=income, summary="Paid twice in May; has the receipts.", **by("adviser"))

    assert (passed.team, passed.owner) == (income, None)
    assert Event.objects.get(kind="case.given_to_team").words == "Paid twice in May; has the receipts."
    assert "cases.take_up" in running(case)


def test_a_transfer_carries_the_story_to_a_colleague():
    yan, case = an_officer("income_officer"), a_case(a_person())

    passed = transfer(case, to_officer=yan, summary="Paid twice in May; has the receipts.", **by("adviser"))

    assert passed.owner == yan
    assert Event.objects.get(kind="case.given").words == "Paid twice in May; has the receipts."


def test_a_transfer_sent_twice_is_made_once():
    yan, case, acting = an_officer("income_officer"), a_case(a_person()), by("adviser")

    transfer(case, to_officer=yan, summary="Paid twice", **acting)
    transfer(case, to_officer=yan, summary="Paid twice", **acting)

    assert told(case).count("case.given") == 1


def test_a_transfer_goes_to_one():
    case = a_case(a_person())

    with pytest.raises(Refused, match="one of the two"):
        transfer(case, summary="Paid twice", **by("adviser"))


def test_a_transfer_without_its_story_is_refused():
    case = a_case(a_person())

    with pytest.raises(Refused, match="what the person has told us"):
        transfer(case, to_officer=an_officer("adviser"), summary=" ", **by("adviser"))
