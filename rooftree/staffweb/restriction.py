"""Pages that restrict a record to a group, lift that, and take two records apart again."""

from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse

from rooftree.foundations.models import RestrictedGroup
from rooftree.journeys import one_person
from rooftree.pages.forms import Form, sent
from rooftree.people import actions, permissions
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import about, change

EVERYBODY = "0"


class RestrictForm(Form):
    """Who may open a record."""

    group = django_forms.ChoiceField(label="who may open this record")
    reason = django_forms.CharField(max_length=1000, label="the reason")


def restrict(request: StaffRequest, reference: str) -> HttpResponse:
    """Say who may open a person's record."""
    subject = about(request, reference, permissions.may_restrict_people)
    council_groups = RestrictedGroup.objects.filter(council_id=subject.officer.council_id).order_by("name")
    groups = {str(group.pk): group for group in council_groups}
    form = RestrictForm(sent(request), initial={"group": str(subject.person.restricted_to)})
    named = [(number, group.name) for number, group in groups.items()]
    offer(form, group=[(EVERYBODY, "Everybody who serves residents"), *named])

    def send(group: str, **facts: Any) -> None:
        if group == EVERYBODY:
            actions.unrestrict_person(subject.person, by=subject.officer, at=subject.at, **facts)
        else:
            actions.restrict_person(subject.person, groups[group], by=subject.officer, at=subject.at, **facts)

    said = "Who may open this record has changed."
    return change(request, subject, form, send, template="people/restrict.html", said=said)


class ReasonForm(Form):
    """Why."""

    reason = django_forms.CharField(max_length=1000, label="the reason")


def undo_merge(request: StaffRequest, reference: str) -> HttpResponse:
    """Take two records apart that were said to be one person."""
    subject = about(request, reference, permissions.may_merge_people)
    form = ReasonForm(sent(request))
    action = partial(one_person.undo_merge, subject.person, by=subject.officer, at=subject.at)
    said = "The records stand apart again, each with all that it held."
    return change(request, subject, form, action, template="people/undo_merge.html", said=said)
