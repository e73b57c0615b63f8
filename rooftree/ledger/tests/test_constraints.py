"""The database itself refuses what must never be true of the books. One test a constraint."""

from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import IntegrityError, connection

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Council
from rooftree.ledger import accounts, closing
from rooftree.ledger.models import Account, Closing, YearClose
from rooftree.ledger.tests.books import MONDAY, NOON, charge, pay, rows, take_back

pytestmark = pytest.mark.usefixtures("acting")

EARLIER = date(2025, 4, 7)


def alder() -> int:
    return Council.objects.get(code="alder").pk


def payer() -> int:
    return accounts.open_personal(alder(), opened_on=EARLIER)[0]


def cash() -> int:
    return accounts.control(alder(), "cash")


def execute(statement: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def a_movement(**facts: Any) -> None:
    """Write a movement as no action of ours would."""
    columns = {
        "council_id": alder(),
        "debit_id": facts.pop("debit_id", None) or cash(),
        "credit_id": facts.pop("credit_id", None) or payer(),
        "amount": 1,
        "kind": "receipt",
        "code": "RDD",
        "effective_on": MONDAY,
        "posted_on": MONDAY,
        "posted_at": NOON,
        "by_run": False,
        **facts,
    }
    places = ", ".join(["%s"] * len(columns))
    execute(f"INSERT INTO ledger_movement ({', '.join(columns)}) VALUES ({places})", *columns.values())


def a_reversal_of(movement: int, **facts: Any) -> None:
    ((debit, credit, amount),) = rows(
        "SELECT debit_id, credit_id, amount FROM ledger_movement WHERE id = %s", movement
    )
    mirrored = {"debit_id": credit, "credit_id": debit, "amount": amount, "narrative": "Wrong"}
    a_movement(kind="reversal", reverses_id=movement, **{**mirrored, **facts})


def a_receipt(key: str = "a") -> int:
    return pay(alder(), cash(), payer(), key=key)


def two_runs_of_a_key() -> None:
    charge(alder(), [payer()], accounts.control(alder(), "income"), key="week")
    ((run,),) = rows("SELECT ledger_begin_run(%s)", alder())
    execute("SELECT ledger_key_run(%s, %s)", alder(), run)
    execute(
        "SELECT ledger_post_run(%s, %s, 'week', %s::date, %s::date, %s, 'test')",
        alder(),
        run,
        MONDAY,
        MONDAY,
        NOON,
    )


def into_the_run_of_another() -> None:
    ((run,),) = rows("SELECT ledger_begin_run(%s)", alder())
    execute(
        f"INSERT INTO ledger_run_{alder()}_{run} SELECT (m).* FROM (SELECT m FROM ledger_movement AS m "
        "WHERE id = %s) AS one",
        a_receipt(),
    )


def a_run_of_another_day() -> None:
    ((run,),) = rows("SELECT ledger_begin_run(%s)", alder())
    execute(
        f"INSERT INTO ledger_run_{alder()}_{run} (council_id, debit_id, credit_id, amount, kind, code, "
        "effective_on, posted_on, posted_at, by_run, run_id) "
        "VALUES (%s, %s, %s, 1, 'charge', 'DBR', %s, %s, %s, true, %s)",
        *(alder(), payer(), cash(), EARLIER, EARLIER, NOON, run),
    )
    execute("SELECT ledger_key_run(%s, %s)", alder(), run)
    execute(
        "SELECT ledger_post_run(%s, %s, 'week', %s::date, %s::date, %s, 'test')",
        alder(),
        run,
        MONDAY,
        MONDAY,
        NOON,
    )


def a_closed_account() -> int:
    return Account.objects.create(council_id=alder(), kind="personal", opened_on=EARLIER, closed_on=MONDAY).pk


def close(day: date) -> Closing:
    return Closing.objects.create(council_id=alder(), until_on=day, closed_at=NOON, who="test")


def close_year(day: date) -> YearClose:
    return YearClose.objects.create(council_id=alder(), until_on=day, closed_at=NOON, who="test")


def control(code: str) -> Account:
    return Account.objects.create(council_id=alder(), kind="control", code=code, opened_on=EARLIER)


def reverse_with_one_id() -> None:
    first, second = a_receipt("a"), a_receipt("b")
    a_reversal_of(first, id=999_999_999)
    a_reversal_of(second, id=999_999_999, posted_on=EARLIER)


def close_balances_twice() -> None:
    payer()
    closing.close_until(alder(), MONDAY, at=NOON, who="test")
    for _ in range(2):
        execute("SELECT ledger_close_balances(%s, %s)", alder(), MONDAY)


def key_twice() -> None:
    execute(
        "INSERT INTO ledger_key SELECT 999, council_id, key FROM ledger_key WHERE movement_id = %s", a_receipt()
    )


MUST_NOT_BE: dict[str, Callable[[], object]] = {
    "one_control_account_a_code": lambda: [control("cash"), control("cash")],
    "control_accounts_have_a_code": lambda: control(""),
    "account_closes_after_it_opens": lambda: Account.objects.create(
        council_id=alder(), kind="personal", opened_on=MONDAY, closed_on=EARLIER
    ),
    "movement_is_above_nought": lambda: a_movement(amount=0),
    "movement_is_between_two": lambda: a_movement(debit_id=cash(), credit_id=cash()),
    "movement_is_of_a_kind": lambda: a_movement(kind="gift"),
    "movement_of_a_run_names_it": lambda: a_movement(run_id=1),
    "reversal_names_its_movement": lambda: a_movement(reverses_id=a_receipt()),
    "reversal_has_a_reason": lambda: a_reversal_of(a_receipt(), narrative=""),
    "movement_is_posted_once_a_key": key_twice,
    "movement_is_reversed_once": lambda: [a_reversal_of(each) for each in [a_receipt()] * 2],
    "reversal_is_of_one_movement": reverse_with_one_id,
    "run_is_posted_once_a_key": two_runs_of_a_key,
    "books_close_once_a_day": lambda: [close(MONDAY), close(MONDAY)],
    "year_is_closed_once": lambda: [close_year(MONDAY), close_year(MONDAY)],
    "account_is_closed_once_a_day": close_balances_twice,
}
"""Each constraint that a table declares, and what must never be."""

RULES: dict[str, Callable[[], object]] = {
    "runs_are_attached": lambda: a_movement(
        by_run=True,
        run_id=charge(alder(), [payer()], accounts.control(alder(), "income"), key="week").run_id,
    ),
    "of_this_partition": into_the_run_of_another,
    "run_is_charges_of_one_day": a_run_of_another_day,
    "period_is_open": lambda: [close(MONDAY), a_movement(posted_on=EARLIER)],
    "account_is_open": lambda: a_movement(credit_id=a_closed_account()),
    "reversal_mirrors_its_movement": lambda: a_reversal_of(a_receipt(), amount=1),
    "books_close_forwards": lambda: [close(MONDAY), close(EARLIER)],
    "ledger_account_stays": lambda: execute("UPDATE ledger_account SET id = id + 1000 WHERE id = %s", payer()),
    "posted_in_a_sensible_year": lambda: execute("SELECT ledger_make_years('0026-04-06', '0026-04-06')"),
    "year_closes_closed_books": lambda: execute("SELECT ledger_close_balances(%s, %s)", alder(), MONDAY),
    "ledger_movement_debit_id_same_council": lambda: a_movement(debit_id=999_999_999),
    "ledger_movement_credit_id_same_council": lambda: a_movement(credit_id=999_999_999),
}
"""What triggers, functions and keys refuse."""


@pytest.mark.parametrize("constraint", [*MUST_NOT_BE, *RULES])
def test_the_database_says_no(constraint):
    with pytest.raises(IntegrityError) as refused:
        {**MUST_NOT_BE, **RULES}[constraint]()

    assert refused.value.__cause__.diag.constraint_name == constraint


def test_every_constraint_is_tried():
    models = {
        each.name for model in apps.get_app_config("ledger").get_models() for each in model._meta.constraints
    }
    written = rows(
        r"""SELECT conname FROM pg_constraint JOIN pg_class AS t ON t.oid = conrelid
            WHERE t.relname LIKE 'ledger\_%' AND NOT t.relispartition AND contype IN ('c', 'u', 'p', 'x')
              AND conname !~ '(_pkey|_of_council)$'"""
    )

    assert models | {name for (name,) in written} == set(MUST_NOT_BE)


def test_a_reversal_cannot_be_reversed():
    (reversal,) = take_back(alder(), a_receipt())

    with pytest.raises(IntegrityError) as refused:
        a_reversal_of(reversal)

    assert refused.value.__cause__.diag.constraint_name == "reversal_mirrors_its_movement"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_movement SET amount = 2",
        "DELETE FROM ledger_movement",
        "TRUNCATE ledger_movement",
        "SELECT * FROM ledger_posted_2026",
        "UPDATE ledger_balanceposted SET amount = 2",
        "UPDATE ledger_balancecharged SET amount = 2",
        "DELETE FROM ledger_key",
        "INSERT INTO ledger_reversal VALUES (1, 2, 1)",
        "INSERT INTO ledger_run SELECT * FROM ledger_run",
        "DELETE FROM ledger_account",
        "SELECT ledger_attach('', 'DROP TABLE ledger_movement')",
        "SELECT ledger_validate('ledger_movement')",
    ],
)
def test_the_sites_log_in_changes_nothing_that_is_posted(statement):
    with pytest.raises(Exception, match="denied"):
        execute(statement)


@pytest.mark.parametrize("side", ["debit_id", "credit_id"])
def test_one_strange_account_among_many_refuses_them_all(side, other_council):
    with acting_for([other_council.pk], who="test"):
        strange = accounts.open_personal(other_council.pk, opened_on=EARLIER)[0]
    posted = [(cash(), payer()) for _ in range(3)]
    facts = {"debit_id": cash(), "credit_id": payer(), side: strange}

    with pytest.raises(IntegrityError) as refused:
        execute(
            "INSERT INTO ledger_movement (council_id, debit_id, credit_id, amount, kind, code, effective_on, "
            "posted_on, posted_at, by_run) SELECT %s, debit_id, credit_id, 1, 'receipt', 'RDD', %s, %s, %s, false "
            "FROM unnest(%s::bigint[], %s::bigint[]) AS given (debit_id, credit_id)",
            *(alder(), MONDAY, MONDAY, NOON),
            [facts["debit_id"], *(debit for debit, _ in posted)],
            [facts["credit_id"], *(credit for _, credit in posted)],
        )

    assert refused.value.__cause__.diag.constraint_name == f"ledger_movement_{side}_same_council"


@pytest.mark.django_db(transaction=True)
def test_the_owner_takes_no_account_away_to_which_something_was_posted(owner_url):
    account = payer()
    pay(alder(), cash(), account, key="a")

    with psycopg.connect(owner_url) as owner:
        owner.execute("DELETE FROM ledger_balanceposted WHERE account_id = %s", [account])
        owner.execute("DELETE FROM ledger_balancecharged WHERE account_id = %s", [account])
        with pytest.raises(psycopg.IntegrityError) as refused:
            owner.execute("DELETE FROM ledger_account WHERE id = %s", [account])

    # A year that was rewritten at its close has keys of its own, and may be the first to say so.
    assert refused.value.diag.constraint_name in ("ledger_account_stays", "ledger_movement_credit_id_same_council")
