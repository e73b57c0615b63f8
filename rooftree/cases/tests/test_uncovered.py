"""No open, taken-up case lacks somebody who is here for longer than the rule book allows; and who answers."""

import datetime as dt

import pytest

from rooftree.cases import actions as cases
from rooftree.cases import handover_jobs, handover_queries
from rooftree.cases.answering import Answers, answers_for
from rooftree.cases.handover_queries import uncovered
from rooftree.cases.tests.absent import (
    EIGHT_FORTY,
    MONDAY,
    NEXT_MONDAY,
    WEDNESDAY,
    a_case_of,
    a_key,
    accepted,
    an_absence,
    away,
    midnight,
    monday,
    tuesday,
)
from rooftree.cases.tests.matters import a_case, a_manager, an_adviser
from rooftree.foundations import dates
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import LocalRule
from rooftree.staff import actions as staff
from rooftree.staff.models import Officer
from tests.builders import a_group

pytestmark = pytest.mark.usefixtures("acting")


@pytest.fixture
def asha() -> Officer:
    return an_adviser(manager=a_manager(), phone="01632 960001")


@pytest.fixture
def ben() -> Officer:
    return an_adviser("Ben Ode")


# --- What nobody has --------------------------------------------------------------------------------


@pytest.mark.parametrize(("at", "lacking"), [(monday(9, 59), 0), (monday(10), 1)])
def test_a_case_may_lack_somebody_until_ten(asha, council, at, lacking):
    a_case_of(asha)
    away(asha)

    assert len(uncovered(council, at)) == lacking


def test_it_says_whose_it_is_since_when_and_when_somebody_was_due(asha, council):
    case = a_case_of(asha)
    away(asha)

    [found] = uncovered(council, monday(12))

    assert (found.reference, found.owner_id) == (case.reference, asha.pk)
    assert (found.since, found.late_from) == (EIGHT_FORTY, monday(10))


def test_what_a_colleague_accepted_has_somebody(asha, ben, council):
    case = a_case_of(asha)
    accepted(away(asha), ben, case)

    assert uncovered(council, tuesday(9)) == []


def test_nothing_lacks_somebody_whose_officer_is_here_or_that_nobody_took_up(asha, council):
    a_case_of(asha)
    a_case()

    assert uncovered(council, tuesday(9)) == []


def test_a_closed_case_needs_nobody(asha, council):
    case = a_case_of(asha)
    away(asha)
    cases.close(case, by=asha.manager, at=monday(9), key=a_key())

    assert uncovered(council, tuesday(9)) == []


def test_an_absence_without_a_handover_is_seen_all_the_same(asha, council):
    a_case_of(asha)
    an_absence(asha)

    assert len(uncovered(council, monday(10))) == 1


def test_a_cover_who_went_too_is_nobody(asha, ben, council):
    case = a_case_of(asha)
    accepted(away(asha), ben, case)
    an_absence(ben, at=tuesday(14))

    assert uncovered(council, tuesday(14, 59)) == []
    assert [each.since for each in uncovered(council, tuesday(15))] == [tuesday(14)]


def test_somebody_who_left_without_an_absence_is_not_here(asha, council):
    a_case_of(asha)
    Officer.objects.filter(pk=asha.pk).update(until_on=WEDNESDAY)

    assert uncovered(council, midnight(WEDNESDAY) - dt.timedelta(seconds=1)) == []
    [found] = uncovered(council, midnight(WEDNESDAY) + dt.timedelta(hours=10))
    assert found.since == midnight(WEDNESDAY)


def test_what_comes_to_an_absent_officer_has_its_own_time(asha, council):
    away(asha)
    a_case(owner=asha, at=monday(15))

    assert uncovered(council, monday(15, 59)) == []
    assert len(uncovered(council, monday(16))) == 1


def test_leave_agreed_ahead_is_covered_in_its_first_minute(asha, ben, council):
    case = a_case_of(asha)
    accepted(away(asha, starts=midnight(WEDNESDAY), until_on=NEXT_MONDAY), ben, case)

    assert uncovered(council, midnight(WEDNESDAY) + dt.timedelta(hours=12)) == []


def test_a_restricted_case_counts_and_is_not_named(asha, council):
    group = a_group("Protected persons", asha)
    with acting_for([council.pk], groups=[group.pk], who="test"):
        case = a_case_of(asha, group=group)
    away(asha)

    assert [each.reference for each in uncovered(council, monday(10))] == [""]
    with acting_for([council.pk], groups=[group.pk], who="test"):
        assert [each.reference for each in uncovered(council, monday(10))] == [case.reference]


def test_the_other_council_learns_nothing(asha, council, other_council):
    a_case_of(asha)
    away(asha)

    with acting_for([other_council.pk], who="test"):
        assert uncovered(council, tuesday(9)) == []


def test_it_takes_two_queries_however_many_there_are(asha, council, django_assert_num_queries):
    a_case_of(asha)
    a_case_of(asha)
    away(asha)

    with django_assert_num_queries(2):
        uncovered(council, tuesday(9))


def test_the_nightly_check_says_it_in_a_sentence(asha, council, monkeypatch):
    monkeypatch.setattr(dates, "now", lambda: tuesday(2, 17))
    a_case_of(asha)
    a_case_of(asha)
    away(asha)

    assert list(handover_jobs.check(council, MONDAY)) == [
        "2 open cases of Asha Bell had nobody who is here since Mon 2 Mar 2026, 08:40. Offer them to colleagues."
    ]


# --- How handovers stand ----------------------------------------------------------------------------


def test_open_handovers_show_what_is_late_first(asha, ben, council):
    a_case_of(asha)
    away(asha)
    away(ben, starts=midnight(WEDNESDAY), until_on=NEXT_MONDAY)

    late, settled = handover_queries.open_handovers([council.pk], at=monday(10))

    assert (late.handover.officer, late.is_late, late.standing.waiting, late.due) == (asha, True, 1, monday(10))
    assert (settled.handover.officer, settled.is_late, settled.standing.is_settled) == (ben, False, True)


def test_open_handovers_take_as_many_queries_for_many(asha, ben, council, django_assert_num_queries):
    a_case_of(asha)
    away(asha)
    with django_assert_num_queries(5):
        handover_queries.open_handovers([council.pk], at=monday(9))
    away(ben)
    away(an_adviser("Cara Finch", phone="01632 960002"), starts=midnight(WEDNESDAY), until_on=NEXT_MONDAY)

    with django_assert_num_queries(5):
        handover_queries.open_handovers([council.pk], at=monday(9))


def test_a_council_may_set_another_hour(asha, council):
    a_case_of(asha)
    LocalRule.objects.create(
        council=council,
        code="cases.cover_by",
        applies_from=MONDAY,
        value={"value": "9"},
        reason="We open at eight",
        decided_by="Di Frost",
        decided_at=EIGHT_FORTY,
    )
    away(asha)

    assert uncovered(council, monday(9, 39)) == []
    assert len(uncovered(council, monday(9, 40))) == 1  # An hour after it was entered: the later of the two.


def test_what_officers_carry_counts_what_they_cover(asha, ben, council):
    case = a_case_of(asha)
    a_case_of(ben)
    accepted(away(asha), ben, case)

    carried = handover_queries.loads([asha, ben, asha.manager])

    assert (carried[ben.pk].cases, carried[ben.pk].points) == (2, 2)
    assert carried[asha.manager.pk] == handover_queries.Load()


# --- Who answers ------------------------------------------------------------------------------------


def test_officers_answer_themselves_while_they_are_here(asha):
    assert answers_for(asha, EIGHT_FORTY).officer == asha


def test_the_stand_in_answers(asha, ben):
    handover = away(asha)
    staff.stand_in(handover.absence, covered_by=ben, by=asha, at=EIGHT_FORTY, key=a_key())

    assert answers_for(asha, monday(9)).officer == ben
    assert answers_for(asha, monday(9)).because == "Ben Ode stands in while Asha Bell is away."


def test_while_the_stand_in_is_away_theirs_answers(asha, ben):
    handover = away(asha, until_on=WEDNESDAY)
    staff.stand_in(handover.absence, covered_by=ben, by=asha, at=EIGHT_FORTY, key=a_key())
    cara = an_adviser("Cara Finch")
    sick = away(ben, at=monday(9), until_on=WEDNESDAY)
    assert answers_for(asha, monday(9)).officer == asha.manager

    staff.hand_on_cover(
        asha.covers.get(), covered_by=cara, from_on=MONDAY, by=asha.manager, at=monday(9), key=a_key()
    )
    staff.stand_in(sick.absence, covered_by=cara, by=ben, at=monday(9), key=a_key())

    assert answers_for(asha, monday(9)).officer == cara
    assert answers_for(ben, monday(9)).officer == cara


def test_without_a_stand_in_who_covers_most_answers(asha, ben):
    one, two, three = a_case_of(asha), a_case_of(asha), a_case_of(asha)
    handover = away(asha)
    accepted(handover, an_adviser("Cara Finch"), one)
    accepted(handover, ben, two, three)

    answers = answers_for(asha, monday(9))

    assert (answers.officer, answers.because) == (ben, "Ben Ode covers 2 of Asha Bell’s cases.")


def test_without_anybody_the_manager_answers(asha):
    away(asha)

    assert answers_for(asha, monday(9)).officer == asha.manager


def test_without_a_manager_the_call_goes_to_the_team(ben):
    away(ben)

    assert answers_for(ben, monday(9)) == Answers(
        None, "Ben Ode is away, and nobody is arranged. Pass the call to the team."
    )
