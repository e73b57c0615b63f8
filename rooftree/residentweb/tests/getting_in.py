"""A browser at the residents' door, for tests: it asks for codes, has them sent, and types them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import Client

from rooftree.correspondence.models import Message
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import RestrictedGroup
from rooftree.journeys import portal_jobs
from rooftree.people import portal_codes
from rooftree.people.models import PortalCode
from tests.builders import the_council


@contextmanager
def building() -> Iterator[None]:
    """Act as whoever builds what a test is about: the visitor herself acts for nobody."""
    council = the_council()
    with acting_for([council.pk], who="test"):
        groups = list(RestrictedGroup.objects.values_list("pk", flat=True))
    with acting_for([council.pk], groups=groups, who="test"):
        yield


def a_browser(council: str = "alder", **settings: Any) -> Client:
    """A browser that chose its council before."""
    browser = Client(**settings)
    browser.cookies["rooftree-council"] = council
    return browser


def ask(browser: Client, contact: str = "grace@example.org", **headers: Any) -> Any:
    """Ask for a code by an email address or a number."""
    return browser.post("/sign-in/", {"contact": contact}, **headers)


def ask_to_open(browser: Client, reference: str, born: str = "27 3 1968", **headers: Any) -> Any:
    """Ask to open an account by a reference and a date of birth."""
    day, month, year = born.split()
    said = {"reference": reference, "born_day": day, "born_month": month, "born_year": year}
    return browser.post("/open-account/", said, **headers)


def newest() -> PortalCode:
    """The code that was asked for last."""
    with building():
        return PortalCode.objects.latest("pk")


def have_sent() -> list[Message]:
    """Do the job that sends the newest code, and return all messages with codes."""
    code = newest()
    portal_jobs.send_code.func(council_id=code.council_id, code_id=code.pk)
    with building():
        return list(Message.objects.filter(code="portal.code").order_by("pk"))


def figures() -> str:
    """The figures of the newest code, as the message says them."""
    return portal_codes.code_of(newest())


def other_figures() -> str:
    """Six figures that are not the code."""
    return f"{(int(figures()) + 1) % 1_000_000:06}"


def type_code(browser: Client, code: str, **headers: Any) -> Any:
    """Type a code."""
    return browser.post("/sign-in/code/", {"code": code}, **headers)


def is_in(browser: Client) -> bool:
    """Return whether a resident is signed in to a browser."""
    return browser.get("/for-whom/").status_code == 200
