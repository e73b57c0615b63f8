"""What an account is, from what is recorded of it."""

from datetime import date
from decimal import Decimal

import pytest

from rooftree.foundations.periods import Period
from rooftree.rents.standing import status

TODAY = date(2026, 11, 20)
RUNNING = Period(date(2015, 6, 1))
ENDED = Period(date(2015, 6, 1), TODAY)
FIRE = Period(date(2026, 11, 1), date(2026, 12, 1))
OWES, NOTHING, CREDIT = Decimal("12.00"), Decimal("0.00"), Decimal("-0.01")

CASES = [
    (RUNNING, "SEC", OWES, [], "current"),
    (RUNNING, "SEC", CREDIT, [], "current"),
    (Period(RUNNING.starts, date(2026, 11, 21)), "SEC", CREDIT, [], "current"),
    (RUNNING, "SEC", OWES, [FIRE], "suspended"),
    (RUNNING, "SEC", OWES, [Period(date(2026, 10, 1), TODAY)], "current"),
    (RUNNING, "MPA", OWES, [], "use_and_occupation"),
    (ENDED, "SEC", OWES, [FIRE], "former"),
    (ENDED, "MPA", NOTHING, [], "former"),
    (ENDED, "SEC", CREDIT, [], "credit"),
    (RUNNING, "", OWES, [], "void"),
]


@pytest.mark.parametrize(("period", "tenure", "balance", "suspended", "expected"), CASES)
def test_the_status_follows_from_the_facts(period, tenure, balance, suspended, expected):
    assert status(period, tenure=tenure, balance=balance, suspended=suspended, on=TODAY) == expected
