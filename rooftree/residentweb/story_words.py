"""What a resident reads of what happened in her request, what comes next, and how far it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rooftree.foundations.rulebook import duty
from rooftree.pages.filters import clock_time, short_date
from rooftree.people.portal import Resident
from rooftree.record.resident_request import ClockFacts, EventFacts

STATUSES: dict[str, Promise] = {
    "received": gettext_lazy("We are working on it"),
    "answered": gettext_lazy("Answered: tell us whether that settles it"),
    "settled": gettext_lazy("Settled"),
    "withdrawn": gettext_lazy("No answer needed any more"),
}
"""How far a request is."""

DUTIES: dict[str, Promise] = {
    "cases.take_up": gettext_lazy("Somebody takes it up"),
    "cases.promise": gettext_lazy("We do what we promised"),
    "contact.answer": gettext_lazy("We answer you"),
    "contact.answer_next_day": gettext_lazy("We answer you by the next working day"),
    "contact.answer_same_day": gettext_lazy("We answer you the same day"),
    "contact.answer_urgent": gettext_lazy("We answer you: this is urgent"),
    "contact.answer_at_once": gettext_lazy("Somebody who can help takes over"),
    "contact.answer_member": gettext_lazy("We reply to your councillor or Member of Parliament"),
    "contact.ask_accepted": gettext_lazy("We ask you whether that settles it"),
    "contact.callback_two_hours": gettext_lazy("We phone you back within two hours"),
    "contact.callback_same_day": gettext_lazy("We phone you back today"),
    "contact.callback_next_day": gettext_lazy("We phone you back by the end of the next working day"),
    "information_rights.access": gettext_lazy("We give you what we hold on you"),
    "information_rights.rectification": gettext_lazy("We answer whether we put it right"),
    "information_rights.erasure": gettext_lazy("We answer whether we erase it"),
    "information_rights.objection": gettext_lazy("We answer your objection"),
    "information_rights.acknowledge_complaint": gettext_lazy("We write how we understand your complaint"),
    "information_rights.complaint_outcome": gettext_lazy("We tell you what came of your complaint"),
}
"""What must be done by when, as a resident reads it. What is not here is called as the rule book calls it."""

OUR_EVENTS: dict[str, Promise] = {
    "enquiry.opened": gettext_lazy("You asked us"),
    "enquiry.answered": gettext_lazy("We answered"),
    "enquiry.accepted": gettext_lazy("You said that it is settled"),
    "enquiry.not_asked": gettext_lazy("Closed: we could not reach you to ask whether it is settled"),
    "enquiry.not_accepted": gettext_lazy("You said that it is not settled"),
    "enquiry.withdrawn": gettext_lazy("Closed: no answer is needed any more"),
    "contact.logged": gettext_lazy("You spoke with us"),
    "contact.chased": gettext_lazy("You asked again"),
    "contact.callback_attempted": gettext_lazy("We tried to phone you"),
    "contact.callback_given_up": gettext_lazy("We could not reach you by phone"),
    "contact.callback_missed": gettext_lazy("We did not phone you back in time. We are sorry."),
    "case.taken": gettext_lazy("An officer took it up"),
    "case.handed_over": gettext_lazy("Another officer has it now"),
    "case.given_to_team": gettext_lazy("Passed to another team"),
    "case.covered": gettext_lazy("A colleague covers while the officer is away"),
    "case.cover_ended": gettext_lazy("Back with its officer"),
    "case.noted": gettext_lazy("We wrote"),
    "case.promised": gettext_lazy("We promised"),
    "case.promise_kept": gettext_lazy("We did what we promised"),
    "case.promise_broken": gettext_lazy("We did not do what we promised. We are sorry."),
    "case.task_added": gettext_lazy("To be done"),
    "case.task_finished": gettext_lazy("Done"),
    "case.task_dropped": gettext_lazy("Not to be done after all"),
    "case.visit_moved": gettext_lazy("The time of a visit changed"),
    "case.clock_extended": gettext_lazy("We need more time"),
    "case.clock_paused": gettext_lazy("The time limit stands still"),
    "case.clock_resumed": gettext_lazy("The time limit goes on"),
    "case.clock_excused": gettext_lazy("The time limit no longer holds"),
    "case.clock_moved": gettext_lazy("A bank holiday moved the date"),
    "case.file_attached": gettext_lazy("A file was added"),
    "case.closed": gettext_lazy("Closed"),
    "case.reopened": gettext_lazy("Opened again"),
    "rights.asked": gettext_lazy("You asked about your data"),
    "rights.waits": gettext_lazy("We asked you for something, and the time limit stands still"),
    "rights.goes_on": gettext_lazy("You gave what we asked for, and the time limit goes on"),
    "rights.extended": gettext_lazy("We need more time"),
    "rights.corrected": gettext_lazy("We put it right"),
    "rights.told_recipient": gettext_lazy("We told somebody who had it that it was wrong"),
    "rights.given": gettext_lazy("We gave you what we hold"),
    "rights.fetched": gettext_lazy("You fetched it"),
    "rights.answered": gettext_lazy("We answered"),
    "rights.refused": gettext_lazy("Not done, for these reasons"),
    "rights.withdrawn": gettext_lazy("Taken back"),
    "data_complaint.made": gettext_lazy("You complained about how we use your data"),
    "data_complaint.acknowledged": gettext_lazy("We wrote how we understand it"),
    "data_complaint.answered": gettext_lazy("We answered"),
    "data_complaint.withdrawn": gettext_lazy("Taken back"),
}
OWN_EVENTS: dict[str, Promise] = {
    "contact.logged": gettext_lazy("You wrote to us"),
    "contact.chased": gettext_lazy("You wrote that you had heard nothing"),
    "case.file_attached": gettext_lazy("You sent a file"),
}
"""What she did in her own account, where that reads otherwise."""

NAMED = ("officer", "team", "what", "title", "promise")
"""The facts of an event that she reads, in this order: names, and what was promised."""


@dataclass(frozen=True)
class Told:
    """One thing that happened, in words."""

    title: str
    at: datetime
    by: str
    facts: str
    words: str
    is_own: bool


def told(events: list[EventFacts], resident: Resident) -> list[Told]:
    """Return what happened in words, as this resident reads it."""
    return [_told(event, resident) for event in events]


def _told(event: EventFacts, resident: Resident) -> Told:
    own = event.is_own and event.kind in OWN_EVENTS
    title = OWN_EVENTS[event.kind] if own else OUR_EVENTS.get(event.kind, gettext_lazy("Something happened"))
    return Told(
        title=str(title),
        at=event.at,
        by=_by(event, resident),
        facts="; ".join(_facts(event.facts)),
        words=event.words,
        is_own=event.is_own,
    )


def _by(event: EventFacts, resident: Resident) -> str:
    if not event.is_own:
        return event.by or ""
    if event.by_resident == resident.person_id:
        return _("you, on this website")
    if event.by_resident == resident.for_person_id:
        return _("the person, on this website")
    return _("somebody who acts for you, on this website")


def _facts(facts: dict[str, Any]) -> Iterator[str]:
    for name in NAMED:
        if value := facts.get(name):
            yield str(value)
    if due := facts.get("due"):
        moment = datetime.fromisoformat(str(due))
        yield _("by %(day)s, %(time)s") % {"day": short_date(moment), "time": clock_time(moment)}


def duty_in_words(code: str, label: str) -> str:
    """Return what must be done by when, as a resident reads it."""
    return str(DUTIES.get(code, label))


def source_of(clock: ClockFacts) -> str:
    """Return the paragraph that a time limit comes from, as the rule book has it."""
    return duty(clock.duty).entry.on(clock.version_from).source
