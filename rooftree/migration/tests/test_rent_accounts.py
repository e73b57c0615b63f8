"""Tenancies that are loaded get their rent accounts, and their homes are charged what the files say."""

import datetime as dt
from decimal import Decimal

import pytest

from rooftree.migration.tests.files import A_HOME, GRACES_TENANCY, NEXT_DAY, load_rows
from rooftree.migration.tests.rent_rows import PAID, RECORD
from rooftree.rents.models import Charge, RentAccount
from rooftree.tenancies.models import TenancyLegacyReference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


@pytest.fixture
def record(council, tmp_path):
    """A home that is let, and a tenancy that ended."""
    return load_rows(council, tmp_path / "record", **RECORD)


def test_a_tenancy_of_today_gets_its_account_with_its_payment_reference(record):
    account = RentAccount.objects.get()

    assert (account.payment_reference, account.group, account.cycle) == ("77001", "hra", "weekly")
    assert (account.from_on, account.until_on) == (dt.date(2015, 6, 1), None)
    assert [part.part for part in account.parts.all()] == ["rent"]


def test_its_home_is_charged_what_the_file_says_from_the_next_debit_day(record):
    charges = [(each.code, str(each.amount), each.per, each.from_on) for each in Charge.objects.order_by("code")]

    monday = dt.date(2026, 11, 23)
    assert charges == [("DBR", "109.60", "week", monday), ("DSC", "7.90", "week", monday)]


def test_the_same_tenancies_again_open_nothing_and_charge_nothing(council, tmp_path, record):
    again = load_rows(council, tmp_path / "again", **RECORD)

    assert again.counts("tenancies") == (0, 0, 2, 0)
    assert (RentAccount.objects.count(), Charge.objects.count()) == (1, 2)


def test_a_rent_that_the_file_changed_is_charged_from_the_next_debit_day(council, tmp_path, record):
    changed = [RECORD["tenancies"][0] | {"weekly_rent": "115.00"}]

    load_rows(council, tmp_path / "changed", tenancies=changed, at=NEXT_DAY + dt.timedelta(days=7))

    rents = Charge.objects.filter(code="DBR").order_by("from_on")
    assert [(str(each.amount), each.from_on, each.until_on) for each in rents] == [
        ("109.60", dt.date(2026, 11, 23), dt.date(2026, 11, 30)),
        ("115.00", dt.date(2026, 11, 30), None),
    ]


def test_a_rent_that_somebody_corrected_stays_when_the_file_changes_it(council, tmp_path, record):
    Charge.objects.filter(code="DBR").update(amount=Decimal("112.00"))
    changed = [RECORD["tenancies"][0] | {"weekly_rent": "115.00"}]

    load_rows(council, tmp_path / "changed", tenancies=changed, at=NEXT_DAY)

    assert [str(each.amount) for each in Charge.objects.filter(code="DBR")] == ["112.00"]


def test_an_account_ends_with_its_tenancy(council, tmp_path, record):
    ended = [RECORD["tenancies"][0] | {"end_on": "31/10/2026"}]

    load_rows(council, tmp_path / "ended", tenancies=ended, at=NEXT_DAY)

    assert RentAccount.objects.get().until_on == dt.date(2026, 11, 1)


def test_two_tenancies_with_one_payment_reference_get_two_accounts(council, tmp_path):
    both = [
        GRACES_TENANCY | {"payment_ref": "77001"},
        GRACES_TENANCY | {"tenancy_ref": "T2", "place_ref": "H2", "payment_ref": "77001"},
    ]

    load_rows(council, tmp_path / "record", places=RECORD["places"], tenancies=both)

    references = [each.payment_reference for each in RentAccount.objects.order_by("id")]
    assert references[0] == "77001"
    assert len(references[1]) == 11
    assert int(references[1]) % 97 == 1


def test_a_rent_below_nought_is_kept_and_not_charged(council, tmp_path):
    tenancy = GRACES_TENANCY | {"weekly_rent": "(12.00)"}

    report = load_rows(council, tmp_path / "record", places=[A_HOME], tenancies=[tenancy])

    assert report.warnings("tenancies") == [
        (1, "weekly_rent", "“(12.00)” is below nought, and nobody is charged less than nothing.")
    ]
    assert not Charge.objects.exists()


def test_a_rent_that_an_earlier_load_kept_is_charged_when_the_rent_files_come(council, tmp_path, record):
    Charge.objects.all().delete()
    said = TenancyLegacyReference.objects.get(reference="T1")
    said.kept = {"weekly_rent": said.facts.pop("weekly_rent")}
    del said.facts["weekly_service_charge"]
    said.save(update_fields=["facts", "kept"])

    load_rows(council, tmp_path / "rents", rent_transactions=[PAID], at=NEXT_DAY)

    assert [(each.code, str(each.amount)) for each in Charge.objects.all()] == [("DBR", "109.60")]
