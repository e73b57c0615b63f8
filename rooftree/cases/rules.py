"""What must hold of any case, whatever its kind. Plain values in, plain values out."""

import re
from datetime import datetime, timedelta

from rooftree.foundations import rulebook
from rooftree.foundations.dates import clock_time, london_day, long_date
from rooftree.foundations.refusals import Refused

TAKE_UP = rulebook.duty("cases.take_up")
PROMISE = rulebook.duty("cases.promise")
LONGEST_SNOOZE = rulebook.limit("cases.longest_snooze")
LONGEST_HOLD = rulebook.limit("cases.longest_hold")
EXCEPTIONAL_OPENING = rulebook.limit("cases.exceptional_opening")
VISIT_LENGTH = rulebook.limit("cases.visit_length")
OPENING_REASON = rulebook.limit("cases.opening_reason")
HOLDS = rulebook.code_list("cases.holds")

SNOOZE = "snooze"
TASK_KINDS = ("task", "visit")
PROMISE_KINDS = ("promise", "callback")
LONGEST_SUMMARY = 200
LONGEST_TITLE = 120


def check_words(text: str, refusal: str) -> str:
    """Return a text without spaces at its ends; raise Refused, with this sentence, if nothing is left."""
    given = text.strip()
    if not given:
        raise Refused(refusal)
    return given


def check_reason(reason: str, *, words: int = 1) -> str:
    """Return a reason without spaces at its ends; raise Refused for fewer words than these."""
    given = reason.strip()
    if len(re.findall(r"\w+", given)) < words:
        raise Refused("Say why, in a few words: others will read the reason.")
    return given


def check_summary(summary: str) -> str:
    """Return what a case is about, in a line; raise Refused for none, or for more than a line holds."""
    given = " ".join(summary.split())
    if not given:
        raise Refused("Say what it is about, in a line: it is how colleagues will know it.")
    if len(given) > LONGEST_SUMMARY:
        raise Refused(f"Say what it is about in {LONGEST_SUMMARY} characters at most; the rest goes below.")
    return given


def check_title(title: str) -> str:
    """Return what a file is, in a line; raise Refused for none, or for more than a list shows."""
    given = check_words(" ".join(title.split()), "Say what the file is.")
    if len(given) > LONGEST_TITLE:
        raise Refused(f"Say what the file is in {LONGEST_TITLE} characters at most.")
    return given


def check_open(closed_at: datetime | None, reference: str) -> None:
    """Raise Refused for a case that is closed."""
    if closed_at is not None:
        raise Refused(f"{reference} was closed on {long_date(london_day(closed_at))}. Open it again first.")


def check_later(moment: datetime, *, than: datetime, what: str) -> None:
    """Raise Refused unless a moment is later than another. `what` begins the sentence: "The end of the wait"."""
    if moment <= than:
        day = long_date(london_day(moment))
        raise Refused(f"{what} is {day} at {clock_time(moment)}, which is past. Choose a later time.")


def check_visit(starts_at: datetime, until: datetime, *, at: datetime) -> None:
    """Raise Refused unless a visit is still to come, and ends after it begins."""
    check_later(starts_at, than=at, what="The beginning of the visit")
    if until <= starts_at:
        raise Refused(
            f"The visit would end at {clock_time(until)} on {long_date(london_day(until))}, before it begins. "
            "Check both times."
        )


def check_length(until: datetime, *, at: datetime, days: int, may_hold_for_long: bool) -> None:
    """Raise Refused for letting a case wait for longer than an officer may."""
    if until > at + timedelta(days=days) and not may_hold_for_long:
        raise Refused(f"You can let this wait for {days} days at most. Ask your manager to make it longer.")


def check_nothing_left(running: list[str], open_tasks: list[str], requests: list[str]) -> None:
    """Raise Refused unless nothing of a case is left to do. Each is given by its label."""
    if running:
        raise Refused(f"This cannot be closed while a clock runs: {_first(running)}")
    if open_tasks:
        raise Refused(f"This cannot be closed while something is left to do: {_first(open_tasks)}")
    if requests:
        raise Refused(f"This cannot be closed while another team was asked: {_first(requests)}")


def _first(labels: list[str]) -> str:
    more = f", and {len(labels) - 1} more" if len(labels) > 1 else ""
    return f"{labels[0].rstrip('.')}{more}."
