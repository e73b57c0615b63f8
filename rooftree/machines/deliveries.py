"""Tells endpoints what waits for them: in order for each case, at least once, and not what they may not know.

A worker takes a message by moving the moment of its next try ahead, and only then sends it. Killed
between, it loses nothing: the message is told again when that moment comes, under the same number.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from rooftree.cases.alarms import raise_alarm
from rooftree.cases.models import Alarm, Event
from rooftree.cases.permissions import may_read_cases
from rooftree.foundations.dates import london_day
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Council
from rooftree.machines import rules, secrets
from rooftree.machines.actions.webhooks import ALARM
from rooftree.machines.events import message_of
from rooftree.machines.models import Client, Delivery, Endpoint, SigningSecret
from rooftree.machines.rules import permission_of
from rooftree.machines.sending import Outcome, send
from rooftree.staff import queries as staff

WITHHELD = "Its client may not read this case."


def due(council: Council, *, at: datetime) -> list[int]:
    """Return the endpoints of a council for which something waits that is to be told now. Ids; one query."""
    open_now = Endpoint.objects.filter(council=council, ended_at__isnull=True, off_since__isnull=True)
    awake = open_now.filter(Q(rests_until__isnull=True) | Q(rests_until__lte=at))
    waiting = Delivery.objects.filter(
        council=council, endpoint=OuterRef("pk"), status=Delivery.Status.WAITING, next_at__lte=at
    )
    return list(awake.filter(Exists(waiting)).values_list("pk", flat=True))


def tell_next(endpoint_id: int, *, at: datetime) -> bool:
    """Tell an endpoint the next thing that waits for it. Returns whether it may be told more at once.

    We act for its council with every group, as jobs do; what its client may see is asked as the client.
    """
    taken = _take(endpoint_id, at=at)
    if taken is None:
        return False
    body = _as_its_client(taken, at=at)
    if body is None:
        _settle(taken, Delivery.Status.WITHHELD, WITHHELD, at=at)
        return True
    outcome = send(
        taken.endpoint.address,
        message=f"msg_{taken.message}",
        body=body,
        secrets=_secrets(taken.endpoint, at=at),
        at=at,
    )
    if outcome.arrived:
        _settle(taken, Delivery.Status.DELIVERED, outcome.words, at=at)
        Endpoint.objects.filter(pk=endpoint_id, silent_since__isnull=False).update(
            silent_since=None, rests_until=None
        )
        return True
    _failed(taken, outcome, at=at)
    return False


@transaction.atomic
def _take(endpoint_id: int, *, at: datetime) -> Delivery | None:
    """Take the first message whose time has come, and before which nothing of its case waits."""
    waiting = Delivery.objects.filter(endpoint=endpoint_id, status=Delivery.Status.WAITING)
    before = waiting.filter(case=OuterRef("case"), pk__lt=OuterRef("pk"))
    ready: QuerySet[Delivery] = waiting.filter(~Exists(before), next_at__lte=at).order_by("pk")
    taken = ready.select_for_update(of=("self",), skip_locked=True).select_related("endpoint__client").first()
    if taken is None or taken.endpoint.ended_at or taken.endpoint.off_since:
        return None
    taken.tries += 1
    taken.next_at = at + rules.LEASE
    taken.first_tried_at = taken.first_tried_at or at
    taken.save(update_fields=["tries", "next_at", "first_tried_at"])
    return taken


@dataclass(frozen=True)
class _Standing:
    """As whom a client reads: the groups of its officer, if that officer may read cases at all."""

    groups: tuple[int, ...]
    may_read: bool


def _as_its_client(taken: Delivery, *, at: datetime) -> bytes | None:
    """Return what is told, read as the client would read it: None for what it may not see."""
    standing = _standing(taken.endpoint.client, at=at)
    if not standing.may_read:
        return None
    client = taken.endpoint.client
    with acting_for([taken.council_id], groups=standing.groups, who=f"client:{client.pk}", where="webhook"):
        event = Event.objects.filter(pk=taken.event_id).select_related("case", "case__council").first()
        return message_of(event, council=event.case.council.code) if event else None


def _standing(client: Client, *, at: datetime) -> _Standing:
    on = london_day(at)
    officer = client.officer
    if client.ended_at or officer.sign_in is None:
        return _Standing((), False)
    standing = staff.standing(officer.sign_in, on=on)
    if client.council_id not in standing.councils:
        return _Standing((), False)
    staff.load_roles([officer], on=on)
    officer.limited_to = frozenset(map(permission_of, client.scopes))
    return _Standing(standing.groups, bool(may_read_cases(officer)))


def _secrets(endpoint: Endpoint, *, at: datetime) -> list[str]:
    """Return what signs messages now: the newest secret, and its predecessor for a day."""
    held = SigningSecret.objects.filter(Q(signs_until__isnull=True) | Q(signs_until__gt=at), endpoint=endpoint)
    return [secrets.unseal(each.sealed) for each in held.order_by("-pk")]


def _settle(taken: Delivery, status: str, words: str, *, at: datetime) -> None:
    Delivery.objects.filter(pk=taken.pk).update(status=status, settled_at=at, answer=words)


@transaction.atomic
def _failed(taken: Delivery, outcome: Outcome, *, at: datetime) -> None:
    """Wait longer, or, after a day, give up: and where nothing arrived all day, switch the endpoint off."""
    endpoint = (
        Endpoint.objects.select_for_update(of=("self",))
        .select_related("client", "made_by")
        .get(pk=taken.endpoint_id)
    )
    wait = rules.wait_before(taken.tries)
    endpoint.silent_since = endpoint.silent_since or at
    if not outcome.answered:
        endpoint.rests_until = at + min(wait, rules.LONGEST_REST)
    Delivery.objects.filter(pk=taken.pk).update(next_at=at + wait, answer=outcome.words)
    assert taken.first_tried_at is not None, "It was tried just now."
    if rules.is_over(endpoint.silent_since, at=at):
        _switch_off(endpoint, outcome, at=at)
    elif rules.is_over(taken.first_tried_at, at=at):
        _settle(taken, Delivery.Status.GIVEN_UP, outcome.words, at=at)
        _tell_whoever_made(endpoint, f"A message to {endpoint.client.name} was given up after a day.", at=at)
    endpoint.save(update_fields=["silent_since", "rests_until", "off_since", "off_because"])


def _switch_off(endpoint: Endpoint, outcome: Outcome, *, at: datetime) -> None:
    """Leave an endpoint alone. What waits for it stays, and is told once it is switched on again."""
    endpoint.off_since = at
    endpoint.off_because = f"Nothing arrived there for a day. {outcome.words}"
    _tell_whoever_made(
        endpoint,
        f"{endpoint.client.name} has heard of nothing for a day, and its webhook is switched off. "
        "What happens is kept for it: see Council, Other systems.",
        at=at,
    )


def _tell_whoever_made(endpoint: Endpoint, sentence: str, *, at: datetime) -> None:
    """Raise the alarm, for whoever registered the endpoint, and on the page of the service."""
    raise_alarm(
        ALARM,
        f"endpoint {endpoint.pk}",
        sentence,
        council_id=endpoint.council_id,
        level=Alarm.Level.TEAM,
        officer=endpoint.made_by,
        at=at,
    )


def sweep(council: Council, *, at: datetime) -> int:
    """Forget what was delivered or withheld long ago. Returns how many. What was given up stays.

    Signing secrets that sign no more are forgotten too.
    """
    SigningSecret.objects.filter(council=council, signs_until__lte=at).delete()
    over = Delivery.objects.filter(
        council=council,
        status__in=(Delivery.Status.DELIVERED, Delivery.Status.WITHHELD),
        settled_at__lt=at - rules.KEPT_FOR,
    )
    return over.delete()[0]
