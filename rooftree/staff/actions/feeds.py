"""Calendar feeds: an officer makes a secret address for their own calendar, and ends it."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from django.db import transaction

from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.staff import permissions, rules
from rooftree.staff.models import CalendarFeed, Officer, Team
from rooftree.staff.permissions import require

MOST_FEEDS = 10
"""Feeds that an officer has at a time: one for each calendar that they look at, and a few teams."""


@dataclass(frozen=True)
class MadeFeed:
    """A feed, and the secret part of its address: shown this once, and empty for one made before."""

    feed: CalendarFeed
    token: str


@transaction.atomic
def make_feed(
    *, kind: str, by: Officer, at: datetime, key: str, team: Team | None = None, with_promises: bool = False
) -> MadeFeed:
    """Make a calendar feed of `by`'s own visits, or of a team's duty rota. Nobody makes one for somebody else.

    Only the digest of the address is kept, so nobody can look it up. Raises Refused where somebody has
    more than they could use, and where a rota is asked for without its team.
    """
    require(permissions.may_have_calendar_feeds(by, team))
    Officer.objects.select_for_update(no_key=True).get(pk=by.pk)
    done = once(key, "staff.make_feed", council_id=by.council_id, at=at)
    if done.before:
        return MadeFeed(CalendarFeed.objects.get(pk=done.made["feed"]), "")
    is_rota = kind == CalendarFeed.Kind.ROTA
    if is_rota and team is None:
        raise Refused("Choose the team whose rota it is.")
    rules.check_not_too_many_feeds(CalendarFeed.objects.filter(officer=by, ended_at=None).count(), MOST_FEEDS)
    token = token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        council_id=by.council_id,
        officer=by,
        kind=kind,
        team=team if is_rota else None,
        with_promises=with_promises and not is_rota,
        token_digest=digest_of(token),
        made_at=at,
    )
    done.makes(feed=feed.pk)
    return MadeFeed(feed, token)


@transaction.atomic
def end_feed(feed: CalendarFeed, *, by: Officer, at: datetime, key: str) -> CalendarFeed:
    """End a feed: its address answers no more. Officers end their own; who manages staff may end anybody's."""
    require(permissions.for_oneself_or(permissions.may_manage_staff, by, feed.officer))
    feed = CalendarFeed.objects.select_for_update().get(pk=feed.pk)
    if once(key, "staff.end_feed", council_id=feed.council_id, at=at).before or feed.ended_at:
        return feed
    feed.ended_at = at
    feed.save(update_fields=["ended_at"])
    return feed


def digest_of(token: str) -> str:
    """Return what is kept of an address. It is long and random, so a plain digest tells nobody what it was."""
    return sha256(token.encode()).hexdigest()
