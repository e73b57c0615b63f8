"""Officers are given roles, roles end, and every permission says why."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.staff import actions, queries
from rooftree.staff.models import Officer, RoleHeld
from rooftree.staff.permissions import all_permissions, may_find, may_manage_staff, may_see_staff
from rooftree.staff.tests.making import (
    FRIDAY,
    MONDAY,
    NINE_ON_MONDAY,
    TUESDAY,
    a_role,
    a_team,
    acting_as,
    an_administrator,
)
from tests.builders import an_officer

pytestmark = pytest.mark.usefixtures("acting")

YESTERDAY = MONDAY - dt.timedelta(days=1)


def give(
    officer: Officer, role: str = "adviser", *, from_on: dt.date = MONDAY, key: str = "k1", **facts
) -> RoleHeld:
    by = facts.pop("by", None) or an_administrator()
    return actions.give_role(officer, role=role, from_on=from_on, by=by, at=NINE_ON_MONDAY, key=key, **facts)


def end(held: RoleHeld, *, until_on: dt.date, by: Officer | None = None, key: str = "k1") -> None:
    actions.end_role(held, until_on=until_on, by=by or an_administrator(), at=NINE_ON_MONDAY, key=key)


def roles_on(officer: Officer, day: dt.date) -> frozenset[str]:
    queries.load_roles([officer], on=day)
    return officer.roles


def test_a_role_is_held_from_its_first_day_to_its_last():
    officer = an_officer()

    give(officer, from_on=TUESDAY, until_on=FRIDAY)

    assert [roles_on(officer, day) for day in (MONDAY, TUESDAY, FRIDAY - dt.timedelta(1), FRIDAY)] == [
        frozenset(),
        {"adviser"},
        {"adviser"},
        frozenset(),
    ]


def test_one_role_may_be_held_in_two_teams():
    officer, by = an_officer(), an_administrator()
    give(officer, by=by, team=a_team("Income"))

    give(officer, by=by, team=a_team("Repairs"), key="k2")

    assert officer.roles_held.count() == 2


def test_a_role_given_twice_with_one_key_is_given_once():
    officer, by = an_officer(), an_administrator()

    assert give(officer, by=by) == give(officer, by=by)


def test_an_officer_holds_a_role_in_each_council(council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        here = an_officer()
        there = an_officer(council=other_council, sign_in=here.sign_in)
        give(here, "adviser")
        give(there, "surveyor", by=an_administrator(council=other_council))

        signed_in = queries.signed_in(here.sign_in, on=MONDAY)

    assert {pk: officer.roles for pk, officer in signed_in.officers.items()} == {
        council.pk: {"adviser"},
        other_council.pk: {"surveyor"},
    }


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"role": "rat_catcher"}, "“rat_catcher” is not in the list"),
        ({"from_on": YESTERDAY}, "A role cannot be changed for days gone by"),
        ({"from_on": FRIDAY, "until_on": FRIDAY}, "before it begins"),
        ({"officer": {"from_on": FRIDAY}}, "Asha Bell starts on Friday 6 March 2026"),
        ({"officer": {"until_on": FRIDAY}}, "Asha Bell leaves on Thursday 5 March 2026"),
    ],
)
def test_a_role_that_cannot_be_is_refused(facts, sentence):
    officer = an_officer(**facts.pop("officer", {}))

    with pytest.raises(Refused, match=sentence):
        give(officer, **facts)


def test_a_role_held_already_is_refused():
    with pytest.raises(
        Refused, match="already has the role of Customer service adviser from Wednesday 1 January 2020"
    ):
        give(an_officer("adviser"))


def test_nobody_gives_themselves_a_role():
    by = an_administrator()

    with pytest.raises(Refused, match="Nobody may give a role for themselves"):
        give(by, by=by)


@pytest.mark.parametrize("role", ["adviser", "team_leader", "auditor"])
def test_only_those_who_manage_staff_give_roles(role):
    with pytest.raises(PermissionDenied):
        give(an_officer(), by=acting_as(role))


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_only_an_administrator_gives_powers(role):
    with pytest.raises(PermissionDenied):
        give(an_officer(), role, by=acting_as("service_manager"))


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_only_an_administrator_ends_powers(role):
    an_administrator()

    with pytest.raises(PermissionDenied):
        end(a_role(an_officer(), role), until_on=FRIDAY, by=acting_as("service_manager"))


def test_a_role_ends_on_a_day():
    officer = an_officer("adviser")

    end(officer.roles_held.get(), until_on=TUESDAY)

    assert (roles_on(officer, MONDAY), roles_on(officer, TUESDAY)) == ({"adviser"}, frozenset())


def test_a_role_that_has_not_begun_was_never_held():
    held = a_role(an_officer(), "adviser", from_on=FRIDAY)

    end(held, until_on=FRIDAY)

    assert not RoleHeld.objects.filter(pk=held.pk).exists()


def test_ending_a_role_sent_twice_is_done_once():
    held, by = a_role(an_officer(), "adviser", from_on=FRIDAY), an_administrator()
    end(held, until_on=FRIDAY, by=by)

    end(held, until_on=FRIDAY, by=by)

    assert not RoleHeld.objects.filter(pk=held.pk).exists()


def test_ending_a_role_in_the_past_is_refused():
    with pytest.raises(Refused, match="The end of a role cannot be changed for days gone by"):
        end(a_role(an_officer(), "adviser"), until_on=YESTERDAY)


def test_a_role_that_ends_sooner_is_not_ended_later():
    with pytest.raises(Refused, match="Asha Bell holds this role only to Monday 2 March 2026 as it is"):
        end(a_role(an_officer(), "adviser", until_on=TUESDAY), until_on=FRIDAY)


def test_the_last_administrator_stays_one():
    last = an_administrator()

    with pytest.raises(Refused, match="would have no administrator without Ada Gray"):
        end(last.roles_held.get(), until_on=FRIDAY, by=last)


def test_an_adviser_ends_no_role():
    with pytest.raises(PermissionDenied):
        end(a_role(an_officer(), "adviser"), until_on=FRIDAY, by=acting_as("adviser"))


# --- Why ------------------------------------------------------------------------------------------


def test_a_permission_says_which_role_gives_it():
    answer = may_find(acting_as("adviser", "surveyor"))

    assert (answer.allowed, answer.because) == (True, "Mo Clarke holds the role adviser, surveyor.")


def test_a_permission_says_which_roles_would_give_it():
    answer = may_manage_staff(acting_as("adviser"))

    assert not answer
    assert answer.because.startswith("Mo Clarke holds none of the roles that may: administrator, ")


def test_every_permission_has_words_and_roles():
    permissions = all_permissions()

    assert {permission.name for permission in permissions} >= {"may_find", "may_manage_staff", "may_read_audit"}
    assert [permission.name for permission in permissions if not (permission.label and permission.roles)] == []


def test_a_permission_that_a_token_was_not_made_for_does_not_count():
    officer = acting_as("adviser")
    officer.limited_to = frozenset({"may_see_staff"})

    answer = may_find(officer)

    assert (bool(answer), bool(may_see_staff(officer))) == (False, True)
    assert answer.because == f"The token of Mo Clarke was not made for this: “{may_find.label}”."


def test_a_token_made_for_a_permission_gives_no_more_than_the_roles():
    officer = acting_as("adviser")
    officer.limited_to = frozenset({"may_manage_staff"})

    assert not may_manage_staff(officer)
