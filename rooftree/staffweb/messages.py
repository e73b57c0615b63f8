"""Pages of what was sent: to a person, about a case, one message read again, and what did not arrive."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rooftree.cases.permissions import may_read_cases
from rooftree.correspondence import actions, catalogue, printing, queries
from rooftree.correspondence.models import InboundMail, Message
from rooftree.correspondence.permissions import may_read_messages, may_settle_messages
from rooftree.correspondence.rules import OWNED_WORK, Channel, Format, Status
from rooftree.pages.forms import Form, sent
from rooftree.people.permissions import may_change_contact_points
from rooftree.people.queries import records_of
from rooftree.record.opening import log_opening
from rooftree.record.worklist import log_opening_of_cases
from rooftree.staff.models import Team
from rooftree.staffweb.case_subject import about_case
from rooftree.staffweb.council_pages import address_of_page, asked, asked_of, change, may, page_of, press
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import about

MAILS = 50
"""Emails that a list shows, the newest first."""
COLOURS = {
    Status.QUEUED: "grey",
    Status.SENT: "blue",
    Status.DELIVERED: "green",
    Status.FAILED: "red",
    Status.CANNOT: "red",
    Status.BY_HAND: "amber",
    Status.SETTLED: "grey",
}


def words_of_messages() -> dict[str, Any]:
    """Return the words in which templates say what a message is and what became of it."""
    return {
        "label_of": label_of,
        "status_of": lambda message: {
            "text": Status(message.status).label,
            "colour": COLOURS[Status(message.status)],
        },
        "channel_of": lambda message: Channel(message.channel).label if message.channel else "No way was found",
        "format_of": lambda message: Format(message.format).label,
    }


def label_of(code: str) -> str:
    """Return what a template is called; its code, where it is no longer in the catalogue."""
    found = catalogue.known().get(code)
    return found.label if found else code


def tabs(request: StaffRequest, here: str) -> list[dict[str, object]]:
    """Return the links between the pages of messages."""
    pages = [
        ("To deal with", "staff:undelivered"),
        ("Replies", "staff:replies"),
        ("Letters to print", "staff:letters_to_print"),
        ("Words", "staff:templates"),
    ]
    return [{"text": text, "href": reverse(page), "current": page == here} for text, page in pages]


# --- Lists ------------------------------------------------------------------------------------------


@require_safe
def undelivered(request: StaffRequest) -> HttpResponse:
    """List the messages that somebody must deal with, the oldest first."""
    who = asked(request, may_read_messages)
    page = page_of(request, queries.list_of_undelivered(who.officers))
    log_shown(page)
    nobodys = Team.objects.filter(council_id__in=who.officers, function="contact").order_by("pk")
    context = {
        "page": page,
        "tabs": tabs(request, "staff:undelivered"),
        "team_of_nobody": {team.council_id: team.name for team in nobodys},
        "page_address": address_of_page(request),
        **words_of_messages(),
    }
    return render(request, "messages/undelivered.html", context)


@require_safe
def of_person(request: StaffRequest, reference: str) -> HttpResponse:
    """List what was sent to a person, and what they answered by email, the newest first."""
    subject = about(request, reference, may_read_messages)
    records = records_of(subject.person)
    log_opening(subject.officer.council_id, [vars(subject.person)])
    context = {
        "subject": subject,
        "page": page_of(request, queries.messages_to(subject.person)),
        "mails": list(InboundMail.objects.filter(person__in=records).order_by("-taken_at")[:MAILS]),
        "troubles": list(queries.open_troubles(records)),
        "may_settle": bool(may_change_contact_points(subject.officer)),
        "page_address": address_of_page(request),
        **words_of_messages(),
    }
    return render(request, "messages/of_person.html", context)


@require_safe
def of_case(request: StaffRequest, reference: str) -> HttpResponse:
    """List what was sent about a case, and what came back by email, the newest first."""
    subject = about_case(request, reference, may_read_cases)
    if group := subject.case.restricted_to or subject.case.person_restricted_to:
        log_opening_of_cases(subject.officer.council_id, group, [subject.case.pk])
    context = {
        "subject": subject,
        "page": page_of(request, queries.messages_about(subject.case)),
        "mails": list(subject.case.mails.order_by("-taken_at")[:MAILS]),
        "may_write": bool(may_settle_messages(subject.officer)),
        "page_address": address_of_page(request),
        **words_of_messages(),
    }
    return render(request, "messages/of_case.html", context)


class WorksForm(Form):
    """How somebody knows that a number or an address works."""

    words = django_forms.CharField(max_length=300, label="how you know")


def end_trouble(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Say that a number or an address works after all, so that messages go there again."""
    subject = about(request, reference, may_change_contact_points)
    trouble = get_object_or_404(queries.open_troubles(records_of(subject.person)), pk=number)
    return change(
        request,
        WorksForm(sent(request)),
        partial(actions.end_trouble, trouble, by=subject.officer, at=subject.at),
        template="messages/works.html",
        back_to=reverse("staff:messages_to", args=[subject.reference]),
        said="Messages go there again.",
        trouble=trouble,
        subject=subject,
    )


# --- One message ------------------------------------------------------------------------------------


@require_safe
def message(request: StaffRequest, token: str) -> HttpResponse:
    """Show one message as it was sent: its words, which way it went and why, and what became of it."""
    found = _message(request, token)
    log_shown([found])
    context = {
        "message": found,
        "message_template": catalogue.known().get(found.code),
        "attempts": list(found.attempts.order_by("at", "pk")),
        "mails": list(found.replies.order_by("taken_at")),
        "again": list(found.sent_again.order_by("pk")),
        "is_work": Status(found.status) in OWNED_WORK and not found.is_secret,
        "is_letter": found.channel == Channel.LETTER and not found.is_secret,
        "may_settle": may(request, found, may_settle_messages),
        **words_of_messages(),
    }
    return render(request, "messages/message.html", context)


@require_safe
def letter(request: StaffRequest, token: str) -> HttpResponse:
    """Send a letter as it was made: the same words give the same PDF."""
    found = _message(request, token)
    if found.channel != Channel.LETTER or found.is_secret:
        raise Http404("This message is no letter that can be read again.")
    log_shown([found])
    words = {name: getattr(found, name) for name in ("subject", "preview", "asks", "body")}
    answer = HttpResponse(printing.as_pdf(found, found.council, words=words), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{printing.reference_of(found)}.pdf"'
    return answer


class SettleForm(Form):
    """How a message was dealt with."""

    words = django_forms.CharField(max_length=1000, label="what was done")


def settle(request: StaffRequest, token: str) -> HttpResponse:
    """Say how a message that did not arrive was dealt with."""
    found = _message(request, token)
    officer, at = asked_of(request, found, may_settle_messages)
    return change(
        request,
        SettleForm(sent(request)),
        partial(actions.settle, found, by=officer, at=at),
        template="messages/settle.html",
        back_to=_page(found),
        said="Dealt with. It is off the list.",
        message=found,
        **words_of_messages(),
    )


@require_POST
def send_again(request: StaffRequest, token: str) -> HttpResponse:
    """Send once more what a message said, the way that is best and safe now."""
    found = _message(request, token)
    officer, at = asked_of(request, found, may_settle_messages)
    action = partial(actions.send_again, found, by=officer, at=at)
    return press(request, action, back_to=_page(found), said="It goes again, the way that is best and safe now.")


def _page(found: Message) -> str:
    return reverse("staff:message", args=[found.token])


def _message(request: StaffRequest, token: str) -> Message:
    """Return a message that this officer may read: else 404, or 403 with the reason."""
    messages = Message.objects.filter(council_id__in=request.officer.officers)
    related = ("council", "person", "case__team", "case__owner", "queued_by", "settled_by", "council_version")
    found = get_object_or_404(messages.select_related(*related), token=token)
    asked_of(request, found, may_read_messages)
    return found


def log_shown(messages: Iterable[Message]) -> None:
    """Log whose restricted records a page of messages shows. A query for each group, none for most pages."""
    for each in messages:
        if each.restricted_to:
            log_opening(each.council_id, [{"id": each.person_id, "restricted_to": each.restricted_to}])
        if each.case_restricted_to and each.case_id:
            log_opening_of_cases(each.council_id, each.case_restricted_to, [each.case_id])
