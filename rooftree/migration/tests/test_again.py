"""The same files again change nothing; an edited file changes only what was edited."""

import datetime as dt

import pytest
from django.db import connection

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
from rooftree.people.models import Adjustment, ContactPoint, OtherName, Person, SpokenLanguage, Vulnerability
from rooftree.places.models import Home, Place
from rooftree.staff.models import RoleHeld
from rooftree.tenancies.models import TenancyParty
from tests.once_a_module import once_a_module

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

ASHA = {"email": "asha@alder.test", "name": "Asha Bell", "team": "Income", "roles": "income_officer"}
EVERYTHING = {
    "places": [
        {"place_ref": "E1", "kind": "estate", "name": "Elms"},
        A_HOME | {"parent_ref": "E1", "uprn": "990010000001"},
    ],
    "homes": [{"place_ref": "H1", "property_type": "house", "bedrooms": "3", "adaptations": "ramp;wet room"}],
    "officers": [ASHA],
    "people": [
        GRACE
        | {
            "title": "Ms",
            "mobile": "07700 900123",
            "email": "grace@example.org",
            "former_surname": "Bell",
            "language": "Polish",
            "needs": "bsl;large_print",
            "vulnerability": "bereavement",
        }
    ],
    "tenancies": [GRACES_TENANCY | {"weekly_rent": "£109.60"}],
    "tenancy_people": [GRACE_IS_TENANT],
    "markers": [{"place_ref": "H1", "code": "DA", "reason": "Dog", "start_on": "01/06/2026"}],
    "patches": [{"patch_code": "T1", "purpose": "tenancy", "officer_email": "asha@alder.test", "place_ref": "E1"}],
    "cases": [{"case_ref": "C1", "kind": "ASB", "opened_on": "04/03/2024", "person_ref": "P1", "status": "Open"}],
    "contacts": [{"contact_ref": "K1", "at": "04/03/2024 09:30", "person_ref": "P1", "channel": "phone"}],
}
TABLES = (
    "places_place",
    "places_placemarker",
    "places_patch",
    "places_patchofficer",
    "places_patchplace",
    "places_placelegacyreference",
    "people_person",
    "people_contactpoint",
    "people_othername",
    "people_spokenlanguage",
    "people_adjustment",
    "people_vulnerability",
    "people_personlegacyreference",
    "people_possiblematch",
    "staff_officer",
    "staff_team",
    "staff_roleheld",
    "tenancies_tenancy",
    "tenancies_tenancyparty",
    "tenancies_tenancylegacyreference",
    "migration_loadedrow",
    "cases_pastcase",
    "contact_contact",
    "contact_contactlegacyreference",
)


def versions() -> dict[str, list[tuple[int, str]]]:
    """The version of every row that a load may write, as PostgreSQL numbers them."""
    with connection.cursor() as cursor:
        return {table: _versions(cursor, table, "id") for table in TABLES} | {
            "places_home": _versions(cursor, "places_home", "place_id")
        }


def _versions(cursor, table, key):
    cursor.execute(f"SELECT {key}, xmin::text FROM {table} ORDER BY 1")
    return cursor.fetchall()


def with_edit(layout, row=0, **cells):
    """Everything, but for some cells of one row."""
    rows = [dict(each) for each in EVERYTHING[layout]]
    rows[row] |= cells
    return EVERYTHING | {layout: rows}


loaded_first = once_a_module(lambda: load_aside(**EVERYTHING))


@pytest.fixture
def first(loaded_first):
    return loaded_first()


@pytest.fixture
def again(council, tmp_path, first):
    """Load these files again, on the next day."""
    return lambda files: load_rows(council, tmp_path, at=NEXT_DAY, **files)


# --- Nothing edited -------------------------------------------------------------------------------


def test_the_same_files_again_write_no_row(again):
    before, audited = versions(), AuditChange.objects.exclude(table_name__startswith="migration_").count()

    loaded = again(EVERYTHING)

    assert [loaded.counts(layout) for layout in EVERYTHING] == [
        (0, 0, len(rows), 0) for rows in EVERYTHING.values()
    ]
    assert versions() == before
    assert AuditChange.objects.exclude(table_name__startswith="migration_").count() == audited


def test_the_same_rows_in_another_order_and_other_columns_first_change_nothing(again):
    before = versions()
    turned = {
        layout: [dict(reversed(list(row.items()))) for row in reversed(rows)]
        for layout, rows in EVERYTHING.items()
    }

    again(turned)

    assert versions() == before


def test_when_the_old_system_says_that_it_changed_is_no_fact(again):
    loaded = again(with_edit("people", source_updated="2026-11-20"))

    assert loaded.counts("people") == (0, 0, 1, 0)


# --- One cell edited ------------------------------------------------------------------------------


def changed_tables(before):
    now = versions()
    return {table for table in now if now[table] != before[table]}


@pytest.mark.parametrize(
    ("layout", "cells", "tables"),
    [
        ("places", {"ward": "North"}, {"places_place", "places_placelegacyreference"}),
        ("homes", {"bedrooms": "4"}, {"places_home", "places_placelegacyreference"}),
        ("officers", {"job_title": "Lead"}, {"staff_officer", "migration_loadedrow"}),
        ("people", {"preferred_name": "Gracie"}, {"people_person", "people_personlegacyreference"}),
        ("people", {"mobile": "07700 900456"}, {"people_contactpoint", "people_personlegacyreference"}),
        ("people", {"former_surname": "Bells"}, {"people_othername", "people_personlegacyreference"}),
        ("people", {"language": "Somali"}, {"people_spokenlanguage", "people_personlegacyreference"}),
        ("people", {"needs": "bsl"}, {"people_adjustment", "people_personlegacyreference"}),
        ("people", {"vulnerability": "debt"}, {"people_vulnerability", "people_personlegacyreference"}),
        ("tenancies", {"payment_ref": "600"}, {"tenancies_tenancy", "tenancies_tenancylegacyreference"}),
        ("tenancies", {"weekly_rent": "£110.00"}, {"tenancies_tenancylegacyreference"}),
        ("tenancy_people", {"role": "joint_tenant"}, {"tenancies_tenancyparty", "migration_loadedrow"}),
        ("tenancy_people", {"relationship": "wife"}, {"tenancies_tenancyparty", "migration_loadedrow"}),
        ("markers", {"control_measure": "Ring"}, {"places_placemarker", "migration_loadedrow"}),
        (
            "patches",
            {"until_on": "31/12/2026"},
            {"places_patchofficer", "places_patchplace", "migration_loadedrow"},
        ),
        ("cases", {"status": "Closed"}, {"cases_pastcase"}),
        ("contacts", {"note": "Rang"}, {"contact_contact", "contact_contactlegacyreference"}),
    ],
)
def test_one_edited_cell_changes_one_fact(again, layout, cells, tables):
    before = versions()

    loaded = again(with_edit(layout, row=-1, **cells))

    assert loaded.counts(layout) == (0, 1, len(EVERYTHING[layout]) - 1, 0)
    assert changed_tables(before) == tables


def test_a_fact_that_an_officer_corrected_stands_when_another_cell_changes(again):
    Person.objects.update(surname="Okafor-Bell")

    again(with_edit("people", title="Dr"))

    person = Person.objects.get()
    assert (person.title, person.surname) == ("Dr", "Okafor-Bell")


def test_a_corrected_fact_gives_way_when_that_very_cell_changes(again):
    Person.objects.update(surname="Okafor-Bell")

    again(with_edit("people", surname="Okoro"))

    assert Person.objects.get().surname == "Okoro"


def test_a_cell_that_became_blank_takes_away_what_the_file_had_said(again):
    again(with_edit("people", title=""))

    assert Person.objects.get().title == ""


def test_a_cell_that_became_blank_takes_away_no_correction(again):
    Person.objects.update(title="Professor")

    again(with_edit("people", title=""))

    assert Person.objects.get().title == "Professor"


def test_a_birth_that_a_document_shows_is_left_and_said(again):
    Person.objects.update(birth_date_certainty="seen")

    loaded = again(with_edit("people", date_of_birth="02/05/1971"))

    assert str(Person.objects.get().date_of_birth) == "1971-05-01"
    assert loaded.warnings("people") == [
        (1, "date_of_birth", "A document was seen for the date of birth that stands, so it was left.")
    ]


def test_a_death_before_birth_changes_neither(again):
    loaded = again(with_edit("people", deceased_on="01/05/1970"))

    assert loaded.rejected("people") == [
        (1, "deceased_on", "The person would have died on 1 May 1970, before being born on 1 May 1971.")
    ]


def test_a_death_before_a_corrected_birth_is_left_and_said(again):
    Person.objects.update(date_of_birth=dt.date(1981, 5, 1))

    loaded = again(with_edit("people", deceased_on="01/05/1980"))

    assert Person.objects.get().deceased_on is None
    assert loaded.warnings("people")[0][:2] == (1, "deceased_on")


def test_a_number_that_the_file_no_longer_says_ends_and_the_new_one_begins(again):
    again(with_edit("people", mobile="07700 900456"))

    points = ContactPoint.objects.filter(kind="mobile").order_by("id").values_list("value", "until_on")
    assert list(points) == [("+447700900123", NEXT_DAY.date()), ("+447700900456", None)]


def test_a_number_that_an_officer_added_is_left(again):
    person = Person.objects.get()
    ContactPoint.objects.create(council_id=person.council_id, person=person, kind="mobile", value="+447700900999")

    again(with_edit("people", mobile=""))

    assert list(ContactPoint.objects.filter(kind="mobile", until_on=None).values_list("value", flat=True)) == [
        "+447700900999"
    ]


def test_a_number_that_an_officer_ended_does_not_come_back(again):
    ContactPoint.objects.filter(kind="mobile").update(until_on=NEXT_DAY.date())

    again(with_edit("people", title="Dr"))

    assert not ContactPoint.objects.filter(kind="mobile", until_on=None).exists()


def test_a_need_that_the_file_no_longer_says_ends(again):
    again(with_edit("people", needs="bsl;braille"))

    current = Adjustment.objects.filter(until_on=None).values_list("code", flat=True)
    assert set(current) == {"bsl", "braille"}


def test_a_corrected_former_surname_replaces_the_wrong_one(again):
    again(with_edit("people", former_surname="Bells"))

    assert list(OtherName.objects.values_list("surname", flat=True)) == ["Bells"]


def test_a_changed_language_is_still_the_main_one(again):
    again(with_edit("people", language="Somali"))

    assert list(SpokenLanguage.objects.values_list("language", "is_main")) == [("som", True)]


def test_a_temporary_vulnerability_ends_by_itself(first):
    ends = Vulnerability.objects.get().until_on

    assert ends == dt.date(2027, 5, 20)


# --- Rows without a reference of their own ----------------------------------------------------------


def test_a_part_is_known_again_when_its_start_was_corrected(again):
    loaded = again(with_edit("tenancy_people", from_on="01/07/2015"))

    assert loaded.counts("tenancy_people") == (0, 1, 0, 0)
    assert [str(part.from_on) for part in TenancyParty.objects.all()] == ["2015-07-01"]


def test_a_later_part_of_the_same_person_is_another(again):
    occupant = GRACE_IS_TENANT | {"role": "authorised_contact", "from_on": "01/01/2020"}

    loaded = again(EVERYTHING | {"tenancy_people": [GRACE_IS_TENANT, occupant]})

    assert loaded.counts("tenancy_people") == (1, 0, 1, 0)
    assert TenancyParty.objects.count() == 2


def test_a_role_that_the_file_no_longer_says_ends(again):
    again(with_edit("officers", roles="adviser"))

    held = RoleHeld.objects.order_by("id").values_list("role", "until_on")
    assert list(held) == [("income_officer", NEXT_DAY.date()), ("adviser", None)]


def test_a_home_that_another_system_tells_of_is_filled_where_it_was_blank(again):
    again({"homes": [{"place_ref": "legacy:H1", "bedrooms": "5", "floor": "2", "source_system": "hopts"}]})

    home = Home.objects.get()
    assert (home.bedrooms, home.floor, Place.objects.count()) == (3, 2, 2)
