"""What is held on a person of money in suspense: what was posted to her accounts, and no stranger's payment."""

from decimal import Decimal

import pytest

from rooftree.record.everything import everything_on
from rooftree.rents.actions import suspense
from rooftree.rents.actions.suspense_shares import Share
from rooftree.rents.models import SuspenseItem
from rooftree.rents.tests.files_in import an_account, cash_file, taken
from tests.builders import NOON, a_person, by

pytestmark = pytest.mark.usefixtures("acting")


@pytest.fixture
def grace():
    return a_person("Grace", "Okafor")


@pytest.fixture
def account(grace):
    return an_account("", grace)


def in_suspense(*details, sequence=1):
    taken(cash_file(*details, sequence=sequence))
    return SuspenseItem.objects.latest("pk")


def nearly(reference):
    """A reference with one wrong digit: the account is suggested."""
    return reference[:5] + str((int(reference[5]) + 1) % 10) + reference[6:]


def post(item, account, why="The payer rang"):
    return suspense.post_to_account(item, account=account, why=why, **by("income_officer"))


def held(person):
    """What is told of suspense and of lines of files: pairs of a table and all its words."""
    things = everything_on(person, at=NOON).things
    return {
        (thing.table, " ".join(says for _, says in thing.facts))
        for thing in things
        if thing.table.startswith("rents_suspense") or thing.table == "rents_fileline"
    }


def tables(person):
    return sorted(table for table, _ in held(person))


def test_a_suggestion_gives_her_nothing_of_a_stranger_s_payment(grace, account):
    item = in_suspense(f"BANK,{nearly(account.payment_reference)},50.00,2026-11-20,A STRANGER,")
    suspense.note(item, text="The stranger rang", **by("income_officer"))

    assert item.suggested == account
    assert held(grace) == set()


def test_what_was_suggested_to_her_and_posted_to_another_is_not_hers(grace, account):
    item = in_suspense(f"BANK,{nearly(account.payment_reference)},50.00,2026-11-20,A STRANGER,")

    post(item, an_account())

    assert held(grace) == set()


def test_what_was_posted_to_her_is_hers_with_what_led_there(grace, account):
    item = in_suspense("BANK,,50.00,2026-11-20,HER DAUGHTER,")
    suspense.note(item, text="Her daughter rang", **by("income_officer"))

    post(item, account)

    assert tables(grace) == [
        "rents_fileline",
        "rents_suspenseitem",
        "rents_suspensemove",
        "rents_suspensenote",
        "rents_suspenseshare",
    ]
    assert "HER DAUGHTER" in " ".join(words for _, words in held(grace))


def test_what_a_colleague_refused_is_not_hers(grace, account):
    item = in_suspense("BANK,,800.00,2026-11-20,A STRANGER,")
    move = post(item, account, why="The stranger may be her brother")

    suspense.refuse(move, why="He is not", **by("team_leader"))

    assert held(grace) == set()


def test_of_a_payment_that_was_divided_she_has_her_part_alone(grace, account):
    item = in_suspense("BANK,,80.00,2026-11-20,A STRANGER,")
    parts = [Share(an_account(), Decimal("60.00")), Share(account, Decimal("20.00"))]

    suspense.divide(item, parts, why="The stranger paid for a neighbour", **by("income_officer"))

    [(table, words)] = held(grace)
    assert table == "rents_suspenseshare"
    assert "20.00" in words
    assert "80.00" not in words


def test_a_payment_divided_between_accounts_of_hers_is_hers_whole(grace, account):
    garage = an_account("", grace)
    item = in_suspense("BANK,,80.00,2026-11-20,G OKAFOR,")
    parts = [Share(account, Decimal("60.00")), Share(garage, Decimal("20.00"))]

    suspense.divide(item, parts, why="She rang", **by("income_officer"))

    assert tables(grace).count("rents_suspenseshare") == 2
    assert "rents_fileline" in tables(grace)


def test_what_was_thought_to_be_another_s_says_nothing_of_the_other(grace, account):
    other = an_account()
    item = in_suspense(f"BANK,{nearly(other.payment_reference)},50.00,2026-11-20,HER DAUGHTER,")

    post(item, account)

    assert tables(grace) == ["rents_suspenseshare"]
    assert other.payment_reference not in " ".join(words for _, words in held(grace))
