"""What must hold of requests about one's data, of what is given and held back, and of how long things are kept.

Plain values in, plain values out.
"""

import re
from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from rooftree.foundations import rulebook
from rooftree.foundations.dates import long_date
from rooftree.foundations.deadlines import months_after
from rooftree.foundations.refusals import Refused

REQUEST, COMPLAINT = "rights_request", "data_complaint"
REQUEST_PREFIX, COMPLAINT_PREFIX = "DR", "DC"
FUNCTION = "information_rights"
"""What the team that answers says of itself, or else customer contact does."""
ELSE_FUNCTION = "contact"

CHANNELS = rulebook.code_list("information_rights.channels")
WAITS = rulebook.code_list("information_rights.waits")
REASONS_TO_WITHHOLD = rulebook.code_list("information_rights.reasons_to_withhold")
CALLS_FOR_A_DECISION = rulebook.code_list("information_rights.calls_for_a_decision")
LEGAL_WORDS = rulebook.code_list("information_rights.legal_words")
RECIPIENTS = rulebook.code_list("information_rights.recipients")
RETENTION = rulebook.code_list("information_rights.retention")
EQUALITY = rulebook.code_list("information_rights.equality")
EQUALITY_ANSWERS = rulebook.code_list("information_rights.equality_answers")

SECOND_LOOK_FROM = rulebook.limit("information_rights.second_look_from")
LARGEST_PACKAGE = rulebook.limit("information_rights.largest_package")
WORKING_COPY = rulebook.limit("information_rights.working_copy")
NAME_WHO_LOOKED = rulebook.limit("information_rights.name_who_looked")
LOOKS_KEPT = rulebook.limit("information_rights.looks_kept")
SMALLEST_COUNT = rulebook.limit("information_rights.smallest_count")
LARGEST_BATCH = rulebook.limit("information_rights.largest_batch")

ACKNOWLEDGE = rulebook.duty("information_rights.acknowledge_complaint")
TELL_OUTCOME = rulebook.duty("information_rights.complaint_outcome")

PREFER_NOT_TO_SAY = "prefer_not_to_say"
LONGEST_SUMMARY = 200


class Right(StrEnum):
    """What somebody asks of what we hold on them."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    OBJECTION = "objection"

    @property
    def label(self) -> str:
        """The right as people read it."""
        return _RIGHT_LABELS[self.value]


_RIGHT_LABELS = {
    "access": "See what we hold",
    "rectification": "Correct what we hold",
    "erasure": "Erase what we hold",
    "objection": "Object to how we use it, or restrict that",
}

DUTIES = MappingProxyType({right: rulebook.duty(f"information_rights.{right.value}") for right in Right})
"""What times the answer to each right."""


class Status(StrEnum):
    """How far a request is."""

    RECEIVED = "received"
    WAITING = "waiting"
    REVIEWING = "reviewing"
    READY = "ready"
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The status as people read it."""
        return _STATUS_LABELS[self.value]


_STATUS_LABELS = {
    "received": "Received",
    "waiting": "Waiting for the person",
    "reviewing": "Being looked through",
    "ready": "Looked through, to be given",
    "answered": "Answered",
    "refused": "Refused, with reasons",
    "withdrawn": "Withdrawn",
}

_OVER: frozenset[Status] = frozenset()
MOVES: Mapping[Status, frozenset[Status]] = MappingProxyType(
    {
        Status.RECEIVED: frozenset(
            {Status.WAITING, Status.REVIEWING, Status.ANSWERED, Status.REFUSED, Status.WITHDRAWN}
        ),
        Status.WAITING: frozenset({Status.RECEIVED, Status.REFUSED, Status.WITHDRAWN}),
        Status.REVIEWING: frozenset({Status.READY, Status.WAITING, Status.REFUSED, Status.WITHDRAWN}),
        Status.READY: frozenset({Status.REVIEWING, Status.ANSWERED, Status.WITHDRAWN}),
        Status.ANSWERED: _OVER,
        Status.REFUSED: _OVER,
        Status.WITHDRAWN: _OVER,
    }
)
"""What is looked through can be gathered anew (reviewing again) until it is given. Nothing follows an answer:
whoever is not content complains, or asks again."""


class ComplaintStatus(StrEnum):
    """How far a data-protection complaint is."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The status as people read it."""
        return self.value.capitalize()


COMPLAINT_MOVES: Mapping[ComplaintStatus, frozenset[ComplaintStatus]] = MappingProxyType(
    {
        ComplaintStatus.RECEIVED: frozenset({ComplaintStatus.ACKNOWLEDGED, ComplaintStatus.WITHDRAWN}),
        ComplaintStatus.ACKNOWLEDGED: frozenset({ComplaintStatus.ANSWERED, ComplaintStatus.WITHDRAWN}),
        ComplaintStatus.ANSWERED: frozenset(),
        ComplaintStatus.WITHDRAWN: frozenset(),
    }
)
"""Acknowledged before it is answered: each has its own time."""

EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "rights.asked": "Asked",
        "rights.waits": "We asked the person for something, and the clock stands still",
        "rights.goes_on": "The person gave what we asked for, and the clock goes on",
        "rights.extended": "More time, with the reason told",
        "rights.gathered": "Gathered what we hold",
        "rights.looked_through": "Looked through what we hold",
        "rights.looked_again": "To be looked through again",
        "rights.given": "Given",
        "rights.fetched": "Fetched",
        "rights.corrected": "Corrected",
        "rights.told_recipient": "Told somebody who had it that it was wrong",
        "rights.answered": "Answered",
        "rights.refused": "Refused, with reasons",
        "rights.withdrawn": "Withdrawn",
    }
)
COMPLAINT_EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "data_complaint.made": "Complained",
        "data_complaint.acknowledged": "Acknowledged",
        "data_complaint.answered": "Told the outcome",
        "data_complaint.withdrawn": "Withdrawn",
    }
)


class Decision(StrEnum):
    """What becomes of one thing that is held, when a person is given what is held on them."""

    KEEP = "keep"
    REDACT = "redact"
    WITHHOLD = "withhold"

    @property
    def label(self) -> str:
        """The decision as people read it."""
        return {"keep": "Give it", "redact": "Give it, with words taken out", "withhold": "Hold it back"}[
            self.value
        ]


class Outcome(StrEnum):
    """How a request other than to see, or a complaint, ended."""

    UPHELD = "upheld"
    PARTLY = "partly"
    NOT_UPHELD = "not_upheld"

    @property
    def label(self) -> str:
        """The outcome as people read it."""
        return {"upheld": "Done in full", "partly": "Done in part", "not_upheld": "Not done"}[self.value]


def check_move(before: str, after: Status) -> None:
    """Raise Refused unless a request may go from one status to the other."""
    if after not in MOVES[Status(before)]:
        raise Refused(f"This request is {Status(before).label.lower()}, so that cannot be done now.")


def check_complaint_move(before: str, after: ComplaintStatus) -> None:
    """Raise Refused unless a complaint may go from one status to the other."""
    if after in COMPLAINT_MOVES[ComplaintStatus(before)]:
        return
    if after is ComplaintStatus.ANSWERED and before == ComplaintStatus.RECEIVED:
        raise Refused("Acknowledge the complaint first: the person is to know that we have it.")
    raise Refused(f"This complaint is {ComplaintStatus(before).label.lower()}, so that cannot be done now.")


def check_words(text: str, refusal: str) -> str:
    """Return a text without spaces at its ends; raise Refused, with this sentence, if nothing is left."""
    given = text.strip()
    if not given:
        raise Refused(refusal)
    return given


def check_right(right: str, wanted: Collection[Right], sentence: str) -> None:
    """Raise Refused, with this sentence, unless a request is of one of these rights."""
    if Right(right) not in wanted:
        raise Refused(sentence)


# --- What is given, and what is held back ---------------------------------------------------------


def first_decision(calls: Collection[str], must_decide: Mapping[str, bool]) -> str:
    """Return what becomes of a thing before anybody has looked: given; given with names taken out; or, where
    somebody must decide, nothing yet.

    `calls` are codes of what calls for a decision; `must_decide` says of each code whether somebody must.
    """
    if any(must_decide[call] for call in calls):
        return ""
    return Decision.REDACT.value if calls else Decision.KEEP.value


def check_decision(decision: str, *, reason_code: str, why: str) -> None:
    """Raise Refused for something held back without a lawful reason, or a decision that does not say why."""
    if decision == Decision.WITHHOLD and not reason_code:
        raise Refused("Choose why this is held back: nothing is held back without a lawful reason.")
    if not why.strip():
        raise Refused("Write why you decided so: it is kept, and the Information Commissioner may ask.")


def check_all_decided(undecided: int) -> None:
    """Raise Refused while something waits for a decision."""
    if undecided:
        things = "One thing waits" if undecided == 1 else f"{undecided} things wait"
        raise Refused(
            f"{things} for a decision. Look through them first; those of a restricted group, somebody of it must."
        )


def check_second_look(held_back: int, *, most_alone: int, looked_through_by: int, by: int) -> None:
    """Raise Refused if what one officer held back would be given by the same. Takes ids.

    `most_alone` is how many things must be held back before a second officer looks.
    """
    if held_back >= most_alone and looked_through_by == by:
        raise Refused(
            "You looked this through, and something is held back, so a colleague takes a second look and gives it."
        )


WITHHELD = "[withheld]"


def without(text: str, words: Collection[str]) -> str:
    """Return a text in which these words, wherever they stand as whole words, are taken out."""
    found = [re.escape(word) for word in sorted(words, key=len, reverse=True) if word.strip()]
    if not found:
        return text
    return re.sub(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)", WITHHELD, text, flags=re.IGNORECASE)


# --- How long things are kept ---------------------------------------------------------------------


def kept_until(since: date, months: int) -> date | None:
    """Return the first day on which a thing is due to be looked at, kept for so many months; None: for ever."""
    return months_after(since, months) if months else None


def check_hold_end(until: date, *, on: date) -> None:
    """Raise Refused for a legal hold that would be over already."""
    if until <= on:
        raise Refused(f"A hold ends on a day to come: {long_date(until)} is not one.")


def check_second_person(by: int, first_by: int | None) -> None:
    """Raise Refused for somebody who would approve what they put forward. Takes ids."""
    if by == first_by:
        raise Refused("You put this batch forward, so somebody else approves it.")


# --- Equality -------------------------------------------------------------------------------------


def check_equality_answers(answers: Mapping[str, str], questions_of: Mapping[str, str]) -> None:
    """Raise Refused for an answer to another question. `questions_of` gives each answer's question, or ""."""
    for question, answer in answers.items():
        if questions_of.get(answer, question) not in (question, ""):
            raise Refused("One of the answers belongs to another question. Open the page again.")
