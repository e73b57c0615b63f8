"""Reads of calendar feeds: whose an address is, and which an officer has."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from rooftree.foundations import rulebook
from rooftree.foundations.dates import london_day
from rooftree.staff.actions.feeds import digest_of
from rooftree.staff.models import CalendarFeed, Officer
from rooftree.staff.queries import here

IDLE = rulebook.limit("staff.calendar_feed_idle")


@dataclass(frozen=True)
class Address:
    """What a secret address leads to. Ids."""

    feed_id: int
    council_id: int
    sign_in_id: int


def address_of(token: str) -> Address | None:
    """Return what a secret address leads to; None for one that is nobody's. Asked before anything is said."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT feed, council, sign_in FROM calendar_feed_of(%s)", [digest_of(token)])
        found = cursor.fetchone()
    return Address(*found) if found and found[2] else None


def feed_in_use(feed_id: int, *, at: datetime) -> CalendarFeed | None:
    """Return a feed whose officer is here, can sign in, and has done so not too long ago; None for any other.

    So a feed ends with whoever has left, here or only at the council's directory.
    """
    feed = (
        CalendarFeed.objects.filter(
            here("officer__", london_day(at)), pk=feed_id, ended_at=None, officer__sign_in__is_active=True
        )
        .select_related("officer__sign_in", "officer__council", "team")
        .first()
    )
    if feed is None or feed.officer.sign_in is None:
        return None
    days = IDLE.version(on=london_day(at), council=feed.council_id).value
    last = feed.officer.sign_in.last_login
    return feed if last is not None and last > at - timedelta(days=int(days)) else None


def feeds_of(officers: list[Officer]) -> QuerySet[CalendarFeed]:
    """Return the feeds that somebody has now, as officer of each of their councils. One query."""
    feeds = CalendarFeed.objects.filter(officer__in=officers, ended_at=None)
    return feeds.select_related("team", "officer__council")


def feed(pk: int) -> CalendarFeed:
    """Return one feed. Raises CalendarFeed.DoesNotExist."""
    return CalendarFeed.objects.select_related("officer", "team").get(pk=pk)
