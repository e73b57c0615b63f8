"""Which files a load takes in: by their names, or as a mapping describes them."""

import pytest

from rooftree.foundations.refusals import Refused
from rooftree.migration.mapping import SourceFile, files_to_load

NEST = """
[[file]]
path = "nest_people.csv"
layout = "people"
source_system = "nest"
encoding = "cp1252"
delimiter = "tab"
dates = ["%d/%m/%Y"]
[file.columns]
ni_number = "NINO"
[file.codes.needs]
"LP" = "large_print"
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "nest_people.csv").write_text("x")
    return tmp_path


def a_mapping(folder, text):
    path = folder / "mapping.toml"
    path.write_text(text)
    return path


def test_files_are_known_by_the_names_of_layouts_in_the_order_of_loading(tmp_path):
    for name in ("tenancies.csv", "people.xlsx", "Places.TXT", "notes.txt", "people.pdf"):
        (tmp_path / name).write_text("x")

    found = files_to_load(tmp_path, None)

    assert [(file.name, file.layout) for file in found] == [
        ("Places.TXT", "places"),
        ("tenancies.csv", "tenancies"),
        ("people.xlsx", "people"),
    ]


def test_a_mapping_says_everything_about_a_file(folder):
    found = files_to_load(folder, a_mapping(folder, NEST))

    assert found == [
        SourceFile(
            folder / "nest_people.csv",
            "people",
            "nest",
            "cp1252",
            "\t",
            "",
            ("%d/%m/%Y",),
            {"ni_number": "NINO"},
            {"needs": {"LP": "large_print"}},
            "nest_people.csv",
        )
    ]


def test_files_beside_those_of_the_mapping_are_taken_too(folder):
    (folder / "places.csv").write_text("x")

    found = files_to_load(folder, a_mapping(folder, NEST))

    assert [file.name for file in found] == ["places.csv", "nest_people.csv"]


def test_a_file_that_the_mapping_describes_is_not_taken_twice(folder):
    (folder / "people.csv").write_text("x")

    found = files_to_load(folder, a_mapping(folder, NEST.replace("nest_people", "people")))

    assert [(file.name, file.source_system) for file in found] == [("people.csv", "nest")]


def test_a_folder_without_files_is_refused(tmp_path):
    with pytest.raises(Refused, match=r"is named after a layout, such as people\.csv"):
        files_to_load(tmp_path, None)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refused, match="There is no folder"):
        files_to_load(tmp_path / "nowhere", None)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("", "describes no file"),
        ("[[file]\n", "is not a mapping file"),
        ('[[file]]\nlayout = "people"', "path is missing"),
        ('[[file]]\npath = "nest_people.csv"\nlayout = "persons"', "persons is not a layout"),
        ('[[file]]\npath = "nest_people.csv"\nlayout = "repairs"', "no part of Rooftree takes repairs yet"),
        ('[[file]]\npath = "gone.csv"\nlayout = "people"', r"there is no file gone\.csv"),
        (NEST.replace('"tab"', '"::"'), "delimiter is one character"),
        (NEST.replace('["%d/%m/%Y"]', '"%d"'), "dates is a list of forms"),
        (NEST.replace('"nest"', '"nest:1"'), "source_system is a name of at most 40 letters, without a colon"),
        (NEST + NEST, "describes nest_people.csv twice"),
        (NEST.replace("encoding", "encodings"), "encodings is not a setting"),
    ],
)
def test_a_wrong_mapping_is_refused_with_what_is_wrong(folder, wrong, why):
    with pytest.raises(Refused, match=why):
        files_to_load(folder, a_mapping(folder, wrong))
