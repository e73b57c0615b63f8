"""Logging a contact, and chasing a case with one."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.cases.actions import keep_promise, promise
from rooftree.cases.models import Event
from rooftree.contact.actions import chase, correct_contact, hear_back, log_contact, open_enquiry
from rooftree.contact.models import Contact
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from tests.builders import NOON, a_call, a_case, a_contact, a_home, a_person, a_team, a_tenancy, an_officer, by

pytestmark = pytest.mark.usefixtures("acting")

LATER = NOON + dt.timedelta(days=10)
EARLIER = NOON - dt.timedelta(days=1)


def test_a_contact_keeps_what_was_asked_in_the_persons_own_words():
    grace = a_person()

    contact = log_contact(a_call(grace, asked="  The lift is   stuck again, love "), **by("adviser"))

    assert (contact.asked, contact.person, contact.started_at) == ("The lift is stuck again, love", grace, NOON)


def test_a_contact_says_who_had_it_and_for_how_long():
    acting = by("adviser")
    started = NOON - dt.timedelta(minutes=7)

    contact = log_contact(a_call(started_at=started, ended_at=NOON, wait_seconds=40), **acting)

    assert (contact.handler, contact.handle_seconds, contact.wait_seconds) == (acting["by"], 420, 40)


def test_a_contact_about_a_tenancy_is_about_its_home():
    tenancy = a_tenancy(a_home(), a_person())

    assert log_contact(a_call(tenancy=tenancy), **by("adviser")).place == tenancy.place


def test_a_contact_sent_twice_is_logged_once():
    acting, call = by("adviser"), a_call(a_person())

    log_contact(call, **acting)
    log_contact(call, **acting)

    assert Contact.objects.count() == 1


def test_demand_is_what_its_reason_usually_is():
    chased = a_call(a_person(), reasons=("REP-CHS",), demand="", failure_cause="not_told")

    assert log_contact(chased, **by("adviser")).demand == "failure"


def test_somebody_who_does_not_serve_residents_logs_no_contact():
    with pytest.raises(PermissionDenied):
        log_contact(a_call(), **by("auditor"))


def test_no_contact_is_logged_about_another_councils_person(council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"), pytest.raises(PermissionDenied):
        log_contact(a_call(a_person(council=other_council)), **by("adviser"))


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"reasons": ()}, "Choose why they got in touch"),
        ({"reasons": ("REP-NEW", "REP-CHS", "RNT-BAL", "GEN-OTH")}, "3 reasons at most"),
        ({"reasons": ("NO-SUCH",)}, "is not in the list"),
        ({"asked": "   "}, "in their own words"),
        ({"demand": ""}, "This reason can be either"),
        ({"demand": "failure"}, "Say what we did not do"),
        ({"failure_cause": "not_told"}, "Leave the cause out"),
        ({"channel": "pigeon"}, "is not in the list"),
        ({"outcome": "whatever"}, "is not in the list"),
        ({"satisfaction": 6}, "from 1"),
        ({"wait_seconds": -1}, "less than nought"),
        ({"started_at": LATER}, "in the future"),
        ({"ended_at": NOON - dt.timedelta(minutes=1)}, "end before it begins"),
        ({"caller": "person"}, "Choose the person"),
        ({"adjustments_used": ("no_such",)}, "is not in the list"),
        ({"identity": "guessed"}, "how the caller was checked"),
        ({"accepted": "perhaps"}, "could not be asked"),
        ({"queue": "q" * 41}, "Shorten the name of the queue: at most 40 characters fit, and there are 41"),
        ({"caller_name": "n" * 121}, "Shorten the caller’s name: at most 120 characters fit"),
    ],
)
def test_a_contact_that_says_too_little_or_cannot_be_is_refused(facts, sentence):
    with pytest.raises(Refused, match=sentence):
        log_contact(a_call(**facts), **by("adviser"))


def test_nobody_speaks_for_a_person_without_authority():
    call = a_call(a_person(), caller="third_party", caller_name="Ben Okafor")

    with pytest.raises(Refused, match="Nobody may act for Grace Okafor"):
        log_contact(call, **by("adviser"))


def test_somebody_with_authority_speaks_for_a_person():
    grace = a_person()
    grace.authorities.create(
        council_id=grace.council_id,
        representative_name="Ben Okafor",
        kind="third_party",
        scope="Repairs",
        from_on=dt.date(2026, 1, 1),
    )

    contact = log_contact(a_call(grace, caller="third_party", caller_name="Ben Okafor"), **by("adviser"))

    assert contact.caller_name == "Ben Okafor"


def test_a_contact_about_a_case_is_on_its_story():
    case = a_case(a_person())

    contact = log_contact(a_call(a_person(), asked="I found the letter"), case, **by("adviser"))

    told = Event.objects.get(case=case, kind="contact.logged")
    assert (contact.case, told.words, told.facts["contact"]) == (case, "I found the letter", contact.pk)


def test_a_councillor_speaks_for_whoever_asked_them_to():
    call = a_call(a_person(), channel="member", caller="third_party", caller_name="Councillor Ali")

    assert log_contact(call, **by("adviser")).caller_name == "Councillor Ali"


# --- Setting right, and hearing back --------------------------------------------------------------


def test_whoever_logged_a_contact_sets_it_right():
    zed, ben = an_officer("adviser"), a_person("Ben")
    contact = log_contact(a_call(a_person(), started_at=EARLIER), **by(officer=zed))

    corrected = correct_contact(
        contact, a_call(ben, reasons=("RNT-BAL",), asked="My rent"), reason="Wrong person", **by(officer=zed)
    )

    corrected.refresh_from_db()
    assert (corrected.person, corrected.reasons, corrected.asked) == (ben, ["RNT-BAL"], "My rent")
    assert (corrected.started_at, corrected.handler) == (EARLIER, zed)


def test_a_leader_sets_a_colleagues_contact_right_and_its_case_says_so():
    contact = log_contact(a_call(a_person()), a_case(a_person()), **by("adviser"))

    correct_contact(contact, a_call(), reason="Wrong person", **by("team_leader"))

    told = Event.objects.get(kind="contact.corrected")
    assert (told.words, told.is_shown, told.case) == ("Wrong person", False, contact.case)


def test_a_colleague_does_not_set_it_right():
    contact = a_contact(a_person())

    with pytest.raises(PermissionDenied):
        correct_contact(contact, a_call(), reason="Wrong person", **by("adviser"))


def test_a_correction_keeps_the_rules_and_says_why():
    zed = an_officer("adviser")
    contact = a_contact(a_person(), handler=zed)

    with pytest.raises(Refused, match="Say what was wrong"):
        correct_contact(contact, a_call(), reason=" ", **by(officer=zed))
    with pytest.raises(Refused, match="Choose why"):
        correct_contact(contact, a_call(reasons=()), reason="Wrong", **by(officer=zed))


def test_what_an_old_system_wrote_stays():
    contact = a_contact(a_person(), source_system="nest")

    with pytest.raises(Refused, match="taken over from an old system"):
        correct_contact(contact, a_call(), reason="Wrong person", **by("records_officer"))


def test_the_person_says_afterwards_whether_it_is_settled():
    contact = hear_back(a_contact(a_person()), accepted="no", satisfaction=2, **by("adviser"))

    assert (contact.accepted, contact.satisfaction) == ("no", 2)


def test_hearing_back_sent_twice_is_kept_once():
    contact, acting = a_contact(a_person()), by("adviser")

    hear_back(contact, accepted="yes", **acting)

    assert hear_back(contact, accepted="yes", **acting).accepted == "yes"


@pytest.mark.parametrize(
    ("before", "said", "sentence"),
    [
        ({}, {}, "Say whether it is settled"),
        ({}, {"accepted": "not_asked"}, "yes or no"),
        ({}, {"satisfaction": 6}, "from 1"),
        ({"accepted": "yes"}, {"accepted": "no"}, "answered that already"),
        ({"satisfaction": 5}, {"satisfaction": 1}, "answered that already"),
    ],
)
def test_what_was_not_said_or_was_said_before_is_not_heard_back(before, said, sentence):
    contact = a_contact(a_person(), **before)

    with pytest.raises(Refused, match=sentence):
        hear_back(contact, **said, **by("adviser"))


def test_who_could_not_be_asked_then_can_answer_later():
    contact = a_contact(a_person(), accepted="not_asked")

    assert hear_back(contact, accepted="yes", **by("adviser")).accepted == "yes"


# --- Chasing --------------------------------------------------------------------------------------


def chased(**facts):
    return a_call(a_person(), demand="", failure_cause="not_on_time", asked="Nobody rang me", **facts)


def test_chasing_counts_and_says_what_we_failed_to_do():
    case = a_case(a_person())

    contact = chase(case, chased(), **by("adviser"))

    told = Event.objects.get(case=case, kind="contact.chased")
    assert (contact.demand, contact.failure_cause, contact.case) == ("failure", "not_on_time", case)
    assert (told.facts["times"], told.facts["cause"]) == (2, "not_on_time")


def test_chasing_twice_with_one_key_counts_once():
    case, acting = a_case(a_person()), by("adviser")

    chase(case, chased(), **acting)
    chase(case, chased(), **acting)

    assert Contact.objects.filter(case=case).count() == 2


def test_chasing_names_the_promise_that_was_not_kept():
    case = a_case(a_person())
    promised = promise(case, what="I ring you by Monday", until=NOON + dt.timedelta(days=3), **by("adviser"))

    contact = chase(case, chased(broken_promise=promised), **by("adviser", at=LATER))

    told = Event.objects.get(case=case, kind="contact.chased")
    assert (contact.broken_promise, told.facts["promise"]) == (promised, "I ring you by Monday")


def test_a_promise_that_is_not_due_was_not_broken():
    case = a_case(a_person())
    promised = promise(case, what="I ring you", until=NOON + dt.timedelta(days=3), **by("adviser"))

    with pytest.raises(Refused, match="was not due before"):
        chase(case, chased(broken_promise=promised), **by("adviser"))


def test_a_promise_that_was_kept_in_time_was_not_broken():
    case = a_case(a_person())
    promised = promise(case, what="I ring you", until=NOON + dt.timedelta(days=3), **by("adviser"))
    keep_promise(promised, **by("adviser"))

    with pytest.raises(Refused, match="was kept in time"):
        chase(case, chased(broken_promise=promised), **by("adviser", at=LATER))


def test_the_promise_of_another_case_is_not_this_ones():
    promised = promise(a_case(a_person()), what="I ring you", until=LATER, **by("adviser"))

    with pytest.raises(Refused, match="was not made in"):
        chase(a_case(a_person()), chased(broken_promise=promised), **by("adviser", at=LATER))


def test_somebody_who_brings_news_does_not_chase_a_failure():
    case = a_case(a_person())

    contact = chase(case, a_call(a_person(), demand="value", asked="Here is the photo"), **by("adviser"))

    assert contact.demand == "value"


def test_a_contact_has_one_case():
    contact = a_contact(a_person())
    a_team()
    open_enquiry(contact, **by("adviser"))

    with pytest.raises(Refused, match="belongs to E-"):
        open_enquiry(contact, **by("adviser"))
