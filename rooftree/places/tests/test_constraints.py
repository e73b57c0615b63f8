"""The database itself refuses what must never be true of places. One test a constraint."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError

from rooftree.places.models import (
    Patch,
    PatchOfficer,
    PatchPlace,
    Place,
    PlaceLegacyReference,
    PlaceMarker,
    PlaceMarkerProposal,
)
from tests.builders import NOON, TODAY, a_home, a_place, an_officer, the_council

pytestmark = pytest.mark.usefixtures("acting")

EARLIER = date(2026, 5, 1)


def within_itself() -> None:
    place = a_place()
    Place.objects.filter(pk=place.pk).update(parent=place)


def a_marker(place: Place, **facts: Any) -> None:
    PlaceMarker.objects.create(
        council=the_council(),
        place=place,
        **{
            "code": "DA",
            "reason": "A dog",
            "control_measure": "Call ahead",
            "approved_by": "Uma",
            "start_on": TODAY,
            "review_on": TODAY,
            "until_on": TODAY,
            **facts,
        },
    )


def two_markers_of_a_start() -> None:
    place = a_place()
    a_marker(place)
    a_marker(place)


def a_proposal(place: Place, **facts: Any) -> None:
    PlaceMarkerProposal.objects.create(
        council=the_council(),
        place=place,
        **{"code": "DA", "proposed_by": an_officer(), "proposed_at": NOON, **facts},
    )


def a_decision_on_ones_own() -> None:
    officer = an_officer()
    a_proposal(a_place(), proposed_by=officer, decision="declined", decided_by=officer, decided_at=NOON)


def two_open_proposals() -> None:
    place = a_place()
    a_proposal(place)
    a_proposal(place)


def a_patch(purpose: str = "tenancy") -> Patch:
    return Patch.objects.create(council=the_council(), code="N1", purpose=purpose)


def two_patches_of_a_code() -> None:
    a_patch()
    a_patch()


def officers_of_a_patch(*periods: tuple[date, date | None]) -> None:
    patch = a_patch()
    PatchOfficer.objects.bulk_create(
        PatchOfficer(council=the_council(), patch=patch, officer=an_officer(), from_on=starts, until_on=until)
        for starts, until in periods
    )


def place_in_patches(purpose: str, *periods: tuple[date, date | None]) -> None:
    patch, place = a_patch(purpose), a_home()
    PatchPlace.objects.bulk_create(
        PatchPlace(
            council=the_council(), patch=patch, purpose=purpose, place=place, from_on=starts, until_on=until
        )
        for starts, until in periods
    )


def place_in_two_patches(purpose: str) -> Callable[[], None]:
    return lambda: place_in_patches(purpose, (EARLIER, None), (TODAY, None))


def two_references_of_an_old_system() -> None:
    place = a_place()
    PlaceLegacyReference.objects.bulk_create(
        PlaceLegacyReference(
            council=the_council(),
            place=place,
            source_system="nest",
            reference="H1",
            digest=b"",
            loaded_at=NOON,
        )
        for _ in range(2)
    )


MUST_NOT_BE: dict[str, Callable[[], object]] = {
    "one_place_a_reference": lambda: [a_place(reference="H-1"), a_place(reference="H-1")],
    "place_is_not_within_itself": within_itself,
    "bedrooms_not_negative": lambda: a_home(bedrooms=-1),
    "place_marker_ends_after_start": lambda: a_marker(a_place(), until_on=EARLIER),
    "one_place_marker_a_start": two_markers_of_a_start,
    "place_marker_decision_says_who": lambda: a_proposal(a_place(), decision="declined"),
    "place_marker_not_self_approved": a_decision_on_ones_own,
    "one_open_place_marker_proposal": two_open_proposals,
    "one_patch_a_code": two_patches_of_a_code,
    "patch_officer_ends_after_start": lambda: officers_of_a_patch((TODAY, TODAY)),
    "one_officer_of_a_patch_at_a_time": lambda: officers_of_a_patch((EARLIER, None), (TODAY, None)),
    "patch_place_ends_after_start": lambda: place_in_patches("tenancy", (TODAY, TODAY)),
    "one_tenancy_patch_of_a_place_at_a_time": place_in_two_patches("tenancy"),
    "one_income_patch_of_a_place_at_a_time": place_in_two_patches("income"),
    "one_repairs_patch_of_a_place_at_a_time": place_in_two_patches("repairs"),
    "one_grounds_patch_of_a_place_at_a_time": place_in_two_patches("grounds"),
    "one_place_a_legacy_reference": two_references_of_an_old_system,
}
"""Each constraint, and what must never be."""


@pytest.mark.parametrize("constraint", MUST_NOT_BE)
def test_the_database_says_no(constraint):
    with pytest.raises(IntegrityError, match=f'"{constraint}"'):
        MUST_NOT_BE[constraint]()


def test_every_constraint_is_tried():
    declared = {
        constraint.name
        for model in apps.get_app_config("places").get_models()
        for constraint in model._meta.constraints
    }

    assert declared == set(MUST_NOT_BE)


def test_periods_that_meet_do_not_overlap():
    officers_of_a_patch((EARLIER, TODAY), (TODAY, None))

    assert PatchOfficer.objects.count() == 2
