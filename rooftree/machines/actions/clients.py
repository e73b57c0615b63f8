"""Another system is let in, as an officer of its own; its secret is changed; it is let in no more."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.models import SignIn
from rooftree.foundations.periods import DAY
from rooftree.foundations.refusals import Refused
from rooftree.machines import permissions, rules, secrets
from rooftree.machines.actions.tokens import Made
from rooftree.machines.models import Client, Credential, Endpoint
from rooftree.machines.queries import scopes_of
from rooftree.staff import actions as staff
from rooftree.staff import queries as staff_queries
from rooftree.staff.actions.officers import Details
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require
from rooftree.staff.rules import TRUSTED_ROLES

JOB_TITLE = "Another system"
"""How the directory of officers tells a client from a person."""
_SHOWN_ONCE = "This was done already, and the secret was shown once. Change the secret to have a new one."


@dataclass(frozen=True)
class NewClient:
    """What a client begins with: what it is called and for, the roles of its officer, and its scopes."""

    name: str
    purpose: str
    roles: Collection[str]
    scopes: Collection[str]
    a_minute: int = rules.USUAL_RATE
    days: int = rules.USUAL_LIFE


@transaction.atomic
def make_client(new: NewClient, *, by: Officer, at: datetime, key: str) -> tuple[Client, Made]:
    """Let another system in to the council of `by`, as an officer of its own with these roles.

    Nobody can sign in as that officer. The secret is shown once. Raises Refused for a role of trust, for
    what its roles do not give, and when it was made before under this key.
    """
    require(permissions.may_manage_machines(by))
    if once(key, "machines.make_client", council_id=by.council_id, at=at).before:
        raise Refused(_SHOWN_ONCE)
    name = rules.check_name(new.name)
    if not new.purpose.strip():
        raise Refused("Say what it is for, and who answers for it over there.")
    if trusted := sorted(TRUSTED_ROLES & set(new.roles)):
        raise Refused(f"Another system cannot be {trusted[0]}. Give it the roles that its work needs.")
    identifier = secrets.new_identifier(by.council.code)
    officer = _officer(name, identifier, new.roles, by=by, at=at, key=key)
    client = Client.objects.create(
        council_id=by.council_id,
        officer=officer,
        name=name,
        identifier=identifier,
        purpose=new.purpose.strip(),
        scopes=rules.check_scopes(new.scopes, scopes_of([officer])),
        a_minute=rules.check_rate(new.a_minute),
        made_by=by,
        made_at=at,
    )
    return client, _secret(client, days=new.days, at=at)


@transaction.atomic
def change_secret(
    client: Client, *, by: Officer, at: datetime, key: str, days: int = rules.USUAL_LIFE, at_once: bool = False
) -> Made:
    """Give a client a new secret. The old one works a week longer, or, where it got out, no more at all.

    Raises Refused for a client that is let in no more.
    """
    require(permissions.may_manage_machines(by, client))
    client = Client.objects.select_for_update().get(pk=client.pk)
    if once(key, "machines.change_secret", council_id=client.council_id, at=at).before:
        raise Refused(_SHOWN_ONCE)
    _check_let_in(client)
    old = _credentials(client).filter(revoked_at__isnull=True)
    if at_once:
        old.update(revoked_at=at)
    else:
        old.filter(kind=Credential.Kind.SECRET, works_until__gt=at + rules.OVERLAP).update(
            works_until=at + rules.OVERLAP
        )
    return _secret(client, days=days, at=at)


@transaction.atomic
def end_client(client: Client, *, by: Officer, at: datetime, key: str) -> Client:
    """Let another system in no more. Its tokens open nothing from now on, and it hears of nothing."""
    require(permissions.may_manage_machines(by, client))
    client = Client.objects.select_for_update().get(pk=client.pk)
    if once(key, "machines.end_client", council_id=client.council_id, at=at).before or client.ended_at:
        return client
    _credentials(client).filter(revoked_at__isnull=True).update(revoked_at=at)
    Endpoint.objects.filter(client=client, ended_at__isnull=True).update(ended_at=at, ended_by=by)
    staff.officer_leaves(client.officer, until_on=london_day(at), by=by, at=at, key=f"{key}/officer")
    client.ended_at, client.ended_by = at, by
    client.save(update_fields=["ended_at", "ended_by"])
    return client


@transaction.atomic
def give_access(secret: Credential, scopes: Collection[str], *, at: datetime) -> Made:
    """Give a client that proved itself a token for an hour, for some of what it was let in for.

    OAuth 2.0, RFC 6749 section 4.4. The caller has checked the secret and the scopes.
    """
    assert secret.kind == Credential.Kind.SECRET, "A client proves itself with its secret."
    assert set(scopes) <= set(secret.scopes), "A token does no more than its client may."
    held = _of_client(secret.council_id, secret.client_id)
    held.filter(kind=Credential.Kind.ACCESS, works_until__lte=at).delete()
    token = secrets.new_token(secrets.ACCESS)
    credential = Credential.objects.create(
        kind=Credential.Kind.ACCESS,
        sign_in_id=secret.sign_in_id,
        council_id=secret.council_id,
        client_id=secret.client_id,
        name=secret.name,
        prefix=secrets.prefix_of(token),
        digest=secrets.digest_of(token),
        scopes=[scope for scope in rules.SCOPES if scope in scopes],
        made_at=at,
        works_until=at + rules.ACCESS_LIFE,
    )
    return Made(credential, token)


def _officer(
    name: str, identifier: str, roles: Collection[str], *, by: Officer, at: datetime, key: str
) -> Officer:
    """Add the officer that a client acts as. No password, link or directory lets anybody sign in as it."""
    today = london_day(at)
    details = Details(name=name, email=f"{identifier}@systems.invalid", job_title=JOB_TITLE)
    # From yesterday, so that it can be let in no more on the very day.
    officer = staff.add_officer(details, from_on=today - DAY, by=by, at=at, key=f"{key}/officer")
    for role in sorted(set(roles)):
        staff.give_role(officer, role=role, from_on=today, by=by, at=at, key=f"{key}/role/{role}")
    assert officer.sign_in_id is not None, "Every officer who is added has a sign-in."
    SignIn.objects.filter(pk=officer.sign_in_id).update(is_active=False)
    staff_queries.load_roles([officer], on=today)
    return officer


def _secret(client: Client, *, days: int, at: datetime) -> Made:
    """Make a secret for a client. It is kept under the client's public name."""
    assert client.officer.sign_in_id is not None, "A client's officer has a sign-in, which nobody can use."
    secret = secrets.new_token(secrets.SECRET)
    credential = Credential.objects.create(
        kind=Credential.Kind.SECRET,
        sign_in_id=client.officer.sign_in_id,
        council_id=client.council_id,
        client_id=client.pk,
        name=client.name,
        prefix=client.identifier,
        digest=secrets.digest_of(secret),
        scopes=client.scopes,
        made_at=at,
        works_until=at + rules.check_days(days),
    )
    return Made(credential, secret)


def _check_let_in(client: Client) -> None:
    if client.ended_at:
        raise Refused(f"{client.name} is let in no more. Let it in anew.")


def _credentials(client: Client) -> QuerySet[Credential]:
    return _of_client(client.council_id, client.pk)


def _of_client(council_id: int | None, client_id: int | None) -> QuerySet[Credential]:
    return Credential.objects.filter(council_id=council_id, client_id=client_id)
