"""Whether the site is up, and whether it can serve. For load balancers and whoever looks after it.

Answered before anything else, because a load balancer asks by number, without the site's name, and
without TLS.
"""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def up(request: HttpRequest) -> HttpResponse:
    """Answer that this process is alive. Asks nothing of anything else."""
    return _said("up", 200)


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when a page could be served now, and 503 with the reason when it could not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('foundations_council') IS NOT NULL")
            (migrated,) = cursor.fetchone()
    except DatabaseError:
        return _said("The database does not answer.", 503)
    return _said("ready", 200) if migrated else _said("The database has not been migrated.", 503)


def _said(words: str, status: int) -> HttpResponse:
    answer = HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=status)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


ANSWERS = {"/healthz": up, "/readyz": ready}


class AnswerHealth:
    """Middleware that answers about health, and hands everything else on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return ANSWERS.get(request.path, self.get_response)(request)
