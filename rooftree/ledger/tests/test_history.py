"""What another system's books held is taken over on its own days, once, and never into closed books."""

from datetime import UTC, date, datetime

import pytest

from rooftree.foundations.refusals import Refused
from rooftree.ledger import accounts, balances, closing, history, movements

pytestmark = pytest.mark.usefixtures("acting")

NOON = datetime(2026, 4, 6, 11, tzinfo=UTC)
OF_TWO_DAYS = """
    SELECT %(debit)s::bigint AS debit_id, %(credit)s::bigint AS credit_id, 10.00 AS amount, 'charge' AS kind,
        'DBR' AS code, given.day AS effective_on, given.day AS posted_on, NULL::bigint AS reverses_id,
        'old:' || given.day AS key, 'Week' AS narrative, 'R1' AS reference, '' AS batch
    FROM unnest(ARRAY[DATE '2019-05-06', DATE '2025-05-05']) AS given (day)
"""


@pytest.fixture
def sides(council):
    (payer,) = accounts.open_personal(council.pk, opened_on=date(2019, 5, 6))
    return {"debit": payer, "credit": accounts.control(council.pk, "income.hra")}


def taken_over(council, sides, sql: str = OF_TWO_DAYS) -> int:
    return history.take_over(sql, sides, council_id=council.pk, at=NOON, who="test")


def test_each_row_is_posted_on_its_own_day(council, sides):
    assert taken_over(council, sides) == 2

    lines = movements.of([sides["debit"]])
    assert [line.posted_on for line in lines] == [date(2019, 5, 6), date(2025, 5, 5)]
    assert balances.of([sides["debit"]]) == {sides["debit"]: 20}


def test_taken_over_again_nothing_is_added(council, sides):
    taken_over(council, sides)

    assert taken_over(council, sides) == 0
    assert balances.of([sides["debit"]]) == {sides["debit"]: 20}


def test_nothing_to_take_over_is_nothing(council, sides):
    assert taken_over(council, sides, OF_TWO_DAYS + " WHERE false") == 0


def test_closed_books_take_nothing_over(council, sides):
    closing.close_until(council.pk, date(2020, 1, 1), at=NOON, who="test")

    with pytest.raises(Refused, match="closed"):
        taken_over(council, sides)
