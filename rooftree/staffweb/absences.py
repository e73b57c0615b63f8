"""Pages that say who is away: the list, entering an absence, another day of return, and being back."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rooftree.cases import handover_queries
from rooftree.cases.models import Case, Handover
from rooftree.cases.permissions import may_read_cases
from rooftree.foundations import dates
from rooftree.journeys import absence as journey
from rooftree.pages.forms import DateField, Form, sent, was_done
from rooftree.staff import absence_queries, directory
from rooftree.staff.models import Absence, Officer
from rooftree.staff.permissions import (
    for_oneself_or,
    may_enter_absences,
    may_enter_leavers,
    may_see_staff,
    require,
)
from rooftree.staffweb.council_pages import asked, change, offer, show
from rooftree.staffweb.requests import StaffRequest

NOW, LATER = "now", "later"
KNOWN, UNKNOWN, NEVER = "known", "unknown", "never"


@require_safe
def absences(request: StaffRequest) -> HttpResponse:
    """List who is away or goes, with how much of their work has somebody."""
    who = asked(request, may_see_staff)
    councils = list(who.officers)
    context = {
        "on": who.on,
        "now": who.at,
        "handovers": handover_queries.open_handovers(councils, at=who.at),
        "away": absence_queries.absences(councils, at=who.at).exclude(
            pk__in=Handover.objects.filter(ended_at__isnull=True).values("absence")
        ),
        "councils_here": who.councils,
        "several": len(who.councils) > 1,
    }
    return show(request, "handovers/absences.html", context)


class AbsenceForm(Form):
    """Who is away, from when until when, who covers, and what they should know. Never why."""

    colleague = forms.ModelChoiceField(
        queryset=Officer.objects.none(), empty_label="Choose a colleague", label="who is away"
    )
    begins = forms.ChoiceField(
        choices=[(NOW, "From now on"), (LATER, "From a day on")], initial=NOW, label="when it begins"
    )
    from_on = DateField(label="the first day away", required=False)
    back = forms.ChoiceField(label="when they are back")
    back_on = DateField(label="the first day back", required=False)
    cover = forms.ModelChoiceField(
        queryset=Officer.objects.none(), empty_label="Nobody yet", required=False, label="who covers"
    )
    note = forms.CharField(required=False, max_length=2000, label="the note")

    def __init__(self, data: Any, *, by: Officer, colleagues: QuerySet[Officer], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        known = [(KNOWN, "On a day"), (UNKNOWN, "Nobody knows yet")]
        leavers = [(NEVER, "Never: they leave for good")] if may_enter_leavers(by) else []
        others = may_enter_absences(by) or may_enter_leavers(by)
        offer(
            self,
            colleague=colleagues if others else colleagues.filter(pk=by.pk),
            back=[*known, *leavers],
            cover=directory.colleagues(by.council_id, on=dates.london_day(dates.now())),
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the days that the choices need."""
        said = super().clean() or {}
        if said.get("begins") == LATER and not said.get("from_on") and "from_on" not in self.errors:
            self.add_error("from_on", "Enter the first day away")
        if said.get("back") == KNOWN and not said.get("back_on") and "back_on" not in self.errors:
            self.add_error("back_on", "Enter the first day back")
        return said


def enter_absence(request: StaffRequest) -> HttpResponse:
    """Enter that somebody is away, oneself or a colleague who rang in."""
    by, at = _asker(request), dates.now()
    wanted = request.GET.get("officer", "")
    form = AbsenceForm(
        sent(request),
        by=by,
        colleagues=_who_can_be_away(by, dates.london_day(at)),
        initial={"colleague": int(wanted) if wanted.isdigit() else by.pk, "begins": NOW, "back": KNOWN},
    )

    def enter(
        colleague: Officer, begins: str, from_on: Any, back: str, back_on: Any, key: str, **facts: Any
    ) -> journey.Entered:
        today = dates.london_day(at)
        entered = journey.enter(
            colleague,
            starts=at if begins == NOW or from_on == today else dates.midnight_of(from_on),
            until_on=back_on if back == KNOWN else None,
            is_for_good=back == NEVER,
            by=by,
            at=at,
            key=key,
            **facts,
        )
        for sentence in entered.left_to_do:
            messages.warning(request, sentence)
        return entered

    return change(
        request,
        form,
        enter,
        template="handovers/enter_absence.html",
        back_to=reverse("staff:absences"),
        said="The absence is entered.",
        onward=lambda entered: _onward(by, entered),
    )


def _onward(by: Officer, entered: journey.Entered) -> str:
    """Return where one goes who has entered an absence: to the handover, as far as they may see it."""
    if may_read_cases(by):
        return reverse("staff:handover", args=[entered.handover.pk])
    return reverse("staff:absences" if may_see_staff(by) else "staff:home")


def _asker(request: StaffRequest) -> Officer:
    """Return who enters an absence: the officer that they are to the council that the address names."""
    wanted = request.GET.get("officer", "")
    named = Officer.objects.filter(pk=int(wanted)).first() if wanted.isdigit() else None
    if named:
        return request.officer.at(named.council_id)
    code = request.GET.get("council", "")
    own = [officer for officer in request.officer.officers.values() if officer.council.code == code]
    return own[0] if own else request.officer.main


def _who_can_be_away(by: Officer, on: Any) -> QuerySet[Officer]:
    """Return the officers of the council, by name; those who have left too while a case is in their name."""
    left = Case.objects.filter(closed_at__isnull=True, owner__until_on__lte=on).values("owner")
    still_here = directory.colleagues(by.council_id, on=on)
    return (still_here | Officer.objects.filter(council=by.council_id, pk__in=left)).order_by("name", "pk")


class ReturnForm(Form):
    """When somebody is expected back."""

    back = forms.ChoiceField(
        choices=[(KNOWN, "On a day"), (UNKNOWN, "Nobody knows yet")], label="when they are back"
    )
    back_on = DateField(label="the first day back", required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the day, where it is known."""
        said = super().clean() or {}
        if said.get("back") == KNOWN and not said.get("back_on") and "back_on" not in self.errors:
            self.add_error("back_on", "Enter the first day back")
        return said


def change_return(request: StaffRequest, pk: int) -> HttpResponse:
    """Record another day on which somebody is expected back."""
    absence = _found(pk)
    by, at = _asked_about(request, absence)

    def record(back: str, back_on: Any, **facts: Any) -> Absence:
        return journey.change_return(absence, until_on=back_on if back == KNOWN else None, by=by, at=at, **facts)

    return change(
        request,
        ReturnForm(sent(request), initial={"back": KNOWN, "back_on": absence.until_on}),
        record,
        template="handovers/change_return.html",
        back_to=_page_of(absence),
        said=f"It is recorded when {absence.officer.name} is expected back.",
        absence=absence,
    )


@require_POST
def come_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Record that somebody is back, or does not go after all."""
    absence = _found(pk)
    by, at = _asked_about(request, absence)
    form = Form(request.POST)
    if was_done(form, partial(journey.come_back, absence, by=by, at=at)):
        went = absence.starts <= at
        said = "is back, and has the cases as before" if went else "does not go"
        messages.success(request, f"{absence.officer.name} {said}.")
        handover = Handover.objects.filter(absence=absence).first()
        return redirect("staff:meanwhile", handover.pk) if handover and went else redirect("staff:absences")
    messages.error(request, " ".join(map(str, form.non_field_errors())))
    return redirect(_page_of(absence))


def _found(pk: int) -> Absence:
    try:
        return absence_queries.absence(pk)
    except Absence.DoesNotExist as error:
        raise Http404("There is no such absence.") from error


def _asked_about(request: StaffRequest, absence: Absence) -> tuple[Officer, Any]:
    """Return who asks, who may say when this officer is back: they themselves, or a colleague who may."""
    by = request.officer.at(absence.council_id)
    wanted = may_enter_leavers if absence.is_for_good else may_enter_absences
    require(for_oneself_or(wanted, by, absence.officer))
    return by, dates.now()


def _page_of(absence: Absence) -> str:
    handover = Handover.objects.filter(absence=absence).first()
    return reverse("staff:handover", args=[handover.pk]) if handover else reverse("staff:absences")
