"""Who belongs to a household, and from when until when."""

from datetime import date

import pytest

from rooftree.foundations import references
from rooftree.foundations.refusals import Refused
from rooftree.people import actions
from rooftree.people.actions.households import Joining
from rooftree.people.models import Household
from tests.builders import TODAY, a_person, by

pytestmark = pytest.mark.usefixtures("acting")

MAY = date(2026, 5, 1)


def a_household(*people) -> Household:
    return actions.make_household("tenancy", [Joining(person) for person in people], from_on=MAY, **by("adviser"))


def test_a_household_has_its_members_from_the_first_day():
    household = actions.make_household(
        "homeless",
        [Joining(a_person("Nadia")), Joining(a_person("Omid"), "son")],
        from_on=MAY,
        **by("homelessness_officer"),
    )

    assert references.is_valid(household.reference)
    assert list(household.members.values_list("person__forenames", "relationship", "from_on")) == [
        ("Nadia", "", MAY),
        ("Omid", "son", MAY),
    ]


def test_a_household_sent_twice_is_there_once():
    once, person = by("adviser"), a_person()
    household = actions.make_household("tenancy", [Joining(person)], from_on=MAY, **once)

    assert actions.make_household("tenancy", [Joining(person)], from_on=MAY, **once) == household


@pytest.mark.parametrize(
    ("purpose", "people", "says"),
    [("party", 1, "not in the list"), ("tenancy", 0, "has somebody in it"), ("tenancy", 2, "is a member of this")],
)
def test_a_household_that_cannot_be_is_refused(purpose, people, says):
    with pytest.raises(Refused, match=says):
        actions.make_household(purpose, [Joining(a_person())] * people, from_on=MAY, **by("adviser"))


def test_somebody_joins_and_leaves():
    household, baby = a_household(a_person()), a_person("Ada")
    member = actions.join_household(household, Joining(baby, "daughter"), from_on=TODAY, **by("adviser"))

    left = actions.leave_household(member, until_on=date(2026, 12, 1), **by("adviser"))

    assert (left.from_on, left.until_on) == (TODAY, date(2026, 12, 1))


def test_joining_sent_twice_happens_once():
    household, baby, once = a_household(a_person()), a_person("Ada"), by("adviser")
    member = actions.join_household(household, Joining(baby), from_on=TODAY, **once)

    assert actions.join_household(household, Joining(baby), from_on=TODAY, **once) == member


def test_somebody_who_left_can_come_back():
    person = a_person()
    household = a_household(a_person("Nadia"), person)
    member = household.members.get(person=person)
    actions.leave_household(member, until_on=date(2026, 8, 1), **by("adviser"))

    actions.join_household(household, Joining(person), from_on=date(2026, 8, 1), **by("adviser"))

    assert household.members.filter(person=person).count() == 2


@pytest.mark.parametrize(
    ("died_on", "from_on", "says"),
    [
        (None, date(2026, 4, 30), "The household began"),
        (date(2026, 6, 1), date(2026, 7, 1), "cannot have joined"),
    ],
)
def test_joining_before_it_was_or_after_death_is_refused(died_on, from_on, says):
    household = a_household(a_person())

    with pytest.raises(Refused, match=says):
        actions.join_household(household, Joining(a_person(deceased_on=died_on)), from_on=from_on, **by("adviser"))


def test_a_relationship_that_is_none_is_refused():
    with pytest.raises(Refused, match="not in the list"):
        actions.join_household(
            a_household(a_person()), Joining(a_person(), "nemesis"), from_on=TODAY, **by("adviser")
        )


def test_nobody_leaves_twice():
    member = a_household(a_person()).members.get()
    actions.leave_household(member, until_on=TODAY, **by("adviser"))

    with pytest.raises(Refused, match="left this household on Friday 20 November 2026"):
        actions.leave_household(member, until_on=TODAY, **by("adviser"))


def test_nobody_leaves_on_the_day_of_joining():
    member = a_household(a_person()).members.get()

    with pytest.raises(Refused, match="joined on Friday 1 May 2026"):
        actions.leave_household(member, until_on=MAY, **by("adviser"))


def test_a_household_ends_with_all_its_memberships():
    household = a_household(a_person(), a_person("Ben"))

    actions.end_household(household, until_on=TODAY, **by("adviser"))

    household.refresh_from_db()
    assert household.until_on == TODAY
    assert set(household.members.values_list("until_on", flat=True)) == {TODAY}


def test_a_household_that_ended_takes_nobody_and_does_not_end_again():
    household = a_household(a_person())
    actions.end_household(household, until_on=TODAY, **by("adviser"))

    with pytest.raises(Refused, match="nobody can join it any longer"):
        actions.join_household(household, Joining(a_person()), from_on=TODAY, **by("adviser"))
    with pytest.raises(Refused, match="ended on Friday 20 November 2026"):
        actions.end_household(household, until_on=TODAY, **by("adviser"))


def test_a_household_does_not_end_before_somebody_joined():
    household = a_household(a_person())

    with pytest.raises(Refused, match="Choose a day after that"):
        actions.end_household(household, until_on=MAY, **by("adviser"))
