"""Somebody makes a token, with which a program does what they themselves may, and revokes it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from rooftree.foundations.idempotency import once
from rooftree.foundations.models import SignIn
from rooftree.foundations.refusals import Refused
from rooftree.machines import permissions, rules, secrets
from rooftree.machines.models import Credential, TokenRecord
from rooftree.machines.queries import scopes_of
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require
from rooftree.staff.queries import SignedIn


@dataclass(frozen=True)
class Made:
    """What was made, and the words that are shown this once."""

    credential: Credential
    token: str


@transaction.atomic
def make_token(
    by: SignedIn,
    *,
    name: str,
    at: datetime,
    key: str,
    scopes: Collection[str] | None = None,
    days: int = rules.USUAL_LIFE,
) -> Made:
    """Make a token for oneself, in all of one's councils; without `scopes`, for all that one's roles allow.

    It is shown once. Raises Refused for what no role of theirs gives, for too many tokens, and when it
    was made before under this key: what was shown then cannot be shown again.
    """
    require(permissions.may_have_tokens(by.main))
    if once(key, "machines.make_token", council_id=by.main.council_id, at=at).before:
        raise Refused("This token was made already, and it was shown once. Revoke it, and make another.")
    sign_in = _locked(by)
    allowed = scopes_of(by.officers.values())
    chosen = rules.check_scopes(allowed if scopes is None else scopes, allowed)
    rules.check_few(_working(sign_in, at=at))
    token = secrets.new_token(secrets.PERSONAL)
    credential = Credential.objects.create(
        kind=Credential.Kind.PERSONAL,
        sign_in=sign_in,
        name=rules.check_name(name),
        prefix=secrets.prefix_of(token),
        digest=secrets.digest_of(token),
        scopes=chosen,
        made_at=at,
        works_until=at + rules.check_days(days),
    )
    _record(credential, TokenRecord.What.MADE, by=by, at=at)
    return Made(credential, token)


@transaction.atomic
def revoke_token(credential: Credential, *, by: SignedIn, at: datetime, key: str) -> Credential:
    """Revoke a token of one's own. From this moment it opens nothing. Done twice, it is done once."""
    if credential.kind != Credential.Kind.PERSONAL or credential.sign_in_id != by.main.sign_in_id:
        raise PermissionDenied("This token is not yours.")
    credential = Credential.objects.select_for_update().get(pk=credential.pk)
    if once(key, "machines.revoke_token", council_id=by.main.council_id, at=at).before or credential.revoked_at:
        return credential
    credential.revoked_at = at
    credential.save(update_fields=["revoked_at"])
    _record(credential, TokenRecord.What.REVOKED, by=by, at=at)
    return credential


@transaction.atomic
def revoke_token_of(made: TokenRecord, *, by: Officer, at: datetime, key: str) -> Credential:
    """Revoke the token of an officer, as an administrator of a council that it opens. It is done once."""
    require(permissions.may_manage_machines(by, made))
    credential = Credential.objects.select_for_update().get(pk=made.credential_id)
    done = once(key, "machines.revoke_token_of", council_id=made.council_id, at=at)
    if done.before or credential.revoked_at:
        return credential
    credential.revoked_at = at
    credential.save(update_fields=["revoked_at"])
    _record(credential, TokenRecord.What.REVOKED, by=SignedIn({made.council_id: made.officer}), at=at)
    return credential


def _locked(by: SignedIn) -> SignIn:
    assert by.main.sign_in_id is not None, "Somebody who makes a token signs in."
    return SignIn.objects.select_for_update().get(pk=by.main.sign_in_id)


def _working(sign_in: SignIn, *, at: datetime) -> int:
    own = Credential.objects.filter(sign_in=sign_in, kind=Credential.Kind.PERSONAL)
    return own.filter(revoked_at__isnull=True, works_until__gt=at).count()


def _record(credential: Credential, what: str, *, by: SignedIn, at: datetime) -> None:
    """Tell the audit of each council of whoever made the token."""
    TokenRecord.objects.bulk_create(
        TokenRecord(
            council_id=officer.council_id,
            officer=officer,
            credential=credential,
            what=what,
            name=credential.name,
            prefix=credential.prefix,
            scopes=credential.scopes,
            works_until=credential.works_until,
            at=at,
        )
        for officer in by.officers.values()
    )
