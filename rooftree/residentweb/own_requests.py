"""My requests: all of them, one with its whole story, and what a resident adds to it or says of its answer."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from rooftree.cases.models import Case
from rooftree.contact import actions, rules
from rooftree.contact.actions.residents import own_case, own_enquiry
from rooftree.foundations import dates, links
from rooftree.pages.forms import Form, sent
from rooftree.pages.sending_files import as_kept
from rooftree.people.portal import Scope
from rooftree.record.resident import requests_of
from rooftree.record.resident_request import EventPlace, RequestPage, file_of, request_page
from rooftree.residentweb import story_words
from rooftree.residentweb.answering import change, words_for
from rooftree.residentweb.requests import ResidentRequest


@require_safe
def requests(request: ResidentRequest) -> HttpResponse:
    """List her requests: those that are open, and those that are over."""
    shown = {
        "open": requests_of(request.resident, is_open=True),
        "closed": requests_of(request.resident, is_open=False),
        "now": dates.now(),
        "statuses": story_words.STATUSES,
        "duty": story_words.duty_in_words,
        "scopes": request.resident.scopes,
    }
    return render(request, "requests/requests.html", shown)


@require_safe
def request(request: ResidentRequest, reference: str) -> HttpResponse:
    """Show one request: how far it is, who has it and why, what we promised, by when and why, and its story."""
    page = _page(request, reference, before=_before(request))
    words = words_for(request)
    enquiry = page.enquiry
    shown = {
        "page": page,
        "now": dates.now(),
        "statuses": story_words.STATUSES,
        "duty": story_words.duty_in_words,
        "clocks": [(clock, story_words.source_of(clock)) for clock in page.running],
        "told": story_words.told(page.events, request.resident),
        "reason": words.reason(enquiry.reason) if enquiry else "",
        "answer_by": words.of("contact.answer_ways", enquiry.answer_by) if enquiry else "",
        "may_ask": Scope.ASK in request.resident.scopes,
        "is_whole": not request.GET.get("before"),
        "next_before": f"{page.next_before[0].isoformat()}~{page.next_before[1]}" if page.next_before else "",
    }
    return render(request, "requests/request.html", shown)


def _page(request: ResidentRequest, reference: str, *, before: EventPlace | None = None) -> RequestPage:
    page = request_page(request.resident, reference, before=before)
    if page is None:
        raise Http404("No request of yours has this reference.")
    return page


def _case(request: ResidentRequest, reference: str) -> Case:
    case = own_case(reference, by=request.resident)
    if case is None:
        raise Http404("No request of yours has this reference.")
    return case


def _before(request: ResidentRequest) -> EventPlace | None:
    """Return the event before which the story begins, as the address has it; None for anything else."""
    return links.place_of(request.GET.get("before", ""))


@require_safe
def request_file(request: ResidentRequest, reference: str, pk: int) -> FileResponse:
    """Send a file that she sent, to be kept and not shown by the browser."""
    found = file_of(request.resident, reference, pk, council=request.councils[0])
    if found is None:
        raise Http404("No file of yours has this number.")
    kept, content = found
    return as_kept(kept, content)


# --- Adding to a request ------------------------------------------------------------------------------


class WordsForm(Form):
    """What she writes."""

    words = django_forms.CharField(
        max_length=rules.LONGEST_WORDS,
        widget=django_forms.Textarea,
        error_messages={
            "required": gettext_lazy("Write what you want to tell us"),
            "max_length": gettext_lazy("Write %(limit_value)d characters at most: there are %(show_value)d"),
        },
    )


def _about_case(
    request: ResidentRequest, reference: str, form: Form, action: Callable[..., Any], *, template: str, said: str
) -> HttpResponse:
    """Answer a page on which she adds to a request of hers."""
    page, case = _page(request, reference), _case(request, reference)
    acting = partial(action, case, by=request.resident, at=dates.now())
    following = reverse("resident:request", args=[reference])
    shown = {"page": page, "limit": rules.LONGEST_WORDS}
    return change(request, form, acting, template=template, following=following, said=said, **shown)


def add_words(request: ResidentRequest, reference: str) -> HttpResponse:
    """Ask what she wants to tell us about her request."""
    form = WordsForm(sent(request))
    said = _("We have it. Whoever has your request reads it by the next working day.")
    return _about_case(request, reference, form, actions.add_words, template="requests/add_words.html", said=said)


def heard_nothing(request: ResidentRequest, reference: str) -> HttpResponse:
    """Ask what she has not heard, or what was not done."""
    form = WordsForm(sent(request))
    chase = partial(actions.add_words, has_heard_nothing=True)
    said = _("We have it, and we are sorry. Whoever has your request reads it by the next working day.")
    return _about_case(request, reference, form, chase, template="requests/heard_nothing.html", said=said)


class FileForm(Form):
    """A photograph or a document, and what it shows."""

    file = django_forms.FileField(
        error_messages={
            "required": gettext_lazy("Choose a photo or a document"),
            "empty": gettext_lazy("This file is empty. Choose another one"),
        }
    )
    title = django_forms.CharField(required=False, max_length=rules.LONGEST_TITLE)


def add_file(request: ResidentRequest, reference: str) -> HttpResponse:
    """Ask for a photograph or a document."""
    page, case = _page(request, reference), _case(request, reference)
    form = FileForm(sent(request), files=request.FILES or None)

    def send(file: Any, title: str, key: str) -> None:
        actions.send_file(
            case,
            file,
            filename=file.name,
            declared=file.content_type or "",
            title=title,
            by=request.resident,
            at=dates.now(),
            key=key,
        )

    following = reverse("resident:request", args=[reference])
    said = _("We have your file.")
    most = words_for(request).labels.limit("files.largest")
    return change(
        request,
        form,
        send,
        template="requests/add_file.html",
        following=following,
        said=said,
        page=page,
        most=most,
    )


# --- Whether it is settled ----------------------------------------------------------------------------

YES_NO = [("yes", gettext_lazy("Yes, that settles it")), ("no", gettext_lazy("No"))]


class SettleForm(Form):
    """Whether the answer settles it, and if not, why."""

    settled = django_forms.ChoiceField(
        choices=YES_NO, error_messages={"required": gettext_lazy("Choose yes or no")}
    )
    words = django_forms.CharField(required=False, max_length=rules.LONGEST_WORDS, widget=django_forms.Textarea)

    def clean(self) -> dict[str, Any]:
        """Ask why not, where it is not settled."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("settled") == "no" and not said.get("words"):
            self.add_error("words", _("Write what is not settled"))
        return said


def _about_enquiry(
    request: ResidentRequest, reference: str, form: Form, action: Callable[..., Any], *, template: str, said: str
) -> HttpResponse:
    """Answer a page on which she says something of the answer to a request of hers."""
    page = _page(request, reference)
    enquiry = own_enquiry(reference, by=request.resident)
    if enquiry is None or page.enquiry is None:
        raise Http404("This is no request that can be settled here.")
    acting = partial(action, enquiry, by=request.resident, at=dates.now())
    following = reverse("resident:request", args=[reference])
    shown = {"page": page, "limit": rules.LONGEST_WORDS}
    return change(request, form, acting, template=template, following=following, said=said, **shown)


def settle(request: ResidentRequest, reference: str) -> HttpResponse:
    """Ask whether the answer settles it."""
    form = SettleForm(sent(request))

    def say(enquiry: Any, settled: str, words: str, **facts: Any) -> None:
        say_it = actions.say_settled if settled == "yes" else actions.say_not_settled
        say_it(enquiry, words=words, **facts)

    said = _("Thank you. We have what you said.")
    return _about_enquiry(request, reference, form, say, template="requests/settle.html", said=said)


def not_settled(request: ResidentRequest, reference: str) -> HttpResponse:
    """Ask what is not settled in a request that is closed, or answered."""
    form = WordsForm(sent(request))
    said = _("Your request is open again. We answer it again.")
    return _about_enquiry(
        request, reference, form, actions.say_not_settled, template="requests/not_settled.html", said=said
    )


class TakeBackForm(Form):
    """Why no answer is needed any more, if she wants to say."""

    words = django_forms.CharField(required=False, max_length=1000, widget=django_forms.Textarea)


def take_back(request: ResidentRequest, reference: str) -> HttpResponse:
    """Ask why no answer is needed any more."""
    form = TakeBackForm(sent(request))
    said = _("Your request is closed.")
    return _about_enquiry(
        request, reference, form, actions.take_back, template="requests/take_back.html", said=said
    )
