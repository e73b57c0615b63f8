"""Keeps what was gathered for a request to see what is held, and what becomes of each thing of it."""

from collections import Counter
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from rooftree.cases.story import of, record
from rooftree.foundations.all_groups import all_groups_of
from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.information_rights import permissions, rules
from rooftree.information_rights.actions.locking import lock_request
from rooftree.information_rights.actions.requests import take_up
from rooftree.information_rights.held import Everything, Held
from rooftree.information_rights.models import Gathering, HeldCopy, HeldThing, RightsRequest
from rooftree.information_rights.rules import Decision, Right, Status
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

NOT_TO_SEE = "They do not ask to see what we hold, so there is nothing to gather."
BATCH = 1_000


@transaction.atomic
def keep_gathered(
    request: RightsRequest, everything: Everything, *, by: Officer, at: datetime, key: str
) -> Gathering:
    """Keep what the reader gathered of everything held on the person, each thing with its first decision.

    What names nobody else is given, other residents' names are taken out, and what somebody must decide
    waits. Gathered again, what was decided before of a thing that says the same stands. Raises Refused for
    a request of another right, or one that is over or waits.
    """
    require(permissions.may_handle_rights(by, request))
    request = lock_request(request)
    done = once(key, "information_rights.keep_gathered", council_id=request.council_id, at=at)
    if done.before:
        return Gathering.objects.get(pk=done.made["gathering"])
    rules.check_right(request.right, {Right.ACCESS}, NOT_TO_SEE)
    if request.status != Status.REVIEWING:
        rules.check_move(request.status, Status.REVIEWING)
    take_up(request, by=by, at=at, key=key)
    with all_groups_of(request.council_id):
        decided = _decided_before(request)
        gathering = Gathering.objects.create(
            **of(request.case),
            by=by,
            at=at,
            counts=dict(sorted(Counter(thing.kind for thing in everything.things).items())),
            left_out=[list(pair) for pair in everything.left_out],
        )
        _write(gathering, request, everything.things, decided, at=at)
    request.status, request.looked_through_by, request.looked_through_at = Status.REVIEWING.value, None, None
    request.save(update_fields=["status", "looked_through_by", "looked_through_at"])
    facts = {"count": str(len(everything.things))}
    record(request.case, "rights.gathered", by=by, at=at, facts=facts, is_shown=False)
    done.makes(gathering=gathering.pk)
    return gathering


Known = dict[tuple[str, int], HeldThing]


def _decided_before(request: RightsRequest) -> Known:
    """Return what somebody decided of the last gathering, by table and row."""
    last = Gathering.objects.filter(case=request.case).last()
    if last is None:
        return {}
    decided = HeldThing.objects.filter(gathering=last, decided_at__isnull=False).select_related("copy")
    return {(thing.table_name, thing.row_id): thing for thing in decided}


def _write(
    gathering: Gathering, request: RightsRequest, things: tuple[Held, ...], decided: Known, *, at: datetime
) -> None:
    calls = rules.CALLS_FOR_A_DECISION.version(on=london_day(at), council=request.council_id)
    must_decide = {item.code: bool(item.flags["decide"]) for item in calls}
    case = of(request.case)
    rows, copies = [], []
    for held in things:
        groups = (*held.groups, 0, 0)[:2]
        groups_of_held = {"held_restricted_to": groups[0], "held_also_restricted_to": groups[1]}
        thing = HeldThing(
            **case,
            **groups_of_held,
            gathering=gathering,
            kind=held.kind,
            table_name=held.table,
            row_id=held.row_id,
            calls=sorted(held.calls),
            decision=rules.first_decision(held.calls, must_decide),
        )
        _carry_over(thing, decided.get((held.table, held.row_id)), held)
        rows.append(thing)
        facts = [list(pair) for pair in held.facts]
        copies.append(
            HeldCopy(**case, **groups_of_held, facts=facts, take_out=list(held.take_out), file_id=held.file_id)
        )
    HeldThing.objects.bulk_create(rows, batch_size=BATCH)
    for thing, copy in zip(rows, copies, strict=True):
        copy.thing = thing
    HeldCopy.objects.bulk_create(copies, batch_size=BATCH)


def _carry_over(thing: HeldThing, before: HeldThing | None, held: Held) -> None:
    """Let what was decided before stand, if the thing says what it said then."""
    if before is None or before.copy.facts != [list(pair) for pair in held.facts]:
        return
    for name in ("decision", "reason", "why", "decided_by_id", "decided_at"):
        setattr(thing, name, getattr(before, name))


@transaction.atomic
def decide(
    things: QuerySet[HeldThing],
    *,
    request: RightsRequest,
    decision: Decision,
    why: str,
    reason: str = "",
    take_out: tuple[str, ...] = (),
    by: Officer,
    at: datetime,
    key: str,
) -> int:
    """Decide what becomes of things held: given, given with words taken out, or held back with a lawful reason.

    `take_out` are further words to take out. Returns of how many it was decided. Raises Refused for a
    request that is not being looked through, things of an older gathering, and a decision without a why.
    """
    require(permissions.may_handle_rights(by, request))
    request = lock_request(request)
    done = once(key, "information_rights.decide", council_id=request.council_id, at=at)
    if done.before:
        return done.made["things"]
    if request.status != Status.REVIEWING:
        raise Refused("What becomes of a thing is decided while the request is looked through.")
    rules.check_decision(decision, reason_code=reason, why=why)
    if decision is Decision.WITHHOLD:
        choose(rules.REASONS_TO_WITHHOLD, reason, on=london_day(at), council=request.council_id)
    newest = Gathering.objects.filter(case=request.case).last()
    chosen = list(things.filter(gathering=newest).values_list("pk", flat=True))
    if not chosen:
        raise Refused("This was gathered anew meanwhile. Open the page again, and decide there.")
    HeldThing.objects.filter(pk__in=chosen).update(
        decision=decision.value,
        reason=reason if decision is Decision.WITHHOLD else "",
        why=why.strip(),
        decided_by=by,
        decided_at=at,
    )
    for copy in HeldCopy.objects.filter(thing__in=chosen) if take_out else ():
        copy.take_out = sorted({*copy.take_out, *filter(None, map(str.strip, take_out))})
        copy.save(update_fields=["take_out"])
    done.makes(things=len(chosen))
    return len(chosen)


def waiting(gathering: Gathering) -> tuple[int, int]:
    """Return how many things wait for a decision, and how many are held back: those of every group counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM held_waiting(%s, %s)", [gathering.council_id, gathering.pk])
        undecided, held_back = cursor.fetchone()
    return int(undecided), int(held_back)


@transaction.atomic
def finish_review(request: RightsRequest, *, by: Officer, at: datetime, key: str) -> RightsRequest:
    """Say that everything was looked through. Raises Refused while something waits for a decision."""
    require(permissions.may_handle_rights(by, request))
    request = lock_request(request)
    if once(key, "information_rights.finish_review", council_id=request.council_id, at=at).before:
        return request
    rules.check_move(request.status, Status.READY)
    undecided, _ = waiting(Gathering.objects.filter(case=request.case).latest("pk"))
    rules.check_all_decided(undecided)
    request.status, request.looked_through_by, request.looked_through_at = Status.READY.value, by, at
    request.save(update_fields=["status", "looked_through_by", "looked_through_at"])
    record(request.case, "rights.looked_through", by=by, at=at, is_shown=False)
    return request


@transaction.atomic
def look_again(request: RightsRequest, *, reason: str, by: Officer, at: datetime, key: str) -> RightsRequest:
    """Send what was looked through back, with what should be looked at again."""
    require(permissions.may_handle_rights(by, request))
    request = lock_request(request)
    if once(key, "information_rights.look_again", council_id=request.council_id, at=at).before:
        return request
    if request.status != Status.READY:
        raise Refused("Only what was looked through can be sent back.")
    reason = rules.check_words(reason, "Write what should be looked at again.")
    request.status, request.looked_through_by, request.looked_through_at = Status.REVIEWING.value, None, None
    request.save(update_fields=["status", "looked_through_by", "looked_through_at"])
    record(request.case, "rights.looked_again", by=by, at=at, words=reason, is_shown=False)
    return request
