"""Pages that tie a case to others, attach files, say who may open it, and disagree with its weight or place."""

from functools import partial
from typing import Any

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from rooftree.cases import actions
from rooftree.cases.kinds import kind_of, weigh_one
from rooftree.cases.models import Case, CaseFile, CaseLink, WeightChallenge
from rooftree.cases.permissions import may_read_cases, may_restrict_cases
from rooftree.foundations import files, references
from rooftree.foundations.models import RestrictedGroup
from rooftree.foundations.refusals import Refused
from rooftree.pages.forms import Form, sent
from rooftree.pages.sending_files import as_kept
from rooftree.record.worklist import log_opening_of_cases
from rooftree.staffweb.case_changes import acting, row_of, to_work_on, with_reason
from rooftree.staffweb.case_subject import about_case
from rooftree.staffweb.council_pages import offer
from rooftree.staffweb.limits import count_upload
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import change

# --- Other cases ------------------------------------------------------------------------------------


class LinkForm(Form):
    """Which other case, and what they have to do with each other."""

    other = django_forms.CharField(max_length=40, label="the reference of the other case")
    kind = django_forms.ChoiceField(choices=CaseLink.Kind.choices, label="what they have to do with each other")
    reason = django_forms.CharField(required=False, max_length=500)
    council_id = 0

    def clean_other(self) -> Case:
        """Return the case that is named, of the same council and open to who asks."""
        try:
            reference = references.parse(self.cleaned_data["other"])
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal
        found = Case.objects.filter(council_id=self.council_id, reference=reference).first()
        if found is None:
            raise ValidationError(f"No case that you may see has the reference {reference}. Look for it first")
        return found


def link(request: StaffRequest, reference: str) -> HttpResponse:
    """Say what a case has to do with another."""
    subject = to_work_on(request, reference)
    form = LinkForm(sent(request), initial={"kind": CaseLink.Kind.RELATED})
    form.council_id = subject.case.council_id
    action = partial(actions.link, subject.case, **acting(subject))
    return change(
        request, subject, form, action, template="cases/link.html", said="They are tied. Both stories tell it."
    )


def unlink(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Say that two cases were tied by mistake."""
    subject = to_work_on(request, reference)
    here = Q(case=subject.case) | Q(other=subject.case)
    tie = get_object_or_404(CaseLink.objects.select_related("case", "other"), here, pk=number)
    other = tie.other if tie.case_id == subject.case.pk else tie.case
    action = partial(actions.unlink, tie)
    said = "They are no longer tied."
    return with_reason(request, subject, action, template="cases/unlink.html", said=said, other=other)


# --- Files ------------------------------------------------------------------------------------------


class AttachForm(Form):
    """A file, and what it is."""

    file = django_forms.FileField(label="a file")
    title = django_forms.CharField(max_length=120, label="what the file is")


def attach(request: StaffRequest, reference: str) -> HttpResponse:
    """Attach a file to a case: the letter that came, the photograph, the form."""
    subject = to_work_on(request, reference)
    form = AttachForm(sent(request), files=request.FILES or None)
    council = subject.officer.council

    @transaction.atomic
    def send(file: Any, title: str, key: str) -> None:
        kept = files.keep(
            file, filename=file.name, council=council, at=subject.at, declared=file.content_type or ""
        )
        attached = actions.attach(subject.case, file=kept, title=title, key=key, **acting(subject))
        transaction.set_rollback(attached.file_id != kept.pk)  # Sent twice: the first file is the one.

    def counted(**facts: Any) -> None:
        count_upload(request.user.pk, at=subject.at)
        send(**facts)

    return change(request, subject, form, counted, template="cases/attach.html", said="The file is attached.")


@require_safe
def open_file(request: StaffRequest, reference: str, number: int) -> FileResponse:
    """Send a file of a case, to be kept and not shown by the browser."""
    subject = about_case(request, reference, may_read_cases)
    case = subject.case
    attached = row_of(CaseFile.objects.filter(taken_off_at=None), subject, number)
    if group := case.restricted_to or case.person_restricted_to:
        log_opening_of_cases(case.council_id, group, [case.pk])
    kept, content = files.open_again(attached.file_id, council=subject.officer.council)
    return as_kept(kept, content)


def take_off(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Take off a file that was attached by mistake."""
    subject = to_work_on(request, reference)
    attached = row_of(CaseFile, subject, number)
    action = partial(actions.take_off, attached)
    said = "The file is taken off. It is kept, and the story says so."
    return with_reason(request, subject, action, template="cases/take_off.html", said=said, attached=attached)


# --- Who may open it --------------------------------------------------------------------------------

EVERYBODY = "0"


class RestrictForm(Form):
    """Who may open a case, and why."""

    group = django_forms.ChoiceField(label="who may open this case")
    reason = django_forms.CharField(max_length=1000, label="the reason")


def restrict(request: StaffRequest, reference: str) -> HttpResponse:
    """Say who may open a case."""
    subject = about_case(request, reference, may_restrict_cases)
    council_groups = RestrictedGroup.objects.filter(council_id=subject.officer.council_id).order_by("name")
    groups = {str(group.pk): group for group in council_groups}
    form = RestrictForm(sent(request), initial={"group": str(subject.case.restricted_to)})
    named = [(number, group.name) for number, group in groups.items()]
    offer(form, group=[(EVERYBODY, "Everybody who may see the person"), *named])

    def send(group: str, **facts: Any) -> None:
        if group == EVERYBODY:
            actions.unrestrict(subject.case, **acting(subject), **facts)
        else:
            actions.restrict(subject.case, group=groups[group], **acting(subject), **facts)

    said = "Who may open this case has changed."
    return change(request, subject, form, send, template="cases/restrict.html", said=said)


# --- What it weighs, and where it stands ------------------------------------------------------------


class ChallengeForm(Form):
    """What somebody disagrees with, and why."""

    about = django_forms.ChoiceField(choices=WeightChallenge.About.choices, label="what you disagree with")
    why = django_forms.CharField(max_length=1000, label="why")
    stood_at = django_forms.CharField(required=False, max_length=40, widget=django_forms.HiddenInput)


def challenge(request: StaffRequest, reference: str) -> HttpResponse:
    """Disagree with the weight of a case, or with its place on a worklist."""
    subject = to_work_on(request, reference)
    place = request.GET.get("stood_at", "")[:40]
    form = ChallengeForm(sent(request), initial={"about": request.GET.get("about", "weight"), "stood_at": place})
    weight = f"{subject.case.weight} points"

    def send(about: str, stood_at: str, **facts: Any) -> None:
        stood = weight if about == WeightChallenge.About.WEIGHT else stood_at or "a place on a list"
        actions.challenge(subject.case, about=about, stood_at=stood, **acting(subject), **facts)

    said = "Recorded. A manager answers, and the team sees both."
    return change(
        request, subject, form, send, template="cases/challenge.html", said=said, weight=weight, place=place
    )


class WeighForm(Form):
    """The stage of a case, and what makes it harder."""

    stage = django_forms.ChoiceField(required=False)
    factors = django_forms.MultipleChoiceField(required=False)


def weigh(request: StaffRequest, reference: str) -> HttpResponse:
    """Weigh a case anew, by the scheme of its kind."""
    subject = to_work_on(request, reference)
    kind = kind_of(subject.case.kind)
    form = WeighForm(sent(request))
    offer(form, stage=_listed(subject, f"{kind.name}.stages"), factors=_listed(subject, f"{kind.name}.factors"))

    def send(stage: str, factors: list[str], key: str) -> None:
        actions.weigh(subject.case, stage=stage, factors=factors, key=key, **acting(subject))

    shown = {"has_scheme": kind.weigh is not weigh_one, "kind": kind}
    return change(request, subject, form, send, template="cases/weigh.html", said="It is weighed anew.", **shown)


def _listed(subject: Any, code: str) -> list[tuple[str, str]]:
    """Return what can be chosen from a list of the rule book that a kind may have; nothing where it has none."""
    try:
        return list(subject.labels.choices(code))
    except AssertionError:
        return []
