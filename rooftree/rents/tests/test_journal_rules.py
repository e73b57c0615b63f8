"""What holds for journals, write-offs and refunds, at each boundary and one penny either side."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.foundations.refusals import Refused
from rooftree.rents import journal_rules as rules
from rooftree.rents.journal_rules import Band, Owed, Reason

D = Decimal
TODAY = date(2026, 11, 20)
GONE_AWAY = Reason("gone_away", "Gone away, and not traced", former=True)
UNECONOMIC = Reason("uneconomic", "Would cost more", former=True, within=D(50))
BARRED = Reason("statute_barred", "Too old", old=True)
ENDED = Owed(D("900.00"), D("120.00"), date(2026, 5, 4))
BANDS = [
    Band("manager", "Manager", D(5000), frozenset({"service_manager"}), False),
    Band("small", "Small", D(250), frozenset({"team_leader", "service_manager"}), False),
    Band("cabinet", "Cabinet", None, frozenset({"head_of_service"}), True),
]


@pytest.mark.parametrize(
    ("kind", "total", "before", "needed"),
    [
        ("transfer", "50.00", "0", False),
        ("transfer", "50.01", "0", True),
        ("transfer", "30.00", "20.00", False),
        ("transfer", "30.00", "20.01", True),
        ("write_off", "0.01", "0", True),
        ("waiver", "0.01", "0", True),
        ("opening", "0.01", "0", True),
        ("write_on", "0.01", "0", True),
    ],
)
def test_a_second_officer_agrees_above_the_limit_and_to_whatever_changes_what_is_owed(kind, total, before, needed):
    second = rules.second_officer(kind, D(total), alone_before=D(before), limit=D(50))

    assert second.needed is needed
    assert second.because.endswith(".")


@pytest.mark.parametrize("status", ["posted", "refused", "withdrawn"])
def test_what_is_settled_is_not_settled_again(status):
    with pytest.raises(Refused, match="Prepare another"):
        rules.check_open(status)


def test_nobody_approves_what_they_prepared():
    with pytest.raises(Refused, match="a colleague must approve it"):
        rules.check_other_officer(7, 7)


@pytest.mark.parametrize("pounds", ["0", "-1", "-0.01", "1.005"])
def test_no_sum_of_nought_or_of_parts_of_a_penny_is_moved(pounds):
    with pytest.raises(Refused):
        rules.check_amount(D(pounds))


@pytest.mark.parametrize(("pounds", "credit"), [("10.01", "10.00"), ("1.00", "0"), ("1.00", "-5.00")])
def test_no_more_is_taken_than_the_credit(pounds, credit):
    with pytest.raises(Refused, match="credit"):
        rules.check_covered(D(pounds), D(credit))


@pytest.mark.parametrize(
    ("then", "since", "barred"),
    [("300", "120", "180"), ("300", "300", "0"), ("300", "400", "0"), ("-20", "0", "0")],
)
def test_payments_go_to_the_oldest_debt_first(then, since, barred):
    assert rules.barred(D(then), D(since)) == D(barred)


@pytest.mark.parametrize(
    ("pounds", "owed", "reason", "said"),
    [
        ("900.01", ENDED, GONE_AWAY, "Only £900.00 is owed"),
        ("1.00", Owed(D(0), D(0), None), GONE_AWAY, "Nothing is owed"),
        ("1.00", Owed(D(900), D(0), None), GONE_AWAY, "this tenancy goes on"),
        ("1.00", Owed(D(900), D(0), date(2026, 11, 21)), GONE_AWAY, "this tenancy goes on"),
        ("120.01", ENDED, BARRED, "£120.00 is too old"),
        ("50.01", ENDED, UNECONOMIC, "holds up to £50.00"),
    ],
)
def test_a_debt_is_not_written_off_for_a_reason_that_does_not_fit(pounds, owed, reason, said):
    with pytest.raises(Refused, match=said):
        rules.check_write_off(D(pounds), owed, reason, on=TODAY)


@pytest.mark.parametrize(("pounds", "reason"), [("900.00", GONE_AWAY), ("120.00", BARRED), ("50.00", UNECONOMIC)])
def test_a_debt_is_written_off_up_to_what_its_reason_allows(pounds, reason):
    rules.check_write_off(D(pounds), ENDED, reason, on=TODAY)


@pytest.mark.parametrize(
    ("pounds", "band"),
    [("250.00", "small"), ("250.01", "manager"), ("5000.00", "manager"), ("5000.01", "cabinet")],
)
def test_a_write_off_falls_in_the_lowest_band_that_reaches_so_far(pounds, band):
    assert rules.band_of(D(pounds), BANDS).code == band


def test_a_write_off_above_ones_band_is_for_somebody_else():
    with pytest.raises(Refused, match="approved by: service manager"):
        rules.check_band(D(300), BANDS[0], roles={"team_leader"}, decision="")


def test_a_large_write_off_names_the_decision_of_members():
    with pytest.raises(Refused, match="rests on a decision of members"):
        rules.check_band(D(9000), BANDS[2], roles={"head_of_service"}, decision=" ")


@pytest.mark.parametrize(("pounds", "off", "said"), [("1", "0", "Nothing was"), ("5.01", "5", "Only £5.00")])
def test_no_more_is_written_on_than_was_written_off(pounds, off, said):
    with pytest.raises(Refused, match=said):
        rules.check_write_on(D(pounds), D(off))


@pytest.mark.parametrize(
    ("ended_on", "kept_until", "said"),
    [(None, TODAY, "goes on"), (date(2020, 11, 21), date(2026, 11, 21), "kept until Saturday 21 November 2026")],
)
def test_a_former_tenants_credit_is_kept_until_its_day(ended_on, kept_until, said):
    with pytest.raises(Refused, match=said):
        rules.check_old_credit(ended_on, kept_until=kept_until, on=TODAY)


def test_a_former_tenants_credit_goes_on_its_day():
    rules.check_old_credit(date(2020, 11, 20), kept_until=TODAY, on=TODAY)


def test_a_refund_waits_until_everything_was_looked_at():
    with pytest.raises(Refused, match="note what you found: Whether Housing Benefit overpaid"):
        rules.check_looked_at([("a", "Debts"), ("b", "Whether Housing Benefit overpaid")], {"a"})


@pytest.mark.parametrize(
    ("pounds", "found", "said"),
    [
        ("80.01", "20", "Give back £80.00 or less"),
        ("1", "100", "Nothing can be given back"),
        ("100.01", "0", "Only"),
    ],
)
def test_benefit_that_was_paid_too_much_is_not_given_back(pounds, found, said):
    with pytest.raises(Refused, match=said):
        rules.check_refund(D(pounds), D(100), found=D(found))


PENCE = st.integers(min_value=0, max_value=10_000_000).map(lambda pence: D(pence) / 100)


@given(PENCE, PENCE)
def test_what_is_too_old_is_never_below_nought_nor_more_than_was_owed_then(then, since):
    assert D(0) <= rules.barred(then, since) <= max(then, D(0))
