"""S8's Monday morning, 2 March 2026: an officer with cases, a manager, colleagues and a patch."""

import datetime as dt
from itertools import count
from typing import Any

from rooftree.cases import actions as cases
from rooftree.cases.models import Case
from rooftree.foundations.dates import LONDON
from rooftree.places.models import Patch, PatchOfficer, PatchPlace, Place
from rooftree.staff.models import Officer
from tests.builders import an_enquiry

FRIDAY_NOON = dt.datetime(2026, 2, 27, 12, 0, tzinfo=LONDON)
WEDNESDAY, NEXT_MONDAY = dt.date(2026, 3, 4), dt.date(2026, 3, 9)
SINCE = dt.date(2020, 1, 6)

_keys = count(1)


def monday(hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 3, 2, hour, minute, tzinfo=LONDON)


def midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=LONDON)


EIGHT_FORTY = monday(8, 40)


def acts(officer: Officer, at: dt.datetime = EIGHT_FORTY) -> dict[str, Any]:
    """Who acts, when, and under a key of its own."""
    return {"by": officer, "at": at, "key": f"monday-{next(_keys)}"}


def an_enquiry_of(officer: Officer, **facts: Any) -> Case:
    """An enquiry that reached us on Friday at noon, and that an officer took up."""
    case = an_enquiry(acting=acts(officer, FRIDAY_NOON), **facts).case
    return case if case.owner_id == officer.pk else cases.take(case, **acts(officer, FRIDAY_NOON))


def a_patch_of(officer: Officer, place: Place, code: str = "T01") -> Patch:
    """A tenancy patch of an officer with one place in it."""
    council = {"council_id": officer.council_id}
    patch = Patch.objects.create(code=code, purpose="tenancy", **council)
    PatchOfficer.objects.create(patch=patch, officer=officer, from_on=SINCE, **council)
    PatchPlace.objects.create(patch=patch, purpose="tenancy", place=place, from_on=SINCE, **council)
    return patch
