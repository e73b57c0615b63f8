"""`rooftree ledger-journal`: the books of a period from the command line, for another program to read."""

from contextlib import nullcontext
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from rooftree.config.command_line import app
from rooftree.foundations.isolation import acting_for
from rooftree.ledger import accounts, journal
from rooftree.ledger.tests.books import MONDAY, pay

JUNE = date(2026, 6, 1)


def run(*words: str, to: Path, until: str = "2026-06-01") -> Result:
    days = ("--from", "2026-04-06", "--until", until)
    site = SimpleNamespace(database=nullcontext)
    return CliRunner().invoke(app, ["ledger-journal", *words, *days, "--to", str(to)], obj=site)


@pytest.fixture
def paid(council) -> None:
    with acting_for([council.pk], who="test"):
        (payer,) = accounts.open_personal(council.pk, opened_on=MONDAY)
        pay(council.pk, accounts.control(council.pk, "cash"), payer, key="a")


def test_the_journal_is_written_for_its_owners_eyes_only(council, paid, tmp_path):
    file = tmp_path / "alder.journal"

    done = run("alder", to=file)

    with acting_for([council.pk], who="test"):
        assert file.read_text() == "".join(journal.written(council, from_on=MONDAY, until_on=JUNE))
    assert (done.exit_code, file.stat().st_mode & 0o077) == (0, 0)
    assert "GBP 100.00" in file.read_text()


def test_a_period_without_days_is_refused(council, tmp_path):
    done = run("alder", to=tmp_path / "x", until="2026-04-06")

    assert done.exit_code == 2
    assert not (tmp_path / "x").exists()


def test_another_council_has_none_of_it(council, paid, tmp_path):
    done = run("birch", to=tmp_path / "birch.journal")

    assert done.exit_code == 0
    assert "GBP 100.00" not in (tmp_path / "birch.journal").read_text()
