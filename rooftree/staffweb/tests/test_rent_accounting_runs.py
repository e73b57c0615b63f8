"""Pages of debit runs and rent years."""

import datetime as dt
from decimal import Decimal

import pytest

from rooftree.foundations import dates
from rooftree.journeys import tenancies
from rooftree.pages.tests.html import assert_valid_html
from rooftree.rents import rent_year
from rooftree.rents.actions import runs
from rooftree.rents.models import DebitRun, RentYear
from rooftree.staffweb.tests.asking import refused, text_of, words_of
from rooftree.staffweb.tests.visits import sign_in_as
from rooftree.tenancies.actions.tenancies import Terms
from tests.builders import a_home, a_team, an_officer, by
from tests.queue import work_off
from tests.rent_builders import a_charged_account, a_rent_year, an_account, owed

ADDRESS = "/staff/rent-accounting"
TODAY = dates.london_day(dates.now())
WEEK = dt.timedelta(days=7)
DEBIT_DAY = rent_year.debit_day_of(TODAY)


def year_of(day: dt.date) -> dt.date:
    """The first day of the rent year of a debit day."""
    begins = rent_year.first_debit_day(day.year)
    return begins if begins <= day else rent_year.first_debit_day(day.year - 1)


BEGINS = year_of(DEBIT_DAY)
NEXT = rent_year.first_debit_day(BEGINS.year + 1)
JOB = "make debit run"
WHICH = {"group": "hra", "cycle": "weekly", "from": DEBIT_DAY.isoformat()}


@pytest.fixture(autouse=True)
def _acting(acting):
    """Every test acts for the council."""


@pytest.fixture
def asha(client):
    officer = an_officer("rent_accounting_officer", name="Asha Bell")
    sign_in_as(client, officer)
    return officer


@pytest.fixture
def grace():
    """A charged account in a rent year that is set up."""
    a_rent_year(BEGINS)
    return a_charged_account("109.60", place=a_home("12 Elm Walk"))


def test_what_is_due_stands_on_the_front_page_with_its_owner(client, asha, grace):
    a_team("rent_accounting", name="Rents control")

    page = client.get(f"{ADDRESS}/")

    assert_valid_html(page)
    assert "A debit run was not made Housing revenue account, the period from" in words_of(page)
    assert "Rents control" in words_of(page)


def test_a_rehearsal_shows_figures_samples_and_exceptions_and_posts_nothing(client, asha, grace):
    forgotten = an_account(place=a_home("9 Oak Street"))

    page = client.get(f"{ADDRESS}/runs/rehearse/", WHICH)

    assert_valid_html(page)
    assert "DBR Basic rent £109.60 £0.00 £109.60 £0.00" in words_of(page)
    assert "1 account of a tenancy that goes on is charged nothing." in words_of(page)
    assert forgotten.payment_reference in words_of(page)
    assert f"{grace.payment_reference} 12 Elm Walk, ZZ1 1AA DBR Basic rent" in words_of(page)
    assert owed(grace) == 0
    assert not DebitRun.objects.exists()


def run_it(client) -> str:
    """Press Run, and let the worker make it; return the address of its page."""
    address = client.post(f"{ADDRESS}/runs/run/", WHICH)["Location"]
    work_off(JOB)
    return address


def test_a_run_is_reported_to_the_penny(client, asha, grace):
    page = client.get(run_it(client))

    assert_valid_html(page)
    assert "Adds up £109.60 expected, less £0.00 that fell to voids, is £109.60 charged to 1 account." in words_of(
        page
    )
    assert owed(grace) == Decimal("109.60")
    assert DebitRun.objects.get().by == asha


def test_a_run_waits_for_a_worker_and_its_page_says_so(client, asha, grace):
    page = client.post(f"{ADDRESS}/runs/run/", WHICH, follow=True)
    front, listed = client.get(f"{ADDRESS}/"), client.get(f"{ADDRESS}/runs/")

    assert_valid_html(page)
    assert "Waiting It is in the queue, and begins as soon as a worker is free." in words_of(page)
    assert "Asked for by Asha Bell" in words_of(page)
    assert 'hx-trigger="every 3s"' in text_of(page)
    assert "A debit run is waiting for a worker" in words_of(front)
    assert "Waiting See how far it is" in words_of(listed)
    assert owed(grace) == 0


def test_a_run_that_waits_long_says_whom_to_ask(client, asha, grace):
    address = client.post(f"{ADDRESS}/runs/run/", WHICH)["Location"]
    DebitRun.objects.update(at=dates.now() - dt.timedelta(minutes=2))

    assert "ask whoever runs Rooftree whether a worker is running" in words_of(client.get(address))


def test_run_pressed_twice_is_run_once(client, asha, grace):
    first = client.post(f"{ADDRESS}/runs/run/", WHICH)

    again = client.post(f"{ADDRESS}/runs/run/", WHICH)

    assert again["Location"] == first["Location"]
    assert work_off(JOB) == 1
    assert owed(grace) == Decimal("109.60")


def test_a_run_made_twice_shows_the_first(client, asha, grace):
    first = run_it(client)

    again = client.post(f"{ADDRESS}/runs/run/", WHICH)

    assert again["Location"] == first
    assert "nothing was charged again" in words_of(client.get(again["Location"]))
    assert work_off(JOB) == 0
    assert owed(grace) == Decimal("109.60")


def test_a_run_that_is_refused_says_why_and_is_asked_for_again(client, asha, grace):
    address = client.post(f"{ADDRESS}/runs/run/", WHICH)["Location"]
    RentYear.objects.update(group="garages")
    work_off(JOB)

    page, front = client.get(address), client.get(f"{ADDRESS}/")
    RentYear.objects.update(group="hra")
    done = client.get(run_it(client))

    assert_valid_html(page)
    assert "Stopped The rent year of" in words_of(page)
    assert "is not set up for “Housing revenue account”. Set it up first." in words_of(page)
    assert "hx-get" not in text_of(page)
    assert "A debit run cannot be made" in words_of(front)
    assert "Adds up £109.60 expected" in words_of(done)


def test_a_run_that_a_fault_breaks_off_says_so_and_goes_on(client, asha, grace, monkeypatch):
    address = client.post(f"{ADDRESS}/runs/run/", WHICH)["Location"]
    with monkeypatch.context() as broken:
        broken.setattr(runs, "_post", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            work_off(JOB)

    page, front = client.get(address), client.get(f"{ADDRESS}/")
    done = client.get(run_it(client))

    assert "Stopped A fault of ours broke it off. Nothing is charged twice: go on with it." in words_of(page)
    assert "Go on with it" in words_of(page)
    assert "A debit run stopped" in words_of(front)
    assert "Adds up £109.60 expected" in words_of(done)
    assert owed(grace) == Decimal("109.60")


def test_a_run_that_was_broken_off_says_how_far_it_is_and_goes_on(client, asha, grace):
    begun = DebitRun.objects.create(
        council_id=grace.council_id,
        group="hra",
        cycle="weekly",
        period_from_on=DEBIT_DAY,
        period_until_on=DEBIT_DAY + WEEK,
        status="started",
        accounts=1,
        expected=Decimal("109.60"),
        charged=0,
        void=0,
        at=dates.now(),
    )

    page = client.get(f"{ADDRESS}/runs/{begun.pk}/")
    front = client.get(f"{ADDRESS}/")
    done = client.get(run_it(client))

    assert_valid_html(page)
    assert "£109.60 is to be charged to 1 account." in words_of(page)
    assert "Go on with it" in words_of(page)
    assert "A debit run is begun, and not at its end" in words_of(front)
    assert "Adds up £109.60 expected" in words_of(done)
    assert owed(grace) == Decimal("109.60")


def test_a_rehearsal_of_what_was_run_leads_to_the_run(client, asha, grace):
    run = run_it(client)

    page = client.get(f"{ADDRESS}/runs/rehearse/", WHICH)

    assert f'href="{run}"' in text_of(page)
    assert "Run it" not in words_of(page)


def test_a_week_that_has_not_begun_cannot_be_run(client, asha, grace):
    coming = WHICH | {"from": (DEBIT_DAY + WEEK).isoformat()}

    rehearsal = client.get(f"{ADDRESS}/runs/rehearse/", coming)
    page = client.post(f"{ADDRESS}/runs/run/", coming, follow=True)

    assert "It can be run from" in words_of(rehearsal)
    assert "has not begun. Rehearse it, and run it on that day." in words_of(page)
    assert not DebitRun.objects.exists()


@pytest.mark.parametrize("asked", [{}, {"group": "hra", "cycle": "weekly", "from": "2026-11-17"}, {"from": "x"}])
def test_a_period_that_is_none_says_why(client, asha, grace, asked):
    page = client.get(f"{ADDRESS}/runs/rehearse/", asked)

    assert page.status_code == 422
    assert_valid_html(page)
    assert "This cannot be run" in words_of(page)


def test_the_period_is_chosen(client, asha, grace):
    day = {"starts_on_day": DEBIT_DAY.day, "starts_on_month": DEBIT_DAY.month, "starts_on_year": DEBIT_DAY.year}

    answer = client.post(f"{ADDRESS}/runs/choose/", {"group": "hra", "cycle": "weekly", **day})
    empty = client.post(f"{ADDRESS}/runs/choose/", {})

    assert answer["Location"].endswith(f"group=hra&cycle=weekly&from={DEBIT_DAY}")
    assert "Enter the first day of the period" in refused(empty)


def test_a_run_is_taken_away_as_a_table(client, asha, grace):
    run = run_it(client)

    sheet = b"".join(client.get(f"{run}?as=csv")).decode()
    listed = b"".join(client.get(f"{ADDRESS}/runs/?as=csv")).decode()

    assert '"DBR","Basic rent",109.60,0.00,109.60' in sheet
    assert f'"{DEBIT_DAY}","hra",1,109.60' in listed


def test_an_auditor_reads_and_runs_nothing(client, grace):
    sign_in_as(client, an_officer("auditor"))

    page = client.get(f"{ADDRESS}/runs/")

    assert page.status_code == 200
    assert "Rehearse" not in words_of(page)
    assert client.post(f"{ADDRESS}/runs/run/", WHICH).status_code == 403
    assert not DebitRun.objects.exists()


# --- Income that moved ---


def test_income_that_moved_to_another_group_stands_in_a_list(client, asha, grace):
    run_it(client)
    tenancy = grace.tenancy
    tenancies.correct_tenancy(
        tenancy,
        Terms("NON", tenancy.from_on, payment_reference=tenancy.payment_reference),
        until_on=None,
        **by(officer=an_officer("records_officer", name="Rhys Pugh"), at=dates.now()),
    )

    page = client.get(f"{ADDRESS}/runs/income-moved/")
    other = client.get(f"{ADDRESS}/runs/income-moved/?group=garages")
    sheet = b"".join(client.get(f"{ADDRESS}/runs/income-moved/?as=csv")).decode()

    assert_valid_html(page)
    assert f"{grace.payment_reference} Basic rent Housing revenue account Temporary accom" in words_of(page)
    assert "Kind of agreement corrected Rhys Pugh" in words_of(page)
    assert "No income was moved between rent groups." in words_of(other)
    assert f'"{grace.payment_reference}","DBR","hra","ta_hra",109.60' in sheet
    assert owed(grace) == Decimal("109.60")


# --- Rent years -----------------------------------------------------------------------------------


def test_the_next_year_is_proposed_from_the_rule_and_set_up(client, asha, grace):
    form = client.get(f"{ADDRESS}/years/set-up/{NEXT.year}/")
    page = client.post(f"{ADDRESS}/years/set-up/{NEXT.year}/", {"groups": ["hra"]}, follow=True)

    assert_valid_html(form)
    assert "By the rule it begins on" in words_of(form)
    assert "The rent year is set up." in words_of(page)
    assert RentYear.objects.filter(group="hra", starts_on=NEXT).exists()


def test_a_year_without_a_group_is_refused(client, asha):
    page = client.post(f"{ADDRESS}/years/set-up/{NEXT.year}/", {})

    assert "Choose at least one rent group" in refused(page)
    assert not RentYear.objects.exists()


def test_a_year_of_53_weeks_warns_of_universal_credit(client, asha, grace):
    page = client.get(f"{ADDRESS}/years/set-up/2030/")

    assert "A year of 53 weeks" in words_of(page)
    assert "so £109.60 is for the tenant to pay" in words_of(page)


def test_free_weeks_are_changed_until_they_are_run(client, asha, grace):
    year = RentYear.objects.get()
    other = next(day for day in (BEGINS, BEGINS + WEEK) if day != DEBIT_DAY).isoformat()
    client.post(f"{ADDRESS}/runs/run/", WHICH)

    page = client.post(f"{ADDRESS}/years/{year.pk}/free-weeks/", {"free_weeks": [other]}, follow=True)
    too_late = client.post(f"{ADDRESS}/years/{year.pk}/free-weeks/", {"free_weeks": [DEBIT_DAY.isoformat()]})

    assert "The free weeks are changed." in words_of(page)
    assert "has been run" in refused(too_late)
