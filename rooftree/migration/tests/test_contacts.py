"""Contacts of old systems come in as history: the moment, the channel and the reason as our lists have them."""

import datetime as dt

import pytest
from django.db import connection

from rooftree.contact.models import Contact, ContactLegacyReference
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditChange
from rooftree.migration.tests.files import (
    A_HOME,
    GRACE,
    GRACE_IS_TENANT,
    GRACES_TENANCY,
    NEXT_DAY,
    load_aside,
    load_rows,
)
from rooftree.people.actions import restriction
from rooftree.people.models import Person
from tests.builders import a_group, an_officer, by
from tests.once_a_module import once_a_module

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

ASHA = {"email": "asha@alder.test", "name": "Asha Bell"}
A_CONTACT = {
    "contact_ref": "CT/0001",
    "at": "04/07/2024 14:05",
    "person_ref": "P1",
    "place_ref": "H1",
    "tenancy_ref": "T1",
    "channel": "phone",
    "reason_code": "REP-CHS",
    "officer_email": "asha@alder.test",
    "note": "Rang about the boiler,\nagain",
}
RECORD = {
    "places": [A_HOME, A_HOME | {"place_ref": "H2"}],
    "officers": [ASHA],
    "people": [GRACE, GRACE | {"person_ref": "P2", "forenames": "Samuel", "date_of_birth": "02/06/1970"}],
    "tenancies": [GRACES_TENANCY],
    "tenancy_people": [GRACE_IS_TENANT],
}
FACTS = [
    "started_at",
    "channel",
    "reasons",
    "handler_id",
    "handler_name",
    "note",
    "person_id",
    "place_id",
    "tenancy_id",
]


record = once_a_module(lambda: load_aside(**RECORD))
"""People, homes and tenancies that contacts can be about."""


@pytest.fixture
def loaded(council, tmp_path):
    """Load these contacts."""
    return lambda *contacts, **how: load_rows(council, tmp_path / "contacts", contacts=contacts, **how)


def versions() -> list[tuple[str, int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'contact', id, xmin::text FROM contact_contact"
            " UNION ALL SELECT 'reference', id, xmin::text FROM contact_contactlegacyreference ORDER BY 1, 2"
        )
        return cursor.fetchall()


# --- What a row becomes ---------------------------------------------------------------------------


def test_a_contact_is_kept_as_the_old_system_told_it(loaded):
    outcome = loaded(A_CONTACT)

    contact = Contact.objects.select_related("person", "place", "handler").get()
    assert outcome.counts("contacts") == (1, 0, 0, 0)
    assert contact.started_at == dt.datetime(2024, 7, 4, 13, 5, tzinfo=dt.UTC)
    assert (contact.channel, contact.reasons, contact.handler.name) == ("phone_in", ["REP-CHS"], "Asha Bell")
    assert (contact.person.full_name, contact.place.address_1) == ("Grace Okafor", "12 Elm Walk")
    assert (contact.note, contact.handler_name) == ("Rang about the boiler,\nagain", "")
    assert (contact.source_system, contact.demand, contact.outcome, contact.is_automatic) == (
        "legacy",
        "",
        "",
        False,
    )
    assert contact.legacy_references.get().reference == "CT/0001"


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("phone", "phone_in"),
        ("email", "email"),
        ("web", "web_form"),
        ("letter", "letter"),
        ("office", "office"),
        ("visit", "visit"),
        ("TEXT", "sms"),
    ],
)
def test_a_channel_becomes_ours(loaded, theirs, ours):
    loaded(A_CONTACT | {"channel": theirs})

    assert Contact.objects.get().channel == ours


def test_somebody_who_did_not_say_who_they_are_is_loaded_too(loaded):
    outcome = loaded({"contact_ref": "CT/0002", "at": "2024-03-04 14:05"})

    contact = Contact.objects.get()
    assert outcome.counts("contacts") == (1, 0, 0, 0)
    assert outcome.warnings("contacts") == []
    assert (contact.person_id, contact.reasons, contact.channel) == (None, [], "")


# --- Rows that cannot be --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"contact_ref": ""}, "contact_ref", "This cell says nothing, and every row must say it."),
        ({"at": ""}, "at", "This cell says nothing, and every row must say it."),
        ({"at": "01/01/1900 00:00"}, "at", "This cell says nothing, and every row must say it."),
        ({"at": "31/02/2024 10:00"}, "at", "31 February 2024 is not a date."),
        ({"at": "04/03/2024 25:10"}, "at", "“04/03/2024 25:10” says no time of day that a clock shows."),
        ({"at": "21/11/2026 09:00"}, "at", "Nobody was in touch on 21 November 2026: it is still to come."),
        ({"person_ref": "P9"}, "person_ref", "legacy has no person P9, in these files or before them."),
        ({"place_ref": "H9"}, "place_ref", "legacy has no place H9, in these files or before them."),
        ({"tenancy_ref": "T9"}, "tenancy_ref", "legacy has no tenancy T9, in these files or before them."),
    ],
)
def test_a_contact_that_cannot_be_is_refused_in_words(loaded, cells, column, reason):
    outcome = loaded(A_CONTACT | cells)

    assert outcome.rejected("contacts") == [(1, column, reason)]
    assert outcome.counts("contacts") == (0, 0, 0, 1)
    assert not Contact.objects.exists()


def test_the_same_reference_with_other_facts_refuses_the_later_row(loaded):
    outcome = loaded(A_CONTACT, A_CONTACT | {"note": "Something else"}, A_CONTACT)

    assert outcome.counts("contacts") == (1, 0, 1, 1)
    assert outcome.rejected("contacts") == [
        (2, "contact_ref", "Row 1 says something else about CT/0001. Only the first of them was taken.")
    ]


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"channel": "fax"}, "channel", "“fax” is not a channel that Rooftree knows."),
        ({"reason_code": "XYZ"}, "reason_code", "“XYZ” is not a reason for a contact that Rooftree knows."),
        ({"officer_email": "JSM"}, "officer_email", "“JSM” is not an email address."),
        (
            {"officer_email": "gone@alder.test"},
            "officer_email",
            "No officer here has the address gone@alder.test, so only the address was kept.",
        ),
        (
            {"at": "26/10/2025 01:30"},
            "at",
            "01:30 on 26 October 2025 came twice, since the clocks went back. The first was taken.",
        ),
    ],
)
def test_a_bad_cell_elsewhere_is_a_warning_and_the_row_is_loaded(loaded, cells, column, reason):
    outcome = loaded(A_CONTACT | cells)

    assert outcome.warnings("contacts") == [(1, column, reason)]
    assert outcome.counts("contacts") == (1, 0, 0, 0)


def test_the_address_of_an_officer_whom_nobody_knows_is_kept(loaded):
    loaded(A_CONTACT | {"officer_email": "gone@alder.test"})

    contact = Contact.objects.get()
    assert (contact.handler_id, contact.handler_name) == (None, "gone@alder.test")


# --- Again ----------------------------------------------------------------------------------------


def test_the_same_contacts_again_write_nothing(loaded):
    loaded(A_CONTACT, {"contact_ref": "CT/0002", "at": "04/07/2024"})
    before = versions(), AuditChange.objects.exclude(table_name__startswith="migration_").count()

    again = loaded(A_CONTACT, {"contact_ref": "CT/0002", "at": "2024-07-04"}, at=NEXT_DAY)

    assert again.counts("contacts") == (0, 0, 2, 0)
    assert (versions(), AuditChange.objects.exclude(table_name__startswith="migration_").count()) == before


@pytest.mark.parametrize(
    ("cells", "changes"),
    [
        ({"at": "04/07/2024 15:05"}, {"started_at": dt.datetime(2024, 7, 4, 14, 5, tzinfo=dt.UTC)}),
        ({"channel": "email"}, {"channel": "email"}),
        ({"reason_code": "REP-NEW"}, {"reasons": ["REP-NEW"]}),
        ({"reason_code": ""}, {"reasons": []}),
        ({"note": ""}, {"note": ""}),
        ({"officer_email": "gone@alder.test"}, {"handler_id": None, "handler_name": "gone@alder.test"}),
        ({"officer_email": ""}, {"handler_id": None}),
        ({"place_ref": ""}, {"place_id": None}),
        ({"tenancy_ref": ""}, {"tenancy_id": None}),
    ],
)
def test_an_edited_contact_changes_only_what_was_edited(loaded, cells, changes):
    loaded(A_CONTACT, A_CONTACT | {"contact_ref": "CT/0002"})
    mine = Contact.objects.filter(legacy_references__reference="CT/0001")
    [before] = mine.values(*FACTS)

    again = loaded(A_CONTACT | cells, A_CONTACT | {"contact_ref": "CT/0002"}, at=NEXT_DAY)

    [after] = mine.values(*FACTS)
    assert again.counts("contacts") == (0, 1, 1, 0)
    assert after == before | changes


def test_a_contact_that_turns_out_to_be_somebody_else_s_goes_to_them(loaded):
    loaded(A_CONTACT)

    loaded(A_CONTACT | {"person_ref": "P2"}, at=NEXT_DAY)

    assert Contact.objects.get().person.full_name == "Samuel Okafor"


# --- Restricted people ----------------------------------------------------------------------------


def test_a_contact_of_a_restricted_person_is_restricted_wherever_it_goes(council, loaded):
    manager = an_officer("service_manager")
    group = a_group("Protected persons", manager)
    with acting_for([council.pk], groups=[group.pk], who="member"):
        grace = Person.objects.get(forenames="Grace")
        restriction.restrict_person(grace, group, reason="At risk", **by(officer=manager))

    loaded(A_CONTACT, A_CONTACT | {"contact_ref": "CT/0002", "person_ref": "P2"})
    seen = Contact.objects.count(), ContactLegacyReference.objects.count()
    loaded(A_CONTACT, A_CONTACT | {"contact_ref": "CT/0002"}, at=NEXT_DAY)

    assert seen == (1, 1)
    assert (Contact.objects.count(), ContactLegacyReference.objects.count()) == (0, 0)
