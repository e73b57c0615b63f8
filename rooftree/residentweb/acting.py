"""For whom somebody is here: for herself, or for another on an authority that stands today."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from rooftree.foundations import dates
from rooftree.pages.labels import Labels
from rooftree.people.portal import Scope
from rooftree.record import portal
from rooftree.residentweb import sessions
from rooftree.residentweb.requests import ResidentRequest


def for_whom(request: ResidentRequest) -> HttpResponse:
    """List those for whom somebody may act today, and change for whom she is here."""
    on = dates.london_day(dates.now())
    mandates = portal.mandates(request.resident, on=on)
    missed = False
    if request.method == "POST":
        wanted = request.POST.get("authority", "")
        if wanted == "" or wanted in {str(each.authority_id) for each in mandates}:
            _be_here_for(request, int(wanted) if wanted else None)
            return redirect("/")
        missed = True
    shown = {
        "mandates": mandates,
        "scopes": list(Scope),
        "labels": Labels(on=on, council_id=request.resident.council_id),
        "missed": missed,
    }
    return render(request, "portal/for_whom.html", shown, status=422 if missed else 200)


def _be_here_for(request: ResidentRequest, authority_id: int | None) -> None:
    """Change for whom a session is, under a new key."""
    session = sessions.of(request)
    assert session is not None, "Whoever sees this page is signed in."
    session.authority = authority_id
    request.session.cycle_key()
    sessions.write(request, session)
