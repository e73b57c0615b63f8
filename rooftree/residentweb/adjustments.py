"""My adjustments in my own words: what we must do differently, added, still right, or needed no longer."""

from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from rooftree.foundations import dates
from rooftree.pages.forms import Form, sent
from rooftree.people.actions import own_details as actions
from rooftree.record.resident_details import Adjustment, details_page
from rooftree.residentweb.answering import change, offer, today, words_for
from rooftree.residentweb.requests import ResidentRequest


@require_safe
def adjustments(request: ResidentRequest) -> HttpResponse:
    """Show what we do differently for her."""
    shown = {"page": details_page(request.resident, on=today()), "words": words_for(request)}
    return render(request, "adjustments/adjustments.html", shown)


class AddForm(Form):
    """What we must do differently, and her own words of it."""

    code = django_forms.ChoiceField(
        error_messages={"required": gettext_lazy("Choose what we must do differently, or “Something else”")}
    )
    note = django_forms.CharField(
        required=False,
        max_length=actions.LONGEST_NOTE,
        widget=django_forms.Textarea,
        error_messages={
            "max_length": gettext_lazy("Write %(limit_value)d characters at most: there are %(show_value)d")
        },
    )


def add(request: ResidentRequest) -> HttpResponse:
    """Ask what we must do differently for her."""
    words = words_for(request)
    form = AddForm(sent(request))
    offer(form, code=words.choices("people.adjustments"))

    def send(**facts: Any) -> None:
        actions.add_own_adjustment(**facts, by=request.resident, at=dates.now())

    return _change(
        request, form, send, template="adjustments/add.html", said=_("Everybody who serves you sees it.")
    )


class NoteForm(Form):
    """Her own words of it."""

    note = django_forms.CharField(required=False, max_length=actions.LONGEST_NOTE, widget=django_forms.Textarea)


def keep(request: ResidentRequest, pk: int) -> HttpResponse:
    """Ask whether it is still right, and in which words."""
    held = _held(request, pk)
    form = NoteForm(sent(request), initial={"note": held.note})

    def send(note: str, key: str) -> None:
        adjustment = actions.own_adjustment(pk, by=request.resident)
        actions.keep_own_adjustment(adjustment, note=note, by=request.resident, at=dates.now(), key=key)

    said = _("Thank you: we know that it is still right.")
    return _change(request, form, send, template="adjustments/keep.html", said=said, **_named(request, held))


def end(request: ResidentRequest, pk: int) -> HttpResponse:
    """Ask whether she needs it no longer."""
    held = _held(request, pk)
    form = Form(sent(request))

    def send(key: str) -> None:
        adjustment = actions.own_adjustment(pk, by=request.resident)
        actions.end_own_adjustment(adjustment, by=request.resident, at=dates.now(), key=key)

    said = _("We no longer do this.")
    return _change(request, form, send, template="adjustments/end.html", said=said, **_named(request, held))


def _held(request: ResidentRequest, pk: int) -> Adjustment:
    held = details_page(request.resident, on=today()).adjustment(pk)
    if held is None:
        raise Http404("Nothing that we do differently for you has this number.")
    return held


def _named(request: ResidentRequest, held: Adjustment) -> dict[str, object]:
    return {"held": held, "name": words_for(request).of("people.adjustments", held.code)}


def _change(
    request: ResidentRequest, form: Form, action: Any, *, template: str, said: str, **context: object
) -> HttpResponse:
    following = reverse("resident:adjustments")
    limit = actions.LONGEST_NOTE
    return change(request, form, action, template=template, following=following, said=said, limit=limit, **context)
