"""The database itself refuses what must never be true of accounts and charges. One test a constraint."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError

from rooftree.rents.models import (
    AccountPart,
    Charge,
    DebitRun,
    DebitRunLine,
    ExpectedBenefit,
    GroupChange,
    IncomeMove,
    RentAccount,
    RentYear,
    Suspension,
)
from tests.builders import NOON, TODAY, a_home, an_officer
from tests.rent_builders import a_charge, a_rent_year, an_account

pytestmark = pytest.mark.usefixtures("acting")

EARLIER = date(2026, 5, 1)
OURS = {"rooftree.rents.models.accounts", "rooftree.rents.models.charges"}


def two_void_accounts() -> None:
    home = a_home()
    RentAccount.objects.bulk_create(
        RentAccount(
            council_id=home.council_id,
            place=home,
            group="hra",
            cycle="weekly",
            from_on=TODAY,
            payment_reference=reference,
            created_at=NOON,
        )
        for reference in ("1", "2")
    )


def ends_before_it_starts() -> None:
    RentAccount.objects.filter(pk=an_account().pk).update(until_on=date(2000, 1, 1))


def two_ledger_accounts_of_a_part() -> None:
    part, other = an_account().parts.get(), an_account().parts.get()
    AccountPart.objects.filter(pk=other.pk).update(rent_account=part.rent_account)


def suspensions(*rows: dict[str, Any]) -> None:
    account, officer = an_account(), an_officer("team_leader")
    Suspension.objects.bulk_create(
        Suspension(council_id=account.council_id, rent_account=account, why="Fire", by=officer, at=NOON, **row)
        for row in rows
    )


def benefits(*rows: dict[str, Any]) -> None:
    account = an_account()
    ExpectedBenefit.objects.bulk_create(
        ExpectedBenefit(
            **{
                "council_id": account.council_id,
                "rent_account": account,
                "kind": "hb",
                "amount": Decimal("90.00"),
                "every": "weekly",
                "from_on": EARLIER,
                **row,
            }
        )
        for row in rows
    )


def runs(*rows: dict[str, Any]) -> list[DebitRun]:
    council_id = an_account().council_id
    return DebitRun.objects.bulk_create(
        DebitRun(
            **{
                "council_id": council_id,
                "group": "hra",
                "cycle": "weekly",
                "period_from_on": EARLIER,
                "period_until_on": TODAY,
                "status": "started",
                "expected": 0,
                "charged": 0,
                "void": 0,
                "at": NOON,
                **row,
            }
        )
        for row in rows
    )


def group_change(**facts: Any) -> GroupChange:
    account = an_account()
    return GroupChange.objects.create(
        **{
            "council_id": account.council_id,
            "rent_account": account,
            "was": "hra",
            "group": "ta_hra",
            "from_on": EARLIER,
            "charged_from_on": TODAY,
            "by": an_officer(),
            "at": NOON,
            **facts,
        }
    )


def income_moves(*pounds: str) -> None:
    account = an_account()
    IncomeMove.objects.bulk_create(
        IncomeMove(
            council_id=account.council_id,
            rent_account=account,
            code="DBR",
            from_group="hra",
            to_group="ta_hra",
            pounds=each,
            movement=1,
            at=NOON,
        )
        for each in pounds
    )


def two_lines_of_a_code() -> None:
    [run] = runs({})
    DebitRunLine.objects.bulk_create(
        DebitRunLine(council_id=run.council_id, debit_run=run, code="DBR", expected=0, charged=0, void=0)
        for _ in range(2)
    )


def charged_twice() -> None:
    home = a_home()
    a_charge(home)
    a_charge(home, from_on=TODAY)


def charge_of_both() -> None:
    account = an_account()
    Charge.objects.filter(pk=a_charge(account).pk).update(place=account.place)


MUST_NOT_BE: dict[str, Callable[[], object]] = {
    "one_account_a_payment_reference": lambda: RentAccount.objects.filter(
        pk__in=[an_account().pk, an_account().pk]
    ).update(payment_reference="77002"),
    "account_ends_after_start": ends_before_it_starts,
    "one_void_account_a_place": two_void_accounts,
    "one_ledger_account_a_part": two_ledger_accounts_of_a_part,
    "suspension_ends_after_start": lambda: suspensions({"from_on": TODAY, "until_on": TODAY}),
    "one_suspension_at_a_time": lambda: suspensions({"from_on": EARLIER}, {"from_on": TODAY}),
    "benefit_is_not_below_nought": lambda: benefits({"amount": Decimal("-0.01")}),
    "benefit_ends_after_start": lambda: benefits({"until_on": EARLIER}),
    "one_benefit_of_a_kind_at_a_time": lambda: benefits({}, {"from_on": TODAY}),
    "group_changes_to_another": lambda: group_change(group="hra"),
    "group_charges_from_its_change_on": lambda: group_change(from_on=TODAY, charged_from_on=EARLIER),
    "income_that_moves_is_not_nought": lambda: income_moves("0.00"),
    "income_moves_once_a_movement": lambda: income_moves("1.00", "1.00"),
    "one_rent_year_a_start": lambda: [a_rent_year(), a_rent_year()],
    "rent_year_of_52_or_53_weeks": lambda: a_rent_year(weeks=51),
    "charge_of_a_home_or_an_account": charge_of_both,
    "charge_is_above_nought": lambda: a_charge(a_home(), "0.00"),
    "charge_per_known_time": lambda: a_charge(a_home(), per="year"),
    "charge_ends_after_start": lambda: a_charge(a_home(), from_on=TODAY, until_on=TODAY),
    "one_charge_of_a_code_at_a_home": charged_twice,
    "a_period_is_charged_once": lambda: runs({}, {"status": "posted"}),
    "stopped_run_says_why": lambda: runs({"status": "stopped"}),
    "charged_period_has_days": lambda: runs({"period_until_on": EARLIER}),
    "one_line_a_code": two_lines_of_a_code,
}
"""Each constraint, and what must never be."""


@pytest.mark.parametrize("constraint", MUST_NOT_BE)
def test_the_database_says_no(constraint):
    with pytest.raises(IntegrityError, match=f'"{constraint}"'):
        MUST_NOT_BE[constraint]()


def test_every_constraint_is_tried():
    declared = {
        constraint.name
        for model in apps.get_app_config("rents").get_models()
        for constraint in model._meta.constraints
        if model.__module__ in OURS
    }

    assert declared == set(MUST_NOT_BE)


def test_a_home_is_charged_under_two_codes_and_one_line_follows_another():
    home = a_home()

    a_charge(home, until_on=TODAY)
    a_charge(home, from_on=TODAY)
    a_charge(home, code="DSC")

    assert home.charges.count() == 3


def test_catch_ups_of_one_period_may_be_many():
    runs({"cycle": "catch_up"}, {"cycle": "catch_up"})

    assert DebitRun.objects.count() == 2


def test_another_group_has_a_rent_year_of_its_own():
    a_rent_year()

    a_rent_year(group="garages")

    assert RentYear.objects.count() == 2
