"""What must hold of officers, roles, groups and cover. Plain values in, plain values out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from rooftree.foundations import colour, rulebook
from rooftree.foundations.dates import london_day, long_date, midnight_of
from rooftree.foundations.periods import Period, last_day_of
from rooftree.foundations.refusals import Refused

LONG_AGO = date(1900, 1, 1)
"""The first day of somebody whose first day nobody recorded."""

ADMINISTRATOR = "administrator"
COVER_WHILE_UNKNOWN = rulebook.limit("staff.cover_while_unknown")
TRUSTED_ROLES = frozenset({ADMINISTRATOR, "auditor"})
"""Roles that only an administrator gives: the one runs the system, the other watches over it."""


@dataclass(frozen=True)
class Colleague:
    """An officer as these rules know one. Two colleagues may have one name."""

    id: int
    name: str
    employed: Period


@dataclass(frozen=True)
class Away:
    """An officer is away for a time, and a colleague covers."""

    officer: Colleague
    covered_by: Colleague
    period: Period


# --- Periods --------------------------------------------------------------------------------------


def period_of(what: str, from_on: date, until_on: date | None) -> Period:
    """Return the days from `from_on` up to but not including `until_on`.

    Raises Refused when there is no day in it. `what` begins the sentence: "The role".
    """
    if until_on is not None and until_on <= from_on:
        raise Refused(
            f"{what} would end on {_last(until_on)}, before it begins on {long_date(from_on)}. Check both dates."
        )
    return Period(from_on, until_on)


def employment(from_on: date | None, until_on: date | None) -> Period:
    """Return the days on which somebody is an officer, from dates that may not be recorded."""
    return Period(from_on or LONG_AGO, until_on)


def check_within_employment(name: str, employed: Period, wanted: Period, what: str) -> None:
    """Raise Refused unless the officer is employed on every day of a period. `what`: "hold this role"."""
    if wanted.starts < employed.starts:
        raise Refused(f"{name} starts on {long_date(employed.starts)}, so cannot {what} before that day.")
    if employed.until is not None and not employed.covers(wanted.starts):
        raise Refused(f"{name} left on {_last(employed.until)}, so cannot {what}.")
    if employed.until is not None and (wanted.until is None or wanted.until > employed.until):
        raise Refused(
            f"{name} leaves on {_last(employed.until)}, so cannot {what} after that day. "
            "Give that day as the last."
        )


def check_not_backdated(what: str, day: date, *, today: date) -> None:
    """Raise Refused for a power that would begin or end before today: what was done then was done with it."""
    if day < today:
        raise Refused(f"{what} cannot be changed for days gone by. Choose today or a later day.")


def check_ends_sooner(what: str, until_before: date | None, until_on: date) -> None:
    """Raise Refused when what would be ended ends by that day already. `what`: "Asha Bell holds this role"."""
    if until_before is not None and until_before <= until_on:
        raise Refused(f"{what} only to {_last(until_before)} as it is. Choose an earlier day.")


# --- What is said of officers, teams and offices --------------------------------------------------


def check_said(value: str, sentence: str) -> None:
    """Raise Refused, with this sentence, when something that is needed was left empty."""
    if not value.strip():
        raise Refused(sentence)


def check_name_free(what: str, name: str, taken: bool) -> None:
    """Raise Refused when another has this name already. `what`: "office"."""
    if taken:
        raise Refused(
            f"There is already {_a(what)} called “{name.strip()}”. Choose another name, or change that one."
        )


def check_address_free(email: str, colleague: str | None) -> None:
    """Raise Refused when a colleague has this email address."""
    if colleague is not None:
        raise Refused(f"{colleague} already has the address {email}. Two officers cannot share one.")


def check_manager(officer: tuple[int, str], manager: tuple[int, str], managed_by: Mapping[int, int]) -> None:
    """Raise Refused when somebody would manage themselves, directly or through those between.

    Takes ids with names, and who is managed by whom.
    """
    above: int | None = manager[0]
    seen: set[int] = set()
    while above is not None and above not in seen:
        if above == officer[0]:
            raise Refused(
                f"{manager[1]} is managed by {officer[1]}, so cannot manage {officer[1]}. Choose another."
            )
        seen.add(above)
        above = managed_by.get(above)


def check_still_here(name: str, until_on: date | None, what: str, *, today: date) -> None:
    """Raise Refused for somebody who has left. `what`: "manage a team"."""
    if until_on is not None and until_on <= today:
        raise Refused(f"{name} left on {_last(until_on)}, so cannot {what}.")


def check_not_closed_already(office: str, closed_on: date, reason: str) -> None:
    """Raise Refused when an office is closed on that day already, for this reason."""
    if reason:
        raise Refused(f"{office} is already closed on {long_date(closed_on)}: {reason}.")


def check_accent(accent: str) -> None:
    """Raise Refused for a colour that cannot be read on our pages. WCAG 2.2, success criterion 1.4.3."""
    if not colour.is_colour(accent):
        raise Refused(f"“{accent}” is not a colour. Write # and six figures or letters from a to f, like #1d5d5a.")
    if not colour.accent_will_do(accent):
        ratio = min(colour.contrast_ratio(accent, ground) for ground in (colour.PAPER, colour.WHITE))
        raise Refused(
            f"{accent} is too pale: words in it would have a contrast of {ratio:.1f} to 1 with the page, and "
            f"{colour.TEXT_CONTRAST} is the least that can be read. Choose a darker colour."
        )


# --- Sign-ins -------------------------------------------------------------------------------------


def check_may_have_sign_in(name: str, has_one: bool, until_on: date | None, *, today: date) -> None:
    """Raise Refused for an officer who has a sign-in already, or has left."""
    if has_one:
        raise Refused(f"{name} has a sign-in already.")
    check_still_here(name, until_on, "sign in", today=today)


def check_sign_in_free(email: str, taken: bool) -> None:
    """Raise Refused when somebody signs in with this address already."""
    if taken:
        raise Refused(f"Somebody already signs in with {email}. Choose another address.")


def check_manages_everywhere(name: str, manages: bool) -> None:
    """Raise Refused when a sign-in serves a council in which one may not manage staff."""
    if not manages:
        raise Refused(
            f"{name} signs in for another council too, and you do not manage staff there. "
            "Ask somebody who manages staff in both."
        )


# --- What the council's directory says ------------------------------------------------------------


def check_vouched_for(email: str) -> None:
    """Raise Refused for an account that is new to us, where the directory vouches for no address of its own."""
    if not email:
        raise Refused(
            "Your council’s directory did not vouch for your email address, so we cannot tell who you are here. "
            "Ask whoever looks after the directory."
        )


def check_not_tied_to_another(email: str, taken: bool) -> None:
    """Raise Refused where the sign-in with this address is used with another account of the same directory."""
    if taken:
        raise Refused(
            f"{email} is used here with another account of the directory. "
            "Ask whoever looks after sign-ins to untie that one."
        )


def check_may_be_added(email: str, may: bool) -> None:
    """Raise Refused for somebody whom no council here knows, and who is not added by signing in."""
    if not may:
        raise Refused(
            f"Nobody with the address {email} is an officer here. "
            "Ask your manager to have you added, then try again."
        )


def check_sign_in_open(is_open: bool) -> None:
    """Raise Refused for a sign-in that was closed."""
    if not is_open:
        raise Refused("Your sign-in here was closed. If that is wrong, ask your manager to have it opened.")


def check_acts_today(acts: bool) -> None:
    """Raise Refused for somebody who is an officer of no council today."""
    if not acts:
        raise Refused(
            "No council here has you among its officers today: perhaps you have not started yet, or have left. "
            "If that is wrong, ask your manager to have your dates put right."
        )


def check_was_tied(name: str, was: bool) -> None:
    """Raise Refused where an officer's sign-in is tied to no account of a directory."""
    if not was:
        raise Refused(f"{name} has not signed in by a directory yet, so there is nothing to untie.")


def check_group(group: str) -> str:
    """Return the name of a directory's group without spaces at its ends; raise Refused for none."""
    given = group.strip()
    if not given:
        raise Refused("Say which group of the directory it is, as the directory writes it.")
    return given


def check_not_mapped_already(group: str, is_mapped: bool) -> None:
    """Raise Refused where a group gives this role already."""
    if is_mapped:
        raise Refused(f"The group “{group}” gives that role already. Choose another, or end that one first.")


def check_mapping_holds(group: str, until_on: date | None, *, today: date) -> None:
    """Raise Refused where a group gives the role no longer."""
    if until_on is not None and until_on <= today:
        raise Refused(f"The group “{group}” gives that role no longer.")


def check_administrators_remain(remain: bool, group: str) -> None:
    """Raise Refused where the council would have no administrator without those whom a group makes one."""
    if not remain:
        raise Refused(
            f"Without the group “{group}” the council would have no administrator. "
            "Give somebody the role of administrator by hand first."
        )


def check_not_too_many_feeds(has: int, most: int) -> None:
    """Raise Refused for somebody who has as many calendar feeds as anybody could use."""
    if has >= most:
        raise Refused(f"You have {has} calendar feeds, which is the most. End one that you no longer use first.")


# --- Roles, groups and leaving --------------------------------------------------------------------


def check_not_for_oneself(is_own: bool, what: str) -> None:
    """Raise Refused when officers would do for themselves what somebody else must decide."""
    if is_own:
        raise Refused(f"Nobody may {what} for themselves. Ask a colleague who may manage staff.")


def check_not_held_already(name: str, what: str, wanted: Period, held: Iterable[Period]) -> None:
    """Raise Refused when the officer already holds this on any of the days. `what`: "the role of adviser"."""
    for period in held:
        if period.overlaps(wanted):
            raise Refused(
                f"{name} already has {what} {in_words(period)}. Choose days outside that, or end it first."
            )


def check_somebody_administers(others_remain: bool, name: str, *, until_on: date) -> None:
    """Raise Refused when the council would have no administrator left from a day on."""
    if not others_remain:
        raise Refused(
            f"From {long_date(until_on)} the council would have no administrator without {name}. "
            "Give somebody else the role of administrator first."
        )


def check_leaving(name: str, employed: Period, *, until_on: date) -> None:
    """Raise Refused unless somebody can stop being an officer from this day."""
    if employed.until is not None and employed.until <= until_on:
        raise Refused(f"{name} already leaves on {_last(employed.until)}. Nothing was changed.")
    if until_on <= employed.starts:
        raise Refused(
            f"{name} starts on {long_date(employed.starts)}, so cannot leave on {_last(until_on)}. Check the date."
        )


def check_has_left(name: str, until_on: date | None) -> None:
    """Raise Refused unless somebody has left, or a day on which they leave is recorded."""
    if until_on is None:
        raise Refused(f"{name} is not leaving, so there is nothing to take back.")


# --- Cover ----------------------------------------------------------------------------------------


def check_another_covers(is_same: bool, name: str) -> None:
    """Raise Refused when cover would be handed on to whoever covers already."""
    if is_same:
        raise Refused(f"{name} covers already. Choose somebody else.")


def check_cover(wanted: Away, arranged: Iterable[Away]) -> None:
    """Raise Refused unless a colleague can look after the officer's work on every day of the absence.

    `arranged` are the absences known already that concern either of them. Nobody covers themselves;
    the cover is an officer throughout, and not away; nobody goes away who is covering for another.
    """
    away, cover = wanted.officer, wanted.covered_by
    if away.id == cover.id:
        raise Refused(f"{away.name} cannot cover for {away.name}. Choose somebody else.")
    check_within_employment(cover.name, cover.employed, wanted.period, f"cover for {away.name}")
    for known in arranged:
        if known.period.overlaps(wanted.period):
            _check_beside(wanted, known)


def _check_beside(wanted: Away, known: Away) -> None:
    """Raise Refused when two absences on the same days leave somebody's work without anyone."""
    away, cover, days = wanted.officer.name, wanted.covered_by.name, in_words(known.period)
    if known.officer.id == wanted.officer.id:
        raise Refused(
            f"{known.covered_by.name} already covers for {away} {days}. End that first, or choose other days."
        )
    if known.officer.id == wanted.covered_by.id:
        raise Refused(f"{cover} is away {days}, so cannot cover for {away} then. Choose somebody else.")
    if known.covered_by.id == wanted.officer.id:
        raise Refused(
            f"{away} covers for {known.officer.name} {days}. Arrange somebody else for {known.officer.name} first."
        )


def check_is_here(cover: str, away: Iterable[Period], wanted: Period, officer: str) -> None:
    """Raise Refused when the one who would cover is away on one of the days. `officer`: for whom."""
    for period in away:
        if period.overlaps(wanted):
            raise Refused(
                f"{cover} is away {in_words(period)}, so cannot cover for {officer}. Choose somebody else."
            )


# --- Absence --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TimeAway:
    """When somebody is away: from a moment until another. No `until`: nobody knows, or for good."""

    starts: datetime
    until: datetime | None = None

    def overlaps(self, other: "TimeAway") -> bool:
        """Return whether any moment is in both."""
        return (other.until is None or self.starts < other.until) and (
            self.until is None or other.starts < self.until
        )

    @property
    def days(self) -> Period:
        """The London days on which somebody else has the work: that of the return is not one of them."""
        starts = london_day(self.starts)
        return Period(starts, None if self.until is None else max(starts, london_day(self.until)))


def time_away(starts: datetime, until_on: date | None, ended_at: datetime | None) -> TimeAway:
    """Return when somebody is away, who is expected on a day and may have been back before.

    One that was called off before it began has no moment in it.
    """
    expected = None if until_on is None else midnight_of(until_on)
    ends = [end for end in (ended_at, expected) if end is not None]
    return TimeAway(starts, max(starts, min(ends)) if ends else None)


def check_absence(starts: datetime, until_on: date | None, *, is_for_good: bool, at: datetime) -> None:
    """Raise Refused unless an absence can begin then, and end then.

    It may have begun earlier today, not on a day gone by: what was done then was done by whoever was
    there. Somebody who leaves for good is not expected back.
    """
    check_not_backdated("An absence", london_day(starts), today=london_day(at))
    if is_for_good and until_on is not None:
        raise Refused("Somebody who leaves for good is not expected back. Leave the day of the return empty.")
    check_return(starts, until_on, at=at)


def check_return(starts: datetime, until_on: date | None, *, at: datetime) -> None:
    """Raise Refused for a day of return that is not after the absence begins, or not still to come."""
    if until_on is None:
        return
    if until_on <= london_day(starts):
        raise Refused(
            f"The absence begins on {long_date(london_day(starts))}, so the first day back is a later one. "
            "Check both dates."
        )
    if until_on <= london_day(at):
        raise Refused("The first day back is still to come. If they are back already, say that they are back.")


def check_not_away_then(name: str, wanted: TimeAway, known: Iterable[TimeAway]) -> None:
    """Raise Refused when somebody is entered as away at any moment of this time already."""
    for each in known:
        if each.overlaps(wanted):
            raise Refused(f"{name} is entered as away {in_words(each.days)} already. Change that absence instead.")


def check_still_away(name: str, away: TimeAway, *, at: datetime) -> None:
    """Raise Refused for an absence that is over: it is not changed any more."""
    if away.until is not None and away.until <= at:
        raise Refused(
            f"{name} was back on {long_date(london_day(away.until))}, so that absence is over. "
            "If they are away again, enter a new one."
        )


# --- Words ----------------------------------------------------------------------------------------


def in_words(period: Period) -> str:
    """Say a period with its last day: "from Monday 2 March 2026 to Friday 6 March 2026"."""
    starts = "" if period.starts == LONG_AGO else f"from {long_date(period.starts)}"
    ends = "" if period.until is None else f"to {_last(period.until)}"
    return " ".join(filter(None, [starts, ends])) or "without an end"


def _a(what: str) -> str:
    return f"{'an' if what[0] in 'aeiou' else 'a'} {what}"


def _last(until_on: date) -> str:
    last = last_day_of(until_on)
    assert last is not None
    return long_date(last)
