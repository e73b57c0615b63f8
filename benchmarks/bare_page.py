"""The floor of the benchmark of pages: ten plain ORM queries and bare Jinja2, among our own addresses."""

from django.http import HttpResponse
from django.urls import include, path
from jinja2 import Environment

from rooftree.cases.models import Assignment, Case, Clock, Event, Hold, Task, TeamRequest
from rooftree.people.models import Adjustment, Person
from rooftree.staff.models import Officer

ROWS = 25
PAGE = Environment(autoescape=True).from_string(
    """<!DOCTYPE html><html lang="en"><head><title>Cases</title></head><body><table>
    {% for case in cases %}<tr><td>{{ case.reference }}</td><td>{{ case.summary }}</td>
    <td>{{ people[case.person_id] }}</td><td>{{ officers.get(case.owner_id, "Nobody") }}</td>
    <td>{{ case.opened_at }}</td><td>{{ case.weight }}</td>
    {% for rows in beside %}<td>{% for row in rows.get(case.pk, ()) %}{{ row }} {% endfor %}</td>{% endfor %}</tr>
    {% endfor %}</table></body></html>"""
)


def bare(request) -> HttpResponse:
    """Show as many cases as a worklist has on a page, with what hangs on each: ten queries."""
    own = {"owner__in": [o.pk for o in request.officer.officers.values()]}
    return HttpResponse(PAGE.render(shown(Case.objects.filter(closed_at=None, **own)[:ROWS])))


def bare_for_residents(request) -> HttpResponse:
    """Show as many cases to a resident: the same ten queries, of the first cases that there are."""
    return HttpResponse(PAGE.render(shown(Case.objects.filter(closed_at=None, pk__lte=ROWS)[:ROWS])))


def shown(wanted) -> dict[str, object]:
    """Return what the page shows of these cases: ten queries."""
    cases = list(wanted)
    ids = [case.pk for case in cases]
    people = {person.pk: person for person in Person.objects.filter(pk__in=[case.person_id for case in cases])}
    officers = {
        officer.pk: officer for officer in Officer.objects.filter(pk__in={case.owner_id for case in cases})
    }
    beside = [
        by_case(Clock.objects.filter(case__in=ids, stopped_at=None)),
        by_case(Task.objects.filter(case__in=ids, ended_at=None)),
        by_case(Hold.objects.filter(case__in=ids, ended_at=None)),
        by_case(TeamRequest.objects.filter(case__in=ids, status="asked")),
        by_case(Assignment.objects.filter(case__in=ids[:1])),
        by_case(Event.objects.filter(case__in=ids[:1])),
    ]
    needs = list(Adjustment.objects.filter(person__in=list(people), until_on=None))
    return {"cases": cases, "people": people, "officers": officers, "beside": beside, "needs": needs}


def by_case(rows) -> dict[int, list[object]]:
    """Return rows by their case. One query."""
    found: dict[int, list[object]] = {}
    for row in rows:
        found.setdefault(row.case_id, []).append(row.pk)
    return found


urlpatterns = [
    path("staff/bare/", bare),
    path("bare/", bare_for_residents),
    path("", include("rooftree.config.urls")),
]
