"""What the page of an account shows, as far as whoever asks may see it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection

from rooftree.people.models import Adjustment
from rooftree.record.account import account_page
from rooftree.rents.models import ExpectedBenefit, RentAccount
from rooftree.tenancies.models import TenancyParty
from tests.builders import a_home, a_person, a_tenancy, an_officer
from tests.rent_builders import a_charge, a_posted_charge, a_receipt, an_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

TODAY = dt.date(2026, 11, 20)
LONG_AGO = dt.date(2024, 4, 1)


def page_of(account: RentAccount):
    page = account_page(account.pk, on=TODAY)
    assert page is not None
    return page


def test_of_an_account_that_is_not_there_there_is_no_page():
    assert account_page(1, on=TODAY) is None


def test_the_balance_is_the_whole_of_it_and_the_lines_are_those_of_a_year():
    account = an_account()
    a_posted_charge(account, "100.00", LONG_AGO)
    a_posted_charge(account, "110.00", dt.date(2026, 11, 16))
    a_receipt(account, "30.00", dt.date(2026, 11, 18))

    page = page_of(account)

    assert (page.balance, page.before) == (Decimal("180.00"), Decimal("100.00"))
    assert [(line.amount, line.balance) for line in page.posted] == [
        (Decimal("110.00"), Decimal("210.00")),
        (Decimal("-30.00"), Decimal("180.00")),
    ]


def test_what_is_noted_of_a_record_that_was_merged_is_noted_of_the_person_who_stands():
    grace = a_person("Grace", "Okafor")
    before = a_person("Gracie", "Okafor", merged_into=grace)
    account = an_account(a_tenancy(a_home(), before))
    Adjustment.objects.create(
        council_id=grace.council_id, person=grace, code="bsl", from_on=LONG_AGO, reviewed_on=LONG_AGO
    )

    page = page_of(account)

    assert [holder.known_as for holder in page.people] == ["Grace Okafor"]
    assert [(need.whose, need.code) for need in page.adjustments] == [("Grace Okafor", "bsl")]


def test_who_left_a_joint_tenancy_answers_for_it_no_more():
    account = an_account(a_tenancy(a_home(), a_person("Grace"), a_person("Samuel")))
    TenancyParty.objects.filter(role="joint_tenant").update(until_on=LONG_AGO)

    assert [holder.known_as for holder in page_of(account).people] == ["Grace Okafor"]


def test_who_held_a_tenancy_to_its_end_still_answers_for_it():
    account = an_account(a_tenancy(a_home(), a_person("Grace"), until_on=LONG_AGO, end_reason="transfer"))
    TenancyParty.objects.update(until_on=LONG_AGO)

    assert [holder.known_as for holder in page_of(account).people] == ["Grace Okafor"]


def test_benefits_that_ended_are_left_out():
    account = an_account()
    facts = {"council_id": account.council_id, "rent_account": account, "every": "monthly", "amount": Decimal(400)}
    ExpectedBenefit.objects.create(kind="uc", from_on=LONG_AGO, until_on=dt.date(2026, 1, 5), **facts)
    ExpectedBenefit.objects.create(kind="uc_managed", from_on=dt.date(2026, 1, 5), **facts)

    assert [benefit.kind for benefit in page_of(account).benefits] == ["uc_managed"]


def test_lines_of_the_home_and_of_the_account_alone_are_both_charged_and_those_to_come_are_told_apart():
    account = an_account()
    a_charge(account.place, "100.00", until_on=dt.date(2027, 4, 5))
    a_charge(account.place, "104.80", from_on=dt.date(2027, 4, 5))
    a_charge(account, "2.50")

    page = page_of(account)

    assert [charge.amount for charge in page.charges_now] == [Decimal("100.00"), Decimal("2.50")]
    assert [charge.amount for charge in page.charges_to_come] == [Decimal("104.80")]


def test_days_that_are_not_charged_are_taken_out_of_the_account():
    account = an_account()
    account.suspensions.create(
        council_id=account.council_id,
        from_on=dt.date(2026, 5, 4),
        until_on=dt.date(2026, 6, 1),
        why="Moved out for works",
        by=an_officer("rent_accounting_officer"),
        at=dt.datetime(2026, 5, 1, tzinfo=dt.UTC),
    )

    first, second = page_of(account).charged_days

    assert (first.until, second.starts) == (dt.date(2026, 5, 4), dt.date(2026, 6, 1))


@pytest.mark.django_db
def test_what_was_posted_to_one_account_is_looked_up_by_index():
    with connection.cursor() as cursor:
        cursor.execute("SELECT proconfig FROM pg_proc WHERE proname = 'rent_account_page'")
        [(settings,)] = cursor.fetchall()

    assert {"enable_seqscan=off", "jit=off"} <= set(settings)
