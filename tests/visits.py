"""Signing an officer in for a page test, as one who has proved a second factor."""

from types import SimpleNamespace

from allauth.account.internal.flows.login import record_authentication
from django.test import Client

from rooftree.staff.models import Officer


def sign_in_as(client: Client, officer: Officer) -> Client:
    """Sign the officer in, second factor and all, and return the client to visit pages with."""
    client.force_login(officer.sign_in)
    session = client.session
    record_authentication(SimpleNamespace(session=session), officer.sign_in, "mfa", type="totp")
    session.save()
    return client
