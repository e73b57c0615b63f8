"""`rooftree rent-values`: a file of valuations from a terminal."""

from contextlib import nullcontext

import pytest
from typer.testing import CliRunner

from rooftree.config.command_line import app
from rooftree.rents.models import HomeValue
from tests.builders import a_home

HEADINGS = "place,rent_type,value_1999,county,bedrooms,from_on,source\n"


@pytest.fixture(autouse=True)
def _acting(acting):
    """Act for the council."""


class _Site:
    """The site of a test, whose database is up."""

    def database(self):
        return nullcontext()


def run(path, council: str = "alder"):
    return CliRunner().invoke(app, ["rent-values", str(path), "--council", council], obj=_Site())


def test_the_command_says_how_many_homes_are_valued(tmp_path):
    file = tmp_path / "values.csv"
    file.write_text(f"{HEADINGS}{a_home().reference},social,60000,england,2,2001-04-01,Survey\n", "utf-8-sig")

    ran = run(file)

    assert (ran.exit_code, ran.stdout) == (0, "1 homes are valued anew, and 0 were so before.\n")
    assert HomeValue.objects.count() == 1


@pytest.mark.parametrize(
    ("written", "code", "words"),
    [
        (b"place\n", "alder", "no column rent_type, from_on, source"),
        (b"\xff\xfe", "alder", "not written in UTF-8"),
        (HEADINGS.encode(), "oak", "oak"),
    ],
)
def test_what_cannot_be_taken_in_fails_and_says_why(tmp_path, written, code, words):
    file = tmp_path / "values.csv"
    file.write_bytes(written)

    ran = run(file, code)

    assert ran.exit_code != 0
    assert words in ran.stderr
