"""Whatever journals are prepared, approved, refused and sent again, money is neither made nor lost."""

from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooftree.foundations.refusals import Refused
from rooftree.ledger.models import Movement
from rooftree.rents.actions import journals, write_offs
from rooftree.rents.tests.books import a_rent_account, balance, posted, rent_of
from tests.builders import TODAY, by

pytestmark = pytest.mark.usefixtures("acting")

PENCE = st.integers(min_value=1, max_value=20_000).map(lambda pence: Decimal(pence) / 100)
WHAT = st.sampled_from(
    [
        "receipt",
        "debit",
        "transfer",
        "adjust",
        "waive",
        "open",
        "write_off",
        "write_on",
        "reverse",
        "approve",
        "refuse",
    ]
)
STEPS = st.lists(st.tuples(WHAT, PENCE, st.integers(0, 1)), min_size=1, max_size=14)


class Desk:
    """Two accounts, two accountants, and the journals that wait between them."""

    def __init__(self):
        self.accounts = [a_rent_account(), a_rent_account()]
        self.accountants = [by("service_manager")["by"], by("service_manager")["by"]]
        self.waiting = []

    def acting(self, which=0):
        return by(officer=self.accountants[which])

    def do(self, what, pounds, which):
        part, other = rent_of(self.accounts[which]), rent_of(self.accounts[1 - which])
        dated = {"effective_on": TODAY, "why": "Tried."}
        deeds = {
            "receipt": lambda: posted(self.accounts[which], f"-{pounds}", "RBP"),
            "debit": lambda: posted(self.accounts[which], str(pounds), "RDN"),
            "transfer": lambda: journals.prepare_transfer(
                part, other, pounds, reason="wrong_account", **dated, **self.acting()
            ),
            "adjust": lambda: journals.prepare_adjustment(
                part, pounds, "DHE", reason="charge_wrong", **dated, **self.acting()
            ),
            "waive": lambda: journals.prepare_waiver(part, pounds, reason="goodwill", **dated, **self.acting()),
            "open": lambda: journals.prepare_opening(part, -pounds, reason="old_system", **dated, **self.acting()),
            "write_off": lambda: write_offs.propose_write_off(
                part, pounds, reason="goodwill", why="Tried.", **self.acting()
            ),
            "write_on": lambda: write_offs.propose_write_on(
                part, pounds, reason="traced", why="Tried.", **self.acting()
            ),
            "reverse": lambda: journals.prepare_reversal(
                [Movement.objects.latest("pk").pk], reason="duplicate", why="Tried.", **self.acting()
            ),
            "approve": lambda: journals.approve(self.waiting.pop(), **self.acting(1)),
            "refuse": lambda: journals.refuse(self.waiting.pop(), why="Tried.", **self.acting(1)),
        }
        made = deeds[what]()
        self.waiting += [made] if getattr(made, "status", "") == "prepared" else []


def in_the_books() -> Decimal:
    """What all accounts have together: nought, or money was made or lost."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(pounds), 0) FROM (SELECT debit_id, amount AS pounds FROM ledger_movement "
            "UNION ALL SELECT credit_id, -amount FROM ledger_movement) AS sides"
        )
        return cursor.fetchone()[0]


def derived(account) -> Decimal:
    ledger_id = rent_of(account).ledger_account_id
    debits = sum(Movement.objects.filter(debit=ledger_id).values_list("amount", flat=True), Decimal())
    return debits - sum(Movement.objects.filter(credit=ledger_id).values_list("amount", flat=True), Decimal())


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_any_order_of_journals_conserves_money(council, steps):
    with transaction.atomic():
        desk = Desk()
        for what, pounds, which in steps:
            try:
                with transaction.atomic():
                    desk.do(what, pounds, which)
            except (Refused, IndexError, Movement.DoesNotExist):
                continue
        kept = [balance(account) for account in desk.accounts]

        assert in_the_books() == 0
        assert kept == [derived(account) for account in desk.accounts]
        transaction.set_rollback(True)
