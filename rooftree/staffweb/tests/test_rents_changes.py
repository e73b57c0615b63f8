"""The pages that change what is known of a rent account, as an officer sees them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from rooftree.foundations import dates
from rooftree.pages.tests.html import assert_valid_html
from rooftree.rents.models import Charge, RentAccount
from rooftree.rents.rent_year import WEEK, debit_day_of
from rooftree.staffweb.tests.asking import on, refused, text_of, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import an_officer
from tests.rent_builders import a_charge, a_charged_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

TODAY = dates.london_day(dates.now())
MONDAY = debit_day_of(TODAY)
KEY = "0b0ab6a3-6a4c-4a43-8f3a-5d0c9d7d1a11"


@pytest.fixture
def officer(client, acting):
    return sign_in_as(client, an_officer("income_officer"))


@pytest.fixture
def accountant(client, acting):
    return sign_in_as(client, an_officer("rent_accounting_officer"))


def at(name: str, account: RentAccount, *further: int) -> str:
    return reverse(f"staff:{name}", args=[account.pk, *further])


def send(client, name, account, *further, **said):
    return client.post(at(name, account, *further), {"key": KEY, **said})


def shown_after(client, response) -> str:
    assert response.status_code == 302, text_of(response)[:2000]
    return words_of(client.get(response["Location"]))


# --- Benefits -------------------------------------------------------------------------------------


def test_a_benefit_is_expected_and_stands_on_the_account(officer):
    account = a_charged_account()

    said = {"kind": "uc", "amount": "433.33", **on("next_on", TODAY + WEEK), **on("from_on", MONDAY)}
    shown = shown_after(officer, send(officer, "add_rent_benefit", account, **said))

    assert "Universal Credit, paid to the tenant £433.33 each month" in shown


def test_a_claim_that_is_pending_is_shown_as_such(officer):
    account = a_charged_account()

    said = {"kind": "hb", "amount": "0", **on("claimed_on", TODAY - WEEK), **on("from_on", MONDAY)}
    shown = shown_after(officer, send(officer, "add_rent_benefit", account, **said))

    assert "Claim pending claimed on" in shown


def test_a_benefit_sent_twice_is_expected_once(officer):
    account = a_charged_account()
    said = {"kind": "uc", "amount": "433.33", **on("from_on", MONDAY)}

    send(officer, "add_rent_benefit", account, **said)
    send(officer, "add_rent_benefit", account, **said)

    assert account.benefits.count() == 1


def test_a_benefit_without_its_kind_is_asked_for_and_nothing_typed_is_lost(officer):
    response = send(officer, "add_rent_benefit", a_charged_account(), amount="433.33", note="She rang")

    assert "Choose which benefit" in refused(response)
    assert 'value="433.33"' in text_of(response)
    assert 'value="She rang"' in text_of(response)


def test_a_claim_in_the_future_is_refused_in_a_sentence(officer):
    said = {"kind": "uc", "amount": "0", **on("claimed_on", TODAY + WEEK), **on("from_on", MONDAY)}

    response = send(officer, "add_rent_benefit", a_charged_account(), **said)

    assert "A claim cannot have been made in the future. Check the day." in refused(response)


def test_a_benefit_ends_with_its_last_day(officer):
    account = a_charged_account()
    send(officer, "add_rent_benefit", account, kind="uc", amount="433.33", **on("from_on", MONDAY - WEEK))
    benefit = account.benefits.get()
    ended = send(officer, "end_rent_benefit", account, benefit.pk, key="", **on("last_day", TODAY))

    shown_after(officer, ended)

    benefit.refresh_from_db()
    assert benefit.until_on == TODAY + dt.timedelta(days=1)


def test_a_benefit_of_another_account_is_not_there(officer):
    account, other = a_charged_account(), a_charged_account()
    send(officer, "add_rent_benefit", other, kind="uc", amount="433.33", **on("from_on", MONDAY))

    assert officer.get(at("end_rent_benefit", account, other.benefits.get().pk)).status_code == 404


# --- How it is paid -------------------------------------------------------------------------------


def test_how_it_is_usually_paid(officer):
    account = a_charged_account()

    shown = shown_after(officer, send(officer, "change_paying_by", account, paying_by="standing_order"))

    assert "Usually Standing order" in shown


# --- Charges --------------------------------------------------------------------------------------


def test_a_charge_of_the_account_alone_leaves_the_home_as_it_is(accountant):
    account = a_charged_account()
    said = {"whose": "account", "code": "DCI", "amount": "2.50", "per": "week", "why": "Policy 12"}

    shown = shown_after(accountant, send(accountant, "add_rent_charge", account, **said, **on("from_on", MONDAY)))

    line = Charge.objects.get(code="DCI")
    assert (line.place, line.rent_account, line.amount) == (None, account, Decimal("2.50"))
    assert "of this account alone" in shown


def test_a_charge_of_the_home_is_whoever_lives_there(accountant):
    account = a_charged_account()
    said = {"whose": "home", "code": "DCB", "amount": "7.90", "per": "week", "why": "Estimate 2026"}

    shown_after(accountant, send(accountant, "add_rent_charge", account, **said, **on("from_on", MONDAY)))

    assert Charge.objects.get(code="DCB").place == account.place


def test_a_charge_of_nothing_is_refused_and_nothing_typed_is_lost(accountant):
    said = {"whose": "account", "code": "DCI", "amount": "0", "per": "week", "why": "Policy 12"}

    response = send(accountant, "add_rent_charge", a_charged_account(), **said, **on("from_on", MONDAY))

    assert "A charge is a penny or more." in refused(response)
    assert 'value="Policy 12"' in text_of(response)


def test_correcting_a_charge_keeps_what_was_charged_before_that_day(accountant):
    account = a_charged_account()
    line = account.place.charges.get()

    said = {"amount": "110.00", "why": "Wrong number of bedrooms", **on("from_on", MONDAY)}
    shown = shown_after(accountant, send(accountant, "correct_rent_charge", account, line.pk, **said))

    assert "£110.00 a week" in shown
    assert "Charges changed and not put right yet" in shown
    assert list(account.place.charges.values_list("amount", "until_on")) == [
        (Decimal("100.00"), MONDAY),
        (Decimal("110.00"), None),
    ]


def test_the_form_of_a_correction_says_what_stands_now(accountant):
    account = a_charged_account()

    response = accountant.get(at("correct_rent_charge", account, account.place.charges.get().pk))

    assert "£100.00 a week is charged since Monday 1 June 2015 (Let), whoever lives in the home." in words_of(
        response
    )
    assert 'value="100.00"' in text_of(response)
    assert_valid_html(response)


def test_a_charge_ends_with_its_last_day(accountant):
    account = a_charged_account()
    line = a_charge(account, "2.50")

    shown_after(accountant, send(accountant, "end_rent_charge", account, line.pk, **on("last_day", TODAY)))

    line.refresh_from_db()
    assert line.until_on == TODAY + dt.timedelta(days=1)


def test_a_line_of_another_home_is_not_there(accountant):
    account, other = a_charged_account(), a_charged_account()

    assert accountant.get(at("correct_rent_charge", account, other.place.charges.get().pk)).status_code == 404


def test_what_changed_is_put_right_at_once(accountant):
    account = a_charged_account()

    shown = shown_after(accountant, send(accountant, "put_rent_right", account))

    assert "What was charged is put right." in shown
    assert "Charges changed and not put right yet" not in shown


# --- Days that are not charged --------------------------------------------------------------------


def test_charging_stops_for_a_time_and_begins_again(accountant):
    account = a_charged_account()
    said = {"why": "Moved out for works", **on("from_on", TODAY)}
    shown = shown_after(accountant, send(accountant, "suspend_charging", account, **said))
    assert "Charging is suspended" in shown

    suspension = account.suspensions.get()
    again = {"key": "", **on("from_on", TODAY + WEEK)}
    shown_after(accountant, send(accountant, "charge_again", account, suspension.pk, **again))

    suspension.refresh_from_db()
    assert suspension.until_on == TODAY + WEEK


def test_charging_stops_only_with_a_reason(accountant):
    response = send(accountant, "suspend_charging", a_charged_account(), **on("from_on", TODAY))

    assert "Enter why it is not charged meanwhile" in refused(response)


# --- Who may --------------------------------------------------------------------------------------

CHARGING = ["add_rent_charge", "suspend_charging"]


@pytest.mark.parametrize("name", CHARGING)
def test_who_may_not_change_charges_is_told_why_and_is_offered_no_link(officer, name):
    account = a_charged_account()

    assert officer.get(at(name, account)).status_code == 403
    assert at(name, account) not in text_of(officer.get(at("rent_account", account)))


@pytest.mark.parametrize("name", ["add_rent_benefit", "change_paying_by"])
def test_an_adviser_reads_the_account_and_changes_nothing(client, acting, name):
    account = a_charged_account()
    adviser = sign_in_as(client, an_officer("adviser"))

    assert adviser.get(at("rent_account", account)).status_code == 200
    assert adviser.get(at(name, account)).status_code == 403


@pytest.mark.parametrize("name", ["add_rent_benefit", "change_paying_by", *CHARGING])
def test_every_form_is_valid_html(accountant, name):
    response = accountant.get(at(name, a_charged_account()))

    assert response.status_code == 200
    assert_valid_html(response)
