"""Pages that change a case of any kind: who has it, what it waits for, what is to be done, what teams ask."""

from collections.abc import Callable
from datetime import date, time
from functools import partial
from typing import Any, TypeVar

from django import forms as django_forms
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from rooftree.cases import actions, rules
from rooftree.cases.models import Hold, Task, TeamRequest
from rooftree.cases.permissions import may_work_cases
from rooftree.foundations.dates import london
from rooftree.journeys import promises
from rooftree.pages.forms import DateField, Form, sent
from rooftree.pages.moments import moment_of, time_field
from rooftree.staff import directory
from rooftree.staff.models import Officer, Team
from rooftree.staffweb import case_kinds
from rooftree.staffweb.case_subject import CaseSubject, about_case
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import change, press

Row = TypeVar("Row", bound=Model)


def to_work_on(request: StaffRequest, reference: str) -> CaseSubject:
    """Return the case of a page that changes it, if this officer may work on cases."""
    return about_case(request, reference, may_work_cases)


def acting(subject: CaseSubject) -> dict[str, Any]:
    """Return who acts, and when."""
    return {"by": subject.officer, "at": subject.at}


def row_of(rows: type[Row] | QuerySet[Row], subject: CaseSubject, number: int) -> Row:
    """Return a row of the case, by its id, or raise Http404."""
    return get_object_or_404(rows, case=subject.case, pk=number)


class ReasonForm(Form):
    """Why."""

    reason = django_forms.CharField(max_length=1000, label="the reason")


def with_reason(
    request: StaffRequest,
    subject: CaseSubject,
    action: Callable[..., object],
    *,
    template: str,
    said: str,
    **shown: object,
) -> HttpResponse:
    """Answer a page that asks for nothing but the reason."""
    form = ReasonForm(sent(request))
    return change(
        request, subject, form, partial(action, **acting(subject)), template=template, said=said, **shown
    )


# --- Who has it -------------------------------------------------------------------------------------


@require_POST
def take(request: StaffRequest, reference: str) -> HttpResponse:
    """Take a case up."""
    subject = to_work_on(request, reference)
    action = partial(actions.take, subject.case, **acting(subject))
    return press(request, subject, action, said="You have it now.")


class GiveForm(Form):
    """To whom a case goes, and why."""

    officer = django_forms.ModelChoiceField(
        queryset=Officer.objects.none(), empty_label="Choose a colleague", label="a colleague"
    )
    reason = django_forms.CharField(max_length=1000, label="the reason")


def give(request: StaffRequest, reference: str) -> HttpResponse:
    """Give a case to a colleague."""
    subject = to_work_on(request, reference)
    form = GiveForm(sent(request))
    offer(form, officer=directory.colleagues(subject.officer.council_id, on=subject.on))
    action = partial(actions.give, subject.case, **acting(subject))
    return change(request, subject, form, action, template="cases/give.html", said="Your colleague has it now.")


class GiveToTeamForm(Form):
    """To which team a case goes, and why."""

    team = django_forms.ModelChoiceField(queryset=Team.objects.none(), empty_label="Choose a team", label="a team")
    reason = django_forms.CharField(max_length=1000, label="the reason")


def give_to_team(request: StaffRequest, reference: str) -> HttpResponse:
    """Pass a case to another team, with its whole story."""
    subject = to_work_on(request, reference)
    form = GiveToTeamForm(sent(request))
    offer(form, team=directory.team_choices([subject.officer.council_id]))
    action = partial(actions.give_to_team, subject.case, **acting(subject))
    said = "It is in the other team’s queue, with its whole story."
    return change(request, subject, form, action, template="cases/give_to_team.html", said=said)


def decline(request: StaffRequest, reference: str) -> HttpResponse:
    """Say that one cannot have a case."""
    subject = to_work_on(request, reference)
    action = partial(actions.decline, subject.case)
    said = "Declined. It is back in the team’s queue, with your reason."
    return with_reason(request, subject, action, template="cases/decline.html", said=said)


def put_back(request: StaffRequest, reference: str) -> HttpResponse:
    """Put a case back in its team's queue."""
    subject = to_work_on(request, reference)
    action = partial(actions.put_back, subject.case)
    said = "It is back in the team’s queue."
    return with_reason(request, subject, action, template="cases/put_back.html", said=said)


# --- What it waits for ------------------------------------------------------------------------------


class WaitForm(Form):
    """Until when, and why."""

    until = DateField(label="the day on which it returns")
    until_time = time_field()
    reason = django_forms.CharField(max_length=1000, label="the reason")


class HoldForm(WaitForm):
    """What a case waits for."""

    kind = django_forms.ChoiceField(label="what it waits for")
    source = django_forms.CharField(required=False, max_length=200)


def hold(request: StaffRequest, reference: str) -> HttpResponse:
    """Let a case wait for something."""
    subject = to_work_on(request, reference)
    form = HoldForm(sent(request))
    kinds = [
        choice for choice in subject.labels.choices(rules.HOLDS.code, by_officer=True) if choice[0] != rules.SNOOZE
    ]
    offer(form, kind=[("", "Choose what it waits for"), *kinds])

    def send(until: Any, until_time: Any, **facts: Any) -> None:
        actions.hold(subject.case, until=returns_at(until, until_time), **acting(subject), **facts)

    said = "It leaves the lists now, and returns by itself."
    return change(request, subject, form, send, template="cases/hold.html", said=said)


def snooze(request: StaffRequest, reference: str) -> HttpResponse:
    """Put a case off for some days."""
    subject = to_work_on(request, reference)
    form = WaitForm(sent(request))

    def send(until: Any, until_time: Any, **facts: Any) -> None:
        actions.snooze(subject.case, until=returns_at(until, until_time), **acting(subject), **facts)

    shown = {"days": subject.labels.limit(rules.LONGEST_SNOOZE.code)}
    said = "It is put off, and returns by itself."
    return change(request, subject, form, send, template="cases/snooze.html", said=said, **shown)


def returns_at(day: Any, at: Any) -> Any:
    """Return the moment at which a case returns: with the day, unless a time is given."""
    return moment_of(day, at or time())


def end_hold(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """End a wait sooner."""
    subject = to_work_on(request, reference)
    held = row_of(Hold, subject, number)
    shown = {"held": held, "label": subject.labels.of(rules.HOLDS.code, held.kind)}
    action = partial(actions.end_hold, held)
    said = "It is back on the lists."
    return with_reason(request, subject, action, template="cases/end_hold.html", said=said, **shown)


# --- What is written and to be done -----------------------------------------------------------------


class NoteForm(Form):
    """What happened."""

    words = django_forms.CharField(max_length=10_000, label="what happened")
    is_shown = django_forms.BooleanField(required=False)


def note(request: StaffRequest, reference: str) -> HttpResponse:
    """Write down what somebody saw, heard or decided."""
    subject = to_work_on(request, reference)
    action = partial(actions.note, subject.case, **acting(subject))
    form = NoteForm(sent(request))
    return change(request, subject, form, action, template="cases/note.html", said="It is on the story.")


class TaskForm(Form):
    """Something to do."""

    what = django_forms.CharField(max_length=1000, label="what is to be done")
    kind = django_forms.ChoiceField(
        choices=[(Task.Kind.TASK, "Something to do"), (Task.Kind.VISIT, "A visit")], label="whether it is a visit"
    )
    due = DateField(required=False)
    due_time = time_field()
    starts = DateField(required=False)
    starts_time = time_field()
    ends_time = time_field()
    owner = django_forms.ModelChoiceField(
        queryset=Officer.objects.none(), required=False, empty_label="Whoever has the case"
    )
    is_shown = django_forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the time of a visit that has a day; what else is to be done has no beginning."""
        said = super().clean() or {}
        if said.get("kind") != Task.Kind.VISIT:
            said["starts"] = None
        check_time_of_visit(self, said)
        return said


def check_time_of_visit(form: Form, said: dict[str, Any]) -> None:
    """Ask for the time at which a visit begins, where its day is given."""
    if said.get("starts") and not said.get("starts_time") and "starts_time" not in form.errors:
        form.add_error("starts_time", "Enter when the visit begins")


def time_of_visit(starts: date | None, starts_time: Any, ends_time: Any) -> dict[str, Any]:
    """Return from when until when a visit lasts; without its end, as long as a visit usually does."""
    if starts is None:
        return {}
    ends = moment_of(starts, ends_time) if ends_time else None
    return {"starts_at": moment_of(starts, starts_time), "due_at": ends}


def add_task(request: StaffRequest, reference: str) -> HttpResponse:
    """Add something to do to a case."""
    subject = to_work_on(request, reference)
    form = TaskForm(sent(request), initial={"kind": Task.Kind.TASK})
    offer(form, owner=directory.colleagues(subject.officer.council_id, on=subject.on))

    def send(due: Any, due_time: Any, starts: Any, starts_time: Any, ends_time: Any, **facts: Any) -> None:
        when = time_of_visit(starts, starts_time, ends_time) or {"due_at": moment_of(due, due_time)}
        actions.add_task(subject.case, **when, **acting(subject), **facts)

    return change(
        request, subject, form, send, template="cases/add_task.html", said="It is on the list of what is next."
    )


class MoveVisitForm(Form):
    """When a visit is now, and why."""

    starts = DateField(label="the day of the visit")
    starts_time = time_field()
    ends_time = time_field()
    reason = django_forms.CharField(max_length=1000, label="the reason")

    def clean(self) -> dict[str, Any]:
        """Ask for the time."""
        said = super().clean() or {}
        check_time_of_visit(self, said)
        return said


def move_visit(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Change when a visit is."""
    subject = to_work_on(request, reference)
    task = row_of(Task.objects.filter(kind=Task.Kind.VISIT), subject, number)
    held = task.starts_at and london(task.starts_at)
    initial = {"starts": held.date(), "starts_time": held.strftime("%H:%M")} if held else {}
    form = MoveVisitForm(sent(request), initial=initial)

    def send(starts: Any, starts_time: Any, ends_time: Any, **facts: Any) -> None:
        actions.move_visit(task, **time_of_visit(starts, starts_time, ends_time), **acting(subject), **facts)

    said = "The visit has another time. The story keeps the one before."
    return change(request, subject, form, send, template="cases/move_visit.html", said=said, task=task)


class EndingForm(Form):
    """What was done."""

    ending = django_forms.CharField(required=False, max_length=1000)


TASKS = Task.objects.filter(kind__in=rules.TASK_KINDS)


def finish_task(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Say that something was done."""
    subject = to_work_on(request, reference)
    task = row_of(TASKS.all(), subject, number)
    action = partial(actions.finish_task, task, **acting(subject))
    form = EndingForm(sent(request))
    return change(request, subject, form, action, template="cases/finish_task.html", said="Done.", task=task)


def drop_task(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Say that something need not be done after all."""
    subject = to_work_on(request, reference)
    task = row_of(TASKS.all(), subject, number)
    action = partial(actions.drop_task, task)
    said = "It is off the list of what is next."
    return with_reason(request, subject, action, template="cases/drop_task.html", said=said, task=task)


class PromiseForm(Form):
    """What we promise, and by when."""

    what = django_forms.CharField(max_length=1000, label="what you promise")
    until = DateField(required=False)
    until_time = time_field()
    owner = django_forms.ModelChoiceField(
        queryset=Officer.objects.none(), required=False, empty_label="Whoever has the case"
    )


def promise(request: StaffRequest, reference: str) -> HttpResponse:
    """Promise something, in words that the resident can read."""
    subject = to_work_on(request, reference)
    form = PromiseForm(sent(request))
    offer(form, owner=directory.colleagues(subject.officer.council_id, on=subject.on))

    def send(until: Any, until_time: Any, **facts: Any) -> None:
        promises.promise(subject.case, until=moment_of(until, until_time), **acting(subject), **facts)

    said = "The promise is recorded, and its clock runs."
    return change(request, subject, form, send, template="cases/promise.html", said=said)


# --- What teams ask of each other -------------------------------------------------------------------


class AskTeamForm(Form):
    """What another team is asked for, and by when it is needed."""

    to_team = django_forms.ModelChoiceField(
        queryset=Team.objects.none(), empty_label="Choose a team", label="the team that you ask"
    )
    what = django_forms.CharField(max_length=1000, label="what you need")
    needed = DateField(label="the day by which you need it")
    needed_time = time_field()


def ask_team(request: StaffRequest, reference: str) -> HttpResponse:
    """Ask another team for something, by a time."""
    subject = to_work_on(request, reference)
    form = AskTeamForm(sent(request))
    offer(form, to_team=directory.team_choices([subject.officer.council_id]))

    def send(needed: Any, needed_time: Any, **facts: Any) -> None:
        needed_by = moment_of(needed, needed_time)
        assert needed_by is not None, "The form asks for the day."
        actions.ask_team(subject.case, needed_by=needed_by, **acting(subject), **facts)

    said = "They are asked. It stands on their list until they answer."
    return change(request, subject, form, send, template="cases/ask_team.html", said=said)


class AnswerForm(Form):
    """What a team answers to what it is asked."""

    decision = django_forms.ChoiceField(label="your answer")
    answer = django_forms.CharField(required=False, max_length=1000)


ANSWERS = {
    TeamRequest.Status.ASKED: [
        ("accept", "Accept it: we will do it"),
        ("finish", "It is done"),
        ("decline", "Decline it"),
    ],
    TeamRequest.Status.ACCEPTED: [("finish", "It is done"), ("decline", "Decline it after all")],
}


def answer_request(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Accept, decline or finish what another team asks."""
    subject = to_work_on(request, reference)
    asked = row_of(TeamRequest.objects.select_related("from_team", "to_team", "asked_by"), subject, number)
    form = AnswerForm(sent(request))
    offer(form, decision=ANSWERS.get(TeamRequest.Status(asked.status), ANSWERS[TeamRequest.Status.ASKED]))

    def send(decision: str, answer: str, key: str) -> None:
        facts = {"key": key, **acting(subject)}
        if decision == "decline":
            actions.decline_request(asked, reason=answer, **facts)
        elif decision == "finish":
            actions.finish_request(asked, answer=answer, **facts)
        else:
            actions.accept_request(asked, answer=answer, **facts)

    said = "Answered. The team that asked sees it."
    return change(request, subject, form, send, template="cases/answer_request.html", said=said, asked=asked)


def withdraw_request(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Take back what one's team asked."""
    subject = to_work_on(request, reference)
    asked = row_of(TeamRequest.objects.select_related("to_team"), subject, number)
    action = partial(actions.withdraw_request, asked)
    said = "It is not asked any more."
    return with_reason(request, subject, action, template="cases/withdraw_request.html", said=said, asked=asked)


# --- The end, and after -----------------------------------------------------------------------------


def _without_own_ending(request: StaffRequest, reference: str) -> CaseSubject:
    """Return the case of a page that closes or opens it; a kind with verbs of its own is closed by those."""
    subject = to_work_on(request, reference)
    if subject.case.kind in case_kinds.KINDS:
        raise Http404("This kind of case is closed, and opened again, in its own way.")
    return subject


class CloseForm(Form):
    """Why a case is closed."""

    reason = django_forms.CharField(required=False, max_length=1000)


def close(request: StaffRequest, reference: str) -> HttpResponse:
    """Close a case of a kind that has no ending of its own."""
    subject = _without_own_ending(request, reference)
    action = partial(actions.close, subject.case, **acting(subject))
    form = CloseForm(sent(request))
    return change(request, subject, form, action, template="cases/close.html", said="The case is closed.")


def reopen(request: StaffRequest, reference: str) -> HttpResponse:
    """Open a closed case again, under its reference, if its kind has no way of its own."""
    subject = _without_own_ending(request, reference)
    action = partial(actions.reopen, subject.case)
    said = "It is open again, with its whole story."
    return with_reason(request, subject, action, template="cases/reopen.html", said=said)
