"""When a benefit comes next: moved on by what came, once, in step; and an alarm when it does not come."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.foundations.refusals import Refused
from rooftree.rents import benefit_queries, benefits_due, checks
from rooftree.rents.actions import benefits_came, suspense
from rooftree.rents.models import ExpectedBenefit, MoneyFile, SuspenseItem
from rooftree.rents.tests.files_in import an_account, taken
from rooftree.rents.tests.money import posted
from tests.builders import NOON, by

MONDAY = date(2026, 11, 2)
DAY = timedelta(days=1)
FOUR_WEEKS = 28 * DAY
ON = date(2026, 11, 30)


# --- The rule -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paid_on", "next_on"),
    [
        (MONDAY, MONDAY + FOUR_WEEKS),
        (MONDAY - 5 * DAY, MONDAY + FOUR_WEEKS),  # The last day that is early enough.
        (MONDAY - 6 * DAY, MONDAY),
        (MONDAY + 22 * DAY, MONDAY + FOUR_WEEKS),  # Late, and still for this day.
        (MONDAY + 23 * DAY, MONDAY + 2 * FOUR_WEEKS),  # Early for the next.
        (MONDAY + 60 * DAY, MONDAY + 3 * FOUR_WEEKS),  # Weeks that were held back, in one sum.
    ],
)
def test_four_weeks_after_the_day_whenever_it_came(paid_on, next_on):
    assert benefits_due.after(MONDAY, paid_on, every_days=28, early=5) == next_on


@pytest.mark.parametrize(
    ("paid_on", "next_on"),
    [
        (MONDAY - 1 * DAY, MONDAY + 7 * DAY),
        (MONDAY - 2 * DAY, MONDAY),
        (MONDAY + 5 * DAY, MONDAY + 7 * DAY),
        (MONDAY + 6 * DAY, MONDAY + 14 * DAY),
    ],
)
def test_a_weekly_one_is_early_by_a_day_alone(paid_on, next_on):
    assert benefits_due.after(MONDAY, paid_on, every_days=7, early=5) == next_on


def test_monthly_keeps_the_day_of_the_month():
    assert benefits_due.after(date(2026, 1, 30), date(2026, 1, 30), every_days=0, early=5) == date(2026, 2, 28)
    assert benefits_due.after(date(2026, 1, 30), date(2026, 2, 28), every_days=0, early=5) == date(2026, 3, 30)


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(-40, 400),
    st.sampled_from([0, 7, 14, 28]),
    st.integers(0, 10),
)
def test_done_again_nothing_moves(next_on, later, every_days, early):
    paid_on = next_on + later * DAY

    once = benefits_due.after(next_on, paid_on, every_days=every_days, early=early)

    assert once >= next_on
    assert benefits_due.after(once, paid_on, every_days=every_days, early=early) == once


# --- What came ---------------------------------------------------------------------------------------------


def hb_file(*details, number=31, day="2026-11-02"):
    """A Housing Benefit schedule: details of type, reference and pounds."""
    lines = [f"D,{kind},{reference},{pounds},{day},,," for kind, reference, pounds in details]
    total = sum((Decimal(p) if kind == "PAYMENT" else -Decimal(p) for kind, _, p in details), Decimal())
    return "\n".join([f"H,HB,{number},{day}", *lines, f"T,{len(lines)},{total}", ""]).encode()


def schedule(*details, **facts):
    number, day = facts.pop("number", 31), facts.pop("day", "2026-11-02")
    file = taken(hb_file(*details, number=number, day=day), kind="hb", name="hb.csv", **facts)
    assert file.status == MoneyFile.Status.POSTED, file.because
    return file


def expected(account, *, kind="hb", every="four_weekly", amount="412.00", next_on=MONDAY, until_on=None):
    return ExpectedBenefit.objects.create(
        council_id=account.council_id,
        rent_account=account,
        kind=kind,
        amount=Decimal(amount),
        every=every,
        next_on=next_on,
        from_on=date(2026, 4, 6),
        until_on=until_on,
    )


def next_of(benefit):
    benefit.refresh_from_db()
    return benefit.next_on


@pytest.mark.django_db
@pytest.mark.usefixtures("acting")
class TestComing:
    """With the books."""

    def test_a_posted_schedule_moves_it_on_by_its_cycle_once(self, council):
        account = an_account()
        benefit, other = expected(account), expected(an_account())

        schedule(("PAYMENT", account.payment_reference, "412.00"))

        again = benefits_came.move_on(council.pk, on=MONDAY + DAY)
        assert (again, next_of(benefit), next_of(other)) == (0, MONDAY + FOUR_WEEKS, MONDAY)

    def test_what_came_before_it_was_expected_is_found_in_the_night(self, council):
        account = an_account()
        schedule(("PAYMENT", account.payment_reference, "412.00"))
        benefit = expected(account)

        moved = benefits_came.move_on(council.pk, on=MONDAY)

        assert (moved, next_of(benefit)) == (1, MONDAY + FOUR_WEEKS)

    def test_what_came_four_weeks_before_was_the_one_before(self, council):
        account = an_account()
        posted(account, "-412.00", "RHB", on=MONDAY - FOUR_WEEKS)
        benefit = expected(account)

        assert benefits_came.move_on(council.pk, on=MONDAY) == 0
        assert next_of(benefit) == MONDAY

    def test_a_file_that_is_taken_twice_moves_it_once(self, council):
        account = an_account()
        benefit = expected(account)
        schedule(("PAYMENT", account.payment_reference, "412.00"))

        with pytest.raises(Refused, match="handed in before"):
            schedule(("PAYMENT", account.payment_reference, "412.00"))

        benefits_came.move_on(council.pk, on=MONDAY)
        assert next_of(benefit) == MONDAY + FOUR_WEEKS

    def test_a_recovery_is_no_payment(self, council):
        account = an_account()
        benefit = expected(account)
        schedule(("RECOVERY", account.payment_reference, "12.50"))

        assert benefits_came.move_on(council.pk, on=MONDAY) == 0
        assert next_of(benefit) == MONDAY

    def test_another_benefit_is_not_this_one(self, council):
        account = an_account()
        managed = expected(account, kind="uc_managed")
        schedule(("PAYMENT", account.payment_reference, "412.00"))

        assert benefits_came.move_on(council.pk, on=MONDAY) == 0
        assert next_of(managed) == MONDAY

    def test_a_payment_found_in_suspense_counts_when_it_is_posted(self, council):
        account = an_account()
        benefit = expected(account)
        schedule(("PAYMENT", "10000000404", "412.00"))
        waiting = benefits_came.move_on(council.pk, on=MONDAY)

        suspense.post_to_account(
            SuspenseItem.objects.get(), account=account, why="The claim names her.", **by("income_officer")
        )

        assert (waiting, next_of(benefit)) == (0, MONDAY + FOUR_WEEKS)

    def test_one_that_has_ended_stays(self, council):
        account = an_account()
        benefit = expected(account, until_on=MONDAY - DAY)
        schedule(("PAYMENT", account.payment_reference, "412.00"))

        assert benefits_came.move_on(council.pk, on=MONDAY) == 0
        assert next_of(benefit) == MONDAY

    def test_another_council_is_left_alone(self, council, other_council):
        account = an_account()
        schedule(("PAYMENT", account.payment_reference, "412.00"))
        benefit = expected(account)

        assert benefits_came.move_on(other_council.pk, on=MONDAY) == 0
        assert next_of(benefit) == MONDAY

    # --- What did not come ------------------------------------------------------------------------------

    def test_it_is_late_after_three_working_days(self, council):
        expected(an_account())

        in_time = benefit_queries.late(council.pk, on=MONDAY + 3 * DAY)
        after = benefit_queries.late(council.pk, on=MONDAY + 4 * DAY)

        assert in_time == []
        assert [(each.kind, each.expected_on, each.accounts) for each in after] == [("hb", MONDAY, 1)]

    def test_a_schedule_that_never_came_raises_one_alarm_for_all(self, council):
        accounts = [an_account(), an_account()]
        for account in accounts:
            expected(account)

        assert list(checks.benefits(council, ON)) == [
            "Housing Benefit of £824.00, expected on Monday 2 November 2026 for 2 accounts, has not come, and no "
            "payment of its kind has come since. Ask for the schedule, and take it in."
        ]

    def test_who_is_missing_from_a_schedule_is_named(self, council):
        paid, stopped = an_account(), an_account()
        expected(paid)
        expected(stopped)
        schedule(("PAYMENT", paid.payment_reference, "412.00"), at=NOON.replace(month=11, day=2))

        [sentence] = checks.benefits(council, MONDAY + 10 * DAY)

        assert f"for account {stopped.payment_reference}, has not come, though it has come for others" in sentence

    def test_what_came_raises_nothing(self, council):
        account = an_account()
        expected(account)
        schedule(("PAYMENT", account.payment_reference, "412.00"))

        assert list(checks.benefits(council, MONDAY + 10 * DAY)) == []

    def test_what_is_paid_to_the_tenant_raises_nothing(self, council):
        expected(an_account(), kind="uc", every="monthly")

        assert list(checks.benefits(council, ON)) == []

    def test_a_claim_that_is_pending_raises_nothing(self, council):
        expected(an_account(), amount="0.00")

        assert list(checks.benefits(council, ON)) == []

    def test_many_days_are_counted_not_listed(self, council):
        for days in range(12):
            expected(an_account(), next_on=MONDAY - days * 7 * DAY)

        said = list(checks.benefits(council, ON))

        assert len(said) == 11
        assert said[-1] == (
            "On 2 more accounts a benefit has not come. Rent accounting lists them under Benefits."
        )

    def test_a_page_of_them_reads_each_account(self, council):
        late = expected(an_account())
        expected(an_account(), next_on=ON)

        assert list(benefit_queries.late_ones(council.pk, on=ON)) == [late]
