"""The page of an account: who looks after it, what was written off, what was said, and temporary accommodation."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from rooftree.foundations import dates
from rooftree.ledger.posting import reverse as take_back
from rooftree.places.models import Patch, PatchOfficer, PatchPlace
from rooftree.record.account import account_page
from rooftree.rents.actions import journals, write_offs
from rooftree.rents.actions.written_off import standing, unclaimed
from rooftree.rents.models import JournalPosting, RentAccount
from rooftree.rents.rent_year import WEEK, debit_day_of
from rooftree.staff.models import Officer
from rooftree.staff.tests.making import a_cover, a_team
from rooftree.staffweb.tests.asking import text_of, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from rooftree.tenancies.models import TenancyParty
from tests.builders import a_case, a_contact, a_home, a_person, a_place, a_tenancy, an_officer, by, the_council
from tests.rent_builders import a_charge, a_posted_charge, a_receipt, an_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

TODAY = dates.london_day(dates.now())
MONDAY = debit_day_of(TODAY)
SINCE = dt.date(2020, 1, 1)


@pytest.fixture
def asha(acting) -> Officer:
    return an_officer("income_officer", name="Asha Rao")


@pytest.fixture
def visitor(client, asha):
    return sign_in_as(client, asha)


def page_of(visitor, account: RentAccount):
    return visitor.get(reverse("staff:rent_account", args=[account.pk]))


# --- Who looks after it ---------------------------------------------------------------------------------


def in_patch(officer: Officer | None) -> RentAccount:
    """An account in a home of the estate of patch I01."""
    estate, council = a_place("estate", name="Elm"), {"council": the_council()}
    account = an_account(a_tenancy(a_home(parent=estate), a_person()))
    patch = Patch.objects.create(code="I01", purpose="income", team=a_team("Income"), **council)
    PatchPlace.objects.create(patch=patch, purpose="income", place=estate, from_on=SINCE, **council)
    if officer:
        PatchOfficer.objects.create(patch=patch, officer=officer, from_on=SINCE, **council)
    return account


def test_the_page_says_whose_patch_it_is_in(visitor, asha):
    assert "Looked after by Asha Rao, patch I01" in words_of(page_of(visitor, in_patch(asha)))


def test_who_covers_today_is_named_beside_whose_patch_it_is(visitor, asha):
    ben = an_officer("income_officer", name="Ben Cole")
    a_cover(ben, covered_by=asha, from_on=TODAY, until_on=TODAY + WEEK)

    assert "Looked after by Ben Cole, patch I01; today Asha Rao" in words_of(page_of(visitor, in_patch(ben)))


def test_a_patch_that_nobody_has_says_so(visitor):
    assert "Looked after by patch I01, which nobody has" in words_of(page_of(visitor, in_patch(None)))


def test_an_account_in_no_patch_says_so(visitor):
    assert "Looked after by nobody: in no income patch" in words_of(page_of(visitor, an_account()))


def test_who_looks_after_it_is_who_the_list_names(visitor, asha):
    account = in_patch(asha)

    listed = words_of(visitor.get(reverse("staff:rent_accounts")))

    assert f"{account.payment_reference} , patch I01" in listed
    assert "Patch I01, Asha Rao" in listed


# --- What was written off -------------------------------------------------------------------------------


def a_former_account(owed: str = "400.00") -> RentAccount:
    account = an_account(a_tenancy(a_home(), a_person(), until_on=MONDAY - 9 * WEEK, end_reason="transfer"))
    a_posted_charge(account, owed, MONDAY - 10 * WEEK)
    return account


def written_off(account: RentAccount, pounds: str, **facts):
    part = account.parts.get(part="rent")
    sums = {"reason": "gone_away", "why": "Traced twice, not found.", **facts}
    journal = write_offs.propose_write_off(part, Decimal(pounds), **sums, **by("income_officer"))
    return journals.approve(journal, **by("service_manager"))


def test_what_was_written_off_stands_with_why_and_who_agreed(visitor):
    account = a_former_account()
    journal = written_off(account, "150.00")

    said = words_of(page_of(visitor, account))

    assert "Written off: £150.00 now" in said
    assert "£150.00" in said
    assert "Traced twice, not found." in said
    assert f"{journal.settled_by.name} asked for by {journal.prepared_by.name}" in said


def test_what_came_back_is_taken_off_what_stands_written_off(visitor):
    account = a_former_account()
    written_off(account, "150.00")
    back = write_offs.propose_write_on(
        account.parts.get(part="rent"),
        Decimal("60.00"),
        reason="traced",
        why="She applied for a home.",
        **by("income_officer"),
    )
    journals.approve(back, **by("service_manager"))

    said = words_of(page_of(visitor, account))

    assert "Written off: £90.00 now" in said
    assert "Written back on" in said
    assert "She applied for a home." in said


def test_a_write_off_that_was_taken_back_is_shown_and_not_counted(visitor):
    account = a_former_account()
    journal = written_off(account, "150.00")
    movement = JournalPosting.objects.get(line__journal=journal).movement
    take_back([movement], reason="Paid", council_id=account.council_id, posted_on=TODAY, at=dates.now(), who="t")

    said = words_of(page_of(visitor, account))

    assert "Written off: nothing now" in said
    assert "Taken back" in said


def test_what_an_old_system_wrote_off_has_its_own_words_and_nobody_who_agreed(visitor):
    account = a_former_account()
    a_receipt(account, "80.00", MONDAY - 2 * WEEK, kind="journal", code="WOF", narrative="Wr/off 2019 list B")

    said = words_of(page_of(visitor, account))

    assert "Wr/off 2019 list B" in said
    assert "Not recorded" in said


def test_what_stands_written_off_is_what_a_write_on_may_bring_back():
    account = a_former_account()
    written_off(account, "150.00")
    written_off(account, "40.00", reason="uneconomic", why="Costs more than it brings.")
    a_receipt(account, "30.00", MONDAY - 2 * WEEK, kind="journal", code="WOF")

    page = account_page(account.pk, on=TODAY)

    assert page.standing_written_off(unclaimed()) == standing(account.parts.get(part="rent")) == Decimal("220.00")


def test_an_account_of_which_nothing_was_written_off_does_not_speak_of_it(visitor):
    assert "Written off" not in words_of(page_of(visitor, a_former_account()))


# --- What was said --------------------------------------------------------------------------------------


def test_what_was_said_about_the_tenancy_stands_on_the_page(visitor):
    grace = a_person("Grace", "Okafor")
    account = an_account(a_tenancy(a_home(), grace))
    a_contact(grace, tenancy=account.tenancy, reasons=["RNT-ARR"], asked="I can pay on Friday", note="Rang back")
    a_contact(grace, asked="The lift is stuck")

    said = words_of(page_of(visitor, account))

    assert "“I can pay on Friday” Rang back" in said
    assert "The lift is stuck" not in said


def test_contacts_of_a_case_about_the_tenancy_count_and_the_case_is_linked(visitor):
    grace = a_person("Grace", "Okafor")
    account = an_account(a_tenancy(a_home(), grace))
    case = a_case(grace, tenancy=account.tenancy)
    a_contact(grace, case=case, asked="Has the form come?")

    response = page_of(visitor, account)

    assert "“Has the form come?”" in words_of(response)
    assert reverse("staff:case", args=[case.reference]) in text_of(response)
    assert "Open cases" in words_of(response)


@pytest.mark.parametrize("until_on", [None, MONDAY - 9 * WEEK], ids=["current", "former"])
def test_one_click_logs_a_contact_about_this_account(visitor, until_on):
    grace = a_person("Grace", "Okafor")
    ended = {"until_on": until_on, "end_reason": "transfer"} if until_on else {}
    account = an_account(a_tenancy(a_home("12 Elm Walk"), grace, **ended))
    if until_on:
        an_account(a_tenancy(a_home("3 Ash Row"), grace, starts_on=until_on))
    address = f"{reverse('staff:call')}?person={grace.reference}&amp;home={account.tenancy.reference}"

    page = text_of(page_of(visitor, account))
    response = visitor.get(address.replace("&amp;", "&"))

    assert "Log a contact with Grace Okafor about this account" in page
    assert address in page
    assert re.findall(r'name="home"[^>]*value="([^"]*)" checked', text_of(response)) == [account.tenancy.reference]


# --- Temporary accommodation ----------------------------------------------------------------------------


def placed(*people, weeks: tuple[int, int | None], owed: str, address: str, tenure: str = "LTA") -> RentAccount:
    """The account of a temporary home: from so many weeks ago until so many weeks ago, and what is owed on it."""
    began, ended = weeks
    facts = {"until_on": MONDAY - ended * WEEK, "end_reason": "transfer"} if ended is not None else {}
    home = a_home(address)
    account = an_account(a_tenancy(home, *people, starts_on=MONDAY - began * WEEK, tenure=tenure, **facts))
    a_charge(home, "210.00", code="DTA")
    if Decimal(owed):
        a_posted_charge(account, owed, MONDAY - began * WEEK, code="DTA")
    return account


@pytest.fixture
def joseph(acting):
    return a_person("Joseph", "Mensah")


@pytest.fixture
def stays(joseph) -> list[RentAccount]:
    """His three: a hostel, a room by the night, and a leased home where he is now."""
    return [
        placed(joseph, weeks=(46, 37), owed="212.18", address="1 Hostel Lane"),
        placed(joseph, weeks=(37, 31), owed="640.00", address="2 Night Street"),
        placed(joseph, weeks=(31, None), owed="1104.55", address="3 Lease Road", tenure="NON"),
    ]


def test_several_short_accounts_are_one_debt_of_the_household(visitor, stays):
    said = words_of(page_of(visitor, stays[1]))

    assert "Temporary accommodation: £1,956.73 owed in all" in said
    assert said.index("3 Lease Road") < said.index("1 Hostel Lane")
    assert "2 Night Street, ZZ1 1AA this account" in said
    assert "Current £1,104.55" in said
    assert "Other accounts of the same people" not in said


def test_another_home_is_no_part_of_it(visitor, joseph, stays):
    garage = an_account(a_tenancy(a_place("garage", address_1="Garage 7"), joseph, tenure="GAR"))
    a_posted_charge(garage, "12.50", MONDAY)

    said = words_of(page_of(visitor, stays[0]))

    assert "£1,956.73 owed in all" in said
    assert "Garage 7" in said[said.index("Other accounts of the same people") :]
    assert "owed in all" not in words_of(page_of(visitor, garage))


@pytest.mark.parametrize(("relationship", "owed"), [("partner", "£2,056.73"), ("son", "£1,956.73")])
def test_a_home_of_the_partner_counts_and_that_of_a_parent_does_not(visitor, joseph, stays, relationship, owed):
    abena = a_person("Abena", "Mensah")
    before = placed(abena, weeks=(60, 46), owed="100.00", address="9 Inn Close")
    TenancyParty.objects.create(
        council_id=before.council_id,
        tenancy=before.tenancy,
        person=joseph,
        role="occupant",
        relationship=relationship,
        from_on=before.from_on,
    )

    assert f"{owed} owed in all" in words_of(page_of(visitor, stays[0]))


def test_what_a_former_partner_owes_of_her_own_later_home_is_not_told(visitor, joseph):
    abena = a_person("Abena", "Mensah")
    together = placed(joseph, abena, weeks=(60, 46), owed="100.00", address="9 Inn Close")
    placed(abena, weeks=(46, None), owed="700.00", address="4 Elsewhere")
    own = placed(joseph, weeks=(46, None), owed="30.00", address="5 Own Road")

    said = words_of(page_of(visitor, own))

    assert "£130.00 owed in all" in said
    assert "4 Elsewhere" not in said
    assert reverse("staff:rent_account", args=[together.pk]) in text_of(page_of(visitor, own))


def test_a_record_that_was_merged_brings_its_homes(visitor, joseph, stays):
    placed(a_person("Josef", "Mensah", merged_into=joseph), weeks=(70, 60), owed="10.00", address="8 Old Lane")

    assert "£1,966.73 owed in all" in words_of(page_of(visitor, stays[0]))


def test_the_page_of_an_account_costs_one_query_more_however_many_homes(visitor, stays, django_assert_num_queries):
    page_of(visitor, stays[0])

    with django_assert_num_queries(12):
        page_of(visitor, stays[0])


def test_the_page_of_the_person_says_it_too(visitor, joseph, stays):
    response = visitor.get(reverse("staff:person", args=[joseph.reference]))

    assert "Temporary accommodation: £1,956.73 owed in all" in words_of(response)
    assert reverse("staff:rent_account", args=[stays[0].pk]) in text_of(response)


def test_who_may_not_see_accounts_reads_nothing_of_it_on_the_page_of_the_person(client, joseph, stays):
    caretaker = sign_in_as(client, an_officer("caretaker"))

    response = caretaker.get(reverse("staff:person", args=[joseph.reference]))

    assert "owed in all" not in words_of(response)
