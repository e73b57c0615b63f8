"""The annual increase from rehearsal to freeze: every refusal, every home, and no rent raised twice."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test.utils import CaptureQueriesContext

from rooftree.foundations.refusals import Refused
from rooftree.rents import increase_queries
from rooftree.rents.actions import increases
from rooftree.rents.actions.increases import Valuation
from rooftree.rents.models import (
    ChangedSince,
    Charge,
    ExpectedBenefit,
    HomeValue,
    IncreaseCheck,
    RentIncrease,
    RentIncreaseLine,
    RentYear,
)
from rooftree.rents.models.increases import IncreaseService
from rooftree.rents.service_increases import ServiceChange
from rooftree.rents.tests.aprils import (
    IN_JANUARY,
    NEW_YEAR,
    NOTICE_BY,
    a_let_home,
    a_value,
    accountant,
    acts,
    approved,
    checked,
    line_of,
    rehearsed,
    told,
    years,
)
from tests.builders import a_home, an_officer, by
from tests.rent_builders import a_charge, an_account

pytestmark = pytest.mark.usefixtures("acting")


# --- Valuations -----------------------------------------------------------------------------------------


def valued(**facts):
    return Valuation(**{"rent_type": "social", "value_1999": Decimal(60_000), "source": "Survey", **facts})


def test_a_new_valuation_ends_the_one_before():
    home = a_home()
    first = increases.keep_value(home, valued(), from_on=dt.date(2020, 4, 1), **acts(accountant()))

    increases.keep_value(home, valued(county="england"), from_on=dt.date(2026, 4, 1), **acts(accountant()))

    first.refresh_from_db()
    assert first.until_on == dt.date(2026, 4, 1)
    assert HomeValue.objects.filter(place=home, until_on__isnull=True).count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"rent_type": "dear"}, "not in the list"),
        ({"county": "atlantis"}, "not in the list"),
        ({"value_1999": Decimal(0)}, "above nought"),
        ({"source": " "}, "where the valuation comes from"),
    ],
)
def test_what_is_no_valuation_is_refused(wrong, words):
    with pytest.raises(Refused, match=words):
        increases.keep_value(a_home(), valued(**wrong), from_on=dt.date(2026, 4, 1), **acts(accountant()))


def test_the_database_keeps_one_valuation_of_a_home_at_a_time():
    home = a_home()
    a_value(home)

    with pytest.raises(IntegrityError, match="one_value_of_a_home_at_a_time"), transaction.atomic():
        a_value(home, from_on=dt.date(2010, 4, 1))


# --- Rehearsing -----------------------------------------------------------------------------------------


def test_a_rehearsal_reckons_every_home_and_charges_nothing():
    years()
    home, plain = a_let_home("104.80"), a_let_home("100.00")
    a_value(home)

    increase = rehearsed()

    line = line_of(home, increase)
    assert (line.old, line.uprated, line.convergence, line.new, line.new_charge) == (
        Decimal("104.80"),
        Decimal("108.99"),
        Decimal("1.00"),
        Decimal("109.99"),
        Decimal("109.99"),
    )
    assert line_of(plain, increase).exception == "no_value"
    assert (increase.homes, increase.exceptions) == (2, 1)
    assert (increase.old_weekly, increase.new_weekly) == (Decimal("204.80"), Decimal("213.99"))
    assert (increase.notice_by, increase.most, increase.convergence) == (NOTICE_BY, Decimal("4.00"), 1)
    assert Charge.objects.count() == 2


def test_an_empty_home_and_one_of_another_group_are_told_apart():
    years()
    a_let_home(tenure="NON")  # Temporary accommodation: another group.
    empty = a_home()
    a_charge(empty, "90.00")
    increases_accounts_of(empty)

    increase = rehearsed()

    assert list(RentIncreaseLine.objects.filter(increase=increase).values_list("place", flat=True)) == [empty.pk]


def increases_accounts_of(place):
    from rooftree.rents.actions.accounts import open_void_accounts

    open_void_accounts([place.pk], council_id=place.council_id, on=dt.date(2026, 4, 6), at=IN_JANUARY)


def test_a_let_home_without_a_rent_is_listed_for_an_officer():
    years()
    account = an_account()

    line = RentIncreaseLine.objects.get(increase=rehearsed(), place=account.place)

    assert (line.exception, line.charge_id, line.new) == ("no_rent", None, 0)


def test_service_charges_rise_by_what_was_said_outside_the_limit():
    years()
    home = a_let_home()
    a_charge(home, "7.90", code="DSC")

    line = line_of(home, rehearsed(services_by=Decimal("10")), code="DSC")

    assert (line.kind, line.new_charge) == ("service", Decimal("8.69"))


def test_each_service_changes_by_what_is_said_of_its_code():
    years()
    home = a_let_home()
    for code in ("DSC", "DCB", "DGM"):
        a_charge(home, "10.00", code=code)

    increase = rehearsed(
        services_by=Decimal("4"),
        services=[
            ServiceChange("DCB", per_cent=Decimal("-2.5")),
            ServiceChange("DGM", amount=Decimal("11.20"), source="the budget of 2027"),
        ],
    )

    lines = {code: line_of(home, increase, code=code) for code in ("DSC", "DCB", "DGM")}
    assert {code: str(line.new_charge) for code, line in lines.items()} == {
        "DSC": "10.40",
        "DCB": "9.75",
        "DGM": "11.20",
    }
    assert lines["DGM"].exception == "service_above_limit"
    assert [(each.code, each.new) for each in increase_queries.services(increase)] == [
        ("DCB", Decimal("9.75")),
        ("DGM", Decimal("11.20")),
        ("DSC", Decimal("10.40")),
    ]


def test_what_homes_are_charged_beside_their_rent_is_known_by_code():
    for pounds in ("3.00", "4.50"):
        home = a_let_home()
        a_charge(home, pounds, code="DSC")  # The rent of another group, a service of this one.
    a_charge(home, "20.00", code="DST", per="night")

    [found] = increase_queries.services_charged(home.council_id, on=dt.date(2026, 12, 1))

    assert (found.code, found.homes, found.least, found.most) == ("DSC", 2, Decimal("3.00"), Decimal("4.50"))


def test_what_a_file_says_of_a_home_goes_before_its_code():
    years()
    dear, other = a_let_home(), a_let_home()
    for home in (dear, other):
        a_charge(home, "10.00", code="DCB")

    increase = rehearsed(
        services=[ServiceChange("DCB", per_cent=Decimal(1))],
        costs=["place,code,amount", f"{dear.reference},DCB,10.30"],
        costs_from="blocks.csv",
    )

    assert line_of(dear, increase, code="DCB").new_charge == Decimal("10.30")
    assert line_of(other, increase, code="DCB").new_charge == Decimal("10.10")
    assert increase.services_file == "blocks.csv"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{home},DCB,10.30\n{home},DCB,10.40", "stand in the file twice"),
        ("{home},DGM,10.30", "is charged no DGM"),
        ("NOWHERE,DCB,10.30", "no homes are called NOWHERE"),
        ("{home},DCB,ten", "a sum in pounds, not “ten”"),
    ],
)
def test_a_file_of_costs_with_a_wrong_row_is_refused_whole(row, words):
    years()
    home = a_let_home()
    a_charge(home, "10.00", code="DCB")

    with pytest.raises(Refused, match=words):
        rehearsed(costs=["place,code,amount", *row.format(home=home.reference).splitlines()], costs_from="x.csv")
    assert not RentIncrease.objects.exists()


@pytest.mark.parametrize("services", [[("DBX", 1)], [("RHB", 1)], [("DCB", 1), ("DCB", 2)]])
def test_what_is_no_charge_or_is_said_twice_is_refused(services):
    years()

    with pytest.raises(Refused, match="Say once how each charge changes"):
        rehearsed(services=[ServiceChange(code, per_cent=Decimal(by)) for code, by in services])


def test_an_affordable_rent_is_held_where_its_services_rise_by_more():
    years()
    home = a_let_home("150.00")
    a_value(home, rent_type="affordable")
    a_charge(home, "10.00", code="DSC")
    a_charge(home, "20.00", code="DHE")  # Heating: benefit does not pay for it, so it does not count.

    increase = rehearsed(services=[ServiceChange("DSC", amount=Decimal("15.00"), source="the budget")])

    line = line_of(home, increase)
    assert (line.new, line.new_charge, line.exception) == (Decimal("151.40"), Decimal("151.40"), "with_services")


def test_the_database_refuses_a_service_that_changes_twice_or_by_nothing():
    years()
    increase = rehearsed()
    facts = {"council_id": increase.council_id, "increase": increase, "code": "DCB"}

    with pytest.raises(IntegrityError, match="by_or_to"), transaction.atomic():
        IncreaseService.objects.create(**facts)
    with pytest.raises(IntegrityError, match="by_or_to"), transaction.atomic():
        IncreaseService.objects.create(**facts, amount=Decimal(5))
    IncreaseService.objects.create(**facts, per_cent=Decimal(5))
    with pytest.raises(IntegrityError, match="one_change_of_a_service"), transaction.atomic():
        IncreaseService.objects.create(**facts, per_cent=Decimal(6))


def test_a_rent_that_is_held_keeps_its_charge_to_the_penny():
    """£250.01 in 48 weeks is a rent of £230.78 in 52, above the cap of £226.08: neither moves by a penny."""
    years(free_before=4, free=4)
    home = a_let_home("250.01")
    a_value(home, value="250000")

    line = line_of(home, rehearsed())

    assert (line.exception, line.new_charge) == ("at_cap", line.old_charge)


def test_free_weeks_change_the_charge_and_not_the_rent():
    years(free_before=0, free=4)
    home = a_let_home("100.00")

    line = line_of(home, rehearsed())

    assert (line.new, line.new_charge) == (Decimal("104.00"), Decimal("112.66"))  # 104 × 52 ÷ 48 = 112.666…


def test_free_weeks_in_both_years_keep_the_limit():
    years(free_before=2, free=2)
    home = a_let_home("104.00")

    line = line_of(home, rehearsed())

    assert (line.old, line.new, line.new_charge) == (Decimal("100.00"), Decimal("104.00"), Decimal("108.16"))


def test_the_shortfall_of_a_fifty_third_week_is_shown():
    years(weeks=53)
    home = a_let_home("100.00")
    ExpectedBenefit.objects.create(
        council_id=home.council_id,
        rent_account=home.rent_accounts.get(),
        kind="uc",
        amount=Decimal("433.33"),
        every="monthly",
        from_on=dt.date(2026, 1, 5),
    )
    a_let_home("100.00")

    increase = rehearsed()

    assert (increase.uc_accounts, increase.uc_shortfall) == (1, Decimal("104.00"))


def test_rehearsed_again_the_first_is_withdrawn():
    years()
    a_let_home()
    first = rehearsed()

    second = rehearsed()

    first.refresh_from_db()
    assert (first.status, second.status) == ("withdrawn", "rehearsed")


def test_sent_twice_it_is_rehearsed_once():
    years()
    a_let_home()
    acting = acts(accountant())

    assert rehearsed(**acting) == rehearsed(**acting)
    assert RentIncrease.objects.count() == 1


def test_a_rehearsal_of_many_homes_asks_no_more_questions(django_assert_max_num_queries):
    years()
    for _ in range(3):
        a_let_home()
    from django.db import connection

    with CaptureQueriesContext(connection) as few:
        rehearsed()
    for _ in range(12):
        a_let_home()

    with django_assert_max_num_queries(len(few) + 1):
        rehearsed()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"cpi": None}, "no CPI for the rent year"),
        ({"cpi_source": ""}, "where this CPI is published"),
        ({"starts_on": dt.date(2027, 4, 6)}, "not a debit day"),
        ({"starts_on": dt.date(2029, 4, 2)}, "not a debit day"),
        ({"services_by": Decimal(400)}, "per cent"),
        ({"services_by": Decimal("4.805")}, "two places"),
        ({"cpi": Decimal(300)}, "such as 3.8"),
    ],
)
def test_what_cannot_be_rehearsed(facts, words):
    years()
    a_let_home()

    with pytest.raises(Refused, match=words):
        rehearsed(**facts)


def test_an_income_officer_may_not_rehearse():
    years()

    with pytest.raises(PermissionDenied):
        rehearsed(an_officer("income_officer"))


def test_a_frozen_year_is_not_rehearsed():
    years()
    RentYear.objects.filter(starts_on=NEW_YEAR).update(frozen_at=IN_JANUARY)

    with pytest.raises(Refused, match="frozen"):
        rehearsed()


# --- Checking and approving -----------------------------------------------------------------------------


def test_nobody_approves_what_they_rehearsed():
    years()
    a_let_home()
    rae = accountant()

    with pytest.raises(Refused, match="somebody else approves it"):
        increases.approve(checked(rehearsed(rae)), **acts(rae))


def test_the_database_refuses_the_same_person_twice():
    years()
    a_let_home()
    increase = rehearsed()

    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        RentIncrease.objects.filter(pk=increase.pk).update(
            status="approved", approved_by=increase.prepared_by, approved_at=IN_JANUARY
        )


def test_an_increase_is_not_approved_before_a_sample_is_checked():
    years()
    a_let_home(), a_let_home()
    increase = rehearsed()
    line = RentIncreaseLine.objects.filter(increase=increase)[0]
    increases.check_line(line, is_right=True, **acts(accountant()))

    with pytest.raises(Refused, match="1 of at least 2 rents were checked by hand"):
        increases.approve(increase, **acts(accountant("Bo Lin")))


def test_a_line_found_wrong_stops_the_approval_until_it_is_found_right():
    years()
    home = a_let_home()
    increase = checked(rehearsed())
    line = line_of(home, increase)
    increases.check_line(line, is_right=False, note="Three bedrooms", **acts(accountant()))

    with pytest.raises(Refused, match="1 of the lines that were checked is wrong"):
        increases.approve(increase, **acts(accountant("Bo Lin")))
    increases.check_line(line, is_right=True, **acts(accountant()))

    assert increases.approve(increase, **acts(accountant("Bo Lin"))).status == "approved"


def test_a_wrong_line_says_what_is_wrong():
    years()
    line = line_of(a_let_home(), rehearsed())

    with pytest.raises(Refused, match="what is wrong"):
        increases.check_line(line, is_right=False, **acts(accountant()))
    with pytest.raises(IntegrityError, match="says_what_is_wrong"), transaction.atomic():
        IncreaseCheck.objects.create(
            council_id=line.council_id, line=line, is_right=False, by=accountant(), at=IN_JANUARY
        )


@pytest.mark.parametrize(("day", "approves"), [(dt.date(2027, 3, 8), True), (dt.date(2027, 3, 9), False)])
def test_the_last_day_to_approve_is_the_last_day_to_tell(day, approves):
    years()
    a_let_home()
    increase = checked(rehearsed())
    noon = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)

    if approves:
        assert increases.approve(increase, **acts(accountant("Bo Lin"), noon)).approved_at == noon
    else:
        with pytest.raises(Refused, match="had to be told by Monday 8 March 2027"):
            increases.approve(increase, **acts(accountant("Bo Lin"), noon))


def test_where_rent_is_charged_by_the_month_tenants_are_told_a_month_before():
    years()
    account = an_account()
    a_charge(account.place, "433.33", per="month")

    assert rehearsed().notice_by == dt.date(2027, 3, 5)


def test_an_approved_increase_is_not_rehearsed_again():
    years()
    a_let_home()
    approved()

    with pytest.raises(Refused, match="is approved"):
        rehearsed()


# --- Charging -------------------------------------------------------------------------------------------


def test_the_new_rent_is_charged_from_its_first_debit_day():
    years()
    home = a_let_home("100.00")
    increase = told()

    done = increases.apply(increase, **acts(accountant()))

    before, after = Charge.objects.filter(place=home).order_by("from_on")
    assert (done.changed, done.by_hand) == (1, 0)
    assert (before.until_on, after.from_on, after.amount) == (NEW_YEAR, NEW_YEAR, Decimal("104.00"))
    assert line_of(home, increase).new_charge_line == after
    assert ChangedSince.objects.filter(place=home, from_on=NEW_YEAR).exists()


def test_charged_twice_rents_rise_once():
    years()
    home = a_let_home("100.00")
    increase = told()
    first = increases.apply(increase, **acts(accountant()))

    again = increases.apply(increase, **acts(accountant()))

    assert first == again
    assert [each.amount for each in Charge.objects.filter(place=home).order_by("from_on")] == [100, 104]


def test_a_charge_that_was_changed_since_is_left_to_an_officer():
    years()
    changed, other = a_let_home("100.00"), a_let_home("100.00")
    increase = told()
    Charge.objects.filter(place=changed).update(amount=Decimal("90.00"))

    done = increases.apply(increase, **acts(accountant()))

    assert (done.changed, done.by_hand) == (1, 1)
    assert line_of(changed, increase).exception == "changed_since"
    assert [each.amount for each in Charge.objects.filter(place=changed)] == [Decimal("90.00")]
    assert Charge.objects.filter(place=other, from_on=NEW_YEAR).get().amount == 104


def test_an_increase_is_charged_only_when_tenants_are_told():
    years()
    a_let_home()
    increase = approved()

    with pytest.raises(Refused, match="not all been told"):
        increases.apply(increase, **acts(accountant()))


def test_a_rehearsal_is_never_charged():
    years()
    a_let_home()

    with pytest.raises(Refused, match="Only an approved increase"):
        increases.apply(rehearsed(), **acts(accountant()))


def test_what_tenants_were_told_is_not_withdrawn():
    years()
    a_let_home()

    with pytest.raises(Refused, match="were told"):
        increases.withdraw(told(), **acts(accountant()))


def test_an_approved_increase_of_which_nobody_was_told_can_be_withdrawn():
    years()
    a_let_home()

    assert increases.withdraw(approved(), **acts(accountant())).status == "withdrawn"


def test_a_year_is_frozen_once_its_increase_is_charged():
    years()
    a_let_home()
    increase = told()
    with pytest.raises(Refused, match="when its increase is charged"):
        increases.freeze(increase, **acts(accountant()))
    increases.apply(increase, **acts(accountant()))

    assert increases.freeze(increase, **acts(accountant())).frozen_at == IN_JANUARY
    assert RentYear.objects.filter(frozen_at__isnull=False).get().starts_on == NEW_YEAR


def test_the_other_councils_homes_are_not_touched(other_council):
    from rooftree.foundations.isolation import acting_for

    years()
    a_let_home()
    with acting_for([other_council.pk], who="test"):
        theirs = a_home(council=other_council)
        a_charge(theirs, "100.00")

    increases.apply(told(), **acts(accountant()))

    with acting_for([other_council.pk], who="test"):
        assert Charge.objects.get(place=theirs).until_on is None


def test_an_officer_approves_for_her_own_council_alone(other_council):
    years()
    a_let_home()
    increase = checked(rehearsed())
    from rooftree.foundations.isolation import acting_for

    with acting_for([increase.council_id, other_council.pk], who="test"):
        stranger = an_officer("service_manager", council=other_council)
        with pytest.raises(PermissionDenied):
            increases.approve(increase, **by(officer=stranger))
