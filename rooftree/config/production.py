"""Production refuses to start in a way that would put residents' records at risk, and says why."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50
NOT_BOUND = ("rooftree_owner", "postgres")
DEVELOPMENT_SECRET = "only-for-development-and-tests-never-for-a-council"


def refuse_unsafe(settings: Mapping[str, Any]) -> None:
    """Raise ImproperlyConfigured when these are production's settings and they are not safe.

    Called at the end of the settings, so that no command and no server starts.
    """
    if not settings["PRODUCTION"]:
        return
    reasons = list(unsafe(settings))
    if reasons:
        raise ImproperlyConfigured("Rooftree will not start in production: " + " ".join(reasons))


def unsafe(settings: Mapping[str, Any]) -> Iterator[str]:
    """Give a sentence for each setting that is not fit for production."""
    if settings["DEBUG"]:
        yield "ROOFTREE_DEBUG is on, and would show our code and data to whoever meets an error."
    if settings["DEMO"]:
        yield "ROOFTREE_DEMO is on, and would let anybody in with the demonstration's passwords."
    if settings["SECRET_KEY"] == DEVELOPMENT_SECRET:
        yield "ROOFTREE_SECRET_KEY is not set, so sessions could be forged."
    elif len(settings["SECRET_KEY"]) < SHORTEST_SECRET:
        yield f"ROOFTREE_SECRET_KEY has fewer than {SHORTEST_SECRET} characters, so it could be guessed."
    yield from _unsafe_database(settings)
    if not settings["HTTPS"]:
        yield "ROOFTREE_HTTPS is off, so passwords would travel in the clear."
    if "*" in settings["ALLOWED_HOSTS"]:
        yield "ROOFTREE_HOSTS allows any host name: list the site's own."


def _unsafe_database(settings: Mapping[str, Any]) -> Iterator[str]:
    database = settings["DATABASES"]["default"]
    host = str(database.get("HOST") or database.get("OPTIONS", {}).get("host") or "")
    if settings["EMBEDDED"] or host.startswith(str(settings["VAR_DIR"])):
        yield "DATABASE_URL leads to the embedded database, which nobody backs up: name a PostgreSQL server."
    if database["USER"] in NOT_BOUND:
        yield f"DATABASE_URL logs in as {database['USER']}, whom row security does not hold: use rooftree_app."
