"""`rooftree general-ledger`: the next file for the general ledger, as a timetable asks for it."""

from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from typer.testing import CliRunner

from rooftree.config.command_line import app
from rooftree.foundations import dates
from rooftree.rents.models import GeneralLedgerFile
from rooftree.rents.tests.books import a_rent_account, posted

YESTERDAY = dates.london_day(dates.now()) - timedelta(days=1)


class _Site:
    """The site of a test, whose database is up."""

    def database(self):
        return nullcontext()


def run(*arguments: str):
    return CliRunner().invoke(app, ["general-ledger", *arguments], obj=_Site())


@pytest.fixture
def account(acting):
    """An account on which £45.60 were paid, and a penny since."""
    account = a_rent_account()
    posted(account, "-45.60", "RCP", on=date(2026, 4, 6))
    posted(account, "-0.01", "RCP", on=date(2026, 4, 8))
    return account


def test_the_next_file_is_written_to_a_folder(account, tmp_path):
    ran = run("alder", "--to", str(tmp_path), "--until", "2026-04-08")

    path = tmp_path / "general-ledger-alder-1.csv"
    assert ran.exit_code == 0
    assert "File 1: 2 lines, debit £45.60 and credit £45.60." in ran.stdout
    assert path.read_text(encoding="ascii").splitlines()[-1] == "T,2,45.60,45.60"
    assert path.stat().st_mode & 0o777 == 0o600


def test_each_night_hands_over_what_is_new_and_no_more(account):
    first, next_one, again = run("alder", "--until", "2026-04-07"), run("alder"), run("alder")

    assert [ran.exit_code for ran in (first, next_one, again)] == [0, 0, 0]
    assert "File 2: 2 lines, debit £0.01" in next_one.stdout
    assert f"{YESTERDAY.day} " in again.stdout
    assert "has been handed over" in again.stdout
    assert GeneralLedgerFile.objects.count() == 2


def test_a_file_is_written_again_byte_for_byte(account, tmp_path):
    run("alder", "--to", str(tmp_path))
    path = tmp_path / "general-ledger-alder-1.csv"
    before = path.read_bytes()
    path.unlink()

    ran = run("alder", "--number", "1", "--to", str(tmp_path))

    assert ran.exit_code == 0
    assert path.read_bytes() == before
    assert GeneralLedgerFile.objects.count() == 1


def test_a_day_that_is_not_over_is_refused(account):
    ran = run("alder", "--until", "2999-01-01")

    assert ran.exit_code == 1
    assert "A day is handed over when it is over" in ran.stderr


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (("--until", "April"), "April is not a day"),
        (("--number", "7"), "has no file 7"),
        (("--to", "/nowhere/at/all"), "is no folder"),
    ],
)
def test_what_cannot_be_done_is_said(account, asked, why):
    ran = run("alder", *asked)

    assert ran.exit_code == 2
    assert why in ran.stderr
