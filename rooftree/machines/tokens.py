"""Who comes in with a token: as whom it acts, for which councils, and what it was made for.

Everything here can be asked before anybody has said for whom they act.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime

from rooftree.foundations.dates import london_day
from rooftree.foundations.models import SignIn
from rooftree.machines.models import Credential
from rooftree.machines.rules import USED_EVERY, permission_of
from rooftree.machines.secrets import digest_of
from rooftree.staff import queries as staff
from rooftree.staff.queries import SignedIn, Standing


@dataclass(frozen=True)
class Bearer:
    """Somebody, or another system, who came in with a token."""

    credential_id: int
    sign_in: SignIn
    client_id: int | None
    name: str
    scopes: frozenset[str]
    works_until: datetime
    standing: Standing

    @property
    def who(self) -> str:
        """Who it is, as the audit writes it."""
        return f"client:{self.client_id}" if self.client_id else f"token:{self.credential_id}"

    @property
    def limited_to(self) -> frozenset[str]:
        """The names of the only permissions that count."""
        return frozenset(map(permission_of, self.scopes))


def bearer_of(token: str, *, at: datetime) -> Bearer | None:
    """Return who a token that works now acts for; None for any other, and for that of somebody who has left.

    Two queries, and one a minute that keeps when it was used.
    """
    found = (
        Credential.objects.filter(digest=digest_of(token), revoked_at__isnull=True, works_until__gt=at)
        .exclude(kind=Credential.Kind.SECRET)
        .select_related("sign_in")
        .first()
    )
    if found is None or not (standing := _standing(found, at=at)).councils:
        return None
    if found.used_at is None or at - found.used_at >= USED_EVERY:
        Credential.objects.filter(pk=found.pk).update(used_at=at)
    return Bearer(
        credential_id=found.pk,
        sign_in=found.sign_in,
        client_id=found.client_id,
        name=found.name,
        scopes=frozenset(found.scopes),
        works_until=found.works_until,
        standing=standing,
    )


def _standing(credential: Credential, *, at: datetime) -> Standing:
    """Return for whom a token acts today: all councils of a person who is here, the one of a client."""
    standing = staff.standing(credential.sign_in, on=london_day(at))
    if credential.kind == Credential.Kind.PERSONAL:
        return standing if credential.sign_in.is_active else Standing((), ())
    own = tuple(council for council in standing.councils if council == credential.council_id)
    return Standing(own, standing.groups if own else ())


def officers_of(bearer: Bearer, *, at: datetime) -> SignedIn:
    """Return the officers that a token acts as, each held to what the token was made for. Two queries.

    It must have been said for whom we act.
    """
    signed_in = staff.signed_in(bearer.sign_in, on=london_day(at))
    officers = {pk: each for pk, each in signed_in.officers.items() if pk in bearer.standing.councils}
    for officer in officers.values():
        officer.limited_to = bearer.limited_to
    return SignedIn(officers)


def client_secret(identifier: str, secret: str, *, at: datetime) -> Credential | None:
    """Return the secret with which a client proves itself, if it is this client's and works; else None.

    As long for a client that is not there as for a wrong secret.
    """
    held = Credential.objects.filter(
        kind=Credential.Kind.SECRET, prefix=identifier, revoked_at__isnull=True, works_until__gt=at
    )
    digest = digest_of(secret)
    right = None
    for each in [*held.select_related("sign_in"), None]:
        if hmac.compare_digest(each.digest if each else digest_of(""), digest) and each:
            right = each
    if right is None or not _standing(right, at=at).councils:
        return None
    Credential.objects.filter(pk=right.pk).update(used_at=at)
    return right
