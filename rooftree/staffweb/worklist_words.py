"""What a line of a worklist says: why it is there, why it stands where it stands, who has it, what stops it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from rooftree.cases.kinds import all_kinds
from rooftree.foundations.dates import clock_time, london_day, short_date
from rooftree.foundations.periods import last_day_of
from rooftree.pages.filters import due
from rooftree.pages.labels import Labels
from rooftree.record.worklist import Row

HELD = "Waits"
ANY = "ANY"
"""Stands for a reference where the address of a case is asked for once, and not for each."""

SORTED = {
    "": "What is late stands first, the longest late at the top; then what is due, by when: legal and local "
    "clocks, promises, tasks and what another team needs alike. Of two due at one moment the heavier case "
    "stands first, then the older. What nothing times stands last.",
    "oldest": "What reached us first stands first.",
    "heaviest": "The heaviest case stands first, then the older.",
}
"""The rule of each order, as the page explains it."""


@dataclass(frozen=True)
class Line:
    """One row with its words."""

    row: Row
    href: str
    """Of the case's page."""
    kind: str
    why: list[str]
    """Why it is on this list."""
    stands: str
    """Why it stands where it stands."""
    due: str
    """By when, and what: of what it stands by."""
    who: str
    away: str
    needs: list[str]
    """What we do differently for the person, and what to know before one knocks."""
    warnings: list[str]
    """Staff safety and safe contact."""
    blockers: list[str]


def lines(
    rows: Collection[Row], *, officers: Collection[int], labels: dict[int, Labels], at: datetime
) -> list[Line]:
    """Return rows with their words, for somebody who is these officers, by id."""
    kinds = {kind.name: kind.label for kind in all_kinds()}
    address = reverse("staff:case", args=[ANY])
    return [
        _line(row, address.replace(ANY, row.reference), kinds.get(row.kind, row.kind), officers, labels, at)
        for row in rows
    ]


def _line(
    row: Row, href: str, kind: str, officers: Collection[int], of_council: dict[int, Labels], at: datetime
) -> Line:
    labels = of_council[row.council_id]
    return Line(
        row=row,
        href=href,
        kind=kind,
        why=list(why_here(row, officers)),
        stands=why_at_this_place(row, at),
        due=what_is_due(row, officers),
        who=who_has(row),
        away=away_in_words(row),
        needs=list(_needs(row, labels)),
        warnings=list(_warnings(row, labels)),
        blockers=list(blockers(row, labels)),
    )


def why_here(row: Row, officers: Collection[int]) -> Iterator[str]:
    """Yield each reason for which a case is on a list."""
    if row.is_own:
        yield "Yours"
    if row.is_covered:
        yield f"You cover for {row.owner}{_until(row)}"
    if row.is_offered:
        yield f"Offered to you while {row.owner} is away: accept or decline it"
    if row.has_task:
        whose = f"a case of {row.owner}" if row.owner else "a case that nobody has"
        yield f"Something for you to do on {whose}"
    if row.has_request and row.request:
        yield f"{row.request.from_team} asks for {_quoted(row.request.what)}"
    if row.in_queue:
        yield f"In the queue of {row.team}: nobody has taken it up"
    if not (row.is_own or row.is_covered or row.is_offered or row.has_task or row.has_request or row.in_queue):
        yield f"{row.owner} has it, for {row.team}"


def why_at_this_place(row: Row, at: datetime) -> str:
    """Say why a case stands where it stands, by the list's own rule."""
    if row.due_from is None:
        return f"Nothing times it, so it stands last, by its weight of {row.weight}"
    if row.is_late(at):
        return f"{due(row.due_from, at).capitalize()}: what is late longest stands first"
    return f"{due(row.due_from, at).capitalize()}: after what is late, by when it is due"


def what_is_due(row: Row, officers: Collection[int]) -> str:
    """Say what it is that a case stands by: a request, a task of theirs, or a clock."""
    if row.request and row.due_from == row.request.needed_by:
        return f"{row.request.from_team} needs an answer"
    if row.clock and row.due_from == row.clock.late_from:
        return f"Promise: {row.clock.label}" if row.clock.is_promise else row.clock.label
    task = next((task for task in row.tasks if task.due_at == row.due_from and task.due_at), None)
    return task.what if task else ""


def who_has(row: Row) -> str:
    """Say who has a case, and who answers for it while they are away."""
    if row.owner is None:
        return "Nobody yet"
    if row.cover:
        return f"{row.owner}, covered by {row.cover}"
    if row.offered_to:
        return f"{row.owner}, offered to {row.offered_to}"
    return row.owner


def away_in_words(row: Row) -> str:
    """Say that the owner is away, and until when; nothing while they are here."""
    if not row.is_away:
        return ""
    return f"{row.owner} is away{_until(row)}" + ("" if row.cover else ", and nobody has accepted to cover")


def _until(row: Row) -> str:
    last = last_day_of(row.away_until)
    return f" until {short_date(last)}" if last else ""


def blockers(row: Row, labels: Labels) -> Iterator[str]:
    """Yield what stops a case: what it waits for, a paused clock, another team that was asked."""
    for held in row.holds:
        when = f"{short_date(london_day(held.until))}, {clock_time(held.until)}"
        yield f"{HELD} until {when}: {labels.of('cases.holds', held.kind).lower()} ({held.reason})"
    for clock in row.clocks:
        if clock.is_paused:
            yield f"Clock paused: {clock.label}"
    for asked in row.requests:
        if not asked.to_us:
            yield f"{asked.to_team} was asked for {_quoted(asked.what)}"


def _needs(row: Row, labels: Labels) -> Iterator[str]:
    if row.interpreter:
        yield "Interpreter"
    for code in row.adjustments:
        yield labels.of("people.adjustments", code)


def _warnings(row: Row, labels: Labels) -> Iterator[str]:
    if row.has_safe_contact:
        yield "Safe contact rules"
    for code in row.markers:
        yield f"Staff safety: {labels.of('staff.safety_markers', code)}"


def _quoted(words: str) -> str:
    return f"“{words if len(words) <= 80 else words[:79].rstrip() + '…'}”"
