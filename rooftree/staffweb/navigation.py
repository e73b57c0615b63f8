"""The way about the staff site. A new part of the service adds its line here."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True)
class Entry:
    """One link of the navigation: its words, and the name of its page."""

    label: str
    page: str


NAVIGATION = (Entry("Start", "staff:home"),)


def links(request: HttpRequest) -> list[dict[str, object]]:
    """Return the links of the navigation, with the one we are under marked."""
    found = [{"text": entry.label, "href": reverse(entry.page)} for entry in NAVIGATION]
    start = found[0]["href"]
    under = [link["href"] for link in found[1:] if request.path.startswith(str(link["href"]))]
    here = max(under, key=len, default=start if request.path == start else None)
    return [{**link, "current": link["href"] == here} for link in found]
