"""Pages of reconciliations and periods, of the annual increase, and of direct debits."""

import datetime as dt

import pytest

from rooftree.foundations import dates
from rooftree.foundations.periods import Period
from rooftree.pages.tests.html import assert_valid_html
from rooftree.rents.actions import periods
from rooftree.rents.models import AccountingPeriod, RentIncrease, RentIncreaseLine, Submission
from rooftree.rents.tests import aprils, collecting
from rooftree.staffweb.tests.asking import on, refused, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from tests.builders import an_officer, by

ADDRESS = "/staff/rent-accounting"
PAST = Period(dt.date(2025, 4, 7), dt.date(2026, 4, 6))


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
    assert len(kept) == 11
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
    assert "0 of 11 reviewed" in words_of(page)


def test_reconciliations_are_taken_away_as_a_table(client, asha, period):
    sheet = b"".join(client.get(f"{ADDRESS}/reconciliations/?period={period.pk}&as=csv")).decode()

    assert sheet.count("\r\n") == 12
    assert '"Cash files"' in sheet


def test_a_year_with_an_open_period_does_not_close(client, asha, period):
    form = client.get(f"{ADDRESS}/periods/{period.pk}/close-year/")
    page = client.post(f"{ADDRESS}/periods/{period.pk}/close-year/", {})

    assert_valid_html(form)
    assert "open" in refused(page)


# --- The annual increase --------------------------------------------------------------------------


@pytest.fixture
def increase(asha) -> RentIncrease:
    """The increase of April 2027, rehearsed by Asha for one home with a valuation and one without."""
    aprils.years()
    aprils.a_value(aprils.a_let_home("104.80"))
    aprils.a_let_home("90.00")
    return aprils.rehearsed(asha)


def test_an_increase_is_rehearsed_with_a_sentence_for_each_home(client, asha):
    aprils.years()
    aprils.a_value(aprils.a_let_home("104.80"))
    facts = {"group": "hra", "cpi": "3.0", "cpi_source": "ONS, 21 October 2026", "services_by": "0"}

    page = client.post(
        f"{ADDRESS}/increases/rehearse/", {**facts, **on("starts_on", aprils.NEW_YEAR)}, follow=True
    )
    nothing = client.post(f"{ADDRESS}/increases/rehearse/", {})

    assert_valid_html(page)
    assert "It is rehearsed, and nothing is charged yet." in words_of(page)
    assert RentIncreaseLine.objects.get().why in words_of(page)
    assert "Enter the first day of the new rents" in refused(nothing)


def test_its_lines_are_narrowed_and_taken_away(client, asha, increase):
    stands_out = words_of(client.get(f"{ADDRESS}/increases/{increase.pk}/?which=exception-no_value"))
    sheet = b"".join(client.get(f"{ADDRESS}/increases/{increase.pk}/?as=csv&sort=-becomes")).decode()

    assert "1 line " in stands_out
    assert "No valuation of 1999" in stands_out
    assert sheet.count("DBR") == 2


def test_it_is_checked_by_hand_and_approved_by_a_colleague(client, asha, bo, increase):
    own = client.post(f"{ADDRESS}/increases/{increase.pk}/approve/", follow=True)
    for line in increase.lines.all():
        client.post(f"{ADDRESS}/increases/lines/{line.pk}/check/", {"is_right": "yes"})
    checked = client.get(f"{ADDRESS}/increases/{increase.pk}/")

    sign_in_as(client, bo)
    approved = client.post(f"{ADDRESS}/increases/{increase.pk}/approve/", follow=True)

    assert "You rehearsed this increase, so somebody else approves it." in words_of(own)
    assert "Checked by hand: 2 right" in words_of(checked)
    assert "It is approved. Tenants can be told." in words_of(approved)


def test_a_wrong_line_says_what_is_wrong(client, asha, increase):
    line = increase.lines.first()

    silent = client.post(f"{ADDRESS}/increases/lines/{line.pk}/check/", {"is_right": "no"})
    nothing = client.post(f"{ADDRESS}/increases/lines/{line.pk}/check/", {})

    assert "Say what is wrong with this line." in refused(silent)
    assert "Choose whether it is right" in refused(nothing)


def test_it_is_withdrawn_while_nobody_was_told(client, asha, increase):
    page = client.post(f"{ADDRESS}/increases/{increase.pk}/withdraw/", follow=True)

    assert "It is withdrawn." in words_of(page)


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
    assert "1 collection, £433.34 in all" in words_of(page)
    assert_valid_html(sunday)
    assert Submission.objects.count() == 0


def test_an_auditor_takes_no_file(client, bureau):
    collecting.in_force()
    made = collecting.submitted()
    sign_in_as(client, an_officer("auditor"))

    assert client.get(f"{ADDRESS}/direct-debits/").status_code == 200
    assert client.get(f"{ADDRESS}/direct-debits/files/{made.pk}/").status_code == 403
