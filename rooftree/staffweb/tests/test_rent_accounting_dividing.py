"""The page that divides money in suspense: rows that are added without a script, and nothing typed is lost."""

from decimal import Decimal

import pytest

from rooftree.pages.tests.html import assert_valid_html
from rooftree.rents.models import SuspenseItem, SuspenseMove
from rooftree.rents.tests.files_in import an_account, cash_file, owes, taken
from rooftree.staffweb.tests.asking import refused, text_of, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import an_officer

ADDRESS = "/staff/rent-accounting/suspense"
WHY = {"why": "They wrote: two rents in one transfer"}


@pytest.fixture(autouse=True)
def _acting(acting):
    """Every test acts for the council."""


@pytest.fixture
def asha(client):
    officer = an_officer("rent_accounting_officer", name="Asha Bell")
    sign_in_as(client, officer)
    return officer


@pytest.fixture
def bo():
    return an_officer("rent_accounting_officer", name="Bo Lin")


@pytest.fixture
def home():
    return an_account()


@pytest.fixture
def garage():
    return an_account()


@pytest.fixture
def item():
    taken(cash_file("BANK,,80.00,2026-11-19,G AND S OKAFOR,Two rents"))
    return SuspenseItem.objects.get()


@pytest.fixture
def large():
    taken(cash_file("BANK,,612.40,2026-11-19,G AND S OKAFOR,Two rents"))
    return SuspenseItem.objects.get()


def rows(*parts, count=2):
    """What is typed: an account and a sum a row."""
    typed = {"rows": str(count), **WHY}
    for number, (account, pounds) in enumerate(parts, 1):
        typed |= {f"account_{number}": str(account), f"pounds_{number}": pounds, f"part_{number}": "rent"}
    return typed


def test_the_page_of_the_payment_leads_there(client, asha, item):
    page = client.get(f"{ADDRESS}/{item.pk}/")

    assert_valid_html(page)
    assert f"{ADDRESS}/{item.pk}/divide/" in page.content.decode()


def test_it_asks_for_two_accounts_and_says_what_is_divided(client, asha, item):
    page = client.get(f"{ADDRESS}/{item.pk}/divide/")

    assert_valid_html(page)
    assert "the parts make £80.00" in words_of(page)
    assert "Account 2" in words_of(page)
    assert "Account 3" not in words_of(page)


def test_a_small_payment_is_divided_at_once(client, asha, item, home, garage):
    facts = rows((home.payment_reference, "65.25"), (garage.payment_reference, "14.75"))

    page = client.post(f"{ADDRESS}/{item.pk}/divide/", facts, follow=True)

    assert_valid_html(page)
    assert "It is posted." in words_of(page)
    assert f"Divide among {home.payment_reference} , rent: £65.25; {garage.payment_reference} , rent: £14.75" in (
        words_of(page)
    )
    assert WHY["why"] in words_of(page)
    assert (owes(home), owes(garage)) == (Decimal("-65.25"), Decimal("-14.75"))


def test_a_large_one_waits_for_a_colleague_who_sees_each_part(client, asha, bo, large, home, garage):
    facts = rows((home.payment_reference, "312.40"), (garage.payment_reference, "300.00"))
    own = client.post(f"{ADDRESS}/{large.pk}/divide/", facts, follow=True)
    untouched = owes(home)

    sign_in_as(client, bo)
    seen = client.get(f"{ADDRESS}/{large.pk}/")
    page = client.post(f"{ADDRESS}/moves/{SuspenseMove.objects.get().pk}/approve/", follow=True)

    assert "It waits for a colleague to approve it." in words_of(own)
    assert untouched == 0
    assert f"to {home.payment_reference} and {garage.payment_reference}" in words_of(seen)
    assert "It is approved, and posted." in words_of(page)
    assert (owes(home), owes(garage)) == (Decimal("-312.40"), Decimal("-300.00"))


def test_a_row_is_added_without_a_script_and_nothing_typed_is_lost(client, asha, item, home):
    facts = {**rows((home.payment_reference, "65.25"), ("", "12")), "more": "1"}

    page = client.post(f"{ADDRESS}/{item.pk}/divide/", facts)

    assert_valid_html(page)
    assert page.status_code == 200
    assert "There is a problem" not in words_of(page)
    assert "Account 3" in words_of(page)
    for typed in (home.payment_reference, 'value="65.25"', 'value="12"', WHY["why"], 'name="rows" value="3"'):
        assert typed in page.content.decode()


def test_rows_that_are_left_empty_are_left_out(client, asha, item, home, garage):
    facts = rows((home.payment_reference, "50.00"), ("", ""), (garage.payment_reference, "30.00"), count=4)

    client.post(f"{ADDRESS}/{item.pk}/divide/", facts)

    assert (owes(home), owes(garage)) == (Decimal("-50.00"), Decimal("-30.00"))


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (("", "14.75"), "Enter the payment reference of account 2"),
        (("4711", ""), "No account of Alder"),
        (("99999999999", "14.75"), "wrong digit"),
        (("", "one pound"), "Enter what account 2 gets in figures"),
    ],
)
def test_a_row_that_is_half_filled_in_says_what_it_needs(client, asha, item, home, second, said):
    page = client.post(f"{ADDRESS}/{item.pk}/divide/", rows((home.payment_reference, "65.25"), second))

    assert said in refused(page)
    assert WHY["why"] in text_of(page)
    assert not SuspenseMove.objects.exists()


def test_what_an_account_gets_is_asked_for(client, asha, item, home, garage):
    page = client.post(
        f"{ADDRESS}/{item.pk}/divide/", rows((home.payment_reference, "80.00"), (garage.payment_reference, ""))
    )

    assert "Enter what account 2 gets, in pounds" in refused(page)


def test_a_penny_left_over_is_said(client, asha, item, home, garage):
    facts = rows((home.payment_reference, "65.25"), (garage.payment_reference, "14.74"))

    page = client.post(f"{ADDRESS}/{item.pk}/divide/", facts)

    assert "The parts make £79.99, and £80.00 is to be divided: £0.01 is left over" in refused(page)
    assert 'value="14.74"' in page.content.decode()


def test_a_form_sent_twice_divides_once(client, asha, item, home, garage):
    key = "0b51a2f4-7c39-4d6e-9a53-2f6d7c1e8b90"
    facts = {"key": key, **rows((home.payment_reference, "40.00"), (garage.payment_reference, "40.00"))}

    client.post(f"{ADDRESS}/{item.pk}/divide/", facts)
    again = client.post(f"{ADDRESS}/{item.pk}/divide/", facts, follow=True)

    assert "It is posted." in words_of(again)
    assert owes(home) == Decimal("-40.00")


@pytest.mark.parametrize("count", ["", "x", "999", "0", "-1", "٣"])
def test_an_odd_number_of_rows_is_no_fault_of_the_page(client, asha, item, count):
    page = client.post(f"{ADDRESS}/{item.pk}/divide/", {"rows": count, **WHY})

    assert page.status_code == 422


def test_an_adviser_divides_nothing(client, item, home, garage):
    sign_in_as(client, an_officer("adviser"))

    answer = client.post(
        f"{ADDRESS}/{item.pk}/divide/",
        rows((home.payment_reference, "40.00"), (garage.payment_reference, "40.00")),
    )

    assert answer.status_code == 403
    assert not SuspenseMove.objects.exists()
