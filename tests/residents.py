"""Residents for tests: accounts, codes, and a browser in which one is signed in."""

import time
from dataclasses import asdict
from typing import Any

from django.test import Client

from rooftree.people import portal_codes
from rooftree.people.models import Authority, ContactPoint, Person, PortalAccount, PortalCode
from rooftree.people.portal import EVERYTHING, Resident
from rooftree.residentweb import sessions
from tests.builders import NOON, TODAY


def an_account(person: Person, **facts: Any) -> PortalAccount:
    """An open account of a person."""
    return PortalAccount.objects.create(
        council_id=person.council_id,
        person=person,
        restricted_to=person.restricted_to,
        opened_at=facts.pop("opened_at", NOON),
        **facts,
    )


def an_email(person: Person, value: str = "grace@example.org", **facts: Any) -> ContactPoint:
    """An email address of a person, confirmed, and safe to write to."""
    facts = {"verified_on": TODAY, "safe_to_write": True, **facts}
    return ContactPoint.objects.create(
        council_id=person.council_id,
        person=person,
        restricted_to=person.restricted_to,
        kind="email",
        value=value,
        **facts,
    )


def a_mandate(person: Person, representative: Person, *may: str, **facts: Any) -> Authority:
    """An authority that lets somebody act for a person online, in these scopes."""
    return Authority.objects.create(
        **{
            "council_id": person.council_id,
            "person": person,
            "restricted_to": person.restricted_to,
            "representative": representative,
            "kind": "third_party",
            "scope": "What she asked for",
            "may": list(may),
            "from_on": TODAY.replace(year=2020),
            **facts,
        }
    )


def as_resident(account: PortalAccount, *, authority: Authority | None = None) -> Resident:
    """Whom an account lets in: for herself, or for another on an authority."""
    return Resident(
        account_id=account.pk,
        council_id=account.council_id,
        person_id=account.person_id,
        for_person_id=authority.person_id if authority else account.person_id,
        authority_id=authority.pk if authority else None,
        scopes=frozenset(authority.may) if authority else EVERYTHING,
    )


def let_in(client: Client, account: PortalAccount, *, authority: Authority | None = None) -> Client:
    """Sign a resident in to a browser, as the code would have."""
    now = time.time()
    session = client.session
    session[sessions.KEY] = asdict(
        sessions.Session(account.pk, account.council_id, now, now, authority.pk if authority else None)
    )
    session.save()
    client.cookies["rooftree"] = session.session_key
    return client


def the_code() -> str:
    """The figures of the newest code that was asked for."""
    return portal_codes.code_of(PortalCode.objects.latest("pk"))
