"""Which payment of an account is its last: the same on its page, in the list and on the resident's page."""

import datetime as dt
from decimal import Decimal

import pytest

from rooftree.ledger.posting import reverse
from rooftree.people.portal import Resident
from rooftree.record.account import account_page
from rooftree.record.accounts import Sought, accounts
from rooftree.record.rent import rent_accounts
from rooftree.rents.actions import suspense
from rooftree.rents.models import RentAccount, SuspenseItem, SuspenseShare
from rooftree.rents.owing import Paid
from rooftree.rents.tests.collecting import as_resident
from rooftree.rents.tests.files_in import cash_file, taken
from tests.builders import NOON, TODAY, by
from tests.rent_builders import a_receipt, an_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


def last_of(account: RentAccount, *, order: str = "") -> Paid | None:
    """The last payment as the page says it, which the list and the tenant's own page say too."""
    page = account_page(account.pk, on=TODAY)
    assert page is not None
    last = page.last_payment
    [row] = accounts(Sought(councils=(account.council_id,), order=order), on=TODAY).rows
    assert (row.paid_on, row.paid) == ((last.paid_on, last.pounds) if last else (None, None))
    [own] = rent_accounts(tenant_of(account), on=TODAY)
    assert own.last_payment == last
    return last


def tenant_of(account: RentAccount) -> Resident:
    assert account.tenancy
    return as_resident(account.tenancy.parties.get(role="tenant").person)


def out_of_suspense(account: RentAccount, detail: str, *, sequence: int = 1) -> SuspenseItem:
    """A payment that nobody knew at first, posted to the account later."""
    taken(cash_file(detail, sequence=sequence))
    item = SuspenseItem.objects.latest("pk")
    suspense.post_to_account(item, account=account, why="She rang.", **by("income_officer"))
    return item


def test_an_account_on_which_nothing_was_paid_has_none():
    assert last_of(an_account()) is None


def test_it_is_the_latest_that_was_paid_however_long_ago():
    account = an_account()
    a_receipt(account, "30.00", dt.date(2024, 5, 6))
    a_receipt(account, "20.00", dt.date(2023, 5, 8))

    assert last_of(account) == Paid(dt.date(2024, 5, 6), Decimal("30.00"), "RCP")


def test_what_came_through_suspense_counts_with_the_day_and_the_way_it_was_paid():
    account = an_account()
    a_receipt(account, "30.00", dt.date(2026, 11, 2))

    out_of_suspense(account, "BANK,,45.00,2026-11-12,N NOBODY,")

    assert last_of(account) == Paid(dt.date(2026, 11, 12), Decimal("45.00"), "RBP")
    assert last_of(account, order="paid") == Paid(dt.date(2026, 11, 12), Decimal("45.00"), "RBP")


def test_what_was_paid_before_and_found_out_later_is_not_the_last():
    account = an_account()
    a_receipt(account, "30.00", dt.date(2026, 11, 16))

    out_of_suspense(account, "BANK,,45.00,2026-11-12,N NOBODY,")

    assert last_of(account) == Paid(dt.date(2026, 11, 16), Decimal("30.00"), "RCP")


def test_a_payment_that_was_taken_back_does_not_count():
    account = an_account()
    a_receipt(account, "30.00", dt.date(2026, 11, 2))
    wrong = a_receipt(account, "99.00", dt.date(2026, 11, 16))

    taken_back(account, wrong)

    assert last_of(account) == Paid(dt.date(2026, 11, 2), Decimal("30.00"), "RCP")


def test_what_came_out_of_suspense_and_went_back_into_it_does_not_count():
    account = an_account()
    out_of_suspense(account, "BANK,,45.00,2026-11-12,N NOBODY,")

    taken_back(account, SuspenseShare.objects.get().movement)

    assert last_of(account) is None


def test_money_that_went_back_is_no_payment():
    account = an_account()

    out_of_suspense(account, "RETURNED,,45.00,2026-11-12,N NOBODY,")

    assert last_of(account) is None


def test_what_moved_between_two_accounts_is_no_payment():
    account = an_account()

    a_receipt(account, "45.00", dt.date(2026, 11, 16), kind="journal", code="RIT")

    assert last_of(account) is None


def taken_back(account: RentAccount, movement: int | None) -> None:
    assert movement is not None
    reverse(
        [movement], reason="Another's money", council_id=account.council_id, posted_on=TODAY, at=NOON, who="test"
    )
