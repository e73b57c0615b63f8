"""Pages of the clocks of a case: more time, a pause, going on, and stopping one without its duty."""

from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from rooftree.cases import actions
from rooftree.cases.clocks import version_of
from rooftree.cases.models import Clock
from rooftree.cases.permissions import may_excuse_clocks
from rooftree.pages.forms import DateField, Form, sent
from rooftree.pages.moments import moment_of, time_field
from rooftree.staffweb.case_changes import acting, row_of, to_work_on, with_reason
from rooftree.staffweb.case_subject import about_case
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import change, press


class ExtendForm(Form):
    """How much more time, why, and whether the person was told."""

    amount = django_forms.IntegerField(min_value=1, label="how much more time")
    reason = django_forms.CharField(max_length=1000, label="the reason")
    told_on = DateField(required=False)
    notice_reference = django_forms.CharField(required=False, max_length=60)


class MoveForm(Form):
    """To which moment a promise moves, and why."""

    until = DateField(label="the new day")
    until_time = time_field()
    reason = django_forms.CharField(max_length=1000, label="the reason")


def extend(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Give a clock more time on the terms of its rule, or move a promise that the person agreed to move."""
    subject = to_work_on(request, reference)
    clock = row_of(Clock, subject, number)
    said = "It has more time. The first date stays shown."
    if clock.amount is None:
        form: Form = MoveForm(sent(request))

        def move(until: Any, until_time: Any, **facts: Any) -> None:
            moment = moment_of(until, until_time)
            assert moment is not None, "The form asks for the day."
            actions.move(clock, until=moment, **acting(subject), **facts)

        return change(request, subject, form, move, template="cases/move_promise.html", said=said, clock=clock)
    form = ExtendForm(sent(request))

    def send(told_on: Any, **facts: Any) -> None:
        actions.extend(clock, notified_at=moment_of(told_on, None), **acting(subject), **facts)

    terms = version_of(clock)
    return change(
        request, subject, form, send, template="cases/extend_clock.html", said=said, clock=clock, terms=terms
    )


def pause(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Pause a clock that its rule lets stand still."""
    subject = to_work_on(request, reference)
    clock = row_of(Clock, subject, number)
    action = partial(actions.pause, clock)
    said = "The clock is paused."
    terms = version_of(clock)
    return with_reason(
        request, subject, action, template="cases/pause_clock.html", said=said, clock=clock, terms=terms
    )


@require_POST
def resume(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Let a paused clock go on."""
    subject = to_work_on(request, reference)
    clock = row_of(Clock, subject, number)
    action = partial(actions.resume, clock, **acting(subject))
    return press(request, subject, action, said="The clock goes on. What it stood still is added.")


class ExcuseForm(Form):
    """How a clock stops without its duty, and why."""

    outcome = django_forms.ChoiceField(
        choices=[
            (Clock.Outcome.NOT_REQUIRED, "It is not required any more"),
            (Clock.Outcome.EXCUSED, "There is a lawful reason why it was not done"),
        ],
        label="how it stops",
    )
    reason = django_forms.CharField(max_length=1000, label="the reason")


def excuse(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Stop a clock without its duty being done."""
    subject = about_case(request, reference, may_excuse_clocks)
    clock = get_object_or_404(Clock, case=subject.case, pk=number)
    action = partial(actions.excuse, clock, **acting(subject))
    form = ExcuseForm(sent(request))
    said = "The clock has stopped. The story says why."
    return change(request, subject, form, action, template="cases/excuse_clock.html", said=said, clock=clock)
