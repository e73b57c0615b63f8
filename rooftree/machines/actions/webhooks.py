"""Another system is told what happens to cases: where, of what, signed how, and what it missed told again."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from rooftree.cases.alarms import close_by_facts
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.machines import addresses, permissions, rules, secrets
from rooftree.machines.events import check_events
from rooftree.machines.models import Client, Delivery, Endpoint, SigningSecret
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

ALARM = "webhook.silent"
"""The alarm of an endpoint that was switched off, or of a message that was given up."""
_SHOWN_ONCE = "This was done already, and the secret was shown once. Change the signing secret to have a new one."


def add_endpoint(
    client: Client, *, address: str, events: Collection[str], by: Officer, at: datetime, key: str
) -> tuple[Endpoint, str]:
    """Tell a client what happens to cases that it may read, from now on. Without `events`, everything.

    Returns the endpoint and the secret with which messages are signed, which is shown once. Raises
    Refused for an address that is not of the open internet, for a client that may not read cases, and
    for events that there are none of.
    """
    require(permissions.may_manage_machines(by, client))
    addresses.check_url(address)  # It is looked up, which can take a while: before the transaction.
    return _add(client, address, check_events(events), by=by, at=at, key=key)


@transaction.atomic
def _add(
    client: Client, address: str, events: list[str], *, by: Officer, at: datetime, key: str
) -> tuple[Endpoint, str]:
    client = Client.objects.select_for_update().get(pk=client.pk)
    if once(key, "machines.add_endpoint", council_id=client.council_id, at=at).before:
        raise Refused(_SHOWN_ONCE)
    if client.ended_at:
        raise Refused(f"{client.name} is let in no more, so it cannot be told of anything.")
    if "read_cases" not in client.scopes:
        raise Refused(f"{client.name} was not let in to read cases, so it cannot be told of them.")
    endpoint = Endpoint.objects.create(
        council_id=client.council_id, client=client, address=address, events=events, made_by=by, made_at=at
    )
    return endpoint, _new_secret(endpoint, at=at)


@transaction.atomic
def change_signing_secret(endpoint: Endpoint, *, by: Officer, at: datetime, key: str) -> str:
    """Sign with a new secret, and return it, this once. For a day messages carry the old signature too."""
    require(permissions.may_manage_machines(by, endpoint))
    endpoint = _locked(endpoint)
    if once(key, "machines.change_signing_secret", council_id=endpoint.council_id, at=at).before:
        raise Refused(_SHOWN_ONCE)
    _check_not_ended(endpoint)
    SigningSecret.objects.filter(endpoint=endpoint, signs_until__isnull=True).update(
        signs_until=at + rules.SIGNING_OVERLAP
    )
    return _new_secret(endpoint, at=at)


@transaction.atomic
def switch_on(endpoint: Endpoint, *, by: Officer, at: datetime, key: str) -> Endpoint:
    """Try an endpoint again that was switched off. What happened meanwhile is told, the oldest first."""
    require(permissions.may_manage_machines(by, endpoint))
    endpoint = _locked(endpoint)
    if once(key, "machines.switch_on", council_id=endpoint.council_id, at=at).before:
        return endpoint
    _check_not_ended(endpoint)
    endpoint.off_since = endpoint.silent_since = endpoint.rests_until = None
    endpoint.off_because = ""
    endpoint.save(update_fields=["off_since", "off_because", "silent_since", "rests_until"])
    Delivery.objects.filter(endpoint=endpoint, status=Delivery.Status.WAITING).update(
        next_at=at, tries=0, first_tried_at=None
    )
    closing = f"Switched on again by {by.name}."
    close_by_facts(ALARM, f"endpoint {endpoint.pk}", council_id=endpoint.council_id, closing=closing, at=at)
    return endpoint


@transaction.atomic
def end_endpoint(endpoint: Endpoint, *, by: Officer, at: datetime, key: str) -> Endpoint:
    """Tell an endpoint of nothing more. What waits for it is given up."""
    require(permissions.may_manage_machines(by, endpoint))
    endpoint = _locked(endpoint)
    if once(key, "machines.end_endpoint", council_id=endpoint.council_id, at=at).before or endpoint.ended_at:
        return endpoint
    endpoint.ended_at, endpoint.ended_by = at, by
    endpoint.save(update_fields=["ended_at", "ended_by"])
    Delivery.objects.filter(endpoint=endpoint, status=Delivery.Status.WAITING).update(
        status=Delivery.Status.GIVEN_UP, settled_at=at, answer="The endpoint was ended."
    )
    closing = f"{by.name} ended it."
    close_by_facts(ALARM, f"endpoint {endpoint.pk}", council_id=endpoint.council_id, closing=closing, at=at)
    return endpoint


@transaction.atomic
def tell_again(delivery: Delivery, *, by: Officer, at: datetime, key: str) -> Delivery:
    """Tell something again, under the same message number, so that who has it knows it.

    Raises Refused for what waits already, and for an endpoint that is told of nothing more.
    """
    require(permissions.may_manage_machines(by, delivery))
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("endpoint").get(pk=delivery.pk)
    if once(key, "machines.tell_again", council_id=delivery.council_id, at=at).before:
        return delivery
    _check_not_ended(delivery.endpoint)
    if delivery.status == Delivery.Status.WAITING:
        raise Refused("This waits to be told already.")
    delivery.status, delivery.settled_at, delivery.first_tried_at = Delivery.Status.WAITING, None, None
    delivery.next_at, delivery.tries, delivery.answer = at, 0, ""
    delivery.save()
    return delivery


def _new_secret(endpoint: Endpoint, *, at: datetime) -> str:
    secret = secrets.new_signing_secret()
    SigningSecret.objects.create(
        council_id=endpoint.council_id, endpoint=endpoint, sealed=secrets.seal(secret), made_at=at
    )
    return secret


def _locked(endpoint: Endpoint) -> Endpoint:
    return Endpoint.objects.select_for_update(of=("self",)).select_related("client").get(pk=endpoint.pk)


def _check_not_ended(endpoint: Endpoint) -> None:
    if endpoint.ended_at:
        raise Refused("This endpoint is told of nothing more. Add it anew.")
