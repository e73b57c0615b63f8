"""Direct debits: bank accounts, days and notice, amounts that make the year, and the file to the bank."""

from datetime import date
from decimal import Decimal
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.foundations import calendars
from rooftree.foundations.refusals import Refused
from rooftree.rents import direct_debits as rules
from rooftree.rents.direct_debits import BankDetails, Charged, Record, ServiceUser

CALENDAR = calendars.packaged(calendars.EW)
USER = ServiceUser("123456", "200000", "55779911", "Alder Borough Council")


@pytest.mark.parametrize(
    ("details", "tidied"),
    [
        (("Grace Okafor", "20-00-00", "55779911"), ("GRACE OKAFOR", "200000", "55779911")),
        (("Siân O’Brien-Àdebayọ̀", "20 00 00", "5577991"), ("SIAN OBRIEN-ADEBAY", "200000", "05577991")),
        (("G & S Okafor", "200000", " 5577 9911 "), ("G & S OKAFOR", "200000", "55779911")),
    ],
)
def test_bank_accounts_are_written_as_banks_write_them(details, tidied):
    assert rules.checked(BankDetails(*details)) == BankDetails(*tidied)


@pytest.mark.parametrize(
    ("details", "words"),
    [
        (("Grace", "20000", "55779911"), "sort code"),
        (("Grace", "2000000", "55779911"), "sort code"),
        (("Grace", "2O0000", "55779911"), "sort code"),
        (("Grace", "000000", "55779911"), "sort code"),
        (("Grace", "200000", "557799"), "account number"),
        (("Grace", "200000", "557799112"), "account number"),
        (("Grace", "200000", "11111111"), "account number"),
        (("Grace", "２０００００", "55779911"), "sort code"),
        (("李", "200000", "55779911"), "name of the bank account"),
    ],
)
def test_what_is_no_bank_account_is_refused(details, words):
    with pytest.raises(Refused, match=words):
        rules.checked(BankDetails(*details))


def test_a_bank_account_shows_nothing_of_itself():
    assert "55779911" not in repr(BankDetails("Grace", "200000", "55779911"))
    assert "55779911" not in repr(Record("17", "200000", "55779911", "GRACE", "123"))


@pytest.mark.parametrize(
    ("before", "reference"), [(0, "12345678901"), (1, "12345678901B"), (2, "12345678901C"), (26, "12345678901X26")]
)
def test_each_instruction_has_a_reference_of_its_own(before, reference):
    assert rules.reference_of("123-456 78901", before=before) == reference


def test_a_long_reference_is_cut_and_stays_apart():
    references = [rules.reference_of("A" * 30, before=number) for number in range(30)]

    assert len(set(references)) == 30
    assert max(map(len, references)) == 18


# --- Days -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("every", "day", "from_on", "days"),
    [
        ("month", 1, date(2026, 12, 2), [date(2027, 1, 4), date(2027, 2, 1), date(2027, 3, 1)]),
        ("month", 25, date(2026, 12, 1), [date(2026, 12, 29), date(2027, 1, 25), date(2027, 2, 25)]),
        ("month", 28, date(2028, 2, 1), [date(2028, 2, 28), date(2028, 3, 28), date(2028, 4, 28)]),
        ("week", 1, date(2026, 12, 22), [date(2026, 12, 29), date(2027, 1, 4), date(2027, 1, 11)]),
        ("week", 5, date(2026, 12, 18), [date(2026, 12, 18), date(2026, 12, 29), date(2027, 1, 4)]),
    ],
)
def test_money_is_collected_on_the_day_or_the_next_working_day(every, day, from_on, days):
    """Christmas Day 2026 is a Friday, Boxing Day's holiday Monday 28; New Year's Day is a Friday."""
    found = rules.collection_days(every=every, day=day, from_on=from_on, calendar=CALENDAR)

    assert list(islice(found, 3)) == days


def test_what_falls_on_days_off_is_collected_when_they_are_over():
    found = rules.days_collected_on(date(2026, 12, 29), calendar=CALENDAR)

    assert found == [date(2026, 12, day) for day in (29, 28, 27, 26, 25)]


def test_nothing_is_collected_on_a_bank_holiday():
    with pytest.raises(Refused, match="no working day"):
        rules.days_collected_on(date(2026, 12, 25), calendar=CALENDAR)


@pytest.mark.parametrize(
    ("told_on", "in_time"), [(date(2027, 1, 4), True), (date(2027, 1, 5), False), (date(2027, 1, 3), True)]
)
def test_ten_working_days_before_is_in_time_and_nine_are_not(told_on, in_time):
    """Mon 18 January 2027 less ten working days is Mon 4 January."""
    assert rules.told_in_time(told_on, date(2027, 1, 18), calendar=CALENDAR) is in_time


def test_the_first_collection_is_one_of_which_she_is_told_in_time():
    found = rules.first_collection(every="month", day=1, told_on=date(2026, 12, 21), calendar=CALENDAR)

    assert found == date(2027, 2, 1)  # 4 January is only seven working days away.


@given(st.dates(date(2026, 1, 1), date(2027, 12, 1)), st.integers(1, 28))
def test_a_first_collection_is_always_told_in_time_and_never_two_months_away(told_on, day):
    found = rules.first_collection(every="month", day=day, told_on=told_on, calendar=CALENDAR)

    assert rules.told_in_time(told_on, found, calendar=CALENDAR)
    assert (found - told_on).days < 62


@pytest.mark.parametrize(("every", "day"), [("month", 0), ("month", 29), ("week", 6), ("week", 0), ("year", 1)])
def test_a_day_that_does_not_always_come_is_refused(every, day):
    with pytest.raises(Refused, match="Choose"):
        rules.check_day(every, day)


# --- Amounts -----------------------------------------------------------------------------------------


def charged(weekly="109.99", **facts):
    return Charged(**{"weekly": Decimal(weekly), "monthly": Decimal(0), "weeks": 52, "free_weeks": 0, **facts})


@pytest.mark.parametrize(
    ("facts", "every", "amount"),
    [
        ({}, "month", "476.63"),  # 109.99 × 52 ÷ 12 = 476.6233…, up.
        ({}, "week", "109.99"),
        ({"free_weeks": 2}, "week", "105.76"),
        ({"weeks": 53}, "month", "485.79"),
        ({"weekly": "0", "monthly": Decimal("100.00")}, "month", "100.00"),
        ({"benefit_yearly": Decimal("5000.00")}, "month", "59.96"),
        ({"benefit_yearly": Decimal("9000.00")}, "month", "0.00"),
    ],
)
def test_equal_parts_make_the_years_charges(facts, every, amount):
    assert rules.amount_of(charged(**facts), every=every).amount == Decimal(amount)


def test_what_is_owed_is_paid_off_beside_it():
    found = rules.amount_of(charged(), every="month", more=Decimal("10.00"))

    assert found.amount == Decimal("486.63")
    assert found.because == (
        "£5,719.48 of rent and charges in the year, in 12 equal parts; and £10.00 each time towards what is owed."
    )


@given(st.decimals(min_value=1, max_value=300, places=2), st.sampled_from([52, 53]), st.sampled_from([0, 2, 4]))
def test_collections_of_a_year_pay_its_charges_and_at_most_pence_more(weekly, weeks, free):
    facts = charged(str(weekly), weeks=weeks, free_weeks=free)

    over = 12 * rules.amount_of(facts, every="month").amount - facts.yearly

    assert 0 <= over < Decimal("0.12")


# --- The file ----------------------------------------------------------------------------------------


def test_the_file_has_a_record_of_a_hundred_places_for_each():
    records = [
        Record("0N", "200000", "55779912", "G OKAFOR", "12345678901"),
        Record("17", "200000", "55779911", "S OKAFOR", "12345678902", Decimal("476.63")),
        Record("01", "300000", "05577991", "T REED", "12345678903", Decimal("10.00")),
    ]

    written = rules.write(USER, records, number=7, collects_on=date(2027, 2, 1), made_on=date(2027, 1, 27))

    header, new, again, first, trailer = written.decode("ascii").splitlines()
    assert {len(line) for line in (header, new, again, first, trailer)} == {100}
    assert header.startswith("UHL1  27032999999    000000001 DAILY  007")
    assert (
        new
        == "2000005577991200N20000055779911    00000000000ALDER BOROUGH COUN12345678901       G OKAFOR          "
    )
    assert again[15:17] == "17"
    assert again[35:46] == "00000047663"
    assert first[15:17] == "01"
    assert trailer.startswith("UTL1" + "0000000048663" + "0" * 13 + "0000002" + "0000001")


def test_the_same_records_give_the_same_bytes():
    record = Record("17", "200000", "55779911", "S OKAFOR", "12345678902", Decimal("476.63"))
    facts = {"number": 7, "collects_on": date(2027, 2, 1), "made_on": date(2027, 1, 27)}

    assert rules.write(USER, [record], **facts) == rules.write(USER, [record], **facts)


def test_the_guarantee_names_the_council_and_its_days():
    words = " ".join(rules.guarantee(council="Alder Borough Council", on=date(2027, 1, 4)))

    assert "Alder Borough Council will notify you 10 working days in advance" in words
    assert "full and immediate refund" in words
