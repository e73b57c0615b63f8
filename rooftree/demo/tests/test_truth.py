"""What `truth.json` says is wrong is wrong, and nothing else is."""

from collections import Counter
from datetime import date

from rooftree.demo.tests.reading import FAR, File, day, lost, overlaps, pointer, refs


def noted(file: File) -> list[tuple[str, str]]:
    """What the truth says stands in the cells of a file, and what does."""
    cells = (
        file.truth["rejected"]
        + file.truth["warnings"]
        + [one for kind in file.truth["untidy"].values() for one in kind]
    )
    return [(one["value"], file.row(one["row"])[one["column"]]) for one in cells]


def test_cells_hold_what_the_truth_says(found):
    pairs = [pair for file in found.files for pair in noted(file)]

    assert len(pairs) > 300
    assert [said for said, holds in pairs if said != holds] == []


def test_counts_are_of_what_is_listed(found):
    listed = {
        file.path.name: Counter(one["kind"] for one in file.truth["rejected"] + file.truth["warnings"])
        for file in found.files
    }
    counted = {
        file.path.name: {
            kind: file.truth["counts"][kind] for kind in listed[file.path.name] if kind in file.truth["counts"]
        }
        for file in found.files
    }

    assert counted == {name: dict(kinds) for name, kinds in listed.items()}


def test_rows_said_to_be_repeats_repeat_the_row_before(found):
    repeats = [(file, number) for file in found.files for number in file.truth["unchanged"]]

    assert len(repeats) > 10
    assert [number for file, number in repeats if file.row(number) != file.row(number - 1)] == []


def test_no_other_rows_have_a_reference_that_was_there_before(found):
    own = {
        "places": "place_ref",
        "people": "person_ref",
        "tenancies": "tenancy_ref",
        "contacts": "contact_ref",
        "cases": "case_ref",
    }
    twice = [
        ref
        for file in found.files
        if file.layout in own
        for ref, count in Counter(row[own[file.layout]].strip() for row in file.good).items()
        if count > 1
    ]

    assert twice == []


def test_every_other_reference_leads_somewhere(found):
    places = refs(found, "places", "place_ref")
    people = refs(found, "people", "person_ref")
    tenancies = refs(found, "tenancies", "tenancy_ref")
    officers = refs(found, "officers", "email")

    assert lost(found, "places", "parent_ref", places) == []
    assert lost(found, "homes", "place_ref", places) == []
    assert lost(found, "tenancies", "place_ref", places) == []
    assert lost(found, "tenancy_people", "tenancy_ref", tenancies) == []
    assert lost(found, "tenancy_people", "person_ref", people) == []
    assert lost(found, "markers", "person_ref", people) == []
    assert lost(found, "markers", "place_ref", places) == []
    assert lost(found, "patches", "place_ref", places) == []
    assert lost(found, "patches", "officer_email", officers) == []
    assert lost(found, "officers", "manager_email", officers) == []
    for layout in ("contacts", "cases"):
        assert lost(found, layout, "person_ref", people) == []
        assert lost(found, layout, "place_ref", places) == []
        assert lost(found, layout, "tenancy_ref", tenancies) == []


def test_a_parent_stands_before_what_is_within_it(found):
    at = {row["place_ref"].strip(): number for number, row in enumerate(found.good("places"))}

    assert [
        row["place_ref"]
        for row in found.good("places")
        if row["parent_ref"] and at[row["parent_ref"]] > at[row["place_ref"].strip()]
    ] == []


def test_no_two_other_tenancies_of_a_place_overlap(found):
    assert overlaps(found.good("tenancies"), "place_ref", starts="start_on", ends="end_on") == []


def test_tenancies_said_to_overlap_do(found):
    file = found.of("tenancies")[0]
    said = {one["row"] for one in file.truth["rejected"] if one["kind"] in ("overlap", "second_current")}
    rows = [{**row, "system": file.system} for row in file.good] + [
        {**file.row(number), "system": file.system} for number in said
    ]
    found_to = {
        row["tenancy_ref"]
        for pair in overlaps(rows, "place_ref", starts="start_on", ends="end_on")
        for row in pair
    }

    assert len(said) > 5
    assert {file.row(number)["tenancy_ref"] for number in said} <= found_to


def test_no_other_tenancy_ends_before_it_starts(found):
    assert [
        row["tenancy_ref"] for row in found.good("tenancies") if (day(row["end_on"]) or FAR) < day(row["start_on"])
    ] == []


def test_no_other_part_in_a_tenancy_ends_before_it_starts(found):
    assert [
        row["tenancy_ref"]
        for row in found.good("tenancy_people")
        if (day(row["until_on"]) or FAR) < (day(row["from_on"]) or date(1, 1, 1))
    ] == []


def test_everybody_else_has_a_surname_and_a_believable_birth_date(found):
    born = {row["person_ref"]: day(row["date_of_birth"].strip(), latest=2026) for row in found.good("people")}

    assert all(row["surname"].strip() for row in found.good("people"))
    assert max(filter(None, born.values())).isoformat() <= found.truth["as_at"]


def test_nobody_else_died_before_being_born(found):
    lives = [
        (day(row["date_of_birth"].strip(), latest=2026), day(row["deceased_on"])) for row in found.good("people")
    ]

    assert [(born, died) for born, died in lives if born and died and died < born] == []


def test_nobody_else_is_two_people(found):
    said = [row["title"] + row["forenames"] + row["surname"] for row in found.good("people")]

    assert [words for words in said if "&" in words] == []


def test_one_officer_looks_after_a_patch_at_a_time(found):
    rows = {
        (row["purpose"], row["patch_code"], row["officer_email"], row["from_on"], row["until_on"]): row
        for row in found.good("patches")
    }

    assert overlaps(list(rows.values()), "purpose", "patch_code", starts="from_on", ends="until_on") == []


def test_a_place_is_in_one_patch_of_a_purpose_at_a_time(found):
    assert overlaps(found.good("patches"), "purpose", "place_ref", starts="from_on", ends="until_on") == []


def test_nobody_who_holds_a_home_today_is_refused(found):
    refused = {
        (file.system, file.row(one["row"])["person_ref"])
        for file in found.of("people")
        for one in file.truth["rejected"]
        if one["kind"] != "same_reference_other_facts"
    }
    now = {
        (row["system"], row["tenancy_ref"].strip())
        for row in found.good("tenancies")
        if day(row["end_on"]) is None
    }
    all_parts = [{**row, "system": file.system} for file in found.of("tenancy_people") for row in file.rows]
    holders = {
        pointer(row, "person_ref")
        for row in all_parts
        if (row["system"], row["tenancy_ref"]) in now and row["role"] in ("tenant", "joint_tenant")
    }

    assert refused & holders == set()
    assert len(holders) > 500
