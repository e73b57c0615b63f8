"""Logging a contact, and chasing a case with one."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.cases.actions import keep_promise, promise
from rooftree.cases.models import Event
from rooftree.contact.actions import chase, log_contact, open_enquiry
from rooftree.contact.models import Contact
from rooftree.foundations.refusals import Refused
from tests.builders import NOON, a_call, a_case, a_contact, a_home, a_person, a_tenancy, an_officer, by

pytestmark = pytest.mark.usefixtures("acting")

LATER = NOON + dt.timedelta(days=10)


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


def test_no_contact_is_logged_about_another_councils_person(other_council):
    from rooftree.foundations.isolation import acting_for
    from tests.builders import the_council

    with acting_for([the_council().pk, other_council.pk], who="test"), pytest.raises(PermissionDenied):
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
    contact = a_contact(a_person(), handler=an_officer("adviser"))
    from tests.builders import a_team

    a_team()
    open_enquiry(contact, **by("adviser"))

    with pytest.raises(Refused, match="belongs to E-"):
        open_enquiry(contact, **by("adviser"))
