"""The first page: for a visitor how to come in and how to reach us; for a resident what matters to her now."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.people.portal import Scope
from rooftree.record.rent import rent_accounts
from rooftree.record.resident import home_page
from rooftree.residentweb import rent_words, story_words
from rooftree.residentweb.answering import Words, today, words_for
from rooftree.residentweb.requests import PortalRequest, open_to_all

VISITOR = "portal:start"


@open_to_all
@require_safe
def home(request: PortalRequest) -> HttpResponse:
    """Show a resident what is hers, and a visitor where to begin."""
    if request.resident is None:
        return _start(request)
    now = dates.now()
    on = dates.london_day(now)
    shown = {
        "page": home_page(request.resident, on=on),
        "rents": rent_accounts(request.resident, on=on) if Scope.SEE_RENT in request.resident.scopes else [],
        "rent_stands": rent_words.standing,
        "now": now,
        "words": words_for(request),
        "statuses": story_words.STATUSES,
        "duty": story_words.duty_in_words,
        "scopes": request.resident.scopes,
    }
    return render(request, "home/home.html", shown)


def _start(request: PortalRequest) -> HttpResponse:
    if not request.councils:
        return render(request, "home/start.html", {"ways": []})
    council_id = request.councils[0].pk
    with acting_for([council_id], who=VISITOR):
        return render(request, "home/start.html", {"ways": ways_to_reach_us(council_id)})


def ways_to_reach_us(council_id: int) -> list[tuple[str, str, str]]:
    """Return how to reach the council: what it is, the number or address, and when. One query."""
    words = Words(on=today(), council_id=council_id)
    held = [
        (code, words.raw_flag("contact.reach_us", code, "value")) for code, _ in words.choices("contact.reach_us")
    ]
    return [
        (words.of("contact.reach_us", code), value, words.flag("contact.reach_us", code, "hours"))
        for code, value in held
        if value
    ]
