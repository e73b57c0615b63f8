"""Pages of reconciliations and periods, and of direct debits."""

import datetime as dt
from decimal import Decimal

import pytest

from rooftree.foundations import calendar_table, dates
from rooftree.foundations.calendars import EW
from rooftree.foundations.periods import Period
from rooftree.pages.tests.html import assert_valid_html
from rooftree.rents.actions import mandates, periods
from rooftree.rents.actions.mandates import NoticeDue
from rooftree.rents.models import AccountingPeriod, Mandate, Submission, YearClose
from rooftree.rents.tests import collecting
from rooftree.rents.tests.test_year_close import YEAR, a_used_account, a_year
from rooftree.staffweb.tests.asking import on, refused, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import an_officer, by

pytestmark = pytest.mark.usefixtures("acting")

ADDRESS = "/staff/rent-accounting"
PAST = Period(dt.date(2025, 4, 7), dt.date(2026, 4, 6))


# --- Reconciliations and periods ------------------------------------------------------------------


@pytest.fixture
def period(asha) -> AccountingPeriod:
    """The first period of a year that is over."""
    return periods.lay_out_year(PAST, pattern="four_weekly", **by(officer=asha, at=dates.now()))[0]


def test_a_year_is_laid_out(client, asha):
    days = {**on("first", PAST.starts), **on("last", dt.date(2026, 4, 5))}

    page = client.post(f"{ADDRESS}/periods/lay-out/", {**days, "pattern": "four_weekly"}, follow=True)
    nothing = client.post(f"{ADDRESS}/periods/lay-out/", {})

    assert_valid_html(page)
    assert "The year has 13 periods." in words_of(page)
    assert "Period 13" in words_of(page)
    assert "Enter the first day" in refused(nothing)
    assert "Choose how it is divided" in refused(nothing)


def test_all_are_prepared_reviewed_by_a_colleague_and_the_period_closes(client, asha, bo, period):
    early = client.post(f"{ADDRESS}/periods/{period.pk}/close/", {})
    prepared = client.post(f"{ADDRESS}/periods/{period.pk}/prepare/", follow=True)
    kept = list(period.reconciliations.all())
    own = client.get(f"{ADDRESS}/reconciliations/{kept[0].pk}/")

    sign_in_as(client, bo)
    for each in kept:
        client.post(f"{ADDRESS}/reconciliations/{each.pk}/review/", {"note": "Agrees"})
    closed = client.post(f"{ADDRESS}/periods/{period.pk}/close/", follow=True)
    shown = client.get(f"{ADDRESS}/reconciliations/?period={period.pk}")

    assert "Not prepared yet" in refused(early)
    assert_valid_html(prepared)
    assert len(kept) == 12
    assert "You prepared it, so a colleague must review it." in words_of(own)
    assert_valid_html(closed)
    assert "The period is closed." in words_of(closed)
    assert "Closed Bo Lin" in words_of(closed)
    assert "Prepare it" not in words_of(shown)


def test_a_reconciliation_is_sent_back_and_prepared_again(client, asha, bo, period):
    client.post(f"{ADDRESS}/periods/{period.pk}/prepare/cash/")
    kept = period.reconciliations.get()

    sign_in_as(client, bo)
    back = client.post(
        f"{ADDRESS}/reconciliations/{kept.pk}/send-back/", {"why": "A file is missing"}, follow=True
    )
    sign_in_as(client, asha)
    again = client.post(f"{ADDRESS}/periods/{period.pk}/prepare/cash/", follow=True)

    assert "Sent back" in words_of(back)
    assert "A file is missing" in words_of(back)
    assert "It is prepared." in words_of(again)
    assert "Waiting for review" in words_of(again)


def test_no_difference_needs_no_explanation(client, asha, period):
    client.post(f"{ADDRESS}/periods/{period.pk}/prepare/cash/")
    kept = period.reconciliations.get()

    page = client.post(f"{ADDRESS}/reconciliations/{kept.pk}/explain/", {"amount": "3.00", "words": "A late file"})

    assert "so there is nothing to explain" in refused(page)


def test_a_period_that_is_over_is_due_on_the_front_page(client, asha, period):
    page = client.get(f"{ADDRESS}/")

    assert "A period to close Period 1, to" in words_of(page)
    assert "0 of 12 reviewed" in words_of(page)


def test_reconciliations_are_taken_away_as_a_table(client, asha, period):
    sheet = b"".join(client.get(f"{ADDRESS}/reconciliations/?period={period.pk}&as=csv")).decode()

    assert sheet.count("\r\n") == 13
    assert '"Cash files"' in sheet


def test_a_year_with_an_open_period_does_not_close(client, asha, period):
    form = client.get(f"{ADDRESS}/periods/{period.pk}/close-year/")
    page = client.post(f"{ADDRESS}/periods/{period.pk}/close-year/", {})

    assert_valid_html(form)
    assert "open" in refused(page)


@pytest.mark.django_db(transaction=True)
def test_a_year_whose_periods_are_closed_closes_by_its_form(client, asha):
    a_used_account()
    _, last = a_year()

    page = client.post(f"{ADDRESS}/periods/{last.pk}/close-year/", {}, follow=True)

    assert_valid_html(page)
    assert "The year is closed, and its balances are carried forward." in words_of(page)
    assert (YearClose.objects.get().from_on, YearClose.objects.get().stage) == (YEAR.starts, "done")


def test_an_auditor_closes_nothing(client, asha, period):
    sign_in_as(client, an_officer("auditor"))

    answers = [client.post(f"{ADDRESS}/periods/{period.pk}/{step}/", {}) for step in ("close", "close-year")]

    assert [each.status_code for each in answers] == [403, 403]
    assert not YearClose.objects.exists()


# --- Direct debits --------------------------------------------------------------------------------


@pytest.fixture
def bureau(settings):
    settings.BACS_USERS = collecting.USERS


def test_instructions_are_listed_with_what_their_payers_were_told(client, asha):
    mandate = collecting.in_force()

    listed = client.get(f"{ADDRESS}/direct-debits/?words={mandate.reference}")
    page = client.get(f"{ADDRESS}/direct-debits/{mandate.pk}/")
    notices = client.get(f"{ADDRESS}/direct-debits/notices/?when=")

    for each in (listed, page, notices):
        assert_valid_html(each)
    assert "Grace Okafor" in words_of(listed)
    assert "£433.34" in words_of(listed)
    assert "In force" in words_of(page)
    assert "£433.34" in words_of(notices)


def test_a_file_for_the_bank_is_made_once_and_downloaded(client, asha, bureau):
    collecting.in_force()
    made = collecting.submitted()

    page = client.get(f"{ADDRESS}/direct-debits/")
    file = client.get(f"{ADDRESS}/direct-debits/files/{made.pk}/")

    assert f"File {made.number}" in words_of(page)
    assert "£433.34" in words_of(page)
    assert file.status_code == 200
    assert "attachment" in file["Content-Disposition"]


def test_what_would_be_collected_is_shown_before_the_file_is_made(client, asha, bureau):
    collecting.in_force()

    page = client.get(f"{ADDRESS}/direct-debits/files/make/?day=2027-02-01")
    sunday = client.get(f"{ADDRESS}/direct-debits/files/make/?day=2027-01-31")

    assert_valid_html(page)
    assert "1 collection, £433.34 in all, and 0 instructions, new or cancelled." in words_of(page)
    assert_valid_html(sunday)
    assert Submission.objects.count() == 0


def in_a_week() -> dt.date:
    """A working day a week from now, or soon after."""
    return calendar_table.in_force(EW).on_or_next(dates.london_day(dates.now()) + dt.timedelta(days=7))


def told_long_ago(collects_on: dt.date) -> Mandate:
    """A direct debit in force that is collected each week on the weekday of a day."""
    mandate = collecting.in_force()
    mandate.every, mandate.day = "week", collects_on.isoweekday()
    mandate.save()
    due = NoticeDue(Decimal("100.00"), collects_on - dt.timedelta(days=21), "Rent.", is_first=True)
    long_ago = dates.now() - dt.timedelta(days=60)
    mandates.give_notice(mandate, due, at=long_ago)
    return mandate


def test_the_file_of_a_day_is_made_by_its_form_and_can_be_downloaded(client, asha, bureau):
    told_long_ago(in_a_week())

    page = client.post(f"{ADDRESS}/direct-debits/files/make/", on("collects_on", in_a_week()), follow=True)

    made = Submission.objects.get()
    assert_valid_html(page)
    assert f"File {made.number} is made for" in words_of(page)
    assert "£100.00 in all. Download it for the bank." in words_of(page)
    assert client.get(f"{ADDRESS}/direct-debits/files/{made.pk}/").content.startswith(b"UHL1")


def test_a_day_without_collections_makes_no_file(client, asha, bureau):
    page = client.post(f"{ADDRESS}/direct-debits/files/make/", on("collects_on", in_a_week()), follow=True)

    assert "Nothing is due on that day, so no file was made." in words_of(page)
    assert not Submission.objects.exists()


def test_who_does_not_keep_the_books_makes_no_file(client, acting, bureau):
    sign_in_as(client, an_officer("auditor"))

    page = client.post(f"{ADDRESS}/direct-debits/files/make/", on("collects_on", dt.date(2027, 2, 1)))

    assert page.status_code == 403
    assert not Submission.objects.exists()


def test_an_auditor_takes_no_file(client, bureau):
    collecting.in_force()
    made = collecting.submitted()
    sign_in_as(client, an_officer("auditor"))

    assert client.get(f"{ADDRESS}/direct-debits/").status_code == 200
    assert client.get(f"{ADDRESS}/direct-debits/files/{made.pk}/").status_code == 403
