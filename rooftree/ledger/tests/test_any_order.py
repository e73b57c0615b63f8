"""Any postings, reversals, runs, replays and closes, in any order: no money is made or lost."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooftree.foundations.refusals import Refused
from rooftree.ledger import accounts, balances, closing, movements
from rooftree.ledger.tests.books import NOON, charge, pay, rows, take_back

pytestmark = pytest.mark.usefixtures("acting")

NUMBER = count()
PENNIES = st.integers(1, 100_000).map(lambda pence: Decimal(pence) / 100)


@dataclass
class Books:
    """What the books should say, kept as a schoolchild would: one number an account."""

    council: int
    payers: list[int]
    controls: list[int]
    day: date
    owed: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    posted: dict[str, tuple[int, int, int, Decimal]] = field(default_factory=dict)
    reversed: set[int] = field(default_factory=set)
    ran: dict[str, tuple[int, list[int], Decimal]] = field(default_factory=dict)
    moved: int = 0

    def move(self, debit: int, credit: int, amount: Decimal) -> None:
        self.owed[debit] += amount
        self.owed[credit] -= amount
        self.moved += 1


STEPS = st.one_of(
    st.tuples(st.just("pay"), st.integers(0, 9), st.integers(0, 9), PENNIES),
    st.tuples(st.just("pay again"), st.integers(0, 9), st.just(0), st.just(Decimal(0))),
    st.tuples(st.just("take back"), st.integers(0, 9), st.just(0), st.just(Decimal(0))),
    st.tuples(st.just("run"), st.integers(1, 3), st.integers(0, 9), PENNIES),
    st.tuples(st.just("run again"), st.integers(0, 9), st.just(0), st.just(Decimal(0))),
    st.tuples(st.just("a day passes"), st.integers(1, 40), st.just(0), st.just(Decimal(0))),
    st.tuples(st.just("close the year"), st.just(0), st.just(0), st.just(Decimal(0))),
)


def do(books: Books, what: str, which: int, other: int, amount: Decimal, key: str) -> None:
    """Take one step, in the books and in what they should say."""
    everybody = [*books.payers, *books.controls]
    keys, runs = sorted(books.posted), sorted(books.ran)
    if what == "pay" and everybody[which % 5] != everybody[other % 5]:
        debit, credit = everybody[which % 5], everybody[other % 5]
        movement = pay(books.council, debit, credit, amount, key=key, on=books.day)
        books.posted[key] = (movement, debit, credit, amount)
        books.move(debit, credit, amount)
    elif what == "pay again" and keys:
        again = keys[which % len(keys)]
        movement, debit, credit, amount = books.posted[again]
        assert pay(books.council, debit, credit, amount, key=again, on=books.day) == movement
    elif what == "take back" and keys:
        movement, debit, credit, amount = books.posted[keys[which % len(keys)]]
        if movement in books.reversed:
            with pytest.raises(Refused, match="reversed before"):
                take_back(books.council, movement, on=books.day)
        else:
            take_back(books.council, movement, on=books.day)
            books.reversed.add(movement)
            books.move(credit, debit, amount)
    elif what == "run":
        charged, income = books.payers[:which], books.controls[other % 2]
        books.ran[key] = (
            charge(books.council, charged, income, amount, key=key, on=books.day).run_id,
            charged,
            amount,
        )
        for payer in charged:
            books.move(payer, income, amount)
    elif what == "run again" and runs:
        again = runs[which % len(runs)]
        run, charged, amount = books.ran[again]
        outcome = charge(books.council, books.payers, books.controls[0], amount, key=again, on=books.day)
        assert (outcome.run_id, outcome.before, outcome.rows) == (run, True, len(charged))
    elif what == "a day passes":
        books.day += timedelta(days=which)
    elif what == "close the year":
        closing.close_year(books.council, books.day, at=NOON, who="test")


FIRST_DAY = [date(2024, 4, 1)]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=1, max_size=14))
def test_no_money_is_made_or_lost(council, steps):
    example = next(NUMBER)
    payers = accounts.open_personal(council.pk, 3, opened_on=FIRST_DAY[0])
    controls = list(accounts.controls(council.pk, [f"cash.{example}", f"income.{example}"]).values())
    books = Books(council.pk, payers, controls, FIRST_DAY[0])

    for number, step in enumerate(steps):
        do(books, *step, key=f"{example} {number}")
    FIRST_DAY[0] = books.day

    everybody = [*payers, *controls]
    expected = {each: books.owed[each] for each in everybody}
    assert balances.of(everybody) == expected
    assert balances.on(everybody, books.day) == expected
    assert sum(expected.values()) == 0
    assert balances.disproved(council.pk) == []
    assert balances.rebuild(council.pk) == 0
    seen = [line for line in movements.of(everybody)]
    assert len(seen) == 2 * books.moved
    last = {line.account_id: line.balance for line in seen}
    assert last == {each: owed for each, owed in expected.items() if each in last}
    assert rows("SELECT count(*), count(DISTINCT key) FROM ledger_key WHERE key LIKE %s", f"{example} %") == [
        (len(books.posted), len(books.posted))
    ]
