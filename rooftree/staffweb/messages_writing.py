"""The page on which an officer writes to the person of a case, and sees beforehand how it goes and why."""

from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from rooftree.contact.actions import writing
from rooftree.contact.permissions import may_log_contacts
from rooftree.contact.telling import WRITTEN
from rooftree.correspondence import catalogue
from rooftree.correspondence.previews import Preview, preview
from rooftree.correspondence.rules import Status
from rooftree.foundations.refusals import Refused
from rooftree.pages.forms import Form, sent
from rooftree.people.models import Person
from rooftree.staffweb.case_subject import CaseSubject, about_case
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import change

LONGEST = 10_000


class WriteForm(Form):
    """What a template needs beside what the case says. Its fields are the template's."""

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        self.asked = writing.facts_to_ask(code)
        super().__init__(*args, **kwargs)
        for name, what in self.asked.items():
            label = what[:1].lower() + what[1:]
            self.fields[f"fact_{name}"] = django_forms.CharField(max_length=LONGEST, label=label)
            self.fields[f"fact_{name}"].error_messages["required"] = f"Write {label}"

    def said(self) -> dict[str, str]:
        """Return what was written, by the template's names."""
        return {name: self.cleaned_data[f"fact_{name}"] for name in self.asked}

    def boxes(self) -> list[tuple[Any, str]]:
        """Return each field with its words, for the page."""
        return [(self[f"fact_{name}"], what) for name, what in self.asked.items()]


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: StaffRequest, reference: str) -> HttpResponse:
    """Write to the person of a case. The first button shows how it would go and why, the second sends it."""
    subject = about_case(request, reference, may_log_contacts)
    code = request.GET.get("template", WRITTEN)
    if not writing.may_be_written(code):
        raise Http404("No message of that name is written by hand.")
    form = WriteForm(sent(request), code=code)
    person = Person.objects.select_related("council").filter(cases=subject.case).first()
    shown = _preview(form, subject, person, code)
    context = {"code": code, "choices": _choices(code), "person": person, "shown": shown, "goes": _goes(shown)}
    if request.method == "POST" and "send" not in request.POST:
        status = 422 if form.errors else 200
        return render(request, "messages/write.html", {"subject": subject, "form": form, **context}, status=status)

    def send(key: str, **_facts: Any) -> None:
        writing.write(subject.case, code, said=form.said(), by=subject.officer, at=subject.at, key=key)

    said = "Written. Under “Messages” stands how it goes, and what becomes of it."
    return change(request, subject, form, send, template="messages/write.html", said=said, **context)


def _preview(form: WriteForm, subject: CaseSubject, person: Person | None, code: str) -> Preview | None:
    """Return how it would go, where enough is written to say so; what is missing becomes an error of the form."""
    if person is None or not form.is_bound or not form.is_valid():
        return None
    facts = writing.all_facts(code, subject.case, person, form.said(), subject.officer)
    try:
        return preview(code, person=person, facts=facts, at=subject.at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _goes(shown: Preview | None) -> str:
    """Return whether it goes by itself, as a sentence."""
    if shown is None:
        return ""
    if shown.choice.status is Status.QUEUED:
        return "It goes by itself, within minutes."
    if shown.choice.status is Status.BY_HAND:
        return "Somebody must make it by hand: sending it adds a task for that."
    return "It cannot go. Sending it puts it on the list of what must be dealt with."


def _choices(here: str) -> list[dict[str, object]]:
    """Return the templates that can be chosen, the one of own words first."""
    known = [each for each in catalogue.known().values() if writing.may_be_written(each.code)]
    known.sort(key=lambda each: (each.code != WRITTEN, each.area, each.label))
    return [
        {"value": each.code, "text": f"{each.area}: {each.label}", "selected": each.code == here} for each in known
    ]
