"""Whose residents' pages these are: told by the host, else by what the visitor chose."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from rooftree.foundations.models import Council

COOKIE_AGE = 365 * 24 * 60 * 60


def council_cookie() -> str:
    """Return the name of the cookie that remembers which council somebody chose."""
    return "__Host-rooftree-council" if settings.HTTPS else "rooftree-council"


def council_of(request: HttpRequest) -> Council | None:
    """Return the council of a visitor who is not signed in; none where they must say. One query."""
    code = settings.COUNCIL_HOSTS.get(request.get_host().split(":")[0].lower())
    chosen = code or request.COOKIES.get(council_cookie(), "")
    served = list(Council.objects.all())
    if len(served) == 1 and not code:
        return served[0]
    return next((council for council in served if council.code == chosen), None)


def told_by_host(request: HttpRequest) -> bool:
    """Return whether the host alone says which council it is."""
    return request.get_host().split(":")[0].lower() in settings.COUNCIL_HOSTS


def remember(answer: HttpResponse, name: str, value: str) -> None:
    """Let the browser remember a choice for a year. It tells who visits nothing else."""
    answer.set_cookie(
        name,
        value,
        max_age=COOKIE_AGE,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
