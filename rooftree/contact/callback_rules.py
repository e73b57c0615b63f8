"""What must hold of ringing back: what was tried, when enough was. Plain values in, plain values out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from rooftree.contact.rules import CALLBACK
from rooftree.foundations.dates import london, long_date
from rooftree.foundations.refusals import Refused

OFFICE_HOURS = (time(9), time(17))
"""Nine to five in London: one attempt must lie outside, for those who are at work then."""


@dataclass(frozen=True)
class Attempt:
    """A try to ring back, as the rules look at it."""

    at: datetime
    outcome: str

    @property
    def in_office_hours(self) -> bool:
        """Whether it was on a weekday between nine and five in London."""
        here = london(self.at)
        return here.weekday() < 5 and OFFICE_HOURS[0] <= here.time() < OFFICE_HOURS[1]


def at_different_times(attempts: Iterable[Attempt], *, minutes: int) -> list[Attempt]:
    """Return the attempts that count: each at least so many minutes after the one before that counts."""
    counted: list[Attempt] = []
    for attempt in sorted(attempts, key=lambda each: each.at):
        if not counted or attempt.at - counted[-1].at >= timedelta(minutes=minutes):
            counted.append(attempt)
    return counted


def check_may_give_up(attempts: Iterable[Attempt], *, needed: int, minutes: int) -> None:
    """Raise Refused unless enough was tried to reach the person.

    Practice 2.5: so many attempts at different times, one of them outside nine to five.
    """
    tried = list(attempts)
    counted = at_different_times(tried, minutes=minutes)
    missing = needed - len(counted)
    if missing > 0:
        more = "one more" if missing == 1 else f"{missing} more"
        raise Refused(
            f"The person was tried {len(counted)} times at different times. Try {more}, at least {minutes} "
            "minutes apart, before you give up."
        )
    if all(attempt.in_office_hours for attempt in tried):
        raise Refused("Every try was between nine and five on a weekday. Try once outside those hours.")


def check_is_callback(kind: str, ended_at: datetime | None) -> None:
    """Raise Refused unless this is a callback that is still to be made."""
    if kind != CALLBACK:
        raise Refused("This is no callback. Keep it, or say that it was not kept, where it stands.")
    if ended_at is not None:
        raise Refused(f"This callback was over on {long_date(london(ended_at).date())}. Promise a new one.")


def missed_sentence(what: str, late_from: datetime) -> str:
    """Return what is noted of a callback that nobody tried in time."""
    here = london(late_from)
    return f"“{what}” was promised, and nobody had tried by {here:%H:%M} on {long_date(here.date())}."
