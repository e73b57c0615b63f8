"""While an officer is away, a colleague looks after the work."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from rooftree.foundations.refusals import Refused
from rooftree.staff import actions, queries
from rooftree.staff.models import Cover, Officer
from rooftree.staff.tests.making import (
    FRIDAY,
    MONDAY,
    NINE_ON_MONDAY,
    SATURDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    a_cover,
    acting_as,
)
from tests.builders import an_officer

pytestmark = pytest.mark.usefixtures("acting")


@pytest.fixture
def asha() -> Officer:
    return an_officer()


@pytest.fixture
def ben() -> Officer:
    return an_officer(name="Ben Ode")


@pytest.fixture
def cara() -> Officer:
    return an_officer(name="Cara Finch")


def arrange(officer: Officer, covered_by: Officer, *, key: str = "k1", **facts) -> Cover:
    days = {"from_on": MONDAY, "until_on": SATURDAY} | facts
    by = days.pop("by", None) or acting_as("team_leader")
    return actions.arrange_cover(officer, covered_by=covered_by, by=by, at=NINE_ON_MONDAY, key=key, **days)


def end(cover: Cover, *, until_on: dt.date, by: Officer | None = None) -> None:
    actions.end_cover(cover, until_on=until_on, by=by or acting_as("team_leader"), at=NINE_ON_MONDAY, key="k2")


def hand_on(cover: Cover, covered_by: Officer, *, from_on: dt.date, by: Officer | None = None) -> Cover:
    by = by or acting_as("team_leader")
    return actions.hand_on_cover(cover, covered_by=covered_by, from_on=from_on, by=by, at=NINE_ON_MONDAY, key="k2")


def test_the_cover_stands_in_while_the_officer_is_away(asha, ben):
    arrange(asha, ben, from_on=TUESDAY, until_on=FRIDAY)

    standing_in = [queries.standing_in(asha, on=day) for day in (MONDAY, TUESDAY, THURSDAY, FRIDAY)]

    assert standing_in == [asha, ben, ben, asha]


def test_a_cover_who_has_left_stands_in_for_nobody(asha):
    a_cover(asha, an_officer(name="Ben Ode", until_on=WEDNESDAY), from_on=MONDAY, until_on=SATURDAY)

    assert [queries.standing_in(asha, on=day).name for day in (TUESDAY, WEDNESDAY)] == ["Ben Ode", "Asha Bell"]


def test_cover_says_who_arranged_it(asha, ben):
    leader = acting_as("team_leader")

    assert arrange(asha, ben, by=leader).arranged_by == leader


def test_cover_sent_twice_is_arranged_once(asha, ben):
    leader = acting_as("team_leader")

    assert arrange(asha, ben, by=leader) == arrange(asha, ben, by=leader)


def test_nobody_covers_for_themselves(asha):
    with pytest.raises(Refused, match="Asha Bell cannot cover for Asha Bell"):
        arrange(asha, asha)


def test_cover_on_covered_days_is_refused(asha, ben, cara):
    a_cover(asha, cara, from_on=FRIDAY, until_on=SATURDAY)

    with pytest.raises(Refused, match="Cara Finch already covers for Asha Bell from Friday 6 March 2026"):
        arrange(asha, ben)


def test_a_cover_who_is_away_is_refused(asha, ben, cara):
    a_cover(ben, cara, from_on=FRIDAY, until_on=SATURDAY)

    with pytest.raises(Refused, match="Ben Ode is away from Friday 6 March 2026"):
        arrange(asha, ben)


def test_nobody_goes_away_who_is_covering(asha, ben, cara):
    a_cover(cara, asha, from_on=FRIDAY, until_on=SATURDAY)

    with pytest.raises(Refused, match="Asha Bell covers for Cara Finch from Friday 6 March 2026"):
        arrange(asha, ben)


def test_a_cover_who_leaves_is_refused(asha):
    with pytest.raises(Refused, match="Ben Ode leaves on Thursday 5 March 2026"):
        arrange(asha, an_officer(name="Ben Ode", until_on=FRIDAY))


@pytest.mark.parametrize(
    ("from_on", "until_on", "sentence"),
    [
        (MONDAY - dt.timedelta(days=1), FRIDAY, "Cover cannot be changed for days gone by"),
        (FRIDAY, FRIDAY, "The absence would end on Thursday 5 March 2026, before it begins"),
    ],
)
def test_days_that_cannot_be_are_refused(asha, ben, from_on, until_on, sentence):
    with pytest.raises(Refused, match=sentence):
        arrange(asha, ben, from_on=from_on, until_on=until_on)


@pytest.mark.parametrize("role", ["adviser", "auditor"])
def test_only_those_who_lead_arrange_cover(asha, ben, role):
    with pytest.raises(PermissionDenied):
        arrange(asha, ben, by=acting_as(role))


def test_an_officer_who_is_back_sooner_looks_after_the_work_again(asha, ben):
    cover = arrange(asha, ben)

    end(cover, until_on=WEDNESDAY)

    assert [queries.standing_in(asha, on=day) for day in (TUESDAY, WEDNESDAY)] == [ben, asha]


def test_cover_that_has_not_begun_never_was(asha, ben):
    cover = arrange(asha, ben, from_on=TUESDAY)

    end(cover, until_on=TUESDAY)

    assert not Cover.objects.exists()


@pytest.mark.parametrize(
    ("until_on", "sentence"),
    [
        (SATURDAY, "Asha Bell is away only to Friday 6 March 2026 as it is"),
        (MONDAY - dt.timedelta(days=1), "The day of the return cannot be changed for days gone by"),
    ],
)
def test_cover_ends_sooner_but_not_in_the_past(asha, ben, until_on, sentence):
    with pytest.raises(Refused, match=sentence):
        end(arrange(asha, ben), until_on=until_on)


def test_an_adviser_ends_no_cover(asha, ben):
    with pytest.raises(PermissionDenied):
        end(arrange(asha, ben), until_on=WEDNESDAY, by=acting_as("adviser"))


def test_cover_is_handed_on_for_the_rest_of_the_absence(asha, ben, cara):
    cover = arrange(asha, ben)

    hand_on(cover, cara, from_on=WEDNESDAY)

    days = (MONDAY, TUESDAY, WEDNESDAY, FRIDAY, SATURDAY)
    assert [queries.standing_in(asha, on=day) for day in days] == [ben, ben, cara, cara, asha]


def test_cover_handed_on_before_it_begins_is_all_the_other_s(asha, ben, cara):
    cover = arrange(asha, ben, from_on=WEDNESDAY)

    hand_on(cover, cara, from_on=MONDAY)

    assert list(Cover.objects.values_list("covered_by", "from_on", "until_on")) == [(cara.pk, WEDNESDAY, SATURDAY)]


def test_cover_is_handed_on_when_the_cover_has_left(asha, cara):
    gone = an_officer(name="Ben Ode", until_on=TUESDAY)
    cover = a_cover(asha, gone, from_on=MONDAY, until_on=SATURDAY)

    hand_on(cover, cara, from_on=TUESDAY)

    assert queries.standing_in(asha, on=TUESDAY) == cara


@pytest.mark.parametrize("from_on", [SATURDAY, MONDAY - dt.timedelta(days=1)])
def test_cover_is_handed_on_for_days_to_come_within_it(asha, ben, cara, from_on):
    cover = a_cover(asha, ben, from_on=MONDAY - dt.timedelta(days=7), until_on=SATURDAY)

    with pytest.raises(Refused, match=r"before it begins|days gone by"):
        hand_on(cover, cara, from_on=from_on)


def test_cover_is_not_handed_on_to_who_has_it(asha, ben):
    with pytest.raises(Refused, match=r"Ben Ode covers already\. Choose somebody else"):
        hand_on(arrange(asha, ben), ben, from_on=WEDNESDAY)


def test_cover_is_not_handed_to_the_one_who_is_away(asha, ben):
    with pytest.raises(Refused, match="Asha Bell cannot cover for Asha Bell"):
        hand_on(arrange(asha, ben), asha, from_on=WEDNESDAY)


def test_an_adviser_hands_on_no_cover(asha, ben, cara):
    with pytest.raises(PermissionDenied):
        hand_on(arrange(asha, ben), cara, from_on=WEDNESDAY, by=acting_as("adviser"))


@pytest.mark.parametrize(
    ("covering", "constraint"), [("asha", "nobody_covers_themselves"), ("ben", "one_cover_at_a_time")]
)
def test_the_database_refuses_what_must_never_be(asha, ben, covering, constraint):
    a_cover(asha, ben, from_on=FRIDAY, until_on=SATURDAY)
    who = {"asha": asha, "ben": ben}[covering]

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        a_cover(asha, who, from_on=MONDAY, until_on=SATURDAY)
