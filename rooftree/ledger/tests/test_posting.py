"""Movements are posted once, and taken back once; what a rule or the database refuses leaves nothing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditChange
from rooftree.foundations.refusals import Refused
from rooftree.ledger import accounts, balances, closing, movements, posting
from rooftree.ledger.models import Account, Movement
from rooftree.ledger.posting import Posting
from rooftree.ledger.tests.books import MONDAY, NOON, RENT, charge, pay, rows, take_back

pytestmark = pytest.mark.usefixtures("acting")

FACTS = {"posted_on": MONDAY, "at": NOON, "who": "test"}


@pytest.fixture
def payer(council, acting) -> int:
    return accounts.open_personal(council.pk, opened_on=MONDAY)[0]


@pytest.fixture
def cash(council, acting) -> int:
    return accounts.control(council.pk, "cash")


def a_receipt(payer: int, cash: int, key: str = "receipt") -> Posting:
    return Posting(cash, payer, RENT, "receipt", "RDD", MONDAY, key)


def test_a_receipt_lessens_what_is_owed(council, payer, cash):
    pay(council.pk, cash, payer, key="a")

    assert balances.of([payer, cash]) == {payer: -RENT, cash: RENT}


def test_an_account_begins_with_nothing(payer, cash):
    assert balances.of([payer, cash]) == {payer: 0, cash: 0}


def test_a_control_account_is_made_when_first_asked_for_and_stays_the_same(council):
    first = accounts.control(council.pk, "income.hra")

    assert accounts.control(council.pk, "income.hra") == first
    assert accounts.controls(council.pk, ["income.hra", "hb"]) == {
        "income.hra": first,
        "hb": accounts.control(council.pk, "hb"),
    }


def test_a_key_posts_once(council, payer, cash):
    first = pay(council.pk, cash, payer, key="a")

    assert pay(council.pk, cash, payer, key="a") == first
    assert balances.of([payer]) == {payer: -RENT}


def test_a_key_given_twice_at_once_posts_once(council, payer, cash):
    receipt = a_receipt(payer, cash)

    first, second = posting.post([receipt, receipt], council_id=council.pk, **FACTS)

    assert first == second
    assert balances.of([payer]) == {payer: -RENT}


@pytest.mark.parametrize("change", [{"amount": Decimal("100.01")}, {"debit": None}])
def test_a_key_is_refused_for_something_else_and_nothing_beside_it_is_posted(council, payer, cash, change):
    posting.post([a_receipt(payer, cash)], council_id=council.pk, **FACTS)
    facts = {name: accounts.control(council.pk, "hb") if fact is None else fact for name, fact in change.items()}
    other = replace(a_receipt(payer, cash), **facts)

    with pytest.raises(Refused, match="posted before"):
        posting.post([a_receipt(payer, cash, "new"), other], council_id=council.pk, **FACTS)

    assert balances.of([payer]) == {payer: -RENT}


def test_one_key_cannot_mean_two_things(council, payer, cash):
    receipt = a_receipt(payer, cash)

    with pytest.raises(Refused, match="posted before"):
        posting.post([receipt, replace(receipt, amount=Decimal(1))], council_id=council.pk, **FACTS)


def test_one_that_is_refused_keeps_all_from_being_posted(council, payer, cash):
    wrong = replace(a_receipt(payer, cash, "wrong"), credit=cash)

    with pytest.raises(Refused, match="two different accounts"):
        posting.post([a_receipt(payer, cash), wrong], council_id=council.pk, **FACTS)

    assert balances.of([payer]) == {payer: 0}
    assert rows("SELECT count(*) FROM ledger_key") == [(0,)]


def test_a_sum_that_is_not_above_nought_is_refused(council, payer, cash):
    with pytest.raises(Refused, match="above nought"):
        pay(council.pk, cash, payer, Decimal(0), key="a")


GIVEN = """
    SELECT %(cash)s::bigint AS debit_id, id AS credit_id, 5.50 AS amount, 'receipt' AS kind, 'RBP' AS code,
           %(on)s::date AS effective_on, '100%% ' || id AS key, '' AS narrative, '' AS reference, 'file' AS batch
    FROM ledger_account WHERE kind = 'personal'
"""


def test_a_select_is_posted_in_one_statement_once(council, cash):
    payers = accounts.open_personal(council.pk, 4, opened_on=MONDAY)

    first = posting.post_from(GIVEN, {"cash": cash, "on": MONDAY}, council_id=council.pk, **FACTS)
    late = accounts.open_personal(council.pk, opened_on=MONDAY)
    again = posting.post_from(GIVEN, {"cash": cash, "on": MONDAY}, council_id=council.pk, **FACTS)

    assert (first, again) == (4, 1)
    assert balances.of([*payers, *late, cash]) == {
        **dict.fromkeys([*payers, *late], Decimal("-5.50")),
        cash: Decimal("27.50"),
    }


SET = """
    SELECT {id} AS id, %(cash)s::bigint AS debit_id, id AS credit_id, 5.50 AS amount, 'receipt' AS kind,
           'RBP' AS code, %(on)s::date AS effective_on, '100%% ' || id AS narrative, '' AS reference,
           'file' AS batch
    FROM ledger_account WHERE kind = 'personal'
"""


def post_set(council, cash, *, key: str = "file:1", ids: int = 10_000_000) -> int:
    given = {"cash": cash, "on": MONDAY}
    return posting.post_set(SET.format(id=f"{ids} + id"), given, key=key, council_id=council.pk, **FACTS)


def test_a_set_is_posted_once_under_its_key(council, cash):
    payers = accounts.open_personal(council.pk, 4, opened_on=MONDAY)

    first, again, other = post_set(council, cash), post_set(council, cash), post_set(council, cash, key="b", ids=1)

    assert (first, again, other) == (4, 0, 4)
    assert balances.of([*payers, cash]) == {**dict.fromkeys(payers, Decimal("-11.00")), cash: Decimal("44.00")}
    assert rows("SELECT key FROM ledger_key ORDER BY key") == [("b",), ("file:1",)]
    assert balances.disproved(council.pk) == []


def test_a_set_of_nothing_leaves_its_key_free(council, cash):
    nothing = post_set(council, cash)
    accounts.open_personal(council.pk, opened_on=MONDAY)

    assert (nothing, post_set(council, cash)) == (0, 1)


def test_a_set_with_a_closed_account_posts_nothing(council, cash):
    payers = accounts.open_personal(council.pk, 4, opened_on=MONDAY)
    Account.objects.filter(pk=payers[2]).update(closed_on=MONDAY)

    with pytest.raises(Refused, match="closed before that day"):
        post_set(council, cash)

    assert balances.of([*payers, cash]) == dict.fromkeys([*payers, cash], 0)
    assert rows("SELECT count(*) FROM ledger_key") == [(0,)]


def test_a_set_into_a_closed_period_posts_nothing(council, payer, cash):
    closing.close_until(council.pk, date(2026, 5, 4), at=NOON, who="test")

    with pytest.raises(Refused, match="closed"):
        post_set(council, cash)

    assert balances.of([payer]) == {payer: 0}


def test_a_movement_of_a_set_is_reversed_like_any_other(council, payer, cash):
    post_set(council, cash)

    take_back(council.pk, 10_000_000 + payer)

    assert balances.of([payer, cash]) == {payer: 0, cash: 0}


def test_a_reversal_takes_back_the_whole_for_the_same_day_with_its_reason(council, payer, cash):
    movement = pay(council.pk, cash, payer, key="a")

    (reversal,) = take_back(council.pk, movement, on=date(2026, 5, 4))

    found = Movement.objects.get(pk=reversal)
    assert (found.debit_id, found.credit_id, found.amount, found.kind) == (payer, cash, RENT, "reversal")
    assert (found.effective_on, found.posted_on, found.narrative) == (
        MONDAY,
        date(2026, 5, 4),
        "Recalled by the bank",
    )
    assert balances.of([payer, cash]) == {payer: 0, cash: 0}


def test_what_was_reversed_is_not_reversed_again(council, payer, cash):
    movement = pay(council.pk, cash, payer, key="a")
    take_back(council.pk, movement)

    with pytest.raises(Refused, match="reversed before"):
        take_back(council.pk, movement)
    with pytest.raises(Refused, match="reversed before"):
        take_back(council.pk, movement, keys=["another"])

    assert balances.of([payer]) == {payer: 0}


def test_a_reversal_asked_for_again_under_its_key_gets_the_first_answer(council, payer, cash):
    movement = pay(council.pk, cash, payer, key="a")

    first = take_back(council.pk, movement, keys=["b"])

    assert take_back(council.pk, movement, keys=["b"]) == first


def test_a_reversal_is_not_reversed(council, payer, cash):
    reversals = take_back(council.pk, pay(council.pk, cash, payer, key="a"))

    with pytest.raises(Refused, match="a reversal cannot"):
        take_back(council.pk, *reversals)


def test_a_reversal_needs_a_reason(council, payer, cash):
    with pytest.raises(Refused, match="why"):
        take_back(council.pk, pay(council.pk, cash, payer, key="a"), reason=" ")


def test_a_charge_of_a_run_is_reversed_as_any_other(council, payer):
    income = accounts.control(council.pk, "income.hra")
    charge(council.pk, [payer], income, key="week")

    take_back(council.pk, movements.of([payer])[0].movement_id)

    assert balances.of([payer, income]) == {payer: 0, income: 0}
    assert [line.reversed_by_id is None for line in movements.of([payer])] == [False, True]


def test_a_run_charges_every_account_once(council):
    payers = accounts.open_personal(council.pk, 3, opened_on=MONDAY)
    income = accounts.control(council.pk, "income.hra")

    first = charge(council.pk, payers, income, key="week 1")
    again = charge(council.pk, payers, income, key="week 1")

    assert (first.rows, first.total, first.before) == (3, 300, False)
    assert (again.run_id, again.before) == (first.run_id, True)
    assert balances.of([*payers, income]) == {**dict.fromkeys(payers, RENT), income: -3 * RENT}


def test_a_run_of_nothing_is_kept_and_makes_no_partition(council):
    outcome = charge(council.pk, [], accounts.control(council.pk, "income.hra"), key="week 1")

    assert (outcome.rows, outcome.total) == (0, 0)
    assert charge(council.pk, [], accounts.control(council.pk, "income.hra"), key="week 1").before
    assert rows("SELECT count(*) FROM pg_inherits WHERE inhparent = 'ledger_charged'::regclass") == [(0,)]


def test_a_run_is_refused_in_a_closed_period_and_for_a_closed_account(council, payer):
    income = accounts.control(council.pk, "income.hra")
    closing.close_until(council.pk, date(2026, 4, 7), at=NOON, who="test")
    Account.objects.filter(pk=payer).update(closed_on=date(2026, 5, 4))

    with pytest.raises(Refused, match="closed"):
        charge(council.pk, [payer], income, key="week 1")
    with pytest.raises(Refused, match="was closed before"):
        charge(council.pk, [payer], income, key="week 5", on=date(2026, 5, 4))

    assert balances.of([payer]) == {payer: 0}


def test_a_run_leaves_its_rows_in_the_audit(council, payer):
    charge(council.pk, [payer], accounts.control(council.pk, "income.hra"), key="week 1")

    audited = AuditChange.objects.filter(table_name__in=["ledger_movement", "ledger_run"], action="insert")
    assert sorted(audited.values_list("table_name", "who")) == [
        ("ledger_movement", "test"),
        ("ledger_run", "test"),
    ]


def test_nothing_is_posted_into_a_closed_period(council, payer, cash):
    closing.close_until(council.pk, date(2026, 4, 7), at=NOON, who="test")

    with pytest.raises(Refused, match="closed"):
        pay(council.pk, cash, payer, key="a")
    pay(council.pk, cash, payer, key="a", on=date(2026, 4, 7))


@pytest.mark.parametrize("day", [date(2026, 3, 31), date(2026, 4, 1), date(2028, 2, 29), date(1999, 12, 31)])
def test_every_day_has_room_for_a_payment(council, payer, cash, day):
    """Either side of midnight at the year's end, a leap day, and a year that nobody made ahead."""
    pay(council.pk, cash, payer, key="a", on=day)
    charge(council.pk, [payer], accounts.control(council.pk, "income.hra"), key="week", on=day)

    assert [(line.posted_on, line.amount) for line in movements.of([payer])] == [(day, -RENT), (day, RENT)]


def test_a_year_that_can_only_be_a_slip_is_refused(council, payer, cash):
    with pytest.raises(Refused, match="Check the date"):
        pay(council.pk, cash, payer, key="a", on=date(206, 4, 6))


def test_a_statement_shows_the_balance_after_each_line(council, payer, cash):
    charge(council.pk, [payer], accounts.control(council.pk, "income.hra"), key="week 1")
    pay(council.pk, cash, payer, Decimal("60.00"), key="a")
    pay(council.pk, cash, payer, Decimal("15.00"), key="b", on=date(2026, 4, 20))

    def seen(*days: date | None) -> list[tuple[str, Decimal, Decimal]]:
        return [(line.code, line.amount, line.balance) for line in movements.of([payer], *days)]

    assert seen() == [("DBR", 100, 100), ("RDD", -60, 40), ("RDD", -15, 25)]
    assert seen(date(2026, 4, 20)) == [("RDD", -15, 25)]
    assert seen(None, date(2026, 4, 20)) == [("DBR", 100, 100), ("RDD", -60, 40)]


def test_a_statement_of_several_accounts_runs_on_each_or_on_all_together(council, cash):
    rent, costs = accounts.open_personal(council.pk, 2, opened_on=MONDAY)
    pay(council.pk, cash, rent, Decimal("60.00"), key="a")
    pay(council.pk, cash, costs, Decimal("15.00"), key="b")

    assert [line.balance for line in movements.of([rent, costs])] == [-60, -15]
    assert [line.balance for line in movements.of([rent, costs], together=True)] == [-60, -75]


def test_the_balance_of_a_past_day_by_accounting_day_and_by_the_day_it_is_for(council, payer, cash):
    late = Posting(cash, payer, RENT, "receipt", "RDD", MONDAY, "late")
    posting.post([late], council_id=council.pk, posted_on=date(2026, 5, 4), at=NOON, who="test")

    assert balances.on([payer], MONDAY) == {payer: 0}
    assert balances.on([payer], MONDAY, by="effective_on") == {payer: -RENT}
    assert balances.on([payer], date(2026, 5, 3)) == {payer: 0}
    assert balances.on([payer], date(2026, 5, 4)) == {payer: -RENT}


def test_another_council_sees_none_of_it_and_can_move_nothing(council, other_council, payer, cash):
    movement = pay(council.pk, cash, payer, key="a")

    with acting_for([other_council.pk], who="test"):
        assert balances.of([payer]) == {payer: 0}
        assert movements.of([payer]) == []
        with pytest.raises(Refused, match="of this council"):
            take_back(other_council.pk, movement)
        with pytest.raises(Exception, match=r"two accounts of its council|credit_id_same_council"):
            pay(other_council.pk, accounts.control(other_council.pk, "cash"), payer, key="a")
        with pytest.raises(Exception, match="Not acting for"):
            balances.rebuild(council.pk)


def test_lines_of_an_account_are_looked_up_in_a_run_not_searched_for(council, payer):
    payers = accounts.open_personal(council.pk, 300, opened_on=MONDAY)
    charge(council.pk, [*payers, payer], accounts.control(council.pk, "income.hra"), key="week")
    [(leaf,)] = rows("SELECT relid::regclass::text FROM pg_partition_tree('ledger_charged') WHERE isleaf")
    searched = "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = %s"
    before = rows(searched, leaf)

    assert [line.amount for line in movements.of([payer])] == [RENT]

    assert rows(searched, leaf) == before
