"""What people are told in writing of their enquiries, promises and needs: with the fact, and once."""

import datetime as dt

import pytest
from django.db import transaction

from rooftree.cases import actions as cases
from rooftree.cases.models import Clock, Task
from rooftree.contact import actions
from rooftree.contact.jobs import note_missed_of
from rooftree.contact.telling import by_when
from rooftree.correspondence.models import Message
from rooftree.foundations.dates import midnight
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.journeys import promises, what_people_need
from rooftree.people import actions as people
from rooftree.people.actions.authorities import Mandate
from rooftree.people.models import ContactPoint, Person, SpokenLanguage
from tests.builders import NOON, TODAY, a_group, a_person, a_team, an_enquiry, an_officer, by
from tests.herself import as_she_sees, herself
from tests.herself import sent as own

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


def with_email(person: Person | None = None, **facts) -> Person:
    person = person or a_person()
    ContactPoint.objects.create(
        council_id=person.council_id, person=person, kind="email", value="grace@example.org", **facts
    )
    return person


def sent(code: str) -> Message:
    return Message.objects.get(code=f"contact.{code}")


# --- Enquiries --------------------------------------------------------------------------------------


def test_whoever_asks_is_told_that_we_have_it_and_by_when_it_is_answered():
    enquiry = an_enquiry(with_email(), asked="Why did my rent go up?")

    message = sent("enquiry_received")

    due = Clock.objects.get(case=enquiry.case, duty="contact.answer")
    assert (message.case_id, message.channel, message.to_address) == (
        enquiry.case_id,
        "email",
        "grace@example.org",
    )
    assert "^ Why did my rent go up?" in message.body
    assert f"We answer you by {by_when(due.late_from, due.due_on)}." in message.body
    assert enquiry.case.reference in message.subject
    assert "rent" not in message.preview + message.subject


def test_the_same_enquiry_sent_twice_is_acknowledged_once():
    person, acting = with_email(), by("adviser")

    an_enquiry(person, acting=acting)
    an_enquiry(person, acting=acting)

    assert Message.objects.filter(code="contact.enquiry_received").count() == 1


def test_an_enquiry_that_is_undone_is_not_acknowledged():
    with transaction.atomic():
        an_enquiry(with_email())
        transaction.set_rollback(True)

    assert not Message.objects.exists()


def test_a_courtesy_that_cannot_be_sent_safely_is_nobodys_work():
    an_enquiry(with_email(safe_to_write=False))

    assert not Message.objects.exists()


def test_nobody_is_told_of_an_enquiry_about_nobody():
    an_enquiry(None, place=None, caller="anonymous")

    assert not Message.objects.exists()


def test_an_answer_goes_out_in_writing_also_where_it_cannot():
    reached, unreached = an_enquiry(with_email()), an_enquiry(a_person())

    actions.answer(reached, words="The heating charge rose.", **by("adviser"))
    actions.answer(unreached, words="The lift is mended.", **by("adviser"))

    written, waiting = Message.objects.filter(code="contact.enquiry_answered").order_by("pk")
    assert "The heating charge rose." in written.body
    assert (written.status, waiting.status) == ("queued", "cannot")


def test_each_answer_is_sent_once_and_a_second_answer_too():
    enquiry = an_enquiry(with_email())
    first = by("adviser")
    actions.answer(enquiry, words="No.", **first)
    actions.answer(enquiry, words="No.", **first)
    actions.say_not_accepted(enquiry, words="But why?", **by("adviser"))

    actions.answer(enquiry, words="Because.", **by("adviser", at=NOON + dt.timedelta(hours=1)))

    assert Message.objects.filter(code="contact.enquiry_answered").count() == 2


def test_a_welsh_speaker_is_told_in_welsh():
    person = with_email()
    SpokenLanguage.objects.create(council_id=person.council_id, person=person, language="cym", is_main=True)

    an_enquiry(person)

    assert "Byddwn yn eich ateb erbyn" in sent("enquiry_received").body


# --- Promises ---------------------------------------------------------------------------------------


def test_a_promise_is_put_in_writing_and_its_keeping_told():
    case = an_enquiry(with_email()).case

    task = promises.promise(case, what="We send the plumber", until=NOON + dt.timedelta(days=2), **by("adviser"))
    promises.keep(task, **by("adviser", at=NOON + dt.timedelta(days=1)))

    assert "^ We send the plumber" in sent("promise_made").body
    assert "We do it by 22/11/2026, 12:00." in sent("promise_made").body
    assert "We have done it." in sent("promise_kept").body


def test_a_broken_promise_is_apologised_for_once_however_often_it_is_said():
    case = an_enquiry(with_email()).case
    task = promises.promise(case, what="We send the plumber", **by("adviser"))
    acting = by("adviser", at=NOON + dt.timedelta(days=1))

    promises.not_keep(task, reason="The plumber is ill", **acting)
    promises.not_keep(task, reason="The plumber is ill", **acting)

    message = sent("promise_missed")
    assert "we are sorry" in message.body
    assert message.subject_of == f"promise {task.pk}"
    assert "plumber" not in message.subject + message.preview


def test_an_apology_that_cannot_be_sent_is_kept_as_work():
    task = promises.promise(an_enquiry(a_person()).case, what="We send the plumber", **by("adviser"))

    promises.not_keep(task, reason="The plumber is ill", **by("adviser"))

    assert sent("promise_missed").status == "cannot"


def test_a_promise_that_the_rules_refuse_is_not_told():
    case = an_enquiry(with_email()).case

    with pytest.raises(Refused):
        promises.promise(case, what="We send the plumber", until=NOON - dt.timedelta(days=2), **by("adviser"))

    assert not Message.objects.filter(code="contact.promise_made").exists()


def test_a_missed_callback_is_apologised_for_when_it_is_noted_once(council):
    case = an_enquiry(with_email()).case
    actions.promise_callback(case, window="two_hours", **by("adviser"))
    late = NOON + dt.timedelta(days=1)

    note_missed_of(council, at=late)
    note_missed_of(council, at=late)

    assert sent("promise_missed").queued_by is None
    assert Task.objects.get(kind="callback").ended_at is None


def test_a_callback_is_put_in_writing():
    case = an_enquiry(with_email()).case

    actions.promise_callback(case, window="two_hours", **by("adviser"))

    assert "14:00" in sent("promise_made").body


@pytest.mark.parametrize(
    ("late_from", "due_on", "words"),
    [
        (midnight(2026, 11, 28), dt.date(2026, 11, 27), "27/11/2026"),
        (dt.datetime(2026, 11, 27, 16, 30, tzinfo=dt.UTC), dt.date(2026, 11, 27), "27/11/2026, 16:30"),
        (midnight(2026, 7, 4), dt.date(2026, 7, 3), "03/07/2026"),
    ],
)
def test_the_last_moment_is_written_in_figures(late_from, due_on, words):
    assert by_when(late_from, due_on) == words


# --- What people need, and who acts for them --------------------------------------------------------


def test_what_we_do_differently_is_confirmed_whole_once_a_day():
    person, acting = with_email(), by("adviser")
    people.add_adjustment(person, code="large_print", **by("adviser"))
    people.add_adjustment(person, code="specific", note="Ring before eleven", **by("adviser"))

    what_people_need.confirm(person, **acting)
    what_people_need.confirm(person, **by("adviser", at=NOON + dt.timedelta(hours=1)))

    body = sent("adjustments_confirmed").body
    assert "* Large print\n* Something else: Ring before eleven" in body


def test_nothing_to_do_differently_is_not_confirmed():
    what_people_need.confirm(with_email(), **by("adviser"))

    assert not Message.objects.exists()


def test_a_person_is_told_who_may_act_for_them_where_that_is_safe():
    person = with_email(safe_to_write=True)
    mandate = Mandate(
        kind="third_party",
        representative=None,
        representative_name="Dai Rees",
        scope="Speak about repairs",
        paper="Form of 3 November",
        from_on=TODAY,
        until_on=TODAY + dt.timedelta(days=365),
    )

    what_people_need.record_authority(person, mandate, **by("adviser"))

    message = sent("authority_recorded")
    assert "Dai Rees may act for you" in message.body
    assert "Speak about repairs" in message.body
    assert message.status == "queued"


def test_the_kernel_of_cases_still_sends_nothing_by_itself():
    case = an_enquiry(with_email()).case
    Message.objects.all()

    task = cases.promise(case, what="We look", by=an_officer("adviser"), at=NOON, key="alone")

    assert not Message.objects.filter(subject_of=f"promise {task.pk}").exists()


# --- In her own account -----------------------------------------------------------------------------


def test_who_asks_in_her_own_account_is_told_that_we_have_it(council):
    a_team("repairs")
    a_team("contact")
    grace = with_email()

    enquiry = actions.ask(actions.Asked("REP-NEW", "The tap drips"), **own(herself(grace)))

    message = sent("enquiry_received")
    assert (message.case_id, message.queued_by, message.status) == (enquiry.case_id, None, "queued")
    assert "^ The tap drips" in message.body


def test_she_is_told_also_where_only_a_group_may_open_her_record(council):
    a_team("repairs")
    a_team("contact")
    grace, group = with_email(safe_to_write=True), a_group()
    with acting_for([council.pk], groups=[group.pk], who="test"):
        Person.objects.filter(pk=grace.pk).update(restricted_to=group.pk)

    with as_she_sees(herself(grace)):
        actions.ask(actions.Asked("REP-NEW", "The tap drips"), **own(herself(grace)))

    assert not Message.objects.exists()
    with acting_for([council.pk], groups=[group.pk], who="test"):
        assert sent("enquiry_received").restricted_to == group.pk
