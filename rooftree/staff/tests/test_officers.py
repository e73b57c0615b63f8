"""Officers come, change and leave."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditChange, SignIn
from rooftree.foundations.refusals import Refused
from rooftree.staff import actions, directory, queries
from rooftree.staff.actions.officers import Details
from rooftree.staff.models import Officer, RoleHeld
from rooftree.staff.tests.making import (
    FRIDAY,
    MONDAY,
    NINE_ON_MONDAY,
    SATURDAY,
    TUESDAY,
    a_cover,
    a_group,
    a_member,
    a_role,
    a_team,
    acting_as,
    an_administrator,
    an_office,
)
from tests.builders import an_officer, the_council

pytestmark = pytest.mark.usefixtures("acting")

ASHA = Details(name="Asha Bell", email="Asha.Bell@Example.test", job_title="Income officer")


def add(details: Details = ASHA, *, key: str = "k1", **facts) -> Officer:
    by = facts.pop("by", None) or an_administrator()
    return actions.add_officer(details, from_on=MONDAY, by=by, at=NINE_ON_MONDAY, key=key, **facts)


def leaves(officer: Officer, *, until_on: dt.date, by: Officer, key: str = "k1") -> Officer:
    return actions.officer_leaves(officer, until_on=until_on, by=by, at=NINE_ON_MONDAY, key=key)


# --- Coming ---------------------------------------------------------------------------------------


def test_an_officer_is_added_with_a_sign_in_and_no_role():
    officer = add()

    assert (officer.name, officer.email, officer.job_title) == (
        "Asha Bell",
        "asha.bell@example.test",
        "Income officer",
    )
    assert (officer.council, officer.from_on, officer.until_on) == (the_council(), MONDAY, None)
    assert officer.sign_in.email == "asha.bell@example.test"
    assert not officer.sign_in.has_usable_password()
    assert not officer.roles_held.exists()


def test_an_officer_may_be_given_a_password_at_once():
    assert add(password="nine green bottles").sign_in.check_password("nine green bottles")


def test_an_officer_sent_twice_is_added_once():
    by = an_administrator()

    assert add(by=by) == add(by=by)
    assert Officer.objects.filter(name="Asha Bell").count() == 1


def test_somebody_who_signs_in_for_another_council_keeps_that_sign_in(council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        there = an_officer(
            council=other_council, sign_in=SignIn.objects.create_user("asha.bell@example.test", "x")
        )

        here = add()

        assert here.sign_in == there.sign_in
        assert here.sign_in.check_password("x")
        assert queries.standing(here.sign_in, on=MONDAY).councils == (council.pk, other_council.pk)


def test_a_password_for_somebody_who_has_one_is_refused(council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        an_officer(council=other_council, sign_in=SignIn.objects.create_user("asha.bell@example.test", "x"))

        with pytest.raises(Refused, match=r"can sign in already, with a password of their own"):
            add(password="nine green bottles")


def test_a_password_that_is_easily_guessed_is_refused():
    with pytest.raises(Refused, match="This password is too"):
        add(password="password")


def test_a_colleague_s_address_is_refused():
    by = an_administrator()
    add(by=by)

    with pytest.raises(Refused, match=r"Asha Bell already has the address asha\.bell@example\.test"):
        add(Details(name="Ann Bell", email="asha.bell@example.test "), by=by, key="k2")


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        (Details(name=" ", email="a@example.test"), "An officer needs a name"),
        (Details(name="Asha Bell", email=" "), "An officer needs an email address"),
    ],
)
def test_an_officer_needs_a_name_and_an_address(details, sentence):
    with pytest.raises(Refused, match=sentence):
        add(details)


@pytest.mark.parametrize("role", ["adviser", "team_leader", "auditor"])
def test_only_those_who_manage_staff_add_officers(role):
    with pytest.raises(PermissionDenied, match="holds none of the roles that may"):
        add(by=acting_as(role))


# --- The first ------------------------------------------------------------------------------------


def test_the_first_administrator_is_added_by_nobody():
    first = actions.add_first_administrator(the_council(), ASHA, at=NINE_ON_MONDAY, password="nine green bottles")

    assert queries.administrators(first.council_id, on=MONDAY) == [first]
    assert first.roles == {"administrator"}
    assert first.sign_in.check_password("nine green bottles")


def test_the_first_administrator_added_again_is_the_same():
    first = actions.add_first_administrator(the_council(), ASHA, at=NINE_ON_MONDAY)

    again = actions.add_first_administrator(the_council(), ASHA, at=NINE_ON_MONDAY)
    assert (again, again.roles) == (first, {"administrator"})


def test_a_second_first_administrator_is_refused():
    an_administrator()

    with pytest.raises(Refused, match="has an administrator, Ada Gray"):
        actions.add_first_administrator(the_council(), ASHA, at=NINE_ON_MONDAY)


# --- Changing -------------------------------------------------------------------------------------


def change(officer: Officer, details: Details, *, by: Officer | None = None) -> Officer:
    return actions.change_officer(officer, details, by=by or an_administrator(), at=NINE_ON_MONDAY, key="k1")


def test_details_are_changed_and_the_address_signs_in():
    officer, manager, office = an_officer(), an_officer(name="Mo Clarke"), an_office()

    changed = change(
        officer,
        Details("Asha Bell-Ode", "Asha@Example.test", "Senior", "020 7946 0000", manager, office, Decimal("36")),
    )

    changed.refresh_from_db()
    assert (changed.name, changed.email, changed.phone) == ("Asha Bell-Ode", "asha@example.test", "020 7946 0000")
    assert (changed.manager, changed.office, changed.weekly_hours) == (manager, office, Decimal("36"))
    assert SignIn.objects.get(pk=officer.sign_in_id).email == "asha@example.test"


def test_the_same_address_needs_no_say_over_the_sign_in(council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        officer = an_officer()
        an_officer(council=other_council, sign_in=officer.sign_in)

        assert change(officer, Details("Asha Ode", officer.email)).name == "Asha Ode"


def test_an_address_that_signs_in_elsewhere_is_not_for_one_council_to_change(council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        officer = an_officer()
        an_officer(council=other_council, sign_in=officer.sign_in)

        with pytest.raises(Refused, match="signs in for another council too"):
            change(officer, Details("Asha Bell", "new@example.test"))


def test_an_administrator_of_both_councils_may_change_it(council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        officer = an_officer()
        an_officer(council=other_council, sign_in=officer.sign_in)
        by = an_administrator()
        an_administrator(council=other_council, sign_in=by.sign_in)

        assert change(officer, Details("Asha Bell", "new@example.test"), by=by).email == "new@example.test"


def test_an_address_that_somebody_signs_in_with_is_refused():
    SignIn.objects.create_user("taken@example.test", "x")

    with pytest.raises(Refused, match=r"Somebody already signs in with taken@example\.test"):
        change(an_officer(), Details("Asha Bell", "taken@example.test"))


def test_the_address_of_an_administrator_is_for_administrators():
    """Whoever has the address of an administrator could become one."""
    with pytest.raises(PermissionDenied, match="administrator"):
        change(an_administrator(), Details("Ada Gray", "mine@example.test"), by=acting_as("service_manager"))


def test_a_circle_of_managers_is_refused():
    asha = an_officer()
    ben = an_officer(name="Ben Ode", manager=asha)

    with pytest.raises(Refused, match="Ben Ode is managed by Asha Bell"):
        change(asha, Details("Asha Bell", asha.email, manager=ben))


def test_a_change_is_audited_with_what_it_was():
    officer = an_officer()

    change(officer, Details("Asha Ode", officer.email))

    kept = AuditChange.objects.get(table_name="staff_officer", action="update")
    assert (kept.before, kept.after) == ({"name": "Asha Bell"}, {"name": "Asha Ode"})


def test_an_adviser_changes_nobody():
    with pytest.raises(PermissionDenied):
        change(an_officer(), ASHA, by=acting_as("adviser"))


def test_nobody_changes_an_officer_of_another_council(council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        theirs = an_officer(council=other_council)

        with pytest.raises(PermissionDenied, match="does not act for that council"):
            change(theirs, ASHA)


# --- Leaving --------------------------------------------------------------------------------------


def test_a_leaver_s_roles_and_groups_end_that_day_and_later_ones_never_begin():
    officer = an_officer("adviser")
    a_role(officer, "team_leader", from_on=TUESDAY, until_on=SATURDAY)
    a_role(officer, "surveyor", from_on=FRIDAY)
    a_member(a_group(), officer)

    leaves(officer, until_on=FRIDAY, by=an_administrator())

    assert set(officer.roles_held.values_list("role", "until_on")) == {
        ("adviser", FRIDAY),
        ("team_leader", FRIDAY),
    }
    assert officer.groups.get().until_on == FRIDAY
    assert Officer.objects.get(pk=officer.pk).until_on == FRIDAY


def test_somebody_who_leaves_at_once_cannot_sign_in_from_that_moment():
    officer = an_officer("adviser")

    leaves(officer, until_on=MONDAY, by=an_administrator())

    assert not SignIn.objects.get(pk=officer.sign_in_id).is_active
    assert queries.standing(officer.sign_in, on=MONDAY).councils == ()


def test_somebody_who_leaves_later_works_until_then():
    officer = an_officer("adviser")

    leaves(officer, until_on=FRIDAY, by=an_administrator())

    assert SignIn.objects.get(pk=officer.sign_in_id).is_active
    assert queries.standing(officer.sign_in, on=FRIDAY - dt.timedelta(1)).councils == (officer.council_id,)
    assert queries.standing(officer.sign_in, on=FRIDAY).councils == ()


def test_a_leaver_still_signs_in_for_another_council(council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        officer = an_officer()
        an_officer(council=other_council, sign_in=officer.sign_in, from_on=SATURDAY)

    leaves(officer, until_on=MONDAY, by=an_administrator())

    assert SignIn.objects.get(pk=officer.sign_in_id).is_active
    assert queries.standing(officer.sign_in, on=SATURDAY).councils == (other_council.pk,)


def test_what_a_leaver_looked_after_is_listed():
    asha, ben, cara = an_officer(), an_officer(name="Ben Ode"), an_officer(name="Cara Finch")
    team = a_team(manager=asha)
    Officer.objects.filter(pk=ben.pk).update(manager=asha)
    cover = a_cover(cara, asha, from_on=MONDAY, until_on=SATURDAY)
    a_team("Repairs", manager=ben)

    leaves(asha, until_on=MONDAY, by=an_administrator())

    left = directory.left_behind([the_council().pk], on=MONDAY)
    assert (left.teams, left.managed, left.covers) == ([team], [ben], [cover])


def test_nothing_is_left_behind_by_those_who_are_here():
    a_team(manager=an_officer(until_on=SATURDAY))

    assert not directory.left_behind([the_council().pk], on=MONDAY)


def test_leaving_twice_is_refused():
    officer, by = an_officer(), an_administrator()
    leaves(officer, until_on=MONDAY, by=by)

    with pytest.raises(Refused, match="Asha Bell already leaves on Sunday 1 March 2026"):
        leaves(officer, until_on=TUESDAY, by=by, key="k2")


def test_leaving_sent_twice_is_done_once():
    officer, by = an_officer(), an_administrator()

    assert leaves(officer, until_on=MONDAY, by=by) == leaves(officer, until_on=MONDAY, by=by)


def test_leaving_in_the_past_is_refused():
    with pytest.raises(Refused, match="The day on which somebody leaves cannot be changed for days gone by"):
        leaves(an_officer(), until_on=MONDAY - dt.timedelta(1), by=an_administrator())


def test_the_last_administrator_cannot_leave():
    last = an_administrator()

    with pytest.raises(Refused, match="the council would have no administrator without Ada Gray"):
        leaves(last, until_on=FRIDAY, by=last)


def test_an_administrator_may_leave_when_another_stays():
    first, second = an_administrator(), an_administrator(name="Bo Gray")

    assert leaves(first, until_on=FRIDAY, by=second).until_on == FRIDAY


def test_a_colleague_who_cannot_sign_in_administers_nothing():
    first, second = an_administrator(), an_administrator(name="Bo Gray")
    SignIn.objects.filter(pk=second.sign_in_id).update(is_active=False)

    with pytest.raises(Refused, match="would have no administrator"):
        leaves(first, until_on=FRIDAY, by=first)


def test_only_an_administrator_lets_an_administrator_go():
    an_administrator(name="Bo Gray")

    with pytest.raises(PermissionDenied):
        leaves(an_administrator(), until_on=FRIDAY, by=acting_as("service_manager"))


def test_an_adviser_lets_nobody_go():
    with pytest.raises(PermissionDenied):
        leaves(an_officer(), until_on=FRIDAY, by=acting_as("adviser"))


def test_leaving_is_taken_back_but_the_roles_are_not():
    officer, by = an_officer("adviser"), an_administrator()
    leaves(officer, until_on=MONDAY, by=by)

    actions.officer_stays(officer, by=by, at=NINE_ON_MONDAY, key="k2")

    assert Officer.objects.get(pk=officer.pk).until_on is None
    assert SignIn.objects.get(pk=officer.sign_in_id).is_active
    assert RoleHeld.objects.get(officer=officer).until_on == MONDAY


def test_only_leaving_can_be_taken_back():
    with pytest.raises(Refused, match="is not leaving"):
        actions.officer_stays(an_officer(), by=an_administrator(), at=NINE_ON_MONDAY, key="k1")


def test_an_adviser_takes_nothing_back():
    with pytest.raises(PermissionDenied):
        actions.officer_stays(an_officer(until_on=FRIDAY), by=acting_as("adviser"), at=NINE_ON_MONDAY, key="k1")
