"""Somebody makes tokens for themselves: what they are for, how many, and how long they work."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.models import AuditChange
from rooftree.foundations.refusals import Refused
from rooftree.machines import actions, rules
from rooftree.machines.models import Credential, TokenRecord
from rooftree.machines.tokens import bearer_of
from rooftree.staff.queries import SignedIn
from tests.builders import NOON, an_officer


@pytest.fixture(autouse=True)
def _acting(acting):
    """Act for the council."""


def signed_in(*roles: str, **facts) -> SignedIn:
    officer = an_officer(*roles, **facts)
    return SignedIn({officer.council_id: officer})


def make(by: SignedIn, key: str = "k1", **facts):
    return actions.make_token(by, **{"name": "Callbacks", "at": NOON, "key": key, **facts})


def test_a_token_is_for_all_that_the_roles_allow_unless_less_is_said():
    whole = make(signed_in("adviser")).credential
    less = make(signed_in("adviser"), "k2", scopes=["read_cases", "find"]).credential

    assert "see_service" not in whole.scopes
    assert {"find", "read_cases", "work_cases"} <= set(whole.scopes)
    assert less.scopes == ["find", "read_cases"]


def test_a_token_works_for_the_days_that_were_said():
    token = make(signed_in("adviser"), days=2).token

    assert bearer_of(token, at=NOON + dt.timedelta(days=2) - dt.timedelta(seconds=1))
    assert bearer_of(token, at=NOON + dt.timedelta(days=2)) is None


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": "  "}, "Give it a name"),
        ({"name": "a" * 81}, "at most 80 characters"),
        ({"days": 0}, "1 to 366 days"),
        ({"days": 367}, "1 to 366 days"),
        ({"scopes": []}, "Choose at least one thing"),
        ({"scopes": ["see_service"]}, "No role gives see_service"),
        ({"scopes": ["everything"]}, "There is no scope “everything”"),
    ],
)
def test_a_token_that_cannot_be_is_refused(facts, sentence):
    with pytest.raises(Refused, match=sentence):
        make(signed_in("adviser"), **facts)

    assert Credential.objects.count() == 0


def test_nobody_has_tokens_without_end(monkeypatch):
    monkeypatch.setattr(rules, "MOST_TOKENS", 1)
    asha = signed_in("adviser")
    make(asha)

    with pytest.raises(Refused, match="Revoke one that you no longer need first"):
        make(asha, "k2")


def test_what_was_shown_once_is_not_shown_again():
    asha = signed_in("adviser")
    make(asha)

    with pytest.raises(Refused, match="it was shown once"):
        make(asha)


def test_whose_roles_open_nothing_has_no_token():
    with pytest.raises(PermissionDenied):
        make(signed_in("performance_analyst"))


def test_the_audit_knows_that_it_was_made_and_revoked():
    asha = signed_in("adviser")
    made = make(asha)
    actions.revoke_token(made.credential, by=asha, at=NOON, key="k2")
    actions.revoke_token(made.credential, by=asha, at=NOON, key="k3")

    assert [each.what for each in TokenRecord.objects.all()] == ["made", "revoked"]
    assert AuditChange.objects.filter(table_name="machines_tokenrecord").count() == 2
    assert bearer_of(made.token, at=NOON) is None


def test_nobody_revokes_the_token_of_a_colleague():
    made = make(signed_in("adviser"))

    with pytest.raises(PermissionDenied):
        actions.revoke_token(made.credential, by=signed_in("administrator"), at=NOON, key="k2")
