"""What must hold of contacts, enquiries and callbacks. Plain values in, plain values out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from rooftree.foundations import rulebook
from rooftree.foundations.dates import london, long_date
from rooftree.foundations.refusals import Refused

KIND = "enquiry"
PREFIX = "E"

REASONS = rulebook.code_list("contact.reasons")
FUNCTIONS = rulebook.code_list("contact.functions")
CHANNELS = rulebook.code_list("contact.channels")
FAILURE_CAUSES = rulebook.code_list("contact.failure_causes")
OUTCOMES = rulebook.code_list("contact.outcomes")
CALLBACK_WINDOWS = rulebook.code_list("contact.callback_windows")

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
MOST_REASONS = 3
LONGEST_ASKED = 300
LONGEST_SUMMARY = 200
OFFICE_HOURS = (time(9), time(17))
"""Nine to five in London: one attempt must lie outside, for those who are at work then."""

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


# --- What is recorded of a contact ----------------------------------------------------------------


def check_reasons(reasons: Sequence[str]) -> tuple[str, ...]:
    """Return the reasons of a contact, the main one first; raise Refused for none, too many, or one twice."""
    if not reasons:
        raise Refused("Choose why they got in touch: what the contact was mostly about comes first.")
    if len(reasons) > MOST_REASONS:
        raise Refused(f"Choose {MOST_REASONS} reasons at most: the main one, and what else was asked.")
    if len(set(reasons)) != len(reasons):
        raise Refused("The same reason is chosen twice. Choose each once.")
    return tuple(reasons)


def check_asked(asked: str) -> str:
    """Return what the person asked, on one line; raise Refused for nothing, or for more than a line.

    Practice 2.4: demand is captured in the resident's own words.
    """
    given = " ".join(asked.split())
    if not given:
        raise Refused("Write down what the person asked, in their own words.")
    if len(given) > LONGEST_ASKED:
        raise Refused(
            f"Write what the person asked in one line of at most {LONGEST_ASKED} characters. "
            "The rest belongs in the note."
        )
    return given


def demand_of(said: str, usual: str) -> str:
    """Return whether a contact is value or failure: as the adviser said, else as its reason usually is.

    Raises Refused where the reason may be either and nobody said.
    """
    if said in (VALUE, FAILURE):
        return said
    if usual not in (VALUE, FAILURE):
        raise Refused(
            "Say whether this is what we are here for, or whether they got in touch because we did not do "
            "something, or not right. This reason can be either."
        )
    return usual


def check_cause(demand: str, cause: str, *, has_promise: bool) -> None:
    """Raise Refused unless a failure, and only that, says what we failed to do."""
    if demand == FAILURE and not cause:
        raise Refused("Say what we did not do, or not right: it is how we learn to do better.")
    if demand != FAILURE and cause:
        raise Refused(
            "This is what we are here for, so there is nothing that we failed to do. Leave the cause out."
        )
    if demand != FAILURE and has_promise:
        raise Refused("A promise that was not kept makes this a failure. Say so, or leave the promise out.")


def check_one_of(chosen: str, known: Collection[str], refusal: str) -> None:
    """Raise Refused, with this sentence, for a choice that is none."""
    if chosen not in known:
        raise Refused(refusal)


def check_caller(caller: str, caller_name: str, *, person: str, has_person: bool, may_act: bool) -> None:
    """Raise Refused unless the record says who it was that got in touch.

    `may_act`: somebody has authority to act for the person on that day.
    """
    if caller == ANONYMOUS:
        return
    if caller not in (PERSON, THIRD_PARTY):
        raise Refused("Say who got in touch: the person, somebody who acts for them, or somebody unknown.")
    if not has_person:
        raise Refused("Choose the person, or say that the caller did not say who they are.")
    if caller == PERSON:
        return
    if not caller_name.strip():
        raise Refused(f"Write down who got in touch for {person}.")
    if not may_act:
        raise Refused(
            f"Nobody may act for {person} on the record on that day. Record the authority first, or log the "
            "caller as unknown and say nothing about the person."
        )


def check_times(started_at: datetime, ended_at: datetime | None, *, at: datetime) -> None:
    """Raise Refused for a contact that is still to come, or ends before it begins."""
    if started_at > at:
        raise Refused("This contact would begin in the future. Check the day and the time.")
    if ended_at is not None and ended_at < started_at:
        raise Refused("This contact would end before it begins. Check both times.")


def check_seconds(seconds: int | None, what: str) -> None:
    """Raise Refused for a time below nought. `what` begins the sentence: "The wait"."""
    if seconds is not None and seconds < 0:
        raise Refused(f"{what} cannot be less than nought seconds.")


def check_satisfaction(score: int | None) -> None:
    """Raise Refused for a score that is not from 1 to 5."""
    if score is not None and not 1 <= score <= 5:
        raise Refused("Satisfaction is a whole number from 1, very unhappy, to 5, very happy.")


def check_was_logged_here(source_system: str, *, is_automatic: bool) -> None:
    """Raise Refused for a contact that nobody here logged, so that nobody here can say it was otherwise."""
    if source_system:
        raise Refused("This contact was taken over from an old system, and stays as it was written there.")
    if is_automatic:
        raise Refused("Rooftree noted this by itself, from a callback that nobody made. It stays as it is.")


def check_answers(
    accepted: str, satisfaction: int | None, *, accepted_before: str, satisfaction_before: int | None
) -> None:
    """Raise Refused unless the person said something afterwards that they had not said before."""
    if not accepted and satisfaction is None:
        raise Refused("Say whether it is settled for the person, or how happy they were.")
    if accepted and accepted not in (YES, NO):
        raise Refused("Say yes or no, as the person did.")
    if (accepted and accepted_before in (YES, NO)) or (
        satisfaction is not None and satisfaction_before is not None
    ):
        raise Refused("The person has answered that already. What they say now is a contact of its own.")
    check_satisfaction(satisfaction)


def handled_for(started_at: datetime, ended_at: datetime | None, said: int | None) -> int | None:
    """Return for how many seconds a contact was handled: as said, else from its start to its end."""
    if said is not None or ended_at is None:
        return said
    return round((ended_at - started_at).total_seconds())


# --- Chasing --------------------------------------------------------------------------------------


def check_is_of_case(promise_case: int, case: int | None, reference: str) -> None:
    """Raise Refused unless a promise is one of the case that the contact is about. Takes ids."""
    if case is None:
        raise Refused("A promise is kept or broken in a case. Choose the case that it was made in.")
    if promise_case != case:
        raise Refused(f"That promise was not made in {reference}. Choose one that was.")


def check_was_broken(what: str, *, late_from: datetime | None, ended_at: datetime | None, at: datetime) -> None:
    """Raise Refused for a promise that could not have caused a contact: kept in time, or not due yet."""
    if late_from is not None and min(ended_at or at, at) < late_from:
        kept = ended_at is not None and ended_at < late_from
        state = "was kept in time" if kept else f"was not due before {_moment(late_from)}"
        raise Refused(f"“{what}” {state}, so it was not broken. Leave the promise out.")


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


def urgent_sentence(reference: str, team: str) -> str:
    """Return what the alarm says of an urgent enquiry in a queue. It names no resident, and no reason."""
    return f"{reference} cannot wait, and nobody in {team} has taken it up."


# --- Callbacks ------------------------------------------------------------------------------------


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


# --- The second look ------------------------------------------------------------------------------


def check_second_person(by: int, first_by: int) -> None:
    """Raise Refused for somebody who would judge a contact that they logged. Takes ids."""
    if by == first_by:
        raise Refused("You logged this contact, so somebody else takes the second look.")


def check_not_reviewed(demand: str) -> None:
    """Raise Refused for a contact that had its second look."""
    if demand:
        raise Refused("Somebody has taken the second look at this contact already.")


def _moment(moment: datetime) -> str:
    here = london(moment)
    return f"{here:%H:%M} on {long_date(here.date())}"
