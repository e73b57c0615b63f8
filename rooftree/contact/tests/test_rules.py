"""What becomes of an enquiry, where it goes, and who takes the second look: every step, and every other one."""

import pytest

from rooftree.contact import rules
from rooftree.contact.rules import Status
from rooftree.foundations.refusals import Refused


def refused(sentence, call):
    with pytest.raises(Refused, match=sentence):
        call()


# --- The enquiry ----------------------------------------------------------------------------------

STEPS = {(before, after) for before, afters in rules.MOVES.items() for after in afters}
NO_STEPS = [(before, after) for before in Status for after in Status if (before, after) not in STEPS]


@pytest.mark.parametrize(("before", "after"), sorted(STEPS))
def test_steps_that_an_enquiry_takes(before, after):
    rules.check_move(before, after)


@pytest.mark.parametrize(("before", "after"), NO_STEPS)
def test_steps_that_an_enquiry_does_not_take_say_where_it_is(before, after):
    refused(before.label.lower(), lambda: rules.check_move(before, after))


def test_every_enquiry_that_is_over_can_be_opened_again():
    assert all(Status.RECEIVED in rules.MOVES[over] for over in (Status.SETTLED, Status.WITHDRAWN))


@pytest.mark.parametrize(
    ("answered_for", "way"),
    [
        ({"heating", "repairs", "contact"}, ["heating"]),
        ({"repairs", "contact"}, ["heating", "repairs"]),
        ({"contact"}, ["heating", "repairs", "contact"]),
    ],
)
def test_the_way_goes_to_the_first_function_that_a_team_answers_for(answered_for, way):
    else_to = {"heating": "repairs", "repairs": "contact", "contact": ""}

    assert rules.way_to("heating", else_to, answered_for) == way


@pytest.mark.parametrize("else_to", [{"heating": "repairs", "repairs": "heating"}, {}])
def test_a_way_that_leads_nowhere_ends_with_whom_to_ask(else_to):
    refused("Ask whoever manages staff", lambda: rules.way_to("heating", else_to, set()))


# --- The second look ------------------------------------------------------------------------------


def test_nobody_takes_the_second_look_at_their_own():
    refused("You logged this contact", lambda: rules.check_second_person(3, 3))
    rules.check_second_person(3, 4)
