"""My data: see what we hold, have it put right, complain, see who looked, and answer the equality questions."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms as django_forms
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from rooftree.foundations import dates
from rooftree.information_rights import actions
from rooftree.information_rights.actions.residents import NOT_FOR_ANOTHER
from rooftree.information_rights.rules import PREFER_NOT_TO_SAY, Right
from rooftree.pages.forms import Form, sent
from rooftree.pages.sending_files import as_kept
from rooftree.record.resident_data import asked_by, equality_answers, release_to, who_looked
from rooftree.residentweb.answering import change, offer, words_for
from rooftree.residentweb.requests import ResidentRequest

View = Callable[..., HttpResponseBase]

RIGHTS = {
    Right.ACCESS.value: gettext_lazy("See what you hold on me"),
    Right.RECTIFICATION.value: gettext_lazy("Put right what is wrong"),
    Right.ERASURE.value: gettext_lazy("Erase what you hold on me"),
    Right.OBJECTION.value: gettext_lazy("Stop using my data in some way"),
}
STATUSES = {
    "received": gettext_lazy("We are working on it"),
    "waiting": gettext_lazy("We need something from you"),
    "reviewing": gettext_lazy("We are working on it"),
    "ready": gettext_lazy("We are working on it"),
    "answered": gettext_lazy("Answered"),
    "refused": gettext_lazy("Not done: the reasons are in its story"),
    "withdrawn": gettext_lazy("Taken back"),
}


def her_own(view: View) -> View:
    """Let a page be opened by a resident for herself alone: an authority does not reach it."""

    @wraps(view)
    def guarded(request: ResidentRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.resident.is_here_for_another:
            raise PermissionDenied(NOT_FOR_ANOTHER)
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@her_own
def own_data(request: ResidentRequest) -> HttpResponse:
    """Show what she asked about her data, and what she can ask."""
    shown = {"asked": asked_by(request.resident), "rights": RIGHTS, "statuses": STATUSES, "now": dates.now()}
    return render(request, "data/data.html", shown)


class WordsForm(Form):
    """What she asks, in her own words."""

    words = django_forms.CharField(
        max_length=4000,
        widget=django_forms.Textarea,
        error_messages={"required": gettext_lazy("Write what you want to tell us")},
    )


class AskForm(WordsForm):
    """What she asks of her data."""

    right = django_forms.ChoiceField(
        choices=list(RIGHTS.items()), error_messages={"required": gettext_lazy("Choose what you want")}
    )


@her_own
def ask(request: ResidentRequest) -> HttpResponse:
    """Ask what she wants of her data."""
    form = AskForm(sent(request), initial={"right": request.GET.get("right", "")})

    def send(right: str, words: str, key: str) -> None:
        actions.ask_about_my_data(right=Right(right), words=words, by=request.resident, at=dates.now(), key=key)

    said = _("We have your request, and answer within a month.")
    return change(request, form, send, template="data/ask.html", following=reverse("resident:own_data"), said=said)


@her_own
def complain(request: ResidentRequest) -> HttpResponse:
    """Ask what she complains of."""
    form = WordsForm(sent(request))

    def send(words: str, key: str) -> None:
        actions.complain_about_my_data(about=words, by=request.resident, at=dates.now(), key=key)

    said = _("We have your complaint, and tell you within 30 days how we understand it.")
    following = reverse("resident:own_data")
    return change(request, form, send, template="data/complain.html", following=following, said=said)


@require_safe
@her_own
def package(request: ResidentRequest, reference: str) -> FileResponse:
    """Send what we gave her, and keep that she fetched it."""
    made = release_to(request.resident, reference)
    if made is None:
        raise Http404("Nothing that was given to you has this reference.")
    kept, content = actions.fetch(made, by=request.resident, at=dates.now())
    return as_kept(kept, content)


@require_safe
@her_own
def looks(request: ResidentRequest) -> HttpResponse:
    """Show who looked at her record: the day and the team."""
    return render(request, "data/looks.html", {"looks": who_looked(request.resident, at=dates.now())})


# --- Equality -----------------------------------------------------------------------------------------


@require_safe
@her_own
def equality(request: ResidentRequest) -> HttpResponse:
    """Show the equality questions, and what she answered."""
    words, said = words_for(request), equality_answers(request.resident)
    answers = {
        code: (question, words.of("information_rights.equality_answers", said[code]) if code in said else "")
        for code, question in words.choices("information_rights.equality")
    }
    return render(request, "data/equality.html", {"answers": answers, "any": bool(said)})


class AnswerForm(Form):
    """Her answer to one equality question."""

    answer = django_forms.ChoiceField(
        error_messages={"required": gettext_lazy("Choose an answer, or “Prefer not to say”")}
    )


@her_own
def equality_question(request: ResidentRequest, question: str) -> HttpResponse:
    """Ask one equality question; then the next that she has not answered."""
    words = words_for(request)
    questions = dict(words.choices("information_rights.equality"))
    if question not in questions:
        raise Http404("No such question is asked.")
    said = equality_answers(request.resident)
    form = AnswerForm(sent(request), initial={"answer": said.get(question, "")})
    choices = words.choices("information_rights.equality_answers")
    offer(
        form,
        answer=[each for each in choices if each[0].startswith(f"{question}.") or each[0] == PREFER_NOT_TO_SAY],
    )

    def send(answer: str, key: str) -> None:
        actions.declare_equality({**said, question: answer}, by=request.resident, at=dates.now(), key=key)

    codes = list(questions)
    later = [code for code in codes[codes.index(question) + 1 :] if code not in said]
    following = reverse("resident:equality_question", args=later[:1]) if later else reverse("resident:equality")
    shown = {
        "template": "data/equality_question.html",
        "following": following,
        "said": _("Kept, apart from your record."),
    }
    return change(request, form, send, **shown, heading=questions[question])


@her_own
def withdraw_equality(request: ResidentRequest) -> HttpResponse:
    """Take away what she answered."""
    form = Form(sent(request))

    def send(key: str) -> None:
        actions.withdraw_my_equality(by=request.resident, at=dates.now(), key=key)

    said, following = _("Your answers are gone."), reverse("resident:equality")
    return change(request, form, send, template="data/withdraw_equality.html", following=following, said=said)
