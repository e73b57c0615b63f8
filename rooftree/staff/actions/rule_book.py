"""A council sets its own rule in place of a local one, and goes back to the national one."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from rooftree.foundations.because import because
from rooftree.foundations.idempotency import once
from rooftree.foundations.local_rules import end_locally, replace_locally
from rooftree.foundations.models import LocalRule
from rooftree.staff import permissions
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@transaction.atomic
def replace_rule(
    code: str,
    *,
    value: Mapping[str, Any],
    applies_from: date,
    reason: str,
    by: Officer,
    at: datetime,
    key: str,
    applies_until: date | None = None,
) -> LocalRule:
    """Give the council that `by` acts for its own version of a local entry, from a day on.

    Raises Refused for what is law, and for all else that `foundations.local_rules` refuses.
    """
    require(permissions.may_change_rules(by))
    done = once(key, "staff.replace_rule", council_id=by.council_id, at=at)
    if done.before:
        return LocalRule.objects.get(pk=done.made["rule"])
    with because(reason):
        rule = replace_locally(
            code,
            council=by.council,
            value=value,
            applies_from=applies_from,
            applies_until=applies_until,
            reason=reason,
            by=by.name,
            at=at,
        )
    done.makes(rule=rule.pk)
    return rule


@transaction.atomic
def end_rule(rule: LocalRule, *, on: date, by: Officer, at: datetime, key: str) -> None:
    """Go back to the national version from a day on: today at the earliest."""
    require(permissions.may_change_rules(by, rule))
    if once(key, "staff.end_rule", council_id=rule.council_id, at=at).before:
        return
    end_locally(rule, on=on, at=at)
