"""docs/security.md goes once through each requirement of OWASP ASVS 5.0.0, levels 1 and 2, and names real tests.

The ids and levels in asvs_5_0_0.csv are those of the standard (OWASP Foundation, CC BY-SA 4.0); its text is
not here.
"""

import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.split("|")[1:-1]] for line in re.findall(r"^\| V\d+\..*$", PAGE, re.MULTILINE)
]
ANSWERS = {"met", "**partly**", "**not**", "not applicable"}
TESTS = sorted({name for row in ROWS for name in re.findall(r"`([^`]+\.py::[^`]+)`", row[5])})


def requirements() -> dict[str, str]:
    with (Path(__file__).parent / "asvs_5_0_0.csv").open(newline="") as file:
        return {row["id"]: row["level"] for row in csv.DictReader(file)}


def test_there_are_as_many_requirements_as_the_standard_has():
    assert sorted(requirements().values()) == ["1"] * 70 + ["2"] * 183


def test_each_requirement_stands_on_the_page_once_with_its_level():
    assert [(row[0], row[1]) for row in ROWS] == list(requirements().items())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_has_our_own_words_an_answer_and_why(row):
    _, _, words, answer, how, tests = row

    assert words
    assert answer in ANSWERS
    assert how or "::" in tests, "An answer says how, or names a test."
    assert how or answer == "met", "What is not met says why."


@pytest.mark.parametrize("name", TESTS)
def test_a_test_that_is_named_exists(name):
    path, _, test = name.partition("::")

    assert re.search(rf"^def {test}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE)


def test_the_count_on_the_page_is_that_of_its_rows():
    answers = [row[3].strip("*") for row in ROWS]
    counted = map(answers.count, ("met", "partly", "not", "not applicable"))

    said = "{} requirements of levels 1 and 2: {} met, {} partly, {} not, {} not applicable."
    assert said.format(len(ROWS), *counted) in PAGE
