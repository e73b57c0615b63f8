"""Each night: an enquiry that nothing reminds anybody of is found, and so is one torn from its case."""

import pytest
from django.db import connection

from rooftree.cases.actions import excuse, promise, restrict, take
from rooftree.cases.models import Clock
from rooftree.contact.actions import answer, say_accepted
from rooftree.contact.checks import enquiries
from rooftree.contact.models import Enquiry
from rooftree.foundations.isolation import acting_for
from rooftree.staff.models import Officer
from tests.builders import TODAY, a_group, a_person, an_enquiry, an_officer, by

pytestmark = pytest.mark.usefixtures("acting")


def without_clocks(officer: Officer | None = None) -> Enquiry:
    """An enquiry that somebody has, and whose clock of answering a manager excused."""
    enquiry, leader = an_enquiry(a_person()), officer or an_officer("team_leader")
    take(enquiry.case, **by(officer=leader))
    [clock] = Clock.objects.filter(case=enquiry.case, stopped_at__isnull=True)
    excuse(clock, reason="Not ours to answer", **by(officer=leader))
    return enquiry


def test_an_enquiry_with_its_clock_is_as_it_should_be(council):
    an_enquiry(a_person())
    settled = answer(an_enquiry(a_person()), words="Yes.", **by("adviser"))
    say_accepted(settled, **by("adviser"))

    assert list(enquiries(council, TODAY)) == []


def test_an_enquiry_that_nothing_reminds_of_is_found(council):
    enquiry = without_clocks()

    assert list(enquiries(council, TODAY)) == [
        f"Nothing says by when these open enquiries are answered: {enquiry.case.reference}."
    ]


def test_a_promise_reminds_of_an_enquiry(council):
    promise(without_clocks().case, what="We write", **by("adviser"))

    assert list(enquiries(council, TODAY)) == []


def test_an_enquiry_torn_from_its_case_is_found(council):
    enquiry = an_enquiry(a_person())
    Enquiry.objects.filter(pk=enquiry.pk).update(status="withdrawn")

    [sentence] = enquiries(council, TODAY)

    assert sentence.endswith(f"or the other way round: {enquiry.case.reference}.")


def test_restricted_enquiries_are_counted_and_not_named(council):
    member = an_officer("adviser", "team_leader")
    group = a_group("Protected persons", member)
    with acting_for([council.pk], groups=[group.pk], who="test"):
        enquiry = without_clocks(member)
        restrict(enquiry.case, group=group, reason="A colleague is involved", **by(officer=member))

    assert list(enquiries(council, TODAY)) == [
        "Nothing says by when these open enquiries are answered: 1 restricted."
    ]


@pytest.mark.parametrize(("number", "ends"), [(5, "."), (7, ", 2 more.")])
def test_only_a_few_are_named(council, number, ends):
    found = sorted(without_clocks().case.reference for _ in range(number))

    [sentence] = enquiries(council, TODAY)

    assert sentence.endswith(f": {', '.join(found[:5])}{ends}")


def test_the_check_leaves_nothing_said_behind(council):
    list(enquiries(council, TODAY))

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('rooftree.who')")
        assert cursor.fetchone() == ("test",)
