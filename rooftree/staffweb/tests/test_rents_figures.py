"""Figures of rents, as a manager sees them."""

import datetime as dt
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from rooftree.foundations import dates
from rooftree.ledger import accounts, posting
from rooftree.ledger.models import Movement
from rooftree.pages.labels import Labels
from rooftree.pages.tests.html import assert_valid_html
from rooftree.places.models import Patch, PatchOfficer, PatchPlace
from rooftree.record.account import account_page
from rooftree.record.account_figures import patches_owing, weeks_of_rent
from rooftree.rents.measures import arrears_by_cause
from rooftree.rents.models import DebitRun, ExpectedBenefit
from rooftree.rents.rent_year import WEEK, debit_day_of
from rooftree.staff.tests.making import a_team
from rooftree.staffweb.rents_words import sum_of
from rooftree.staffweb.tests.asking import on, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import a_home, a_person, a_place, a_tenancy, an_officer, the_council
from tests.rent_builders import a_charge, a_posted_charge, a_receipt, an_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

TODAY = dates.london_day(dates.now())
MONDAY = debit_day_of(TODAY)


@pytest.fixture
def manager(client, acting):
    return sign_in_as(client, an_officer("service_manager"))


def a_run(starts_on: dt.date = MONDAY, *, charged: str = "300.00", void: str = "40.00", **facts) -> DebitRun:
    return DebitRun.objects.create(
        **{
            "council": the_council(),
            "group": "hra",
            "cycle": "weekly",
            "period_from_on": starts_on,
            "period_until_on": starts_on + WEEK,
            "status": "posted",
            "expected": Decimal(charged) + Decimal(void),
            "charged": Decimal(charged),
            "void": Decimal(void),
            "at": dates.now(),
            **facts,
        }
    )


def figures_of(client, **asked):
    return client.get(reverse("staff:rent_figures"), asked)


def table_of(client, name: str, **asked) -> str:
    response = client.get(reverse("staff:rent_figures_table", args=[name]), asked)
    return b"".join(response.streaming_content).decode()


def test_the_roll_and_what_was_collected_stand_week_by_week(manager):
    a_run()
    a_receipt(an_account(), "120.00", MONDAY)

    response = figures_of(manager)

    assert response.status_code == 200
    assert f'"{MONDAY.isoformat()}",340.00,300.00,40.00,0.00,120.00' in table_of(manager, "weeks")
    assert "£340.00" in words_of(response)
    assert_valid_html(response)


def test_the_chart_stands_beside_the_table_of_the_same_weeks(manager):
    a_run()

    page = figures_of(manager).content.decode()

    assert f"<title>Week from {dates.long_date(MONDAY)}: roll £340.00, collected £0.00</title>" in page
    assert 'aria-label="Table: Roll and collection, week by week"' in page


def test_a_payment_that_came_back_counts_against_what_was_collected(acting):
    account = an_account()
    movement = a_receipt(account, "120.00", MONDAY)
    posting.reverse(
        [movement],
        reason="Recalled by the bank",
        council_id=account.council_id,
        posted_on=MONDAY,
        at=dates.now(),
        who="test",
    )

    assert weeks_of_rent(account.council_id, from_on=MONDAY, until_on=MONDAY + WEEK)[0].collected == Decimal(
        "0.00"
    )


def test_what_was_put_right_later_stands_apart_from_the_roll(acting):
    a_run()
    a_run(cycle="catch_up", charged="25.00", void="-25.00")

    (week,) = weeks_of_rent(the_council().pk, from_on=MONDAY, until_on=MONDAY + WEEK)

    assert (week.roll, week.charged, week.void, week.late) == tuple(map(Decimal, ("340", "300", "40", "25")))


def test_before_the_first_run_the_roll_is_what_an_old_system_charged(acting):
    account = an_account()
    a_posted_charge(account, "90.00", MONDAY - WEEK)
    a_posted_charge(account, "4.00", MONDAY)
    a_run(MONDAY, charged="100.00", void="0.00")

    old, new = weeks_of_rent(account.council_id, from_on=MONDAY - WEEK, until_on=MONDAY + WEEK)

    assert (old.roll, old.charged, old.void) == (Decimal("90.00"), Decimal("90.00"), 0)
    assert (new.roll, new.charged, new.void) == (Decimal("100.00"), Decimal("100.00"), 0)


def test_each_rent_group_stands_by_itself_and_all_together(manager):
    a_run()
    a_run(group="garages", charged="12.00", void="3.00")

    said = words_of(figures_of(manager))

    assert "Garages and parking £15.00 £12.00 £3.00" in said
    assert "All groups £355.00 £312.00 £43.00" in said


def test_days_that_are_asked_for_and_no_others(manager):
    a_run(MONDAY - 20 * WEEK)

    assert "£340.00" not in words_of(figures_of(manager))
    first, last = on("first", MONDAY - 20 * WEEK), on("last", MONDAY)
    assert "£340.00" in words_of(figures_of(manager, **first, **last))


def test_who_owes_by_patch_and_in_none(acting):
    asha, estate = an_officer("income_officer"), a_place("estate", name="Elm")
    council = {"council": the_council()}
    patch = Patch.objects.create(code="I01", purpose="income", team=a_team("Income"), **council)
    PatchOfficer.objects.create(patch=patch, officer=asha, from_on=dt.date(2020, 1, 1), **council)
    PatchPlace.objects.create(patch=patch, purpose="income", place=estate, from_on=dt.date(2020, 1, 1), **council)
    inside, outside = a_home(parent=estate), a_home("4 Ash Row")
    for home, pounds in ((inside, "250.00"), (outside, "30.00")):
        a_posted_charge(an_account(a_tenancy(home, a_person())), pounds, MONDAY)
    a_charge(inside, "100.00")

    mine, none = patches_owing(the_council().pk, on=TODAY)

    assert (mine.patch, mine.team, mine.officer, mine.accounts, mine.owing) == ("I01", "Income", "Asha Bell", 1, 1)
    assert (mine.arrears, mine.weekly) == (Decimal("250.00"), Decimal("100.00"))
    assert (none.patch, none.arrears) == ("", Decimal("30.00"))


def test_what_is_owed_is_told_by_cause(manager):
    a_posted_charge(an_account(), "80.00", MONDAY)

    assert "Nothing paid in four weeks 1 £80.00" in words_of(figures_of(manager))


def test_what_is_timing_is_the_sum_of_what_the_pages_of_accounts_say(manager):
    found = [
        a_claimant(f"{number} Ash Row", kind, every, **facts)
        for number, (kind, every, facts) in enumerate(
            [
                ("uc", "monthly", {"next_on": TODAY + timedelta(days=9)}),
                ("uc_managed", "four_weekly", {"next_on": TODAY + timedelta(days=20)}),
                ("hb", "four_weekly", {"next_on": TODAY}),
                ("uc", "monthly", {"next_on": TODAY - timedelta(days=1)}),
                ("uc", "monthly", {"amount": Decimal(), "claimed_on": TODAY - timedelta(days=20)}),
                (
                    "uc_deduction",
                    "four_weekly",
                    {"next_on": TODAY + timedelta(days=9), "amount": Decimal("20.00")},
                ),
            ]
        )
    ]

    labels = Labels(on=TODAY, council_id=the_council().pk)
    by_page = [sum_of(account_page(each.pk, on=TODAY), labels).technical.amount for each in found]
    [timing] = [each for each in arrears_by_cause(the_council().pk, on=TODAY) if each.code == "timing"]

    assert all(by_page[:3])
    assert by_page[4] > 0
    assert (timing.count, timing.pounds) == (sum(map(bool, by_page)), sum(by_page))


def a_claimant(address, kind, every, **facts):
    """An account that owes £300.00, at £100.00 a week, and expects a benefit."""
    account = an_account(a_tenancy(a_home(address), a_person()))
    a_charge(account.place)
    a_posted_charge(account, "300.00", MONDAY - WEEK)
    ExpectedBenefit.objects.create(
        council_id=account.council_id,
        rent_account=account,
        kind=kind,
        every=every,
        from_on=dt.date(2015, 6, 1),
        **{"amount": Decimal("400.00"), **facts},
    )
    return account


def test_a_payment_posted_out_of_suspense_is_collected_and_a_write_off_taken_back_is_not(acting):
    account = an_account()
    [part] = account.parts.values_list("ledger_account_id", flat=True)
    suspense, lost = (accounts.control(account.council_id, code) for code in ("suspense", "write_offs"))
    facts = {"council_id": account.council_id, "posted_on": MONDAY, "at": dates.now(), "who": "test"}
    posting.post(
        [
            posting.Posting(suspense, part, Decimal("30.00"), "journal", "RIT", MONDAY, "s", batch="suspense"),
            posting.Posting(lost, part, Decimal("9.00"), "journal", "WOF", MONDAY, "w"),
        ],
        **facts,
    )
    [written_off] = Movement.objects.filter(code="WOF").values_list("pk", flat=True)
    posting.reverse([written_off], reason="Posted twice", **facts)

    [week] = weeks_of_rent(account.council_id, from_on=MONDAY, until_on=MONDAY + WEEK)

    assert week.collected == Decimal("30.00")


def test_the_page_costs_the_same_however_many_accounts_there_are(manager, django_assert_num_queries):
    a_posted_charge(an_account(), "80.00", MONDAY)
    figures_of(manager)
    for number in range(4):
        a_posted_charge(an_account(a_tenancy(a_home(f"{number} Ash Row"), a_person())), "80.00", MONDAY)

    with django_assert_num_queries(26):
        figures_of(manager)


def test_every_table_can_be_taken_away(manager):
    a_run()

    assert "Collected" in table_of(manager, "glance")
    assert "All groups" in table_of(manager, "groups")
    assert "Pounds" in table_of(manager, "causes")
    assert "Patch" in table_of(manager, "patches")
    assert "Over 30 days" in table_of(manager, "suspense")


def test_a_table_that_is_none_is_not_there(manager):
    assert manager.get(reverse("staff:rent_figures_table", args=["nothing"])).status_code == 404


def test_an_income_officer_is_told_why_not(client, acting):
    assert figures_of(sign_in_as(client, an_officer("income_officer"))).status_code == 403
