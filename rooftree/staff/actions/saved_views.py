"""Keeps an officer's own ways of looking at a list: filters and order, under a name."""

from datetime import datetime

from django.db import transaction

from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.staff import rules
from rooftree.staff.models import Officer, SavedView

LONGEST_NAME = 60
LONGEST_QUERY = 500
MOST_VIEWS = 20
"""Of one list, for one officer."""


@transaction.atomic
def save_view(page: str, *, name: str, query: str, by: Officer, at: datetime, key: str) -> SavedView:
    """Keep a view of a list for oneself. A name one has used already gets the new filters.

    Raises Refused without a name, and for more views of one list than a page can show.
    """
    officer = Officer.objects.select_for_update().get(pk=by.pk)
    done = once(key, "staff.save_view", council_id=by.council_id, at=at)
    if done.before:
        return SavedView.objects.get(pk=done.made["view"])
    name = " ".join(name.split())
    rules.check_said(name, "Give the view a name, so that you know it again.")
    if len(name) > LONGEST_NAME or len(query) > LONGEST_QUERY:
        raise Refused(f"The name may have {LONGEST_NAME} characters at most. Choose a shorter one.")
    others = SavedView.objects.filter(officer=officer, page=page).exclude(name=name)
    if others.count() >= MOST_VIEWS:
        raise Refused(f"You have {MOST_VIEWS} views of this list, which is the most there can be. Drop one first.")
    view, _ = SavedView.objects.update_or_create(
        council_id=by.council_id, officer=officer, page=page, name=name, defaults={"query": query, "saved_at": at}
    )
    done.makes(view=view.pk)
    return view


@transaction.atomic
def drop_view(view: SavedView, *, by: Officer, at: datetime, key: str) -> None:
    """Drop a view of one's own. Raises Refused for somebody else's."""
    if once(key, "staff.drop_view", council_id=by.council_id, at=at).before:
        return
    if view.officer_id != by.pk:
        raise Refused("This view is a colleague's. Drop your own only.")
    SavedView.objects.filter(pk=view.pk).delete()
