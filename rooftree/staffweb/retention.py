"""Pages of how long things are kept: the list, what is due, batches that two people decide, proofs, and holds."""

from functools import partial
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rooftree.foundations.refusals import Refused
from rooftree.information_rights import actions
from rooftree.information_rights.models import Certificate, Disposal, DisposalLine, LegalHold
from rooftree.information_rights.permissions import (
    may_approve_destruction,
    may_hold_records,
    may_propose_destruction,
)
from rooftree.information_rights.retention_queries import STATEMENTS, in_words
from rooftree.information_rights.rules import RETENTION
from rooftree.pages.forms import DateField, Form, sent, was_done
from rooftree.staff.models import Officer
from rooftree.staffweb.council_pages import address_of_page, asked_of, change, council_of, show
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import about
from rooftree.staffweb.subject import change as change_person

LINES = 50
CERTIFICATES = 50


@require_safe
def retention(request: StaffRequest) -> HttpResponse:
    """Show how long everything is kept, the batches that are due, the proofs of destruction, and the holds."""
    who, officer = council_of(request, may_propose_destruction)
    council_id = officer.council_id
    listed = RETENTION.version(on=who.on, council=council_id)
    open_ = Disposal.objects.filter(council_id=council_id).exclude(status__in=("destroyed", "dropped"))
    proofs = Certificate.objects.filter(council_id=council_id).select_related("proposed_by", "approved_by")
    holds = LegalHold.objects.filter(council_id=council_id, ended_at__isnull=True, until_on__gt=who.on)
    context = {
        "officer": officer,
        "several": len(who.officers) > 1,
        "councils": who.councils,
        "rules": [(in_words(item), str(item.flags["of"]) in STATEMENTS) for item in listed],
        "batches": [(batch, _label(listed, batch), batch.lines.count()) for batch in open_],
        "certificates": [(proof, _label(listed, proof)) for proof in proofs[:CERTIFICATES]],
        "holds": holds.select_related("person", "case", "by"),
        "may_hold": bool(may_hold_records(officer)),
    }
    return show(request, "information_rights/retention.html", context)


def _label(listed: Any, row: Disposal | Certificate) -> str:
    return listed.label_of(row.record_type) if row.record_type in listed else row.record_type


def _batch(request: StaffRequest, pk: int, permission: Any) -> tuple[Disposal, dict[str, Any], Officer]:
    found = get_object_or_404(Disposal.objects.select_related("proposed_by", "approved_by"), pk=pk)
    officer, at = asked_of(request, found, permission)
    return found, {"by": officer, "at": at}, officer


@require_safe
def batch(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a batch: each record, since when and until when it was kept, and what can be done."""
    found, _, officer = _batch(request, pk, may_propose_destruction)
    lines = Paginator(found.lines.select_related("kept_by"), LINES).get_page(request.GET.get("page"))
    context = {
        "batch": found,
        "page": lines,
        "address_of": address_of_page(request),
        "officer": officer,
        "goes": found.lines.filter(kept_because="").count(),
        "proof": Certificate.objects.filter(disposal=found).first(),
        "may_approve": bool(may_approve_destruction(officer)) and found.proposed_by_id != officer.pk,
        "is_open": found.status in (Disposal.Status.DUE, Disposal.Status.PROPOSED),
        "form": Form(),
    }
    return show(request, "information_rights/disposal.html", context)


def _press(request: StaffRequest, pk: int, action: Any, *, said: str) -> HttpResponse:
    form = Form(request.POST)
    if was_done(form, action):
        messages.success(request, said)
    else:
        messages.error(request, " ".join(map(str, form.non_field_errors())))
    return redirect("staff:disposal", pk)


@require_POST
def propose(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a batch forward."""
    found, by, _ = _batch(request, pk, may_propose_destruction)
    return _press(
        request, pk, partial(actions.propose, found, **by), said="It waits for a colleague to approve it."
    )


@require_POST
def approve(request: StaffRequest, pk: int) -> HttpResponse:
    """Approve what a colleague put forward."""
    found, by, _ = _batch(request, pk, may_approve_destruction)
    return _press(request, pk, partial(actions.approve, found, **by), said="Approved. It can be destroyed.")


@require_POST
def drop(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a batch back."""
    found, by, _ = _batch(request, pk, may_propose_destruction)
    said = "Taken back. The next night reckons anew."
    return _press(request, pk, partial(actions.drop, found, **by), said=said)


@require_POST
def destroy(request: StaffRequest, pk: int) -> HttpResponse:
    """Destroy an approved batch."""
    found, by, _ = _batch(request, pk, may_approve_destruction)
    try:
        proof = actions.destroy(found, **by)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{proof.records} destroyed. The proof is below.")
    return redirect("staff:disposal", pk)


class KeepForm(Form):
    """Why a record is kept after all, and until when."""

    because = django_forms.CharField(max_length=1000, widget=django_forms.Textarea, label="why it is kept")
    until = DateField(label="the day on which it is looked at again")


def keep_line(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep one record of a batch after all."""
    line = get_object_or_404(DisposalLine.objects.select_related("disposal"), pk=pk)
    officer, at = asked_of(request, line, may_propose_destruction)
    return change(
        request,
        KeepForm(sent(request)),
        partial(actions.keep_line, line, by=officer, at=at),
        template="information_rights/keep_line.html",
        back_to=reverse("staff:disposal", args=[line.disposal_id]),
        said="It is kept.",
        line=line,
    )


# --- Holds --------------------------------------------------------------------------------------------


class HoldForm(Form):
    """Why records must be kept, on what paper, until when."""

    reason = django_forms.CharField(max_length=1000, widget=django_forms.Textarea, label="why they must be kept")
    source = django_forms.CharField(required=False, max_length=200)
    until = DateField(label="the day until which they are kept")


def hold_person(request: StaffRequest, reference: str) -> HttpResponse:
    """Keep everything of a person until a day, whatever its time."""
    subject = about(request, reference, may_hold_records)
    action = partial(actions.hold_records, subject.person, by=subject.officer, at=subject.at)
    template, said = "information_rights/hold_person.html", "Nothing of this person is destroyed until then."
    return change_person(request, subject, HoldForm(sent(request)), action, template=template, said=said)


def end_hold(request: StaffRequest, pk: int) -> HttpResponse:
    """End a hold before its day."""
    hold = get_object_or_404(LegalHold.objects.select_related("person", "case"), pk=pk)
    officer, at = asked_of(request, hold, may_hold_records)
    back_to = reverse("staff:retention")
    action = partial(actions.end_hold, hold, by=officer, at=at)
    form = Form(sent(request))
    if request.method == "POST" and was_done(form, action):
        messages.success(request, "The hold is over.")
        return redirect(back_to)
    context = {"hold": hold, "form": form, "back_to": back_to}
    return render(request, "information_rights/end_hold.html", context, status=422 if form.errors else 200)
