"""Whether the site is up, and whether it can serve. For load balancers and whoever looks after it."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def up(request: HttpRequest) -> HttpResponse:
    """Answer that this process is alive. Asks nothing of anything else."""
    return HttpResponse("up\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when a page could be served now, and 503 with the reason when it could not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('foundations_council') IS NOT NULL")
            (migrated,) = cursor.fetchone()
    except DatabaseError:
        return HttpResponse("The database does not answer.\n", content_type="text/plain", status=503)
    if not migrated:
        return HttpResponse("The database has not been migrated.\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")
