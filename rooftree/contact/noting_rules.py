"""What must hold of what is noted of a contact. Plain values in, plain values out."""

from collections.abc import Collection, Sequence
from datetime import datetime

from rooftree.contact.rules import (
    ANONYMOUS,
    FAILURE,
    LONGEST_ASKED,
    MOST_REASONS,
    NO,
    PERSON,
    THIRD_PARTY,
    VALUE,
    YES,
)
from rooftree.foundations.dates import london, long_date
from rooftree.foundations.refusals import Refused


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


# --- Broken promises -------------------------------------------------------------------------------


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


def _moment(moment: datetime) -> str:
    here = london(moment)
    return f"{here:%H:%M} on {long_date(here.date())}"
