"""Rent years are set up as the rule proposes, and their free weeks change until they are run."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.foundations.models import LocalRule
from rooftree.foundations.refusals import Refused
from rooftree.rents import rent_year
from rooftree.rents.actions import rent_years, runs
from rooftree.rents.models import RentYear
from tests.builders import NOON, by
from tests.rent_builders import FIRST_WEEK, a_rent_year

pytestmark = pytest.mark.usefixtures("acting")

CHRISTMAS = date(2026, 12, 21)


def set_up(year=None, *groups, acting=None):
    wanted = year or rent_year.proposed(2026)
    return rent_years.set_up_rent_year(groups or ["hra"], wanted, **(acting or by("rent_accounting_officer")))


def test_the_rule_proposes_the_year(council):
    assert rent_years.proposed(council.pk, 2026) == rent_year.proposed(2026)


def test_the_councils_own_rule_counts(council):
    LocalRule.objects.create(
        council=council,
        code="rents.free_weeks",
        value={"value": 2},
        applies_from=date(2026, 1, 1),
        reason="Two free weeks",
        decided_by="Cabinet",
        decided_at=NOON,
    )

    assert rent_years.proposed(council.pk, 2026).free_weeks == (CHRISTMAS, date(2027, 3, 29))


def test_a_year_is_set_up_for_several_groups_once(council):
    made = set_up(None, "hra", "garages")

    again = set_up(None, "hra", "garages")

    assert made == again
    assert [each.group for each in made] == ["hra", "garages"]
    assert rent_years.year_of(council.pk, "hra", date(2027, 4, 4)) == made[0]
    assert rent_years.year_of(council.pk, "hra", date(2027, 4, 5)) is None


def test_a_year_that_overlaps_another_is_refused():
    a_rent_year(date(2025, 4, 7), weeks=53)

    with pytest.raises(Refused, match="Two years cannot share a week"):
        set_up()


def test_a_year_of_no_group_or_an_unknown_one_is_refused():
    with pytest.raises(Refused, match="at least one"):
        rent_years.set_up_rent_year([], rent_year.proposed(2026), **by("rent_accounting_officer"))
    with pytest.raises(Refused, match="is not in the list"):
        set_up(None, "hre")


def test_only_those_who_keep_the_books_set_up_years():
    with pytest.raises(PermissionDenied):
        set_up(acting=by("income_officer"))


def test_free_weeks_change_until_they_are_run(council):
    kept = a_rent_year()
    acting = by("rent_accounting_officer")

    rent_years.change_free_weeks(kept, [CHRISTMAS], **acting)
    kept.refresh_from_db()
    assert kept.free_weeks == [CHRISTMAS]

    debit = runs.debit_of(council.pk, group="hra", cycle="weekly", starts_on=FIRST_WEEK)
    runs.run(council.pk, debit, by=None, at=NOON)
    with pytest.raises(Refused, match="has been run"):
        rent_years.change_free_weeks(kept, [FIRST_WEEK], **by("rent_accounting_officer"))


def test_a_frozen_year_keeps_its_free_weeks():
    kept = a_rent_year(frozen_at=NOON)

    with pytest.raises(Refused, match=r"is frozen.*Change the free weeks of a year.*waived"):
        rent_years.change_free_weeks(kept, [CHRISTMAS], **by("rent_accounting_officer"))
    assert RentYear.objects.get().free_weeks == []
