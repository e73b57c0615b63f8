"""The page of benefits that have not come, and what the page of an account says of one."""

import datetime as dt
from decimal import Decimal

import pytest

from rooftree.foundations import dates
from rooftree.pages.tests.html import assert_valid_html
from rooftree.rents.models import ExpectedBenefit
from rooftree.rents.tests.files_in import an_account
from rooftree.staffweb.tests.asking import text_of, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import an_officer

ADDRESS = "/staff/rent-accounting"


@pytest.fixture(autouse=True)
def asha(client, acting):
    officer = an_officer("rent_accounting_officer", name="Asha Bell")
    sign_in_as(client, officer)
    return officer


def expected(account, kind="hb", *, days_ago, amount="412.00"):
    return ExpectedBenefit.objects.create(
        council_id=account.council_id,
        rent_account=account,
        kind=kind,
        amount=Decimal(amount),
        every="four_weekly",
        next_on=dates.london_day(dates.now()) - dt.timedelta(days=days_ago),
        from_on=dt.date(2020, 4, 6),
    )


def test_what_has_not_come_is_listed_and_what_is_not_late_is_not(client):
    late, in_time = an_account(), an_account()
    benefit = expected(late, days_ago=14)
    expected(in_time, days_ago=0)

    page = client.get(f"{ADDRESS}/benefits/")

    assert_valid_html(page)
    assert "1 benefit" in words_of(page)
    assert f"{late.payment_reference}" in words_of(page)
    assert f"Housing Benefit £412.00 {dates.short_date(benefit.next_on)}" in words_of(page)
    assert in_time.payment_reference not in words_of(page)


def test_it_is_narrowed_by_benefit_and_taken_as_a_table(client):
    hb, managed = an_account(), an_account()
    expected(hb, days_ago=14)
    expected(managed, "uc_managed", days_ago=14)

    page = client.get(f"{ADDRESS}/benefits/?kind=uc_managed")
    table = client.get(f"{ADDRESS}/benefits/?kind=uc_managed&as=csv")

    assert hb.payment_reference not in words_of(page)
    said = b"".join(table.streaming_content).decode()
    assert managed.payment_reference in said
    assert hb.payment_reference not in said


def test_where_all_have_come_the_page_says_so(client):
    assert "Every benefit that was expected has come." in words_of(client.get(f"{ADDRESS}/benefits/"))


def test_the_page_of_the_account_says_that_it_did_not_come(client):
    account = an_account()
    benefit = expected(account, days_ago=14)

    page = client.get(f"/staff/rents/accounts/{account.pk}/")

    assert_valid_html(page)
    assert f"expected on {dates.short_date(benefit.next_on)}, not come" in text_of(page)


def test_what_is_still_to_come_is_said_by_its_day(client):
    account = an_account()
    benefit = expected(account, days_ago=-7)

    page = client.get(f"/staff/rents/accounts/{account.pk}/")

    assert dates.short_date(benefit.next_on) in text_of(page)
    assert "not come" not in text_of(page)


def test_the_front_page_leads_there(client):
    expected(an_account(), days_ago=14)
    expected(an_account(), days_ago=21)

    front = client.get(f"{ADDRESS}/")

    assert "Benefits that have not come 2 benefits, £824.00" in words_of(front)
    assert f"{ADDRESS}/benefits/" in front.content.decode()
