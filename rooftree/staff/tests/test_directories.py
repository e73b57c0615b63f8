"""What a council's directory says: whose sign-in it is, and which roles begin and end with its groups."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import SignIn
from rooftree.foundations.refusals import Refused
from rooftree.staff import actions, queries
from rooftree.staff.actions.directories import Account, Followed
from rooftree.staff.models import DirectoryAccount, DirectoryRole, Officer, RoleHeld
from rooftree.staff.tests.making import (
    MONDAY,
    NINE_ON_MONDAY,
    TUESDAY,
    a_role,
    a_team,
    acting_as,
    an_administrator,
)
from tests.builders import a_sign_in, an_officer, the_council

pytestmark = pytest.mark.usefixtures("acting")

A_DAY = dt.timedelta(days=1)
ISSUER = "https://directory.alder.test"
EMAIL = "asha@alder.test"


def an_account(subject: str = "s-1", email: str = EMAIL, groups: tuple[str, ...] | None = (), **facts) -> Account:
    return Account(
        directory="alder",
        issuer=ISSUER,
        subject=subject,
        email=email,
        name=facts.pop("name", "Asha Bell"),
        groups=None if groups is None else frozenset(groups),
    )


def come(account: Account, *, at: dt.datetime = NINE_ON_MONDAY, may_add: bool = False) -> Followed:
    return actions.sign_in_by_directory(account, councils=[the_council().pk], may_add=may_add, at=at)


def asha(*roles: str, **facts) -> Officer:
    return an_officer(*roles, sign_in=a_sign_in(EMAIL), **facts)


def a_mapping(group: str = "housing", role: str = "adviser", **facts) -> DirectoryRole:
    by = facts.pop("by", None) or an_administrator()
    facts = {
        "reason": "Agreed with personnel",
        "from_on": MONDAY,
        "at": NINE_ON_MONDAY,
        "key": group + role,
    } | facts
    return actions.map_group(directory="alder", group=group, role=role, by=by, **facts)


def roles_of(officer: Officer, *, on: dt.date = MONDAY) -> set[str]:
    queries.load_roles([officer], on=on)
    return set(officer.roles)


# --- Whose sign-in it is ----------------------------------------------------------------------------


def test_the_first_time_an_account_is_known_by_its_address_and_then_by_its_subject():
    officer = asha()

    assert come(an_account()).sign_in == officer.sign_in
    assert come(an_account(email="asha.khan@alder.test"), at=NINE_ON_MONDAY + A_DAY).sign_in == officer.sign_in
    account = DirectoryAccount.objects.get()
    assert (account.issuer, account.subject) == (ISSUER, "s-1")
    assert account.last_used_at - account.tied_at == A_DAY


def test_whoever_gets_the_address_of_a_colleague_does_not_get_their_sign_in():
    asha()
    come(an_account())

    with pytest.raises(Refused, match="used here with another account of the directory"):
        come(an_account("s-2"))


def test_an_address_for_which_the_directory_does_not_vouch_ties_nothing():
    asha()

    with pytest.raises(Refused, match="did not vouch for your email address"):
        come(an_account(email=""))
    assert not DirectoryAccount.objects.exists()


def test_somebody_unknown_is_refused_in_a_sentence():
    with pytest.raises(Refused, match=r"Nobody with the address asha@alder\.test is an officer here"):
        come(an_account())


def test_a_directory_speaks_for_no_officer_of_another_council(other_council):
    with acting_for([other_council.pk], who="test"):
        an_officer(council=other_council, sign_in=a_sign_in(EMAIL))

    with pytest.raises(Refused, match="is an officer here"):
        come(an_account())


def test_a_sign_in_that_was_closed_stays_closed():
    officer = asha()
    come(an_account())
    SignIn.objects.filter(pk=officer.sign_in_id).update(is_active=False)

    with pytest.raises(Refused, match="Your sign-in here was closed"):
        come(an_account())


@pytest.mark.parametrize("until_on", [MONDAY, MONDAY - A_DAY])
def test_a_leaver_cannot_come_in(until_on):
    asha(until_on=until_on)

    with pytest.raises(Refused, match="No council here has you among its officers today"):
        come(an_account())


def test_an_administrator_unties_an_account_so_that_another_can_be_used():
    officer, by = asha(), an_administrator()
    come(an_account())

    actions.untie_directory(officer, by=by, at=NINE_ON_MONDAY, key="k1")
    actions.untie_directory(officer, by=by, at=NINE_ON_MONDAY, key="k1")

    assert come(an_account("s-2")).sign_in == officer.sign_in
    with pytest.raises(Refused, match="Nobody may untie a sign-in for themselves"):
        actions.untie_directory(by, by=by, at=NINE_ON_MONDAY, key="k2")
    with pytest.raises(PermissionDenied):
        actions.untie_directory(officer, by=acting_as("adviser"), at=NINE_ON_MONDAY, key="k3")


def test_there_must_be_something_to_untie():
    with pytest.raises(Refused, match="there is nothing to untie"):
        actions.untie_directory(asha(), by=an_administrator(), at=NINE_ON_MONDAY, key="k1")


# --- Roles ------------------------------------------------------------------------------------------


def test_a_group_gives_a_role_at_the_next_sign_in_and_once():
    officer, team = asha(), a_team()
    a_mapping("housing", "adviser", team=team)

    first, second = come(an_account(groups=("housing", "printers"))), come(an_account(groups=("housing",)))

    (given,) = first.given
    assert (given.role, given.team, given.from_on, given.until_on) == ("adviser", team, MONDAY, None)
    assert given.from_directory.mapping.group == "housing"
    assert second.given == []
    assert roles_of(officer) == {"adviser"}


def test_leaving_the_group_ends_the_role_from_that_day():
    officer = asha()
    a_mapping()
    come(an_account(groups=("housing",)))

    come(an_account(groups=()), at=NINE_ON_MONDAY + A_DAY)

    assert roles_of(officer, on=MONDAY) == {"adviser"}
    assert roles_of(officer, on=TUESDAY) == set()


def test_coming_and_going_on_one_day_leaves_no_trace_and_no_error():
    officer = asha()
    a_mapping()

    for groups in (("housing",), (), ("housing",), ()):
        come(an_account(groups=groups))

    assert not RoleHeld.objects.filter(officer=officer).exists()


def test_a_role_given_by_hand_is_never_touched():
    officer = asha()
    by_hand = a_role(officer, "adviser", from_on=MONDAY)
    a_mapping()

    come(an_account(groups=("housing",)))
    come(an_account(groups=()), at=NINE_ON_MONDAY + A_DAY)

    assert list(RoleHeld.objects.filter(officer=officer)) == [by_hand]
    by_hand.refresh_from_db()
    assert by_hand.until_on is None


def test_what_another_directory_gave_is_not_touched():
    officer = asha()
    a_mapping()
    come(an_account(groups=("housing",)))
    other = Account("birch", "https://directory.birch.test", "b-1", EMAIL, "Asha Bell", frozenset())

    come(other)

    assert roles_of(officer) == {"adviser"}


def test_where_the_directory_does_not_say_the_groups_no_role_changes():
    officer = asha()
    a_mapping()
    come(an_account(groups=("housing",)))

    come(an_account(groups=None), at=NINE_ON_MONDAY + A_DAY)

    assert roles_of(officer, on=TUESDAY) == {"adviser"}


def test_a_role_from_a_group_ends_with_the_employment():
    officer = asha(until_on=MONDAY + 5 * A_DAY)
    a_mapping()

    (given,) = come(an_account(groups=("housing",))).given

    assert given.until_on == officer.until_on


def test_a_role_from_a_group_makes_room_for_one_given_by_hand_for_later():
    officer = asha()
    a_role(officer, "adviser", from_on=MONDAY + 7 * A_DAY)
    a_mapping()

    (given,) = come(an_account(groups=("housing",))).given

    assert given.until_on == MONDAY + 7 * A_DAY


def test_a_mapping_gives_nothing_before_its_day():
    asha()
    a_mapping(from_on=TUESDAY)

    assert come(an_account(groups=("housing",))).given == []
    assert len(come(an_account(groups=("housing",)), at=NINE_ON_MONDAY + A_DAY).given) == 1


def test_the_last_administrator_stays_one():
    officer = asha()
    by_hand = an_administrator()
    a_mapping("admins", "administrator", by=by_hand)
    come(an_account(groups=("admins",)))
    RoleHeld.objects.filter(officer=by_hand).delete()

    followed = come(an_account(groups=()), at=NINE_ON_MONDAY + A_DAY)

    assert followed.kept == ["Asha Bell is the last administrator, and so stays one."]
    assert roles_of(officer, on=TUESDAY) == {"administrator"}


# --- Somebody whom nobody knows yet -----------------------------------------------------------------


def test_where_the_settings_say_so_a_mapped_group_makes_an_officer():
    a_mapping()

    followed = come(an_account(groups=("housing",), name="Priya Nair"), may_add=True)

    officer = Officer.objects.get(email=EMAIL)
    assert (officer.name, officer.from_on, officer.sign_in) == ("Priya Nair", MONDAY, followed.sign_in)
    assert not officer.sign_in.has_usable_password()
    assert roles_of(officer) == {"adviser"}


@pytest.mark.parametrize(("groups", "may_add"), [(("housing",), False), (("printers",), True), (None, True)])
def test_nobody_is_added_without_the_setting_and_a_mapped_group(groups, may_add):
    a_mapping()

    with pytest.raises(Refused, match="is an officer here"):
        come(an_account(groups=groups), may_add=may_add)
    assert not SignIn.objects.filter(email=EMAIL).exists()


def test_an_officer_whose_sign_in_was_never_made_is_not_doubled():
    officer = asha()
    Officer.objects.filter(pk=officer.pk).update(sign_in=None)
    a_mapping()

    with pytest.raises(Refused, match="is an officer here"):
        come(an_account(groups=("housing",)), may_add=True)


# --- What groups give -------------------------------------------------------------------------------


def test_an_administrator_maps_a_group_once():
    by = an_administrator()

    assert a_mapping(by=by) == a_mapping(by=by)
    with pytest.raises(Refused, match="gives that role already"):
        a_mapping(by=by, key="k2")


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"group": " "}, "Say which group of the directory"),
        ({"reason": ""}, "Say why"),
        ({"from_on": MONDAY - A_DAY}, "cannot be changed for days gone by"),
        ({"role": "wizard"}, "wizard"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(facts, says):
    with pytest.raises(Refused, match=says):
        a_mapping(**facts)


def test_only_an_administrator_maps():
    with pytest.raises(PermissionDenied):
        a_mapping(by=acting_as("service_manager"))


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_only_who_may_give_powers_maps_a_group_to_them(role, monkeypatch):
    from rooftree.staff import permissions

    monkeypatch.setattr(permissions.may_give_powers, "roles", frozenset())

    with pytest.raises(PermissionDenied):
        a_mapping(role=role)
    assert a_mapping(role="adviser")


def test_ending_a_mapping_ends_what_it_gave_at_once():
    officer, by = asha(), an_administrator()
    mapping = a_mapping(by=by)
    come(an_account(groups=("housing",)))

    tuesday = {"by": by, "at": NINE_ON_MONDAY + A_DAY}
    ended = actions.end_mapping(mapping, reason="The group is another one now", key="k1", **tuesday)

    assert (ended.until_on, ended.ended_by, ended.ended_because) == (TUESDAY, by, "The group is another one now")
    assert roles_of(officer, on=TUESDAY) == set()
    assert come(an_account(groups=("housing",)), at=NINE_ON_MONDAY + A_DAY).given == []
    with pytest.raises(Refused, match="gives that role no longer"):
        actions.end_mapping(mapping, reason="Again", key="k2", **tuesday)


def test_a_mapping_that_makes_the_only_administrators_does_not_end():
    asha()
    by = an_administrator()
    mapping = a_mapping("admins", "administrator", by=by)
    come(an_account(groups=("admins",)))
    RoleHeld.objects.filter(officer=by).delete()

    with pytest.raises(Refused, match="would have no administrator"):
        actions.end_mapping(mapping, reason="Tidying", by=by, at=NINE_ON_MONDAY, key="k1")
