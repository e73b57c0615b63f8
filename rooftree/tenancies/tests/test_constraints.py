"""The database itself refuses what must never be true of tenancies. One test a constraint."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError

from rooftree.tenancies.models import Tenancy, TenancyLegacyReference, TenancyParty
from tests.builders import NOON, TODAY, a_home, a_person, a_tenancy

pytestmark = pytest.mark.usefixtures("acting")

EARLIER = date(2026, 5, 1)


def two_tenancies() -> None:
    home = a_home()
    a_tenancy(home, starts_on=EARLIER)
    a_tenancy(home, starts_on=TODAY)


def follows_itself() -> None:
    tenancy = a_tenancy()
    Tenancy.objects.filter(pk=tenancy.pk).update(previous=tenancy)


def parts(*rows: dict[str, Any]) -> None:
    tenancy, person = a_tenancy(), a_person()
    TenancyParty.objects.bulk_create(
        TenancyParty(council_id=tenancy.council_id, tenancy=tenancy, person=person, role="occupant", **row)
        for row in rows
    )


def two_references_of_an_old_system() -> None:
    tenancy = a_tenancy()
    TenancyLegacyReference.objects.bulk_create(
        TenancyLegacyReference(
            council_id=tenancy.council_id,
            tenancy=tenancy,
            source_system="nest",
            reference="T1",
            digest=b"",
            loaded_at=NOON,
        )
        for _ in range(2)
    )


MUST_NOT_BE: dict[str, Callable[[], object]] = {
    "one_tenancy_a_reference": lambda: [a_tenancy(reference="T-1"), a_tenancy(reference="T-1")],
    "tenancy_ends_after_start": lambda: a_tenancy(starts_on=TODAY, until_on=TODAY),
    "tenancy_does_not_follow_itself": follows_itself,
    "one_tenancy_of_a_home_at_a_time": two_tenancies,
    "party_ends_after_start": lambda: parts({"from_on": TODAY, "until_on": TODAY}),
    "one_part_a_start": lambda: parts({"from_on": TODAY}, {"from_on": TODAY}),
    "one_tenancy_a_legacy_reference": two_references_of_an_old_system,
}
"""Each constraint, and what must never be."""


@pytest.mark.parametrize("constraint", MUST_NOT_BE)
def test_the_database_says_no(constraint):
    with pytest.raises(IntegrityError, match=f'"{constraint}"'):
        MUST_NOT_BE[constraint]()


def test_every_constraint_is_tried():
    declared = {
        constraint.name
        for model in apps.get_app_config("tenancies").get_models()
        for constraint in model._meta.constraints
    }

    assert declared == set(MUST_NOT_BE)


def test_one_tenancy_may_follow_another_without_a_gap():
    home = a_home()
    a_tenancy(home, starts_on=EARLIER, until_on=TODAY)

    a_tenancy(home, starts_on=TODAY)

    assert home.tenancies.count() == 2
