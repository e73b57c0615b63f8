"""The page of a rent account and its statement, as an officer sees them."""

import datetime as dt
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.information_rights.models import Look
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import Adjustment, PersonMarker
from rooftree.rents.actions.parts import open_parts
from rooftree.rents.models import Charge, ExpectedBenefit, RentAccount
from rooftree.rents.rent_year import WEEK, debit_day_of
from rooftree.staffweb.tests.asking import on, text_of, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_group, a_home, a_person, a_tenancy, an_officer
from tests.rent_builders import a_charge, a_posted_charge, a_receipt, a_rent_year, an_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

TODAY = dates.london_day(dates.now())
MONDAY = debit_day_of(TODAY)
"""The last debit day."""


@pytest.fixture
def officer(client, acting):
    return sign_in_as(client, an_officer("income_officer"))


def an_account_of(*names: str, address: str = "12 Elm Walk") -> RentAccount:
    """The account of these people's tenancy, charged 100 pounds of rent a week since 2015."""
    people = [a_person(name, "Okafor") for name in names]
    account = an_account(a_tenancy(a_home(address), *people, payment_reference="77000123"))
    a_charge(account.place, "100.00")
    return account


def page_of(client, account, name="rent_account", **asked):
    return client.get(reverse(f"staff:{name}", args=[account.pk]), asked)


# --- How it stands, and why ---------------------------------------------------------------------------


def test_the_page_says_who_answers_for_it_and_how_it_stands(officer):
    account = an_account_of("Grace", "Samuel")
    a_posted_charge(account, "100.00", MONDAY)

    response = page_of(officer, account)

    said = words_of(response)
    assert response.status_code == 200
    assert "12 Elm Walk, ZZ1 1AA" in said
    assert "Rent account of Grace Okafor and Samuel Okafor" in said
    assert "77000123" in said
    assert "Current" in said
    assert "£100.00 owed" in said
    assert_valid_html(response)


def test_why_it_owes_what_it_owes_is_told_from_the_day_when_nothing_was_owed(officer):
    account = an_account_of("Grace")
    a_posted_charge(account, "100.00", MONDAY - 3 * WEEK)
    a_receipt(account, "100.00", MONDAY - 3 * WEEK)
    a_posted_charge(account, "100.00", MONDAY - 2 * WEEK)
    a_posted_charge(account, "100.00", MONDAY - WEEK)
    a_receipt(account, "30.00", MONDAY - WEEK, code="RUC")

    said = words_of(page_of(officer, account))

    assert "nothing owed. Since then £200.00 was charged and £30.00 paid." in said
    assert "£170.00 owed" in said
    assert "Last paid: £30.00" in said
    assert "(Universal Credit: managed payment)" in said


def test_an_account_in_credit_says_so(officer):
    account = an_account_of("Grace")
    a_receipt(account, "25.00", MONDAY)

    assert "£25.00 in credit" in words_of(page_of(officer, account))


def test_arrears_that_are_only_timing_are_told_apart(officer):
    account = an_account_of("Grace")
    a_posted_charge(account, "100.00", MONDAY)
    ExpectedBenefit.objects.create(
        council_id=account.council_id,
        rent_account=account,
        kind="uc",
        amount=Decimal("433.33"),
        every="monthly",
        next_on=TODAY + dt.timedelta(days=10),
        claimed_on=TODAY - dt.timedelta(days=200),
        from_on=TODAY - dt.timedelta(days=200),
    )

    said = words_of(page_of(officer, account))

    assert "£100.00 of the arrears is timing" in said
    assert "So nothing is behind: there is nothing to chase." in said
    assert "Universal Credit, paid to the tenant" in said


def test_court_costs_stand_apart_from_rent(officer):
    account = an_account_of("Grace")
    a_posted_charge(account, "100.00", MONDAY)
    open_parts([(account.pk, "court_costs")], council_id=account.council_id, on=MONDAY)
    a_posted_charge(account, "325.00", MONDAY, part="court_costs", code="DCC")

    said = words_of(page_of(officer, account))

    assert "£425.00 owed" in said
    assert "Rent £100.00" in said
    assert "Court costs £325.00" in said


def test_a_year_of_53_weeks_is_warned_of_where_universal_credit_pays(officer):
    account = an_account_of("Grace")
    a_rent_year(MONDAY - 10 * WEEK, weeks=53)
    ExpectedBenefit.objects.create(
        council_id=account.council_id,
        rent_account=account,
        kind="uc",
        amount=Decimal("433.33"),
        every="monthly",
        next_on=TODAY + dt.timedelta(days=10),
        from_on=TODAY - dt.timedelta(days=200),
    )

    said = words_of(page_of(officer, account))

    assert "This rent year has 53 weeks" in said
    assert "£100.00 is for the tenant to pay" in said


def test_a_year_of_53_weeks_is_nothing_to_who_has_no_universal_credit(officer):
    account = an_account_of("Grace")
    a_rent_year(MONDAY - 10 * WEEK, weeks=53)

    assert "53 weeks" not in words_of(page_of(officer, account))


def test_a_former_account_says_so(officer):
    account = an_account(
        a_tenancy(a_home(), a_person(), until_on=TODAY - dt.timedelta(days=30), end_reason="transfer")
    )
    a_posted_charge(account, "50.00", MONDAY - 6 * WEEK)

    said = words_of(page_of(officer, account))

    assert "Status Former" in said
    assert "Nothing is charged now." in said


# --- Charges explained ------------------------------------------------------------------------------


def test_a_charge_says_which_week_and_which_line(officer):
    account = an_account_of("Grace")
    a_rent_year(MONDAY - 9 * WEEK)
    a_posted_charge(account, "100.00", MONDAY)

    said = words_of(page_of(officer, account))

    assert f"Week 10 of 52, from {dates.long_date(MONDAY)}." in said
    assert "£100.00 a week, since Monday 1 June 2015 (let)." in said


def test_a_part_of_a_week_shows_its_sum(officer):
    begins = MONDAY + dt.timedelta(days=4) - WEEK
    account = an_account(a_tenancy(a_home(), a_person(), starts_on=begins))
    a_charge(account.place, "100.00")
    a_posted_charge(account, "42.86", MONDAY, effective_on=begins)

    said = words_of(page_of(officer, account)).replace("\N{NO-BREAK SPACE}", " ")

    assert "3 of 7 days" in said
    assert "£100.00 a week × 3 ÷ 7 = £42.86." in said


# --- People -----------------------------------------------------------------------------------------


def test_what_is_needed_and_what_is_risky_stands_at_the_top_with_whose_it_is(officer):
    account = an_account_of("Grace", "Samuel")
    samuel = account.tenancy.parties.get(role="joint_tenant").person
    about = {"council_id": samuel.council_id, "person": samuel}
    Adjustment.objects.create(code="bsl", note="Face me", from_on=MONDAY, reviewed_on=MONDAY, **about)
    PersonMarker.objects.create(
        code="CV",
        reason="Threatened a carer",
        control_measure="Visit in pairs",
        approved_by="Ada Obi",
        start_on=TODAY - WEEK,
        review_on=TODAY + WEEK,
        until_on=TODAY + 50 * WEEK,
        **about,
    )

    said = words_of(page_of(officer, account))

    assert "“Face me” Samuel Okafor" in said
    assert "Visit in pairs Samuel Okafor" in said
    assert said.index("Face me") < said.index("owed")


def test_a_restricted_tenant_is_not_named_to_those_outside_the_group(officer, council):
    group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="member"):
        account = an_account(a_tenancy(None, a_person("Hidden", "Name", restricted_to=group.pk)))

    response = page_of(officer, account)

    assert response.status_code == 200
    assert "Hidden" not in text_of(response)
    assert "Nobody whose name is shown to you" in words_of(response)


def test_opening_an_account_is_a_look_at_each_who_answers_for_it(officer):
    account = an_account_of("Grace", "Samuel")

    page_of(officer, account)

    looks = Look.objects.filter(what="account", record_id=account.pk)
    assert set(looks.values_list("person_id", flat=True)) == set(
        account.tenancy.parties.values_list("person_id", flat=True)
    )


def test_other_accounts_of_the_same_people_are_linked(officer):
    grace = a_person("Grace", "Okafor")
    account, garage = an_account(a_tenancy(a_home(), grace)), an_account(a_tenancy(a_home("Garage 4"), grace))
    a_posted_charge(garage, "12.50", MONDAY)

    response = page_of(officer, account)

    assert reverse("staff:rent_account", args=[garage.pk]) in text_of(response)
    assert "£12.50" in words_of(response)


def test_who_may_not_see_accounts_is_told_why(client, acting):
    account = an_account_of("Grace")
    sign_in_as(client, an_officer("caretaker"))

    assert page_of(client, account).status_code == 403


def test_an_account_of_another_council_is_not_there(officer, other_council):
    with acting_for([other_council.pk], who="member"):
        home = a_home(council=other_council)
        account = RentAccount.objects.create(
            council=other_council,
            payment_reference="1",
            place=home,
            group="hra",
            cycle="weekly",
            from_on=MONDAY,
            created_at=dates.now(),
        )

    assert page_of(officer, account).status_code == 404


# --- The year as a chart and a table ------------------------------------------------------------------


def test_the_chart_stands_beside_the_table_of_the_same_figures(officer):
    account = an_account_of("Grace")
    a_posted_charge(account, "100.00", MONDAY)
    a_receipt(account, "60.00", MONDAY, code="RHB")
    a_receipt(account, "15.00", MONDAY)

    response = page_of(officer, account)

    text = text_of(response)
    week = f"Week of {dates.long_date(MONDAY)}: charged £100.00, paid £15.00, by benefits £60.00; then £25.00 owed"
    assert f"<title>{week}</title>" in text
    table = text.partition('class="charted__table"')[2].partition("</table>")[0]
    assert all(f">{figure}<" in table for figure in ("£100.00", "£15.00", "£60.00", "£25.00"))
    assert "style=" not in text


def test_the_page_costs_the_same_with_ten_years_of_lines(officer, django_assert_num_queries):
    account = an_account_of("Grace")
    page_of(officer, account)
    for number in range(40):
        a_posted_charge(account, "100.00", MONDAY - number * WEEK)

    with django_assert_num_queries(11):
        page_of(officer, account)


# --- Statements -------------------------------------------------------------------------------------


def of_days(first: dt.date, last: dt.date) -> dict[str, str]:
    return {**on("first", first), **on("last", last)}


def test_a_statement_of_any_days_says_what_stood_before_and_after(officer):
    account = an_account_of("Grace")
    a_posted_charge(account, "100.00", MONDAY - 4 * WEEK)
    a_posted_charge(account, "110.00", MONDAY - 3 * WEEK)
    a_receipt(account, "50.00", MONDAY - WEEK)

    first, last = MONDAY - 3 * WEEK, MONDAY - 2 * WEEK
    response = page_of(officer, account, "rent_statement", **of_days(first, last))

    said = words_of(response)
    assert f"£210.00 owed at the end of {dates.long_date(last)}." in said
    assert f"£100.00 owed before {dates.long_date(first)}." in said
    assert "In between £110.00 was charged and £0.00 paid." in said
    assert "£50.00" not in said
    assert_valid_html(response)


def test_a_wrong_day_is_told_and_nothing_typed_is_lost(officer):
    account = an_account_of("Grace")

    response = page_of(officer, account, "rent_statement", **{**of_days(MONDAY, MONDAY), "first_day": "31x"})

    assert response.status_code == 422
    assert 'value="31x"' in text_of(response)
    assert_valid_html(response)


def test_days_the_wrong_way_round_are_turned(officer):
    account = an_account_of("Grace")
    a_posted_charge(account, "100.00", MONDAY - 2 * WEEK)

    response = page_of(officer, account, "rent_statement", **of_days(MONDAY, MONDAY - 3 * WEEK))

    assert "£100.00 was charged" in words_of(response)


def test_a_statement_goes_as_a_table(officer):
    account = an_account_of("Grace")
    a_posted_charge(account, "100.00", MONDAY)

    response = page_of(officer, account, "rent_statement_table", **of_days(MONDAY, TODAY))

    text = b"".join(response.streaming_content).decode()
    assert response["Content-Disposition"].startswith('attachment; filename="statement-77000123-')
    assert '"Rent","","Rent",100.00,"",100.00' in text


@pytest.mark.parametrize("large", [{}, {"large": "1"}])
def test_a_statement_goes_as_a_letter_in_both_sizes(officer, large):
    account = an_account_of("Grace")
    a_posted_charge(account, "100.00", MONDAY)

    response = page_of(officer, account, "rent_statement_pdf", **of_days(MONDAY, TODAY), **large)

    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
    assert response["Content-Type"] == "application/pdf"
    assert "You owe £100.00" in " ".join(words.split())
    assert ("large-print" in response["Content-Disposition"]) == bool(large)


def test_the_statement_explains_every_charge(officer):
    account = an_account_of("Grace")
    a_posted_charge(account, "100.00", MONDAY - WEEK)
    a_posted_charge(account, "100.00", MONDAY)

    said = words_of(page_of(officer, account, "rent_statement"))

    assert said.count("£100.00 a week, since Monday 1 June 2015 (let).") == 2


def test_a_charge_of_years_ago_is_explained_by_the_line_of_its_time(officer):
    account, long_ago = an_account_of("Grace"), MONDAY - 300 * WEEK
    Charge.objects.filter(place=account.place).update(until_on=long_ago + WEEK)
    a_charge(account.place, "110.00", from_on=long_ago + WEEK)
    a_posted_charge(account, "100.00", long_ago)

    said = words_of(page_of(officer, account, "rent_statement", **of_days(long_ago, long_ago)))

    assert "£100.00 a week, since Monday 1 June 2015 (let)." in said
    assert "No line" not in said


def test_the_period_of_a_statement_is_kept_in_its_downloads(officer):
    account = an_account_of("Grace")
    asked = of_days(MONDAY - WEEK, MONDAY)

    text = text_of(page_of(officer, account, "rent_statement", **asked))

    assert f"first_day={(MONDAY - WEEK).day}" in text.partition("Take it away")[2]


def test_suspended_charging_is_told_with_why(officer):
    account = an_account_of("Grace")
    account.suspensions.create(
        council_id=account.council_id,
        from_on=TODAY - WEEK,
        why="Moved out for works",
        by=an_officer("rent_accounting_officer", name="Ruth Adeyemi"),
        at=dates.now(),
    )

    said = words_of(page_of(officer, account))

    assert "Charging is suspended" in said
    assert "Moved out for works (Ruth Adeyemi)." in said
    assert "Status Suspended" in said


# --- The ways to it -----------------------------------------------------------------------------------


def test_the_pages_of_the_person_the_home_and_the_tenancy_lead_to_it(officer):
    account = an_account_of("Grace")
    tenancy = account.tenancy
    grace = tenancy.parties.get().person
    way = reverse("staff:rent_account_of", args=[tenancy.reference])

    pages = [("person", grace), ("place", account.place), ("tenancy", tenancy)]

    assert all(way in text_of(officer.get(reverse(f"staff:{name}", args=[of.reference]))) for name, of in pages)
    assert officer.get(way)["Location"] == reverse("staff:rent_account", args=[account.pk])


def test_a_tenancy_without_an_account_says_so(officer):
    tenancy = a_tenancy(None, a_person())

    response = officer.get(reverse("staff:rent_account_of", args=[tenancy.reference]), follow=True)

    assert "This tenancy has no rent account" in words_of(response)


def test_a_payment_reference_leads_to_it(officer):
    account = an_account_of("Grace")

    response = officer.get(reverse("staff:rent_account_paid_as", args=["77000123"]))

    assert response["Location"] == reverse("staff:rent_account", args=[account.pk])
    assert officer.get(reverse("staff:rent_account_paid_as", args=["1"])).status_code == 404


def test_what_find_shows_of_a_tenancy_leads_to_its_account(officer):
    account = an_account_of("Grace")
    way = reverse("staff:rent_account_of", args=[account.tenancy.reference])

    shown = text_of(officer.get(reverse("staff:find"), {"q": "77000123"}, follow=True))

    assert way in shown
