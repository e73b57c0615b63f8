"""Ask us something, one question to a page: what it is about, in your words, how to answer, check, sent.

What was answered so far is kept in the session, so nothing is lost on the way, nor by signing in: a
visitor can begin, and signs in before it is sent.
"""

import time
from typing import Any
from uuid import uuid4

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooftree.contact import actions, rules
from rooftree.contact.actions.residents import ways_to_answer_her
from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.pages.forms import Form, sent, was_done
from rooftree.people.portal import Resident, Scope
from rooftree.record.resident_request import request_page
from rooftree.residentweb import drafts, story_words
from rooftree.residentweb.answering import Words, offer, today, words_for
from rooftree.residentweb.choosing import with_council
from rooftree.residentweb.requests import PortalRequest, ResidentRequest, open_to_all

VISITOR = "portal:ask"
Draft = dict[str, Any]


def draft_of(request: HttpRequest) -> Draft:
    """Return what was answered so far."""
    return drafts.read(request, drafts.ASK)


def keep(request: PortalRequest | ResidentRequest, **answers: str) -> None:
    """Keep an answer, and under which key the whole is sent once."""
    draft = {"key": str(uuid4()), **draft_of(request), **answers}
    account = request.resident.account_id if request.resident else None
    drafts.write(request, drafts.ASK, draft, account=account, at=time.time())


def words_of(request: PortalRequest) -> Words:
    """Return the words of today for whoever asks, signed in or not."""
    if request.resident:
        return words_for(request)
    with acting_for([request.councils[0].pk], who=VISITOR):
        return words_for(request)


# --- What is it about? --------------------------------------------------------------------------------


class TopicForm(Form):
    """Which heading it belongs under."""

    topic = django_forms.ChoiceField(error_messages={"required": _("Choose what it is about")})


@open_to_all
@with_council
def topic(request: PortalRequest) -> HttpResponse:
    """Ask what it is about, roughly."""
    _check_may_ask(request.resident)
    form = TopicForm(sent(request), initial={"topic": draft_of(request).get("topic")})
    offer(form, topic=words_of(request).choices("contact.topics"))
    if form.is_valid():
        keep(request, topic=form.cleaned_data["topic"], reason="")
        return redirect("resident:ask_about")
    return render(request, "ask/topic.html", {"form": form}, status=422 if form.errors else 200)


def _check_may_ask(resident: Resident | None) -> None:
    """Raise PermissionDenied for somebody here for another, on an authority that does not let them ask."""
    if resident and Scope.ASK not in resident.scopes:
        raise PermissionDenied("The authority on which you are here does not say that you may ask for them.")


class ReasonForm(Form):
    """Why somebody gets in touch."""

    reason = django_forms.ChoiceField(error_messages={"required": _("Choose what it is about")})


@open_to_all
@with_council
def about(request: PortalRequest) -> HttpResponse:
    """Ask what it is about, of the reasons under one heading."""
    draft, words = draft_of(request), words_of(request)
    if "topic" not in draft:
        return redirect("resident:ask")
    form = ReasonForm(sent(request), initial={"reason": draft.get("reason")})
    offer(form, reason=[(code, words.reason(code)) for code in reasons_under(draft["topic"], words)])
    if form.is_valid():
        keep(request, reason=form.cleaned_data["reason"], cause="")
        return redirect(
            "resident:ask_cause" if is_failure(form.cleaned_data["reason"], words) else "resident:ask_words"
        )
    shown = {
        "form": form,
        "heading": words.of("contact.topics", draft["topic"]),
        "urgent": words.flag("contact.topics", draft["topic"], "urgent_words"),
    }
    return render(request, "ask/about.html", shown, status=422 if form.errors else 200)


def reasons_under(wanted: str, words: Words) -> list[str]:
    """Return the codes of the reasons that residents can choose under a heading."""
    return [
        code
        for code, _label in words.labels.choices("contact.reasons", for_residents=True)
        if words.labels.flag("contact.reasons", code, "topic") == wanted
    ]


def is_failure(reason: str, words: Words) -> bool:
    """Say whether a reason is one that we caused by not doing something, or not right."""
    return words.labels.flag("contact.reasons", reason, "demand") == rules.FAILURE


class CauseForm(Form):
    """What we did not do, or not right."""

    cause = django_forms.ChoiceField(error_messages={"required": _("Choose what went wrong")})


@open_to_all
@with_council
def cause(request: PortalRequest) -> HttpResponse:
    """Ask what went wrong, where somebody asks because something did."""
    draft, words = draft_of(request), words_of(request)
    if not draft.get("reason"):
        return redirect("resident:ask")
    form = CauseForm(sent(request), initial={"cause": draft.get("cause")})
    offer(form, cause=words.choices("contact.failure_causes"))
    if form.is_valid():
        keep(request, cause=form.cleaned_data["cause"])
        return redirect("resident:ask_words")
    return render(request, "ask/cause.html", {"form": form}, status=422 if form.errors else 200)


# --- In your words ------------------------------------------------------------------------------------


class WordsForm(Form):
    """What somebody asks, in their own words."""

    words = django_forms.CharField(
        max_length=rules.LONGEST_WORDS,
        widget=django_forms.Textarea,
        error_messages={
            "required": _("Write what you want to ask or tell us"),
            "max_length": _("Write %(limit_value)d characters at most: there are %(show_value)d"),
        },
    )


@open_to_all
@with_council
def words(request: PortalRequest) -> HttpResponse:
    """Ask for it in their own words."""
    known = words_of(request)
    _take_reason(request, known)
    draft = draft_of(request)
    if not draft.get("reason"):
        return redirect("resident:ask")
    form = WordsForm(sent(request), initial={"words": draft.get("words")})
    if form.is_valid():
        keep(request, words=form.cleaned_data["words"])
        return redirect("resident:ask_answer")
    shown = {"form": form, "reason": known.reason(draft["reason"]), "limit": rules.LONGEST_WORDS}
    return render(request, "ask/words.html", shown, status=422 if form.errors else 200)


def _take_reason(request: PortalRequest, known: Words) -> None:
    """Take the reason that a link of ours names: `?about=TEN-DET`."""
    named = request.GET.get("about", "")
    if named in dict(known.labels.choices("contact.reasons", for_residents=True)):
        keep(request, topic=str(known.labels.flag("contact.reasons", named, "topic")), reason=named, cause="")


# --- How should we answer? ----------------------------------------------------------------------------


class AnswerForm(Form):
    """How somebody wants to be answered."""

    answer_by = django_forms.ChoiceField(error_messages={"required": _("Choose how we should answer you")})


def answer(request: ResidentRequest) -> HttpResponse:
    """Ask how we should answer, of the ways that are safe."""
    _check_may_ask(request.resident)
    draft, known = draft_of(request), words_for(request)
    if not draft.get("words"):
        return redirect("resident:ask")
    ways = ways_to_answer_her(request.resident, on=today())
    form = AnswerForm(sent(request), initial={"answer_by": draft.get("answer_by", rules.PORTAL)})
    offer(form, answer_by=[(way, known.of("contact.answer_ways", way)) for way in ways])
    if form.is_valid():
        keep(request, answer_by=form.cleaned_data["answer_by"])
        return redirect("resident:ask_check")
    return render(request, "ask/answer.html", {"form": form}, status=422 if form.errors else 200)


# --- Check and send -----------------------------------------------------------------------------------


def check(request: ResidentRequest) -> HttpResponse:
    """Show all answers, and send them."""
    draft, known = draft_of(request), words_for(request)
    if not draft.get("words") or not draft.get("reason"):
        return redirect("resident:ask")
    if not draft.get("answer_by"):
        return redirect("resident:ask_answer")
    form = Form({**request.POST.dict(), "key": draft["key"]} if request.method == "POST" else None)
    made: list[str] = []

    def send(key: str) -> None:
        asked = actions.Asked(
            reason=draft["reason"],
            words=draft["words"],
            answer_by=draft["answer_by"],
            failure_cause=draft.get("cause", ""),
        )
        enquiry = actions.ask(asked, by=request.resident, at=dates.now(), key=key)
        made.append(enquiry.case.reference)

    if was_done(form, send):
        drafts.forget(request, drafts.ASK)
        return _sent(request, made[0])
    shown = {
        "form": form,
        "reason": known.reason(draft["reason"]),
        "cause": known.of("contact.failure_causes", draft.get("cause", "")),
        "own_words": draft["words"],
        "answer_by": known.of("contact.answer_ways", draft["answer_by"]),
    }
    return render(request, "ask/check.html", shown, status=422 if form.errors else 200)


def _sent(request: ResidentRequest, reference: str) -> HttpResponse:
    """Go on to what was sent, or home where an authority lets her ask, but not see requests."""
    if Scope.SEE_REQUESTS in request.resident.scopes:
        return redirect("resident:asked", reference)
    messages.success(request, gettext("We have it. The reference is %(reference)s.") % {"reference": reference})
    return redirect("resident:home")


def asked(request: ResidentRequest, reference: str) -> HttpResponse:
    """Say that it has reached us: its reference, who has it, and by when it is answered, with the sum."""
    page = request_page(request.resident, reference)
    if page is None:
        raise Http404("No request of yours has this reference.")
    clock = next((clock for clock in page.running if clock.duty != "cases.take_up"), None)
    shown = {
        "page": page,
        "clock": clock,
        "source": story_words.source_of(clock) if clock else "",
        "now": dates.now(),
        "duty": story_words.duty_in_words,
    }
    return render(request, "ask/asked.html", shown)
