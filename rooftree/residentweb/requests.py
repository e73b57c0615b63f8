"""What a view of the residents' pages may count on in its request."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.http import HttpRequest

from rooftree.foundations.models import Council
from rooftree.people.portal import Resident
from rooftree.record.portal import Standing

View = TypeVar("View", bound=Callable[..., Any])


class PortalRequest(HttpRequest):
    """A request to the residents' pages, perhaps by nobody who is signed in."""

    councils: tuple[Council, ...]
    resident: Resident | None
    standing: Standing | None
    over: str
    """Why a session that was just here is over: "idle", "long"; or nothing."""


class ResidentRequest(HttpRequest):
    """A request by a resident who is signed in: every view gets one, unless it is open to everybody."""

    councils: tuple[Council, ...]
    resident: Resident
    standing: Standing


def open_to_all(view: View) -> View:
    """Let a page be seen by who is not signed in. Every other page of residents' sends them to sign in."""
    cast(Any, view).open_to_all = True
    return view
