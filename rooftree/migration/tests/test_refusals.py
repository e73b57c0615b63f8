"""Every rule for which a row is refused, with the sentence that says so, and what hangs on a refused row."""

import pytest

from rooftree.foundations.refusals import Refused
from rooftree.migration import runs
from rooftree.migration.models import LoadRun
from rooftree.migration.tests.files import (
    A_HOME,
    GRACE,
    GRACE_IS_TENANT,
    GRACES_TENANCY,
    an_extract,
    load_folder,
    load_rows,
)
from rooftree.people.models import Adjustment, Person, PersonMarker
from rooftree.places.models import PatchOfficer, PatchPlace, Place
from rooftree.tenancies.models import Tenancy, TenancyParty

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

TWO_PEOPLE = "is two people. Give each a row, with a reference of their own."
MISSING = "This cell says nothing, and every row must say it."


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"surname": ""}, "surname", MISSING),
        ({"surname": "unknown"}, "surname", MISSING),
        ({"person_ref": ""}, "person_ref", MISSING),
        ({"title": "MR & MRS"}, "title", f"“MR & MRS” {TWO_PEOPLE}"),
        ({"surname": "MR & MRS SMITH"}, "surname", f"“MR & MRS SMITH” {TWO_PEOPLE}"),
        ({"forenames": "John & Mary"}, "forenames", f"“John & Mary” {TWO_PEOPLE}"),
        ({"date_of_birth": "30/02/2001"}, "date_of_birth", "30 February 2001 is not a date."),
        (
            {"date_of_birth": "14/03/2067"},
            "date_of_birth",
            "Nobody is born on 14 March 2067: it is still to come.",
        ),
        (
            {"deceased_on": "01/01/1960"},
            "deceased_on",
            "The person would have died on 1 January 1960, before being born on 1 May 1971.",
        ),
    ],
)
def test_a_person_who_cannot_be_is_refused(council, tmp_path, cells, column, reason):
    loaded = load_rows(council, tmp_path, people=[GRACE | cells])

    assert loaded.rejected("people") == [(1, column, reason)]
    assert loaded.counts("people") == (0, 0, 0, 1)
    assert not Person.objects.exists()


def test_several_bad_cells_of_a_row_are_one_refusal_that_says_all(council, tmp_path):
    loaded = load_rows(council, tmp_path, people=[GRACE | {"surname": "", "date_of_birth": "30/02/2001"}])

    assert loaded.rejected("people") == [
        (1, "surname", f"{MISSING} date_of_birth: 30 February 2001 is not a date.")
    ]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"mobile": "disconnected"}, "mobile"),
        ({"email": "jo.smith@"}, "email"),
        ({"ni_number": "GH1234B"}, "ni_number"),
        ({"interpreter": "sometimes"}, "interpreter"),
        ({"needs": "shouting"}, "needs"),
        ({"vulnerability": "luck"}, "vulnerability"),
        ({"deceased_on": "31/06/2020"}, "deceased_on"),
        ({"deceased_on": "31/12/2030"}, "deceased_on"),
    ],
)
def test_a_bad_cell_elsewhere_is_a_warning_and_the_row_is_loaded(council, tmp_path, cells, column):
    loaded = load_rows(council, tmp_path, people=[GRACE | cells])

    assert [warning[:2] for warning in loaded.warnings("people")] == [(1, column)]
    assert Person.objects.get().legacy_references.get().kept == cells


def test_the_same_reference_with_other_facts_refuses_the_later_row(council, tmp_path):
    other = GRACE | {"forenames": "Gracie"}

    loaded = load_rows(council, tmp_path, people=[GRACE, other, GRACE])

    assert loaded.counts("people") == (1, 0, 1, 1)
    assert loaded.rejected("people") == [
        (2, "person_ref", "Row 1 says something else about P1. Only the first of them was taken.")
    ]


def test_what_repeats_a_refused_row_is_refused_with_it(council, tmp_path):
    lost = GRACES_TENANCY | {"place_ref": "H9"}

    loaded = load_rows(council, tmp_path, tenancies=[lost, lost])

    assert [row for row, _, _ in loaded.rejected("tenancies")] == [1, 2]


# --- Places ---------------------------------------------------------------------------------------


def test_places_come_in_any_order(council, tmp_path):
    block = {"place_ref": "B1", "kind": "block", "parent_ref": "E1"}
    estate = {"place_ref": "E1", "kind": "estate"}

    load_rows(council, tmp_path, places=[A_HOME | {"parent_ref": "B1"}, block, estate])

    home = Place.objects.get(kind="home")
    assert (home.parent.kind, home.parent.parent.kind) == ("block", "estate")


def test_a_place_within_what_nobody_knows_is_refused_and_all_within_it(council, tmp_path):
    block = {"place_ref": "B1", "kind": "block", "parent_ref": "E9"}

    loaded = load_rows(council, tmp_path, places=[A_HOME | {"parent_ref": "B1"}, block])

    assert loaded.rejected("places") == [
        (1, "parent_ref", "B1 was refused: see row 2."),
        (2, "parent_ref", "legacy has no place E9, in these files or before them."),
    ]


def test_places_that_are_within_each_other_are_refused(council, tmp_path):
    one = {"place_ref": "B1", "kind": "block", "parent_ref": "B2"}
    other = {"place_ref": "B2", "kind": "block", "parent_ref": "B1"}

    loaded = load_rows(council, tmp_path, places=[one, other, A_HOME])

    assert [reason for _, _, reason in loaded.rejected("places")] == [
        "The place would be within itself.",
        "B1 was refused: see row 1.",
    ]
    assert Place.objects.count() == 1


def test_a_place_is_not_moved_within_itself_by_a_later_file(council, tmp_path):
    estate, block = {"place_ref": "E1", "kind": "estate"}, {"place_ref": "B1", "kind": "block", "parent_ref": "E1"}
    load_rows(council, tmp_path, places=[estate, block])

    loaded = load_rows(council, tmp_path, places=[estate | {"parent_ref": "B1"}])

    assert loaded.rejected("places") == [(1, "parent_ref", "The place would be within itself.")]


def test_a_kind_of_place_that_nobody_knows_refuses_the_row(council, tmp_path):
    loaded = load_rows(council, tmp_path, places=[A_HOME | {"kind": "folly"}])

    assert loaded.rejected("places") == [(1, "kind", "“folly” is not a kind of place that Rooftree knows.")]


def test_a_home_at_no_place_is_refused(council, tmp_path):
    loaded = load_rows(council, tmp_path, homes=[{"place_ref": "H9", "bedrooms": "2"}])

    assert loaded.rejected("homes") == [(1, "place_ref", "legacy has no place H9, in these files or before them.")]


# --- Tenancies ------------------------------------------------------------------------------------


def the_tenancies(council, tmp_path, *tenancies):
    return load_rows(council, tmp_path, places=[A_HOME], tenancies=tenancies)


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"place_ref": "H9"}, "place_ref", "legacy has no place H9, in these files or before them."),
        ({"tenure": "PEPPERCORN"}, "tenure", "“PEPPERCORN” is not a tenure that Rooftree knows."),
        ({"tenure": ""}, "tenure", MISSING),
        ({"start_on": ""}, "start_on", MISSING),
        ({"start_on": "31/04/1987"}, "start_on", "31 April 1987 is not a date."),
        (
            {"end_on": "31/05/2015"},
            "end_on",
            "The tenancy ends on 31 May 2015, before it starts on 1 June 2015.",
        ),
    ],
)
def test_a_tenancy_that_cannot_be_is_refused(council, tmp_path, cells, column, reason):
    loaded = the_tenancies(council, tmp_path, GRACES_TENANCY | cells)

    assert loaded.rejected("tenancies") == [(1, column, reason)]


def test_a_tenancy_of_one_day_is_a_tenancy(council, tmp_path):
    loaded = the_tenancies(council, tmp_path, GRACES_TENANCY | {"end_on": "01/06/2015"})

    assert loaded.counts("tenancies") == (1, 0, 0, 0)


def test_the_second_of_two_current_tenancies_of_a_home_is_refused(council, tmp_path):
    second = GRACES_TENANCY | {"tenancy_ref": "T2", "start_on": "01/01/2010"}

    loaded = the_tenancies(council, tmp_path, GRACES_TENANCY, second)

    assert loaded.rejected("tenancies") == [
        (2, "place_ref", "H1 is let already on those days (row 1): from 1 June 2015.")
    ]


def test_tenancies_that_touch_are_no_clash(council, tmp_path):
    before = GRACES_TENANCY | {"tenancy_ref": "T0", "start_on": "01/01/2010", "end_on": "31/05/2015"}

    loaded = the_tenancies(council, tmp_path, GRACES_TENANCY, before)

    assert loaded.counts("tenancies") == (2, 0, 0, 0)


def test_a_tenancy_that_clashes_only_with_a_refused_one_is_loaded(council, tmp_path):
    early = GRACES_TENANCY | {"tenancy_ref": "T1", "start_on": "01/01/2010", "end_on": "31/12/2012"}
    between = GRACES_TENANCY | {"tenancy_ref": "T2", "start_on": "01/01/2012", "end_on": "31/12/2016"}
    late = GRACES_TENANCY | {"tenancy_ref": "T3", "start_on": "01/01/2016", "end_on": ""}

    loaded = the_tenancies(council, tmp_path, early, between, late)

    assert [row for row, _, _ in loaded.rejected("tenancies")] == [2]
    assert Tenancy.objects.count() == 2


def test_a_tenancy_that_clashes_with_one_of_the_record_is_refused_with_its_reference(council, tmp_path):
    the_tenancies(council, tmp_path, GRACES_TENANCY)
    ours = Tenancy.objects.get().reference

    loaded = the_tenancies(
        council,
        tmp_path,
        GRACES_TENANCY | {"tenancy_ref": "T2", "source_system": "other", "place_ref": "legacy:H1"},
    )

    assert loaded.rejected("tenancies") == [
        (1, "place_ref", f"H1 is let already on those days (tenancy {ours}): from 1 June 2015.")
    ]


def test_a_part_in_a_refused_tenancy_says_where_the_tenancy_was_refused(council, tmp_path):
    loaded = load_rows(
        council,
        tmp_path,
        people=[GRACE],
        tenancies=[GRACES_TENANCY],
        tenancy_people=[GRACE_IS_TENANT, GRACE_IS_TENANT | {"tenancy_ref": "T9"}],
    )

    assert loaded.rejected("tenancy_people") == [
        (1, "tenancy_ref", "The tenancy T1 was refused: see row 1 of tenancies.csv."),
        (2, "tenancy_ref", "legacy has no tenancy T9, in these files or before them."),
    ]


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"person_ref": "P9"}, "person_ref", "legacy has no person P9, in these files or before them."),
        ({"role": "cat"}, "role", "“cat” is not a part in a tenancy that Rooftree knows."),
        (
            {"until_on": "31/05/2015"},
            "until_on",
            "This would end on 31 May 2015, before it starts on 1 June 2015.",
        ),
    ],
)
def test_a_part_that_cannot_be_is_refused(council, tmp_path, cells, column, reason):
    loaded = load_rows(
        council,
        tmp_path,
        places=[A_HOME],
        people=[GRACE],
        tenancies=[GRACES_TENANCY],
        tenancy_people=[GRACE_IS_TENANT | cells],
    )

    assert loaded.rejected("tenancy_people") == [(1, column, reason)]


def test_a_reference_may_name_another_system(council, tmp_path):
    placement = GRACES_TENANCY | {"source_system": "hopts", "place_ref": "nest:H1"}

    loaded = load_rows(council, tmp_path, places=[A_HOME | {"source_system": "nest"}], tenancies=[placement])

    assert loaded.counts("tenancies") == (1, 0, 0, 0)


def test_a_colon_in_a_reference_names_no_system_that_nobody_knows(council, tmp_path):
    home = A_HOME | {"place_ref": "EST:1"}

    loaded = load_rows(council, tmp_path, places=[home], tenancies=[GRACES_TENANCY | {"place_ref": "EST:1"}])

    assert loaded.counts("tenancies") == (1, 0, 0, 0)


# --- Markers, patches, officers ---------------------------------------------------------------------

DOG = {"place_ref": "H1", "code": "DA", "reason": "Dog", "start_on": "01/06/2026"}


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"place_ref": ""}, "person_ref", "A marker is about a person or a place: say which."),
        (
            {"person_ref": "P1"},
            "person_ref",
            "A marker is about a person or a place, not both: give each a row.",
        ),
        ({"place_ref": "H9"}, "place_ref", "legacy has no place H9, in these files or before them."),
        ({"code": "XX"}, "code", "“XX” is not a staff-safety marker that Rooftree knows."),
        ({"code": "VA"}, "code", "VA (Verbal abuse or threat) is never said of a place."),
        (
            {"end_on": "31/05/2026"},
            "end_on",
            "The marker ends on 31 May 2026, before it starts on 1 June 2026.",
        ),
    ],
)
def test_a_marker_that_cannot_be_is_refused(council, tmp_path, cells, column, reason):
    loaded = load_rows(council, tmp_path, places=[A_HOME], people=[GRACE], markers=[DOG | cells])

    assert loaded.rejected("markers") == [(1, column, reason)]


def test_a_marker_without_dates_is_reviewed_and_ends_as_the_rule_book_says(council, tmp_path):
    load_rows(
        council, tmp_path, people=[GRACE], markers=[{"person_ref": "P1", "code": "VA", "start_on": "01/06/2026"}]
    )

    marker = PersonMarker.objects.get()
    assert (str(marker.review_on), str(marker.until_on)) == ("2026-12-01", "2027-06-01")


def test_a_marker_that_lasts_too_long_is_cut_and_said(council, tmp_path):
    long = {"person_ref": "P1", "code": "VA", "start_on": "01/06/2026", "end_on": "01/06/2030"}

    loaded = load_rows(council, tmp_path, people=[GRACE], markers=[long])

    assert str(PersonMarker.objects.get().until_on) == "2027-06-01"
    assert loaded.warnings("markers") == [
        (1, "end_on", "No marker lasts longer than 12 months without a review, so it ends on 31 May 2027.")
    ]


def test_a_need_that_was_written_as_a_marker_becomes_an_adjustment(council, tmp_path):
    loaded = load_rows(council, tmp_path, people=[GRACE], markers=[{"person_ref": "P1", "code": "TRA"}])

    assert Adjustment.objects.get().code == "translated"
    assert not PersonMarker.objects.exists()
    assert loaded.warnings("markers") == [
        (1, "code", "TRA (Translation required) is no risk to staff: it was recorded as an adjustment.")
    ]


ASHA, BEA = ({"email": f"{name}@alder.test", "name": name} for name in ("asha", "bea"))
ASHAS_PATCH = {
    "patch_code": "T1",
    "purpose": "tenancy",
    "officer_email": ASHA["email"],
    "place_ref": "H1",
    "from_on": "01/01/2020",
}


def the_patches(council, tmp_path, *patches):
    return load_rows(council, tmp_path, places=[A_HOME], officers=[ASHA, BEA], patches=patches)


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        (
            {"purpose": "window cleaning"},
            "purpose",
            "“window cleaning” is not what a patch is for that Rooftree knows.",
        ),
        ({"place_ref": "H9"}, "place_ref", "legacy has no place H9, in these files or before them."),
        (
            {"officer_email": "nobody@nowhere.test"},
            "officer_email",
            "legacy has no officer nobody@nowhere.test, in these files or before them.",
        ),
        (
            {"until_on": "31/12/2019"},
            "until_on",
            "This would end on 31 December 2019, before it starts on 1 January 2020.",
        ),
    ],
)
def test_a_patch_that_cannot_be_is_refused(council, tmp_path, cells, column, reason):
    loaded = the_patches(council, tmp_path, ASHAS_PATCH | cells)

    assert loaded.rejected("patches") == [(1, column, reason)]


def test_a_second_officer_of_a_patch_on_one_day_is_refused(council, tmp_path):
    loaded = the_patches(council, tmp_path, ASHAS_PATCH, ASHAS_PATCH | {"officer_email": BEA["email"]})

    assert loaded.rejected("patches") == [
        (2, "officer_email", "asha looks after T1 on those days already (row 1).")
    ]


def test_a_second_patch_of_a_place_for_one_purpose_is_refused(council, tmp_path):
    loaded = the_patches(council, tmp_path, ASHAS_PATCH, ASHAS_PATCH | {"patch_code": "T2"})

    assert loaded.rejected("patches") == [(2, "place_ref", "H1 belongs to T1 on those days already (row 1).")]


def test_an_officer_after_another_is_two_stretches_of_one_patch(council, tmp_path):
    first = ASHAS_PATCH | {"until_on": "31/12/2021"}
    then = ASHAS_PATCH | {"officer_email": BEA["email"], "from_on": "01/01/2022"}

    the_patches(council, tmp_path, first, then)

    assert [(each.officer.name, str(each.from_on)) for each in PatchOfficer.objects.all()] == [
        ("asha", "2020-01-01"),
        ("bea", "2022-01-01"),
    ]
    assert [(str(each.from_on), each.until_on) for each in PatchPlace.objects.all()] == [("2020-01-01", None)]


def test_an_officer_under_a_manager_whom_nobody_knows_is_refused(council, tmp_path):
    under = ASHA | {"manager_email": "top@alder.test"}
    lower = BEA | {"manager_email": ASHA["email"]}

    loaded = load_rows(council, tmp_path, officers=[under, lower])

    assert loaded.rejected("officers") == [
        (1, "manager_email", "legacy has no officer top@alder.test, in these files or before them."),
        (2, "manager_email", "The officer asha@alder.test was refused: see row 1."),
    ]


# --- The load itself --------------------------------------------------------------------------------


def test_a_wrong_file_refuses_the_load_and_keeps_why(council, tmp_path):
    folder = an_extract(tmp_path, places=[A_HOME], people=[{"person_ref": "P1"}])

    with pytest.raises(Refused, match=r"people\.csv has no column surname"):
        load_folder(council, folder)

    run = LoadRun.objects.get()
    assert (run.status, run.words[:34]) == ("refused", "people.csv has no column surname, ")
    assert not Place.objects.exists()


def test_one_load_of_a_council_at_a_time(council, tmp_path, database_url):
    import psycopg

    folder = an_extract(tmp_path, places=[A_HOME])
    with psycopg.connect(database_url) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", [runs.LOCK, council.pk])

        with pytest.raises(Refused, match="A load for Alder Borough Council is running already"):
            load_folder(council, folder)
        other.execute("SELECT pg_advisory_unlock_all()")  # Closing alone gives it back a moment later.

    assert not LoadRun.objects.exists()


def test_two_councils_may_load_the_same_files(council, other_council, tmp_path):
    from rooftree.foundations.isolation import acting_for

    load_rows(council, tmp_path, places=[A_HOME], people=[GRACE])
    theirs = load_rows(other_council, tmp_path, places=[A_HOME], people=[GRACE])

    assert theirs.counts("people") == (1, 0, 0, 0)
    assert Person.objects.count() == 1
    with acting_for([other_council.pk], who="test"):
        assert Person.objects.count() == 1


def test_nothing_is_said_of_parts_that_stand(council, tmp_path):
    files = {"places": [A_HOME], "people": [GRACE], "tenancies": [GRACES_TENANCY]}
    twin = GRACE_IS_TENANT | {"from_on": "01/06/2015"}

    loaded = load_rows(council, tmp_path, **files, tenancy_people=[GRACE_IS_TENANT, twin])

    assert loaded.counts("tenancy_people") == (2, 0, 0, 0)
    assert TenancyParty.objects.count() == 1
