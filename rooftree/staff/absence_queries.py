"""Reads about absence: who is away at a moment, until when, and who answers in a manager's place."""

import datetime as dt
from collections.abc import Collection

from django.db.models import F, Q, QuerySet

from rooftree.foundations.dates import london_day
from rooftree.foundations.periods import Period
from rooftree.staff.models import Absence, Officer
from rooftree.staff.queries import here
from rooftree.staff.rules import TimeAway, time_away

LONGEST_LINE = 20
"""Managers one above another: no council has as many."""


def time_of(absence: Absence) -> TimeAway:
    """Return from when until when an absence lasts, as far as anybody knows."""
    return time_away(absence.starts, absence.until_on, absence.ended_at)


def days_away(absence: Absence) -> Period:
    """Return the London days of an absence."""
    return time_of(absence).days


def not_over(at: dt.datetime, prefix: str = "") -> Q:
    """Return the condition that an absence lasts at a moment, or is still to come."""
    back = Q(**{f"{prefix}ended_at__isnull": True}) | Q(**{f"{prefix}ended_at__gt": at})
    expected = Q(**{f"{prefix}until_on__isnull": True}) | Q(**{f"{prefix}until_on__gt": london_day(at)})
    return back & expected


def in_force(at: dt.datetime, prefix: str = "") -> Q:
    """Return the condition that somebody is away at a moment by an absence."""
    return not_over(at, prefix) & Q(**{f"{prefix}starts__lte": at})


def absence(pk: int) -> Absence:
    """Return one absence with its officer. Raises Absence.DoesNotExist."""
    return Absence.objects.select_related("officer__council", "entered_by").get(pk=pk)


def absences_of(officer: Officer) -> QuerySet[Absence]:
    """Return every absence of an officer that was not called off before it began, by its beginning."""
    return officer.absences.exclude(ended_at__isnull=False, ended_at__lte=F("starts")).order_by("starts")


def absence_at(officer: Officer, at: dt.datetime) -> Absence | None:
    """Return by which absence an officer is away at a moment; None for one who is not."""
    return officer.absences.filter(in_force(at)).select_related("officer").first()


def absences(councils: Collection[int], *, at: dt.datetime) -> QuerySet[Absence]:
    """Return the absences of councils that last at a moment or are to come, by their beginning."""
    lasting = Absence.objects.filter(not_over(at), council__in=councils)
    return lasting.select_related("officer__council", "entered_by").order_by("starts", "officer__name", "pk")


def away(councils: Collection[int], *, at: dt.datetime) -> set[int]:
    """Return the ids of the officers who are away at a moment, those who have left among them. Two queries."""
    absent = Absence.objects.filter(in_force(at), council__in=councils)
    gone = Officer.objects.filter(~here("", london_day(at)), council__in=councils)
    return {*absent.values_list("officer_id", flat=True), *gone.values_list("pk", flat=True)}


def is_present(officer: Officer, at: dt.datetime) -> bool:
    """Return whether an officer is here at a moment: begun, not left, and not away."""
    day = london_day(at)
    employed = (officer.from_on or day) <= day and (officer.until_on is None or day < officer.until_on)
    return employed and absence_at(officer, at) is None


def manager_answering(officer: Officer, at: dt.datetime) -> Officer | None:
    """Return who answers for an officer's work at a moment: the nearest manager above who is here.

    While a manager is away it is theirs. None where nobody is named above, or nobody of them is here.
    """
    seen = {officer.pk}
    above = officer.manager
    while above is not None and above.pk not in seen and len(seen) < LONGEST_LINE:
        if is_present(above, at):
            return above
        seen.add(above.pk)
        above = above.manager
    return None
