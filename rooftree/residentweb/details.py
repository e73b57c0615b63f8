"""My details: how we reach a resident, whether it is safe, and what we call her; a number is changed once."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from rooftree.foundations import dates
from rooftree.foundations.refusals import Refused
from rooftree.journeys import own_details as journey
from rooftree.pages.forms import Form, sent, was_done
from rooftree.people.actions import own_details as actions
from rooftree.people.rules import USES, Safety, Use
from rooftree.record.resident_details import DetailsPage, Point, ReachPage, details_page, reach_page
from rooftree.residentweb import drafts
from rooftree.residentweb.answering import change, offer, today, words_for
from rooftree.residentweb.requests import ResidentRequest
from rooftree.residentweb.signing_in import CodeForm, language_of

KINDS = {
    "mobile": gettext_lazy("Mobile number"),
    "landline": gettext_lazy("Phone number at home"),
    "email": gettext_lazy("Email address"),
    "post": gettext_lazy("Address for letters"),
    "overseas": gettext_lazy("Address abroad"),
}
ASKED = {
    Use.CALL: gettext_lazy("Is it safe for us to call you on this number?"),
    Use.TEXT: gettext_lazy("Is it safe for us to send you texts?"),
    Use.VOICEMAIL: gettext_lazy("Is it safe for us to leave a voice message?"),
    Use.WRITE: gettext_lazy("Is it safe for us to write to you there?"),
}
SAID = {
    (Use.CALL, True): gettext_lazy("Safe to call"),
    (Use.CALL, False): gettext_lazy("Do not call"),
    (Use.TEXT, True): gettext_lazy("Safe to text"),
    (Use.TEXT, False): gettext_lazy("Do not text"),
    (Use.VOICEMAIL, True): gettext_lazy("Safe to leave a voice message"),
    (Use.VOICEMAIL, False): gettext_lazy("Do not leave a voice message"),
    (Use.WRITE, True): gettext_lazy("Safe to write"),
    (Use.WRITE, False): gettext_lazy("Do not write"),
}
WAYS = {"mobile": ["text", "phone"], "landline": ["phone"], "email": ["email"], "post": ["letter"]}
"""The ways of answering that go by each kind."""
ANSWERS = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")), ("", gettext_lazy("I am not sure"))]
SAFE = {"yes": True, "no": False, "": None}
SAID_SAFE = {answer: word for word, answer in SAFE.items()}


@require_safe
def details(request: ResidentRequest) -> HttpResponse:
    """Show what we know of her, and what she can change."""
    shown = {
        "page": details_page(request.resident, on=today()),
        "words": words_for(request),
        "kinds": KINDS,
        "said": SAID,
        "changeable": actions.KINDS,
        "alone": not request.resident.is_here_for_another,
    }
    return render(request, "details/details.html", shown)


def _details(request: ResidentRequest) -> DetailsPage:
    return details_page(request.resident, on=today())


def _point(request: ResidentRequest, pk: int) -> Point:
    point = _details(request).point(pk)
    if point is None:
        raise Http404("No number or address of yours has this number.")
    return point


@require_safe
def reach(request: ResidentRequest, pk: int) -> HttpResponse:
    """Show where a number or an address reaches: whose requests use it, and what goes there."""
    page = _reach(request, pk)
    shown = {
        "page": page,
        "kinds": KINDS,
        "may_confirm": page.point.kind in actions.SIGN_IN_KINDS
        and page.point.owner == "self"
        and page.point.verified_on is None
        and page.point.until_on is None
        and not request.resident.is_here_for_another,
        "alone": not request.resident.is_here_for_another,
        "changeable": actions.KINDS,
    }
    return render(request, "details/reach.html", shown)


def _reach(request: ResidentRequest, pk: int) -> ReachPage:
    kind = next((point.kind for point in _details(request).points if point.id == pk), "")
    page = reach_page(request.resident, pk, ways=WAYS.get(kind, []), at=dates.now())
    if page is None:
        raise Http404("No number or address of yours has this number.")
    return page


# --- Adding and changing a number or an address: what it is, whether it is safe, check ----------------


class KindForm(Form):
    """What is added."""

    kind = django_forms.ChoiceField(error_messages={"required": gettext_lazy("Choose what you want to add")})


class ValueForm(Form):
    """The number or the address."""

    value = django_forms.CharField(
        max_length=300, error_messages={"required": gettext_lazy("Enter the number or the address")}
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_value(self) -> str:
        """Return it as it is kept."""
        try:
            return actions.own_value(self.kind, self.cleaned_data["value"])
        except Refused as refusal:
            raise django_forms.ValidationError(str(refusal)) from refusal


class SafetyForm(Form):
    """Whether each use is safe."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for use in USES[kind]:
            self.fields[f"safe_{use}"] = django_forms.ChoiceField(choices=ANSWERS, required=False)

    @property
    def asked(self) -> list[tuple[Any, str]]:
        """Each question with its field."""
        return [(self[f"safe_{use}"], str(ASKED[use])) for use in USES[self.kind]]

    def clean(self) -> dict[str, Any]:
        """Refuse answers that cannot be true together."""
        said: dict[str, Any] = super().clean() or {}
        try:
            actions.check_own_safety(self.kind, safety_of(said))
        except Refused as refusal:
            raise django_forms.ValidationError(str(refusal)) from refusal
        return said


def safety_of(said: dict[str, Any]) -> Safety:
    """Return whether each use is safe, from the answers of a form or a draft."""
    return Safety(**{use.value: SAFE.get(str(said.get(f"safe_{use}", ""))) for use in Use})


def _draft(request: ResidentRequest) -> dict[str, Any]:
    return drafts.read(request, drafts.POINT)


def _keep(request: ResidentRequest, **answers: Any) -> None:
    draft = {"key": str(uuid4()), **_draft(request), **answers}
    drafts.write(request, drafts.POINT, draft, account=request.resident.account_id, at=time.time())


def add_point(request: ResidentRequest) -> HttpResponse:
    """Ask what she wants to add."""
    form = KindForm(sent(request))
    offer(form, kind=[(kind, str(KINDS[kind])) for kind in actions.KINDS])
    if form.is_valid():
        drafts.forget(request, drafts.POINT)
        _keep(request, kind=form.cleaned_data["kind"], point=None)
        return redirect("resident:point_value")
    return render(request, "details/add_point.html", {"form": form}, status=422 if form.errors else 200)


def change_point(request: ResidentRequest, pk: int) -> HttpResponse:
    """Begin to change one of hers."""
    point = _point(request, pk)
    if point.kind not in actions.KINDS:
        raise Http404("An address for letters is changed by writing to us.")
    drafts.forget(request, drafts.POINT)
    held = {f"safe_{use}": SAID_SAFE[answer] for use, answer in point.uses}
    _keep(request, kind=point.kind, point=pk, value=point.value, **held)
    return redirect("resident:point_value")


def point_value(request: ResidentRequest) -> HttpResponse:
    """Ask for the number or the address."""
    draft = _draft(request)
    if not draft:
        return redirect("resident:details")
    form = ValueForm(sent(request), kind=draft["kind"], initial={"value": draft.get("value", "")})
    if form.is_valid():
        _keep(request, value=form.cleaned_data["value"])
        return redirect("resident:point_safety")
    shown = {
        "form": form,
        "kind": draft["kind"],
        "is_new": draft["point"] is None,
        "heading": KINDS[draft["kind"]],
    }
    return render(request, "details/point_value.html", shown, status=422 if form.errors else 200)


def point_safety(request: ResidentRequest) -> HttpResponse:
    """Ask whether each use of it is safe."""
    draft = _draft(request)
    if not draft.get("value"):
        return redirect("resident:details")
    form = SafetyForm(sent(request), kind=draft["kind"], initial=draft)
    if form.is_valid():
        _keep(request, **{name: form.cleaned_data[name] for name in form.fields})
        return redirect("resident:point_check")
    shown = {"form": form, "value": draft["value"]}
    return render(request, "details/point_safety.html", shown, status=422 if form.errors else 200)


def point_check(request: ResidentRequest) -> HttpResponse:
    """Show what will be kept, what it replaces and where that reaches, and keep it."""
    draft = _draft(request)
    if not draft.get("value"):
        return redirect("resident:details")
    before = _reach(request, draft["point"]) if draft["point"] else None
    form = Form({"key": draft["key"]} if request.method == "POST" else None)
    made: list[int] = []

    def send(key: str) -> None:
        facts = {
            "value": draft["value"],
            "safety": safety_of(draft),
            "by": request.resident,
            "at": dates.now(),
            "key": key,
        }
        if before is None:
            made.append(journey.add_point(kind=draft["kind"], **facts).pk)
        else:
            old = actions.own_point(before.point.id, by=request.resident)
            made.append(journey.change_point(old, **facts).pk)

    if was_done(form, send):
        drafts.forget(request, drafts.POINT)
        messages.success(request, _("It is changed, once and for all of us. This is where it reaches."))
        return redirect("resident:reach", made[0])
    shown = {
        "form": form,
        "kind": KINDS[draft["kind"]],
        "value": draft["value"],
        "safety": [(ASKED[use], dict(ANSWERS)[draft.get(f"safe_{use}", "")]) for use in USES[draft["kind"]]],
        "before": before,
    }
    return render(request, "details/point_check.html", shown, status=422 if form.errors else 200)


def end_point(request: ResidentRequest, pk: int) -> HttpResponse:
    """Ask whether a number or an address no longer works."""
    point = _point(request, pk)
    form = Form(sent(request))

    def end(key: str) -> None:
        held = actions.own_point(pk, by=request.resident)
        actions.end_own_point(held, by=request.resident, at=dates.now(), key=key)

    return change(
        request,
        form,
        end,
        template="details/end_point.html",
        following=reverse("resident:details"),
        said=_("We no longer use it."),
        point=point,
        kinds=KINDS,
    )


# --- Confirming it by a code --------------------------------------------------------------------------

CONFIRMING = "resident-confirming"
"""The session's code: ids of the code and of the number that it was sent to."""


@require_POST
def ask_to_confirm(request: ResidentRequest, pk: int) -> HttpResponse:
    """Send a code to a number or an address of hers."""
    point = actions.own_point(pk, by=request.resident)
    try:
        code = journey.ask_to_confirm(point, language=language_of(request), by=request.resident, at=dates.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("resident:reach", pk)
    request.session[CONFIRMING] = {"code": code.pk, "point": pk}
    return redirect("resident:confirm_point", pk)


def confirm_point(request: ResidentRequest, pk: int) -> HttpResponse:
    """Ask for the code that was sent to it."""
    held = request.session.get(CONFIRMING)
    if not held or held["point"] != pk:
        return redirect("resident:reach", pk)
    point = _point(request, pk)
    form = CodeForm(sent(request))
    status = 200
    if form.is_valid():
        try:
            journey.confirm_by_id(
                held["code"], pk, typed=form.cleaned_data["code"], by=request.resident, at=dates.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            del request.session[CONFIRMING]
            messages.success(request, _("It is confirmed. You can sign in with it from now on."))
            return redirect("resident:reach", pk)
    if form.errors:
        status = 422
    return render(request, "details/confirm_point.html", {"form": form, "point": point}, status=status)


# --- What to call her, and how she likes to be reached ------------------------------------------------

UNASKED = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


class AboutMeForm(Form):
    """What to call her, and how and when she likes to be reached."""

    preferred_name = django_forms.CharField(required=False, max_length=actions.LONGEST_LINE)
    preferred_channel = django_forms.ChoiceField(required=False)
    best_times = django_forms.CharField(required=False, max_length=actions.LONGEST_LINE)
    language = django_forms.ChoiceField(required=False)
    interpreter = django_forms.ChoiceField(choices=UNASKED, required=False)


QUESTIONS: dict[str, str] = {
    "name": "preferred_name",
    "channel": "preferred_channel",
    "times": "best_times",
    "language": "language",
    "interpreter": "interpreter",
}
"""One question to a page: what each is called in its address, and its field."""


def about_me(request: ResidentRequest, question: str) -> HttpResponse:
    """Ask one thing about her: what to call her, how and when to reach her, in which language."""
    if question not in QUESTIONS:
        raise Http404("There is no such question.")
    page, words = _details(request), words_for(request)
    person = page.person
    now = {
        "preferred_name": person.preferred_name,
        "preferred_channel": person.preferred_channel,
        "best_times": person.best_times,
        "language": page.languages[0] if page.languages else "",
        "interpreter": SAID_SAFE[person.interpreter],
    }
    form = AboutMeForm(sent(request), initial=now)
    offer(
        form,
        preferred_channel=[("", _("It does not matter")), *words.choices("people.channels")],
        language=[("", _("Nothing said")), *words.choices("people.languages")],
    )
    action: Callable[..., Any] = partial(_say, page, QUESTIONS[question], now, request)
    return change(
        request,
        form,
        action,
        template="details/about_me.html",
        following=reverse("resident:details"),
        said=_("We have it."),
        question=question,
    )


def _say(
    page: DetailsPage, field: str, now: dict[str, str], request: ResidentRequest, *, key: str, **said: str
) -> None:
    """Keep the answer to one question, and leave the others as they are."""
    held = {**now, field: said[field]}
    main = [held["language"]] if held["language"] else []
    actions.say_about_me(
        preferred_name=held["preferred_name"],
        preferred_channel=held["preferred_channel"],
        best_times=held["best_times"],
        languages=tuple(dict.fromkeys([*main, *page.languages])) if field == "language" else tuple(page.languages),
        interpreter=SAFE[held["interpreter"]],
        by=request.resident,
        at=dates.now(),
        key=key,
    )
