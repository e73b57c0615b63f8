"""What must hold of the duty rota of a team. Plain values in, plain values out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rooftree.foundations.dates import LONDON, clock_time, london, london_day, long_date
from rooftree.foundations.refusals import Refused

LONGEST_TURN = timedelta(days=7)
LONGEST_REPEAT = timedelta(days=366)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Turn:
    """From when until when somebody is on duty. The last moment is not in it."""

    starts: datetime
    ends: datetime

    def overlaps(self, other: "Turn") -> bool:
        """Return whether any moment is in both."""
        return self.starts < other.ends and other.starts < self.ends

    @property
    def in_words(self) -> str:
        """Say it as on a London wall: "Monday 2 March 2026, 17:00 to 09:00 the next day"."""
        later = {0: "", 1: " the next day"}
        days = (london_day(self.ends) - london_day(self.starts)).days
        after = later.get(days, f" on {long_date(london_day(self.ends))}")
        return f"{long_date(london_day(self.starts))}, {clock_time(self.starts)} to {clock_time(self.ends)}{after}"


def turn_on(day: date, starts_at: time, ends_at: time) -> Turn:
    """Return the turn that begins on a London day; one that ends at or before its own hour ends the next day."""
    ends_on = day if ends_at > starts_at else day + timedelta(days=1)
    return Turn(datetime.combine(day, starts_at, tzinfo=LONDON), datetime.combine(ends_on, ends_at, tzinfo=LONDON))


def weekly(turn: Turn, until_on: date | None) -> list[Turn]:
    """Return a turn and the same every week, up to a last day: at the same hours on a London wall.

    So a turn keeps its hours when the clocks change, and the night of the change is an hour shorter or
    longer.
    """
    turns = [turn]
    weeks = 1
    while until_on is not None and london_day(turn.starts) + weeks * WEEK <= until_on:
        turns.append(Turn(_weeks_later(turn.starts, weeks), _weeks_later(turn.ends, weeks)))
        weeks += 1
    return turns


def _weeks_later(moment: datetime, weeks: int) -> datetime:
    wall = london(moment)
    return datetime.combine(wall.date() + weeks * WEEK, wall.time(), tzinfo=LONDON)


def check_turn(turn: Turn, until_on: date | None, *, at: datetime) -> None:
    """Raise Refused for a turn that is over, too long, or repeated for too long."""
    if turn.ends <= turn.starts:
        raise Refused("A turn ends after it begins. Check both times.")
    if turn.ends <= at:
        raise Refused(
            f"That turn was over on {long_date(london_day(turn.ends))}. Enter one that is still to come."
        )
    if turn.ends - turn.starts > LONGEST_TURN:
        raise Refused("A turn is a week long at most. Enter the next week as a turn of its own.")
    starts_on = london_day(turn.starts)
    if until_on is not None and until_on < starts_on:
        raise Refused(f"The last day is before the first turn, on {long_date(starts_on)}. Check both dates.")
    if until_on is not None and until_on > starts_on + LONGEST_REPEAT:
        raise Refused("A turn is repeated for a year at most. Enter the rest when it comes nearer.")


def check_free(name: str, wanted: Iterable[Turn], held: Iterable[Turn]) -> None:
    """Raise Refused when somebody is on duty already at any moment of these turns."""
    known = sorted(held, key=lambda turn: turn.starts)
    for turn in wanted:
        for each in known:
            if turn.overlaps(each):
                raise Refused(f"{name} is on duty already: {each.in_words}. Nobody has two turns at a time.")


def check_still_to_do(turn: Turn, removed_at: datetime | None, *, at: datetime) -> None:
    """Raise Refused for a turn that is over, or was taken off the rota."""
    if removed_at is not None:
        raise Refused(f"That turn was taken off the rota on {long_date(london_day(removed_at))}.")
    if turn.ends <= at:
        raise Refused(f"That turn is over: {turn.in_words}. The rota tells what was.")


def check_goes_to_another(same: bool, name: str) -> None:
    """Raise Refused when a turn would go to the officer who has it."""
    if same:
        raise Refused(f"{name} has that turn already. Choose a colleague.")
