"""Rejected rows are downloaded, mended and loaded alone, and what the download added is no part of them."""

import csv

import pytest

from rooftree.migration.models import LoadFile
from rooftree.migration.queries import rows_to_mend
from rooftree.migration.tests.files import GRACE, load_folder, load_rows
from rooftree.people.models import PersonMarker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


def mended(folder, layout, mend):
    """Write the rejected rows of the last load as they are downloaded, each mended by its heading."""
    headings, rows = rows_to_mend(LoadFile.objects.latest("id"))
    folder.mkdir()
    with (folder / f"{layout}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(
            [mend.get(heading, cell) for heading, cell in zip(headings, row, strict=True)] for row in rows
        )
    return folder


def test_a_row_comes_back_until_it_is_right_and_says_each_time_why(council, tmp_path):
    load_rows(council, tmp_path / "first", people=[GRACE | {"date_of_birth": "30/02/1971"}])
    load_folder(council, mended(tmp_path / "second", "people", {"date_of_birth": "31/02/1971"}))
    load_folder(council, mended(tmp_path / "third", "people", {"date_of_birth": "32/02/1971"}))
    headings, rows = rows_to_mend(LoadFile.objects.latest("id"))
    report = load_folder(council, mended(tmp_path / "fourth", "people", {"date_of_birth": "28/02/1971"}))

    assert headings == ["person_ref", "forenames", "surname", "date_of_birth", "reason", "why it was rejected"]
    assert [row[-1] for row in rows] == ["32 February 1971 is not a date."]
    assert [(file.new, file.rejected, file.kept) for file in report.files] == [(1, 0, [])]


def test_why_a_marker_was_rejected_is_not_taken_for_its_reason(council, tmp_path):
    load_rows(
        council,
        tmp_path / "first",
        people=[GRACE],
        markers=[{"person_ref": "P9", "code": "DA", "start_on": "01/06/2026"}],
    )
    headings, _rows = rows_to_mend(LoadFile.objects.latest("id"))
    report = load_folder(council, mended(tmp_path / "second", "markers", {"person_ref": "P1"}))

    assert headings == ["person_ref", "code", "start_on", "why it was rejected"]
    assert [(file.new, file.rejected, file.kept) for file in report.files] == [(1, 0, [])]
    assert PersonMarker.objects.get().reason == ""
