"""Messages: what we sent a resident, readable again for ever; letters as PDF; and an answer to one."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from rooftree.contact import actions, rules
from rooftree.contact.actions.residents import own_case
from rooftree.foundations import dates, links
from rooftree.pages.forms import sent
from rooftree.people.portal import Scope
from rooftree.record.resident_messages import (
    MessageFacts,
    MessagePlace,
    letter_of,
    message_page,
    messages_page,
)
from rooftree.residentweb.answering import change
from rooftree.residentweb.own_requests import WordsForm
from rooftree.residentweb.requests import ResidentRequest

CHANNELS = {
    "text": gettext_lazy("Text"),
    "email": gettext_lazy("Email"),
    "letter": gettext_lazy("Letter"),
    "": gettext_lazy("Here on this website"),
}


@require_safe
def messages(request: ResidentRequest) -> HttpResponse:
    """List what we sent her, the newest first."""
    page = messages_page(request.resident, before=_before(request))
    next_before = f"{page.next_before[0].isoformat()}~{page.next_before[1]}" if page.next_before else ""
    shown = {"page": page, "channels": CHANNELS, "next_before": next_before, "is_first": not request.GET}
    return render(request, "own_messages/messages.html", shown)


def _before(request: ResidentRequest) -> MessagePlace | None:
    """Return the message before which the list begins, as the address has it; None for anything else."""
    return links.place_of(request.GET.get("before", ""))


@require_safe
def message(request: ResidentRequest, pk: int) -> HttpResponse:
    """Show one message in full."""
    shown = {
        "message": _message(request, pk),
        "channels": CHANNELS,
        "may_ask": Scope.ASK in request.resident.scopes,
    }
    return render(request, "own_messages/message.html", shown)


def _message(request: ResidentRequest, pk: int) -> MessageFacts:
    found = message_page(request.resident, pk)
    if found is None:
        raise Http404("No message to you has this number.")
    return found


@require_safe
def letter(request: ResidentRequest, pk: int) -> HttpResponse:
    """Send a message as a letter in PDF, to be kept."""
    found = letter_of(request.resident, pk, council=request.councils[0])
    if found is None:
        raise Http404("No message to you has this number.")
    name, pdf = found
    attached = content_disposition_header(as_attachment=True, filename=name) or ""
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": attached})


def reply(request: ResidentRequest, pk: int) -> HttpResponse:
    """Ask what she wants to answer: it goes to whoever has the request that the message is about."""
    found = _message(request, pk)
    case = own_case(found.case, by=request.resident) if found.case and found.is_open else None
    if case is None:
        raise Http404("This message is about no open request of yours. Ask us something instead.")
    form = WordsForm(sent(request))
    action = partial(actions.add_words, case, reply_to=pk, by=request.resident, at=dates.now())
    return change(
        request,
        form,
        action,
        template="own_messages/reply.html",
        following=reverse("resident:request", args=[found.case]),
        said=_("We have your answer. Whoever has your request reads it by the next working day."),
        message=found,
        limit=rules.LONGEST_WORDS,
    )
