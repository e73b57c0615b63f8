"""Accounts of residents, and what an authority lets somebody do online."""

import pytest

from rooftree.foundations.refusals import Refused
from rooftree.people import actions, permissions, rules
from rooftree.people.actions import portal
from rooftree.people.actions.authorities import Mandate
from rooftree.people.portal import EVERYTHING, Resident, Scope
from tests.builders import TODAY, a_person, by
from tests.residents import an_account

SCOPES = [permission.scope for permission in permissions.RESIDENTS]


def a_resident(*scopes: str, acts: bool = True) -> Resident:
    return Resident(1, 1, 1, 2 if acts else 1, 7 if acts else None, frozenset(scopes) if acts else EVERYTHING)


def a_mandate_of(representative=None, **facts) -> Mandate:
    return Mandate(
        **{
            "kind": "advocate",
            "scope": "The damp",
            "from_on": TODAY,
            "representative": representative,
            "representative_name": "" if representative else "Ms Moss",
            **facts,
        }
    )


# --- Scopes: no database ------------------------------------------------------------------------------


def test_every_scope_has_one_permission():
    assert sorted(SCOPES) == sorted(Scope)


def test_every_scope_is_in_the_rule_book():
    assert {item.code for item in rules.AUTHORITY_SCOPES.version(on=TODAY)} == set(Scope)


@pytest.mark.parametrize("permission", permissions.RESIDENTS, ids=lambda each: each.name)
def test_in_their_own_matters_everybody_may(permission):
    assert permission(a_resident(acts=False))


@pytest.mark.parametrize("permission", permissions.RESIDENTS, ids=lambda each: each.name)
def test_the_scope_alone_gives_the_permission(permission):
    assert permission(a_resident(permission.scope))


@pytest.mark.parametrize("permission", permissions.RESIDENTS, ids=lambda each: each.name)
def test_all_other_scopes_together_do_not(permission):
    others = EVERYTHING - {permission.scope}

    answer = permission(a_resident(*others))

    assert not answer
    assert permission.label in answer.because


@pytest.mark.parametrize("permission", permissions.RESIDENTS, ids=lambda each: each.name)
def test_nobody_may_with_a_record_of_another_council(permission):
    class Elsewhere:
        council_id = 2

    assert not permission(a_resident(acts=False), Elsewhere())


# --- What an authority gives online --------------------------------------------------------------------


@pytest.mark.django_db
def test_an_authority_gives_nothing_online_until_it_is_said(acting):
    authority = actions.record_authority(a_person(), a_mandate_of(a_person()), **by("adviser"))

    assert authority.may == []


@pytest.mark.django_db
def test_an_authority_gives_online_what_is_ticked(acting):
    mandate = a_mandate_of(a_person(), may=("ask", "see_requests"))

    authority = actions.record_authority(a_person(), mandate, **by("adviser"))

    assert authority.may == ["see_requests", "ask"]


@pytest.mark.django_db
def test_somebody_who_is_only_a_name_gets_nothing_online(acting):
    with pytest.raises(Refused, match="Only somebody on the record can use the website"):
        actions.record_authority(a_person(), a_mandate_of(may=("ask",)), **by("adviser"))


@pytest.mark.django_db
def test_a_scope_that_is_in_no_list_is_refused(acting):
    with pytest.raises(Refused):
        actions.record_authority(a_person(), a_mandate_of(a_person(), may=("everything",)), **by("adviser"))


@pytest.mark.django_db
def test_what_an_authority_gives_online_can_be_taken_away(acting):
    authority = actions.record_authority(a_person(), a_mandate_of(a_person(), may=("ask",)), **by("adviser"))

    actions.say_what_authority_gives_online(authority, may=(), **by("adviser"))

    authority.refresh_from_db()
    assert authority.may == []


@pytest.mark.django_db
def test_an_authority_that_has_ended_gives_nothing_more(acting):
    authority = actions.record_authority(
        a_person(), a_mandate_of(a_person(), from_on=TODAY.replace(2020), until_on=TODAY), **by("adviser")
    )

    with pytest.raises(Refused, match="This authority ended on"):
        actions.say_what_authority_gives_online(authority, may=("ask",), **by("adviser"))


# --- Accounts ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_account_is_closed_with_a_reason(acting):
    account = an_account(a_person())

    closed = portal.close_account(account, reason=" She asked us to ", **by("adviser"))

    assert closed.closed_reason == "She asked us to"
    with pytest.raises(Refused, match="closed already"):
        portal.close_account(account, reason="Again", **by("adviser"))


@pytest.mark.django_db
def test_an_account_is_not_closed_without_a_reason(acting):
    with pytest.raises(Refused, match="Say why"):
        portal.close_account(an_account(a_person()), reason=" ", **by("adviser"))
