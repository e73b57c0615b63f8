"""Other systems are let in as officers of their own; their secrets are changed; they are let in no more."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.models import AuditChange
from rooftree.foundations.refusals import Refused
from rooftree.machines import actions, rules, tokens
from rooftree.machines.models import Credential
from rooftree.machines.tests.letting_in import a_client
from rooftree.machines.tokens import bearer_of, client_secret, officers_of
from rooftree.staff.actions import start_sign_in_again
from tests.builders import NOON, a_sign_in, an_officer, by

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _acting(acting):
    """Act for the council."""


def test_a_client_acts_as_an_officer_of_its_own():
    client, secret = a_client()
    access = actions.give_access(secret.credential, ["find"], at=NOON)

    bearer = bearer_of(access.token, at=NOON)
    officer = officers_of(bearer, at=NOON).main

    assert (bearer.who, officer.name, officer.roles) == (
        f"client:{client.pk}",
        "Contractor’s system",
        {"repairs_adviser"},
    )
    assert officer.limited_to == {"may_find"}


def test_nobody_signs_in_as_a_client(client):
    held, _secret = a_client()
    sign_in = held.officer.sign_in
    sign_in.refresh_from_db()

    assert not sign_in.is_active
    assert not sign_in.has_usable_password()
    link = start_sign_in_again(held.officer, **by("administrator"))
    assert client.get(f"/staff/set-up/{link.token}/").status_code == 410


def test_what_a_client_gets_works_for_an_hour():
    _client, secret = a_client()
    access = actions.give_access(secret.credential, ["find"], at=NOON)

    assert bearer_of(access.token, at=NOON + dt.timedelta(minutes=59))
    assert bearer_of(access.token, at=NOON + dt.timedelta(minutes=60)) is None


def test_a_secret_is_no_token():
    _client, secret = a_client()

    assert bearer_of(secret.token, at=NOON) is None


def test_the_secret_of_one_client_does_not_open_for_another():
    one, _secret = a_client()
    _other, secret = a_client(name="Another")

    assert client_secret(one.identifier, secret.token, at=NOON) is None
    assert client_secret(one.identifier, "", at=NOON) is None
    assert client_secret("", secret.token, at=NOON) is None


def test_secrets_are_compared_in_the_same_time_whatever_they_are(monkeypatch):
    compared = []
    monkeypatch.setattr(
        tokens.hmac, "compare_digest", lambda one, other: compared.append((one, other)) or one == other
    )
    client, _secret = a_client()

    client_secret(client.identifier, "rts_wrong", at=NOON)
    client_secret("nobody", "rts_wrong", at=NOON)

    assert [len(one) for one, _other in compared] == [64, 64, 64]


def test_a_client_is_let_in_for_no_more_than_its_roles_give():
    with pytest.raises(Refused, match="No role gives see_service"):
        a_client(scopes=["find", "see_service"])


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_a_client_holds_no_role_of_trust(role):
    with pytest.raises(Refused, match=f"cannot be {role}"):
        a_client(roles=[role])


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": " "}, "Give it a name"),
        ({"purpose": " "}, "Say what it is for"),
        ({"scopes": []}, "Choose at least one thing"),
        ({"scopes": ["fly"]}, "There is no scope “fly”"),
        ({"a_minute": 0}, "how many requests"),
        ({"a_minute": 6001}, "how many requests"),
        ({"days": 0}, "1 to 366 days"),
        ({"days": 367}, "1 to 366 days"),
    ],
)
def test_a_client_that_cannot_be_is_refused(facts, sentence):
    with pytest.raises(Refused, match=sentence):
        a_client(**facts)


@pytest.mark.parametrize("role", ["adviser", "service_manager", "head_of_service", "auditor"])
def test_only_an_administrator_lets_systems_in(role):
    with pytest.raises(PermissionDenied):
        a_client(by=an_officer(role))


def test_the_old_secret_works_a_week_beside_the_new_one():
    client, old = a_client(days=300)

    new = actions.change_secret(client, **by("administrator"))

    assert client_secret(client.identifier, new.token, at=NOON)
    assert client_secret(client.identifier, old.token, at=NOON + rules.OVERLAP - DAY)
    assert client_secret(client.identifier, old.token, at=NOON + rules.OVERLAP) is None


def test_a_secret_that_got_out_stops_at_once_with_all_that_it_gave():
    client, old = a_client()
    access = actions.give_access(old.credential, ["find"], at=NOON)

    actions.change_secret(client, at_once=True, **by("administrator"))

    assert client_secret(client.identifier, old.token, at=NOON) is None
    assert bearer_of(access.token, at=NOON) is None


def test_a_client_that_is_let_in_no_more_opens_nothing():
    client, secret = a_client()
    access = actions.give_access(secret.credential, ["find"], at=NOON)

    ended = actions.end_client(client, **by("administrator"))

    assert bearer_of(access.token, at=NOON) is None
    assert client_secret(client.identifier, secret.token, at=NOON) is None
    ended.officer.refresh_from_db()
    assert ended.officer.until_on == NOON.date()


def test_a_secret_is_shown_once():
    sent = by("administrator")
    client, _secret = a_client()
    actions.change_secret(client, **sent)

    with pytest.raises(Refused, match="the secret was shown once"):
        actions.change_secret(client, **sent)


def test_neither_secret_nor_token_is_in_the_audit():
    client, secret = a_client()
    access = actions.give_access(secret.credential, ["find"], at=NOON)
    actions.end_client(client, **by("administrator"))

    audited = " ".join(f"{each.before} {each.after}" for each in AuditChange.objects.all())
    kept = [secret.token, access.token, *Credential.objects.values_list("digest", flat=True)]

    assert client.identifier in audited or "Contractor" in audited or audited
    assert [each for each in kept if each in audited] == []


def test_an_address_that_a_person_uses_is_no_clients():
    a_sign_in("jo@example.test")
    client, _secret = a_client()

    assert client.officer.email.endswith("@systems.invalid")
