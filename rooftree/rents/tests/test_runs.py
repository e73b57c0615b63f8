"""The debit run: rehearsed, posted once, caught up, put right, and its report to the penny."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.dates import midnight_of
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.ledger import closing
from rooftree.ledger.models import Movement
from rooftree.rents.actions import accounts, charges, putting_right, runs
from rooftree.rents.models import AccountPart, ChangedSince, Charge, DebitRun, RentAccount
from tests.builders import NOON, a_home, a_person, a_place, a_tenancy, by
from tests.rent_builders import FIRST_WEEK, a_charge, a_charged_account, a_receipt, a_rent_year, an_account, owed

pytestmark = pytest.mark.usefixtures("acting")

SECOND_WEEK, THIRD_WEEK = FIRST_WEEK + timedelta(days=7), FIRST_WEEK + timedelta(days=14)


def run_week(council, starts_on=FIRST_WEEK, *, group="hra", cycle="weekly", **facts) -> DebitRun:
    """Run the week that begins on a day, at noon today, as the timetable does."""
    debit = runs.debit_of(council.pk, group=group, cycle=cycle, starts_on=starts_on)
    return runs.run(council.pk, debit, **{"by": None, "at": NOON, **facts})


def rehearse_week(council, starts_on=FIRST_WEEK, *, group="hra", cycle="weekly"):
    debit = runs.debit_of(council.pk, group=group, cycle=cycle, starts_on=starts_on)
    return runs.rehearse(council.pk, debit, by=None, on=starts_on)


def void_of(home) -> RentAccount:
    return RentAccount.objects.get(place=home, tenancy=None)


def posted() -> list[tuple[str, str]]:
    """Every movement: its code, and its sum."""
    return [(code, str(amount)) for code, amount in Movement.objects.order_by("id").values_list("code", "amount")]


def pounds(text: str) -> Decimal:
    return Decimal(text)


# --- A week -----------------------------------------------------------------------------------------


def test_a_week_is_charged_to_every_account(council):
    a_rent_year()
    one, other = a_charged_account("100.00"), a_charged_account("87.65")

    run = run_week(council)

    assert (owed(one), owed(other)) == (pounds("100.00"), pounds("87.65"))
    assert (run.status, run.accounts) == ("posted", 2)
    assert (run.expected, run.charged, run.void) == (pounds("187.65"), pounds("187.65"), pounds("0.00"))


def test_each_dated_line_of_a_home_is_a_movement_and_the_code_says_the_part(council):
    a_rent_year()
    account = a_charged_account()
    a_charge(account.place, "7.90", code="DSC")
    a_charge(account.place, "11.00", code="DHE")
    a_charge(account, "1.40", code="DCI")

    run_week(council)

    assert sorted(posted()) == [("DBR", "100.00"), ("DCI", "1.40"), ("DHE", "11.00"), ("DSC", "7.90")]
    assert set(account.parts.values_list("part", flat=True)) == {"rent", "services"}
    assert owed(account) == pounds("120.30")


def test_a_reduction_takes_from_what_is_owed_and_from_the_roll(council):
    a_rent_year()
    account = a_charged_account()
    a_charge(account.place, "2.50", code="DWW")

    run = run_week(council)

    assert owed(account) == pounds("97.50")
    assert (run.expected, run.charged) == (pounds("97.50"), pounds("97.50"))


def test_an_empty_home_is_charged_to_its_void_account(council):
    a_rent_year()
    home = a_home()
    a_charge(home)

    run = run_week(council)

    assert owed(void_of(home)) == pounds("100.00")
    assert (run.expected, run.charged, run.void) == (pounds("100.00"), pounds("0.00"), pounds("100.00"))


def test_a_home_let_on_a_wednesday_shares_the_week_with_its_void(council):
    a_rent_year()
    account = a_charged_account(starts_on=FIRST_WEEK + timedelta(days=2))

    run = run_week(council)

    assert owed(account) == pounds("71.43")
    assert owed(void_of(account.place)) == pounds("28.57")
    assert run.charged + run.void == run.expected == pounds("100.00")
    [movement] = Movement.objects.filter(amount="71.43")
    assert (movement.effective_on, movement.narrative) == (FIRST_WEEK + timedelta(days=2), "5 of 7 days")


def test_a_suspended_account_is_not_charged_and_the_void_is(council):
    a_rent_year()
    account = a_charged_account()
    accounts.suspend(
        account,
        from_on=FIRST_WEEK + timedelta(days=1),
        until_on=FIRST_WEEK + timedelta(days=3),
        why="Fire",
        **by("rent_accounting_officer"),
    )

    run = run_week(council)

    assert owed(account) == pounds("71.43")
    assert owed(void_of(account.place)) == pounds("28.57")
    assert runs.difference(run) == 0


def test_a_line_of_an_account_alone_is_left_out_of_the_roll_while_it_is_suspended(council):
    a_rent_year()
    account = a_charged_account()
    a_charge(account, "14.00")
    accounts.suspend(
        account,
        from_on=FIRST_WEEK + timedelta(days=1),
        until_on=FIRST_WEEK + timedelta(days=3),
        why="Fire",
        **by("rent_accounting_officer"),
    )

    run = run_week(council)

    assert [(line.code, line.expected, line.charged, line.void) for line in runs.report(run)] == [
        ("DBR", pounds("100.00"), pounds("71.43"), pounds("28.57")),
        ("DCI", pounds("10.00"), pounds("10.00"), 0),
    ]


def test_a_free_week_is_run_and_charges_nothing(council):
    a_rent_year(free_weeks=[FIRST_WEEK])
    account = a_charged_account()

    run = run_week(council)
    run_week(council, SECOND_WEEK)

    assert (run.status, run.expected) == ("posted", 0)
    assert owed(account) == pounds("100.00")


def test_use_and_occupation_is_charged_to_an_account_of_its_own(council):
    a_rent_year()
    home, ended_on = a_home(), FIRST_WEEK + timedelta(days=3)
    tenancy = a_tenancy(home, a_person(), until_on=ended_on, end_reason="stayed_on")
    first = an_account(tenancy)
    stayed = an_account(a_tenancy(home, a_person(), tenure="MPA", starts_on=ended_on, previous=tenancy))
    a_charge(home)

    run_week(council)

    assert (owed(first), owed(stayed)) == (pounds("42.86"), pounds("57.14"))


def test_bank_holidays_do_not_move_a_debit_day(council):
    a_rent_year()
    a_charged_account()

    run_week(council, FIRST_WEEK)  # Easter Monday.

    assert Movement.objects.get().posted_on == date(2026, 4, 6)


# --- Months and nights --------------------------------------------------------------------------------


def test_a_month_is_charged_on_the_first(council):
    lease = an_account(tenure="LEA")
    a_charge(lease.place, "84.50", code="DSC", per="month")

    run_week(council, date(2028, 2, 1), group="leasehold_sc", cycle="monthly", at=midnight_of(date(2028, 2, 1)))

    assert owed(lease) == pounds("84.50")


def test_a_lease_that_begins_on_29_february_is_charged_one_day_of_29(council):
    lease = an_account(tenure="LEA", starts_on=date(2028, 2, 29))
    a_charge(lease.place, "290.00", code="DSC", per="month")

    run_week(council, date(2028, 2, 1), group="leasehold_sc", cycle="monthly", at=midnight_of(date(2028, 3, 1)))

    assert owed(lease) == pounds("10.00")


def test_nights_are_charged_each(council):
    placed = an_account(tenure="LTA", cycle="nightly", starts_on=FIRST_WEEK + timedelta(days=1))
    a_charge(placed.place, "45.00", code="DTA", per="night", from_on=placed.from_on)

    for night in range(3):
        run_week(council, FIRST_WEEK + timedelta(days=night), group="ta_gf", cycle="nightly")

    assert owed(placed) == pounds("90.00")


def test_weekly_charges_wait_for_the_weekly_run(council):
    a_rent_year(group="ta_gf")
    placed = an_account(tenure="LTA")
    a_charge(placed.place, "45.00", code="DTA", per="night")

    run_week(council, group="ta_gf")

    assert owed(placed) == 0


# --- Once -------------------------------------------------------------------------------------------


def test_a_week_run_twice_is_posted_once(council):
    a_rent_year()
    account = a_charged_account()

    first = run_week(council)
    again = run_week(council)

    assert first == again
    assert owed(account) == pounds("100.00")


def test_a_big_run_is_posted_as_one_by_the_ledger(council, monkeypatch):
    monkeypatch.setattr(runs, "SMALL", 0)
    a_rent_year()
    account, home = a_charged_account(), a_home()
    a_charge(home, "60.00")

    run = run_week(council)
    again = run_week(council)

    assert run == again
    assert Movement.objects.filter(run=run.ledger_run_id).count() == 2
    assert (run.charged, run.void, runs.difference(run)) == (pounds("100.00"), pounds("60.00"), 0)
    assert owed(account) == pounds("100.00")


def test_a_run_that_was_killed_before_its_end_is_gone_on_with(council, monkeypatch):
    monkeypatch.setattr(runs, "SMALL", 0)
    a_rent_year()
    account = a_charged_account()
    run = run_week(council)
    DebitRun.objects.update(status="started", charged=0)

    again = run_week(council)

    assert (again.pk, again.status, again.charged) == (run.pk, "posted", pounds("100.00"))
    assert owed(account) == pounds("100.00")


def test_weeks_are_run_in_their_order(council):
    a_rent_year()
    a_charged_account()
    run_week(council)

    with pytest.raises(Refused, match="Run the period from that day next"):
        run_week(council, THIRD_WEEK)


def test_a_week_that_has_not_begun_is_not_run(council):
    a_rent_year()

    with pytest.raises(Refused, match="has not begun"):
        run_week(council, SECOND_WEEK, at=midnight_of(SECOND_WEEK) - timedelta(seconds=1))


def test_a_week_begins_at_midnight_in_london(council):
    a_rent_year(date(2025, 4, 7))
    account = a_charged_account()
    monday_after_the_clock_change = date(2026, 3, 30)

    with pytest.raises(Refused, match="has not begun"):
        run_week(
            council,
            monday_after_the_clock_change,
            at=midnight_of(monday_after_the_clock_change) - timedelta(seconds=1),
        )
    run_week(council, monday_after_the_clock_change, at=midnight_of(monday_after_the_clock_change))

    assert owed(account) == pounds("100.00")


def test_a_day_that_is_no_debit_day_is_refused(council):
    a_rent_year()

    with pytest.raises(Refused, match="is not a debit day"):
        runs.debit_of(council.pk, group="hra", cycle="weekly", starts_on=FIRST_WEEK + timedelta(days=1))
    with pytest.raises(Refused, match="on the first"):
        runs.debit_of(council.pk, group="hra", cycle="monthly", starts_on=date(2026, 4, 2))


def test_a_week_without_a_rent_year_is_refused(council):
    a_rent_year()

    with pytest.raises(Refused, match="is not set up"):
        runs.debit_of(council.pk, group="garages", cycle="weekly", starts_on=FIRST_WEEK)
    with pytest.raises(Refused, match="is not set up"):
        runs.debit_of(council.pk, group="hra", cycle="weekly", starts_on=date(2027, 4, 5))


def test_only_those_who_keep_the_books_make_a_run(council):
    a_rent_year()
    debit = runs.debit_of(council.pk, group="hra", cycle="weekly", starts_on=FIRST_WEEK)

    with pytest.raises(PermissionDenied):
        runs.run(council.pk, debit, by=by("income_officer")["by"], at=NOON)
    with pytest.raises(PermissionDenied):
        runs.rehearse(council.pk, debit, by=by("adviser")["by"], on=FIRST_WEEK)


def test_groups_are_run_apart_and_go_to_their_own_income(council):
    a_rent_year()
    a_rent_year(group="garages")
    home, garage = a_charged_account(), an_account(place=a_place("garage"), tenure="GAR")
    a_charge(garage.place, "12.00", code="DGA")

    of_homes = run_week(council)
    assert (owed(home), owed(garage)) == (pounds("100.00"), 0)
    of_garages = run_week(council, group="garages")

    assert (of_homes.expected, of_garages.expected) == (pounds("100.00"), pounds("12.00"))
    assert set(Movement.objects.values_list("credit__code", "code")) == {
        ("income.hra", "DBR"),
        ("income.garages", "DGA"),
    }


def test_a_home_in_two_groups_in_one_week_is_reconciled_in_both(council):
    a_rent_year()
    a_rent_year(group="ta_hra")
    home, moved_on = a_home(), FIRST_WEEK + timedelta(days=3)
    before = an_account(a_tenancy(home, a_person(), until_on=moved_on, end_reason="other"))
    after = an_account(a_tenancy(home, a_person(), tenure="NON", starts_on=moved_on))
    a_charge(home)

    made = [run_week(council), run_week(council, group="ta_hra")]

    assert (owed(before), owed(after)) == (pounds("42.86"), pounds("57.14"))
    assert [run.expected for run in made] == [pounds("42.86"), pounds("57.14")]
    assert [runs.difference(run) for run in made] == [0, 0]


def test_a_run_for_one_of_two_councils_leaves_the_other_alone(council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        a_rent_year()
        ours, theirs = a_charged_account(), a_home(council=other_council)
        a_charge(theirs)

        run = run_week(council)

        assert owed(ours) == pounds("100.00")
        assert (run.expected, run.void) == (pounds("100.00"), 0)
        assert not RentAccount.objects.filter(council=other_council).exists()


# --- Rehearse and report ------------------------------------------------------------------------------


def test_a_rehearsal_says_what_the_run_then_posts_and_writes_nothing(council):
    a_rent_year()
    account, empty = a_charged_account(starts_on=FIRST_WEEK + timedelta(days=2)), a_home()
    a_charge(empty, "60.00")
    a_charge(account, "1.40", code="DCI", from_on=FIRST_WEEK)
    before = (AccountPart.objects.count(), RentAccount.objects.count(), DebitRun.objects.count())

    rehearsed = rehearse_week(council)

    assert (AccountPart.objects.count(), RentAccount.objects.count(), DebitRun.objects.count()) == before
    assert not Movement.objects.exists()
    run = run_week(council)
    assert [(each.code, each.expected, each.charged, each.void) for each in rehearsed.lines] == [
        (each.code, each.expected, each.charged, each.void) for each in runs.report(run)
    ]
    assert [each.difference for each in runs.report(run)] == [0, 0]
    assert rehearsed.total("void") == run.void == pounds("88.57")


def test_a_rehearsal_shows_samples(council):
    a_rent_year()
    large, late = a_charged_account("150.00"), a_charged_account(starts_on=FIRST_WEEK + timedelta(days=6))

    rehearsed = rehearse_week(council)

    assert rehearsed.largest[0].payment_reference == large.payment_reference
    assert {(each.payment_reference, each.days) for each in rehearsed.part_periods} == {
        (late.payment_reference, 1),
        ("", 6),
    }
    assert rehearsed.last is None


def test_the_report_shows_what_is_not_accounted_for(council):
    a_rent_year()
    a_charged_account()
    run = run_week(council)

    run.lines.update(charged=pounds("99.99"))

    assert runs.difference(run) == pounds("0.01")


# --- Caught up and put right ----------------------------------------------------------------------------


def test_an_account_that_comes_late_is_caught_up(council):
    a_rent_year()
    home = a_home()
    a_charge(home)
    run_week(council)
    run_week(council, SECOND_WEEK)
    account = an_account(place=home, starts_on=FIRST_WEEK + timedelta(days=4))

    [caught_up] = putting_right.put_right(council.pk, at=NOON)

    assert owed(account) == pounds("142.86")
    assert owed(void_of(home)) == pounds("57.14")
    assert (caught_up.cycle, caught_up.charged, caught_up.void, caught_up.late) == (
        "catch_up",
        pounds("142.86"),
        pounds("-142.86"),
        0,
    )
    assert not ChangedSince.objects.filter(done_in=None).exists()


def test_put_right_twice_nothing_changes_the_second_time(council):
    a_rent_year()
    home = a_home()
    a_charge(home)
    run_week(council)
    account = an_account(place=home)
    putting_right.put_right(council.pk, at=NOON)
    before = Movement.objects.count()

    ChangedSince.objects.update(done_in=None)
    putting_right.put_right(council.pk, at=NOON)

    assert putting_right.put_right(council.pk, at=NOON) == []
    assert Movement.objects.count() == before
    assert owed(account) == pounds("100.00")


def test_a_tenancy_that_ended_earlier_is_put_right_by_reversal(council):
    a_rent_year()
    account = a_charged_account()
    run_week(council)
    run_week(council, SECOND_WEEK)
    tenancy = account.tenancy
    tenancy.until_on = FIRST_WEEK + timedelta(days=3)
    tenancy.end_reason = "notice"
    tenancy.save()
    accounts.follow_tenancy(tenancy, **by("tenancy_officer"))

    putting_right.put_right(council.pk, at=NOON)

    assert owed(account) == pounds("42.86")
    assert owed(void_of(account.place)) == pounds("157.14")
    assert Movement.objects.filter(kind="reversal").count() == 2
    assert {each.narrative for each in Movement.objects.filter(kind="reversal")} == {putting_right.REASON}


def test_an_end_on_the_last_day_of_a_week_is_put_right(council):
    a_rent_year()
    account = a_charged_account()
    run_week(council)
    putting_right.put_right(council.pk, at=NOON)
    account.tenancy.until_on = SECOND_WEEK - timedelta(days=1)
    account.tenancy.end_reason = "notice"
    account.tenancy.save()
    accounts.follow_tenancy(account.tenancy, **by("tenancy_officer"))

    putting_right.put_right(council.pk, at=NOON)

    assert (owed(account), owed(void_of(account.place))) == (pounds("85.71"), pounds("14.29"))


def test_a_payment_in_flight_lands_on_an_account_that_has_ended_as_credit(council):
    a_rent_year()
    account = a_charged_account()
    run_week(council)
    a_receipt(account, "100.00", SECOND_WEEK)
    account.tenancy.until_on = FIRST_WEEK + timedelta(days=3)
    account.tenancy.save()
    accounts.follow_tenancy(account.tenancy, **by("tenancy_officer"))
    putting_right.put_right(council.pk, at=NOON)

    a_receipt(account, "50.00", THIRD_WEEK)

    assert owed(account) == pounds("-107.14")


def test_a_charge_that_changed_since_is_put_right(council):
    a_rent_year()
    account = a_charged_account()
    run_week(council)
    run_week(council, SECOND_WEEK)
    acting = by("rent_accounting_officer")
    charges.charge(
        account.place,
        code="DBR",
        amount=pounds("107.00"),
        per="week",
        from_on=SECOND_WEEK,
        why="Corrected",
        **acting,
    )

    putting_right.put_place_right(account.place, **by("rent_accounting_officer"))

    assert owed(account) == pounds("207.00")
    assert [line.amount for line in Charge.objects.order_by("from_on")] == [pounds("100.00"), pounds("107.00")]


def test_an_officer_puts_one_place_right_and_leaves_the_others(council):
    a_rent_year()
    one, other = a_charged_account(), a_charged_account()
    acting = by("rent_accounting_officer")

    [made] = putting_right.put_place_right(one.place, **acting)

    assert putting_right.put_place_right(one.place, **acting) == []
    assert made.by == acting["by"]
    assert list(ChangedSince.objects.filter(done_in=None).values_list("place", flat=True)) == [other.place_id]


def test_nothing_is_caught_up_for_weeks_that_were_never_run(council):
    a_rent_year()
    account = a_charged_account()
    run_week(council, THIRD_WEEK)

    putting_right.put_right(council.pk, at=NOON)

    assert owed(account) == pounds("100.00")


def test_a_free_week_stays_free_when_things_are_put_right(council):
    a_rent_year(free_weeks=[SECOND_WEEK])
    home = a_home()
    a_charge(home)
    run_week(council)
    run_week(council, SECOND_WEEK)
    account = an_account(place=home)

    putting_right.put_right(council.pk, at=NOON)

    assert owed(account) == pounds("100.00")


def test_what_a_big_run_posted_is_put_right_too(council, monkeypatch):
    monkeypatch.setattr(runs, "SMALL", 0)
    a_rent_year()
    account = a_charged_account()
    run_week(council)
    accounts.suspend(
        account, from_on=FIRST_WEEK, until_on=SECOND_WEEK, why="Fire", **by("rent_accounting_officer")
    )

    putting_right.put_right(council.pk, at=NOON)

    assert owed(account) == 0
    assert owed(void_of(account.place)) == pounds("100.00")


# --- The timetable --------------------------------------------------------------------------------------


def test_what_is_due_is_run_up_to_the_day(council):
    a_rent_year()
    account = a_charged_account()
    run_week(council)

    made, refused = runs.run_what_is_due(council.pk, at=midnight_of(THIRD_WEEK))

    assert [run.period_from_on for run in made] == [SECOND_WEEK, THIRD_WEEK]
    assert refused == []
    assert owed(account) == pounds("300.00")
    assert runs.run_what_is_due(council.pk, at=midnight_of(THIRD_WEEK)) == ([], [])


def test_nothing_runs_by_itself_before_an_officer_made_the_first_run(council):
    a_rent_year()
    a_charged_account()

    assert runs.run_what_is_due(council.pk, at=NOON) == ([], [])


def test_the_year_ends_at_midnight_and_the_next_must_be_set_up(council):
    a_rent_year(date(2025, 4, 7))
    a_charged_account()
    run_week(council, date(2026, 3, 30))

    made, refused = runs.run_what_is_due(council.pk, at=midnight_of(date(2026, 4, 6)))

    assert made == []
    assert "The rent year of Monday 6 April 2026 is not set up" in refused[0]


def test_weeks_that_are_run_before_one_is_refused_are_told(council):
    a_rent_year(date(2025, 4, 7))
    account = a_charged_account()
    run_week(council, date(2026, 3, 23))

    made, refused = runs.run_what_is_due(council.pk, at=midnight_of(date(2026, 4, 6)))

    assert [run.period_from_on for run in made] == [date(2026, 3, 30)]
    assert len(refused) == 1
    assert owed(account) == pounds("200.00")


def test_a_run_that_somebody_began_is_ended_by_the_night(council):
    a_rent_year()
    account = a_charged_account()
    run_week(council)
    DebitRun.objects.update(status="started")

    made, _ = runs.run_what_is_due(council.pk, at=midnight_of(FIRST_WEEK))

    assert [run.status for run in made] == ["posted"]
    assert owed(account) == pounds("100.00")


def test_a_week_of_closed_books_is_posted_on_the_first_open_day(council):
    a_rent_year()
    account = a_charged_account()
    closing.close_until(council.pk, SECOND_WEEK, at=NOON, who="test")

    run_week(council)

    assert Movement.objects.get().posted_on == SECOND_WEEK
    assert Movement.objects.get().effective_on == FIRST_WEEK
    assert owed(account) == pounds("100.00")


def test_a_closed_rent_year_is_not_run(council):
    a_rent_year(closed_at=NOON)

    with pytest.raises(Refused, match="is closed"):
        run_week(council)


def test_a_rent_year_of_53_weeks_has_53_runs(council):
    a_rent_year(date(2030, 4, 1), weeks=53)
    a_rent_year(date(2031, 4, 7))
    account = a_charged_account()
    run_week(council, date(2030, 4, 1), at=midnight_of(date(2030, 4, 1)))

    runs.run_what_is_due(council.pk, at=midnight_of(date(2031, 4, 6)))

    assert DebitRun.objects.count() == 53
    assert owed(account) == pounds("5300.00")
