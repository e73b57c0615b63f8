"""The page of a case: what, who, by when, what next, who has it and why, and its story."""

from types import SimpleNamespace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rooftree.cases import permissions
from rooftree.cases.kinds import kind_of
from rooftree.cases.models import Assignment, Case, Clock, Task, TeamRequest, WeightChallenge
from rooftree.foundations import dates, links, rulebook
from rooftree.pages.labels import Labels
from rooftree.people.permissions import may_read_vulnerability
from rooftree.record.case_story import CasePage, ClockFacts, EventPlace, TaskFacts, case_page
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require
from rooftree.staffweb import case_kinds
from rooftree.staffweb.case_words import tie_in_words, told
from rooftree.staffweb.requests import StaffRequest


@require_safe
def case(request: StaffRequest, reference: str) -> HttpResponse:
    """Show one case, as far as this officer may see it."""
    now = dates.now()
    page = case_page(reference, at=now, before=_before(request))
    if page is None:
        raise Http404("No case that you may see has this reference.")
    officer = request.officer.at(page.case.council_id)
    require(permissions.may_read_cases(officer))
    labels = Labels(on=page.on, council_id=officer.council_id)
    record = _record(page)
    part = case_kinds.part_of(record, officer=officer, labels=labels, at=now)
    context = {
        "page": page,
        "now": now,
        "kind": kind_of(page.case.kind),
        "labels": labels,
        "may": _may(officer, page),
        "own": officer.pk,
        "part": part,
        "clocks": [(clock, _terms(clock)) for clock in page.running],
        "links_of": _links_of(part, page),
        "told": told(page.events, page.case.kind),
        "tie": tie_in_words,
        "next_before": _written(page.next_before),
        "is_whole": not request.GET.get("before"),
        **WORDS,
    }
    return render(request, "cases/case.html", context)


WORDS: dict[str, Any] = {
    "hows": dict(Assignment.How.choices),
    "outcomes": dict(Clock.Outcome.choices),
    "task_kinds": dict(Task.Kind.choices),
    "statuses": dict(TeamRequest.Status.choices),
    "about": dict(WeightChallenge.About.choices),
}


def _before(request: StaffRequest) -> EventPlace | None:
    """Return the event before which the story begins, as the address has it; None for anything else."""
    return links.place_of(request.GET.get("before", ""))


def _written(place: EventPlace | None) -> str:
    return f"{place[0].isoformat()}~{place[1]}" if place else ""


def _record(page: CasePage) -> Case:
    """Return the case as the pages of its kind know it, without asking for it again."""
    case = page.case
    return Case(
        pk=case.id,
        council_id=case.council_id,
        reference=case.reference,
        kind=case.kind,
        summary=case.summary,
        team_id=case.team_id,
        owner_id=case.owner_id,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        restricted_to=case.restricted_to,
        person_restricted_to=case.person_restricted_to,
        person_id=page.person.id if page.person else None,
    )


def _terms(clock: ClockFacts) -> SimpleNamespace:
    """Return what the rule book says of a clock: its source, whether it can be given more time or pause."""
    version = rulebook.duty(clock.duty).entry.on(clock.version_from)
    return SimpleNamespace(
        source=version.source,
        can_extend=clock.amount is None or version.extension is not None,
        can_pause=bool(version.pause) and clock.amount is not None,
    )


def _links_of(part: case_kinds.Part | None, page: CasePage) -> dict[int, list[dict[str, str]]]:
    """Return what can be done with each open promise, by its id: the pages of contact offer it."""
    if part is None:
        return {}
    return {task.id: part.promise_links(_task(task, page)) for task in page.to_do if task.is_promise}


def _task(task: TaskFacts, page: CasePage) -> Task:
    return Task(pk=task.id, council_id=page.case.council_id, case_id=page.case.id, kind=task.kind)


def _may(officer: Officer, page: CasePage) -> SimpleNamespace:
    """Return which of the page's links this officer is shown. The actions behind them ask again."""
    works = bool(permissions.may_work_cases(officer)) and page.is_open
    leads = bool(permissions.may_give_cases(officer))
    is_owner = page.case.owner_id == officer.pk
    return SimpleNamespace(
        work=works,
        note=bool(permissions.may_work_cases(officer)),
        take=works and page.case.owner_id is None,
        give=works and (is_owner or leads or page.case.owner_id is None),
        put_back=works and page.case.owner_id is not None and (is_owner or leads),
        decline=works and is_owner,
        excuse=works and bool(permissions.may_excuse_clocks(officer)),
        restrict=bool(permissions.may_restrict_cases(officer)),
        answer=bool(permissions.may_answer_challenges(officer)),
        read_vulnerability=bool(may_read_vulnerability(officer)),
        needs=False,
        vulnerability=False,
        propose_markers=False,
        approve_markers=False,
    )
