"""A charge of a debit run is changed, not taken back: so a putting right and a hand never undo each other."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from rooftree.foundations.dates import midnight_of
from rooftree.foundations.refusals import Refused
from rooftree.ledger import accounts as ledger_accounts
from rooftree.ledger import history
from rooftree.ledger.models import Movement
from rooftree.rents.actions import charges, journals, putting_right, runs
from rooftree.rents.models import ChangedSince
from rooftree.rents.statements import Posted, lines_of
from rooftree.rents.tests.books import rent_of
from tests.builders import NOON, by, the_council
from tests.rent_builders import FIRST_WEEK, a_charged_account, a_rent_year, owed

pytestmark = pytest.mark.usefixtures("acting")

WEEK = timedelta(days=7)
WHY = {"reason": "duplicate", "why": "She says that it is charged twice."}


@pytest.fixture
def account():
    """An account that was charged £100.00 for the first two weeks of the year."""
    a_rent_year()
    account = a_charged_account("100.00")
    run_week()
    run_week(FIRST_WEEK + WEEK)
    putting_right.put_right(account.council_id, at=NOON)
    return account


def run_week(starts_on=FIRST_WEEK):
    council = the_council()
    debit = runs.debit_of(council.pk, group="hra", cycle="weekly", starts_on=starts_on)
    return runs.run(council.pk, debit, by=None, at=midnight_of(starts_on))


def take_back(movement) -> None:
    journals.prepare_reversal([movement.pk], **WHY, **by("rent_accounting_officer"))


def change_to(account, amount: str, *, from_on=FIRST_WEEK) -> None:
    charges.charge(
        account.place,
        code="DBR",
        amount=D(amount),
        per="week",
        from_on=from_on,
        why="Corrected",
        **by("rent_accounting_officer"),
    )


def put_right(account) -> None:
    """Look at every week of it anew, whatever changed."""
    ChangedSince.objects.update(done_in=None, from_on=FIRST_WEEK)
    putting_right.put_right(account.council_id, at=NOON)


def waive(account, pounds: str) -> None:
    journal = journals.prepare_waiver(
        rent_of(account),
        D(pounds),
        reason="goodwill",
        why="No lift for the week.",
        effective_on=FIRST_WEEK,
        **by("rent_accounting_officer"),
    )
    journals.approve(journal, **by("rent_accounting_officer"))


@pytest.mark.parametrize("small", [0, 2000], ids=["big", "small"])
def test_a_charge_of_a_run_is_not_taken_back_and_the_refusal_says_what_to_do(small, monkeypatch):
    monkeypatch.setattr(runs, "SMALL", small)
    a_rent_year()
    account = a_charged_account("100.00")
    run_week()

    with pytest.raises(Refused) as refusal:
        take_back(Movement.objects.get())

    assert str(refusal.value) == (
        "“Basic rent”, £100.00 for the week from Monday 6 April 2026, was charged by a debit run, and would be "
        "charged again. If it is wrong, change the charge from Monday 6 April 2026 on, or correct the dates of "
        "the tenancy: the next run puts the account right. If it is right and we do not ask for it, waive it."
    )
    assert owed(account) == 100


def test_what_was_put_right_is_not_taken_back_either(account):
    change_to(account, "107.00")
    put_right(account)

    with pytest.raises(Refused, match=r"£107\.00 for the week from Monday 6 April 2026"):
        take_back(Movement.objects.filter(amount="107.00").earliest("effective_on"))


def test_the_charge_that_is_changed_instead_is_put_right_and_stays_so(account):
    change_to(account, "60.00")

    put_right(account)
    before = Movement.objects.count()
    put_right(account)

    assert owed(account) == 120
    assert Movement.objects.count() == before


def test_a_waiver_stands_whatever_is_put_right_after_it(account):
    waive(account, "40.00")

    change_to(account, "107.00", from_on=FIRST_WEEK + WEEK)
    put_right(account)

    assert owed(account) == D("167.00")


def test_what_was_put_right_is_waived_after_it(account):
    change_to(account, "107.00", from_on=FIRST_WEEK + WEEK)
    put_right(account)

    waive(account, "40.00")
    put_right(account)

    assert owed(account) == D("167.00")


def test_a_charge_of_an_old_system_is_taken_back_and_stays_so(account):
    loaded = a_loaded_charge(account)

    take_back(loaded)
    put_right(account)

    assert owed(account) == 200
    assert Movement.objects.filter(reverses_id=loaded.pk).count() == 1


def a_loaded_charge(account) -> Movement:
    """£50.00 that the system before charged for a week that was never run here."""
    rent, income = rent_of(account).ledger_account_id, ledger_accounts.control(account.council_id, "income.hra")
    history.take_over(
        """
        SELECT %(rent)s::bigint AS debit_id, %(income)s::bigint AS credit_id, 50.00 AS amount, 'charge' AS kind,
            'DBR' AS code, %(on)s::date AS effective_on, %(on)s::date AS posted_on, NULL::bigint AS reverses_id,
            'loaded:1' AS key, '' AS narrative, '' AS reference, 'rents.csv' AS batch
        """,
        {"rent": rent, "income": income, "on": date(2026, 3, 30)},
        council_id=account.council_id,
        at=NOON,
        who="test",
    )
    return Movement.objects.get(amount="50.00")


def test_her_statement_says_plainly_what_was_taken_back_and_charged_instead(account):
    change_to(account, "107.00", from_on=FIRST_WEEK + WEEK)
    put_right(account)
    waive(account, "40.00")

    assert on_her_statement(account) == [
        ("Basic rent", "", "100.00"),
        ("Basic rent", "", "100.00"),
        ("Basic rent", "Put right, because dates or charges changed; of Monday 13 April 2026", "-100.00"),
        ("Basic rent", "put right; for Monday 13 April 2026", "107.00"),
        ("Rent waiver", "of Monday 6 April 2026", "-40.00"),
    ]


def on_her_statement(account) -> list[tuple[str, str, str]]:
    """The lines of a statement in the order in which they were posted: what, what is said of it, pounds."""
    rent = rent_of(account).ledger_account_id
    words = {"DBR": "Basic rent", "RWA": "Rent waiver"}
    posted = [
        Posted(
            movement_id=each.pk,
            posted_on=each.posted_on,
            effective_on=each.effective_on,
            kind=each.kind,
            code=each.code,
            part="rent",
            pounds=each.amount if each.debit_id == rent else -each.amount,
            narrative=each.narrative,
        )
        for each in Movement.objects.order_by("posted_on", "pk")
    ]
    lines = lines_of(posted, opening=D(0), called=words.__getitem__)
    return [(line.what, line.about, str(line.posted.pounds)) for line in lines]
