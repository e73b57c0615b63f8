"""Two at the same moment: both are posted, or the second gets the first answer; nobody is in a deadlock."""

import random
import threading
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection

from rooftree.foundations.isolation import acting_for
from rooftree.ledger import accounts, balances, closing, posting, runs
from rooftree.ledger.models import Account
from rooftree.ledger.posting import Posting
from rooftree.ledger.tests.books import MONDAY, NOON, RENT, charge, pay, rows, take_back
from tests.two_officers import while_first_has_not_ended

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("acting")]


@pytest.fixture
def payers(council, acting) -> list[int]:
    return accounts.open_personal(council.pk, 5, opened_on=MONDAY)


@pytest.fixture
def cash(council, acting) -> int:
    return accounts.control(council.pk, "cash")


@pytest.fixture
def income(council, acting) -> int:
    return accounts.control(council.pk, "income.hra")


def test_two_payments_to_one_account_are_both_posted(council, payers, cash):
    came_second = while_first_has_not_ended(
        lambda: pay(council.pk, cash, payers[0], key="first"),
        lambda: pay(council.pk, cash, payers[0], key="second"),
    )

    assert came_second.waited
    assert balances.of(payers[:1]) == {payers[0]: -2 * RENT}


def test_a_payment_waits_for_whoever_read_the_balance_to_post_by_it(council, payers, cash):
    def read() -> Decimal:
        accounts.lock(payers[:1])
        return balances.of(payers[:1])[payers[0]]

    came_second = while_first_has_not_ended(read, lambda: pay(council.pk, cash, payers[0], key="second"))

    assert came_second.waited


def test_payments_to_two_accounts_do_not_wait_for_each_other(council, payers, cash):
    came_second = while_first_has_not_ended(
        lambda: pay(council.pk, cash, payers[0], key="first"),
        lambda: pay(council.pk, cash, payers[1], key="second"),
    )

    assert not came_second.waited


def test_a_key_sent_twice_at_once_is_posted_once(council, payers, cash):
    def send() -> int:
        return pay(council.pk, cash, payers[0], key="one")

    came_second = while_first_has_not_ended(send, send)

    assert came_second.waited
    assert rows("SELECT movement_id FROM ledger_key") == [(came_second.answer,)]
    assert balances.of(payers[:1]) == {payers[0]: -RENT}


def a_set(council: int, cash: int, *, key: str = "file:1", order: str = "id") -> int:
    return posting.post_set(
        "SELECT nextval('ledger_movement_id') AS id, %(cash)s::bigint AS debit_id, id AS credit_id, "
        "100.00 AS amount, 'receipt' AS kind, 'RDD' AS code, %(on)s::date AS effective_on, '' AS narrative, "
        f"'' AS reference, '' AS batch FROM ledger_account WHERE kind = 'personal' ORDER BY {order}",
        {"cash": cash, "on": MONDAY},
        key=key,
        council_id=council,
        posted_on=MONDAY,
        at=NOON,
        who="test",
    )


def pay_one(council: int, cash: int) -> int:
    """Pay to the third of the accounts."""
    third = Account.objects.filter(kind="personal").order_by("pk")[2]
    return pay(council, cash, third.pk, key="one")


def test_a_set_sent_twice_at_once_is_posted_once(council, payers, cash):
    came_second = while_first_has_not_ended(lambda: a_set(council.pk, cash), lambda: a_set(council.pk, cash))

    assert (came_second.waited, came_second.answer) == (True, 0)
    assert balances.of(payers) == dict.fromkeys(payers, -RENT)


def test_a_payment_to_an_account_of_a_set_waits_and_both_are_posted(council, payers, cash):
    came_second = while_first_has_not_ended(
        lambda: a_set(council.pk, cash), lambda: pay(council.pk, cash, payers[3], key="paid")
    )

    assert came_second.waited
    assert balances.of(payers[2:4]) == {payers[2]: -RENT, payers[3]: -2 * RENT}


def close_account(payer: int) -> None:
    Account.objects.filter(pk=payer).update(closed_on=MONDAY)


def test_who_closes_an_account_waits_for_what_is_being_posted_to_it(council, payers, cash):
    came_second = while_first_has_not_ended(lambda: a_set(council.pk, cash), lambda: close_account(payers[2]))

    assert came_second.waited
    assert balances.of(payers[2:3]) == {payers[2]: -RENT}


@pytest.mark.parametrize("post", [pay_one, a_set])
def test_what_comes_while_an_account_is_closed_is_refused(council, payers, cash, post):
    came_second = while_first_has_not_ended(lambda: close_account(payers[2]), lambda: post(council.pk, cash))

    assert came_second.waited
    assert came_second.refusal.startswith("One of the accounts was closed")
    assert balances.of(payers) == dict.fromkeys(payers, 0)


def test_balances_are_made_anew_once_a_payment_that_holds_one_has_ended(council, payers, cash):
    def hold_then_pay() -> None:
        accounts.lock(payers[:1])
        pay(council.pk, cash, payers[0], key="paid")

    came_second = while_first_has_not_ended(hold_then_pay, lambda: balances.rebuild(council.pk))

    assert (came_second.waited, came_second.answer) == (True, 0)
    assert balances.of(payers[:1]) == {payers[0]: -RENT}


def test_two_who_reverse_one_movement_reverse_it_once(council, payers, cash):
    movement = pay(council.pk, cash, payers[0], key="one")

    came_second = while_first_has_not_ended(
        lambda: take_back(council.pk, movement, keys=["a"]), lambda: take_back(council.pk, movement, keys=["b"])
    )

    assert came_second.refusal.startswith("This was reversed before.")
    assert balances.of(payers[:1]) == {payers[0]: 0}


def test_two_runs_of_a_key_at_once_are_posted_once(council, payers, income):
    def run() -> runs.RunOutcome:
        return charge(council.pk, payers, income, key="week")

    came_second = while_first_has_not_ended(run, run)

    assert came_second.waited
    assert came_second.answer.before
    assert balances.of(payers) == dict.fromkeys(payers, RENT)


def test_a_run_goes_on_beside_a_payment_that_has_not_ended_until_it_is_attached(council, payers, cash, income):
    came_second = while_first_has_not_ended(
        lambda: pay(council.pk, cash, payers[0], key="paid"),
        lambda: charge(council.pk, payers, income, key="week"),
    )

    assert came_second.answer.rows == 5
    assert balances.of(payers[:2]) == {payers[0]: 0, payers[1]: RENT}


@pytest.mark.parametrize("step", ["ledger_key_aside", "ledger_validate", "ledger_post_run"])
def test_a_run_leaves_the_other_processors_to_those_who_pay(step):
    with connection.cursor() as cursor:
        cursor.execute("SELECT proconfig FROM pg_proc WHERE proname = %s", [step])
        [(settings,)] = cursor.fetchall()

    assert {"max_parallel_maintenance_workers=0", "max_parallel_workers_per_gather=0"} <= set(settings)


def test_closing_waits_for_what_is_being_posted(council, payers, cash):
    came_second = while_first_has_not_ended(
        lambda: pay(council.pk, cash, payers[0], key="late"),
        lambda: closing.close_until(council.pk, date(2026, 4, 13), at=NOON, who="test"),
    )

    assert came_second.waited
    assert balances.on(payers[:1], MONDAY) == {payers[0]: -RENT}


def test_what_comes_while_the_books_are_closed_is_refused(council, payers, cash):
    came_second = while_first_has_not_ended(
        lambda: closing.close_until(council.pk, date(2026, 4, 13), at=NOON, who="test"),
        lambda: pay(council.pk, cash, payers[0], key="late"),
    )

    assert came_second.waited
    assert came_second.refusal.startswith("This period of the books is closed.")
    assert balances.of(payers[:1]) == {payers[0]: 0}


def receipts(council: int, cash: int, payers: Sequence[int], amount: Decimal, *, batch: str) -> None:
    """Post a receipt to each of these, in this order, all at once."""
    posting.post(
        [Posting(cash, payer, amount, "receipt", "RDD", MONDAY, f"{batch} {payer}") for payer in payers],
        council_id=council,
        posted_on=MONDAY,
        at=NOON,
        who="test",
    )


def all_at_once(council: int, *clients: Callable[[], None], meanwhile: Callable[[], None]) -> list[Exception]:
    """Let clients act at the same time, each on a connection of its own; return what went wrong."""
    failed: list[Exception] = []

    def act(client: Callable[[], None]) -> None:
        try:
            with acting_for([council], who="client"):
                client()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[client]) for client in clients]
    for each in threads:
        each.start()
    meanwhile()
    for each in threads:
        each.join()
    return failed


def test_batches_over_the_same_accounts_in_any_order_and_runs_never_deadlock(council, payers, cash, income):
    """Four clients post batches over all accounts, each in another order, while one runs and runs."""
    batches, weeks = 12, 6

    def client(number: int) -> None:
        order = payers[number:] + payers[:number]
        for batch in range(batches):
            receipts(council.pk, cash, order, Decimal("1.00"), batch=f"{number} {batch}")

    def run_and_run() -> None:
        for week in range(weeks):
            charge(council.pk, payers, income, key=f"week {week}")

    failed = all_at_once(council.pk, *(partial(client, number) for number in range(4)), meanwhile=run_and_run)

    assert failed == []
    assert balances.of(payers) == dict.fromkeys(payers, weeks * RENT - 4 * batches)
    assert balances.disproved(council.pk) == []


def test_sets_over_many_accounts_payments_and_runs_in_any_order_never_deadlock(council, payers, cash, income):
    """A set of more than a thousand is not held account by account, but must take them in the same order."""
    many = payers + accounts.open_personal(council.pk, 1_200, opened_on=MONDAY)
    times = 6

    def sets(order: str) -> None:
        for time in range(times):
            a_set(council.pk, cash, key=f"file:{order}:{time}", order=order)

    def payments() -> None:
        for time in range(times):
            receipts(council.pk, cash, random.Random(time).sample(many, 40), RENT, batch=str(time))

    failed = all_at_once(
        council.pk,
        *(partial(sets, order) for order in ("id", "id DESC", "md5(id::text)")),
        payments,
        meanwhile=lambda: charge(council.pk, many, income, key="week"),
    )

    assert failed == []
    assert sum(balances.of(many).values()) == len(many) * RENT * (1 - 3 * times) - 40 * times * RENT
    assert balances.disproved(council.pk) == []
