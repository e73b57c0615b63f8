"""What becomes of a contact once the adviser has said how it ended: one step, whatever it starts besides."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from rooftree.cases.models import Case, Task
from rooftree.cases.permissions import may_give_cases
from rooftree.contact import actions
from rooftree.contact.actions import Call, PutThrough
from rooftree.contact.models import Contact
from rooftree.foundations import dates
from rooftree.foundations.models import RestrictedGroup
from rooftree.foundations.refusals import Refused
from rooftree.staff.models import Officer, Team
from rooftree.staffweb.call_form import CALLBACK, CHASE, LIVE, OPENS_A_CASE, OUTCOMES, SIGNPOSTED, Desk


@dataclass(frozen=True)
class Ended:
    """How a contact ended, in the form's answers made into records."""

    ending: str
    case: Case | None = None
    summary: str = ""
    group: RestrictedGroup | None = None
    window: str = ""
    promised: str = ""
    callback_by: Officer | None = None
    to_officer: Officer | None = None
    to_team: Team | None = None
    story: str = ""

    @property
    def put_through(self) -> PutThrough | None:
        """To whom the caller was put through, where it was somebody in particular."""
        if self.ending != LIVE or not (self.to_officer or self.to_team):
            return None
        return PutThrough(self.story, team=self.to_team, officer=self.to_officer)


@transaction.atomic
def finish(call: Call, ended: Ended, *, by: Officer, at: datetime, key: str) -> Contact:
    """Log the contact, and do what its ending says: all of it, or nothing. Sent twice, it is done once.

    About an open case it is a chase, about a closed one a contact more; an ending that needs a case opens
    an enquiry where none is meant. Raises Refused where one of the actions does.
    """
    acting: dict[str, Any] = {"by": by, "at": at}
    if ended.case is not None and ended.case.closed_at and ended.ending != CHASE:
        contact = actions.log_contact(call, ended.case, **acting, key=key)
    elif ended.case is not None:
        contact = actions.chase(ended.case, call, **acting, key=key)
        if put_through := _to_somebody_else(ended):
            _check_may_pass_on(ended.case, by)
            actions.transfer(ended.case, summary=ended.story, **put_through, **acting, key=f"{key}/transfer")
    elif ended.ending in OPENS_A_CASE:
        contact = _opening(call, ended, key=key, **acting)
    else:
        contact = actions.log_contact(call, **acting, key=key)
    if ended.ending == CALLBACK:
        actions.promise_callback(
            _case_of(contact),
            window=ended.window,
            what=ended.promised,
            owner=ended.callback_by,
            **acting,
            key=f"{key}/callback",
        )
    return contact


def _opening(call: Call, ended: Ended, *, by: Officer, at: datetime, key: str) -> Contact:
    """Log the contact that opens an enquiry."""
    enquiry = actions.begin_enquiry(
        call, summary=ended.summary, group=ended.group, put_through=ended.put_through, by=by, at=at, key=key
    )
    assert enquiry.opening_contact is not None, "An enquiry that a contact opened names it."
    return enquiry.opening_contact


def _to_somebody_else(ended: Ended) -> dict[str, Any]:
    """Return to whom an open case goes with the caller: nobody, if they spoke with whoever has it."""
    if ended.put_through is None or ended.case is None:
        return {}
    if ended.to_officer and ended.to_officer.pk != ended.case.owner_id:
        return {"to_officer": ended.to_officer}
    return {"to_team": ended.to_team} if ended.to_team else {}


def _check_may_pass_on(case: Case, by: Officer) -> None:
    """Raise Refused for a case that somebody else has: a sentence, not a closed door, so nothing is lost."""
    if case.owner and case.owner_id != by.pk and not may_give_cases(by, case):
        raise Refused(
            f"{case.owner.name} has {case.reference}, and only they or a manager pass it on. Put the caller "
            "through to them, or choose neither a colleague nor a team: the story is kept with the contact."
        )


def _case_of(contact: Contact) -> Case:
    assert contact.case is not None, "It opened an enquiry, or is about a case."
    return contact.case


def call_of(desk: Desk, said: dict[str, Any]) -> Call:
    """Return the contact as the actions take it, from the answers of the form."""
    caller = desk.caller
    started_at, ended_at = _times(desk, said)
    return Call(
        channel=said["channel"],
        reasons=tuple(said[name] for name in ("reason", "also", "also_too") if said[name]),
        asked=said["asked"],
        outcome=OUTCOMES[said["ending"]],
        caller=said["caller"],
        caller_name=said["caller_name"],
        identity=said["identity"],
        person=caller.person,
        place=caller.place,
        tenancy=caller.tenancy(said["home"]),
        demand=said["demand"],
        failure_cause=said["failure_cause"],
        broken_promise=_promise(said["broken_promise"]),
        started_at=started_at,
        ended_at=ended_at,
        handle_seconds=round((desk.at - said["began"]).total_seconds()),
        accepted=said["accepted"],
        satisfaction=said["satisfaction"],
        adjustments_used=tuple(said["adjustments_used"]),
        note=_note(said),
    )


def ended_of(desk: Desk, said: dict[str, Any]) -> Ended:
    """Return how it ended, from the answers of the form. Raises Refused for a case that is not to be seen."""
    council = {"council_id": desk.officer.council_id}
    return Ended(
        ending=said["ending"],
        case=_case(said["case"], **council),
        summary=said["summary"],
        group=RestrictedGroup.objects.filter(**council, pk=said["group"]).first() if said["group"] else None,
        window=said["window"],
        promised=said["promised"],
        callback_by=_officer(said["callback_by"], **council),
        to_officer=_officer(said["to_officer"], **council),
        to_team=Team.objects.get(**council, pk=said["to_team"]) if said["to_team"] else None,
        story=said["story"],
    )


def _times(desk: Desk, said: dict[str, Any]) -> tuple[datetime, datetime]:
    """Return when the contact began and ended: a letter began on the day that it reached us."""
    received_on = said["received_on"]
    if received_on and received_on != desk.labels.on:
        return dates.midnight_of(received_on), desk.at
    return said["began"], desk.at


def _note(said: dict[str, Any]) -> str:
    """Return the note, with what the ending says besides."""
    told = f"Told to turn to: {said['told']}" if said["ending"] == SIGNPOSTED else ""
    story = f"Told the colleague: {said['story']}" if said["ending"] == LIVE else ""
    return "\n\n".join(filter(None, (told, story, said["note"])))


def _promise(pk: str) -> Task | None:
    return Task.objects.get(pk=int(pk)) if pk else None


def _officer(pk: str, *, council_id: int) -> Officer | None:
    return Officer.objects.get(council_id=council_id, pk=int(pk)) if pk else None


def _case(reference: str, *, council_id: int) -> Case | None:
    if not reference:
        return None
    case = Case.objects.select_related("team", "owner").filter(council_id=council_id, reference=reference).first()
    if case is None:
        raise Refused("That case cannot be seen any more. Choose another, or “Something new”.")
    return case
