"""Pages that look through what is held on somebody who asked to see it, and give it."""

from functools import partial
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rooftree.foundations.refusals import Refused
from rooftree.information_rights import actions
from rooftree.information_rights.actions.review import waiting
from rooftree.information_rights.models import HeldThing, Release, RightsRequest
from rooftree.information_rights.permissions import may_handle_rights
from rooftree.information_rights.queries import kinds_held, newest_gathering, release_of, things_of
from rooftree.information_rights.rules import Decision, Right, Status
from rooftree.pages.forms import Form, sent, was_done
from rooftree.pages.sending_files import as_kept
from rooftree.record.everything import everything_on
from rooftree.record.worklist import log_opening_of_cases
from rooftree.staffweb.case_subject import CaseSubject
from rooftree.staffweb.council_pages import address_of_page, offer
from rooftree.staffweb.information_rights import ReasonForm, about_request, acting
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import change

THINGS = 25
"""Things on one page, each with all that it says."""

ONLY = {"waiting": "Those that wait for a decision", "calls": "Those that somebody should look at", "": "All"}


def _page_of(subject: CaseSubject) -> str:
    return reverse("staff:held", args=[subject.reference])


@require_safe
def held(request: StaffRequest, reference: str) -> HttpResponse:
    """Show what was gathered for a request, how far it is looked through, and what comes next."""
    subject, asked = about_request(request, reference)
    if asked.right != Right.ACCESS:
        raise Http404("This request is not to see what is held.")
    gathering = newest_gathering(asked)
    undecided, held_back = waiting(gathering) if gathering else (0, 0)
    kinds = kinds_held(gathering) if gathering else []
    seen = sum(each.undecided for each in kinds)
    context = {
        "subject": subject,
        "asked": asked,
        "status": Status(asked.status),
        "gathering": gathering,
        "kinds": kinds,
        "undecided": undecided,
        "hidden": undecided - seen,
        "held_back": held_back,
        "total": sum(gathering.counts.values()) if gathering else 0,
        "release": release_of(asked),
        "form": Form(),
    }
    return render(request, "information_rights/held.html", context)


def _press(request: StaffRequest, subject: CaseSubject, action: Any, *, said: str) -> HttpResponse:
    """Answer a button of these pages: do it, and go back to what is held either way."""
    form = Form(request.POST)
    if was_done(form, action):
        messages.success(request, said)
    else:
        messages.error(request, " ".join(map(str, form.non_field_errors())))
    return redirect(_page_of(subject))


@require_POST
def gather(request: StaffRequest, reference: str) -> HttpResponse:
    """Gather everything held on the person."""
    subject, asked = about_request(request, reference)

    def send(key: str) -> None:
        person = asked.case.person
        assert person is not None, "A request is somebody's."
        actions.keep_gathered(asked, everything_on(person, at=subject.at), key=key, **acting(subject))

    return _press(request, subject, send, said="Everything that we hold is gathered. Look it through.")


class DecideForm(Form):
    """What becomes of one thing, or of several alike."""

    decision = django_forms.TypedChoiceField(
        choices=[(each.value, each.label) for each in Decision], coerce=Decision, label="what becomes of it"
    )
    reason = django_forms.ChoiceField(required=False, label="why it is held back")
    take_out = django_forms.CharField(required=False, max_length=2000, widget=django_forms.Textarea)
    why = django_forms.CharField(max_length=1000, widget=django_forms.Textarea, label="why you decided so")

    def clean_take_out(self) -> tuple[str, ...]:
        """Return the words to take out, one a line."""
        return tuple(filter(None, (line.strip() for line in self.cleaned_data["take_out"].splitlines())))


@require_safe
def things(request: StaffRequest, reference: str) -> HttpResponse:
    """Show things of one kind, or those that wait, each with all that it says and what becomes of it."""
    subject, asked = about_request(request, reference)
    gathering = newest_gathering(asked)
    if gathering is None:
        raise Http404("Nothing has been gathered yet.")
    kind, only = request.GET.get("kind", ""), request.GET.get("only", "")
    found = things_of(gathering, kind=kind, only=only if only in ONLY else "")
    page = Paginator(found, THINGS).get_page(request.GET.get("page"))
    _log(asked, list(page))
    context = {
        "subject": subject,
        "asked": asked,
        "page": page,
        "address_of": address_of_page(request),
        "kind": kind,
        "heading": kind or ONLY.get(only, "All"),
        "decisions": {each.value: each.label for each in Decision} | {"": "Waits for a decision"},
        "labels": subject.labels,
        "may_decide": asked.status == Status.REVIEWING,
    }
    return render(request, "information_rights/things.html", context)


def _log(asked: RightsRequest, shown: list[HeldThing]) -> None:
    """Log that things of restricted groups were shown: as openings of the request, for each group."""
    groups = {each for thing in shown for each in (thing.held_restricted_to, thing.held_also_restricted_to)} - {0}
    for group in sorted(groups):
        log_opening_of_cases(asked.council_id, group, [asked.case_id])


def decide(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Decide what becomes of one thing; by choice, of all of its kind that wait with it."""
    subject, asked = about_request(request, reference)
    gathering = newest_gathering(asked)
    thing = HeldThing.objects.filter(gathering=gathering, pk=number).select_related("copy").first()
    if gathering is None or thing is None:
        raise Http404("This is not among what was gathered last.")
    _log(asked, [thing])
    form = DecideForm(
        sent(request), initial={"decision": thing.decision or Decision.KEEP.value, "reason": thing.reason}
    )
    reasons = subject.labels.choices("information_rights.reasons_to_withhold")
    offer(form, reason=[("", "It is not held back"), *reasons])
    chosen = HeldThing.objects.filter(pk=thing.pk)
    if request.POST.get("alike"):
        chosen = HeldThing.objects.filter(gathering=gathering, kind=thing.kind, decision="")
    done = was_done(form, partial(actions.decide, chosen, request=asked, **acting(subject)))
    if done:
        messages.success(request, "Decided, and kept with your reason.")
        return redirect(f"{reverse('staff:held_things', args=[subject.reference])}?only=waiting")
    context = {
        "subject": subject,
        "form": form,
        "thing": thing,
        "labels": subject.labels,
        "alike": HeldThing.objects.filter(gathering=gathering, kind=thing.kind, decision="").count(),
    }
    return render(request, "information_rights/decide.html", context, status=422 if form.errors else 200)


@require_POST
def finish(request: StaffRequest, reference: str) -> HttpResponse:
    """Say that everything was looked through."""
    subject, asked = about_request(request, reference)
    action = partial(actions.finish_review, asked, **acting(subject))
    return _press(request, subject, action, said="Everything is looked through. It can be given.")


def look_again(request: StaffRequest, reference: str) -> HttpResponse:
    """Send what was looked through back."""
    subject, asked = about_request(request, reference)
    form = ReasonForm(sent(request))
    action = partial(actions.look_again, asked, **acting(subject))
    template, said = "information_rights/look_again.html", "It is to be looked through again."
    return change(request, subject, form, action, template=template, said=said)


@require_POST
def release(request: StaffRequest, reference: str) -> HttpResponse:
    """Pack what is given, and close the request."""
    subject, asked = about_request(request, reference)
    action = partial(actions.release, asked, **acting(subject))
    return _press(request, subject, action, said="The package is made. The person can fetch it, or you print it.")


@require_safe
def package(request: StaffRequest, reference: str) -> HttpResponse | FileResponse:
    """Send the package, for whoever prints it or hands it over."""
    subject, asked = about_request(request, reference)
    made = _given(asked)
    try:
        kept, content = actions.open_package(made, by=subject.officer)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(_page_of(subject))
    for group in made.groups:
        log_opening_of_cases(asked.council_id, group, [asked.case_id])
    return as_kept(kept, content)


def _given(asked: RightsRequest) -> Release:
    made = release_of(asked)
    if made is None:
        raise Http404("Nothing has been given yet.")
    return made


class HowForm(Form):
    """How the person was given it."""

    how = django_forms.CharField(max_length=300, label="how it was given")


def note_fetched(request: StaffRequest, reference: str) -> HttpResponse:
    """Record how the person was given a package that they do not fetch themselves."""
    subject, asked = about_request(request, reference, may_handle_rights)
    action = partial(actions.note_fetched, _given(asked), **acting(subject))
    template, said = "information_rights/note_fetched.html", "Kept with the request."
    return change(request, subject, HowForm(sent(request)), action, template=template, said=said)
