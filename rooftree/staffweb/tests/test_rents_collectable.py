"""What of rent arrears may be collected now: one number on the page, in the list and in the figures."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from rooftree.foundations import dates
from rooftree.ledger.posting import reverse as take_back
from rooftree.pages.labels import Labels
from rooftree.record.account import account_page
from rooftree.record.accounts import Sought, accounts
from rooftree.rents.measures import arrears_by_cause, collectable_arrears, current_arrears
from rooftree.rents.models import ExpectedBenefit, RentAccount
from rooftree.rents.rent_year import WEEK, debit_day_of
from rooftree.staffweb.rents_list import tell
from rooftree.staffweb.rents_words import CODES, codes_not_rent, sum_of, week_from
from rooftree.staffweb.tests.asking import words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_home, a_person, a_tenancy, an_officer, the_council
from tests.rent_builders import a_charge, a_posted_charge, a_receipt, an_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

TODAY = dates.london_day(dates.now())
MONDAY = debit_day_of(TODAY)
BEFORE = MONDAY - timedelta(days=1)


def owing(*, besides: str = "") -> RentAccount:
    """An account that owes £300.00 at £100.00 a week, and besides may be charged £20.00 a week under a code."""
    account = an_account(a_tenancy(a_home(), a_person()))
    a_charge(account.place, "100.00")
    if besides:
        a_charge(account.place, "20.00", code=besides)
    a_posted_charge(account, "300.00", MONDAY - WEEK)
    return account


def with_payment(pounds: str, on=TODAY, **facts) -> RentAccount:
    account = owing()
    a_receipt(account, pounds, on, **facts)
    return account


def with_payment_taken_back() -> RentAccount:
    account = owing()
    paid = a_receipt(account, "40.00", TODAY)
    take_back([paid], reason="Slip", council_id=account.council_id, posted_on=TODAY, at=dates.now(), who="test")
    return account


def with_benefit(kind: str, **facts) -> RentAccount:
    account = owing()
    ExpectedBenefit.objects.create(
        council_id=account.council_id,
        rent_account=account,
        kind=kind,
        from_on=MONDAY - 52 * WEEK,
        **{"amount": Decimal("200.00"), "every": "four_weekly", "next_on": TODAY + WEEK, **facts},
    )
    return account


THROUGH_SUSPENSE = {"kind": "journal", "code": "RIT", "batch": "suspense"}
MADE = {
    "nothing paid": (owing, "200.00"),
    "paid this week": (lambda: with_payment("40.00"), "200.00"),
    "paid this week, more than a week's rent": (lambda: with_payment("140.00"), "160.00"),
    "paid this week, through suspense": (lambda: with_payment("40.00", **THROUGH_SUSPENSE), "200.00"),
    "paid last week": (lambda: with_payment("40.00", BEFORE), "160.00"),
    "moved here from another account": (lambda: with_payment("40.00", kind="journal", code="RIT"), "160.00"),
    "paid and taken back": (with_payment_taken_back, "200.00"),
    "charged what is no rent besides": (lambda: owing(besides="DPP"), "200.00"),
    "charged a service besides": (lambda: owing(besides="DSC"), "180.00"),
    "expects Housing Benefit": (lambda: with_benefit("hb"), None),
    "expects Universal Credit": (lambda: with_benefit("uc", every="monthly"), None),
}
"""How an account came about, and how much of it is behind where that is the same on every day of the week."""


def sought(labels: Labels) -> Sought:
    council = the_council().pk
    return Sought(
        councils=(council,),
        not_eligible=tuple(code for code, _label in labels.choices(CODES, eligible=False)),
        not_rent=codes_not_rent(labels),
        weeks_from={council: week_from(labels, on=TODAY)},
    )


def test_the_page_the_list_and_the_figures_say_the_same():
    made = {name: build() for name, (build, _left) in MADE.items()}
    council, labels = the_council().pk, Labels(on=TODAY, council_id=the_council().pk)

    by_page = {name: sum_of(account_page(each.pk, on=TODAY), labels).behind for name, each in made.items()}
    rows = {row.id: tell(row, labels, on=TODAY).behind for row in accounts(sought(labels), on=TODAY).rows}
    causes = arrears_by_cause(council, on=TODAY)
    measured = collectable_arrears(current_arrears(council, on=TODAY), causes)

    assert {name: left for name, left in by_page.items() if MADE[name][1]} == {
        name: Decimal(left) for name, (_build, left) in MADE.items() if left
    }
    assert {name: rows[each.pk] for name, each in made.items()} == by_page
    assert measured.numerator == sum(by_page.values())


def test_the_page_says_how_the_sum_came_about(client, acting):
    account = with_benefit("hb", next_on=TODAY, amount=Decimal("40.00"))
    a_receipt(account, "30.00", TODAY)
    visitor = sign_in_as(client, an_officer("income_officer"))

    said = words_of(visitor.get(reverse("staff:rent_account", args=[account.pk])))

    labels = Labels(on=TODAY, council_id=account.council_id)
    expected = sum_of(account_page(account.pk, on=TODAY), labels).collectable.expected
    left = Decimal(270) - 70 - expected
    assert expected > 0
    assert (
        "£270.00 of rent is owed, less £70.00 of this week’s rent that is not late yet (£30.00 was paid this week "
        f"already), less £{expected} of expected Housing Benefit. So £{left} is behind, "
    ) in said


def test_a_week_that_was_paid_leaves_no_rent_that_is_not_late_yet(client, acting):
    account = with_payment("140.00")
    visitor = sign_in_as(client, an_officer("income_officer"))

    said = words_of(visitor.get(reverse("staff:rent_account", args=[account.pk])))

    assert "£160.00 of rent is owed, and £100.00 was paid this week" in said
    assert "So £160.00 is behind, 1.6 weeks of charges." in said


def test_nothing_of_a_former_account_is_not_late_yet():
    account = an_account(a_tenancy(a_home(), a_person(), until_on=BEFORE, end_reason="transfer"))
    a_charge(account.place, "100.00")
    a_posted_charge(account, "300.00", MONDAY - WEEK)
    labels = Labels(on=TODAY, council_id=account.council_id)

    assert sum_of(account_page(account.pk, on=TODAY), labels).behind == Decimal("300.00")
