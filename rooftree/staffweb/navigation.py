"""The way about the staff site. A new part of the service adds its line here."""

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest
from django.urls import reverse

from rooftree.cases.permissions import may_read_cases, may_see_service
from rooftree.contact.permissions import may_log_contacts, may_see_contact_figures
from rooftree.correspondence.permissions import may_read_messages
from rooftree.migration.permissions import may_decide_matches, may_read_loads
from rooftree.rents.permissions import may_see_accounts, may_see_rent_accounting
from rooftree.staff.permissions import Permission
from rooftree.staffweb.requests import StaffRequest


@dataclass(frozen=True)
class Entry:
    """One link of the navigation: its words, the name of its page, and who is shown it: else everybody."""

    label: str
    page: str
    permission: Permission | None = None


NAVIGATION = (
    Entry("My work", "staff:home"),
    Entry("Team", "staff:team_work", may_read_cases),
    Entry("Service", "staff:service", may_see_service),
    Entry("Log a contact", "staff:call", may_log_contacts),
    Entry("Rents", "staff:rent_accounts", may_see_accounts),
    Entry("Messages", "staff:undelivered", may_read_messages),
    Entry("Demand", "staff:demand", may_see_contact_figures),
    Entry("Rent accounting", "staff:rent_accounting", may_see_rent_accounting),
    Entry("Council", "staff:council"),
    Entry("Loads", "staff:loads", may_read_loads),
    Entry("Matches", "staff:matches", may_decide_matches),
)


def links(request: HttpRequest) -> list[dict[str, object]]:
    """Return the links of the navigation, with the one we are under marked."""
    found = [{"text": entry.label, "href": reverse(entry.page)} for entry in NAVIGATION if _may(request, entry)]
    start = found[0]["href"]
    under = [link["href"] for link in found[1:] if request.path.startswith(str(link["href"]))]
    here = max(under, key=len, default=start if request.path == start else None)
    return [{**link, "current": link["href"] == here} for link in found]


def _may(request: HttpRequest, entry: Entry) -> bool:
    """Say whether a link is shown: whether who asks may open its page in one council at least."""
    officers = cast(StaffRequest, request).officer.officers.values()
    return entry.permission is None or any(entry.permission(officer) for officer in officers)
