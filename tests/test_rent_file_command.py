"""`rooftree rent-file`: a file is taken in, or refused with its reason and an exit code that a job understands."""

from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rooftree.config.command_line import app
from rooftree.rents.models import MoneyFile, RentAccount, SuspenseItem
from rooftree.rents.tests.files_in import an_account, cash_file, owes

POSTED, NOT_DONE, WRONGLY_ASKED = 0, 1, 2


class _Site:
    """The site of a test, whose database is up."""

    def database(self):
        return nullcontext()


@pytest.fixture
def account(acting) -> RentAccount:
    return an_account()


def written(folder: Path, content: bytes, name: str = "till-1.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def run(*arguments: object):
    return CliRunner().invoke(app, ["rent-file", *map(str, arguments), "--council", "alder"], obj=_Site())


def paid(account: RentAccount, pounds: str = "54.20", **said) -> bytes:
    return cash_file(f"CARD,{account.payment_reference},{pounds}", **said)


def test_a_file_is_posted_and_its_sums_are_printed(account, tmp_path):
    both = cash_file(f"CARD,{account.payment_reference},54.20", "CASH,NOBODY,10.00")

    ran = run("cash", written(tmp_path, both))

    assert (ran.exit_code, ran.stderr) == (POSTED, "")
    assert ran.stdout == ("till-1.csv: posted 2 lines, £64.20. To accounts 1, to suspense 1, for other files 0.\n")
    assert owes(account) == Decimal("-54.20")
    assert SuspenseItem.objects.get().amount == Decimal("10.00")
    assert MoneyFile.objects.get().received_by is None


def test_the_same_file_again_is_refused_and_posts_nothing(account, tmp_path):
    first = run("cash", written(tmp_path, paid(account)))

    again = run("cash", written(tmp_path, paid(account), "till-1-copy.csv"))

    assert (first.exit_code, again.exit_code) == (POSTED, NOT_DONE)
    assert "till-1-copy.csv: " in again.stderr
    assert "till-1.csv" in again.stderr
    assert MoneyFile.objects.count() == 1
    assert owes(account) == Decimal("-54.20")


def test_a_wrong_total_in_the_file_is_refused_with_every_fault(account, tmp_path):
    ran = run("cash", written(tmp_path, paid(account, total="54.21")))

    assert ran.exit_code == NOT_DONE
    assert "till-1.csv: refused. Nothing was posted." in ran.stdout
    assert "54.21" in ran.stdout
    assert owes(account) == 0


def test_a_total_that_the_sender_said_beside_it_is_held_to(account, tmp_path):
    ran = run("cash", written(tmp_path, paid(account)), "--total", "99.00", "--lines", "1")

    assert ran.exit_code == NOT_DONE
    assert "99.00" in ran.stdout
    assert MoneyFile.objects.get().status == "refused"
    assert owes(account) == 0


def test_a_file_that_comes_too_early_is_held_until_the_one_before_is_there(account, tmp_path):
    run("cash", written(tmp_path, paid(account, "10.00", sequence=1)))
    early = run("cash", written(tmp_path, paid(account, "30.00", sequence=3), "till-3.csv"))

    late = run("cash", written(tmp_path, paid(account, "20.00", sequence=2), "till-2.csv"))

    assert (early.exit_code, late.exit_code) == (NOT_DONE, POSTED)
    assert "till-3.csv: held" in early.stdout
    assert owes(account) == Decimal("-60.00")


def test_one_that_was_taken_before_keeps_no_other_out(account, tmp_path):
    first = written(tmp_path, paid(account, "10.00", sequence=1))
    run("cash", first)

    ran = run("cash", first, written(tmp_path, paid(account, "20.00", sequence=2), "till-2.csv"))

    assert ran.exit_code == NOT_DONE
    assert "till-2.csv: posted 1 lines" in ran.stdout
    assert owes(account) == Decimal("-30.00")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["cash", "nowhere.csv"], "There is no file nowhere.csv."),
        (["cheques", "README.md"], "“cheques” is no kind of file."),
        (["cash", "README.md", "--total", "much"], "much"),
    ],
    ids=["no file", "no kind", "no sum"],
)
def test_what_cannot_be_asked_is_refused_with_another_code(acting, asked, said):
    ran = run(*asked)

    assert ran.exit_code == WRONGLY_ASKED
    assert said in ran.stderr
    assert not MoneyFile.objects.exists()
