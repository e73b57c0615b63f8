"""The work of somebody who is away: made into a handover, kept true, told of, and given back."""

import datetime as dt

import pytest

from rooftree.cases import actions as cases
from rooftree.cases import handover_jobs, handover_queries, queries
from rooftree.cases.actions import handovers
from rooftree.cases.models import Alarm, Handover, HandoverPiece
from rooftree.cases.tests.absent import (
    EIGHT_FORTY,
    NEXT_MONDAY,
    WEDNESDAY,
    a_case_of,
    a_key,
    accepted,
    an_absence,
    away,
    due_of,
    kept_up,
    midnight,
    monday,
    offered,
    piece_of,
    tuesday,
)
from rooftree.cases.tests.matters import a_case, a_manager, an_adviser, now, story_of
from rooftree.foundations.isolation import acting_for
from rooftree.staff import actions as staff
from rooftree.staff.models import Officer
from tests.builders import a_group, an_officer
from tests.two_officers import while_first_has_not_ended

pytestmark = pytest.mark.usefixtures("acting")


@pytest.fixture
def mo() -> Officer:
    """Mo, who manages Asha and Ben."""
    return a_manager()


@pytest.fixture
def asha(mo) -> Officer:
    return an_adviser(manager=mo)


@pytest.fixture
def ben(mo) -> Officer:
    return an_adviser("Ben Ode", manager=mo)


def alarms() -> list[tuple[str, str]]:
    """The open alarms: their level, and who is told."""
    rows = Alarm.objects.filter(closed_at__isnull=True).order_by("pk")
    return [(alarm.level, alarm.officer.name if alarm.officer else "") for alarm in rows]


# --- Made from what is there ------------------------------------------------------------------------


def test_every_open_case_of_the_officer_is_a_piece(asha, ben):
    mine, closed = a_case_of(asha), a_case_of(asha)
    cases.close(closed, by=asha, at=monday(8), key=a_key())
    a_case_of(ben)
    a_case()

    handover = away(asha)

    assert [piece.case for piece in handover_queries.pieces_of(handover)] == [mine]


def test_kept_up_twice_nothing_changes(asha):
    a_case_of(asha)
    first = away(asha)

    assert kept_up(asha, at=EIGHT_FORTY) == first
    assert (Handover.objects.count(), HandoverPiece.objects.count(), Alarm.objects.count()) == (1, 1, 1)


def test_nobody_is_handed_over_who_is_here(asha):
    a_case_of(asha)

    assert handovers.keep_up(asha, at=EIGHT_FORTY) is None


def test_a_case_that_comes_meanwhile_becomes_a_piece_and_climbs_anew(asha, ben):
    first = a_case_of(asha)
    handover = away(asha)
    accepted(handover, ben, first)
    assert alarms() == []
    late = a_case_of(asha)

    handover = kept_up(asha, at=monday(14))

    assert {piece.case for piece in handover_queries.pieces_of(handover)} == {first, late}
    assert due_of(handover, at=monday(14)) == monday(15)
    assert alarms() == [("team", "Mo Reed")]


def test_a_case_given_away_or_closed_is_no_piece_any_more(asha, ben, mo):
    given, closed = a_case_of(asha), a_case_of(asha)
    handover = away(asha)

    cases.give(given, officer=ben, reason="She knows the family", by=mo, at=monday(9), key=a_key())
    cases.close(closed, by=ben, at=monday(9), key=a_key())

    assert handover_queries.pieces_of(handover) == []
    assert handover_queries.standing_of(handover, at=monday(9)).is_settled


def test_a_restricted_case_is_handed_over_whoever_enters_the_absence(asha, council):
    group = a_group("Protected persons", asha)
    with acting_for([council.pk], groups=[group.pk], who="test"):
        a_case_of(asha, group=group)

    handover = away(asha)

    assert handover_queries.pieces_of(handover) == []
    assert handover_queries.standing_of(handover, at=EIGHT_FORTY).waiting == 1
    with acting_for([council.pk], groups=[group.pk], who="test"):
        assert len(handover_queries.pieces_of(handover)) == 1


def test_a_restricted_case_is_given_back_by_a_job_that_may_not_open_it(asha, council):
    group = a_group("Protected persons", asha, cara := an_adviser("Cara Finch"))
    with acting_for([council.pk], groups=[group.pk], who="test"):
        case = a_case_of(asha, group=group)
    handover = away(asha, until_on=WEDNESDAY)
    with acting_for([council.pk], groups=[group.pk], who="test"):
        accepted(handover, cara, case)

    handover_jobs.keep_up(council, at=midnight(WEDNESDAY))

    with acting_for([council.pk], groups=[group.pk], who="test"):
        assert piece_of(case).ended_at == midnight(WEDNESDAY)
        assert story_of(case)[-2:] == ["case.covered", "case.cover_ended"]


# --- Who is told -------------------------------------------------------------------------------------


def test_the_manager_is_told_at_once(asha):
    a_case_of(asha)

    handover = away(asha)

    [alarm] = Alarm.objects.all()
    assert alarms() == [("team", "Mo Reed")]
    assert alarm.sentence == (
        "Asha Bell is away from Monday 2 March 2026, 08:40. Nobody has yet: 1 of 1 open cases. "
        "Somebody is needed by 10:00 on Monday 2 March 2026."
    )
    assert handover.told_manager_at == EIGHT_FORTY


def test_at_ten_nothing_has_climbed_and_a_minute_later_the_head_is_alerted_once(asha, council):
    a_case_of(asha)
    away(asha)

    handover_jobs.keep_up(council, at=monday(9, 56))
    assert alarms() == [("team", "Mo Reed")]
    handover_jobs.keep_up(council, at=monday(10, 1))
    handover_jobs.keep_up(council, at=monday(10, 6))

    assert alarms() == [("team", "Mo Reed"), ("head", "")]


def test_what_everybody_accepted_does_not_climb(asha, ben, council):
    case = a_case_of(asha)
    accepted(away(asha), ben, case, at=monday(9, 59))

    handover_jobs.keep_up(council, at=monday(10, 1))

    assert alarms() == []
    assert Alarm.objects.get().closing == "Everything has somebody who accepted it."


def test_half_accepted_still_climbs(asha, ben, council):
    one, _ = a_case_of(asha), a_case_of(asha)
    accepted(away(asha), ben, one)

    handover_jobs.keep_up(council, at=monday(10, 1))

    assert ("head", "") in alarms()


def test_without_a_manager_the_head_is_told_at_once():
    alone = an_adviser("Ola Alone")
    a_case_of(alone)

    away(alone)

    assert alarms() == [("head", "")]


def test_a_managers_absence_is_told_to_theirs_and_so_is_what_they_were_told(asha, mo):
    mo.manager = head = an_officer("head_of_service", name="Di Frost")
    mo.save()
    a_case_of(asha)
    away(asha)
    a_case_of(mo)

    away(mo, at=monday(9))

    assert alarms() == [("team", head.name), ("team", head.name)]


def test_with_the_whole_line_away_the_head_of_service_is_told(asha, mo):
    a_case_of(asha)
    away(mo)

    away(asha, at=monday(9))

    assert alarms() == [("head", "")]


def test_an_alarm_of_a_manager_who_goes_climbs_to_the_service_where_nobody_is_above(asha, mo):
    a_case_of(asha)
    away(asha)

    away(mo, at=monday(9))

    assert alarms() == [("team", ""), ("head", "")]


def test_a_phone_that_nobody_answers_climbs_too(mo):
    asha = an_adviser(manager=mo, phone="01632 960001")

    handover = away(asha)
    assert alarms() == [("team", "Mo Reed")]
    assert "Nobody has yet: the phone and the patches." in Alarm.objects.get().sentence
    staff.stand_in(handover.absence, covered_by=an_adviser("Ben Ode"), by=mo, at=monday(9), key=a_key())
    kept_up(asha, at=monday(9))

    assert alarms() == []


def test_nothing_to_hand_over_alarms_nobody(asha):
    handover = away(asha)

    assert handover_queries.standing_of(handover, at=EIGHT_FORTY).is_settled
    assert alarms() == []


def test_what_goes_wrong_with_one_officer_keeps_no_other_waiting(asha, ben, council, monkeypatch):
    a_case_of(ben)
    an_absence(asha)
    an_absence(ben)
    keep_up = handovers.keep_up

    def not_for_asha(officer, *, at):
        assert officer != asha, "Something is wrong with Asha's."
        return keep_up(officer, at=at)

    monkeypatch.setattr(handovers, "keep_up", not_for_asha)

    with pytest.raises(ExceptionGroup, match="could not be kept up"):
        handover_jobs.keep_up(council, at=monday(9))

    assert Handover.objects.get().officer == ben


# --- Planned -----------------------------------------------------------------------------------------


def test_leave_is_agreed_ahead_and_begins_by_itself(asha, ben, council):
    case = a_case_of(asha)
    handover = away(asha, starts=midnight(WEDNESDAY), until_on=NEXT_MONDAY)
    accepted(handover, ben, case)

    assert queries.who_has(now(case)).cover is None
    assert alarms() == []
    handover_jobs.keep_up(council, at=midnight(WEDNESDAY))

    assert queries.who_has(now(case)).cover == ben
    assert story_of(case)[-1] == "case.covered"


def test_leave_climbs_on_its_first_morning_and_not_before(asha, council):
    a_case_of(asha)
    away(asha, starts=midnight(WEDNESDAY), until_on=NEXT_MONDAY)

    handover_jobs.keep_up(council, at=tuesday(16))
    assert alarms() == [("team", "Mo Reed")]
    handover_jobs.keep_up(council, at=midnight(WEDNESDAY) + dt.timedelta(hours=10, minutes=1))

    assert alarms() == [("team", "Mo Reed"), ("head", "")]


def test_who_agreed_and_is_sick_on_the_day_has_not_agreed(asha, ben, council):
    case = a_case_of(asha)
    accepted(away(asha, starts=midnight(WEDNESDAY), until_on=NEXT_MONDAY), ben, case)
    away(ben, at=tuesday(9))

    handover_jobs.keep_up(council, at=midnight(WEDNESDAY))

    assert piece_of(case).offered_to is None
    assert queries.who_has(now(case)).cover is None
    assert ("team", "Mo Reed") in alarms()


def test_sick_before_the_leave_sets_it_aside_with_all_that_was_agreed(asha, ben, council):
    case = a_case_of(asha)
    leave = away(asha, starts=midnight(NEXT_MONDAY), until_on=NEXT_MONDAY + dt.timedelta(days=7))
    accepted(leave, ben, case)

    sick = away(asha, until_on=WEDNESDAY)
    leave.refresh_from_db()
    assert (leave.ended_at, sick.ended_at) == (EIGHT_FORTY, None)
    assert [piece.case for piece in handover_queries.pieces_of(sick)] == [case]
    handover_jobs.keep_up(council, at=midnight(WEDNESDAY))

    leave.refresh_from_db()
    assert leave.ended_at is None
    assert leave.pieces.get().agreed_at == EIGHT_FORTY


def test_leave_called_off_ends_its_handover(asha, ben):
    case = a_case_of(asha)
    handover = away(asha, starts=midnight(WEDNESDAY), until_on=NEXT_MONDAY)
    accepted(handover, ben, case)

    staff.end_absence(handover.absence, by=asha, at=monday(9), key=a_key())

    assert handovers.keep_up(asha, at=monday(9)) is None
    assert piece_of(case).ended_at == monday(9)


# --- Cover falls away ----------------------------------------------------------------------------------


def test_a_cover_who_falls_sick_leaves_the_piece_to_somebody_else(asha, ben, council):
    case = a_case_of(asha)
    accepted(away(asha), ben, case)

    away(ben, at=tuesday(14))
    handover_jobs.keep_up(council, at=tuesday(14, 1))

    assert queries.who_has(now(case)).cover is None
    assert story_of(case)[-1] == "case.cover_fell_away"
    assert due_of(piece_of(case).handover, at=tuesday(14, 1)) == tuesday(15, 1)


def test_an_offer_to_somebody_who_goes_is_an_offer_to_nobody(asha, ben, council):
    case = a_case_of(asha)
    offered(away(asha), ben, case)

    away(ben, at=monday(9))
    handover_jobs.keep_up(council, at=monday(9, 1))

    assert piece_of(case).offered_to is None
    assert due_of(piece_of(case).handover, at=monday(9, 1)) == monday(10)


# --- Back --------------------------------------------------------------------------------------------


def test_the_officer_who_is_back_has_the_cases_as_before(asha, ben):
    case = a_case_of(asha)
    handover = away(asha)
    accepted(handover, ben, case)

    staff.end_absence(handover.absence, by=asha, at=tuesday(9), key=a_key())
    assert handovers.keep_up(asha, at=tuesday(9)) is None

    assert queries.who_has(now(case)) == queries.Answerable(asha, None)
    assert alarms() == []


def test_the_expected_day_of_return_ends_it_by_itself(asha, council):
    a_case_of(asha)
    handover = away(asha, until_on=WEDNESDAY)

    handover_jobs.keep_up(council, at=midnight(WEDNESDAY))

    handover.refresh_from_db()
    assert handover.ended_at == midnight(WEDNESDAY)
    assert Alarm.objects.get().closing == "The absence is over, or another has come before it."


def test_away_again_within_the_week_the_same_colleague_is_asked_first(asha, ben):
    case = a_case_of(asha)
    handover = away(asha)
    accepted(handover, ben, case)
    staff.end_absence(handover.absence, by=asha, at=tuesday(9), key=a_key())
    handovers.keep_up(asha, at=tuesday(9))

    away(asha, at=tuesday(11))

    piece = piece_of(case)
    assert (piece.offered_to, piece.because) == (ben, "Ben Ode covered it until now.")
    assert piece.covered_by is None


def test_the_officer_reads_what_happened_meanwhile(asha, ben):
    case = a_case_of(asha)
    handover = away(asha)
    accepted(handover, ben, case)
    cases.promise(case, what="We will ring on Friday", by=ben, at=monday(11), key=a_key())
    staff.end_absence(handover.absence, by=asha, at=tuesday(9), key=a_key())
    handovers.keep_up(asha, at=tuesday(9))
    cases.note(case, words="Back at it", by=asha, at=tuesday(10), key=a_key())
    handover.refresh_from_db()

    happened = handover_queries.happened_in(handover, at=tuesday(12))

    assert [(event.kind, event.by and event.by.name) for event in happened] == [
        ("case.cover_ended", None),
        ("case.promised", "Ben Ode"),
        ("case.covered", "Ben Ode"),
    ]


@pytest.mark.django_db(transaction=True)
def test_a_case_put_back_while_the_handover_is_made_leaves_no_piece(asha, mo, council):
    case = a_case_of(asha)
    an_absence(asha)

    second = while_first_has_not_ended(
        lambda: cases.put_back(case, reason="Too many", by=mo, at=monday(9), key=a_key()),
        lambda: handover_jobs.keep_up(council, at=monday(9)),
    )

    assert second.waited
    assert not HandoverPiece.objects.filter(ended_at__isnull=True).exists()
