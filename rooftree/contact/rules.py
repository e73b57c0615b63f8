"""What must hold of contacts, enquiries and callbacks. Plain values in, plain values out."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType

from rooftree.foundations import rulebook
from rooftree.foundations.refusals import Refused

KIND = "enquiry"
PREFIX = "E"

REASONS = rulebook.code_list("contact.reasons")
FUNCTIONS = rulebook.code_list("contact.functions")
CHANNELS = rulebook.code_list("contact.channels")
FAILURE_CAUSES = rulebook.code_list("contact.failure_causes")
OUTCOMES = rulebook.code_list("contact.outcomes")
CALLBACK_WINDOWS = rulebook.code_list("contact.callback_windows")
TOPICS = rulebook.code_list("contact.topics")
ANSWER_WAYS = rulebook.code_list("contact.answer_ways")
REACH_US = rulebook.code_list("contact.reach_us")

ANSWER_MEMBER = rulebook.duty("contact.answer_member")
ASK_ACCEPTED = rulebook.duty("contact.ask_accepted")
ANSWERS = (
    rulebook.duty("contact.answer"),
    rulebook.duty("contact.answer_next_day"),
    rulebook.duty("contact.answer_same_day"),
    rulebook.duty("contact.answer_urgent"),
    rulebook.duty("contact.answer_at_once"),
    ANSWER_MEMBER,
)
"""What an answer meets: the time limit of the reason, and that of a councillor's or Member's enquiry."""
CALLBACKS = (
    rulebook.duty("contact.callback_two_hours"),
    rulebook.duty("contact.callback_same_day"),
    rulebook.duty("contact.callback_next_day"),
)
DUTIES = MappingProxyType({duty.code: duty for duty in (*ANSWERS, ASK_ACCEPTED, *CALLBACKS)})

READ_WORDS = rulebook.duty("contact.read_words")
REQUESTS_A_DAY = rulebook.limit("contact.requests_a_day")
ADDITIONS_A_DAY = rulebook.limit("contact.additions_a_day")
CALLBACK_ATTEMPTS = rulebook.limit("contact.callback_attempts")
CALLBACK_GAP = rulebook.limit("contact.callback_gap")
REPEAT_DAYS = rulebook.limit("contact.repeat_days")
REVIEW_SAMPLE = rulebook.limit("contact.review_sample")
OTHER_SHARE = rulebook.threshold("contact.other_share")
HANDLING_COST = rulebook.limit("contact.handling_cost")

VALUE, FAILURE, EITHER = "value", "failure", "either"
PERSON, THIRD_PARTY, ANONYMOUS = "person", "third_party", "anonymous"
YES, NO, NOT_ASKED = "yes", "no", "not_asked"

URGENT_WAITING = "contact.urgent_waiting"
"""The alarm of an urgent enquiry that nobody has taken up."""
OTHER = "GEN-OTH"
"""The reason of what has no code of its own. A large share of it asks for new codes."""
MISSED = "not_on_time"
"""What we failed to do when nobody rang back: the cause of the contact that is then noted by itself."""
CALLBACK = "callback"
"""The kind of task, and the channel, of a callback."""
PORTAL = "portal"
"""The channel of what a resident sends from her own account, and the way of answering her there."""
NOT_TOLD = "not_told"
"""What we failed to do when somebody writes that she has heard nothing."""
LONGEST_WORDS = 4000
"""Characters that a resident can write at once."""
MOST_REASONS = 3
LONGEST_ASKED = 300
LONGEST_SUMMARY = 200
LONGEST_TITLE = 120

CHANNEL_OF_EXTRACT = MappingProxyType(
    {
        "phone": "phone_in",
        "email": "email",
        "web": "web_form",
        "letter": "letter",
        "office": "office",
        "visit": "visit",
        "text": "sms",
    }
)
"""What the files of old systems call a channel, and what we call it."""

EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "enquiry.opened": "Asked",
        "enquiry.answered": "Answered",
        "enquiry.accepted": "The person said that it is settled",
        "enquiry.not_asked": "Closed: the person could not be asked whether it is settled",
        "enquiry.not_accepted": "The person said that it is not settled",
        "enquiry.withdrawn": "Withdrawn",
    }
)
CONTACT_EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "contact.logged": "Contact",
        "contact.replied": "Replied by email",
        "contact.written": "Wrote to the person",
        "contact.chased": "Chased",
        "contact.corrected": "Set right what was noted of a contact",
        "contact.callback_attempted": "Tried to ring back",
        "contact.callback_given_up": "Callback given up",
        "contact.callback_missed": "Nobody rang back in time",
    }
)
"""What contact adds to the story of a case of any kind."""


class Status(StrEnum):
    """How far an enquiry is."""

    RECEIVED = "received"
    ANSWERED = "answered"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The status as people read it."""
        return _STATUS_LABELS[self.value]


_STATUS_LABELS = {
    "received": "Being answered",
    "answered": "Answered, not yet accepted",
    "settled": "Settled",
    "withdrawn": "Withdrawn",
}

MOVES: Mapping[Status, frozenset[Status]] = MappingProxyType(
    {
        Status.RECEIVED: frozenset({Status.ANSWERED, Status.WITHDRAWN}),
        Status.ANSWERED: frozenset({Status.SETTLED, Status.RECEIVED, Status.WITHDRAWN}),
        Status.SETTLED: frozenset({Status.RECEIVED}),
        Status.WITHDRAWN: frozenset({Status.RECEIVED}),
    }
)
"""An answer ends nothing: the person does, by accepting it. What is not accepted is answered again."""


class Reached(StrEnum):
    """What came of a try to ring back."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    ENGAGED = "engaged"
    VOICEMAIL = "voicemail"
    WRONG_NUMBER = "wrong_number"

    @property
    def label(self) -> str:
        """The outcome as people read it."""
        return _REACHED_LABELS[self.value]


_REACHED_LABELS = {
    "reached": "Reached",
    "no_answer": "No answer",
    "engaged": "Engaged",
    "voicemail": "Left a message",
    "wrong_number": "Wrong number",
}


def in_a_line(words: str, most: int = LONGEST_ASKED) -> str:
    """Return words on one line of at most so many characters; what is cut off is marked."""
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


# --- Enquiries ------------------------------------------------------------------------------------


def check_move(before: str, after: Status) -> None:
    """Raise Refused unless an enquiry may go from one status to the other."""
    if after not in MOVES[Status(before)]:
        raise Refused(_REFUSED_MOVES[after].format(now=Status(before).label.lower()))


_REFUSED_MOVES = {
    Status.ANSWERED: "This enquiry is {now}, so it cannot be answered now. If the person disagrees, say so first.",
    Status.SETTLED: "This enquiry is {now}, so nobody can accept its answer. Answer it first.",
    Status.RECEIVED: "This enquiry is {now}, so there is no answer that the person could refuse.",
    Status.WITHDRAWN: "This enquiry is {now}, so it cannot be withdrawn.",
}


def check_words(text: str, refusal: str) -> str:
    """Return a text without spaces at its ends; raise Refused, with this sentence, if nothing is left."""
    given = text.strip()
    if not given:
        raise Refused(refusal)
    return given


def check_accepted(accepted: str, words: str) -> None:
    """Raise Refused unless the person accepted the answer, or it is said why they could not be asked."""
    if accepted not in (YES, NOT_ASKED):
        raise Refused("Say whether the person accepts the answer, or could not be asked.")
    if accepted == NOT_ASKED and not words.strip():
        raise Refused("Say why the person could not be asked: what was tried, and when.")


def way_to(function: str, else_to: Mapping[str, str], answered_for: Collection[str]) -> list[str]:
    """Return the functions from the one that a reason goes to, up to the first that a team answers for.

    `else_to` says which takes over where no team answers for one. Raises Refused if no team is found.
    """
    way: list[str] = []
    here = function
    while here and here not in way:
        way.append(here)
        if here in answered_for:
            return way
        here = else_to.get(here, "")
    raise Refused(
        "No team answers for what this is about, nor for customer contact. Ask whoever manages staff to "
        "write beside a team which part of the service it answers for."
    )


def urgent_sentence(reference: str, team: str, *, is_restricted: bool) -> str:
    """Return what the alarm says of an urgent enquiry in a queue. It names no resident, and no reason.

    Of a restricted case it does not say which: who is told may be outside its group.
    """
    which = "A restricted case" if is_restricted else reference
    return f"{which} cannot wait, and nobody in {team} has taken it up."


# --- The second look ------------------------------------------------------------------------------


def check_second_person(by: int, first_by: int) -> None:
    """Raise Refused for somebody who would judge a contact that they logged. Takes ids."""
    if by == first_by:
        raise Refused("You logged this contact, so somebody else takes the second look.")


def check_not_reviewed(demand: str) -> None:
    """Raise Refused for a contact that had its second look."""
    if demand:
        raise Refused("Somebody has taken the second look at this contact already.")
