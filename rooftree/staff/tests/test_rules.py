"""What must hold of officers, roles, groups and cover."""

from datetime import date

import pytest

from rooftree.foundations.periods import Period
from rooftree.foundations.refusals import Refused
from rooftree.staff import rules
from rooftree.staff.rules import Away, Colleague

MONDAY = date(2026, 3, 2)
TUESDAY = date(2026, 3, 3)
WEDNESDAY = date(2026, 3, 4)
FRIDAY = date(2026, 3, 6)
SATURDAY = date(2026, 3, 7)

ALWAYS = Period(rules.LONG_AGO)
ASHA = Colleague(1, "Asha Bell", ALWAYS)
BEN = Colleague(2, "Ben Ode", ALWAYS)
CARA = Colleague(3, "Cara Finch", ALWAYS)
OTHER_ASHA = Colleague(4, "Asha Bell", ALWAYS)
THE_WEEK = Period(MONDAY, SATURDAY)


def refused_by(check, *arguments, **facts) -> str:
    with pytest.raises(Refused) as refusal:
        check(*arguments, **facts)
    return str(refusal.value)


@pytest.mark.parametrize("until_on", [None, TUESDAY, FRIDAY])
def test_a_period_has_at_least_one_day(until_on):
    assert rules.period_of("The role", MONDAY, until_on) == Period(MONDAY, until_on)


@pytest.mark.parametrize("until_on", [MONDAY, date(2026, 3, 1)])
def test_a_period_without_a_day_is_refused(until_on):
    said = refused_by(rules.period_of, "The role", MONDAY, until_on)

    assert said.startswith("The role would end on S")
    assert said.endswith("before it begins on Monday 2 March 2026. Check both dates.")


@pytest.mark.parametrize(
    ("employed", "wanted"),
    [
        (ALWAYS, Period(MONDAY)),
        (Period(MONDAY), Period(MONDAY)),
        (Period(MONDAY, FRIDAY), Period(MONDAY, FRIDAY)),
        (Period(MONDAY, FRIDAY), Period(TUESDAY, WEDNESDAY)),
    ],
)
def test_a_role_lies_within_employment(employed, wanted):
    rules.check_within_employment("Asha Bell", employed, wanted, "hold this role")


@pytest.mark.parametrize(
    ("employed", "wanted", "sentence"),
    [
        (
            Period(TUESDAY),
            Period(MONDAY),
            "Asha Bell starts on Tuesday 3 March 2026, so cannot hold this role before that day.",
        ),
        (
            Period(MONDAY, FRIDAY),
            Period(TUESDAY),
            "Asha Bell leaves on Thursday 5 March 2026, so cannot hold this role after that day. "
            "Give that day as the last.",
        ),
        (
            Period(MONDAY, FRIDAY),
            Period(TUESDAY, SATURDAY),
            "Asha Bell leaves on Thursday 5 March 2026, so cannot hold this role after that day. "
            "Give that day as the last.",
        ),
        (
            Period(MONDAY, TUESDAY),
            Period(TUESDAY),
            "Asha Bell left on Monday 2 March 2026, so cannot hold this role.",
        ),
    ],
)
def test_a_role_outside_employment_is_refused(employed, wanted, sentence):
    assert refused_by(rules.check_within_employment, "Asha Bell", employed, wanted, "hold this role") == sentence


@pytest.mark.parametrize("day", [MONDAY, TUESDAY])
def test_a_power_begins_today_or_later(day):
    rules.check_not_backdated("A role", day, today=MONDAY)


def test_a_power_for_days_gone_by_is_refused():
    assert refused_by(rules.check_not_backdated, "A role", MONDAY, today=TUESDAY) == (
        "A role cannot be changed for days gone by. Choose today or a later day."
    )


@pytest.mark.parametrize("until_before", [None, SATURDAY])
def test_what_is_held_longer_may_end(until_before):
    rules.check_ends_sooner("Asha Bell holds this role", until_before, FRIDAY)


@pytest.mark.parametrize(("until_before", "last"), [(FRIDAY, "Thursday 5"), (WEDNESDAY, "Tuesday 3")])
def test_what_ends_by_then_already_is_refused(until_before, last):
    assert refused_by(rules.check_ends_sooner, "Asha Bell holds this role", until_before, FRIDAY) == (
        f"Asha Bell holds this role only to {last} March 2026 as it is. Choose an earlier day."
    )


def test_what_is_said_may_not_be_blank():
    rules.check_said("Town Hall", "An office needs a name.")
    assert refused_by(rules.check_said, "  ", "An office needs a name.") == "An office needs a name."


def test_two_things_cannot_share_a_name():
    rules.check_name_free("office", "Town Hall", taken=False)
    assert refused_by(rules.check_name_free, "office", "Town Hall ", taken=True) == (
        "There is already an office called “Town Hall”. Choose another name, or change that one."
    )


def test_two_officers_cannot_share_an_address():
    rules.check_address_free("a@example.test", None)
    assert refused_by(rules.check_address_free, "a@example.test", "Ben Ode") == (
        "Ben Ode already has the address a@example.test. Two officers cannot share one."
    )


@pytest.mark.parametrize("managed_by", [{}, {2: 3}, {2: 3, 3: 2}])
def test_a_manager_is_somebody_else(managed_by):
    rules.check_manager((1, "Asha Bell"), (2, "Ben Ode"), managed_by)


@pytest.mark.parametrize(("manager", "managed_by"), [((1, "Asha Bell"), {}), ((2, "Ben Ode"), {2: 3, 3: 1})])
def test_nobody_manages_themselves_not_even_through_others(manager, managed_by):
    said = refused_by(rules.check_manager, (1, "Asha Bell"), manager, managed_by)

    assert said == f"{manager[1]} is managed by Asha Bell, so cannot manage Asha Bell. Choose another."


@pytest.mark.parametrize("until_on", [None, TUESDAY])
def test_somebody_still_here_may_manage(until_on):
    rules.check_still_here("Asha Bell", until_on, "manage a team", today=MONDAY)


def test_somebody_who_has_left_may_not_manage():
    assert refused_by(rules.check_still_here, "Asha Bell", MONDAY, "manage a team", today=MONDAY) == (
        "Asha Bell left on Sunday 1 March 2026, so cannot manage a team."
    )


def test_a_day_is_closed_once():
    rules.check_not_closed_already("Town Hall", MONDAY, "")
    assert refused_by(rules.check_not_closed_already, "Town Hall", MONDAY, "Staff training") == (
        "Town Hall is already closed on Monday 2 March 2026: Staff training."
    )


@pytest.mark.parametrize("accent", ["#1d5d5a", "#000000", "#1D5D5A"])
def test_a_colour_that_can_be_read_will_do(accent):
    rules.check_accent(accent)


@pytest.mark.parametrize(
    ("accent", "sentence"),
    [
        ("teal", "“teal” is not a colour. Write # and six figures or letters from a to f, like #1d5d5a."),
        (
            "#ffd84d",
            "#ffd84d is too pale: words in it would have a contrast of 1.3 to 1 with the page, and 4.5 is the "
            "least that can be read. Choose a darker colour.",
        ),
    ],
)
def test_a_colour_that_cannot_be_read_is_refused(accent, sentence):
    assert refused_by(rules.check_accent, accent) == sentence


def test_a_sign_in_is_given_once_and_to_somebody_here():
    rules.check_may_have_sign_in("Asha Bell", has_one=False, until_on=None, today=MONDAY)
    has_one = refused_by(rules.check_may_have_sign_in, "Asha Bell", has_one=True, until_on=None, today=MONDAY)
    has_left = refused_by(rules.check_may_have_sign_in, "Asha Bell", has_one=False, until_on=MONDAY, today=MONDAY)

    assert has_one == "Asha Bell has a sign-in already."
    assert has_left == "Asha Bell left on Sunday 1 March 2026, so cannot sign in."


def test_an_address_signs_one_person_in():
    rules.check_sign_in_free("a@example.test", taken=False)
    assert refused_by(rules.check_sign_in_free, "a@example.test", taken=True) == (
        "Somebody already signs in with a@example.test. Choose another address."
    )


def test_a_shared_sign_in_is_for_those_who_manage_both_councils():
    rules.check_manages_everywhere("Asha Bell", manages=True)
    assert refused_by(rules.check_manages_everywhere, "Asha Bell", manages=False) == (
        "Asha Bell signs in for another council too, and you do not manage staff there. "
        "Ask somebody who manages staff in both."
    )


def test_nobody_gives_themselves_a_role():
    rules.check_not_for_oneself(False, "give a role")
    assert refused_by(rules.check_not_for_oneself, True, "give a role") == (
        "Nobody may give a role for themselves. Ask a colleague who may manage staff."
    )


@pytest.mark.parametrize("held", [[], [Period(rules.LONG_AGO, MONDAY)], [Period(SATURDAY)]])
def test_a_role_may_follow_another_of_its_kind(held):
    rules.check_not_held_already("Asha Bell", "the role of adviser", THE_WEEK, held)


@pytest.mark.parametrize(
    ("held", "days"),
    [
        (Period(MONDAY), "from Monday 2 March 2026"),
        (Period(FRIDAY, SATURDAY), "from Friday 6 March 2026 to Friday 6 March 2026"),
        (Period(rules.LONG_AGO, TUESDAY), "to Monday 2 March 2026"),
        (ALWAYS, "without an end"),
    ],
)
def test_a_role_held_on_those_days_is_refused(held, days):
    assert refused_by(rules.check_not_held_already, "Asha Bell", "the role of adviser", THE_WEEK, [held]) == (
        f"Asha Bell already has the role of adviser {days}. Choose days outside that, or end it first."
    )


def test_a_council_keeps_an_administrator():
    rules.check_somebody_administers(True, "Asha Bell", until_on=MONDAY)
    assert refused_by(rules.check_somebody_administers, False, "Asha Bell", until_on=MONDAY) == (
        "From Monday 2 March 2026 the council would have no administrator without Asha Bell. "
        "Give somebody else the role of administrator first."
    )


@pytest.mark.parametrize("employed", [ALWAYS, Period(MONDAY), Period(MONDAY, SATURDAY)])
def test_somebody_here_may_leave(employed):
    rules.check_leaving("Asha Bell", employed, until_on=FRIDAY)


@pytest.mark.parametrize(
    ("employed", "sentence"),
    [
        (Period(MONDAY, FRIDAY), "Asha Bell already leaves on Thursday 5 March 2026. Nothing was changed."),
        (Period(MONDAY, TUESDAY), "Asha Bell already leaves on Monday 2 March 2026. Nothing was changed."),
        (
            Period(FRIDAY),
            "Asha Bell starts on Friday 6 March 2026, so cannot leave on Thursday 5 March 2026. Check the date.",
        ),
    ],
)
def test_leaving_twice_or_before_starting_is_refused(employed, sentence):
    assert refused_by(rules.check_leaving, "Asha Bell", employed, until_on=FRIDAY) == sentence


def test_only_leaving_can_be_taken_back():
    rules.check_has_left("Asha Bell", FRIDAY)
    assert refused_by(rules.check_has_left, "Asha Bell", None) == (
        "Asha Bell is not leaving, so there is nothing to take back."
    )


# --- Cover ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arranged",
    [
        [],
        [Away(ASHA, CARA, Period(date(2026, 2, 23), MONDAY))],
        [Away(ASHA, CARA, Period(SATURDAY, date(2026, 3, 9)))],
        [Away(CARA, BEN, THE_WEEK)],
        [Away(OTHER_ASHA, CARA, THE_WEEK)],
    ],
)
def test_a_colleague_who_is_here_may_cover(arranged):
    rules.check_cover(Away(ASHA, BEN, THE_WEEK), arranged)


def test_nobody_covers_for_themselves():
    assert refused_by(rules.check_cover, Away(ASHA, ASHA, THE_WEEK), []) == (
        "Asha Bell cannot cover for Asha Bell. Choose somebody else."
    )


def test_somebody_of_the_same_name_may_cover():
    rules.check_cover(Away(ASHA, OTHER_ASHA, THE_WEEK), [])


def test_a_cover_who_leaves_in_between_is_refused():
    leaver = Colleague(2, "Ben Ode", Period(rules.LONG_AGO, FRIDAY))

    assert refused_by(rules.check_cover, Away(ASHA, leaver, THE_WEEK), []) == (
        "Ben Ode leaves on Thursday 5 March 2026, so cannot cover for Asha Bell after that day. "
        "Give that day as the last."
    )


@pytest.mark.parametrize("day", [MONDAY, FRIDAY])
def test_two_covers_on_one_day_are_refused(day):
    known = Away(ASHA, CARA, Period(day, day.replace(day=day.day + 1)))

    said = refused_by(rules.check_cover, Away(ASHA, BEN, THE_WEEK), [known])

    assert said.startswith("Cara Finch already covers for Asha Bell from ")
    assert said.endswith("End that first, or choose other days.")


def test_a_cover_who_is_away_is_refused():
    assert refused_by(
        rules.check_cover, Away(ASHA, BEN, THE_WEEK), [Away(BEN, CARA, Period(FRIDAY, SATURDAY))]
    ) == (
        "Ben Ode is away from Friday 6 March 2026 to Friday 6 March 2026, so cannot cover for Asha Bell then. "
        "Choose somebody else."
    )


def test_nobody_goes_away_who_covers_for_another():
    assert refused_by(
        rules.check_cover, Away(ASHA, BEN, THE_WEEK), [Away(CARA, ASHA, Period(MONDAY, TUESDAY))]
    ) == (
        "Asha Bell covers for Cara Finch from Monday 2 March 2026 to Monday 2 March 2026. "
        "Arrange somebody else for Cara Finch first."
    )


def test_cover_is_handed_on_to_somebody_else():
    rules.check_another_covers(False, "Ben Ode")
    assert (
        refused_by(rules.check_another_covers, True, "Ben Ode") == "Ben Ode covers already. Choose somebody else."
    )
