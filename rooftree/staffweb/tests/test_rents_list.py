"""The list of rent accounts: whose it is, how it is narrowed and sorted, and what it says of each."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.pages.tests.html import assert_valid_html
from rooftree.people.models import Adjustment
from rooftree.places.models import Patch, PatchOfficer, PatchPlace
from rooftree.rents.models import ExpectedBenefit, RentAccount
from rooftree.rents.rent_year import WEEK, debit_day_of
from rooftree.staff.models import Officer
from rooftree.staff.tests.making import a_cover, a_team
from rooftree.staffweb.tests.asking import listed, text_of, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_group, a_home, a_person, a_place, a_tenancy, an_officer, the_council
from tests.rent_builders import a_charge, a_posted_charge, a_receipt, an_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

TODAY = dates.london_day(dates.now())
MONDAY = debit_day_of(TODAY)
SINCE = dt.date(2020, 1, 1)


@pytest.fixture
def officer(client, acting):
    return sign_in_as(client, an_officer("income_officer"))


def owing(name: str, pounds: str, *, within=None, **facts) -> RentAccount:
    """The account of somebody who owes so much, at 100 pounds a week."""
    home = a_home(f"{name} Row", parent=within)
    account = an_account(a_tenancy(home, a_person(name, "Okafor")), **facts)
    a_charge(home, "100.00")
    a_posted_charge(account, pounds, MONDAY)
    return account


def an_income_patch(code: str, officer: Officer, place) -> Patch:
    council = {"council": the_council()}
    patch = Patch.objects.create(code=code, purpose="income", team=a_team(code), **council)
    PatchOfficer.objects.create(patch=patch, officer=officer, from_on=SINCE, **council)
    PatchPlace.objects.create(patch=patch, purpose="income", place=place, from_on=SINCE, **council)
    return patch


def list_of(client, **asked):
    return client.get(reverse("staff:rent_accounts"), asked)


def names(response) -> list[str]:
    return [name.removesuffix(" Okafor") for name in listed(response)]


def test_the_highest_arrears_stand_first_and_say_why(officer):
    owing("Ada", "50.00")
    owing("Grace", "320.00")

    response = list_of(officer)

    assert names(response) == ["Grace", "Ada"]
    assert "£220.00 behind, 2.2 weeks." in words_of(response)
    assert "No payment on record." in words_of(response)
    assert "2 accounts, £370.00 owed on them" in words_of(response)
    assert_valid_html(response)


def test_an_officer_with_a_patch_sees_that_patch_first_and_may_ask_for_all(client, acting):
    asha = an_officer("income_officer")
    mine, elsewhere = a_place("estate", name="Elm"), a_place("estate", name="Ash")
    owing("Grace", "100.00", within=mine)
    owing("Ada", "300.00", within=elsewhere)
    an_income_patch("I01", asha, mine)
    visitor = sign_in_as(client, asha)

    assert names(list_of(visitor)) == ["Grace"]
    assert names(list_of(visitor, whose="all")) == ["Ada", "Grace"]


def test_the_patch_of_an_absent_colleague_counts_for_who_covers(client, acting):
    asha, ben = an_officer("income_officer"), an_officer("income_officer", name="Ben Cole")
    mine, his = a_place("estate", name="Elm"), a_place("estate", name="Ash")
    owing("Grace", "100.00", within=mine)
    owing("Ada", "300.00", within=his)
    an_income_patch("I01", asha, mine)
    an_income_patch("I02", ben, his)
    a_cover(ben, covered_by=asha, from_on=TODAY, until_on=TODAY + WEEK)

    assert names(list_of(sign_in_as(client, asha))) == ["Ada", "Grace"]


def test_a_block_in_another_patch_is_left_out_of_the_estates(client, acting):
    asha, ben = an_officer("income_officer"), an_officer("income_officer", name="Ben Cole")
    estate = a_place("estate", name="Elm")
    block = a_place("block", name="Elm Court", parent=estate)
    owing("Grace", "100.00", within=estate)
    owing("Ada", "300.00", within=block)
    an_income_patch("I01", asha, estate)
    patch = an_income_patch("I02", ben, block)
    visitor = sign_in_as(client, asha)

    assert names(list_of(visitor)) == ["Grace"]
    assert names(list_of(visitor, whose=str(patch.pk))) == ["Ada"]


def test_tabs_count_and_show_those_that_owe_are_in_credit_or_ended(officer):
    owing("Grace", "100.00")
    credit = owing("Ada", "100.00")
    a_receipt(credit, "130.00", MONDAY)
    former = an_account(
        a_tenancy(a_home(), a_person("Tom", "Okafor"), until_on=MONDAY - WEEK, end_reason="transfer")
    )
    a_posted_charge(former, "40.00", MONDAY - 3 * WEEK)

    response = list_of(officer)

    said = words_of(response)
    assert "Current 2" in said
    assert "Owing 1" in said
    assert "In credit 1" in said
    assert "Former 1" in said
    assert names(list_of(officer, shown="owing")) == ["Grace"]
    assert names(list_of(officer, shown="credit")) == ["Ada"]
    assert names(list_of(officer, shown="former")) == ["Tom"]


def test_it_is_narrowed_by_what_is_owed_and_by_weeks(officer):
    owing("Grace", "320.00")
    owing("Ada", "50.00")

    assert names(list_of(officer, at_least="300")) == ["Grace"]
    assert names(list_of(officer, weeks="0.6")) == ["Grace"]
    assert names(list_of(officer, weeks="0.5")) == ["Grace", "Ada"]


def test_it_is_narrowed_by_benefit_and_by_how_it_is_paid(officer):
    grace = owing("Grace", "320.00", paying_by="card")
    owing("Ada", "50.00")
    ExpectedBenefit.objects.create(
        council_id=grace.council_id,
        rent_account=grace,
        kind="uc",
        amount=Decimal("400.00"),
        every="monthly",
        from_on=SINCE,
    )

    assert names(list_of(officer, benefit="uc")) == ["Grace"]
    assert names(list_of(officer, benefit="hb")) == []
    assert names(list_of(officer, benefit="none")) == ["Ada"]
    assert names(list_of(officer, paying_by="card")) == ["Grace"]


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("", "Grace"),
        ("weeks", "Grace"),
        ("balance", "Grace"),
        ("credit", "Ada"),
        ("paid", "Grace"),
        ("address", "Ada"),
    ],
)
def test_it_is_sorted_as_asked(officer, order, first):
    owing("Grace", "320.00")
    a_receipt(owing("Ada", "50.00"), "10.00", MONDAY)

    assert names(list_of(officer, order=order))[0] == first


def test_what_is_wrongly_asked_for_narrows_nothing(officer):
    owing("Grace", "320.00")

    response = list_of(officer, whose="x", at_least="much", weeks="-", order="; DROP TABLE", page="nought")

    assert names(response) == ["Grace"]


def test_the_last_payment_and_how_long_ago(officer):
    account = owing("Grace", "320.00")
    a_receipt(account, "20.00", MONDAY - 8 * WEEK)

    said = words_of(list_of(officer))

    assert "£20.00" in said
    assert "No payment for five weeks." in said


def test_what_is_only_timing_is_told(officer):
    account = owing("Grace", "100.00")
    ExpectedBenefit.objects.create(
        council_id=account.council_id,
        rent_account=account,
        kind="uc",
        amount=Decimal("433.33"),
        every="monthly",
        next_on=TODAY + dt.timedelta(days=8),
        from_on=SINCE,
    )

    assert "is only timing" in words_of(list_of(officer))


def test_what_we_do_differently_is_marked(officer):
    account = owing("Grace", "100.00")
    grace = account.tenancy.parties.get().person
    Adjustment.objects.create(
        council_id=grace.council_id, person=grace, code="bsl", from_on=SINCE, reviewed_on=SINCE
    )

    assert "British Sign Language" in words_of(list_of(officer))


def test_a_restricted_tenant_is_not_named_to_those_outside_the_group(officer, council):
    group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="member"):
        an_account(a_tenancy(None, a_person("Hidden", "Okafor", restricted_to=group.pk)))

    assert "Hidden" not in text_of(list_of(officer))


def test_the_list_goes_as_a_table_with_every_row_that_the_filters_leave(officer):
    owing("Grace", "320.00")
    owing("Ada", "50.00")

    response = officer.get(reverse("staff:rent_accounts_table"), {"at_least": "300"})

    text = b"".join(response.streaming_content).decode()
    assert "Grace Okafor" in text
    assert "Ada Okafor" not in text
    assert '"£220.00 behind, 2.2 weeks. No payment on record.",320.00,320.00,100.00,3.2,220.00' in text


def test_pages_follow_one_another(officer, monkeypatch):
    monkeypatch.setattr("rooftree.staffweb.rents_list.ROWS", 1)
    owing("Grace", "320.00")
    owing("Ada", "50.00")

    assert names(list_of(officer)) == ["Grace"]
    assert names(list_of(officer, page="2")) == ["Ada"]
    assert names(list_of(officer, page="9")) == ["Grace"]


def test_the_list_costs_the_same_however_many_accounts_there_are(officer, django_assert_num_queries):
    list_of(officer)
    for number in range(6):
        owing(f"Grace{number}", "100.00")

    with django_assert_num_queries(11):
        list_of(officer)


def test_who_may_not_see_accounts_is_told_why(client, acting):
    assert list_of(sign_in_as(client, an_officer("caretaker"))).status_code == 403
