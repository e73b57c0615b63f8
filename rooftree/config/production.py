"""Production refuses to start in a way that would put residents' records at risk, and says why."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50
SHORTEST_TOKEN = 32
NOT_BOUND = ("rooftree_owner", "postgres")
STAND_IN_KEY = "stand_in_"
"""How the keys of the stand-in for GOV.UK Pay begin (rooftree/rents/pay_stand_in.py)."""
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
    yield from _unsafe_messages(settings)
    yield from _unsafe_paying(settings)


def _unsafe_database(settings: Mapping[str, Any]) -> Iterator[str]:
    database = settings["DATABASES"]["default"]
    host = str(database.get("HOST") or database.get("OPTIONS", {}).get("host") or "")
    if settings["EMBEDDED"] or host.startswith(str(settings["VAR_DIR"])):
        yield "DATABASE_URL leads to the embedded database, which nobody backs up: name a PostgreSQL server."
    if database["USER"] in NOT_BOUND:
        yield f"DATABASE_URL logs in as {database['USER']}, whom row security does not hold: use rooftree_app."


_SENT_BY = {
    "email": "ROOFTREE_SEND_EMAIL_BY",
    "text": "ROOFTREE_SEND_TEXT_BY",
    "letter": "ROOFTREE_SEND_LETTER_BY",
}


def _unsafe_messages(settings: Mapping[str, Any]) -> Iterator[str]:
    """Give a sentence for each setting by which messages would reach nobody, or others."""
    sent_by = settings["MESSAGES_BY"]
    for channel, name in sent_by.items():
        if name == "folder":
            yield f"{_SENT_BY[channel]} is a folder, where messages reach nobody: choose another, or none."
    if sent_by["email"] == "smtp":
        if settings["SMTP_SECURITY"] == "none" and settings["SMTP_HOST"] not in ("localhost", "127.0.0.1", "::1"):
            yield "ROOFTREE_SMTP_SECURITY is none, so emails would travel in the clear: use starttls or tls."
        if not settings["MAIL_FROM"]:
            yield "ROOFTREE_MAIL_FROM names no address that emails come from."
    if "notify" in sent_by.values():
        if not settings["NOTIFY_URL"].startswith("https://"):
            yield "ROOFTREE_NOTIFY_URL is not https, so messages would travel in the clear."
        if not settings["NOTIFY_KEYS"]:
            yield "ROOFTREE_NOTIFY_KEYS names no key, so GOV.UK Notify would take nothing."
    if any(len(token) < SHORTEST_TOKEN for token in settings["NOTIFY_RECEIPT_TOKENS"].values()):
        yield f"ROOFTREE_NOTIFY_RECEIPT_TOKENS has a token of fewer than {SHORTEST_TOKEN} characters."


def _unsafe_paying(settings: Mapping[str, Any]) -> Iterator[str]:
    """Give a sentence for each setting by which money would go astray, or only seem to be paid."""
    keys = settings["GOVUK_PAY_API_KEYS"]
    if not settings["GOVUK_PAY_URL"].startswith("https://"):
        yield "ROOFTREE_GOVUK_PAY_URL is not https: the stand-in for GOV.UK Pay takes no money."
    if any(not page.startswith("https://") for page in settings["GOVUK_PAY_PAGES"]):
        yield "ROOFTREE_GOVUK_PAY_PAGES names a page that is not https, where card numbers would be typed."
    if any(key.startswith(STAND_IN_KEY) for key in keys.values()):
        yield "ROOFTREE_GOVUK_PAY_API_KEYS holds the key of the stand-in, which takes no money."
    secrets = settings["GOVUK_PAY_WEBHOOK_SECRETS"]
    if any(len(secret) < SHORTEST_TOKEN for secret in secrets.values()):
        yield f"ROOFTREE_GOVUK_PAY_WEBHOOK_SECRETS has a secret of fewer than {SHORTEST_TOKEN} characters."
