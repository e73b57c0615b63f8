"""Residents sign in with a one-time code, and sign out.

The pages say the same to everybody, whether or not they have an account: what is told is what we did if
they have one.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms as django_forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.foundations.tries import TooMany
from rooftree.journeys import portal
from rooftree.pages.forms import DateField, Form, sent
from rooftree.people import portal_codes
from rooftree.people.actions import portal as accounts
from rooftree.people.models import PortalAccount, PortalCode
from rooftree.residentweb import sessions
from rooftree.residentweb.choosing import with_council
from rooftree.residentweb.following import safe_path
from rooftree.residentweb.languages import NAMES
from rooftree.residentweb.requests import PortalRequest, ResidentRequest, open_to_all

WHO = "portal:sign-in"
OVER = ("idle", "long", "ended", "out", "everywhere")
"""Why somebody is asked to sign in: each has its words on the page."""


class ContactForm(Form):
    """The email address or mobile number of an account."""

    contact = django_forms.CharField(
        max_length=300,
        error_messages={"required": _("Enter your email address or mobile number")},
    )


class CodeForm(Form):
    """The six figures."""

    code = django_forms.CharField(
        max_length=20, error_messages={"required": _("Enter the six figures of the code")}
    )


class BirthForm(Form):
    """A date of birth, to tell people apart who share a number."""

    born = DateField(error_messages={"required": _("Enter your date of birth")})


@open_to_all
@with_council
def sign_in(request: PortalRequest) -> HttpResponse:
    """Ask for an email address or a mobile number, and have a code sent to it."""
    if request.resident:
        return redirect("/")
    following = safe_path(request, request.POST.get("next") or request.GET.get("next"))
    form = ContactForm(sent(request))
    status = 200
    if form.is_valid():
        typed = form.cleaned_data["contact"]
        try:
            code = _ask(request, typed)
        except Refused as refusal:
            status = refuse(form, refusal)
        else:
            hold_code(request, code, typed=typed, following=following)
            return redirect("resident:code")
    over = request.GET.get("over", "")
    shown = {"form": form, "following": following, "over": over if over in OVER else ""}
    return render(request, "portal/sign_in.html", shown, status=422 if form.errors and status == 200 else status)


def _ask(request: PortalRequest, typed: str) -> PortalCode:
    where = get_adapter().get_client_ip(request)
    with acting_for([request.councils[0].pk], who=WHO, where=where):
        return portal.ask_to_sign_in(
            request.councils[0].pk, typed=typed, language=language_of(request), where=where, at=dates.now()
        )


def hold_code(request: HttpRequest, code: PortalCode, *, typed: str, following: str) -> None:
    """Bind a code to this browser's session: no other can use it."""
    request.session[sessions.CODE_KEY] = {
        "id": code.pk,
        "council": code.council_id,
        "typed": typed,
        "next": following,
        "proved": False,
    }


def held_code(request: PortalRequest) -> tuple[dict[str, Any], PortalCode] | None:
    """Return the code that this browser asked for, in the council whose pages these are."""
    held = request.session.get(sessions.CODE_KEY)
    if not held or not request.councils or held["council"] != request.councils[0].pk:
        return None
    with acting_for([held["council"]], who=WHO):
        code = PortalCode.objects.filter(pk=held["id"]).first()
    return (held, code) if code else None


@open_to_all
@with_council
def code(request: PortalRequest) -> HttpResponse:
    """Ask for the code that was sent, and sign in with it."""
    found = held_code(request)
    if found is None:
        return redirect("resident:sign_in")
    held, asked = found
    form = CodeForm(sent(request))
    status = 200
    if form.is_valid():
        try:
            who = _use(request, asked, form.cleaned_data["code"])
        except Refused as refusal:
            status = refuse(form, refusal)
        else:
            return _go_in(request, held, who)
    shown = {"form": form, "asked": asked, "typed": held["typed"], "demo_code": demo_code(asked)}
    return render(request, "portal/code.html", shown, status=422 if form.errors and status == 200 else status)


def _use(request: PortalRequest, asked: PortalCode, typed: str) -> list[PortalAccount]:
    where = get_adapter().get_client_ip(request)
    with acting_for([asked.council_id], who=WHO, where=where):
        return portal.use_code(asked, typed=typed, where=where, at=dates.now())


def _go_in(request: PortalRequest, held: dict[str, Any], who: list[PortalAccount]) -> HttpResponse:
    """Sign in the one whose code it was; ask who it is where several share the number."""
    if len(who) == 1:
        return _begin(request, who[0], following=held["next"])
    request.session[sessions.CODE_KEY] = {**held, "proved": True}
    return redirect("resident:who")


def _begin(request: PortalRequest, account: PortalAccount, *, following: str) -> HttpResponse:
    sessions.begin(request, account=account.pk, council=account.council_id)
    with acting_for([account.council_id], opened=[account.person_id], who=WHO):
        accounts.note_sign_in(account, at=dates.now())
    return redirect(safe_path(request, following))


@open_to_all
@with_council
def who(request: PortalRequest) -> HttpResponse:
    """Ask for the date of birth where several people share the number that the code was sent to."""
    found = held_code(request)
    if found is None or not found[0]["proved"]:
        return redirect("resident:sign_in")
    held, asked = found
    form = BirthForm(sent(request))
    status = 200
    if form.is_valid():
        where = get_adapter().get_client_ip(request)
        try:
            with acting_for([asked.council_id], who=WHO, where=where):
                account = portal.which_of(asked, born=form.cleaned_data["born"], where=where, at=dates.now())
        except Refused as refusal:
            status = refuse(form, refusal)
        else:
            return _begin(request, account, following=held["next"])
    return render(
        request, "portal/who.html", {"form": form}, status=422 if form.errors and status == 200 else status
    )


@open_to_all
@require_POST
@with_council
def again(request: PortalRequest) -> HttpResponse:
    """Have a new code sent to what was typed before."""
    held = request.session.get(sessions.CODE_KEY)
    if not held:
        return redirect("resident:sign_in")
    form = ContactForm({"contact": held["typed"]})
    try:
        code = _ask(request, held["typed"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
        shown = {"form": form, "following": held["next"], "over": ""}
        return render(request, "portal/sign_in.html", shown, status=429)
    hold_code(request, code, typed=held["typed"], following=held["next"])
    return redirect("resident:code")


@require_POST
def sign_out(request: ResidentRequest) -> HttpResponse:
    """End this session."""
    sessions.end(request)
    return _signed_out("out")


@require_POST
def sign_out_everywhere(request: ResidentRequest) -> HttpResponse:
    """End every session of the account, on every phone and computer."""
    accounts.sign_out_everywhere(request.resident.account_id, at=dates.now())
    sessions.end(request)
    return _signed_out("everywhere")


def _signed_out(how: str) -> HttpResponse:
    answer = redirect(f"/sign-in/?over={how}")
    answer["Clear-Site-Data"] = '"cache"'
    return answer


def typed(request: ResidentRequest) -> HttpResponse:
    """Give back what somebody had typed when their session was over, to send it now."""
    kept = request.session.pop(sessions.KEPT_KEY, None)
    if not kept or kept["account"] != request.resident.account_id:
        return redirect("/")
    return render(request, "portal/typed.html", {"kept": kept})


def refuse(form: Form, refusal: Refused) -> int:
    """Show on a form what was refused, and return the status of the answer."""
    form.add_error(None, str(refusal))
    return 429 if isinstance(refusal, TooMany) else 422


def language_of(request: HttpRequest) -> str:
    """Return the language of the page that somebody looks at, as an account keeps it."""
    language = (get_language() or "en").split("-")[0]
    return language if language in NAMES else "en"


def demo_code(asked: PortalCode) -> str:
    """Return the code, in the demo, of the one resident whose code is shown; nothing anywhere else."""
    if settings.DEMO and asked.value and asked.value == settings.DEMO_RESIDENT:
        return portal_codes.code_of(asked)
    return ""
