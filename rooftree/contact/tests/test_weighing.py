"""What an enquiry weighs, by worked examples."""

from decimal import Decimal

import pytest

from rooftree.cases import actions
from rooftree.cases.models import Case, CaseWeight
from rooftree.contact import weighing
from rooftree.foundations.refusals import Refused
from tests.builders import TODAY, an_enquiry, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


@pytest.mark.parametrize(
    ("stage", "factors", "points"),
    [
        ("", [], "1.00"),
        ("answering", [], "1.00"),
        ("answered", [], "0.25"),
        ("awaiting", [], "0.50"),
        ("answering", ["interpreter"], "1.00"),
        ("answering", ["interpreter", "several_services"], "1.30"),
        ("answering", ["support_needs"], "1.30"),
        ("answering", ["support_needs", "interpreter", "several_services"], "1.70"),
        ("awaiting", ["interpreter", "broken_promise"], "0.65"),
        ("answered", ["interpreter", "broken_promise"], "0.33"),
        ("answering", ["harm_in_home"], "2.00"),
        ("answering", ["safeguarding", "harm_in_home"], "3.30"),
    ],
)
def test_an_enquiry_weighs(council, stage, factors, points):
    weighed = weighing.weigh(stage, factors, TODAY, council.pk)

    assert weighed.points == Decimal(points)
    assert weighed.sum.endswith(f"= {points} points")


def test_the_sum_is_said_in_words(council):
    weighed = weighing.weigh("answering", ["safeguarding", "harm_in_home"], TODAY, council.pk)

    assert weighed.sum == "1.00 for “Being answered” × 1.3 for complexity 2 + 2.00 for risk = 3.30 points"


@pytest.mark.parametrize(("stage", "factors"), [("resting", []), ("answering", ["grumpy"])])
def test_what_no_list_holds_weighs_nothing(council, stage, factors):
    with pytest.raises(Refused):
        weighing.weigh(stage, factors, TODAY, council.pk)


def test_weighed_anew_an_enquiry_keeps_the_sum():
    case = an_enquiry().case

    actions.weigh(case, stage="answering", factors=["support_needs"], **by("adviser"))

    assert Case.objects.get(pk=case.pk).weight == Decimal("1.30")
    assert CaseWeight.objects.get().factors == ["support_needs"]
