"""Coming in as another system does, for tests of the API."""

import datetime as dt
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import SignIn
from rooftree.machines.actions import make_token
from rooftree.staff import queries
from rooftree.staff.models import Officer

API = "/api/v1"


def a_token(officer: Officer, *scopes: str, at: dt.datetime | None = None, days: int = 30) -> str:
    """A token of an officer: for these scopes, or for all that the roles allow."""
    at = at or dates.now()
    sign_in = SignIn.objects.get(pk=officer.sign_in_id)
    standing = queries.standing(sign_in, on=dates.london_day(at))
    with acting_for(standing.councils, groups=standing.groups, who="test"):
        by = queries.signed_in(sign_in, on=dates.london_day(at))
        return make_token(by, name="A test", scopes=scopes or None, days=days, at=at, key=str(uuid4())).token


class Machine:
    """Another system that comes in with a token."""

    def __init__(self, token: str) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(f"{API}{path}", query, headers=self.headers)

    def post(self, path: str, body: Any = None, *, key: str = "", **headers: str) -> HttpResponse:
        named = {"Idempotency-Key": key or str(uuid4())} if key is not None else {}
        return self.client.post(
            f"{API}{path}",
            {} if body is None else body,
            content_type="application/json",
            headers={**self.headers, **named, **headers},
        )


def as_officer(officer: Officer, *scopes: str) -> Machine:
    """A machine with a token of this officer."""
    return Machine(a_token(officer, *scopes))
