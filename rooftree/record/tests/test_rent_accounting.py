"""What the pages of rent accounting read: what waits, files that did not come, credits, charges forgotten."""

import datetime as dt
from decimal import Decimal

import pytest

from rooftree.foundations import calendar_table
from rooftree.foundations.calendars import EW
from rooftree.record import rent_accounting as reader
from rooftree.record.rent_accounting_credits import Credits, credit_of
from rooftree.record.rent_accounting_runs import not_charged
from rooftree.record.rent_accounting_years import typical_charges
from rooftree.rents.models import ExpectedBenefit, MoneyFilePart, SuspenseItem
from rooftree.rents.tests.books import posted
from rooftree.rents.tests.files_in import cash_file, taken
from tests.builders import a_home, a_person, a_tenancy, the_council
from tests.rent_builders import a_charged_account, an_account

FRIDAY = dt.date(2026, 11, 20)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _acting(acting):
    """Every test acts for the council."""


def a_feed(*days: dt.date) -> None:
    """A series of cash files, made on these days."""
    account = an_account(a_tenancy(a_home("1 Till Lane"), a_person("Una", "Till")))
    for number, day in enumerate(days, 1):
        file = taken(cash_file(f"CARD,{account.payment_reference},{number}.00", sequence=number))
        MoneyFilePart.objects.filter(file=file).update(made_on=day)


def missing(on: dt.date) -> list[tuple[str, dt.date]]:
    """The series that went silent, and when each was due."""
    found = reader.missing_files(the_council().pk, on=on, calendar=calendar_table.in_force(EW))
    return [(each.feed, each.due_on) for each in found]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (FRIDAY + 3 * DAY, []),  # Monday: Friday's came, Monday's comes in the night.
        (FRIDAY + 4 * DAY, []),
        (FRIDAY + 5 * DAY, [("TILL", FRIDAY + 3 * DAY)]),
    ],
)
def test_a_daily_file_is_missed_when_two_working_days_have_passed(on, expected):
    a_feed(*(FRIDAY - days * DAY for days in (4, 3, 2, 1, 0)))

    assert missing(on) == expected


@pytest.mark.parametrize(("late", "expected"), [(3, []), (4, [("TILL", FRIDAY + 28 * DAY)])])
def test_a_file_of_every_four_weeks_is_missed_after_three_days(late, expected):
    a_feed(*(FRIDAY - weeks * 28 * DAY for weeks in (3, 2, 1, 0)))

    assert missing(FRIDAY + (28 + late) * DAY) == expected


def test_two_files_have_no_rhythm():
    a_feed(FRIDAY - DAY, FRIDAY)

    assert missing(FRIDAY + 60 * DAY) == []


def test_what_waits_is_counted_with_its_oldest_and_whose_it_is():
    taken(cash_file("BANK,,12.00,2026-11-19,N NOBODY,", "BANK,,30.00,2026-11-19,A NOBODY,"))
    SuspenseItem.objects.filter(amount="30.00").update(received_on=FRIDAY - 40 * DAY)

    days = {"late_before": FRIDAY - 7 * DAY, "noted_before": FRIDAY - 30 * DAY}
    found = reader.waiting(the_council().pk, on=FRIDAY, **days)

    assert set(found) == {"suspense_late", "suspense_unnoted"}
    late = found["suspense_late"]
    assert (late.count, late.pounds, late.since, late.whose) == (1, Decimal("30.00"), FRIDAY - 40 * DAY, ())


def test_another_council_has_nothing_waiting(other_council):
    taken(cash_file("BANK,,12.00,2026-11-19,N NOBODY,"))
    days = {"late_before": FRIDAY + DAY, "noted_before": FRIDAY + DAY}

    assert reader.waiting(other_council.pk, on=FRIDAY, **days) == {}


def test_credits_come_in_order_a_page_at_a_time():
    large, small, owing = (an_account(place=a_home(f"{number} Elm Walk")) for number in (1, 2, 3))
    posted(large, "-90.00")
    posted(small, "-9.00")
    posted(owing, "9.00", "DBR")
    credits_now = Credits(the_council().pk, on=FRIDAY)

    assert credits_now.count() == 2
    assert [each.id for each in credits_now[0:1]] == [large.pk]
    assert [each.pounds for each in credits_now.order_by("pounds", "pk")[0:5]] == [
        Decimal("9.00"),
        Decimal("90.00"),
    ]
    assert [each.id for each in Credits(the_council().pk, on=FRIDAY, least=Decimal("10")).iterator()] == [large.pk]
    assert (credit_of(small), credit_of(owing)) == (Decimal("9.00"), Decimal("-9.00"))


def test_credits_of_former_tenants_stand_apart():
    ended = a_tenancy(a_home("1 Old Road"), a_person(), until_on=dt.date(2026, 1, 5))
    former = an_account(ended)
    posted(former, "-20.00")

    assert [each.id for each in Credits(the_council().pk, on=FRIDAY, which="former").iterator()] == [former.pk]
    assert Credits(the_council().pk, on=FRIDAY, which="current").count() == 0


def test_an_account_that_nothing_is_charged_to_is_named():
    a_charged_account("100.00", place=a_home("1 Elm Walk"))
    forgotten = an_account(place=a_home("2 Elm Walk"))

    how_many, named = not_charged(the_council().pk, "hra", on=FRIDAY)

    assert how_many == 1
    assert [(each.id, each.place) for each in named] == [(forgotten.pk, "2 Elm Walk, ZZ1 1AA")]


def test_usual_charges_tell_those_of_universal_credit_apart():
    with_credit = a_charged_account("110.00", place=a_home("1 Elm Walk"))
    a_charged_account("90.00", place=a_home("2 Elm Walk"))
    ExpectedBenefit.objects.create(
        council_id=with_credit.council_id,
        rent_account=with_credit,
        kind="uc",
        amount=Decimal("400.00"),
        every="monthly",
        from_on=dt.date(2026, 1, 1),
    )

    usual = typical_charges(the_council().pk, on=FRIDAY)["hra"]

    assert (usual.accounts, usual.weekly) == (2, Decimal("100.00"))
    assert (usual.uc_accounts, usual.uc_weekly) == (1, Decimal("110.00"))
