"""Reads of money in suspense: how old it is, who answers for it, and what was overlooked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from rooftree.foundations import rulebook
from rooftree.foundations.calendar_table import in_force
from rooftree.foundations.calendars import EW
from rooftree.foundations.dates import london_day, short_date
from rooftree.foundations.models import Council
from rooftree.foundations.money import in_words
from rooftree.foundations.periods import Period
from rooftree.rents.models import MoneyFile, SuspenseItem, SuspenseNote
from rooftree.staff.absence_queries import is_present
from rooftree.staff.models import Cover, Officer, Team

TARGET = rulebook.threshold("rents.suspense_target")
NOTED_AFTER = rulebook.threshold("rents.suspense_noted_after")
LONGEST_CHAIN = 5
"""How many stand-ins of stand-ins are looked up."""


@dataclass(frozen=True)
class Band:
    """Money in suspense of one range of ages."""

    label: str
    items: int
    pounds: Decimal


def open_items(councils: Collection[int]) -> QuerySet[SuspenseItem]:
    """Return what is open in suspense, the oldest first, each with its line, file, suggestion and owner."""
    return SuspenseItem.objects.filter(council__in=councils, status=SuspenseItem.Status.OPEN).select_related(
        "line__file", "suggested__place", "owner", "team"
    )


def age_of(item: SuspenseItem, *, on: date) -> int:
    """Return how many working days have passed since money came into suspense."""
    return in_force(EW).working_days(Period(item.received_on, on)) if item.received_on < on else 0


def by_age(council_id: int, *, on: date) -> list[Band]:
    """Return what is open in suspense by age: within the target, late, and over the age that needs a note."""
    target = int(TARGET.version(on=on, council=council_id).value)
    noted = int(NOTED_AFTER.version(on=on, council=council_id).value)
    labels = (f"Up to {target} working days", f"Over {target} working days", f"Over {noted} days")
    items, pounds = dict.fromkeys(labels, 0), dict.fromkeys(labels, Decimal())
    for item in SuspenseItem.objects.filter(council_id=council_id, status=SuspenseItem.Status.OPEN):
        late = (on - item.received_on).days > noted
        label = labels[2] if late else labels[age_of(item, on=on) > target]
        items[label] += 1
        pounds[label] += abs(item.amount)
    return [Band(label, items[label], pounds[label]) for label in labels]


def answering(item: SuspenseItem, *, at: datetime) -> Officer | Team | None:
    """Return who answers for money in suspense now: its owner, else who stands in for them, else the team."""
    officer = item.owner
    for _ in range(LONGEST_CHAIN):
        if officer is None:
            break
        if is_present(officer, at):
            return officer
        on = london_day(at)
        cover = Cover.objects.filter(officer=officer, from_on__lte=on, until_on__gt=on).select_related(
            "covered_by"
        )
        arranged = cover.first()
        officer = arranged.covered_by if arranged else None
    return item.team


def overlooked(council: Council, on: date) -> Iterable[str]:
    """Yield a sentence for money that has been in suspense too long without a note, and for files that wait."""
    noted_after = timedelta(days=int(NOTED_AFTER.version(on=on, council=council).value))
    noted = SuspenseNote.objects.filter(item=OuterRef("pk"))
    old = SuspenseItem.objects.filter(
        council=council, status=SuspenseItem.Status.OPEN, received_on__lt=on - noted_after
    )
    for item in old.filter(~Exists(noted)).select_related("line__file"):
        yield (
            f"{in_words(item.amount)} of {item.line.file.name} has been in suspense since "
            f"{short_date(item.received_on)}, and nobody has noted why."
        )
    for file in MoneyFile.objects.filter(council=council, status=MoneyFile.Status.HELD):
        yield f"{file.name} waits since {short_date(london_day(file.received_at))}: {file.because}"
