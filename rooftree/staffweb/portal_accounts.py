"""Closes a resident's own way into the website."""

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from rooftree.pages.forms import Form, sent
from rooftree.people import permissions
from rooftree.people.actions import portal
from rooftree.people.models import PortalAccount
from rooftree.people.queries import records_of
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.subject import about, change


class CloseForm(Form):
    """Why an account is closed."""

    reason = django_forms.CharField(max_length=1000, label="the reason")


def close(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Close the account of a person, with a reason; its sessions are over at once."""
    subject = about(request, reference, permissions.may_close_portal_accounts)
    held = PortalAccount.objects.filter(person__in=records_of(subject.person), closed_at__isnull=True)
    account = get_object_or_404(held, pk=number)
    form = CloseForm(sent(request))

    def send(reason: str, key: str) -> None:
        portal.close_account(account, reason=reason, by=subject.officer, at=subject.at, key=key)

    said = "Closed. Whoever was signed in with it is signed out."
    shown = {"account": account}
    return change(request, subject, form, send, template="people/close_portal_account.html", said=said, **shown)
