"""What must hold of messages: how they move, which channel reaches somebody safely, and when to try again.

Plain values in, plain values out.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from rooftree.foundations import rulebook
from rooftree.foundations.refusals import Refused
from rooftree.people.rules import Safety, Use, is_safe

WAITS_AT_MOST = rulebook.limit("correspondence.waits_at_most")


class Labelled(StrEnum):
    """A code, and how people read it."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make a member of its code and its label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Status(Labelled):
    """Where a message is."""

    QUEUED = "queued", "Waiting to go"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Arrived"
    FAILED = "failed", "Did not arrive"
    CANNOT = "cannot", "Cannot be sent"
    BY_HAND = "by_hand", "To be made by hand"
    SETTLED = "settled", "Dealt with"


MOVES: Mapping[Status, Collection[Status]] = MappingProxyType(
    {
        Status.QUEUED: {Status.SENT, Status.DELIVERED, Status.FAILED},
        Status.SENT: {Status.DELIVERED, Status.FAILED},
        Status.DELIVERED: {Status.FAILED},
        Status.FAILED: {Status.DELIVERED, Status.SETTLED},
        Status.CANNOT: {Status.SETTLED},
        Status.BY_HAND: {Status.SETTLED},
    }
)
"""A receipt may come before we know that we sent, and a returned letter after it arrived."""

OWNED_WORK = (Status.FAILED, Status.CANNOT, Status.BY_HAND)
"""What somebody must deal with."""


def check_move(before: Status, after: Status) -> None:
    """Raise Refused unless a message may go from one status to the other."""
    if after not in MOVES.get(before, ()):
        raise Refused(f"This message is “{before.label.lower()}”, so it cannot become “{after.label.lower()}”.")


def may_move(before: Status, after: Status) -> bool:
    """Say whether a message may go from one status to the other."""
    return after in MOVES.get(before, ())


class Channel(Labelled):
    """How a message goes."""

    TEXT = "text", "Text message"
    EMAIL = "email", "Email"
    LETTER = "letter", "Letter"


class Format(Labelled):
    """What a message is made as. Beyond standard and large print, a person makes it."""

    STANDARD = "standard", "Standard"
    LARGE_PRINT = "large_print", "Large print"
    BRAILLE = "braille", "Braille"
    AUDIO = "audio", "Audio"
    EASY_READ = "easy_read", "Easy read"
    TRANSLATED = "translated", "Translated"


class Outcome(Labelled):
    """How one try to hand a message over ended."""

    HANDED_OVER = "handed_over", "Handed over"
    FOUND = "found", "Had been handed over before"
    TEMPORARY = "temporary", "Not taken now"
    REFUSED = "refused", "Not taken at all"
    BAD_ADDRESS = "bad_address", "No such address"
    OUR_FAULT = "our_fault", "Our settings are wrong"
    DELIVERED = "delivered", "Arrived"
    RETURNED = "returned", "Came back"


WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=20),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
)
"""How long until the next try, after the first, the second, … After the last it is given up: a day or so."""


def next_try(tries: int) -> timedelta | None:
    """Return how long to wait after so many tries that failed for now; None to give up."""
    assert tries >= 1, "Nothing was tried yet."
    return WAITS[tries - 1] if tries <= len(WAITS) else None


# --- Which way, and whether at all ----------------------------------------------------------------

HOME = "home"
"""Where the person lives, where no postal address of theirs is known otherwise."""
REACHES: Mapping[str, Channel] = MappingProxyType(
    {
        "mobile": Channel.TEXT,
        "email": Channel.EMAIL,
        "post": Channel.LETTER,
        "overseas": Channel.LETTER,
        HOME: Channel.LETTER,
    }
)
"""Which channel a kind of contact point serves. A landline serves none."""
USE: Mapping[Channel, Use] = MappingProxyType(
    {Channel.TEXT: Use.TEXT, Channel.EMAIL: Use.WRITE, Channel.LETTER: Use.WRITE}
)
MADE_BY_HAND: Mapping[str, Format] = MappingProxyType(
    {"braille": Format.BRAILLE, "audio": Format.AUDIO, "easy_read": Format.EASY_READ}
)
"""Adjustments that a person makes, and what they make."""
INSTEAD_OF_PRINT = (Format.BRAILLE, Format.AUDIO)
"""Made for who cannot read print. An email or a text can be read aloud by what they read with."""
IN_WORDS: Mapping[Channel, str] = MappingProxyType(
    {Channel.TEXT: "text message", Channel.EMAIL: "email", Channel.LETTER: "letter"}
)
NEEDS: Mapping[Channel, str] = MappingProxyType(
    {
        Channel.TEXT: "no mobile number of theirs is known",
        Channel.EMAIL: "no email address of theirs is known",
        Channel.LETTER: "no postal address of theirs is known",
    }
)


@dataclass(frozen=True)
class Point:
    """A number or an address of a person, whether using it is safe, and why nothing arrives there, if so."""

    kind: str
    value: str
    safety: Safety
    id: int | None = None
    trouble: str = ""


@dataclass(frozen=True)
class Reader:
    """What decides how to write to a person. Languages are codes of people.languages."""

    name: str
    points: tuple[Point, ...] = ()
    preferred: str = ""
    language: str = ""
    language_name: str = ""
    adjustments: frozenset[str] = frozenset()
    is_protected: bool = False
    has_died: bool = False
    advocate: str = ""


@dataclass(frozen=True)
class Wanted:
    """What is to be sent: its channels in order, its languages (with those of people.languages), how safe."""

    channels: tuple[Channel, ...]
    languages: Mapping[str, str]
    stated_only: bool = False


@dataclass(frozen=True)
class Choice:
    """Which way a message goes, in what language and format, and why; or why it cannot."""

    status: Status
    language: str
    because: str
    channel: Channel | None = None
    format: Format = Format.STANDARD
    point: Point | None = None


def choose(reader: Reader, wanted: Wanted, *, sending: Collection[Channel]) -> Choice:
    """Choose how to write to somebody; `sending` are the channels that the council can send by.

    The dead are not written to, nor anybody who asked us to speak to an advocate. Then what the
    person likes, what they need, what the template allows, and never a way that is not safe.
    practice.md 0 (rules 9 and 13), 1.3.
    """
    language = _language(reader, wanted)
    if reason := _not_written_to(reader):
        return Choice(Status.CANNOT, language, reason)
    passed: list[str] = []
    for channel in _order(reader, wanted):
        point, why_not = _point_for(reader, channel, wanted, sending)
        if point is not None:
            return _by(reader, wanted, language, channel, point, passed)
        passed.append(f"by {IN_WORDS[channel]}: {why_not}")
    return Choice(
        Status.CANNOT, language, f"There is no way to write to {reader.name}. Not {'; not '.join(passed)}."
    )


def choose_point(reader: Reader, wanted: Wanted, point: Point, *, sending: Collection[Channel]) -> Choice:
    """Say whether a message may go to exactly this contact point, and why.

    What somebody asked for there and then goes in the standard format: a one-time code.
    """
    language = _language(reader, wanted)
    channel = REACHES.get(point.kind)
    if reader.has_died:
        return Choice(Status.CANNOT, language, _not_written_to(reader))
    if channel is None or channel not in wanted.channels:
        return Choice(Status.CANNOT, language, f"{point.value} cannot take this message.")
    if channel not in sending:
        return Choice(Status.CANNOT, language, f"Not to {point.value}: {_not_sending(channel)}.")
    if why_not := _unsafe(reader, point, channel, wanted):
        return Choice(Status.CANNOT, language, f"Not to {point.value}: {why_not}.")
    return Choice(Status.QUEUED, language, f"To {point.value}, as was asked for.", channel, Format.STANDARD, point)


def no_longer(reader: Reader, channel: Channel, *, point_id: int | None, value: str, stated_only: bool) -> str:
    """Return why a message that waited may not go where it was to go any more, as a clause; nothing if it may.

    Between writing and sending somebody may have died, moved, or told us that it is not safe.
    """
    if reader.has_died:
        return f"{reader.name} has died"
    point = next((each for each in reader.points if (each.id, each.value) == (point_id, value)), None)
    if point is None:
        return f"{value} no longer holds"
    why_not = _unsafe(reader, point, channel, Wanted((channel,), {}, stated_only))
    return f"{value}, {why_not}" if why_not else ""


def _not_written_to(reader: Reader) -> str:
    if reader.has_died:
        return (
            f"{reader.name} has died, so nothing is sent to them. "
            "See whether somebody who looks after their affairs must know."
        )
    if "speak_to_advocate" in reader.adjustments:
        whom = reader.advocate or "nobody is named on the record yet"
        return (
            f"{reader.name} asked us to deal with their advocate ({whom}). "
            "Nothing goes by itself: send it to the advocate, as far as their authority goes."
        )
    return ""


def _order(reader: Reader, wanted: Wanted) -> list[Channel]:
    """Return the channels of a template in the order in which this person's are tried."""
    first: list[Channel] = []
    if reader.preferred in wanted.channels:
        first.append(Channel(reader.preferred))
    if "text_not_phone" in reader.adjustments and not first and Channel.TEXT in wanted.channels:
        first.append(Channel.TEXT)
    if not first and _wants_no_print(reader) and Channel.LETTER in wanted.channels:
        first.append(Channel.LETTER)
    return [*first, *(channel for channel in wanted.channels if channel not in first)]


def _point_for(
    reader: Reader, channel: Channel, wanted: Wanted, sending: Collection[Channel]
) -> tuple[Point | None, str]:
    """Return where a message goes on a channel; or nothing, and why not, as a clause."""
    if channel not in sending:
        return None, _not_sending(channel)
    reasons: list[str] = []
    for point in reader.points:
        if REACHES.get(point.kind) is channel:
            why_not = _unsafe(reader, point, channel, wanted) or point.trouble
            if not why_not:
                return point, ""
            reasons.append(f"{point.value}, {why_not}")
    return None, "; ".join(reasons) or NEEDS[channel]


def _not_sending(channel: Channel) -> str:
    return f"this council sends no {IN_WORDS[channel]}s"


def _unsafe(reader: Reader, point: Point, channel: Channel, wanted: Wanted) -> str:
    """Return why a contact point may not be used, as a clause; nothing if it may."""
    stated = reader.is_protected or wanted.stated_only
    if is_safe(USE[channel], point.safety, protected=stated) and not _home_is_unsafe(reader, point):
        return ""
    if getattr(point.safety, USE[channel]) is False or _home_is_unsafe(reader, point):
        return "which is not safe"
    if reader.is_protected:
        return "of which nobody said that it is safe, and safety rules protect this person"
    return "of which nobody said that it is safe, and this message goes only where somebody did"


def _home_is_unsafe(reader: Reader, point: Point) -> bool:
    """Say whether an address of the person is unsafe to write to: it may be the home, written otherwise."""
    return point.kind == HOME and any(
        other.kind == "post" and other.safety.write is False for other in reader.points
    )


def _by(
    reader: Reader, wanted: Wanted, language: str, channel: Channel, point: Point, passed: list[str]
) -> Choice:
    """Return the choice of a channel: who makes it, in which format, and why."""
    why = f"By {IN_WORDS[channel]} to {point.value}: {_liking(reader, channel)}"
    if passed:
        why = f"{why} Not {'; not '.join(passed)}."
    made = _made_by_hand(reader, wanted, channel)
    if made is not None:
        how = f"in {reader.language_name}" if made is Format.TRANSLATED else f"as {made.label.lower()}"
        needs = f"{reader.name} needs it {how}, which a person makes."
        return Choice(Status.BY_HAND, language, f"{needs} {why}", channel, made, point)
    if channel is Channel.LETTER and "large_print" in reader.adjustments:
        return Choice(
            Status.QUEUED, language, f"{why} In large print, as they need.", channel, Format.LARGE_PRINT, point
        )
    return Choice(Status.QUEUED, language, why, channel, Format.STANDARD, point)


def _liking(reader: Reader, channel: Channel) -> str:
    if reader.preferred == channel:
        return f"{reader.name} likes to be written to in this way."
    if channel is Channel.TEXT and "text_not_phone" in reader.adjustments:
        return f"{reader.name} asked for texts rather than calls."
    if reader.preferred in ("phone", "visit"):
        return f"{reader.name} likes to be spoken to, but this is sent in writing."
    if reader.preferred:
        return "the first way that is known and safe."
    return f"{reader.name} has not said which way they like; it is the first that is known and safe."


def _wants_no_print(reader: Reader) -> bool:
    return any(MADE_BY_HAND.get(each) in INSTEAD_OF_PRINT for each in reader.adjustments)


def _made_by_hand(reader: Reader, wanted: Wanted, channel: Channel) -> Format | None:
    """Return what a person must make for this reader; None where it can go as it is."""
    if "translated" in reader.adjustments and _is_foreign(reader, wanted):
        return Format.TRANSLATED
    for code, made in MADE_BY_HAND.items():
        if code in reader.adjustments and (made not in INSTEAD_OF_PRINT or channel is Channel.LETTER):
            return made
    return None


def _is_foreign(reader: Reader, wanted: Wanted) -> bool:
    return bool(reader.language) and reader.language not in (*wanted.languages.values(), "eng")


def _language(reader: Reader, wanted: Wanted) -> str:
    """Return the language of the template that is the person's main one, else English."""
    return next((own for own, code in wanted.languages.items() if code == reader.language), "en")
