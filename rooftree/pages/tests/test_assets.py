"""What bin/assets builds: our own look, whole, and nothing of the government's."""

import re
import resource
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
BUILT = ROOT / "rooftree" / "pages" / "static" / "built"


@pytest.fixture(scope="module")
def sheet() -> str:
    """The compiled style sheet, built first where it is missing or old."""
    subprocess.run([ROOT / "bin" / "assets"], check=True)
    return (BUILT / "rooftree.css").read_text("utf-8")


@pytest.mark.parametrize("ours_to_leave_out", ["gds transport", "crown", "crest", "gov.uk"])
def test_nothing_of_the_governments_look_is_in_the_sheet(sheet, ours_to_leave_out):
    assert ours_to_leave_out not in sheet.lower()


def test_no_file_of_the_governments_typeface_or_crest_is_served(sheet):
    names = " ".join(path.name.lower() for path in BUILT.rglob("*"))

    assert not re.search(r"crown|crest|light-94a07e06a1|bold-b542beb274|govuk-icon", names)


def test_everything_the_sheet_points_to_is_there(sheet):
    wanted = set(re.findall(r"url\([\"']?\./([^)\"']+)", sheet))

    assert len(wanted) >= 6
    assert not [name for name in wanted if not (BUILT / name).is_file()]


def test_the_sheet_fetches_nothing_from_elsewhere(sheet):
    assert not re.search(r"url\([\"']?(https?:)?//", sheet)
    assert "data:" not in sheet


def test_the_typeface_comes_with_its_licence(sheet):
    assert "SIL Open Font License" in (BUILT / "fonts" / "LICENSE.txt").read_text("utf-8")


def test_figures_in_tables_line_up(sheet):
    assert "tabular-nums" in sheet


def seconds_of_children() -> float:
    """Processor time of the commands that were run: it is the same on a machine busy with other tests."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_building_again_is_quick(sheet):
    before = seconds_of_children()
    subprocess.run([ROOT / "bin" / "assets"], check=True)

    assert seconds_of_children() - before < 2


def test_no_page_of_ours_points_at_a_missing_asset(sheet):
    templates = (ROOT / "rooftree").glob("*/templates/**/*.html")
    wanted = {
        name for page in templates for name in re.findall(r"static\('built/([^']+)'\)", page.read_text("utf-8"))
    }

    assert "rooftree.css" in wanted
    assert not [name for name in wanted if not (BUILT / name).is_file()]


def test_nothing_in_a_page_needs_a_policy_looser_than_ours():
    templates = (ROOT / "rooftree").glob("*/templates/**/*.html")
    loose = re.compile(r"\sstyle=|\son[a-z]+=|hx-on|javascript:|js:")

    assert not [page.name for page in templates if loose.search(page.read_text("utf-8"))]
