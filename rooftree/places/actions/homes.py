"""Corrects what is known of a home, and says whether it can be let."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.places import permissions, rules, search_words
from rooftree.places.models import Home, Place
from rooftree.places.rules import HomeFacts
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@transaction.atomic
def make_home(place: Place, *, by: Officer, at: datetime, key: str) -> Home:
    """Give a place of the kind home, which an old system left without one, its page of facts."""
    require(permissions.may_correct_homes(by, place))
    place = Place.objects.select_for_update().get(pk=place.pk)
    once(key, "places.make_home", council_id=by.council_id, at=at)
    if place.kind != "home":
        raise Refused("Only a home has bedrooms and a heating system. Choose the home itself.")
    home, _ = Home.objects.get_or_create(council_id=place.council_id, place=place)
    search_words.refresh([place.pk])
    return home


@transaction.atomic
def correct_home(home: Home, facts: HomeFacts, *, by: Officer, at: datetime, key: str) -> Home:
    """Set what is known of a home to these facts. Raises Refused for what cannot be.

    Whether it can be let is changed by `change_lettable_status` alone.
    """
    require(permissions.may_correct_homes(by, home))
    home = Home.objects.select_for_update().get(pk=home.pk)
    if once(key, "places.correct_home", council_id=by.council_id, at=at).before:
        return home
    facts = rules.tidy_home(facts)
    if facts.property_type and facts.property_type != home.property_type:
        choose(rules.PROPERTY_TYPES, facts.property_type, on=london_day(at), council=by.council_id)
    rules.check_home_facts(facts)
    changed = [name for name, value in asdict(facts).items() if getattr(home, name) != value]
    for name in changed:
        setattr(home, name, getattr(facts, name))
    if changed:
        home.save(update_fields=changed)
    return home


@transaction.atomic
def change_lettable_status(home: Home, *, to: str, reason: str = "", by: Officer, at: datetime, key: str) -> Home:
    """Say whether a home can be let: one step of `rules.MOVES`. The same status again changes its reason.

    `to` is one of places.lettable_statuses. The day on which it becomes ready to let is kept. Raises
    Refused for a step that is none, or without a reason where the status needs one.
    """
    require(permissions.may_change_lettable_status(by, home))
    home = Home.objects.select_for_update().get(pk=home.pk)
    if once(key, "places.change_lettable_status", council_id=by.council_id, at=at).before:
        return home
    on = london_day(at)
    listed = choose(rules.LETTABLE_STATUSES, to, on=on, council=by.council_id)
    before, label = home.lettable_status, listed.label_of(to)
    if to != before:
        before_label = listed.label_of(before) if before in listed else before or "Not known"
        rules.check_move(before, to, before_label=before_label, after_label=label)
    needed = bool(listed.flag(to, "needs_reason"))
    home.lettable_reason = rules.check_status_reason(reason, needed=needed, label=label)
    home.lettable_status = to
    if to == "void_ready_to_let" and before != to:
        home.ready_to_let_on = on
    home.save(update_fields=["lettable_status", "lettable_reason", "ready_to_let_on"])
    return home
