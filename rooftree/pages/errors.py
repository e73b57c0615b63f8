"""The pages for what went wrong: each says what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.utils.html import format_html
from django.utils.http import http_date

from rooftree.foundations.tries import TooMany
from rooftree.pages.jinja import frame_of

NOBODY: dict[str, object] = {
    "officer": None,
    "councils": (),
    "accent": "",
    "navigation": [],
    "messages": [],
    "demo": False,
    "language": "en-GB",
    "standing": None,
    "languages": (),
    "here": "/",
    "leave_to": "",
}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that makes no sense."""
    return render(request, "400.html", status=400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer somebody who may not, with the reason that the rule gave."""
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that did not carry this session's token: usually one left open overnight."""
    return render(request, "403_forged.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address with nothing behind it, or nothing that this person may know of."""
    return render(request, "404.html", status=404)


def too_many(request: HttpRequest, refusal: TooMany) -> HttpResponse:
    """Answer somebody who has tried too often, with when it is heard again."""
    if request.headers.get("HX-Request"):
        answer = HttpResponse(format_html('<p class="govuk-body" role="alert">{}</p>', str(refusal)), status=429)
    else:
        answer = render(request, "429.html", {"reason": str(refusal)}, status=429)
    answer["Retry-After"] = http_date(refusal.again_at.timestamp())
    return answer


def our_fault(request: HttpRequest) -> HttpResponse:
    """Answer when something broke. Touches neither session nor database: they may be what broke."""
    page = {**NOBODY, **frame_of(request.path), "cspNonce": str(getattr(request, "csp_nonce", ""))}
    return HttpResponse(engines["jinja2"].get_template("500.html").render(page), status=500)
