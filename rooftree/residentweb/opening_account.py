"""Somebody opens an account: by a reference and a date of birth, then a code to what we hold of them."""

from allauth.account.adapter import get_adapter
from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.journeys import portal
from rooftree.pages.forms import DateField, Form, sent
from rooftree.residentweb import signing_in
from rooftree.residentweb.choosing import with_council
from rooftree.residentweb.requests import PortalRequest, open_to_all


class OpenAccountForm(Form):
    """What somebody knows of their tenancy or their record, and of who they are."""

    reference = django_forms.CharField(
        max_length=40,
        error_messages={"required": _("Enter a reference: of your tenancy, of your rent, or your own")},
    )
    born = DateField(error_messages={"required": _("Enter your date of birth")})


@open_to_all
@with_council
def open_account(request: PortalRequest) -> HttpResponse:
    """Ask for a reference and a date of birth, and have a code sent if they belong together."""
    if request.resident:
        return redirect("/")
    form = OpenAccountForm(sent(request))
    status = 200
    if form.is_valid():
        council_id = request.councils[0].pk
        where = get_adapter().get_client_ip(request)
        try:
            with acting_for([council_id], who=signing_in.WHO, where=where):
                code = portal.ask_to_open_account(
                    council_id,
                    reference=form.cleaned_data["reference"],
                    born=form.cleaned_data["born"],
                    language=signing_in.language_of(request),
                    where=where,
                    at=dates.now(),
                )
        except Refused as refusal:
            status = signing_in.refuse(form, refusal)
        else:
            signing_in.hold_code(request, code, typed="", following="/")
            return redirect("resident:code")
    return render(
        request,
        "portal/open_account.html",
        {"form": form},
        status=422 if form.errors and status == 200 else status,
    )
