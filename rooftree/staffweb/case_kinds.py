"""What each kind of case shows of its own on the case page: a part of the page, and what can be done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rooftree.cases.models import Case, Task
from rooftree.pages.labels import Labels
from rooftree.staff.models import Officer
from rooftree.staffweb import enquiries, information_rights, promises

Link = dict[str, str]


@dataclass(frozen=True)
class KindOfPage:
    """A kind's part of the case page: its template, what that is given, and the links to what can be done."""

    template: str
    facts: Callable[[Case, Labels], Any]
    links: Callable[[Any, Officer], list[Link]]


KINDS: Mapping[str, KindOfPage] = {
    "enquiry": KindOfPage("contact/_enquiry.html", enquiries.facts_of, enquiries.links_of),
    "rights_request": KindOfPage(
        "information_rights/_request.html", information_rights.request_facts, information_rights.request_links
    ),
    "data_complaint": KindOfPage(
        "information_rights/_complaint.html",
        information_rights.complaint_facts,
        information_rights.complaint_links,
    ),
}
"""By the name of the kind."""


@dataclass(frozen=True)
class Part:
    """The part of one case's page that its kind gives."""

    template: str
    facts: Any
    links: list[Link]
    officer: Officer

    def promise_links(self, task: Task) -> list[Link]:
        """Return what can be done with an open promise or callback of the case."""
        return promises.links_of(task, self.officer)


def part_of(case: Case, *, officer: Officer, labels: Labels, at: datetime) -> Part | None:
    """Return the kind's part of a case's page; nothing for a kind that has none."""
    kind = KINDS.get(case.kind)
    if kind is None:
        return None
    facts = kind.facts(case, labels)
    return Part(kind.template, facts, kind.links(facts, officer), officer)
