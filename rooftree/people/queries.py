"""Reads about people that actions, journeys and worklists need."""

from dataclasses import fields
from datetime import date, datetime
from typing import TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Lower

from rooftree.foundations.models import SignIn
from rooftree.people.models import Adjustment, Person, PersonMarker, PersonMarkerProposal
from rooftree.people.rules import Details

Row = TypeVar("Row", bound=Model)

_RECORDS = """
    WITH RECURSIVE upwards AS (
        SELECT id, merged_into_id FROM people_person WHERE id = %s
        UNION SELECT p.id, p.merged_into_id FROM people_person p JOIN upwards u ON p.id = u.merged_into_id
    ), everybody AS (
        SELECT id FROM upwards WHERE merged_into_id IS NULL
        UNION SELECT p.id FROM people_person p JOIN everybody e ON p.merged_into_id = e.id
    )
    SELECT id FROM everybody ORDER BY id
"""


def opened_by(sign_in: SignIn, *, at: datetime) -> tuple[int, ...]:
    """Return the ids of the people whom a sign-in has open by exception at a moment.

    Can be asked before anything has been said.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT opened_by(%s, %s)", [sign_in.pk, at])
        return tuple(cursor.fetchone()[0])


def records_of(person: Person) -> list[int]:
    """Return the ids of all records of one person: the one that stands, and all merged into it."""
    with connection.cursor() as cursor:
        cursor.execute(_RECORDS, [person.pk])
        return [record for (record,) in cursor.fetchall()]


def standing_record(person: Person) -> Person:
    """Return the record that stands for a person, itself unless it was merged into another."""
    return Person.objects.standing().get(pk__in=records_of(person))


def details_of(person: Person) -> Details:
    """Return what we know of who a person is, as `correct_person` takes it. One query, for languages."""
    own = {field.name: getattr(person, field.name) for field in fields(Details) if field.name != "languages"}
    languages = person.languages.order_by("-is_main", "language").values_list("language", flat=True)
    return Details(**own, languages=tuple(languages))


def in_force(rows: QuerySet[Row], on: date, starts: str = "from_on") -> QuerySet[Row]:
    """Return the rows whose period, from `starts` until `until_on`, covers a day."""
    lasting = Q(until_on__isnull=True) | Q(until_on__gt=on)
    return rows.filter(lasting, **{f"{starts}__lte": on})


def likely_same(details: Details, *, council_id: int) -> QuerySet[Person]:
    """Return people on the record who may be the one described.

    The same National Insurance number; or the same surname, date of birth and first letter.
    """
    same = Q(pk__isnull=True)
    if details.ni_number:
        same |= Q(ni_number=details.ni_number)
    if details.date_of_birth:
        same |= Q(
            date_of_birth=details.date_of_birth,
            surname_in_small=details.surname.lower(),
            forenames__istartswith=details.forenames[:1],
        )
    people = Person.objects.standing().annotate(surname_in_small=Lower("surname"))
    return people.filter(same, council_id=council_id).order_by("pk")


def markers_to_review(*, on: date, before: date) -> QuerySet[PersonMarker]:
    """Return the markers in force on a day whose review is due before another, the most urgent first."""
    rows = in_force(PersonMarker.objects.filter(review_on__lt=before), on, starts="start_on")
    return rows.select_related("person").order_by("review_on", "pk")


def markers_to_decide() -> QuerySet[PersonMarkerProposal]:
    """Return the proposed markers that wait for somebody to decide, the oldest first."""
    waiting = PersonMarkerProposal.objects.filter(decision="")
    return waiting.select_related("person", "proposed_by").order_by("proposed_at", "pk")


def adjustments_to_ask_again(*, asked_before: date) -> QuerySet[Adjustment]:
    """Return the adjustments in force that nobody asked about since a day, the longest ago first."""
    rows = in_force(Adjustment.objects.filter(reviewed_on__lt=asked_before), asked_before)
    return rows.select_related("person").order_by("reviewed_on", "pk")
