"""Other systems that were let in, for tests."""

import datetime as dt
from typing import Any
from uuid import uuid4

from rooftree.machines import actions
from rooftree.machines.actions import Made
from rooftree.machines.actions.clients import NewClient
from rooftree.machines.models import Client, Endpoint
from rooftree.staff.models import Officer
from tests.builders import NOON, an_officer


def a_client(by: Officer | None = None, at: dt.datetime = NOON, **facts: Any) -> tuple[Client, Made]:
    """A contractor's system that reads and works on cases, and its secret."""
    new = NewClient(
        **{
            "name": "Contractor’s system",
            "purpose": "Repairs. Ask for Jo Marsh.",
            "roles": ["repairs_adviser"],
            "scopes": ["find", "read_cases", "work_cases"],
            **facts,
        }
    )
    return actions.make_client(new, by=by or an_officer("administrator"), at=at, key=str(uuid4()))


def an_endpoint(address: str, client: Client | None = None, at: dt.datetime = NOON, **facts: Any) -> Endpoint:
    """A place where a system is told what happens to cases."""
    return an_endpoint_and_secret(address, client, at, **facts)[0]


def an_endpoint_and_secret(
    address: str, client: Client | None = None, at: dt.datetime = NOON, **facts: Any
) -> tuple[Endpoint, str]:
    """A place where a system is told what happens to cases, and with what messages to it are signed."""
    client = client or a_client(at=at)[0]
    said = {"address": address, "events": [], "by": an_officer("administrator"), **facts}
    return actions.add_endpoint(client, at=at, key=str(uuid4()), **said)
