"""Casework: an enquiry is opened, a case is noted, promised on, taken up, given and passed on."""

from typing import Annotated, Any, Literal

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Router
from ninja.responses import Status
from pydantic import Field, StringConstraints

from rooftree.api.answers import DoneOut
from rooftree.api.caller import ApiRequest, Caller
from rooftree.api.described import writes
from rooftree.api.kinds import TEXT, Code, Line, Moment, Number, Reference, Sent, Whole, Words, sensible
from rooftree.api.writing import IdempotencyKey, do_once
from rooftree.cases import actions as cases
from rooftree.cases.models import Case, Task
from rooftree.cases.permissions import may_work_cases
from rooftree.contact import actions as contact
from rooftree.contact.models import Enquiry
from rooftree.contact.permissions import may_answer_enquiries, may_log_contacts
from rooftree.foundations.refusals import Refused
from rooftree.journeys import promises
from rooftree.people.models import Person
from rooftree.places.models import Place
from rooftree.staff.models import Officer, Team
from rooftree.tenancies.models import Tenancy

router = Router()

PASSED_ON = "passed_on"
"""How a contact ends that becomes an enquiry: a code of contact.outcomes."""


def _does(operation_id: str, summary: str, *, scope: str = "work_cases", status: int = 200) -> dict[str, Any]:
    return writes(operation_id, summary, scope=scope, tag="cases", out=DoneOut, status=status)


class EnquiryIn(Sent):
    """What somebody asks, and whom and what it is about."""

    council: Code | None = Field(None, description="Its code; only where nobody and nothing is named.")
    person: Reference | None = None
    place: Reference | None = None
    tenancy: Reference | None = None
    channel: Code = Field(description="A code of contact.channels.", examples=["web_form"])
    reasons: list[Code] = Field(
        min_length=1,
        max_length=3,
        description="Codes of contact.reasons, the main one first.",
        examples=[["GEN-OTH"]],
    )
    asked: Line = Field(description="What they ask, in their own words.")
    caller: Literal["person", "third_party", "anonymous"] = "person"
    caller_name: Annotated[str, StringConstraints(max_length=120, pattern=TEXT)] = ""
    demand: Literal["", "value", "failure"] = Field(
        "", description="Why they had to ask, where the reason leaves it open."
    )
    failure_cause: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{0,30}$")] = Field(
        "", description="A code of contact.failure_causes, for a failure."
    )
    summary: Annotated[str, StringConstraints(max_length=200, pattern=TEXT)] = Field(
        "", description="Its line on a worklist; else what they ask."
    )
    started_at: Moment | None = Field(None, description="When they asked, if that was before now.")
    note: Annotated[str, StringConstraints(max_length=4000, pattern=TEXT)] = ""


@router.post("/enquiries", **_does("open_enquiry", "Open an enquiry", scope="log_contacts", status=201))
def open_enquiry(request: ApiRequest, enquiry: EnquiryIn, key: IdempotencyKey) -> Status[dict[str, Any]]:
    """Log what somebody asks, and open its enquiry: it goes where its reason and home lead, and its clocks start.

    Needs the scope `work_cases` besides.
    """
    about = _about(request.caller, enquiry)
    officer = _officer_for(request.caller, enquiry, about)
    call = contact.Call(
        channel=enquiry.channel,
        reasons=tuple(enquiry.reasons),
        asked=enquiry.asked,
        outcome=PASSED_ON,
        caller=enquiry.caller,
        caller_name=enquiry.caller_name,
        started_at=sensible(enquiry.started_at),
        note=enquiry.note,
        demand=enquiry.demand,
        failure_cause=enquiry.failure_cause,
        **about,
    )

    def begin(own: str) -> Enquiry:
        return contact.begin_enquiry(call, summary=enquiry.summary, by=officer, at=request.caller.at, key=own)

    return Status(201, do_once(request, key, begin, council_id=officer.council_id, case_of=lambda made: made.case))


def _about(caller: Caller, enquiry: EnquiryIn) -> dict[str, Any]:
    """Return the person, the place and the tenancy that an enquiry names."""
    named: dict[str, tuple[Any, str | None]] = {
        "person": (Person, enquiry.person),
        "place": (Place, enquiry.place),
        "tenancy": (Tenancy, enquiry.tenancy),
    }
    return {
        name: caller.found(model, may_log_contacts, reference=reference)[0]
        for name, (model, reference) in named.items()
        if reference
    }


def _officer_for(caller: Caller, enquiry: EnquiryIn, about: dict[str, Any]) -> Officer:
    """Return the officer who logs it: of the council of what it is about, else of the one that is named."""
    for record in about.values():
        return caller.at_council(record.council_id, may_log_contacts)
    for pk, officer in caller.officers.officers.items():
        if enquiry.council in (None, officer.council.code):
            return caller.at_council(pk, may_log_contacts)
    raise Http404("You act for no council of this code.")


class NoteIn(Sent):
    """What somebody saw, heard or decided."""

    words: Words
    is_shown: bool = Field(False, description="Whether the resident reads it in her own story.")


@router.post("/cases/{reference}/notes", **_does("note_case", "Record a note", status=201))
def note(request: ApiRequest, reference: Reference, body: NoteIn, key: IdempotencyKey) -> Status[dict[str, Any]]:
    """Record something on a case, open or closed."""
    return Status(201, _on_case(request, reference, key, cases.note, **body.dict()))


class TaskIn(Sent):
    """Something to do."""

    what: Words
    kind: Literal["task", "visit"] = "task"
    due_at: Moment | None = None
    starts_at: Moment | None = Field(None, description="When a visit begins; then it is due when it ends.")
    owner: Annotated[str, StringConstraints(max_length=254, pattern=TEXT)] | None = Field(
        None, description="The email address of a colleague; else whoever has the case."
    )
    is_shown: bool = False


@router.post("/cases/{reference}/tasks", **_does("add_task", "Add something to do", status=201))
def add_task(
    request: ApiRequest, reference: Reference, body: TaskIn, key: IdempotencyKey
) -> Status[dict[str, Any]]:
    """Add something to do to an open case."""
    said = body.dict()
    if body.starts_at is not None and body.kind != "visit":
        raise Refused("Only a visit begins at a moment. Say by when it is due instead.")
    said |= {"owner": _colleague(request, reference, body.owner)}
    said |= {"due_at": sensible(body.due_at), "starts_at": sensible(body.starts_at)}
    return Status(201, _on_case(request, reference, key, cases.add_task, **said))


class PromiseIn(Sent):
    """What is promised, in words that the resident can read."""

    what: Words
    until: Moment | None = Field(None, description="By when; else as the rule book says.")
    owner: Annotated[str, StringConstraints(max_length=254, pattern=TEXT)] | None = None


@router.post("/cases/{reference}/promises", **_does("promise", "Promise something", status=201))
def promise(
    request: ApiRequest, reference: Reference, body: PromiseIn, key: IdempotencyKey
) -> Status[dict[str, Any]]:
    """Promise something on an open case: its clock starts, and the resident can read it."""
    said = body.dict()
    said |= {"owner": _colleague(request, reference, body.owner), "until": sensible(body.until)}
    return Status(201, _on_case(request, reference, key, promises.promise, **said))


ENDS = {Task.Kind.PROMISE: promises.keep, Task.Kind.CALLBACK: cases.keep_promise}
"""What ends a task of a kind: a promise that was kept is told in writing. Every other is finished."""


class EndingIn(Sent):
    """What was done."""

    ending: Annotated[str, StringConstraints(max_length=1000, pattern=TEXT)] = ""


@router.post("/cases/{reference}/tasks/{number}/finish", **_does("finish_task", "Say that it is done"))
def finish_task(
    request: ApiRequest,
    reference: Reference,
    body: EndingIn,
    number: Number,
    key: IdempotencyKey,
) -> dict[str, Any]:
    """Say that something was done, or that a promise was kept."""
    case, officer = _case(request, reference)
    task = get_object_or_404(Task, case=case, pk=number)
    ends = ENDS.get(Task.Kind(task.kind), cases.finish_task)

    def finish(own: str) -> Task:
        return ends(task, ending=body.ending, by=officer, at=request.caller.at, key=own)

    return do_once(
        request, key, finish, council_id=case.council_id, case_of=lambda made: case, task_of=lambda made: made.pk
    )


@router.post("/cases/{reference}/take", **_does("take_case", "Take a case up"))
def take(request: ApiRequest, reference: Reference, key: IdempotencyKey) -> dict[str, Any]:
    """Take up a case that waits in a team's queue."""
    return _on_case(request, reference, key, cases.take)


class GiveIn(Sent):
    """To whom a case goes, and why."""

    officer: Line = Field(description="The email address of a colleague.", examples=["asha.bell@alder.example"])
    reason: Line


@router.post("/cases/{reference}/give", **_does("give_case", "Give a case to a colleague"))
def give(request: ApiRequest, reference: Reference, body: GiveIn, key: IdempotencyKey) -> dict[str, Any]:
    """Give one's own case, one from the queue, or, with the scope `give_cases`, anybody's to a colleague."""
    officer = _colleague(request, reference, body.officer)
    return _on_case(request, reference, key, cases.give, officer=officer, reason=body.reason)


class HandOverIn(Sent):
    """To whom a case goes for good, and why."""

    officer: Line = Field(description="The email address of the colleague who accepted it.")
    because: Line


@router.post("/cases/{reference}/hand-over", **_does("hand_over_case", "Hand a case over for good"))
def hand_over(request: ApiRequest, reference: Reference, body: HandOverIn, key: IdempotencyKey) -> dict[str, Any]:
    """Hand a case over for good to somebody who accepted it. One who has it already keeps it."""
    officer = _colleague(request, reference, body.officer)
    return _on_case(request, reference, key, cases.hand_over, officer=officer, because=body.because)


class GiveToTeamIn(Sent):
    """To which team a case goes, and why."""

    team: Whole = Field(description="The team's number, as /teams gives it.")
    reason: Line


@router.post("/cases/{reference}/give-to-team", **_does("give_case_to_team", "Pass a case to another team"))
def give_to_team(
    request: ApiRequest, reference: Reference, body: GiveToTeamIn, key: IdempotencyKey
) -> dict[str, Any]:
    """Pass a case to another team's queue, with its whole story."""
    case, _officer = _case(request, reference)
    team = get_object_or_404(Team, pk=body.team, council_id=case.council_id)
    return _on_case(request, reference, key, cases.give_to_team, team=team, reason=body.reason)


class ReasonIn(Sent):
    """Why."""

    reason: Line


@router.post("/cases/{reference}/put-back", **_does("put_case_back", "Put a case back in its queue"))
def put_back(request: ApiRequest, reference: Reference, body: ReasonIn, key: IdempotencyKey) -> dict[str, Any]:
    """Put a case back in its team's queue."""
    return _on_case(request, reference, key, cases.put_back, reason=body.reason)


class AnswerIn(Sent):
    """What the person was told."""

    words: Words


@router.post(
    "/enquiries/{reference}/answer", **_does("answer_enquiry", "Answer an enquiry", scope="answer_enquiries")
)
def answer(request: ApiRequest, reference: Reference, body: AnswerIn, key: IdempotencyKey) -> dict[str, Any]:
    """Record the answer that the person was given. It ends when they say that it is settled."""
    found, officer = request.caller.found(Enquiry, may_answer_enquiries, case__reference=reference)

    def tell(own: str) -> Enquiry:
        return contact.answer(found, words=body.words, by=officer, at=request.caller.at, key=own)

    return do_once(request, key, tell, council_id=found.council_id, case_of=lambda made: made.case)


# --- What these share -------------------------------------------------------------------------------


def _case(request: ApiRequest, reference: str) -> tuple[Case, Officer]:
    """Return a case, and the officer who may work on it."""
    return request.caller.found(Case, may_work_cases, reference=reference)


def _on_case(request: ApiRequest, reference: str, key: str, action: Any, **facts: Any) -> dict[str, Any]:
    """Do one thing to a case, once."""
    case, officer = _case(request, reference)

    def act(own: str) -> Any:
        return action(case, **facts, by=officer, at=request.caller.at, key=own)

    return do_once(
        request,
        key,
        act,
        council_id=case.council_id,
        case_of=lambda made: case,
        task_of=lambda made: made.pk if isinstance(made, Task) else None,
    )


def _colleague(request: ApiRequest, reference: str, email: str | None) -> Officer | None:
    """Return the officer of this email address in the council of a case; raise Http404 where there is none."""
    if email is None:
        return None
    case, _officer = _case(request, reference)
    try:
        return get_object_or_404(Officer, email=email.strip().lower(), council_id=case.council_id)
    except Http404:
        raise Http404("No colleague of this council has that email address.") from None
