"""Adds places to the tree, and corrects their addresses and other facts."""

from dataclasses import asdict
from datetime import date, datetime

from django.db import connection, transaction

from rooftree.foundations import references
from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.places import permissions, rules, search_words
from rooftree.places.models import Home, Place
from rooftree.places.rules import Facts
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

HOME = "home"


@transaction.atomic
def add_place(
    kind: str, facts: Facts, *, parent: Place | None = None, by: Officer, at: datetime, key: str
) -> Place:
    """Add a place to the record, within another or by itself. A home gets its own page of facts, empty.

    `kind` is one of places.kinds. Raises Refused for facts that cannot be, a parent that holds no such
    place, or a UPRN that another place has.
    """
    require(permissions.may_add_places(by))
    done = once(key, "places.add_place", council_id=by.council_id, at=at)
    if done.before:
        return Place.objects.get(pk=done.made["place"])
    on = london_day(at)
    choose(rules.KINDS, kind, on=on, council=by.council_id)
    if parent is not None:
        require(permissions.may_add_places(by, parent))
        _check_parent(kind, parent, on=on)
    facts = _checked(facts, kind=kind, council_id=by.council_id, on=on)
    place = Place.objects.create(
        council_id=by.council_id,
        reference=references.take(rules.REFERENCE),
        kind=kind,
        parent=parent,
        created_at=at,
        **asdict(facts),
    )
    if kind == HOME:
        Home.objects.create(council_id=by.council_id, place=place)
    search_words.refresh([place.pk])
    done.makes(place=place.pk)
    return place


@transaction.atomic
def correct_place(
    place: Place, facts: Facts, *, parent: Place | None, by: Officer, at: datetime, key: str
) -> Place:
    """Set a place's facts, its address among them, and what it is within, to these.

    Those who live there, and all places within it, are found by the new words. Raises Refused for
    facts that cannot be, a parent that holds no such place or lies within this one, or a UPRN that
    another place has.
    """
    require(permissions.may_correct_places(by, place))
    place = Place.objects.select_for_update().get(pk=place.pk)
    if once(key, "places.correct_place", council_id=by.council_id, at=at).before:
        return place
    on = london_day(at)
    if parent is not None and parent.pk != place.parent_id:
        require(permissions.may_correct_places(by, parent))
        _refuse_circle(place, parent)
        _check_parent(place.kind, parent, on=on)
    wanted = {
        **asdict(_checked(facts, kind=place.kind, council_id=by.council_id, on=on, itself=place)),
        "parent": parent,
    }
    changed = [name for name, value in wanted.items() if getattr(place, name) != value]
    for name in changed:
        setattr(place, name, wanted[name])
    if changed:
        place.save(update_fields=changed)
        search_words.refresh([place.pk])
    return place


def _check_parent(kind: str, parent: Place, *, on: date) -> None:
    kinds = rules.KINDS.version(on=on, council=parent.council_id)
    rules.check_parent(
        child=kinds.label_of(kind),
        parent=kinds.label_of(parent.kind),
        child_is_home=kind == HOME,
        holds_homes=bool(kinds.flag(parent.kind, "holds_homes")),
        is_home=parent.kind == HOME,
    )


def _checked(facts: Facts, *, kind: str, council_id: int, on: date, itself: Place | None = None) -> Facts:
    """Return tidy facts that the rules let pass."""
    facts = rules.tidy(facts)
    kinds = rules.KINDS.version(on=on, council=council_id)
    rules.check_facts(facts, kind=kinds.label_of(kind), home=kind == HOME, on=on)
    if facts.uprn is not None and (itself is None or itself.uprn != facts.uprn):
        other = Place.objects.filter(council_id=council_id, uprn=facts.uprn).first()
        if other:
            raise Refused(f"{other} ({other.reference}) has this UPRN. Each place has one of its own.")
    return facts


_WITHIN = """
    WITH RECURSIVE upwards AS (
        SELECT id, parent_id FROM places_place WHERE id = %s
        UNION SELECT p.id, p.parent_id FROM places_place p JOIN upwards u ON p.id = u.parent_id
    )
    SELECT EXISTS (SELECT FROM upwards WHERE id = %s)
"""


def _refuse_circle(place: Place, parent: Place) -> None:
    """Raise Refused for a parent that is the place itself or within it. Moves happen one at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('places_place.parent'), %s)", [place.council_id])
        cursor.execute(_WITHIN, [parent.pk, place.pk])
        (circle,) = cursor.fetchone()
    if circle:
        raise Refused(f"{parent} lies within {place}, so {place} cannot be within it. Choose another.")
