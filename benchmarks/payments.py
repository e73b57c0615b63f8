"""A day's payments: 100,000 lines taken in, matched and posted, 95 in a hundred with a good reference.

The rest is of every kind of wrong: a digit wrong, two exchanged, one left out, no reference with the payer's full
name, a namesake, a former tenant, a stranger, a reference of nobody, a name and a reference that disagree. The
bench knows whose each is, and stops if one is on another's account. The floor is a bare COPY of the same lines
into a plain table of the owner's: no key, no index, no check of what the file says.

Three days are taken in, each by a new process, with those before it in the books; then each is copied. What is
compared is the best of three, on both sides. `payments` is the whole action, until all of it stands in the books
with every key, balance and audit row; `payments.matched` is the part of it until every line is matched.
"""

import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.database import Scratch

LINES = int(os.environ.get("BENCH_PAYMENTS", 100_000))
GOOD = 0.95
DAYS = 3
DAY = "2026-11-20"
TYPES = ("CARD", "CARD", "COUNTER", "PAYPOINT", "SO", "BANK")
NAMED = frozenset({"SO", "BANK"})
"""Banks say who paid; tills and card machines do not."""


@dataclass(frozen=True)
class Account:
    """One account of the council: its tenant, and what is charged weekly, in pounds."""

    id: int
    reference: str
    name: str
    weekly: Decimal
    is_former: bool = False
    has_namesake: bool = False


def main() -> None:
    """Take a file in as we do, then COPY the same lines, and print both."""
    from benchmarks.database import scratch_database
    from benchmarks.report import report

    with scratch_database() as scratch, tempfile.TemporaryDirectory() as folder:
        accounts = _fill(scratch)
        *large, small = [Path(folder) / f"{day}.csv" for day in range(1, DAYS + 2)]
        truths = [_write(path, accounts, lines=LINES, sequence=day) for day, path in enumerate(large, 1)]
        _write(small, accounts, lines=LINES // 10, sequence=DAYS + 1)
        scratch.owner.execute("VACUUM (ANALYZE)")
        took = [_in_a_process(path, scratch.council) for path in large]
        posted, suspense = _check(scratch, truths)
        less = _in_a_process(small, scratch.council)
        best = min(took, key=lambda each: each["seconds"])
        floor = min(_copied(path, scratch) for path in large)
        where = f"{posted:,} matched, none wrongly; {suspense:,} to suspense, in {DAYS} days"
        report(
            name="payments.matched",
            n=LINES,
            value=best["matched"],
            floor=floor,
            unit="s",
            note=f"imported and matched: the file kept, every line read, checked and placed. {where}",
        )
        report(
            name="payments",
            n=LINES,
            value=best["seconds"],
            floor=floor,
            unit="s",
            note="the whole action: that, and each line kept and posted, with every key, balance and audit row; "
            + ", ".join(f"{each['seconds']:.3f}" for each in took),
        )
        report(
            name="payments.last",
            n=LINES,
            value=took[-1]["seconds"],
            floor=took[0]["seconds"],
            unit="s",
            note="the last day beside the first: with those behind it, before the database counts its rows anew",
        )
        report(
            name="payments-memory",
            n=LINES,
            value=best["megabytes"],
            floor=less["megabytes"],
            unit="MB",
            note="the peak of the process, beside one that takes a tenth of the lines",
        )


# --- A council of accounts ---------------------------------------------------------------------------

_COLUMNS = {
    "places_place": "id, council_id, reference, kind, name, address_1, address_2, address_3, address_4, postcode, "
    "ward, area_office, created_at",
    "people_person": "id, council_id, restricted_to, reference, title, forenames, surname, preferred_name, "
    "birth_date_certainty, ni_number, preferred_channel, best_times, created_at",
    "tenancies_tenancy": "id, council_id, reference, place_id, tenure, from_on, until_on, end_reason, "
    "payment_reference, conditions_version, created_at",
    "tenancies_tenancyparty": "id, council_id, restricted_to, tenancy_id, person_id, role, relationship, from_on",
    "rents_rentaccount": 'id, council_id, payment_reference, tenancy_id, place_id, "group", cycle, from_on, '
    "until_on, paying_by, created_at",
    "ledger_account": "id, council_id, kind, code, opened_on",
    "rents_accountpart": "id, council_id, rent_account_id, part, ledger_account_id",
    "rents_charge": "id, council_id, place_id, code, amount, per, from_on, why, created_at",
}
_VALUES: dict[str, Callable[[int, int, Account, str | None], tuple[object, ...]]] = {
    "places_place": lambda n, council, a, until: (
        n, council, f"H-{n}", "home", "", f"{n} Elm Walk", "", "", "", "ZZ1 1AA", "", "", DAY),
    "people_person": lambda n, council, a, until: (
        n, council, 0, f"P-{n}", "", *a.name.split(" "), "", "unknown", "", "", "", DAY),
    "tenancies_tenancy": lambda n, council, a, until: (
        n, council, f"T-{n}", n, "SEC", "2015-06-01", until, "", a.reference, "", DAY),
    "tenancies_tenancyparty": lambda n, council, a, until: (n, council, 0, n, n, "tenant", "", "2015-06-01"),
    "rents_rentaccount": lambda n, council, a, until: (
        n, council, a.reference, n, n, "hra", "weekly", "2015-06-01", until, "", DAY),
    "ledger_account": lambda n, council, a, until: (n, council, "personal", "", "2015-06-01"),
    "rents_accountpart": lambda n, council, a, until: (n, council, n, "rent", n),
    "rents_charge": lambda n, council, a, until: (
        n, council, n, "DBR", a.weekly, "week", "2015-06-01", "let", DAY),
}  # fmt: skip


def _fill(scratch: "Scratch") -> list[Account]:
    """Make as many accounts as there are lines: one in twenty former, one in fifty with a namesake."""
    accounts = _accounts()
    for table, columns in _COLUMNS.items():
        with scratch.owner.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for account in accounts:
                until = "2026-03-02" if account.is_former else None
                copy.write_row(_VALUES[table](account.id, scratch.council, account, until))
        sequence = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), %s)"
        scratch.owner.execute(sequence, [len(accounts) + 1])
    return accounts


def _accounts() -> list[Account]:
    from rooftree.rents import payment_references

    chance = random.Random(20261120)
    firsts, lasts = _words(300, chance), _words(2_000, chance)
    names = {f"{chance.choice(firsts)} {chance.choice(lasts)}" for _ in range(3 * LINES)}
    alone = iter(sorted(names, key=lambda _: chance.random()))
    accounts: list[Account] = []
    for number in range(1, LINES + 1):
        namesake = number % 50 == 0
        name = accounts[-2].name if number % 100 == 0 else next(alone)
        weekly = chance.choice((84, 96, 109, 122, 136)) + Decimal(chance.randrange(100)) / 100
        accounts.append(Account(number, payment_references.make(number), name, weekly, number % 20 == 3, namesake))
    doubled = {account.name for account in accounts if account.id % 100 == 0}
    return [
        Account(each.id, each.reference, each.name, each.weekly, each.is_former, each.name in doubled)
        for each in accounts
    ]


def _words(how_many: int, chance: random.Random) -> list[str]:
    found: set[str] = set()
    while len(found) < how_many:
        found.add("".join(chance.choice("bdfglmnprst") + chance.choice("aeiou") for _ in range(3)))
    return sorted(found)


# --- A file of payments ------------------------------------------------------------------------------

Wrong = Callable[[Account, Account, random.Random], tuple[str, Decimal, str]]
"""Given an account, another, and chance: the reference, the pounds and the payer's name that stand in the line."""


def _one_digit(account: Account, _: Account, chance: random.Random) -> str:
    place = chance.randrange(1, 11)
    digit = str((int(account.reference[place]) + chance.randrange(1, 10)) % 10)
    return account.reference[:place] + digit + account.reference[place + 1 :]


def _exchanged(account: Account, other: Account, chance: random.Random) -> str:
    places = [place for place in range(1, 10) if account.reference[place] != account.reference[place + 1]]
    place = chance.choice(places)
    one, two = account.reference[place], account.reference[place + 1]
    return account.reference[:place] + two + one + account.reference[place + 2 :]


def _initial(account: Account) -> str:
    first, last = account.name.split(" ")
    return f"{first[0]} {last}"


_WRONGS: tuple[Wrong, ...] = (
    lambda a, b, chance: (_one_digit(a, b, chance), a.weekly, _initial(a)),
    lambda a, b, chance: (_one_digit(a, b, chance), Decimal("33.33"), ""),
    lambda a, b, chance: (_one_digit(a, b, chance), b.weekly, b.name),
    lambda a, b, chance: (_exchanged(a, b, chance), 4 * a.weekly, ""),
    lambda a, b, chance: (a.reference[:4] + a.reference[5:], a.weekly, _initial(a)),
    lambda a, b, chance: ("", a.weekly, f"MRS {a.name}"),
    lambda a, b, chance: ("", a.weekly, _initial(a)),
    lambda a, b, chance: ("", Decimal("41.07"), f"MR {a.name}"),
    lambda a, b, chance: ("", Decimal("20.00"), "XAVIER QUIXOTE"),
    lambda a, b, chance: ("99999999971", Decimal("20.00"), "XAVIER QUIXOTE"),
    lambda a, b, chance: (f"ELM WALK {a.id}", a.weekly, ""),
)


def _write(path: Path, accounts: list[Account], *, lines: int, sequence: int) -> list[int]:
    """Write a file, and return the id of the account that each of its lines is for."""
    chance = random.Random(sequence)
    paying = chance.choices(accounts, k=lines) if lines < len(accounts) else list(accounts)
    chance.shuffle(paying)
    total, wrongs, kinds = Decimal(), cycle(_WRONGS), cycle(TYPES)
    with path.open("w", newline="", encoding="utf-8") as file:
        written = csv.writer(file)
        written.writerow(["H", "TILL", sequence, DAY])
        for number, account in enumerate(paying):
            if number < GOOD * lines:
                kind = next(kinds)
                reference, pounds = account.reference, account.weekly
                payer = _initial(account).upper() if kind in NAMED else ""
            else:
                kind = "BANK"
                reference, pounds, payer = next(wrongs)(account, chance.choice(accounts), chance)
            total += pounds
            written.writerow(["D", kind, reference, pounds, DAY, payer, "RENT", f"R-{number:06}"])
        written.writerow(["T", lines, total])
    return [account.id for account in paying]


def _check(scratch: "Scratch", truths: list[list[int]]) -> tuple[int, int]:
    """Stop unless the money adds up, line for line, and none is on another's account; return what went where."""
    lines = scratch.owner.execute("SELECT row, rent_account_id FROM rents_fileline ORDER BY id").fetchall()
    assert [row for row, _ in lines] == list(range(1, LINES + 1)) * DAYS, "Lines are missing."
    accounts = [account for _, account in lines]
    wrong = [
        line
        for line, (account, its) in enumerate(zip(accounts, chain(*truths), strict=True), 1)
        if account not in (None, its)
    ]
    assert not wrong, f"{len(wrong):,} lines were posted to another's account, line {wrong[0]} first."
    [(files, moved)] = scratch.owner.execute(
        "SELECT (SELECT sum(total) FROM rents_moneyfile), (SELECT sum(amount) FROM ledger_movement)"
    ).fetchall()
    assert files == moved, f"£{files} came in, and £{moved} was posted."
    [(suspense,)] = scratch.owner.execute("SELECT count(*) FROM rents_suspenseitem").fetchall()
    posted = len(accounts) - accounts.count(None)
    assert posted + suspense == DAYS * LINES, "A line went nowhere."
    assert posted > GOOD * DAYS * LINES, "Fewer were matched than had good references."
    return posted, suspense


# --- Taking it, and the floor --------------------------------------------------------------------------


def _in_a_process(path: Path, council: int) -> dict[str, float]:
    """Take a file in a process of its own, and return its seconds and its peak of memory in MB."""
    taking = [sys.executable, "-m", "benchmarks.payments", str(path), str(council)]
    found: dict[str, float] = json.loads(subprocess.run(taking, check=True, capture_output=True).stdout)
    return found


def take(path: Path, council_id: int) -> None:
    """Take a file in through the action, as the app's log-in, and print how long that and the matching took."""
    import django

    django.setup()
    from rooftree.config.collecting import spare_what_stays
    from rooftree.foundations import rulebook
    from rooftree.foundations.dates import now
    from rooftree.foundations.isolation import acting_for
    from rooftree.foundations.models import Council
    from rooftree.rents import money_in
    from rooftree.rents.actions import files

    matched: list[float] = []
    post = money_in.post

    def note_and_post(*given: Any, **named: Any) -> int:
        matched.append(time.perf_counter())
        return post(*given, **named)

    money_in.post = note_and_post
    rulebook.load()
    spare_what_stays()  # As when the site starts.
    with acting_for([council_id], who="bench"), path.open("rb") as stream:
        council = Council.objects.get(pk=council_id)
        began = time.perf_counter()
        file = files.take_file(
            stream, kind="cash", name=path.name, council=council, by=None, at=now(), key=path.name
        )
        seconds = time.perf_counter() - began
    assert file.status == "posted", file.because
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000
    print(json.dumps({"seconds": seconds, "matched": matched[0] - began, "megabytes": megabytes}))


def _copied(path: Path, scratch: "Scratch") -> float:
    """Return the seconds of a bare COPY of the details of a file, as they stand."""
    scratch.owner.execute("DROP TABLE IF EXISTS bench_payment")
    scratch.owner.execute(
        "CREATE TABLE bench_payment (mark text, kind text, reference text, amount numeric(12, 2), paid_on date, "
        "payer text, words text, source_id text)"
    )
    details = b"".join(_details(path))
    began = time.perf_counter()
    with scratch.owner.cursor() as cursor, cursor.copy("COPY bench_payment FROM STDIN (FORMAT csv)") as copy:
        copy.write(details)
    return time.perf_counter() - began


def _details(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from (line for line in file if line.startswith(b"D,"))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        take(Path(sys.argv[1]), int(sys.argv[2]))
    else:
        main()
