"""The roles of the rule book and the sets that permissions are made of say the same."""

from datetime import date

from rooftree.foundations import rulebook
from rooftree.staff import permissions
from rooftree.staff.permissions import all_permissions

ROLES = rulebook.code_list("staff.roles").version(on=date(2026, 11, 20))


def flagged(flag: str) -> set[str]:
    return {item.code for item in ROLES if item.flags[flag]}


def test_everyday_roles_are_those_of_the_list():
    assert flagged("everyday") == permissions.EVERYDAY


def test_visiting_roles_are_those_of_the_list():
    assert flagged("visiting") == permissions.VISITING


def test_leading_roles_are_those_of_the_list():
    assert flagged("leading") == permissions.LEADING


def test_no_permission_names_a_role_that_is_none():
    named = set().union(*(permission.roles for permission in all_permissions()))

    assert named - {item.code for item in ROLES} == set()


def test_every_role_stands_in_an_area():
    assert {item.code for item in ROLES if not item.flags["area"]} == set()
