"""Lets a case wait, for a reason and until a moment; then it returns by itself."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from rooftree.cases import permissions, rules
from rooftree.cases.models import Case, Hold
from rooftree.cases.story import lock_case, lock_case_of, of, record
from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@transaction.atomic
def hold(
    case: Case,
    *,
    kind: str,
    reason: str,
    until: datetime,
    by: Officer,
    at: datetime,
    key: str,
    source: str = "",
    blocks: Sequence[str] = (),
) -> Hold:
    """Let a case wait until a moment. It stops no clock: what must be done in time still must.

    `kind` is a code of cases.holds; `blocks` names what the hold stops (automations), and `source` what
    it rests on. Raises Refused for a moment that is past or too far off, without a reason, or for a kind
    that only Rooftree puts on.
    """
    require(permissions.may_work_cases(by, case))
    case = lock_case(case)
    done = once(key, "cases.hold", council_id=case.council_id, at=at)
    if done.before:
        return Hold.objects.get(pk=done.made["hold"])
    rules.check_open(case.closed_at, case.reference)
    reason = rules.check_reason(reason)
    listed = choose(rules.HOLDS, kind, on=london_day(at), council=case.council_id)
    rules.check_later(until, than=at, what="The end of the wait")
    if not listed.item(kind).flags["by_officer"]:
        raise Refused(f"“{listed.label_of(kind)}” is put on by Rooftree itself. Choose another reason.")
    longest = rules.LONGEST_SNOOZE if kind == rules.SNOOZE else rules.LONGEST_HOLD
    days = int(longest.version(on=london_day(at), council=case.council_id).value)
    rules.check_length(until, at=at, days=days, may_hold_for_long=bool(permissions.may_hold_for_long(by, case)))
    held = Hold.objects.create(
        **of(case), kind=kind, reason=reason, source=source, blocks=list(blocks), starts=at, until=until, by=by
    )
    facts = {"hold": listed.label_of(kind), "until": until.isoformat()}
    record(case, "case.held", by=by, at=at, words=reason, facts=facts, is_shown=False)
    done.makes(hold=held.pk)
    return held


def snooze(case: Case, *, reason: str, until: datetime, by: Officer, at: datetime, key: str) -> Hold:
    """Put a case off for some days: at most as many as the rule book says, unless one is a manager."""
    return hold(case, kind=rules.SNOOZE, reason=reason, until=until, by=by, at=at, key=key)


@transaction.atomic
def end_hold(held: Hold, *, reason: str, by: Officer, at: datetime, key: str) -> Hold:
    """End a wait sooner than it would end by itself. Raises Refused if it is over."""
    require(permissions.may_work_cases(by, held))
    case = lock_case_of(held)
    held = Hold.objects.get(pk=held.pk)
    if once(key, "cases.end_hold", council_id=case.council_id, at=at).before:
        return held
    reason = rules.check_reason(reason)
    if held.ended_at or held.until <= at:
        raise Refused("This wait is over already.")
    held.ended_at = max(at, held.starts)
    held.ended_by = by
    held.save(update_fields=["ended_at", "ended_by"])
    record(case, "case.hold_ended", by=by, at=at, words=reason, is_shown=False)
    return held
