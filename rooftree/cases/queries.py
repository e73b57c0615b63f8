"""Reads about cases that actions, journeys and channels need."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from rooftree.cases.models import Case, HandoverPiece
from rooftree.foundations.models import SignIn
from rooftree.people.models import Person
from rooftree.people.queries import records_of
from rooftree.places.models import Place
from rooftree.staff.models import Officer
from rooftree.tenancies.models import Tenancy


@dataclass(frozen=True)
class Answerable:
    """Who answers for a case today: its owner, or whoever accepted to cover while the owner is away."""

    owner: Officer | None
    cover: Officer | None

    @property
    def today(self) -> Officer | None:
        """The one to speak to today; nobody while the case waits in its team's queue."""
        return self.cover or self.owner


def who_has(case: Case) -> Answerable:
    """Return who answers for a case. One query."""
    piece = (
        HandoverPiece.objects.filter(case=case, ended_at__isnull=True, covered_by__isnull=False)
        .select_related("covered_by")
        .first()
    )
    return Answerable(case.owner, piece.covered_by if piece else None)


def open_cases(
    *, person: Person | None = None, place: Place | None = None, tenancy: Tenancy | None = None
) -> QuerySet[Case]:
    """Return the open cases about a person (all of their records), a place or a tenancy: exactly one of them."""
    assert sum(each is not None for each in (person, place, tenancy)) == 1, "Ask about one of them."
    cases = Case.objects.filter(closed_at__isnull=True).select_related("team", "owner")
    if person is not None:
        return cases.filter(person__in=records_of(person))
    return cases.filter(place=place) if place is not None else cases.filter(tenancy=tenancy)


def opened_by(sign_in: SignIn, *, at: datetime) -> tuple[int, ...]:
    """Return the ids of the restricted cases that a sign-in has open by exception at a moment.

    Can be asked before anything has been said.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_opened_by(%s, %s)", [sign_in.pk, at])
        return tuple(cursor.fetchone()[0])
