"""Piece by piece: offered, accepted, declined, given back, and by two at once."""

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.cases import actions as cases
from rooftree.cases import handover_queries, queries
from rooftree.cases.actions import covering, handovers
from rooftree.cases.actions.covering import Offer
from rooftree.cases.models import Handover
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
    midnight,
    monday,
    offered,
    piece_of,
    tuesday,
)
from rooftree.cases.tests.matters import a_manager, an_adviser, now, story_of
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Council
from rooftree.foundations.refusals import Refused
from rooftree.staff import actions as staff
from rooftree.staff.models import Officer
from tests.builders import a_group, an_officer
from tests.two_officers import while_first_has_not_ended

pytestmark = pytest.mark.usefixtures("acting")


@pytest.fixture
def asha() -> Officer:
    return an_adviser(manager=a_manager())


@pytest.fixture
def ben() -> Officer:
    return an_adviser("Ben Ode")


@pytest.fixture
def cara() -> Officer:
    return an_adviser("Cara Finch")


def offer(handover: Handover, *offers: Offer, by: Officer, key: str = "k1") -> Handover:
    return covering.offer(handover, offers, by=by, at=EIGHT_FORTY, key=key)


# --- Offering ---------------------------------------------------------------------------------------


def test_what_is_offered_waits_for_that_colleague_with_its_reason(asha, ben):
    case = a_case_of(asha)
    handover = away(asha)

    offer(handover, Offer(case, ben, "Ben Ode knows the block."), by=asha.manager)

    [piece] = handover_queries.offered_to([ben])
    assert (piece.case, piece.because, piece.offered_by) == (case, "Ben Ode knows the block.", asha.manager)
    assert queries.who_has(now(case)).cover is None


def test_cases_are_offered_to_several_colleagues_at_once(asha, ben, cara):
    one, other = a_case_of(asha), a_case_of(asha)

    offer(away(asha), Offer(one, ben), Offer(other, cara), by=asha)

    assert [piece.case for piece in handover_queries.offered_to([ben])] == [one]
    assert [piece.case for piece in handover_queries.offered_to([cara])] == [other]


def test_what_one_has_not_answered_can_be_offered_to_another(asha, ben, cara):
    case = a_case_of(asha)
    handover = away(asha)
    offer(handover, Offer(case, ben), by=asha)

    offer(handover, Offer(case, cara), by=asha, key="k2")

    assert handover_queries.offered_to([ben]) == []
    assert piece_of(case).offered_to == cara


def test_sent_twice_it_is_offered_once(asha, ben, cara):
    case = a_case_of(asha)
    handover = away(asha)
    offer(handover, Offer(case, ben), by=asha)
    covering.decline(handover, [case], reason="On a course", by=ben, at=EIGHT_FORTY, key="no")

    offer(handover, Offer(case, ben), by=asha)

    assert handover_queries.offered_to([ben]) == []


def test_a_colleague_who_has_nothing_to_do_with_it_offers_nothing(asha, ben, cara):
    case = a_case_of(asha)

    with pytest.raises(PermissionDenied):
        offer(away(asha), Offer(case, ben), by=cara)


def test_nothing_is_offered_to_the_one_who_is_away(asha):
    case = a_case_of(asha)

    with pytest.raises(Refused, match="Asha Bell cannot cover for Asha Bell"):
        offer(away(asha), Offer(case, asha), by=asha.manager)


def test_nothing_is_offered_to_somebody_who_is_away_too(asha, ben):
    case = a_case_of(asha)
    an_absence(ben)

    with pytest.raises(Refused, match="Ben Ode is away then, so cannot cover"):
        offer(away(asha), Offer(case, ben), by=asha)


def test_leave_is_not_offered_to_somebody_whose_leave_falls_on_it(asha, ben):
    case = a_case_of(asha)
    an_absence(ben, starts=midnight(WEDNESDAY), until_on=NEXT_MONDAY)
    leave = away(asha, starts=midnight(WEDNESDAY), until_on=NEXT_MONDAY)

    with pytest.raises(Refused, match="Ben Ode is away then"):
        offer(leave, Offer(case, ben), by=asha)


def test_nothing_is_offered_to_somebody_without_casework(asha):
    case = a_case_of(asha)

    with pytest.raises(Refused, match="holds no role that works on cases"):
        offer(away(asha), Offer(case, an_officer("caretaker", name="Ed Moss")), by=asha)


def test_a_restricted_case_is_offered_to_members_of_its_group_only(asha, ben, council):
    group = a_group("Protected persons", asha, asha.manager)

    with acting_for([council.pk], groups=[group.pk], who="test"):
        case = a_case_of(asha, group=group)
        with pytest.raises(Refused, match="Ben Ode is not in the group"):
            offer(away(asha), Offer(case, ben), by=asha.manager)


def test_nothing_chosen_is_refused(asha):
    a_case_of(asha)

    with pytest.raises(Refused, match="Choose at least one case to offer"):
        offer(away(asha), by=asha)


def test_a_case_of_somebody_else_is_no_piece(asha, ben):
    a_case_of(asha)

    with pytest.raises(Refused, match="not in this handover any more"):
        offer(away(asha), Offer(a_case_of(ben), ben), by=asha)


# --- Accepting --------------------------------------------------------------------------------------


def test_who_accepts_answers_for_the_case_and_its_owner_stays(asha, ben):
    case = a_case_of(asha)

    accepted(offered(away(asha), ben, case), ben, case)

    assert queries.who_has(now(case)) == queries.Answerable(asha, ben)
    assert story_of(case)[-1] == "case.covered"
    assert handover_queries.offered_to([ben]) == []
    assert [piece.case for piece in handover_queries.covered_by([ben])] == [case]


def test_all_that_one_is_asked_can_be_accepted_at_once(asha, ben):
    one, other, left = a_case_of(asha), a_case_of(asha), a_case_of(asha)
    handover = offered(away(asha), ben, one, other)

    covering.accept(handover, by=ben, at=EIGHT_FORTY, key="all")

    assert {piece.case for piece in handover_queries.covered_by([ben])} == {one, other}
    assert piece_of(left).covered_by is None


def test_accepted_twice_with_one_key_it_is_accepted_once(asha, ben):
    case = a_case_of(asha)
    handover = away(asha)

    covering.accept(handover, [case], by=ben, at=EIGHT_FORTY, key="k1")
    covering.accept(handover, [case], by=ben, at=EIGHT_FORTY, key="k1")

    assert story_of(case).count("case.covered") == 1


def test_what_nobody_is_asked_anybody_can_take(asha, ben):
    case = a_case_of(asha)

    accepted(away(asha), ben, case)

    assert (piece_of(case).offered_to, piece_of(case).covered_by) == (ben, ben)


def test_what_another_is_asked_is_not_taken(asha, ben, cara):
    case = a_case_of(asha)
    handover = offered(away(asha), ben, case)

    with pytest.raises(Refused, match="is offered to Ben Ode"):
        accepted(handover, cara, case)


def test_nobody_accepts_their_own_work(asha):
    case = a_case_of(asha)

    with pytest.raises(Refused, match="Asha Bell cannot cover for Asha Bell"):
        accepted(away(asha), asha, case)


def test_a_caretaker_accepts_no_cases(asha):
    case = a_case_of(asha)

    with pytest.raises(PermissionDenied):
        accepted(away(asha), an_officer("caretaker"), case)


def test_after_the_end_nothing_is_accepted(asha, ben):
    case = a_case_of(asha)
    handover = away(asha)
    staff.end_absence(handover.absence, by=asha, at=tuesday(9), key=a_key())
    handovers.keep_up(asha, at=tuesday(9))

    with pytest.raises(Refused, match="work ended on Tuesday 3 March 2026 at 09:00"):
        accepted(handover, ben, case, at=tuesday(10))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_the_same_case_at_once_the_first_has_it(asha, ben, cara):
    case = a_case_of(asha)
    handover = away(asha)

    second = while_first_has_not_ended(
        lambda: accepted(handover, ben, case), lambda: accepted(handover, cara, case)
    )

    assert second.waited
    assert second.refusal == f"Ben Ode has accepted {case.reference} already. Let them give it back first."
    assert queries.who_has(now(case)).cover == ben


@pytest.mark.django_db(transaction=True)
def test_a_case_that_is_just_being_closed_is_not_accepted(asha, ben):
    case = a_case_of(asha)
    handover = away(asha)

    second = while_first_has_not_ended(
        lambda: cases.close(case, by=asha.manager, at=monday(9), key="close"),
        lambda: accepted(handover, ben, case),
    )

    assert second.waited
    assert "not in this handover any more" in second.refusal


@pytest.mark.django_db(transaction=True)
def test_who_comes_back_while_somebody_accepts_has_the_case(asha, ben):
    case = a_case_of(asha)
    handover = away(asha)

    def come_back() -> None:
        staff.end_absence(handover.absence, by=asha, at=monday(9), key="back")
        handovers.keep_up(asha, at=monday(9))

    second = while_first_has_not_ended(come_back, lambda: accepted(handover, ben, case, at=monday(9)))

    assert second.waited
    assert "work ended on Monday 2 March 2026 at 09:00" in second.refusal


# --- Declining and giving back ----------------------------------------------------------------------


def test_declining_says_why_and_lets_another_be_asked(asha, ben, cara):
    case = a_case_of(asha)
    handover = offered(away(asha), ben, case)

    covering.decline(handover, [case], reason="On a course", by=ben, at=EIGHT_FORTY, key="k1")

    assert (piece_of(case).offered_to, piece_of(case).declined_reason) == (None, "Ben Ode: On a course")
    assert story_of(case)[-1] == "case.cover_declined"
    accepted(handover, cara, case)


def test_declining_without_a_reason_is_refused(asha, ben):
    case = a_case_of(asha)
    handover = offered(away(asha), ben, case)

    with pytest.raises(Refused, match="Say why"):
        covering.decline(handover, [case], reason=" ", by=ben, at=EIGHT_FORTY, key="k1")


def test_nobody_declines_for_another(asha, ben, cara):
    case = a_case_of(asha)
    handover = offered(away(asha), ben, case)

    with pytest.raises(Refused, match="You are not asked"):
        covering.decline(handover, [case], reason="Busy", by=cara, at=EIGHT_FORTY, key="k1")


def test_what_is_given_back_waits_again_and_the_limits_run_anew(asha, ben):
    case = a_case_of(asha)
    handover = away(asha)
    accepted(handover, ben, case)

    covering.give_back(handover, [case], reason="Too much", by=ben, at=tuesday(11), key="k1")

    assert queries.who_has(now(case)).cover is None
    assert due_of(piece_of(case).handover, at=tuesday(11)) == tuesday(12)
    assert piece_of(case).handover.told_manager_at == tuesday(11)


def test_what_one_gives_back_gives_the_others_no_more_time(asha, ben, council):
    taken, waiting = a_case_of(asha), a_case_of(asha)
    handover = away(asha)
    accepted(handover, ben, taken)

    covering.give_back(handover, [taken], reason="Too much", by=ben, at=monday(9, 30), key="k1")

    assert due_of(piece_of(taken).handover, at=monday(9, 30)) == monday(10)
    assert [each.case_id for each in handover_queries.uncovered(council, monday(10))] == [waiting.pk]
    assert len(handover_queries.uncovered(council, monday(10, 30))) == 2


def test_a_manager_takes_back_what_a_colleague_does_not(asha, ben, cara):
    case = a_case_of(asha)
    handover = away(asha)
    accepted(handover, ben, case)

    with pytest.raises(PermissionDenied):
        covering.give_back(handover, [case], reason="Mine", by=cara, at=monday(9), key="k1")
    covering.give_back(handover, [case], reason="Ben has too much", by=asha.manager, at=monday(9), key="k2")

    assert queries.who_has(now(case)).cover is None


def test_what_nobody_has_is_not_given_back(asha, ben):
    case = a_case_of(asha)

    with pytest.raises(Refused, match="Nobody has accepted"):
        covering.give_back(away(asha), [case], reason="Mine", by=ben, at=monday(9), key="k1")


# --- The note ---------------------------------------------------------------------------------------


def test_a_note_is_added_to_and_says_who_and_when(asha):
    handover = away(asha, by=(taker := an_adviser("Olu Taker")))
    covering.write_note(handover, words="The court bundle is in the red tray.", by=asha, at=EIGHT_FORTY, key="k1")

    covering.write_note(handover, words="And the keys with Ed.", by=taker, at=monday(9), key="k2")

    assert Handover.objects.get().note == (
        "Asha Bell, Monday 2 March 2026, 08:40: The court bundle is in the red tray.\n\n"
        "Olu Taker, Monday 2 March 2026, 09:00: And the keys with Ed."
    )


def test_a_stranger_to_it_writes_no_note(asha, ben):
    with pytest.raises(PermissionDenied):
        covering.write_note(away(asha), words="Hello", by=ben, at=EIGHT_FORTY, key="k1")


def test_the_other_council_sees_nothing_of_it(asha, other_council):
    a_case_of(asha)
    away(asha)

    with acting_for([other_council.pk], who="test"):
        assert not Handover.objects.exists()
        assert handover_queries.open_handovers([Council.objects.get(code="alder").pk], at=EIGHT_FORTY) == []
