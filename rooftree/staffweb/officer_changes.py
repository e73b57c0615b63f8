"""Pages that change an officer: come, change, leave, roles, hours and the sign-in."""

from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from rooftree.foundations import dates
from rooftree.foundations.periods import DAY, until_of
from rooftree.pages.forms import DateField, EmailField, Form, sent, was_done
from rooftree.pages.labels import Labels
from rooftree.places import patch_queries
from rooftree.staff import actions, directory, permissions
from rooftree.staff.actions.officers import Details
from rooftree.staff.models import Office, Officer, RoleHeld, Team
from rooftree.staffweb.council_pages import asked_of, change, council_of, offer, press, show
from rooftree.staffweb.hours_form import HoursForm, hours_of
from rooftree.staffweb.officers import ROLES, found
from rooftree.staffweb.requests import StaffRequest


class DetailsForm(Form):
    """What the council knows of an officer."""

    name = forms.CharField(max_length=120)
    email = EmailField(label="the email address")
    job_title = forms.CharField(required=False, max_length=100)
    phone = forms.CharField(required=False, max_length=20)
    manager = forms.ModelChoiceField(queryset=Officer.objects.none(), required=False, empty_label="Nobody")
    office = forms.ModelChoiceField(queryset=Office.objects.none(), required=False, empty_label="None")
    weekly_hours = forms.DecimalField(
        required=False,
        min_value=0,
        max_value=60,
        max_digits=4,
        decimal_places=2,
        label="the hours of the contract",
    )

    def __init__(self, *args: Any, council_id: int, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self, manager=directory.colleagues(council_id, on=on), office=directory.choices_of(Office, council_id)
        )


class NewOfficerForm(DetailsForm):
    """Somebody who begins."""

    from_on = DateField(label="the first day")


def add_officer(request: StaffRequest) -> HttpResponse:
    """Add an officer, and go on to give a role and a set-up link."""
    who, by = council_of(request, permissions.may_manage_staff)
    form = NewOfficerForm(sent(request), council_id=by.council_id, on=who.on, initial={"from_on": who.on})

    def add(key: str, from_on: Any, **details: Any) -> Officer:
        return actions.add_officer(Details(**details), from_on=from_on, by=by, at=who.at, key=key)

    return change(
        request,
        form,
        add,
        template="officers/add_officer.html",
        back_to=reverse("staff:officers"),
        onward=_page,
        said="The officer is added, and holds no role yet.",
        council=by.council,
    )


def change_officer(request: StaffRequest, pk: int) -> HttpResponse:
    """Change what the council knows of an officer."""
    officer = found(pk)
    by, at = asked_of(request, officer, permissions.may_manage_staff)
    held = {name: getattr(officer, name) for name in DetailsForm.base_fields}
    form = DetailsForm(sent(request), initial=held, council_id=officer.council_id, on=dates.london_day(at))

    def save(key: str, **details: Any) -> Officer:
        return actions.change_officer(officer, Details(**details), by=by, at=at, key=key)

    said = f"{officer.name}’s details are changed."
    return change(
        request,
        form,
        save,
        template="officers/change_officer.html",
        back_to=_page(officer),
        said=said,
        colleague=officer,
    )


class LeavingForm(Form):
    """When somebody leaves."""

    AT_ONCE, AFTER = "at_once", "after"
    when = forms.ChoiceField(
        choices=[(AT_ONCE, "At once: they can no longer sign in"), (AFTER, "After a last day")],
        label="when they leave",
    )
    last_day = DateField(required=False, label="the last day")

    def clean(self) -> dict[str, Any]:
        """Ask for the last day where there is to be one, and only there."""
        said = super().clean() or {}
        when, last_day = said.get("when"), said.get("last_day")
        if when == self.AFTER and not last_day and "last_day" not in self.errors:
            self.add_error("last_day", "Enter the last day")
        if when == self.AT_ONCE and last_day:
            self.add_error("last_day", "Leave the last day empty, or choose that they leave after it")
        return said


def officer_leaves(request: StaffRequest, pk: int) -> HttpResponse:
    """Record that an officer leaves, and show what is to be handed over."""
    officer = found(pk)
    by, at = asked_of(request, officer, permissions.may_manage_staff)
    on = dates.london_day(at)

    def leave(key: str, when: str, last_day: Any) -> Officer:
        until_on = on if when == LeavingForm.AT_ONCE else until_of(last_day)
        assert until_on is not None
        return actions.officer_leaves(officer, until_on=until_on, by=by, at=at, key=key)

    return change(
        request,
        LeavingForm(sent(request)),
        leave,
        template="officers/officer_leaves.html",
        back_to=_page(officer),
        said=f"It is recorded when {officer.name} leaves. Their roles end that day.",
        colleague=officer,
        in_their_name=directory.looked_after_by(officer, on=on),
        patches=patch_queries.patches_of(officer, on=on),
    )


@require_POST
def officer_stays(request: StaffRequest, pk: int) -> HttpResponse:
    """Take back that an officer leaves."""
    officer = found(pk)
    by, at = asked_of(request, officer, permissions.may_manage_staff)
    action = partial(actions.officer_stays, officer, by=by, at=at)
    said = f"{officer.name} stays. Give the roles again that ended."
    return press(request, action, back_to=_page(officer), said=said)


# --- Roles ----------------------------------------------------------------------------------------


class RoleForm(Form):
    """A role for an officer."""

    role = forms.ChoiceField()
    team = forms.ModelChoiceField(queryset=Team.objects.none(), required=False, empty_label="The whole council")
    from_on = DateField(label="the first day")
    last_day = DateField(required=False, label="the last day")

    def __init__(self, *args: Any, labels: Labels, council_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [("", "Choose a role"), *labels.choices(ROLES)]
        offer(self, role=roles, team=directory.choices_of(Team, council_id))


def give_role(request: StaffRequest, pk: int) -> HttpResponse:
    """Give an officer a role, in a team or for the whole council."""
    officer = found(pk)
    by, at = asked_of(request, officer, permissions.may_manage_staff)
    on = dates.london_day(at)
    labels = Labels(on=on, council_id=officer.council_id)
    form = RoleForm(sent(request), labels=labels, council_id=officer.council_id, initial={"from_on": on})

    def give(last_day: Any, **facts: Any) -> RoleHeld:
        return actions.give_role(officer, **facts, until_on=until_of(last_day), by=by, at=at)

    return change(
        request,
        form,
        give,
        template="officers/give_role.html",
        back_to=_page(officer),
        said=f"{officer.name} is given the role.",
        colleague=officer,
    )


class LastDayForm(Form):
    """Until when something holds."""

    last_day = DateField(label="the last day")


def end_role(request: StaffRequest, pk: int) -> HttpResponse:
    """End a role of an officer."""
    held = _held(pk)
    by, at = asked_of(request, held, permissions.may_manage_staff)
    on = dates.london_day(at)
    labels = Labels(on=on, council_id=held.council_id)

    def end(key: str, last_day: Any) -> None:
        actions.end_role(held, until_on=last_day + DAY, by=by, at=at, key=key)

    return change(
        request,
        LastDayForm(sent(request), initial={"last_day": on}),
        end,
        template="officers/end_role.html",
        back_to=_page(held.officer),
        said="It is recorded when the role ends.",
        held=held,
        label=labels.of(ROLES, held.role),
        yesterday=on - DAY,
    )


def _held(pk: int) -> RoleHeld:
    try:
        return directory.role_held(pk)
    except RoleHeld.DoesNotExist as error:
        raise Http404("There is no such role.") from error


# --- Hours and the sign-in ------------------------------------------------------------------------


def working_hours(request: StaffRequest, pk: int) -> HttpResponse:
    """Set when an officer works in a usual week."""
    officer = found(pk)
    by, at = asked_of(request, officer, permissions.may_manage_staff)
    form = HoursForm(sent(request), hours=hours_of(officer.working_hours.all()))
    return change(
        request,
        form,
        partial(actions.set_working_hours, officer, by=by, at=at),
        template="officers/working_hours.html",
        back_to=_page(officer),
        said=f"{officer.name}’s working hours are changed.",
        colleague=officer,
    )


@require_POST
def give_sign_in(request: StaffRequest, pk: int) -> HttpResponse:
    """Give a sign-in to an officer who came with a file and has none."""
    officer = found(pk)
    by, at = asked_of(request, officer, permissions.may_manage_staff)
    action = partial(actions.give_sign_in, officer, by=by, at=at)
    said = f"{officer.name} has a sign-in. Make a set-up link to choose a password with."
    return press(request, action, back_to=_page(officer), said=said)


def set_up_link(request: StaffRequest, pk: int) -> HttpResponse:
    """Make a link by which an officer chooses a password, and show it this once."""
    officer = found(pk)
    by, at = asked_of(request, officer, permissions.may_manage_staff)
    form = Form(sent(request))
    made: list[Any] = []
    action = partial(actions.start_sign_in_again, officer, by=by, at=at)
    if was_done(form, lambda **facts: made.append(action(**facts))):
        address = request.build_absolute_uri(reverse("staff:set_up", args=[made[0].token]))
        shown = {"colleague": officer, "address": address, "link": made[0], "back_to": _page(officer)}
        return show(request, "officers/set_up_link_made.html", shown)
    shown = {"form": form, "colleague": officer, "back_to": _page(officer)}
    return show(request, "officers/set_up_link.html", shown, status=422 if form.errors else 200)


def _page(officer: Officer) -> str:
    return reverse("staff:officer", args=[officer.pk])
