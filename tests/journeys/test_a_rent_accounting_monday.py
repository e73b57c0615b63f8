"""A rent accounting officer's Monday: the week is charged, the tills' file comes in, and the books agree.

What one officer may not do alone she does not: a colleague approves what she posts from suspense, and
reviews what she reconciles.
"""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from rooftree.foundations import dates
from rooftree.foundations.periods import Period
from rooftree.rents import rent_year
from rooftree.rents.actions import periods
from rooftree.rents.models import AccountingPeriod, RentAccount
from rooftree.rents.tests.files_in import cash_file
from rooftree.staff.models import Officer
from tests.browser.signing_in import come_in
from tests.builders import a_home, a_person, a_team, a_tenancy, an_officer, by
from tests.journeys.hands import Mouse
from tests.live import LiveSite, assert_no_axe_violations
from tests.queue import work_off
from tests.rent_builders import a_charge, a_rent_year, an_account, owed

pytestmark = pytest.mark.browser

WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Books:
    """Two officers who keep the books, two accounts of tenancies, and the debit day of this week."""

    asha: Officer
    bo: Officer
    grace: RentAccount
    samuel: RentAccount
    debit_day: dt.date


@pytest.fixture
def books(acting, live_site) -> Books:
    """The rent year and its periods are set up, two homes are charged, and no week was run yet."""
    today = dates.london_day(dates.now())
    debit_day = rent_year.debit_day_of(today)
    begins = rent_year.first_debit_day(today.year)
    begins = begins if begins <= debit_day else rent_year.first_debit_day(today.year - 1)
    asha = an_officer("rent_accounting_officer", name="Asha Bell")
    a_team("rent_accounting", name="Rent accounting")
    a_rent_year(begins)
    year = Period(begins, begins + 52 * WEEK)
    periods.lay_out_year(year, pattern="four_weekly", **by(officer=asha, at=dates.now()))
    return Books(
        asha,
        an_officer("rent_accounting_officer", name="Bo Lin"),
        _charged("12 Elm Walk", "Grace", "Okafor", "109.60"),
        _charged("14 Elm Walk", "Samuel", "Bell", "96.00"),
        debit_day,
    )


def _charged(address: str, forenames: str, surname: str, rent: str) -> RentAccount:
    account = an_account(a_tenancy(a_home(address), a_person(forenames, surname)))
    a_charge(account.place, rent)
    return account


def at_the_desk_of(officer: Officer, page: Page, site: LiveSite) -> Mouse:
    page.context.clear_cookies()
    come_in(page, site, officer)
    return Mouse(page)


def test_the_books_agree_by_the_end_of_a_monday(books: Books, live_site, page: Page):
    asha = at_the_desk_of(books.asha, page, live_site)
    asha_rehearses_and_runs_the_week(books, asha)
    asha_takes_the_file_of_the_tills(books, asha)
    asha_finds_whose_the_money_is(books, asha)
    asha_reconciles_the_cash(asha)
    bo = at_the_desk_of(books.bo, page, live_site)
    bo_approves_and_reviews(bo)

    assert (owed(books.grace), owed(books.samuel)) == (Decimal("55.40"), Decimal("-516.40"))
    nothing_is_left_to_run(bo)


def asha_rehearses_and_runs_the_week(books: Books, hand: Mouse) -> None:
    page = hand.page
    page.goto(reverse("staff:rent_accounting"))
    due = page.get_by_role("row", name=re.compile("A debit run was not made"))
    expect(due).to_contain_text("Rent accounting")
    assert_no_axe_violations(page)

    due.get_by_role("link").click()
    expect(page.get_by_role("row", name=re.compile("^Together"))).to_contain_text("£205.60")
    assert owed(books.grace) == 0
    assert_no_axe_violations(page)

    hand.press("Run it")
    main = page.get_by_role("main")
    expect(main).to_contain_text("It is in the queue, and begins as soon as a worker is free.")
    assert_no_axe_violations(page)
    work_off("make debit run")
    expect(main).to_contain_text("Adds up £205.60 expected, less £0.00 that fell to voids, is £205.60 charged")
    assert_no_axe_violations(page)
    assert (owed(books.grace), owed(books.samuel)) == (Decimal("109.60"), Decimal("96.00"))

    address = f"group=hra&cycle=weekly&from={books.debit_day.isoformat()}"
    page.goto(f"{reverse('staff:rehearse_run')}?{address}")
    expect(main).to_contain_text("This period was run before.")


def asha_takes_the_file_of_the_tills(books: Books, hand: Mouse) -> None:
    page = hand.page
    page.goto(reverse("staff:money_files"))
    hand.open("Take a file in")
    hand.choose("What kind of file is it?", "Cash receipts")
    page.get_by_label("File", exact=True).set_input_files(
        {
            "name": "tills.csv",
            "mimeType": "text/csv",
            "buffer": cash_file(
                f"CARD,{books.grace.payment_reference},54.20", "BANK,7700,612.40,2026-11-09,S BELL,Rent"
            ),
        }
    )
    hand.press("Take it in")

    main = page.get_by_role("main")
    expect(main).to_contain_text("The file is posted, whole.")
    expect(main).to_contain_text("£666.60 in 2 lines = £54.20 to accounts + £612.40 to suspense")
    assert_no_axe_violations(page)
    assert owed(books.grace) == Decimal("55.40")


def asha_finds_whose_the_money_is(books: Books, hand: Mouse) -> None:
    page = hand.page
    page.goto(reverse("staff:suspense"))
    page.get_by_role("row", name=re.compile("612.40")).get_by_role("link").first.click()
    hand.press("Post it to an account")
    hand.write("Payment reference of the account", books.samuel.payment_reference)
    hand.write("How do you know that it is theirs?", "Mr Bell rang, and read his bank statement to us")
    assert_no_axe_violations(page)
    hand.press("Post it")

    main = page.get_by_role("main")
    expect(main).to_contain_text("It waits for a colleague to approve it.")
    expect(main).to_contain_text("You asked, so a colleague must agree.")
    expect(main.get_by_role("button", name="Approve and post")).to_have_count(0)
    assert owed(books.samuel) == Decimal("96.00")


def asha_reconciles_the_cash(hand: Mouse) -> None:
    page = hand.page
    page.goto(reverse("staff:reconciliations"))
    today = dates.london_day(dates.now())
    period = page.get_by_label("Period", exact=True)
    period.select_option(value=_period_of(today))
    hand.press("Show")
    page.get_by_role("row", name=re.compile("^Cash files")).get_by_role("button").click()

    main = page.get_by_role("main")
    expect(main).to_contain_text("There is no difference.")
    expect(main).to_contain_text("You prepared it, so a colleague must review it.")
    expect(page.get_by_role("row", name=re.compile("^Together")).first).to_contain_text("£666.60")
    assert_no_axe_violations(page)


def _period_of(day: dt.date) -> str:
    return str(AccountingPeriod.objects.get(from_on__lte=day, until_on__gt=day).pk)


def bo_approves_and_reviews(hand: Mouse) -> None:
    page = hand.page
    main = page.get_by_role("main")
    page.goto(reverse("staff:rent_accounting"))
    expect(page.get_by_role("row", name=re.compile("Suspense to approve"))).to_contain_text(
        "A colleague of Asha Bell"
    )
    hand.open("Suspense to approve")
    page.get_by_role("row", name=re.compile("612.40")).get_by_role("link").first.click()
    main.get_by_role("button", name=re.compile("^Approve and post")).click()
    expect(main).to_contain_text("It is approved, and posted.")

    page.goto(reverse("staff:reconciliations") + f"?period={_period_of(dates.london_day(dates.now()))}")
    page.get_by_role("row", name=re.compile("^Cash files")).get_by_role("link").first.click()
    hand.press("Say that you reviewed it")
    hand.press("It is reviewed")
    expect(main).to_contain_text("Reviewed There is no difference.")


def nothing_is_left_to_run(hand: Mouse) -> None:
    hand.page.goto(reverse("staff:rent_accounting"))
    expect(hand.page.get_by_role("main")).not_to_contain_text("A debit run was not made")
    expect(hand.page.get_by_role("main")).not_to_contain_text("Suspense to approve")
