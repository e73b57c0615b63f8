"""Pages on which a promise is kept or not, and on which somebody says what came of ringing back."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from rooftree.cases.models import Task
from rooftree.cases.permissions import may_work_cases
from rooftree.cases.rules import PROMISE_KINDS
from rooftree.contact import actions
from rooftree.contact.permissions import may_ring_back
from rooftree.contact.rules import Reached
from rooftree.journeys import promises
from rooftree.pages.forms import Form, sent
from rooftree.staff.models import Officer
from rooftree.staff.permissions import Permission
from rooftree.staffweb.case_subject import CaseSubject, about_case
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import change

KEEP = [("keep_promise", "Kept", may_work_cases), ("break_promise", "Not kept", may_work_cases)]
RING = [("callback_attempt", "Rang back", may_ring_back), ("give_up_callback", "Give up", may_ring_back)]


def links_of(task: Task, officer: Officer) -> list[dict[str, str]]:
    """Return the links to what this officer may do with an open promise; nothing for any other task."""
    if task.kind not in PROMISE_KINDS or task.ended_at:
        return []
    pages = RING if task.kind == Task.Kind.CALLBACK else KEEP
    return [
        {"text": words, "href": reverse(f"staff:{page}", args=[task.pk])}
        for page, words, permission in pages
        if permission(officer, task)
    ]


@dataclass(frozen=True)
class Promise:
    """The promise that a page is about, and the case that it was made in."""

    subject: CaseSubject
    task: Task

    @property
    def acting(self) -> dict[str, Any]:
        """Who acts, and when."""
        return {"by": self.subject.officer, "at": self.subject.at}


def _promise(request: StaffRequest, number: int, permission: Permission, *kinds: str) -> Promise:
    tasks = Task.objects.select_related("case", "owner").filter(kind__in=kinds)
    task = get_object_or_404(tasks, pk=number)
    return Promise(about_case(request, task.case.reference, permission), task)


class KeptForm(Form):
    """What was done."""

    ending = django_forms.CharField(max_length=1000, required=False, widget=django_forms.Textarea)


def keep(request: StaffRequest, number: int) -> HttpResponse:
    """Say that a promise was kept."""
    promise = _promise(request, number, may_work_cases, *PROMISE_KINDS)
    action = partial(promises.keep, promise.task, **promise.acting)
    return _answer(request, promise, KeptForm(sent(request)), action, "keep_promise", said="The promise is kept.")


class ReasonForm(Form):
    """Why something was not done."""

    reason = django_forms.CharField(max_length=1000, widget=django_forms.Textarea, label="why")


def break_promise(request: StaffRequest, number: int) -> HttpResponse:
    """Say that a promise will not be kept, and why."""
    promise = _promise(request, number, may_work_cases, *PROMISE_KINDS)
    action = partial(promises.not_keep, promise.task, **promise.acting)
    said = "Recorded as not kept. We say sorry in writing; promise only what will be done."
    return _answer(request, promise, ReasonForm(sent(request)), action, "break_promise", said=said)


class AttemptForm(Form):
    """What came of ringing back."""

    outcome = django_forms.ChoiceField(
        choices=[(each.value, each.label) for each in Reached], label="what came of it"
    )
    note = django_forms.CharField(max_length=1000, required=False, widget=django_forms.Textarea)


def attempt(request: StaffRequest, number: int) -> HttpResponse:
    """Say what came of ringing back: reached, the promise is kept."""
    promise = _promise(request, number, may_ring_back, Task.Kind.CALLBACK)
    form = AttemptForm(sent(request))
    action = partial(actions.log_callback_attempt, promise.task, **promise.acting)
    said = "Recorded. Who was reached was rung back; who was not is to be tried again at another time."
    return _answer(request, promise, form, action, "callback_attempt", said=said)


def give_up(request: StaffRequest, number: int) -> HttpResponse:
    """Give up ringing back, once enough was tried."""
    promise = _promise(request, number, may_ring_back, Task.Kind.CALLBACK)
    action = partial(actions.give_up_callback, promise.task, **promise.acting)
    return _answer(
        request, promise, ReasonForm(sent(request)), action, "give_up_callback", said="The callback is given up."
    )


def _answer(
    request: StaffRequest, promise: Promise, form: Form, action: Any, page: str, *, said: str
) -> HttpResponse:
    task = promise.task
    shown = {
        "task": task,
        "now": promise.subject.at,
        "attempts": list(task.callback_attempts.select_related("by")),
    }
    return change(request, promise.subject, form, action, template=f"contact/{page}.html", said=said, **shown)
