"""A data-protection complaint: acknowledged within thirty days, then answered."""

import datetime as dt

import pytest

from rooftree.cases.models import Clock
from rooftree.foundations.refusals import Refused
from rooftree.information_rights import actions
from rooftree.information_rights.models import DataComplaint
from rooftree.information_rights.rules import Outcome
from tests.builders import NOON, a_person, a_team, by

pytestmark = pytest.mark.usefixtures("acting")


def a_complaint(received: dt.datetime = NOON) -> DataComplaint:
    a_team("information_rights")
    return actions.take_complaint(
        a_person(),
        about="You told my neighbour",
        channel="email",
        received_at=received,
        **by("adviser", at=received),
    )


def clocks(complaint: DataComplaint) -> dict[str, Clock]:
    return {each.duty.split(".")[1]: each for each in Clock.objects.filter(case=complaint.case)}


def test_a_complaint_is_acknowledged_within_thirty_days():
    received = dt.datetime(2026, 6, 19, 9, 0, tzinfo=dt.UTC)

    assert clocks(a_complaint(received))["acknowledge_complaint"].due_on == dt.date(2026, 7, 19)


def test_the_law_is_in_force_from_19_june_2026():
    with pytest.raises(Refused):
        a_complaint(dt.datetime(2026, 6, 18, 9, 0, tzinfo=dt.UTC))


def test_acknowledging_stops_one_clock_and_leaves_the_other():
    complaint = a_complaint()

    actions.acknowledge_complaint(complaint, understood_as="A letter went astray", **by("records_officer"))

    found = clocks(complaint)
    assert found["acknowledge_complaint"].outcome == "met"
    assert found["complaint_outcome"].stopped_at is None


def test_a_complaint_is_acknowledged_before_it_is_answered():
    with pytest.raises(Refused, match="Acknowledge"):
        actions.answer_complaint(
            a_complaint(), outcome=Outcome.UPHELD, words="We are sorry", **by("records_officer")
        )


def test_an_answered_complaint_is_closed():
    complaint = a_complaint()
    actions.acknowledge_complaint(complaint, understood_as="A letter went astray", **by("records_officer"))

    complaint = actions.answer_complaint(
        complaint, outcome=Outcome.UPHELD, words="We are sorry", **by("records_officer")
    )

    assert (complaint.status, complaint.outcome) == ("answered", "upheld")
    assert complaint.case.closed_at == NOON


def test_a_withdrawn_complaint_needs_nothing_more():
    complaint = a_complaint()

    actions.withdraw_complaint(complaint, reason="It was not us", **by("adviser"))

    assert {each.outcome for each in clocks(complaint).values()} >= {"not_required"}
