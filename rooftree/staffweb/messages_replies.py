"""Pages of email that came in: what waits for somebody, one email, and putting it where it belongs."""

from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooftree.cases.models import Case
from rooftree.correspondence.actions.replies import deal_with
from rooftree.correspondence.models import InboundFile, InboundMail
from rooftree.correspondence.permissions import may_read_messages, may_settle_messages
from rooftree.correspondence.replies.waiting import waiting
from rooftree.foundations import files, references
from rooftree.foundations.refusals import Refused
from rooftree.journeys import replies as journey
from rooftree.pages.forms import Form, sent
from rooftree.pages.sending_files import as_kept
from rooftree.record.opening import log_opening
from rooftree.staff.models import Team
from rooftree.staffweb.council_pages import address_of_page, asked, asked_of, change, may, page_of
from rooftree.staffweb.messages import tabs
from rooftree.staffweb.requests import StaffRequest

NOT_THERE = "No open or closed case that you may see has this reference. Look it up with Find."


@require_safe
def replies(request: StaffRequest) -> HttpResponse:
    """List the email that waits for somebody to deal with it, the oldest first."""
    who = asked(request, may_read_messages)
    page = page_of(request, waiting(who.officers))
    teams = Team.objects.filter(council_id__in=who.officers, function="contact").order_by("pk")
    context = {
        "page": page,
        "tabs": tabs(request, "staff:replies"),
        "team_of_nobody": {team.council_id: team.name for team in teams},
        "page_address": address_of_page(request),
    }
    return render(request, "messages/replies.html", context)


@require_safe
def reply(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one email: who wrote it, what, with which files, and where it belongs."""
    mail = _mail(request, pk)
    log_opening(mail.council_id, [{"id": mail.person_id, "restricted_to": mail.restricted_to}])
    context = {
        "mail": mail,
        "files": list(mail.files.select_related("file")),
        "waits": mail.status == InboundMail.Status.WAITS,
        "may_settle": may(request, mail, may_settle_messages),
    }
    return render(request, "messages/reply.html", context)


@require_safe
def reply_file(request: StaffRequest, pk: int, number: int) -> FileResponse:
    """Send a file that came with an email: to be saved, never run."""
    mail = _mail(request, pk)
    held = get_object_or_404(InboundFile.objects.filter(mail=mail), pk=number)
    kept, file = files.open_again(held.file_id, council=mail.council)
    return as_kept(kept, file)


class MatchForm(Form):
    """The case that an email belongs to."""

    reference = django_forms.CharField(max_length=20, label="the reference of the case")

    def clean_reference(self) -> Case:
        """Return the case that was named."""
        try:
            reference = references.parse(self.cleaned_data["reference"])
        except Refused as refusal:
            raise django_forms.ValidationError(str(refusal)) from refusal
        found = Case.objects.filter(reference=reference).select_related("person").first()
        if found is None:
            raise django_forms.ValidationError(NOT_THERE)
        return found


def match(request: StaffRequest, pk: int) -> HttpResponse:
    """Put an email on the case that it belongs to."""
    mail = _mail(request, pk)
    officer, at = asked_of(request, mail, may_settle_messages)

    def put(reference: Case, key: str) -> None:
        journey.match(mail, reference, by=officer, at=at, key=key)

    open_cases = (
        Case.objects.filter(person=mail.person, closed_at__isnull=True) if mail.person else Case.objects.none()
    )
    first = {"reference": mail.case.reference if mail.case else ""}
    return _change(
        request,
        mail,
        MatchForm(sent(request), initial=first),
        put,
        template="messages/match.html",
        said="It is on the case, with its files. Whoever has the case sees it.",
        open_cases=list(open_cases.order_by("-opened_at")[:20]),
    )


class DealForm(Form):
    """What was done with an email."""

    words = django_forms.CharField(max_length=1000, label="what was done")


def deal(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what was done with an email that belongs to no case."""
    mail = _mail(request, pk)
    officer, at = asked_of(request, mail, may_settle_messages)
    action = partial(deal_with, mail, by=officer, at=at)
    said = "Dealt with. It is off the list."
    return _change(request, mail, DealForm(sent(request)), action, template="messages/deal.html", said=said)


def _change(request: StaffRequest, mail: InboundMail, form: Form, action: Any, **facts: Any) -> HttpResponse:
    return change(request, form, action, back_to=reverse("staff:reply", args=[mail.pk]), mail=mail, **facts)


def _mail(request: StaffRequest, pk: int) -> InboundMail:
    """Return an email that this officer may read: else 404, or 403 with the reason."""
    mails = InboundMail.objects.filter(council_id__in=request.officer.officers)
    found = get_object_or_404(mails.select_related("council", "person", "case", "answers", "dealt_by"), pk=pk)
    asked_of(request, found, may_read_messages)
    return found
