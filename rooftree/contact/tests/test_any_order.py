"""Whatever officers do with an enquiry, in any order: a clock runs while it is open, and none once it is over."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooftree.cases.models import Clock
from rooftree.contact.actions import answer, chase, say_accepted, say_not_accepted, transfer, withdraw
from rooftree.contact.models import Enquiry
from rooftree.foundations.refusals import Refused
from tests.builders import NOON, a_call, a_person, an_enquiry, an_officer, by

pytestmark = pytest.mark.usefixtures("acting")

VERBS = {
    "answer": lambda enquiry, acting: answer(enquiry, words="On Monday.", **acting),
    "accept": lambda enquiry, acting: say_accepted(enquiry, **acting),
    "give up asking": lambda enquiry, acting: say_accepted(
        enquiry, accepted="not_asked", words="Gone away", **acting
    ),
    "refuse": lambda enquiry, acting: say_not_accepted(enquiry, words="Not so", **acting),
    "withdraw": lambda enquiry, acting: withdraw(enquiry, reason="Found it", **acting),
    "chase": lambda enquiry, acting: chase(enquiry.case, a_call(demand="", failure_cause="not_told"), **acting),
    "pass on": lambda enquiry, acting: transfer(
        enquiry.case, to_officer=an_officer("adviser"), summary="Has the form", **acting
    ),
}


def do(verb: str, enquiry: Enquiry, hours: int) -> None:
    """Let somebody do this, so many hours on; a refusal changes nothing."""
    before = (Enquiry.objects.values().get(pk=enquiry.pk), Clock.objects.filter(case=enquiry.case).count())
    try:
        VERBS[verb](enquiry, by("adviser", "team_leader", at=NOON + dt.timedelta(hours=hours)))
    except Refused:
        assert before == (
            Enquiry.objects.values().get(pk=enquiry.pk),
            Clock.objects.filter(case=enquiry.case).count(),
        )


def check(enquiry: Enquiry) -> None:
    """What is always true of an enquiry."""
    enquiry = Enquiry.objects.select_related("case").get(pk=enquiry.pk)
    running = set(Clock.objects.filter(case=enquiry.case, stopped_at__isnull=True).values_list("duty", flat=True))
    waiting = {"cases.take_up"} if enquiry.case.owner_id is None else set()
    wanted = {
        "received": {"contact.answer"} | waiting,
        "answered": {"contact.ask_accepted"} | waiting,
        "settled": set(),
        "withdrawn": set(),
    }
    assert running == wanted[enquiry.status]
    assert (enquiry.case.closed_at is not None) == (enquiry.status in ("settled", "withdrawn"))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(VERBS)), max_size=12))
def test_an_open_enquiry_always_has_a_clock_and_one_that_is_over_has_none(acting, verbs):
    enquiry = an_enquiry(a_person())

    check(enquiry)
    for hours, verb in enumerate(verbs, start=1):
        do(verb, enquiry, hours)
        check(enquiry)
