"""What is kept too long is reckoned, put forward by one, approved by another, destroyed whole, and proved."""

import datetime as dt
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from rooftree.cases.actions import attach, note
from rooftree.cases.models import Case, Event
from rooftree.contact.actions import answer, say_accepted, say_not_accepted
from rooftree.contact.models import Contact, Enquiry
from rooftree.foundations import files, search
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditChange, KeptFile
from rooftree.foundations.refusals import Refused
from rooftree.information_rights import actions, equality
from rooftree.information_rights.models import (
    Certificate,
    Disposal,
    DisposalLine,
    HeldThing,
    LegalHold,
    RightsRequest,
)
from rooftree.information_rights.retention_queries import broken_certificates
from rooftree.information_rights.tests.held_things import a_request, gathered, handling
from rooftree.people.models import Person
from rooftree.people.search_words import refresh
from tests.builders import (
    NOON,
    TODAY,
    a_contact,
    a_group,
    a_home,
    a_past_case,
    a_person,
    a_phone,
    a_tenancy,
    an_enquiry,
    an_officer,
    by,
    the_council,
)

pytestmark = pytest.mark.usefixtures("acting")

LONG_AGO = dt.datetime(2020, 2, 3, 10, 0, tzinfo=dt.UTC)
LATER = dt.date(2027, 6, 1)


def reckoned(record_type: str) -> Disposal:
    actions.reckon(the_council(), on=TODAY, at=NOON)
    return Disposal.objects.get(record_type=record_type, status="due")


def due(record_type: str) -> list[str]:
    actions.reckon(the_council(), on=TODAY, at=NOON)
    lines = DisposalLine.objects.filter(disposal__record_type=record_type, disposal__status="due")
    return list(lines.values_list("label", flat=True))


def approved(batch: Disposal) -> Disposal:
    actions.propose(batch, **by("records_officer"))
    return actions.approve(batch, **by("head_of_service"))


def destroyed(batch: Disposal) -> Certificate:
    return actions.destroy(approved(batch), by=an_officer("records_officer"), at=NOON)


def a_closed_enquiry(person: Person | None = None, at: dt.datetime = LONG_AGO, **facts) -> Enquiry:
    """An enquiry that was asked, answered and settled long ago."""
    then = {"at": at}
    enquiry = an_enquiry(person or a_person(), acting=by("adviser", **then), started_at=at, **facts)
    answer(enquiry, words="At noon", **by("adviser", **then))
    return say_accepted(enquiry, **by("adviser", **then))


# --- What is due ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "is_due"),
    [
        pytest.param(dt.datetime(2024, 11, 20, 9, 0, tzinfo=dt.UTC), True, id="two years ago today"),
        pytest.param(dt.datetime(2024, 11, 21, 9, 0, tzinfo=dt.UTC), False, id="a day less"),
    ],
)
def test_a_contact_without_a_case_is_due_after_two_years(made, is_due):
    contact = a_contact(a_person(), started_at=made)

    assert (due("contact") == [f"contact {contact.pk}"]) is is_due


def test_an_enquiry_is_due_six_years_after_it_closed():
    enquiry = a_closed_enquiry()

    assert due("enquiry") == [enquiry.case.reference]


def test_an_open_enquiry_is_never_due():
    an_enquiry(a_person(), acting=by("adviser", at=LONG_AGO), started_at=LONG_AGO)

    assert due("enquiry") == []


def test_a_case_of_an_old_system_is_due_too():
    a_past_case(a_person(), opened_on=dt.date(2012, 1, 1), closed_on=dt.date(2014, 1, 1), reference="C77")

    assert due("past_case") == ["C77"]


def test_a_person_is_due_once_nothing_ties_them_to_us():
    gone, here = a_person(), a_person()
    Person.objects.update(created_at=LONG_AGO)
    a_tenancy(a_home(), gone, until_on=dt.date(2018, 1, 1))
    a_tenancy(a_home("14 Elm Walk"), here)

    assert due("person") == [gone.reference]


@pytest.mark.parametrize(
    "tie",
    [
        pytest.param(lambda person: a_contact(person), id="a contact"),
        pytest.param(lambda person: a_past_case(person), id="a case of an old system"),
        pytest.param(lambda person: an_enquiry(person), id="a case"),
        pytest.param(lambda person: a_person(merged_into=person), id="a record merged into theirs"),
    ],
)
def test_a_person_with_a_tie_is_not_due(tie):
    person = a_person()
    tie(person)
    Person.objects.update(created_at=LONG_AGO)

    assert person.reference not in due("person")


def test_reckoned_again_a_batch_is_made_anew_and_not_twice():
    a_contact(a_person(), started_at=LONG_AGO)

    assert reckoned("contact").pk != reckoned("contact").pk
    assert DisposalLine.objects.count() == 1


def test_what_was_put_forward_is_not_reckoned_again():
    a_contact(a_person(), started_at=LONG_AGO)
    actions.propose(reckoned("contact"), **by("records_officer"))

    actions.reckon(the_council(), on=TODAY, at=NOON)

    assert Disposal.objects.count() == 1


def test_a_batch_of_what_is_restricted_is_seen_by_its_group_alone():
    group = a_group("Protected persons")
    with acting_for([the_council().pk], groups=[group.pk], who="test"):
        hidden = a_person(restricted_to=group.pk)
        a_contact(hidden, started_at=LONG_AGO)
        a_contact(a_person(), started_at=LONG_AGO)
        actions.reckon(the_council(), on=TODAY, at=NOON)
        assert Disposal.objects.filter(record_type="contact").count() == 2

    assert Disposal.objects.filter(record_type="contact").count() == 1
    assert DisposalLine.objects.count() == 1


# --- Two people -------------------------------------------------------------------------------------


def test_nobody_approves_what_they_put_forward():
    a_contact(a_person(), started_at=LONG_AGO)
    officer = an_officer("records_officer")
    batch = actions.propose(reckoned("contact"), **by(officer=officer))

    with pytest.raises(Refused, match="somebody else approves it"):
        actions.approve(batch, **by(officer=officer))


def test_the_database_says_no_too():
    a_contact(a_person(), started_at=LONG_AGO)
    officer = an_officer("records_officer")
    batch = reckoned("contact")

    with pytest.raises(DatabaseError, match="destroyed_by_the_word_of_two"), transaction.atomic():
        Disposal.objects.filter(pk=batch.pk).update(
            status="approved", proposed_by=officer, proposed_at=NOON, approved_by=officer, approved_at=NOON
        )


def test_nothing_is_destroyed_before_it_is_approved():
    a_contact(a_person(), started_at=LONG_AGO)
    batch = actions.propose(reckoned("contact"), **by("records_officer"))

    with pytest.raises(Refused, match="once a second person"):
        actions.destroy(batch, by=an_officer("records_officer"), at=NOON)


def test_an_adviser_destroys_nothing():
    a_contact(a_person(), started_at=LONG_AGO)
    batch = approved(reckoned("contact"))

    with pytest.raises(PermissionDenied):
        actions.destroy(batch, by=an_officer("adviser"), at=NOON)


def test_the_function_itself_destroys_nothing_that_was_not_approved():
    a_contact(a_person(), started_at=LONG_AGO)
    batch = reckoned("contact")

    with pytest.raises(DatabaseError, match="not approved"), transaction.atomic(), connection.cursor() as app:
        app.execute("SELECT destroy_disposal(%s, now())", [batch.pk])


def test_the_function_destroys_nothing_of_another_council(other_council):
    a_contact(a_person(), started_at=LONG_AGO)
    batch = approved(reckoned("contact"))
    stranger, refused = (
        acting_for([other_council.pk], who="test"),
        pytest.raises(DatabaseError, match="No such batch"),
    )

    with refused, transaction.atomic(), stranger, connection.cursor() as app:
        app.execute("SELECT destroy_disposal(%s, now())", [batch.pk])


@pytest.mark.parametrize(
    "call",
    [
        "SELECT destroy_rows(1, 'people_person', '{1}', '{}')",
        "SELECT equality_forget(1, 1)",
        "INSERT INTO information_rights_certificate (council_id) VALUES (1)",
    ],
)
def test_the_app_calls_nothing_but_the_function_for_a_batch(call):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as app:
        app.execute(call)


# --- Destroyed --------------------------------------------------------------------------------------


def test_a_contact_is_destroyed_with_what_the_audit_kept_of_it():
    contact = a_contact(a_person(), started_at=LONG_AGO, asked="Something private")
    Contact.objects.filter(pk=contact.pk).update(asked="Something else")

    proof = destroyed(reckoned("contact"))

    assert not Contact.objects.filter(pk=contact.pk).exists()
    assert (proof.records, proof.counts) == (1, {"contact_contact": 1})
    kept = AuditChange.objects.filter(table_name="contact_contact", row_id=contact.pk)
    assert {(line.action, line.before) for line in kept} <= {("insert", None), ("delete", None)}
    assert kept.filter(action="delete").exists()


def test_an_enquiry_goes_with_its_case_its_story_and_its_contact():
    enquiry = a_closed_enquiry()
    case = enquiry.case_id

    proof = destroyed(reckoned("enquiry"))

    assert not Case.objects.filter(pk=case).exists()
    assert not Event.objects.filter(case_id=case).exists()
    assert not Contact.objects.filter(case_id=case).exists()
    assert {"cases_case", "cases_event", "cases_clock", "contact_enquiry", "contact_contact"} <= set(proof.counts)


def test_a_file_that_nothing_needs_any_more_goes_too(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    enquiry = a_closed_enquiry()
    kept = files.keep(BytesIO(b"A photograph of damp"), filename="damp.txt", council=the_council(), at=LONG_AGO)
    attach(enquiry.case, file=kept, title="Damp", **by("adviser"))

    proof = destroyed(reckoned("enquiry"))

    assert proof.files == [kept.sha256]
    assert not KeptFile.objects.filter(pk=kept.pk).exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_file_that_another_case_needs_stays(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    enquiry, other = a_closed_enquiry(), an_enquiry(a_person())
    kept = files.keep(BytesIO(b"A photograph of damp"), filename="damp.txt", council=the_council(), at=LONG_AGO)
    attach(enquiry.case, file=kept, title="Damp", **by("adviser"))
    attach(other.case, file=kept, title="Damp", **by("adviser"))

    proof = destroyed(reckoned("enquiry"))

    assert proof.files == []
    assert files.open_again(kept.pk, council=the_council())[1].read() == b"A photograph of damp"


def test_a_person_goes_with_their_words_looks_and_answers():
    person = a_person("Zebedee", "Quill")
    Person.objects.update(created_at=LONG_AGO)
    a_phone(person)
    refresh([person.pk])
    assert search.entries(search.Sought("", search.any_of("n", ["quill"]), ""), most=5)
    equality.write(person.council_id, person.pk, {"sex": "sex.male"}, on=TODAY, on_paper=True)

    proof = destroyed(reckoned("person"))

    assert not Person.objects.filter(pk=person.pk).exists()
    assert proof.counts == {"foundations_searchentry": 1, "people_contactpoint": 1, "people_person": 1}
    assert search.entries(search.Sought("", search.any_of("n", ["quill"]), ""), most=5) == []


def test_a_request_goes_with_what_was_gathered_and_its_package(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    request, gathering = gathered(request=a_request(at=LONG_AGO), **handling(LONG_AGO))
    actions.finish_review(request, **handling(LONG_AGO))
    made = actions.release(request, **handling(LONG_AGO))

    proof = destroyed(reckoned("rights_request"))

    assert proof.files == [made.sha256]
    assert not HeldThing.objects.filter(gathering=gathering).exists()
    assert not RightsRequest.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_record_that_is_held_stays():
    person = a_person()
    contact = a_contact(person, started_at=LONG_AGO)
    batch = approved(reckoned("contact"))
    actions.hold_records(person, reason="A claim", until=LATER, **by("records_officer"))

    proof = actions.destroy(batch, by=an_officer("records_officer"), at=NOON)

    assert (proof.records, Contact.objects.filter(pk=contact.pk).exists()) == (0, True)
    assert DisposalLine.objects.get(disposal=batch).kept_because == "A legal hold keeps it."


def test_a_case_that_was_opened_again_stays():
    enquiry = a_closed_enquiry()
    batch = approved(reckoned("enquiry"))
    say_not_accepted(enquiry, words="It is still wrong", **by("adviser"))

    proof = actions.destroy(batch, by=an_officer("records_officer"), at=NOON)

    assert proof.records == 0
    assert "no longer as it was" in DisposalLine.objects.get(disposal=batch).kept_because


def test_what_was_kept_after_all_stays_and_is_not_due_before_its_day():
    first, second = (a_contact(a_person(), started_at=LONG_AGO) for _ in range(2))
    batch = reckoned("contact")
    line = DisposalLine.objects.get(row_id=first.pk)
    actions.keep_line(line, because="A claim is likely", until=LATER, **by("records_officer"))

    proof = destroyed(batch)

    assert proof.records == 1
    assert list(Contact.objects.values_list("pk", flat=True)) == [first.pk]
    assert due("contact") == []
    assert second.pk != first.pk


def test_destroyed_twice_it_is_destroyed_once():
    a_contact(a_person(), started_at=LONG_AGO)
    batch = approved(reckoned("contact"))
    officer = an_officer("records_officer")

    first = actions.destroy(batch, by=officer, at=NOON)
    again = actions.destroy(batch, by=officer, at=NOON)

    assert first == again
    assert Certificate.objects.count() == 1


def test_killed_half_way_nothing_is_gone():
    contact = a_contact(a_person(), started_at=LONG_AGO)
    batch = approved(reckoned("contact"))

    with transaction.atomic():
        actions.destroy(batch, by=an_officer("records_officer"), at=NOON)
        transaction.set_rollback(True)

    assert Contact.objects.filter(pk=contact.pk).exists()
    assert Disposal.objects.get(pk=batch.pk).status == "approved"
    assert not Certificate.objects.exists()


def test_nothing_can_be_destroyed_in_the_same_breath_by_another_hand():
    a_contact(a_person(), started_at=LONG_AGO)
    enquiry = an_enquiry(a_person())
    note(enquiry.case, words="Rang", **by("adviser"))

    destroyed(reckoned("contact"))

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Event.objects.filter(case=enquiry.case)._raw_delete("default")


# --- Proofs -----------------------------------------------------------------------------------------


def test_proofs_hold_and_follow_each_other():
    a_contact(a_person(), started_at=LONG_AGO)
    first = destroyed(reckoned("contact"))
    a_contact(a_person(), started_at=LONG_AGO)
    second = destroyed(reckoned("contact"))

    assert (first.before, second.before) == ("", first.sha256)
    assert broken_certificates(the_council().pk) == []


def test_a_proof_holds_no_reference():
    a_contact(a_person(), started_at=LONG_AGO)
    batch = reckoned("contact")

    destroyed(batch)

    assert DisposalLine.objects.get(disposal=batch).label == ""


def test_a_line_that_was_tampered_with_breaks_its_proof():
    a_contact(a_person(), started_at=LONG_AGO)
    batch = reckoned("contact")
    proof = destroyed(batch)

    DisposalLine.objects.filter(disposal=batch).update(due_on=dt.date(2030, 1, 1))

    assert broken_certificates(the_council().pk) == [proof.pk]


# --- Holds ------------------------------------------------------------------------------------------


def test_a_held_person_has_nothing_due():
    person = a_person()
    a_contact(person, started_at=LONG_AGO)

    actions.hold_records(person, reason="A claim", until=LATER, **by("records_officer"))

    assert due("contact") == []


def test_a_held_case_is_not_due():
    enquiry = a_closed_enquiry()

    actions.hold_records(enquiry.case, reason="A claim", until=LATER, **by("records_officer"))

    assert due("enquiry") == []


def test_a_hold_that_was_ended_holds_nothing():
    person = a_person()
    contact = a_contact(person, started_at=LONG_AGO)
    hold = actions.hold_records(person, reason="A claim", until=LATER, **by("records_officer"))

    actions.end_hold(hold, **by("records_officer"))

    assert due("contact") == [f"contact {contact.pk}"]


def test_a_hold_has_a_reason_and_an_end_to_come():
    with pytest.raises(Refused, match="why the records must be kept"):
        actions.hold_records(a_person(), reason=" ", until=LATER, **by("records_officer"))
    with pytest.raises(Refused, match="a day to come"):
        actions.hold_records(a_person(), reason="A claim", until=TODAY, **by("records_officer"))
    assert not LegalHold.objects.exists()
