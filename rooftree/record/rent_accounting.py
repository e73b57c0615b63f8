"""What waits in the books of rents today: how many of each kind of thing, since when, and whose it is."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from rooftree.foundations.calendars import Calendar
from rooftree.foundations.periods import DAY, Period
from rooftree.record.reading import read_rows
from rooftree.rents import benefit_queries, benefits_due
from rooftree.rents.models import AccountingPeriod
from rooftree.staff.models import Team

LOOKED_BACK = timedelta(days=120)
"""How far back the usual rhythm of a series of files is looked up."""
DAILY = 3
"""A series with at most so many days between two comes on working days."""
SLACK = timedelta(days=3)
"""How late a file that does not come daily may be before somebody asks for it."""
FEWEST = 3
"""Fewer files than this have no rhythm."""


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits: how many, how many pounds, the oldest, and whose they are by name."""

    what: str
    count: int
    pounds: Decimal | None
    since: date
    whose: tuple[str, ...]


def waiting(council_id: int, *, on: date, late_before: date, noted_before: date) -> dict[str, Waiting]:
    """Return what waits in the books of a council, by kind. One query."""
    facts = {
        "council": council_id,
        "on": on,
        "late_before": late_before,
        "noted_before": noted_before,
        "benefits": list(benefits_due.through_us(on, council_id)),
        "benefits_late_before": benefit_queries.late_before(council_id, on=on),
    }
    rows = read_rows("rent_accounting_today", facts)
    return {row["what"]: Waiting(**{**row, "whose": tuple(filter(None, row["whose"]))}) for row in rows}


@dataclass(frozen=True)
class MissingFile:
    """A series of files of which the next has not come: which, its last, and when the next was due."""

    feed: str
    kind: str
    last_on: date
    due_on: date


def missing_files(council_id: int, *, on: date, calendar: Calendar) -> list[MissingFile]:
    """Return the series of files that used to come and did not: a feed that went silent is noticed. One query.

    A daily file is missed when two working days have passed since the last one's; any other, three days
    after it was due by the days that usually lie between two.
    """
    rows = read_rows("rent_accounting_feeds", {"council": council_id, "since": on - LOOKED_BACK})
    found = [_missing(row, on, calendar) for row in rows if row["files"] >= FEWEST and row["usual_days"]]
    return [each for each in found if each is not None]


def _missing(row: dict[str, Any], on: date, calendar: Calendar) -> MissingFile | None:
    last_on, usual = row["last_on"], row["usual_days"]
    if usual <= DAILY:
        due_on = calendar.on_or_next(last_on + DAY)
        is_missing = last_on < on and calendar.working_days(Period(last_on + DAY, on)) > 1
    else:
        due_on = last_on + usual * DAY
        is_missing = on > due_on + SLACK
    return MissingFile(row["feed"], row["kind"], last_on, due_on) if is_missing else None


@dataclass(frozen=True)
class PeriodDue:
    """A period of the books that is over and not closed, and how many of its reconciliations are reviewed."""

    id: int
    number: int
    from_on: date
    until_on: date
    reviewed: int


def period_due(council_id: int, *, on: date) -> PeriodDue | None:
    """Return the earliest period that is over and open, or None. Two queries."""
    over = AccountingPeriod.objects.filter(council_id=council_id, closed_at__isnull=True, until_on__lte=on)
    period = over.order_by("from_on").first()
    if period is None:
        return None
    reviewed = period.reconciliations.filter(status="reviewed").count()
    return PeriodDue(period.pk, period.number, period.from_on, period.until_on, reviewed)


def answering_team(council_id: int) -> str:
    """Return the name of the team that answers for rent accounting; nothing, where none does. One query."""
    teams = Team.objects.filter(council_id=council_id, function="rent_accounting").order_by("pk")
    return teams.values_list("name", flat=True).first() or ""
