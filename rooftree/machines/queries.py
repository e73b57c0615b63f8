"""Reads about other systems: what one's roles let a token do, whose tokens there are, what was told to whom."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from rooftree.foundations.models import SignIn
from rooftree.machines.models import Client, Credential, Delivery, Endpoint, TokenRecord
from rooftree.machines.rules import SCOPES, permission_of
from rooftree.staff.models import Officer
from rooftree.staff.permissions import all_permissions


def labels_of_scopes() -> dict[str, str]:
    """Return what each scope lets somebody do, in words, in our order."""
    labels = {permission.name: permission.label for permission in all_permissions()}
    return {scope: labels[permission_of(scope)] for scope in SCOPES}


def scopes_of(officers: Iterable[Officer]) -> list[str]:
    """Return what the roles of these officers, of one person, let a token be made for."""
    permissions = {permission.name: permission for permission in all_permissions()}
    everybody = list(officers)
    return [scope for scope in SCOPES if any(permissions[permission_of(scope)](officer) for officer in everybody)]


def tokens_of(sign_in: SignIn) -> QuerySet[Credential]:
    """Return the tokens that somebody made, the newest first: also those that no longer work."""
    return Credential.objects.filter(sign_in=sign_in, kind=Credential.Kind.PERSONAL)


def tokens_of_officers(councils: Collection[int], *, at: datetime) -> QuerySet[TokenRecord]:
    """Return the tokens of the officers of councils that work at a moment, as they were made, by officer."""
    made = TokenRecord.objects.filter(council__in=councils, what=TokenRecord.What.MADE)
    working = made.filter(credential__revoked_at__isnull=True, credential__works_until__gt=at)
    return working.select_related("officer", "credential").order_by("officer__name", "pk")


def clients_of(councils: Collection[int]) -> QuerySet[Client]:
    """Return the other systems of councils, those that may come in first, by name."""
    clients = Client.objects.filter(council__in=councils).select_related(
        "council", "officer", "made_by", "ended_by"
    )
    return clients.order_by("ended_at", "name", "pk")


def secrets_of(client: Client, *, at: datetime) -> QuerySet[Credential]:
    """Return the secrets of a client that work at a moment, the newest first."""
    held = Credential.objects.filter(
        kind=Credential.Kind.SECRET, council_id=client.council_id, client_id=client.pk
    )
    return held.filter(revoked_at__isnull=True, works_until__gt=at)


def endpoints_of(councils: Collection[int], *, at: datetime) -> QuerySet[Endpoint]:
    """Return the endpoints of councils, with how much waits, was given up, and when the last arrived."""
    given_up = Q(deliveries__status=Delivery.Status.GIVEN_UP, deliveries__settled_at__gt=at - timedelta(days=30))
    return (
        Endpoint.objects.filter(council__in=councils)
        .select_related("council", "client", "made_by", "ended_by")
        .annotate(
            waiting=Count("deliveries", filter=Q(deliveries__status=Delivery.Status.WAITING)),
            given_up=Count("deliveries", filter=given_up),
            arrived_at=Max("deliveries__settled_at", filter=Q(deliveries__status=Delivery.Status.DELIVERED)),
        )
        .order_by("ended_at", "address", "pk")
    )


def deliveries_of(endpoint: Endpoint) -> QuerySet[Delivery]:
    """Return what was told, or is to be told, to an endpoint, the newest first, as far as the asker may see."""
    return Delivery.objects.filter(endpoint=endpoint).select_related("case", "event").order_by("-pk")


def rate_of(client_id: int) -> int:
    """Return how many requests a minute a client may make. One query."""
    return Client.objects.values_list("a_minute", flat=True).get(pk=client_id)


def called(whos: Collection[str]) -> dict[str, str]:
    """Return what to call tokens and clients that the audit names, by "token:3" and "client:5". A query a kind."""
    found: dict[str, str] = {}
    if tokens := _numbers(whos, "token"):
        records = TokenRecord.objects.filter(credential__in=tokens, what=TokenRecord.What.MADE)
        for pk, officer, name in records.values_list("credential_id", "officer__name", "name"):
            found[f"token:{pk}"] = f"{officer}, by the token “{name}”"
    if clients := _numbers(whos, "client"):
        for pk, name in Client.objects.filter(pk__in=clients).values_list("pk", "name"):
            found[f"client:{pk}"] = f"{name}, another system"
    return found


def _numbers(whos: Collection[str], kind: str) -> list[int]:
    parted = (who.partition(":") for who in whos)
    return [int(number) for before, _, number in parted if before == kind and number.isdigit()]
