"""Calendar feeds: what a calendar reads at its secret address, and the page on which officers make their own."""

from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any, cast

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_POST, require_safe

from rooftree.foundations import dates, tries
from rooftree.foundations.dates import london_day, midnight_of
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import SignIn
from rooftree.pages.forms import Form, sent, was_done
from rooftree.record import diary
from rooftree.staff import actions, directory, feed_queries, permissions, queries, rota_queries
from rooftree.staff.actions.feeds import MadeFeed, digest_of
from rooftree.staff.models import CalendarFeed, Team
from rooftree.staffweb.calendar_text import Shown, of_diary, of_turn, written
from rooftree.staffweb.council_pages import asked, council_of, offer, press
from rooftree.staffweb.requests import StaffRequest

READS_AN_HOUR = 120
"""Of one address: a calendar asks every few minutes at most, and an officer may have several."""

GUESSES_A_MINUTE = 30
"""Addresses that are nobody's, asked for from one place."""

AHEAD = timedelta(days=400)


# --- What a calendar reads --------------------------------------------------------------------------


@require_safe
@login_not_required
def read(request: HttpRequest, token: str) -> HttpResponse:
    """Send a calendar to whoever knows its address; nothing where it has not changed since."""
    at = dates.now()
    try:
        text = _text_at(request, token, at=at)
    except tries.TooMany as refusal:
        return _plain(str(refusal), status=429)
    if text is None:
        return _plain("There is no such calendar, or not any more. Make a new one in Rooftree.", status=404)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="rooftree.ics"'
    etag = quote_etag(sha256(text).hexdigest())
    answer["ETag"] = etag
    return _kept_by_nobody(cast(HttpResponse, get_conditional_response(request, etag=etag, response=answer)))


def _text_at(request: HttpRequest, token: str, *, at: datetime) -> bytes | None:
    """Return the calendar at an address, read with the eyes of its officer; None where there is none."""
    where = get_adapter().get_client_ip(request)
    address = feed_queries.address_of(token)
    if address is None:
        minute = timedelta(minutes=1)
        tries.count_try("staff.calendar_guess", where, limit=GUESSES_A_MINUTE, per=minute, at=at)
        return None
    hour = timedelta(hours=1)
    tries.count_try("staff.calendar", digest_of(token), limit=READS_AN_HOUR, per=hour, at=at)
    standing = queries.standing(SignIn(pk=address.sign_in_id), on=london_day(at))
    who = f"calendar-feed:{address.feed_id}"
    with acting_for([address.council_id], groups=standing.groups, who=who, where=where):
        feed = feed_queries.feed_in_use(address.feed_id, at=at)
        if feed is None:
            return None
        queries.load_roles([feed.officer], on=london_day(at))
        return _text(feed, at=at) if permissions.may_have_calendar_feeds(feed.officer, feed) else None


def _text(feed: CalendarFeed, *, at: datetime) -> bytes:
    since = midnight_of(london_day(at)) - diary.KEPT_FOR
    council = feed.officer.council.code
    if feed.team is not None:
        turns = rota_queries.turns_of(feed.team, starts=since, ends=at + AHEAD)
        return written(f"{feed.team.name}: duty rota", (of_turn(turn, council) for turn in turns))
    entries = diary.entries(feed.officer, with_promises=feed.with_promises, since=since)
    events: list[Shown] = [of_diary(entry, council) for entry in entries]
    return written("Rooftree", events)


def _plain(words: str, *, status: int) -> HttpResponse:
    answer = HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)
    # Django would write the address of a refused request into the log, and the address is the secret.
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return _kept_by_nobody(answer)


def _kept_by_nobody(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex"
    return answer


# --- My calendar feeds ------------------------------------------------------------------------------


class FeedForm(Form):
    """What the calendar shows."""

    kind = forms.ChoiceField(choices=CalendarFeed.Kind.choices, label="what it shows")
    with_promises = forms.BooleanField(required=False)
    team = forms.ModelChoiceField(queryset=Team.objects.none(), required=False, empty_label="Choose a team")


def my_feeds(request: StaffRequest) -> HttpResponse:
    """Show an officer's feeds, and make another. Its address is shown this once."""
    who, by = council_of(request, permissions.may_have_calendar_feeds)
    form = FeedForm(sent(request), initial={"kind": CalendarFeed.Kind.VISITS})
    offer(form, team=directory.choices_of(Team, by.council_id))
    made: list[MadeFeed] = []
    make = partial(actions.make_feed, by=by, at=who.at)
    if was_done(form, lambda **facts: made.append(make(**facts))):
        return _show_made(request, made[0])
    context = {
        "form": form,
        "feeds": feed_queries.feeds_of(list(request.officer.officers.values())),
        "council": by.council,
        "councils_to_choose": who.councils if len(who.councils) > 1 else [],
        "idle": feed_queries.IDLE.version(on=who.on, council=by.council_id).value,
    }
    return render(request, "calendars/my_feeds.html", context, status=422 if form.errors else 200)


def _show_made(request: StaffRequest, made: MadeFeed) -> HttpResponse:
    path = reverse("calendar_feed", args=[made.token]) if made.token else ""
    address = request.build_absolute_uri(path) if path else ""
    return render(request, "calendars/made.html", {"feed": made.feed, "address": address})


@require_POST
def end_feed(request: StaffRequest, pk: int) -> HttpResponse:
    """End a feed of one's own."""
    who = asked(request, permissions.may_have_calendar_feeds)
    try:
        feed = feed_queries.feed(pk)
    except CalendarFeed.DoesNotExist as error:
        raise Http404("There is no such calendar feed.") from error
    by = request.officer.at(feed.council_id)
    action: Any = partial(actions.end_feed, feed, by=by, at=who.at)
    return press(
        request, action, back_to=reverse("staff:calendar_feeds"), said="That calendar shows nothing any more."
    )
