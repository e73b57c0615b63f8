"""`rooftree rent-run`: rehearse, run and report, as an officer types it."""

from contextlib import nullcontext
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from rooftree.config.command_line import app
from rooftree.rents.models import DebitRun, RentAccount
from tests.builders import a_home
from tests.rent_builders import a_charge, a_charged_account, a_rent_year, an_account, owed


class _Site:
    """The site of a test, whose database is up."""

    def database(self):
        return nullcontext()


@pytest.fixture
def account(acting) -> RentAccount:
    """An account that is charged £100.00 a week, beside an empty home of £60.00."""
    a_rent_year()
    a_charge(a_home(), "60.00")
    return a_charged_account()


def run(*arguments: str):
    return CliRunner().invoke(app, ["rent-run", *arguments], obj=_Site())


FIRST = ("--from", "2026-04-06")


def test_a_rehearsal_shows_the_roll_and_writes_nothing(account):
    ran = run("rehearse", "alder", *FIRST)

    assert ran.exit_code == 0
    assert "Rehearsed, nothing is written: 2 accounts" in ran.stdout
    assert ran.stdout.count("160.00") == 2  # The code's line and the sum.
    assert not DebitRun.objects.exists()
    assert owed(account) == 0


def test_a_run_is_made_once_and_the_next_is_the_week_after(account):
    first, again, following = run("run", "alder", *FIRST), run("run", "alder", *FIRST), run("run", "alder")

    assert [ran.exit_code for ran in (first, again, following)] == [0, 0, 0]
    assert "Posted: 2 accounts" in first.stdout
    assert again.stdout.partition("Put right")[0] == first.stdout.partition("Put right")[0]
    assert DebitRun.objects.filter(cycle="weekly").count() == 2
    assert owed(account) == Decimal("200.00")


def test_what_came_late_is_put_right_after_the_run(account):
    run("run", "alder", *FIRST)
    late = an_account(place=a_home())
    a_charge(late.place)

    ran = run("run", "alder")

    assert "Put right in hra: payers +100.00, voids +0.00." in ran.stdout
    assert owed(late) == Decimal("200.00")


def test_the_report_is_shown_again(account):
    run("run", "alder", *FIRST)

    ran = run("report", "alder")

    assert ran.exit_code == 0
    assert "hra, weekly, from 2026-04-06" in ran.stdout


def test_a_run_that_differs_from_the_roll_ends_with_1(account):
    run("run", "alder", *FIRST)
    DebitRun.objects.get(cycle="weekly").lines.update(charged=Decimal("99.99"))

    ran = run("report", "alder")

    assert ran.exit_code == 1
    assert "£0.01 is not accounted for." in ran.stderr


WRONG = [
    (("run", "alder"), 2, "This group was never run"),
    (("report", "alder"), 2, "There was no such run"),
    (("run", "alder", "--from", "6 April"), 2, "is not a day"),
    (("run", "alder", "--from", "2026-04-07"), 1, "is not a debit day"),
    (("run", "alder", "--group", "hre", *FIRST), 1, "is not in the list"),
    (("run", "alder", "--cycle", "yearly", *FIRST), 1, "is not in the list"),
    (("run", "nowhere", *FIRST), 2, "nowhere"),
]


@pytest.mark.parametrize(("arguments", "code", "because"), WRONG)
def test_what_cannot_be_is_said_in_a_sentence(account, arguments, code, because):
    ran = run(*arguments)

    assert because in ran.stderr
    assert ran.exit_code == code
    assert not DebitRun.objects.exists()
