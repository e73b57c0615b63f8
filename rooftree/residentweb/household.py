"""My household and home: who we think lives there, what we know of the home, and on what terms she holds it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rooftree.people.portal import Scope
from rooftree.record.resident_details import household_page
from rooftree.residentweb.answering import today, words_for
from rooftree.residentweb.requests import ResidentRequest


@require_safe
def household(request: ResidentRequest) -> HttpResponse:
    """Show her homes, and who we think lives there."""
    shown = {
        "page": household_page(request.resident, on=today()),
        "words": words_for(request),
        "may_ask": Scope.ASK in request.resident.scopes,
        "is_here_for_another": request.resident.is_here_for_another,
    }
    return render(request, "household/household.html", shown)
