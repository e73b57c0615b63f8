"""What must never be true of contacts, refused by the database itself."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction

from rooftree.contact.actions import answer, log_callback_attempt, promise_callback
from rooftree.contact.models import CallbackAttempt, Contact, ContactLegacyReference, Enquiry
from tests.builders import NOON, a_case, a_contact, a_person, an_enquiry, by

pytestmark = pytest.mark.usefixtures("acting")


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"reasons": []}, "contact_has_one_to_three_reasons"),
        ({"reasons": ["A", "B", "C", "D"]}, "contact_has_one_to_three_reasons"),
        ({"demand": "perhaps"}, "demand_is_value_or_failure"),
        ({"demand": ""}, "demand_of_our_contacts_is_known"),
        ({"failure_cause": "not_told"}, "only_failure_has_a_cause"),
        ({"demand": "failure"}, "failure_has_a_cause"),
        ({"ended_at": NOON - dt.timedelta(seconds=1)}, "contact_ends_after_start"),
        ({"satisfaction": 0}, "satisfaction_is_from_1_to_5"),
        ({"satisfaction": 6}, "satisfaction_is_from_1_to_5"),
        ({"wait_seconds": -1}, "nobody_waits_less_than_0"),
        ({"handle_seconds": -1}, "nothing_is_handled_in_less_than_0"),
        ({"handler": None}, "contact_has_a_handler"),
        ({"is_automatic": True}, "automatic_contact_names_the_promise"),
    ],
)
def test_a_contact_that_cannot_be_is_refused(facts, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        a_contact(**facts)


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"status": "answered"}, "answered_enquiry_has_an_answer"),
        ({"answer": "Yes"}, "answer_says_who_and_when"),
        ({"accepted": "yes"}, "accepted_says_when"),
        ({"accepted": "not_asked", "accepted_at": NOON}, "not_asked_says_why"),
        ({"asked": ""}, "enquiry_says_what_was_asked"),
        ({"routed_because": ""}, "enquiry_says_why_it_is_there"),
    ],
)
def test_an_enquiry_that_cannot_be_is_refused(facts, constraint):
    enquiry = an_enquiry()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Enquiry.objects.filter(pk=enquiry.pk).update(**facts)


def test_nothing_is_settled_that_nobody_accepted():
    enquiry = answer(an_enquiry(), words="Yes.", **by("adviser"))

    with pytest.raises(IntegrityError, match="settled_enquiry_was_accepted"), transaction.atomic():
        Enquiry.objects.filter(pk=enquiry.pk).update(status="settled")


def test_a_case_of_this_kind_keeps_its_enquiry():
    enquiry = an_enquiry()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError, match="is of the kind enquiry"), transaction.atomic():
        Enquiry.objects.filter(pk=enquiry.pk).delete()


def test_tries_to_ring_back_are_only_added_to():
    attempt = log_callback_attempt(
        promise_callback(a_case(), window="same_day", **by("adviser")), outcome="no_answer", **by("adviser")
    )

    with pytest.raises(ProgrammingError), transaction.atomic():
        CallbackAttempt.objects.filter(pk=attempt.pk).update(outcome="reached")
    with pytest.raises(ProgrammingError), transaction.atomic():
        CallbackAttempt.objects.filter(pk=attempt.pk).delete()


# --- History --------------------------------------------------------------------------------------


def history(**facts) -> Contact:
    return a_contact(
        a_person(),
        source_system="nest",
        handler_name="j.bell@old.test",
        **{"demand": "", "reasons": [], "asked": "", "outcome": "", "caller": "", **facts},
    )


def test_a_contact_of_an_old_system_may_say_little():
    contact = history(note="tnt called re rep")

    contact.refresh_from_db()
    assert (contact.handler, contact.reason, contact.note) == (None, "", "tnt called re rep")


def test_a_contact_of_an_old_system_is_known_by_its_reference_once():
    contact = history()
    facts = {
        "council_id": contact.council_id,
        "contact": contact,
        "source_system": "nest",
        "reference": "C1",
        "digest": b"0123456789abcdef",
        "loaded_at": NOON,
    }
    ContactLegacyReference.objects.create(**facts)

    with pytest.raises(IntegrityError, match="one_contact_a_legacy_reference"), transaction.atomic():
        ContactLegacyReference.objects.create(**facts)


def test_the_columns_that_a_load_does_not_know_have_a_value_of_their_own():
    person = a_person()

    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO contact_contact
                   (council_id, restricted_to, person_id, channel, started_at, reasons, adjustments_used,
                    source_system, logged_at)
               VALUES (%s, 0, %s, 'phone_in', %s, '{}', '{}', 'nest', %s)""",
            [person.council_id, person.pk, NOON, NOON],
        )

    assert Contact.objects.get().person == person
