"""A resident's rent pages: what she owes and why, what is charged, what will change, and nothing of others."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from rooftree.contact.models import Enquiry
from rooftree.foundations import dates
from rooftree.pages.filters import short_date
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.portal import Scope
from rooftree.residentweb.tests.rent_of_grace import (
    WEEK,
    an_account_of,
    charged,
    expected,
    monday,
    moved,
    rent_of,
)
from rooftree.residentweb.tests.test_resident_pages import page, send, text_of
from rooftree.tenancies.models import TenancyParty
from tests.builders import a_home, a_person, a_team, a_tenancy
from tests.residents import a_mandate, an_account, let_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def grace(acting):
    return a_person("Grace", "Okafor")


@pytest.fixture
def tenancy(grace):
    return a_tenancy(a_home("12 Elm Walk"), grace)


@pytest.fixture
def account(tenancy):
    return rent_of(tenancy)


@pytest.fixture
def browser(grace, client):
    return let_in(client, an_account(grace))


# --- What she owes, and why ---------------------------------------------------------------------------


def test_her_home_page_says_what_she_owes(account, browser):
    assert "You owe £109.60." in text_of(browser.get("/"))


def test_she_reads_what_she_owes_and_why(account, browser):
    response = page(browser, "rent")

    said = text_of(response)
    assert_valid_html(response)
    assert "You owe £109.60." in said
    assert f"It is what was charged on {dates.long_date(monday())}." in said
    assert "The last payment was £109.60" in said
    assert "77001" in said


def test_what_is_left_of_the_last_charge_is_said_so(account, browser):
    moved(account, "25.00", on=monday(), code="DHE")
    moved(account, "-10.00", on=monday(), code="RCO", kind="receipt")

    said = text_of(page(browser, "rent"))

    assert "You owe £124.60." in said
    assert "It is what is left of the £134.60 that was charged on" in said


def test_several_weeks_are_a_sum_that_can_be_checked(account, browser):
    moved(account, "300.00", on=monday() - 3 * WEEK, code="DBR")

    said = text_of(page(browser, "rent"))

    assert "You owe £409.60." in said
    first = dates.long_date(monday() - 3 * WEEK)
    assert (
        f"Before {first} you owed nothing. Since then £519.20 was charged, and £109.60 was paid or taken off."
        in said
    )


def test_court_costs_stand_apart_from_rent(account, browser):
    moved(account, "325.00", on=monday(), code="DCC", part="court_costs")

    said = text_of(page(browser, "rent"))

    assert "You owe £434.60." in said
    assert "Court costs £325.00 owed" in said
    assert "Only the first counts as rent that is owed." in said


def test_credit_is_said_as_credit(account, browser):
    moved(account, "-200.00", on=monday(), code="RBP", kind="receipt")

    assert "You are £90.40 in credit. More has been paid than was charged so far." in text_of(
        page(browser, "rent")
    )


def test_a_payment_that_the_bank_sent_back_is_told_of(account, browser):
    moved(account, "109.60", on=monday(), code="RDN", kind="receipt")

    assert "Your bank sent back a payment of £109.60" in text_of(page(browser, "rent"))


def test_expected_benefit_is_told_of(account, browser):
    next_on = monday() + WEEK
    expected(account, "hb", "80.00", next_on=next_on)

    said = text_of(page(browser, "rent"))

    assert f"We expect £80.00 from Housing Benefit on {dates.long_date(next_on)}." in said


def test_benefit_that_did_not_come_is_told_of(account, browser):
    due = monday() - dt.timedelta(days=1)
    expected(account, "hb", "80.00", next_on=due)

    said = text_of(page(browser, "rent"))

    assert f"We expected £80.00 from Housing Benefit on {dates.long_date(due)}, and it has not come yet." in said


def test_she_sees_what_she_is_charged_and_since_when(tenancy, account, browser):
    charged(tenancy, "DSC", Decimal("7.90"), from_on=monday() - WEEK)

    said = text_of(page(browser, "rent"))

    assert "£117.50 each week" in said
    assert "Service charge £7.90" in said


def test_she_is_told_before_her_rent_changes(tenancy, account, browser):
    account.place.charges.update(until_on=monday() + 5 * WEEK)
    charged(tenancy, "DBR", Decimal("114.86"), from_on=monday() + 5 * WEEK)

    said = text_of(page(browser, "rent"))

    assert f"What you pay changes on {dates.long_date(monday() + 5 * WEEK)}" in said
    assert "From then on you are charged £114.86 each week, instead of £109.60." in said


def test_somebody_without_a_rent_account_is_told_so(browser):
    response = page(browser, "rent")

    assert_valid_html(response)
    assert "There is no rent account of yours on our record." in text_of(response)


# --- The statement ------------------------------------------------------------------------------------


def test_the_statement_shows_each_line_with_the_balance_after_it(account, browser):
    response = page(browser, "rent_statement", "77001")

    said = text_of(response)
    assert_valid_html(response)
    assert "Card payment, thank you" in said
    assert said.index("£109.60 £109.60") < said.index("Card payment, thank you")


def test_the_statement_leaves_out_what_payers_and_officers_noted(account, browser):
    assert "SPY" not in text_of(page(browser, "rent_statement", "77001"))
    table = b"".join(page(browser, "rent_statement_csv", "77001").streaming_content).decode()
    assert "SPY" not in table
    assert table.count("\n") == 5


@pytest.mark.parametrize("large", ["", "yes"])
def test_the_statement_is_a_pdf_in_large_print_too(account, browser, large):
    response = browser.get(reverse("resident:rent_statement_pdf", args=["77001"]), {"large": large, "back": "all"})

    assert response.content.startswith(b"%PDF")
    assert response["Content-Disposition"].startswith("attachment")


def test_a_statement_can_go_back_to_the_beginning(account, browser):
    moved(account, "50.00", on=monday() - 100 * WEEK, code="DBR")

    early = text_of(page(browser, "rent_statement", "77001"))
    whole = text_of(browser.get(reverse("resident:rent_statement", args=["77001"]), {"back": "all"}))

    assert dates.short_date(monday() - 100 * WEEK) not in early.replace("\xa0", " ")
    assert dates.short_date(monday() - 100 * WEEK) in whole.replace("\xa0", " ")


# --- Whose account it is ------------------------------------------------------------------------------

PAGES = ("rent_of", "rent_statement", "rent_statement_pdf", "rent_statement_csv", "rent_changed")


def test_nobody_opens_anothers_account(account, client):
    stranger = let_in(client, an_account(a_person("Ada", "Bell")))

    assert {page(stranger, name, "77001").status_code for name in PAGES} == {404}


def test_a_joint_tenant_sees_the_joint_account(account, tenancy, client):
    samuel = a_person("Samuel", "Okafor")
    TenancyParty.objects.create(
        council_id=tenancy.council_id, tenancy=tenancy, person=samuel, role="joint_tenant", from_on=tenancy.from_on
    )

    said = text_of(page(let_in(client, an_account(samuel)), "rent"))

    assert "You owe £109.60." in said
    assert "You hold it together with somebody else" in said
    assert "Grace" not in said


def test_who_lives_there_and_is_no_tenant_sees_nothing_of_the_rent(account, tenancy, client):
    son = a_person("Noah", "Okafor")
    TenancyParty.objects.create(
        council_id=tenancy.council_id, tenancy=tenancy, person=son, role="occupant", from_on=tenancy.from_on
    )
    browser = let_in(client, an_account(son))

    assert "There is no rent account of yours" in text_of(page(browser, "rent"))
    assert page(browser, "rent_of", "77001").status_code == 404


def test_who_left_a_joint_tenancy_sees_its_account_no_more(account, tenancy, client):
    samuel = a_person("Samuel", "Okafor")
    TenancyParty.objects.create(
        council_id=tenancy.council_id, tenancy=tenancy, person=samuel, role="joint_tenant",
        from_on=tenancy.from_on, until_on=monday() - WEEK,
    )  # fmt: skip

    assert page(let_in(client, an_account(samuel)), "rent_of", "77001").status_code == 404


def test_who_acts_for_her_needs_the_scope(account, grace, client):
    adviser, blind = a_person("Ada", "Bell"), a_person("Bo", "Lee")
    seeing = a_mandate(grace, adviser, Scope.SEE_RENT)
    other = a_mandate(grace, blind, Scope.ASK)

    with_scope = text_of(page(let_in(client, an_account(adviser), authority=seeing), "rent"))
    without = page(let_in(Client(), an_account(blind), authority=other), "rent")

    assert "You owe £109.60." in with_scope
    assert without.status_code == 403


def test_a_former_tenant_still_sees_what_is_owed(grace, browser):
    ended = a_tenancy(a_home("3 Oak Row"), grace, starts_on=dt.date(2020, 1, 6), until_on=monday() - 5 * WEEK)
    former = an_account_of(ended, reference="88001")
    moved(former, "412.00", on=monday() - 6 * WEEK, code="DBR")

    said = text_of(page(browser, "rent"))

    assert "You owe £412.00." in said
    assert "Your tenancy ended" in said


def a_placement(grace, address: str, owed: str, *, weeks: int, ended: int | None = None, group: str = "ta_gf"):
    """Her account of a home in temporary accommodation, from so many weeks ago until so many weeks ago."""
    over = {"until_on": monday() - ended * WEEK} if ended is not None else {}
    tenancy = a_tenancy(a_home(address), grace, starts_on=monday() - weeks * WEEK, tenure="LTA", **over)
    account = an_account_of(tenancy, reference=f"99{weeks:03}", group=group)
    moved(account, owed, on=monday() - weeks * WEEK, code="DTA")
    return account


def test_her_temporary_homes_are_one_debt(grace, browser):
    a_placement(grace, "1 Hostel Lane", "212.18", weeks=20, ended=11)
    a_placement(grace, "2 Night Street", "640.00", weeks=11, group="ta_hra")

    response = page(browser, "rent")

    said = text_of(response).replace("\N{NO-BREAK SPACE}", " ")
    ended = monday() - 11 * WEEK - dt.timedelta(days=1)
    assert "Your temporary homes together" in said
    assert "You owe £852.18 in all." in said
    days = f"from {short_date(monday() - 20 * WEEK)} to {short_date(ended)}".replace("\N{NO-BREAK SPACE}", " ")
    assert f"1 Hostel Lane, ZZ1 1AA {days}" in said
    assert "2 Night Street, ZZ1 1AA since" in said
    assert "Your other rent accounts" not in said
    assert_valid_html(response)


def test_one_temporary_home_is_told_as_any_other(grace, browser):
    a_placement(grace, "1 Hostel Lane", "212.18", weeks=20)

    assert "Your temporary homes together" not in text_of(page(browser, "rent"))


def test_her_home_is_no_part_of_what_she_owes_for_temporary_ones(account, grace, browser):
    a_placement(grace, "1 Hostel Lane", "212.18", weeks=30, ended=20)
    a_placement(grace, "2 Night Street", "640.00", weeks=20, ended=11)

    of_home = text_of(page(browser, "rent"))
    of_hostel = text_of(page(browser, "rent_of", "99030"))

    assert "in all" not in of_home
    assert "You owe £852.18 in all." in of_hostel
    assert "12 Elm Walk" in of_hostel[of_hostel.index("Your other rent accounts") :]


# --- Telling us of a change ---------------------------------------------------------------------------


def test_what_changed_leads_to_whoever_can_help(account, browser):
    a_team("money_advice")

    response = send(browser, "rent_changed", "77001", what="benefits")

    assert response.url == f"{reverse('resident:ask_words')}?about=RNT-UC"
    words = browser.post(response.url, {"words": "My Universal Credit was cut"}, follow=True)
    assert words.status_code == 200
    browser.post(reverse("resident:ask_answer"), {"answer_by": "portal"})
    browser.post(reverse("resident:ask_check"), {"key": ""})
    enquiry = Enquiry.objects.get()
    assert (enquiry.reason, enquiry.case.team.name) == ("RNT-UC", "Money advice")


def test_a_change_must_be_chosen(account, browser):
    response = send(browser, "rent_changed", "77001")

    assert response.status_code == 422
    assert "Choose what has changed" in text_of(response)
