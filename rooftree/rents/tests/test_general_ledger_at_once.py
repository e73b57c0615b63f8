"""Two who hand the books over at once hand them over once; killed half-way, nothing is half handed over."""

from decimal import Decimal as D

import pytest

from rooftree.foundations.models import KeptFile
from rooftree.rents.models import GeneralLedgerFile, GeneralLedgerLine
from rooftree.rents.tests.books import a_rent_account, posted
from rooftree.rents.tests.handed import MONDAY, TUESDAY, codes_of, differences, hand_over
from tests import nursery
from tests.two_officers import while_first_has_not_ended

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("acting")]


@pytest.fixture
def account():
    """An account on which something was posted since the first file."""
    account = a_rent_account()
    posted(account, "100.00", "DBR", on=MONDAY)
    hand_over(TUESDAY)
    posted(account, "-45.60", "RCP", on=TUESDAY)
    return account


def test_two_at_once_hand_over_once(account):
    second = while_first_has_not_ended(hand_over, hand_over)

    assert second.waited
    assert "has been handed over" in second.refusal
    assert list(GeneralLedgerFile.objects.values_list("number", flat=True)) == [2, 1]
    assert differences() == {}


def test_what_is_posted_meanwhile_comes_in_the_next_file(account):
    posting = while_first_has_not_ended(hand_over, lambda: posted(account, "-5.00", "RCP", on=TUESDAY))

    assert not posting.waited
    assert codes_of(hand_over()) == {"C2020": D("5.00"), "D5000": D("-5.00")}
    assert differences() == {}


@pytest.mark.faults
@pytest.mark.parametrize("step", ["file written", "file kept", "lines kept"])
def test_a_handover_that_is_killed_handed_nothing_over(step, account, database_url):
    going = nursery.start("rooftree.rents.tests.killed_handover", step, database_url=database_url)
    assert going.said() == "standing\n"
    going.kill()

    left = (GeneralLedgerFile.objects.count(), GeneralLedgerLine.objects.count(), KeptFile.objects.count())
    made = hand_over()

    assert left == (1, 2, 1)
    assert (made.number, made.debit) == (2, D("45.60"))
    assert differences() == {}
