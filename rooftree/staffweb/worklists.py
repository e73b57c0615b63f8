"""Worklists: one officer's, and a team's, with their filters, saved views and downloads."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.forms.boundfield import BoundField
from django.http import Http404, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from rooftree.cases.alarms import HEAD_OF_SERVICE
from rooftree.cases.kinds import all_kinds
from rooftree.cases.permissions import may_read_cases, may_see_service, may_work_cases
from rooftree.foundations import audit, dates, links
from rooftree.foundations.downloads import Cell
from rooftree.pages.forms import Form, sent, was_done
from rooftree.record.desk import Desk, Missed, OwnTeam, View, desk, every_team
from rooftree.record.worklist import ORDERS, SHOWN, Place, Row, Sought, Whose, every_row, worklist
from rooftree.staff.actions import drop_view, save_view
from rooftree.staff.models import SavedView
from rooftree.staffweb.council_pages import Asked, asked, download, offer
from rooftree.staffweb.requests import StaffRequest
from rooftree.staffweb.worklist_words import SORTED, Line, lines

MINE = "home"
TEAM = "team_work"
SERVICE = "service_work"
"""The lists whose views can be saved, by the names of their pages."""

TABS = {
    MINE: ("", "late", "own", "covered", "offered", "tasks", "requests", "queue", "held"),
    TEAM: ("", "late", "queue", "requests", "held"),
    SERVICE: ("", "late", "queue", "requests", "held"),
}
WORDS = {
    "": "Everything to do",
    "late": "Late",
    "own": "Mine",
    "covered": "Covered",
    "offered": "Offered to me",
    "tasks": "Tasks on others' cases",
    "requests": "Asked of us",
    "queue": "In the queue",
    "held": "Waiting",
}
DUE = {"": "At any time", "today": "Late or due today", "week": "Late or due within 7 days"}
CHOICES = {"kind": "Kind of case", "team": "Team", "due": "Due", "order": "Sort"}
ORDER = {"": "Late and due first", "oldest": "Oldest first", "heaviest": "Heaviest first"}


class Filter(forms.Form):
    """Which rows of a list, in which order. What is wrongly asked for narrows nothing."""

    shown = forms.ChoiceField(required=False, choices=[(each, WORDS[each]) for each in SHOWN])
    kind = forms.ChoiceField(required=False)
    team = forms.ChoiceField(required=False)
    officer = forms.IntegerField(required=False)
    due = forms.ChoiceField(required=False, choices=list(DUE.items()))
    order = forms.ChoiceField(required=False, choices=[(each, ORDER[each]) for each in ORDERS])

    def __init__(self, data: QueryDict, *, teams: list[OwnTeam]) -> None:
        super().__init__(data)
        kinds = [(kind.name, kind.label) for kind in all_kinds()]
        offer(
            self,
            kind=[("", "Every kind"), *kinds],
            team=[("", "Every team"), *((str(team.id), team.name) for team in teams)],
        )
        self.full_clean()
        self.after = _place(data.get("after", ""))

    def sought(self, *, at: datetime) -> Sought:
        """Return what is asked for."""
        said = self.cleaned_data
        return Sought(
            shown=said.get("shown", ""),
            kind=said.get("kind", ""),
            team=int(said["team"]) if said.get("team") else None,
            officer=said.get("officer"),
            due_before=_until(said.get("due", ""), at),
            order=said.get("order", ""),
            after=self.after,
        )

    def query(self, **instead: str) -> str:
        """Return the filters as an address has them, with some of them changed; never the place of a page."""
        said = {name: str(value) for name, value in self.cleaned_data.items() if value} | instead
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def narrows(self) -> bool:
        """Whether something besides the tab narrows the list."""
        return any(self.cleaned_data.get(name) for name in ("kind", "team", "officer", "due"))


def _until(due: str, at: datetime) -> datetime | None:
    days = {"today": 1, "week": 8}.get(due)
    return dates.midnight_of(dates.london_day(at) + timedelta(days=days)) if days else None


def _place(written: str) -> Place | None:
    """Return the place after which a page begins, as its address has it; None for anything else."""
    moment, _, rest = written.partition("~")
    weight, _, case = rest.partition("~")
    try:
        points = forms.DecimalField(max_digits=12).clean(weight)
    except forms.ValidationError:
        return None
    row = links.number_of(case)
    is_a_moment = moment in ("infinity", "-infinity") or links.moment_of(moment)
    return (moment, str(points), row) if is_a_moment and row is not None else None


@dataclass(frozen=True)
class Tab:
    """One way of looking at a list, with how many rows it has."""

    text: str
    count: int
    href: str
    current: bool


@dataclass(frozen=True)
class Shown:
    """A list as a page shows it."""

    page: str
    lines: list[Line]
    tabs: list[Tab]
    total: int
    """Rows under the filters, on all pages."""
    held: int
    held_and_late: int
    filter: Filter
    choices: list[tuple[BoundField, str]]
    """What narrows and sorts the list, each with its label."""
    sorting: str
    """The rule of the order, in words."""
    query: str
    next_href: str
    first_href: str
    download_href: str
    views: list[View]
    save: "SaveForm"
    missed: list[Missed]
    """Councils whose nightly checks were not made in time."""
    at: datetime


def shown(
    request: StaffRequest,
    who: Asked,
    whose: Whose,
    about: Desk,
    *,
    page: str,
    address: str,
    download: str,
) -> Shown:
    """Return one page of a list as it is asked for. One query, and one a council for the rule book's words."""
    asked_for = Filter(request.GET, teams=about.own_teams)
    found = worklist(whose, asked_for.sought(at=who.at), at=who.at)
    labels = who.labels()
    own = [officer.pk for officer in who.officers.values()]
    chosen = asked_for.cleaned_data.get("shown", "")
    counts = {"": found.counts.all, **{each: getattr(found.counts, each) for each in TABS[page] if each}}
    query = asked_for.query()
    return Shown(
        page=page,
        lines=lines(found.rows, officers=own, labels=labels, at=who.at),
        tabs=[
            Tab(WORDS[each], counts[each], f"{address}?{asked_for.query(shown=each)}", each == chosen)
            for each in TABS[page]
        ],
        total=found.counts.shown,
        held=found.counts.held,
        held_and_late=found.counts.held_and_late,
        filter=asked_for,
        choices=[(asked_for[name], words) for name, words in CHOICES.items() if page != TEAM or name != "team"],
        sorting=SORTED[asked_for.cleaned_data.get("order", "")],
        query=query,
        next_href=_next(address, query, found.next_after),
        first_href=f"{address}?{query}" if asked_for.after else "",
        download_href=f"{download}?{query}",
        views=about.views,
        save=SaveForm(initial={"query": query}),
        missed=about.missed,
        at=who.at,
    )


def _next(address: str, query: str, after: Place | None) -> str:
    if after is None:
        return ""
    place = urlencode({"after": "~".join(map(str, after))})
    return f"{address}?{query}&{place}" if query else f"{address}?{place}"


def own_share(who: Asked, about: Desk) -> Whose:
    """Return whose list an officer's own is: all that they are, and the teams that they are in."""
    officers = tuple(officer.pk for officer in who.officers.values())
    return Whose(officers, tuple(team.id for team in about.own_teams))


def desk_of(who: Asked, page: str, *, also: int | None = None) -> Desk:
    """Return what stands about a list of somebody. One query."""
    return desk(
        [officer.pk for officer in who.officers.values()],
        councils=list(who.officers),
        heads=[council_id for council_id, officer in who.officers.items() if HEAD_OF_SERVICE in officer.roles],
        page=page,
        at=who.at,
        also=also,
    )


def team_and_desk(who: Asked, pk: int, page: str = TEAM) -> tuple[OwnTeam, Desk]:
    """Return a team of somebody's councils, and what stands about its list, or raise Http404."""
    about = desk_of(who, page, also=pk)
    for team in about.teams:
        if team.id == pk and team.council_id in who.officers:
            return team, about
    raise Http404("No team that you may see is there.")


# --- A team's list ----------------------------------------------------------------------------------


@require_safe
def team_work(request: StaffRequest) -> HttpResponse:
    """Go to the list of the team that one is in, the first by name; without one, to all teams."""
    teams = desk_of(asked(request, may_read_cases), TEAM).own_teams
    return redirect("staff:team_worklist", teams[0].id) if teams else redirect("staff:team_worklists")


@require_safe
def team_worklists(request: StaffRequest) -> HttpResponse:
    """List the teams, each leading to its list."""
    who = asked(request, may_read_cases)
    return render(request, "worklists/teams.html", {"teams": every_team(list(who.officers))})


@require_safe
def team_worklist(request: StaffRequest, pk: int) -> HttpResponse:
    """Show all that a team has and is asked."""
    who = asked(request, may_read_cases)
    team, about = team_and_desk(who, pk)
    context = {
        "team": team,
        "others": [each for each in about.own_teams if each.id != pk],
        "list": shown(
            request,
            who,
            Whose((), (pk,)),
            about,
            page=TEAM,
            address=reverse("staff:team_worklist", args=[pk]),
            download=reverse("staff:team_worklist_download", args=[pk]),
        ),
        "may_work": bool(may_work_cases(who.officers[team.council_id])),
    }
    return render(request, "worklists/team.html", context)


# --- The whole service's list -----------------------------------------------------------------------


@require_safe
def service_worklist(request: StaffRequest) -> HttpResponse:
    """Show all that every team of one's councils has and is asked, as one list."""
    who = asked(request, may_see_service)
    listed = shown(
        request,
        who,
        _every_team_of(who),
        desk_of(who, SERVICE),
        page=SERVICE,
        address=reverse("staff:service_worklist"),
        download=reverse("staff:service_worklist_download"),
    )
    may_work = any(may_work_cases(officer) for officer in who.officers.values())
    return render(request, "worklists/service.html", {"list": listed, "may_work": may_work})


def _every_team_of(who: Asked) -> Whose:
    return Whose((), tuple(pk for pk, _name in every_team(list(who.officers))))


# --- Downloads --------------------------------------------------------------------------------------

HEADING = (
    *(
        "Place",
        "Case",
        "Kind",
        "About",
        "Person",
        "Address",
        "Why here",
        "Why at this place",
        "Due",
        "What is due",
    ),
    *("Owner", "Away", "Team", "Next action", "What stops it", "Promise due", "Last heard from", "Last spoke to"),
    *("What we do differently", "Safety", "Points"),
)


@require_safe
def my_work_download(request: StaffRequest) -> StreamingHttpResponse:
    """Send one's own list as a table."""
    who = asked(request, may_read_cases)
    about = desk_of(who, MINE)
    return _sent(request, who, own_share(who, about), about.own_teams, name=f"my work {who.on.isoformat()}")


@require_safe
def team_worklist_download(request: StaffRequest, pk: int) -> StreamingHttpResponse:
    """Send a team's list as a table."""
    who = asked(request, may_read_cases)
    team, _ = team_and_desk(who, pk)
    return _sent(request, who, Whose((), (pk,)), [], name=f"{team.name} {who.on.isoformat()}")


@require_safe
def service_worklist_download(request: StaffRequest) -> StreamingHttpResponse:
    """Send the whole service's list as a table."""
    who = asked(request, may_see_service)
    return _sent(request, who, _every_team_of(who), [], name=f"the service {who.on.isoformat()}")


def _sent(request: StaffRequest, who: Asked, whose: Whose, teams: list[OwnTeam], *, name: str) -> Any:
    sought = Filter(request.GET, teams=teams).sought(at=who.at)
    for council_id in who.officers:
        audit.log_download(council_id, what=f"Downloaded the worklist “{name}”")
    labels = who.labels()
    own = [officer.pk for officer in who.officers.values()]
    rows = every_row(whose, sought, at=who.at)
    told = (line for row in rows for line in lines([row], officers=own, labels=labels, at=who.at))
    return download(name, HEADING, (_cells(line) for line in told))


def _cells(line: Line) -> tuple[Cell, ...]:
    row: Row = line.row
    return (
        *(row.place, row.reference, line.kind, row.summary, row.person or "", row.address or ""),
        *("; ".join(line.why), line.stands, row.due_from, line.due, line.who, line.away, row.team),
        *(row.next_action, "; ".join(line.blockers), row.promised.late_from if row.promised else None),
        *(row.heard_at, row.spoke_at, "; ".join(line.needs), "; ".join(line.warnings), row.weight),
    )


# --- Saved views ------------------------------------------------------------------------------------


class SaveForm(Form):
    """The filters of a list, under a name."""

    name = forms.CharField(max_length=60, label="a name for the view")
    query = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)


@require_POST
def add_view(request: StaffRequest, page: str, pk: int | None = None) -> HttpResponse:
    """Keep the filters of a list under a name; one's first council keeps them."""
    who = asked(request, may_read_cases)
    by = next(iter(who.officers.values()))
    form = SaveForm(sent(request))
    back = _back_to(page, pk, form.data.get("query", ""))

    def save(name: str, query: str, key: str) -> None:
        save_view(page, name=name, query=query, by=by, at=who.at, key=key)

    if was_done(form, save):
        messages.success(request, "The view is saved. It stands above the list.")
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect(back)


@require_POST
def remove_view(request: StaffRequest, pk: int) -> HttpResponse:
    """Drop a view of one's own."""
    who = asked(request, may_read_cases)
    view = get_object_or_404(SavedView, pk=pk, officer__in=[officer.pk for officer in who.officers.values()])
    by = who.officers[view.council_id]
    form = Form(request.POST)
    if was_done(form, lambda key: drop_view(view, by=by, at=who.at, key=key)):
        messages.success(request, f"The view “{view.name}” is gone.")
    return redirect({MINE: "staff:home", SERVICE: "staff:service_worklist"}.get(view.page, "staff:team_work"))


def _back_to(page: str, pk: int | None, query: str) -> str:
    """Return the address of a list with these filters: nothing of it is taken from elsewhere."""
    kept = urlencode({name: value for name, value in QueryDict(query).items() if name in Filter.base_fields})
    whole = reverse("staff:service_worklist" if page == SERVICE else "staff:home")
    address = whole if pk is None else reverse("staff:team_worklist", args=[pk])
    return f"{address}?{kept}" if kept else address
