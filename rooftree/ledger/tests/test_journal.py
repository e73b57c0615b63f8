"""An independent program reads our books, and comes to the same balances to the penny."""

import csv
import subprocess
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from shutil import which

import pytest

from rooftree.ledger import accounts, balances, journal, posting, runs
from rooftree.ledger.posting import Posting

APRIL, MAY, JUNE = date(2026, 4, 6), date(2026, 5, 4), date(2026, 6, 1)
NOON = datetime(2026, 4, 6, 11, tzinfo=UTC)


def hledger(*words: str) -> subprocess.CompletedProcess[str]:
    """Run Debian's hledger, which bin/test installs."""
    program = which("hledger")
    assert program, "There is no hledger here, so nobody else reads our books. Install it: apt-get install hledger"
    return subprocess.run([program, *words], capture_output=True, text=True)


@pytest.fixture
def books(council, acting) -> dict[str, int]:
    """Two payers charged, paid, reversed and moved between, over two months."""
    ada, ben = accounts.open_personal(council.pk, 2, opened_on=APRIL)
    named = accounts.controls(council.pk, ["cash", "income.hra", "suspense"])
    facts = {"council_id": council.pk, "at": NOON, "who": "test"}
    for on, key in ((APRIL, "April"), (MAY, "May")):
        runs.post_run(
            council.pk,
            key=key,
            effective_on=on,
            posted_on=on,
            charges="SELECT unnest(%s::bigint[]) AS debit_id, %s::bigint AS credit_id, 433.27 AS amount, "
            "'DBR' AS code, %s::date AS effective_on, 'Rent; weekly' AS narrative",
            params=[[ada, ben], named["income.hra"], on],
            at=NOON,
            who="test",
        )
    paid = posting.post(
        [
            Posting(named["cash"], ada, Decimal("433.28"), "receipt", "RDD", APRIL, "a", reference="0001; x"),
            Posting(named["cash"], named["suspense"], Decimal("0.01"), "receipt", "RBP", APRIL, "b"),
        ],
        posted_on=APRIL,
        **facts,
    )
    posting.reverse([paid[0]], reason="Recalled\nby the bank", posted_on=MAY, **facts)
    posting.post([Posting(ben, ada, Decimal("12.34"), "journal", "RIT", MAY, "c")], posted_on=MAY, **facts)
    return {"ada": ada, "ben": ben, **named}


def written(council, folder: Path, *, from_on: date = APRIL, until_on: date = JUNE) -> str:
    file = folder / "books.journal"
    file.write_text("".join(journal.written(council, from_on=from_on, until_on=until_on)))
    return str(file)


def balances_of_hledger(file: str) -> dict[str, Decimal]:
    done = hledger("balance", "--flat", "--no-total", "--empty", "--output-format", "csv", "--file", file)
    assert done.returncode == 0, done.stderr
    rows = list(csv.reader(done.stdout.splitlines()))[1:]
    return {name: Decimal(amount.removeprefix("GBP").replace("GBP", "").strip() or "0") for name, amount in rows}


@pytest.mark.parametrize(("from_on", "until_on"), [(APRIL, JUNE), (MAY, JUNE), (APRIL, MAY)])
def test_hledger_finds_nothing_wrong(council, books, tmp_path, from_on, until_on):
    done = hledger("check", "--file", written(council, tmp_path, from_on=from_on, until_on=until_on))

    assert (done.returncode, done.stderr) == (0, "")


def test_hledger_comes_to_our_balances(council, books, tmp_path):
    theirs = balances_of_hledger(written(council, tmp_path))

    ours = balances.of(books.values())
    assert theirs == {
        f"personal:{books['ada']}": ours[books["ada"]],
        f"personal:{books['ben']}": ours[books["ben"]],
        "control:cash": ours[books["cash"]],
        "control:income.hra": ours[books["income.hra"]],
        "control:suspense": ours[books["suspense"]],
    }


def test_hledger_finds_a_penny_that_was_moved(council, books, tmp_path):
    file = Path(written(council, tmp_path))
    file.write_text(file.read_text().replace("GBP 12.34", "GBP 12.35", 1).replace("GBP -12.34", "GBP -12.35", 1))

    done = hledger("check", "--file", str(file))

    assert done.returncode != 0
    assert "assertion" in done.stderr
