"""A message is written with the fact, says why it goes that way, and is seen with its person and its case."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from rooftree.cases import actions as cases
from rooftree.cases.models import Event, Task
from rooftree.correspondence import actions, queries
from rooftree.correspondence.models import Attempt, Message, PointTrouble, Waiting
from rooftree.correspondence.rules import Format, Status
from rooftree.correspondence.tests.letterbox import (
    CODE,
    FACTS,
    a_message,
    a_mobile,
    an_address,
    an_email,
    now,
    somebody,
    who_needs,
    who_speaks,
)
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditChange
from rooftree.foundations.refusals import Refused
from rooftree.people.models import Authority, ContactPoint, PersonMarker
from tests.builders import NOON, a_case, a_group, a_person, a_tenancy, an_officer, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting", "folder")]


def a_marker(person, code: str = "DV") -> PersonMarker:
    return PersonMarker.objects.create(
        council_id=person.council_id,
        person=person,
        restricted_to=person.restricted_to,
        code=code,
        reason="Safety plan",
        control_measure="Use only what was said to be safe",
        approved_by="Cal Cole",
        start_on=dt.date(2026, 1, 1),
        review_on=dt.date(2026, 12, 1),
        until_on=dt.date(2027, 1, 1),
    )


def test_a_message_keeps_all_that_can_be_asked_of_it_later():
    case = a_case(somebody())

    message = actions.send(
        CODE, person=case.person, facts=FACTS, at=NOON, key="k1", case=case, subject_of="promise 12"
    )

    kept = now(message)
    assert (kept.person, kept.case, kept.subject_of) == (case.person, case, "promise 12")
    assert (kept.code, kept.version, kept.language, kept.format) == (CODE, 1, "en", "standard")
    assert (kept.channel, kept.to_name, kept.to_address) == ("email", "Grace Okafor", "grace@example.test")
    assert kept.because == (
        "By email to grace@example.test: Grace Okafor has not said which way they like; "
        "it is the first that is known and safe."
    )
    assert kept.subject == "A trial message from Alder Borough Council"
    assert kept.body.startswith("Dear Grace\n\nWe are trying out")
    assert (kept.preview, kept.status, kept.queued_at) == ("A message from your council.", Status.QUEUED, NOON)
    assert kept.waiting.due_at == NOON


def test_asked_twice_with_one_key_there_is_one_message():
    person = somebody()

    assert a_message(person) == a_message(person)
    assert (Message.objects.count(), Waiting.objects.count()) == (1, 1)


def test_one_key_of_two_people_is_two_messages():
    a_message(somebody())
    a_message(somebody(forenames="Femi"))

    assert Message.objects.count() == 2


def test_one_job_is_left_for_all_messages_of_a_transaction():
    a_message(somebody())
    a_message(somebody(forenames="Femi"))

    assert ProcrastinateJob.objects.filter(task_name="send messages").count() == 1


def test_a_savepoint_that_is_undone_takes_its_job_away():
    with transaction.atomic():
        a_message(somebody())
        transaction.set_rollback(True)
    a_message(somebody(forenames="Femi"))

    assert ProcrastinateJob.objects.filter(task_name="send messages").count() == 1


def test_a_fact_too_few_is_refused_when_it_is_written():
    with pytest.raises(Refused, match="cannot be sent without council"):
        a_message(facts={"name": "Grace"})

    assert not Message.objects.exists()


def test_a_fact_too_many_is_refused_when_it_is_written():
    with pytest.raises(Refused, match="has no place for rent"):
        a_message(facts={**FACTS, "rent": "£3"})


@pytest.mark.parametrize(
    ("kind", "facts", "says"),
    [
        (a_mobile, {"name": "x" * 900}, "and takes 918. Shorten them."),
        (an_email, {"name": "x" * 60_000}, "and takes 60,000. Shorten them."),
        (an_email, {"council": "x" * 300}, "The subject of “A trial message” becomes too long"),
    ],
)
def test_what_becomes_too_long_is_refused_when_it_is_written(kind, facts, says):
    person = a_person()
    kind(person)

    with pytest.raises(Refused) as refused:
        a_message(person, facts={**FACTS, **facts})

    assert says in str(refused.value)


def test_somebody_whom_we_may_not_see_is_not_written_to(council):
    group = a_group("Protected persons")
    with acting_for([council.pk], groups=[group.pk], who="test"):
        hidden = somebody(restricted_to=group.pk)

    with pytest.raises(Refused, match="You may no longer see this person"):
        a_message(hidden)


# --- Which way, as the record stands --------------------------------------------------------------


def test_the_preferred_channel_is_read_from_the_record():
    person = somebody(preferred_channel="text")
    a_mobile(person)

    assert a_message(person).channel == "text"


def test_a_text_message_says_the_short_words():
    person = a_person()
    a_mobile(person)

    assert a_message(person).body == (
        "Alder Borough Council: we are trying out our messages, Grace. This one has reached you."
    )


def test_an_ended_number_and_somebody_elses_are_not_used():
    person = a_person()
    a_mobile(person, until_on=dt.date(2026, 11, 20))
    an_email(person, "ann@example.test", owner="carer")

    message = a_message(person)

    assert message.status == Status.CANNOT
    assert "no email address of theirs is known" in message.because


def test_a_letter_goes_to_the_home_where_no_other_address_is_known():
    person = a_person()
    a_tenancy(None, person)

    message = a_message(person)

    assert (message.channel, message.to_address, message.point) == ("letter", "12 Elm Walk, ZZ1 1AA", None)


def test_a_home_of_the_past_is_nobodys_address():
    person = a_person()
    a_tenancy(None, person, until_on=dt.date(2026, 11, 20))

    assert a_message(person).status == Status.CANNOT


def test_a_home_that_is_not_safe_to_write_to_is_not_written_to():
    person = a_person()
    a_tenancy(None, person)
    an_address(person, "12 Elm Walk, ZZ1 1AA", safe_to_write=False)

    message = a_message(person)

    assert (message.status, message.channel) == (Status.CANNOT, "")
    assert "12 Elm Walk, ZZ1 1AA, which is not safe" in message.because


def test_safety_rules_are_read_from_the_markers_that_protect(council):
    group = a_group("Protected persons")
    with acting_for([council.pk], groups=[group.pk], who="test"):
        person = somebody(restricted_to=group.pk)
        a_marker(person)

        message = a_message(person)

        assert message.status == Status.CANNOT
        assert "safety rules protect this person" in message.because


def test_a_marker_of_risk_keeps_nobody_from_being_written_to():
    person = somebody()
    a_marker(person, "PA")

    assert a_message(person).status == Status.QUEUED


def test_nothing_is_sent_to_somebody_who_has_died():
    message = a_message(somebody(deceased_on=dt.date(2026, 11, 1)))

    assert (message.status, message.channel) == (Status.CANNOT, "")
    assert not Waiting.objects.exists()
    assert message in queries.list_of_undelivered([message.council_id])


def test_an_advocate_is_named_from_the_record():
    person = who_needs(somebody(), "speak_to_advocate")
    Authority.objects.create(
        council_id=person.council_id,
        person=person,
        representative_name="Ann Lee",
        kind="third_party",
        scope="Repairs",
        from_on=dt.date(2026, 1, 1),
    )

    assert "their advocate (Ann Lee)" in a_message(person).because


def test_a_message_is_in_the_persons_language():
    message = a_message(who_speaks(somebody(), "cym"))

    assert (message.language, message.subject) == ("cy", "Neges brawf gan Alder Borough Council")


def test_somebody_under_two_records_is_written_to_once_known():
    standing, merged = a_person(), somebody(surname="Okafor-Lee")
    merged.merged_into = standing
    merged.save(update_fields=["merged_into"])

    message = a_message(merged)

    assert (message.person, message.to_address) == (standing, "grace@example.test")
    assert list(queries.messages_to(merged)) == [message]


# --- What a person makes --------------------------------------------------------------------------


def test_what_is_made_by_hand_is_a_task_on_its_open_case():
    case = a_case(who_needs(somebody(), "braille"))
    an_address(case.person)

    message = a_message(case.person, case=case)

    task = Task.objects.get(pk=message.task_id)
    assert (message.status, message.format) == (Status.BY_HAND, Format.BRAILLE)
    assert task.what == "Make “A trial message” for Grace Okafor by hand: braille. Then say so on the message."
    assert Event.objects.filter(case=case, kind="case.task_added").count() == 1
    assert not Waiting.objects.filter(message=message).exists()


def test_asked_twice_the_task_is_there_once():
    case = a_case(who_needs(somebody(), "braille"))
    an_address(case.person)

    assert a_message(case.person, case=case) == a_message(case.person, case=case)
    assert Task.objects.filter(what__startswith="Make “").count() == 1


def test_what_is_made_by_hand_for_no_case_is_on_the_list():
    person = who_needs(somebody(), "easy_read")

    message = a_message(person)

    assert (message.status, message.task) == (Status.BY_HAND, None)
    assert list(queries.list_of_undelivered([person.council_id])) == [message]


# --- To exactly one point -------------------------------------------------------------------------


def to_point(point: ContactPoint, **more) -> Message:
    return actions.send_to_point(CODE, **{"point": point, "facts": FACTS, "at": NOON, "key": "k1", **more})


def test_a_message_goes_to_exactly_the_point_that_was_asked_for():
    person = somebody(preferred_channel="email")
    mobile = a_mobile(person)

    message = to_point(mobile)

    assert (message.channel, message.point, message.status) == ("text", mobile, Status.QUEUED)


def test_a_point_that_is_not_safe_takes_nothing_and_the_message_says_so():
    mobile = a_mobile(a_person(), safe_to_text=False)

    message = to_point(mobile)

    assert (message.status, message.because) == (Status.CANNOT, "Not to +447700900123: which is not safe.")


def test_a_point_that_has_ended_is_refused():
    mobile = a_mobile(a_person(), until_on=dt.date(2026, 1, 1))

    with pytest.raises(Refused, match="has ended, or is somebody else's"):
        to_point(mobile)


def test_what_is_secret_is_only_in_what_waits():
    message = to_point(a_mobile(a_person()), facts={"name": "482913", "council": "Alder"}, secret=True)

    assert "482913" in message.waiting.secret["body"]
    assert "482913" not in f"{now(message).body}{now(message).subject}"
    assert "[not kept]" in now(message).body
    audited = AuditChange.objects.values_list("before", "after")
    assert "482913" not in str(list(audited))


def test_a_one_time_code_that_cannot_go_is_nobodys_work():
    message = to_point(a_mobile(a_person(), safe_to_text=False), secret=True)

    assert message.status == Status.CANNOT
    assert not queries.list_of_undelivered([message.council_id]).exists()


# --- Who sees it ----------------------------------------------------------------------------------


def test_a_message_of_a_restricted_person_is_invisible_to_others(council):
    group = a_group("Protected persons")
    with acting_for([council.pk], groups=[group.pk], who="test"):
        message = a_message(somebody(restricted_to=group.pk))
        assert Waiting.objects.filter(pk=message.pk).exists()

    assert not Message.objects.filter(pk=message.pk).exists()
    assert not Waiting.objects.filter(pk=message.pk).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM correspondence_message")
        assert cursor.fetchone() == (0,)


def test_a_message_follows_its_case_when_that_is_restricted(council):
    keeper = an_officer("team_leader")
    group = a_group("Staff who are tenants", keeper)
    case = a_case(somebody())
    message = a_message(case.person, case=case)
    Attempt.objects.create(message=message, council_id=council.pk, at=NOON, backend="folder", outcome="temporary")

    with acting_for([council.pk], groups=[group.pk], who="test"):
        cases.restrict(case, group=group, reason="A colleague's own case", **by(officer=keeper))

    assert not Message.objects.exists()
    assert not Attempt.objects.exists()
    with acting_for([council.pk], groups=[group.pk], who="test"):
        assert Message.objects.get(code=CODE) == message
        assert Attempt.objects.count() == 1


def test_a_restricted_person_opened_by_exception_can_be_written_to(council):
    group = a_group("Protected persons")
    with acting_for([council.pk], groups=[group.pk], who="test"):
        person = somebody(restricted_to=group.pk)

    with acting_for([council.pk], opened=[person.pk], who="resident:1"):
        message = a_message(person)

        assert Message.objects.get() == message
        assert Waiting.objects.get().message == message


def test_another_council_sees_nothing_of_it(other_council):
    a_message()

    with acting_for([other_council.pk], who="test"):
        assert not Message.objects.exists()
        assert not Waiting.objects.exists()


# --- What the database refuses --------------------------------------------------------------------


@pytest.mark.parametrize("column", ["body", "subject", "to_address", "because", "code", "channel"])
def test_what_was_sent_is_never_changed(column):
    message = a_message()

    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**{column: "text"})


def test_a_message_stays_with_whom_it_was_sent_to():
    message, somebody_else = a_message(), somebody(forenames="Femi")

    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(person=somebody_else)


def test_what_was_sent_is_never_deleted():
    message = a_message()
    Waiting.objects.all().delete()

    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.filter(pk=message.pk).delete()


@pytest.mark.parametrize(
    "changed",
    [
        {"status": Status.SENT},
        {"status": Status.DELIVERED, "sent_at": NOON},
        {"status": Status.FAILED, "failed_at": NOON},
        {"status": Status.SETTLED, "settled_at": NOON},
        {"settled_at": NOON},
    ],
)
def test_a_status_without_its_facts_is_refused(changed):
    message = a_message()

    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**changed)


def test_one_open_trouble_a_point():
    message = a_message()
    facts = {
        "council_id": message.council_id,
        "person": message.person,
        "point": message.point,
        "message": message,
        "words": "No such address",
        "since_at": NOON,
    }
    PointTrouble.objects.create(**facts)

    with pytest.raises(IntegrityError, match="one_open_trouble_a_point"), transaction.atomic():
        PointTrouble.objects.create(**facts)
