"""By when somebody is found, who may be asked, and who is proposed, and why."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooftree.cases import handover_rules as rules
from rooftree.cases.handover_rules import Colleague, Piece, spread
from rooftree.foundations.dates import LONDON
from rooftree.foundations.refusals import Refused


def monday(hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 3, 2, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("begins", "due"),
    [
        (monday(8, 40), monday(10)),  # Practice, S8.
        (monday(9), monday(10)),
        (monday(9, 1), monday(10, 1)),
        (monday(16, 45), monday(17, 45)),
        (monday(0), monday(10)),  # Leave that begins with the day.
        (monday(23, 30), monday(23, 30) + dt.timedelta(hours=1)),
    ],
)
def test_somebody_is_found_by_ten_or_within_the_hour_whichever_is_later(begins, due):
    assert rules.cover_due(begins, by_hour=10, within_minutes=60) == due


def test_an_hour_is_an_hour_when_the_clocks_change():
    before = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)  # 01:30 in London, for the first time that night.

    due = rules.cover_due(before, by_hour=0, within_minutes=60)

    assert due - before == dt.timedelta(hours=1)


# --- Notes ------------------------------------------------------------------------------------------


def test_a_note_grows():
    first = rules.note_with("", "Keys with Ed.", by="Asha Bell", at=monday(8, 40))

    both = rules.note_with(first, "Bundle in the tray.", by="Mo Reed", at=monday(9))

    assert both.splitlines() == [
        "Asha Bell, Monday 2 March 2026, 08:40: Keys with Ed.",
        "",
        "Mo Reed, Monday 2 March 2026, 09:00: Bundle in the tray.",
    ]


def test_a_note_that_is_too_long_is_refused():
    with pytest.raises(Refused, match="holds 4,000 characters"):
        rules.note_with("", "x" * rules.NOTE_LONGEST, by="Asha Bell", at=monday(8, 40))


# --- Proposing --------------------------------------------------------------------------------------

BEN = Colleague(1, "Ben Ode", Decimal(12), Decimal(37))
CARA = Colleague(2, "Cara Finch", Decimal(20), Decimal(37))
MEMBER = Colleague(3, "Dev Hall", Decimal(30), Decimal(37), groups=frozenset({7}))


def proposed(pieces: list[Piece], colleagues: list[Colleague]) -> dict[int, int]:
    return {each.piece: each.colleague for each in spread(pieces, colleagues)}


def test_the_least_loaded_colleague_is_proposed_and_the_reason_is_said():
    [proposal] = spread([Piece(5, Decimal(1))], [CARA, BEN, MEMBER])

    assert proposal.colleague == BEN.id
    assert proposal.because == "Ben Ode carries least for their hours: 12.00 points, the others 20.00 to 30.00."


def test_what_was_proposed_before_counts():
    pieces = [Piece(number, Decimal(5)) for number in range(4)]

    shares = list(proposed(pieces, [BEN, CARA]).values())

    assert (shares.count(BEN.id), shares.count(CARA.id)) == (3, 1)


def test_half_a_post_carries_half():
    half = Colleague(4, "Eve Low", Decimal(8), Decimal("18.5"))

    assert proposed([Piece(5, Decimal(1))], [half, BEN]) == {5: BEN.id}


def test_the_cases_of_one_patch_stay_together():
    patch = [Piece(number, Decimal(9), patch="T01") for number in range(3)]

    proposals = spread([*patch, Piece(9, Decimal(1))], [BEN, CARA])

    assert {each.colleague for each in proposals if each.piece != 9} == {BEN.id}
    assert proposals[0].because.endswith(" The 3 cases of patch T01 stay together.")


def test_who_stands_in_for_the_patch_has_its_cases():
    stand_in = Colleague(5, "Fay Orr", Decimal(90), Decimal(37), patches=frozenset({"T01"}))

    [proposal] = spread([Piece(5, Decimal(1), patch="T01")], [BEN, stand_in])

    assert (proposal.colleague, proposal.because) == (5, "Fay Orr stands in for patch T01.")


def test_a_restricted_case_goes_to_a_member_only():
    assert proposed([Piece(5, Decimal(1), groups=frozenset({7}))], [BEN, MEMBER]) == {5: MEMBER.id}


def test_a_restricted_case_without_a_member_is_not_proposed():
    assert proposed([Piece(5, Decimal(1), groups=frozenset({7})), Piece(6, Decimal(1))], [BEN]) == {6: BEN.id}


def test_without_colleagues_nothing_is_proposed():
    assert spread([Piece(5, Decimal(1))], []) == []


def test_the_only_one_who_can_is_said_to_be():
    [proposal] = spread([Piece(5, Decimal(1))], [BEN])

    assert proposal.because == "Ben Ode is the only one who can, with 12.00 points so far."


weights = st.decimals(min_value="0.25", max_value="10", places=2)
pieces = st.lists(
    st.builds(
        Piece,
        st.integers(1, 10_000),
        weights,
        st.sampled_from(["", "T01", "T02"]),
        st.sampled_from([frozenset(), frozenset({7})]),
    ),
    unique_by=lambda piece: piece.id,
    max_size=30,
)
colleagues = st.lists(
    st.builds(
        Colleague,
        st.integers(1, 50),
        st.just("Ben Ode"),
        weights,
        st.sampled_from([Decimal(37), Decimal("18.5")]),
        st.sampled_from([frozenset(), frozenset({7})]),
    ),
    unique_by=lambda colleague: colleague.id,
    max_size=6,
)


@given(pieces, colleagues)
def test_each_piece_is_proposed_once_and_only_to_who_may_open_it(pieces, colleagues):
    groups = {each.id: each.groups for each in colleagues}

    proposals = {each.piece: each.colleague for each in spread(pieces, colleagues)}

    possible = {piece.id for piece in pieces if any(piece.groups <= each.groups for each in colleagues)}
    assert set(proposals) == possible
    assert all(piece.groups <= groups[proposals[piece.id]] for piece in pieces if piece.id in proposals)
    assert len(proposals) == len(spread(pieces, colleagues))


@given(pieces, colleagues)
def test_the_same_facts_are_spread_the_same_way(pieces, colleagues):
    assert spread(pieces, colleagues) == spread(list(reversed(pieces)), list(reversed(colleagues)))
