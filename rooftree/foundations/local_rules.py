"""What a council does to its own part of the rule book: replace a local entry, and go back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from rooftree.foundations import rulebook
from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.models import LocalRule
from rooftree.foundations.periods import Period
from rooftree.foundations.refusals import Refused
from rooftree.foundations.rule_entries import Version
from rooftree.foundations.rule_parsing import Mistakes
from rooftree.foundations.rule_replacing import Own, replaced

if TYPE_CHECKING:
    from rooftree.foundations.models import Council


@transaction.atomic
def replace_locally(
    code: str,
    *,
    council: "Council",
    value: Mapping[str, Any],
    applies_from: date,
    applies_until: date | None = None,
    reason: str,
    by: str,
    at: datetime,
) -> LocalRule:
    """Give a council its own version of a local entry, from a day on.

    `value` holds the keys of the entry that differ, as `docs/rule-book.md` names them:
    `{"working_days": 3}`. The council's version that held until then ends on that day; one that was to
    begin on that very day, and has not, is taken up into this one, its reason with it. `by` names who
    decided. Raises Refused for what is law, for figures outside the law's bounds, for a day in
    the past, without a reason, and beside a version of the council's own that begins later.
    """
    national = _national(code, applies_from)
    _check_local(national)
    _check_dates(applies_from, applies_until, london_day(at))
    if not reason.strip():
        raise Refused("Say why the council does it its own way: the reason is shown in the rule book.")
    if not value:
        raise Refused("Say what differs from the national version.")
    try:
        replaced(national, Own(value, Period(applies_from, applies_until), local_rule=0))
    except Mistakes as mistakes:
        raise Refused(f"“{national.label}” cannot be set so: {' '.join(mistakes.found)}") from mistakes
    taken_up = _make_room(code, council, Period(applies_from, applies_until), today=london_day(at))
    return LocalRule.objects.create(
        council=council,
        code=code,
        applies_from=applies_from,
        applies_until=applies_until,
        value=dict(value),
        reason="\n".join(filter(None, (taken_up, reason.strip()))),
        decided_by=by,
        decided_at=at,
    )


@transaction.atomic
def end_locally(rule: LocalRule, *, on: date, at: datetime) -> None:
    """Go back to the national version from a day on. Raises Refused for a day in the past.

    A version that has not begun by then was never in force, and is taken out.
    """
    rule = LocalRule.objects.select_for_update().get(pk=rule.pk)
    if on < london_day(at):
        raise Refused("What held in the past stays as it was. Choose today or a later day.")
    if rule.applies_until is not None and rule.applies_until <= on:
        raise Refused(f"This version ends on {long_date(rule.applies_until)} already.")
    if on <= rule.applies_from:
        rule.delete()
        return
    rule.applies_until = on
    rule.save(update_fields=["applies_until"])


def _national(code: str, on: date) -> Version:
    entry = rulebook.load().get(code)
    assert entry is not None, f"No rules.toml has {code}."
    version: Version = entry.on(on)
    return version


def _check_local(national: Version) -> None:
    """Raise Refused unless the source leaves this to the council."""
    if not national.is_local:
        raise Refused(
            f"“{national.label}” is law, not the council's to set: {national.source}. It can only change "
            "when the law does. A council may always do better than it in practice."
        )


def _check_dates(applies_from: date, applies_until: date | None, today: date) -> None:
    if applies_from < today:
        raise Refused(
            "A rule of the council's own cannot begin in the past: what began under the old rule keeps it. "
            "Choose today or a later day."
        )
    if applies_until is not None and applies_until <= applies_from:
        raise Refused("The first day on which it no longer applies comes after the day it begins.")


def _make_room(code: str, council: "Council", period: Period, *, today: date) -> str:
    """End the council's version that holds until then; refuse one that begins later.

    Takes out a version that was to begin on the same day, as it was never in force, and returns its
    reason: what follows it says the same and more.
    """
    not_over = Q(applies_until=None) | Q(applies_until__gt=period.starts)
    mine = LocalRule.objects.select_for_update().filter(not_over, council=council, code=code)
    reason = ""
    for same in mine.filter(applies_from=period.starts, applies_from__gt=today, applies_until=period.until):
        reason = same.reason
        same.delete()
    later = mine.filter(applies_from__gte=period.starts).order_by("applies_from").first()
    if later and (period.until is None or later.applies_from < period.until):
        raise Refused(
            f"A version of the council's own begins on {long_date(later.applies_from)}. "
            "End this one by then, or take that one out first."
        )
    for earlier in mine.filter(applies_from__lt=period.starts):
        earlier.applies_until = period.starts
        earlier.save(update_fields=["applies_until"])
    return reason
