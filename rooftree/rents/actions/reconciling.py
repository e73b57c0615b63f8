"""Reconciliations: reckoned from the facts, kept as they were, explained, and looked over by a colleague."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.rents import journal_rules, permissions, reconciling
from rooftree.rents import reconciliations as facts
from rooftree.rents.models import AccountingPeriod, Explanation, Reconciliation
from rooftree.rents.reconciling import Reckoned
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

STANDING = (Reconciliation.Status.PREPARED, Reconciliation.Status.REVIEWED)


def reckon(period: AccountingPeriod, kind: str) -> Reckoned:
    """Return what a reconciliation of a period comes to now. Reads only, by one statement."""
    return facts.reckon(kind, council_id=period.council_id, from_on=period.from_on, until_on=period.until_on)


@transaction.atomic
def prepare(period: AccountingPeriod, kind: str, *, by: Officer, at: datetime, key: str) -> Reconciliation:
    """Reckon one reconciliation of a period and keep it, in the place of an earlier one if there is one.

    Raises Refused for a closed period, for one that has not begun, and for a kind that the list has not.
    """
    require(permissions.may_prepare_reconciliations(by, period))
    period = lock(period)
    done = once(key, "rents.prepare_reconciliation", council_id=by.council_id, at=at)
    if done.before:
        return Reconciliation.objects.get(pk=done.made["reconciliation"])
    choose(facts.RECONCILIATIONS, kind, on=period.from_on, council=by.council_id)
    check_open(period)
    if london_day(at) < period.from_on:
        raise Refused("This period has not begun, so there is nothing to reconcile yet.")
    reckoned = reckon(period, kind)
    Reconciliation.objects.filter(period=period, kind=kind, status__in=STANDING).update(
        status=Reconciliation.Status.REPLACED
    )
    made = Reconciliation.objects.create(
        council_id=by.council_id,
        period=period,
        kind=kind,
        expected=reckoned.expected,
        posted=reckoned.posted,
        difference=reckoned.difference,
        parts=reckoned.as_json(),
        prepared_by=by,
        prepared_at=at,
    )
    done.makes(reconciliation=made.pk)
    return made


@transaction.atomic
def explain(
    reconciliation: Reconciliation, amount: Decimal, words: str, *, by: Officer, at: datetime, key: str
) -> Explanation:
    """Explain some of a difference: how many pounds of it, by its own sign, and where they come from.

    Raises Refused where there is no difference, for nothing, without words, and once it is reviewed.
    """
    require(permissions.may_prepare_reconciliations(by, reconciliation))
    reconciliation = _lock(reconciliation)
    done = once(key, "rents.explain_difference", council_id=by.council_id, at=at)
    if done.before:
        return Explanation.objects.get(pk=done.made["explanation"])
    _check_waits(reconciliation)
    reconciling.check_explains(amount, reconciliation.difference, words)
    made = Explanation.objects.create(
        council_id=by.council_id,
        reconciliation=reconciliation,
        amount=amount,
        words=words.strip(),
        by=by,
        at=at,
    )
    done.makes(explanation=made.pk)
    return made


@transaction.atomic
def review(
    reconciliation: Reconciliation, *, note: str = "", by: Officer, at: datetime, key: str
) -> Reconciliation:
    """Say that a reconciliation that a colleague prepared is right, and its difference explained to the penny.

    Raises Refused for one's own, one that is settled, one whose explanations do not make the whole of the
    difference, and where the books have moved on since it was reckoned.
    """
    require(permissions.may_review_reconciliations(by, reconciliation))
    reconciliation = _lock(reconciliation)
    if once(key, "rents.review_reconciliation", council_id=by.council_id, at=at).before:
        return reconciliation
    _check_waits(reconciliation)
    journal_rules.check_other_officer(reconciliation.prepared_by_id, by.pk, what="reconciliation")
    if is_stale(reconciliation):
        raise Refused("Something was posted since this was reckoned. Ask for it to be prepared again.")
    amounts = Explanation.objects.filter(reconciliation=reconciliation).values_list("amount", flat=True)
    reconciling.check_explained(reconciliation.difference, amounts)
    return _settle(reconciliation, Reconciliation.Status.REVIEWED, note, by=by, at=at)


@transaction.atomic
def send_back(reconciliation: Reconciliation, *, why: str, by: Officer, at: datetime, key: str) -> Reconciliation:
    """Send a reconciliation that a colleague prepared back, and say what to look at."""
    require(permissions.may_review_reconciliations(by, reconciliation))
    reconciliation = _lock(reconciliation)
    if once(key, "rents.send_reconciliation_back", council_id=by.council_id, at=at).before:
        return reconciliation
    _check_waits(reconciliation)
    journal_rules.check_other_officer(reconciliation.prepared_by_id, by.pk, what="reconciliation")
    if not why.strip():
        raise Refused("Say what to look at before it is prepared again.")
    return _settle(reconciliation, Reconciliation.Status.RETURNED, why, by=by, at=at)


def is_stale(reconciliation: Reconciliation) -> bool:
    """Return whether a reconciliation would come out otherwise now: something was posted or came in since."""
    return reconciliation.kind in stale(reconciliation.period, [reconciliation])


def stale(period: AccountingPeriod, held: Collection[Reconciliation]) -> set[str]:
    """Return which kinds of a period's reconciliations would come out otherwise now. Each is reckoned again."""
    now = facts.reckon_all(
        [each.kind for each in held],
        council_id=period.council_id,
        from_on=period.from_on,
        until_on=period.until_on,
    )
    return {each.kind for each in held if not now[each.kind].says_as(Reckoned.from_json(each.parts))}


def lock(period: AccountingPeriod) -> AccountingPeriod:
    """Return a period as it now is, locked: nothing of it is prepared, reviewed or closed meanwhile."""
    return AccountingPeriod.objects.select_for_update().get(pk=period.pk)


def check_open(period: AccountingPeriod) -> None:
    """Raise Refused for a closed period."""
    if period.closed_at is not None:
        raise Refused("This period is closed, and stays closed. Corrections stand in the period that is open.")


def _lock(reconciliation: Reconciliation) -> Reconciliation:
    check_open(lock(reconciliation.period))
    return Reconciliation.objects.select_related("period").get(pk=reconciliation.pk)


def _check_waits(reconciliation: Reconciliation) -> None:
    if reconciliation.status != Reconciliation.Status.PREPARED:
        stands = reconciliation.get_status_display().lower()
        raise Refused(f"This reconciliation does not wait for review: {stands}. Prepare it again if need be.")


def _settle(
    reconciliation: Reconciliation, status: str, note: str, *, by: Officer, at: datetime
) -> Reconciliation:
    reconciliation.status, reconciliation.review_note = status, note.strip()
    reconciliation.reviewed_by, reconciliation.reviewed_at = by, at
    reconciliation.save(update_fields=["status", "review_note", "reviewed_by", "reviewed_at"])
    return reconciliation
