"""What runs by itself: batches are reckoned, copies cleared away; and what is checked each night."""

import datetime as dt

import pytest

from rooftree.cases.models import Case
from rooftree.information_rights import actions, checks
from rooftree.information_rights.jobs import clear_copies, reckon_retention
from rooftree.information_rights.models import Gathering, HeldCopy, HeldThing, RightsRequest
from rooftree.information_rights.tests.held_things import a_request, gathered, handling
from tests.builders import NOON, TODAY, by, the_council

pytestmark = pytest.mark.usefixtures("acting")

DAY = dt.timedelta(days=1)


@pytest.fixture
def given(settings, tmp_path) -> RightsRequest:
    settings.VAR_DIR = tmp_path
    request, _ = gathered()
    actions.finish_review(request, **handling())
    actions.release(request, **handling())
    return request


@pytest.mark.parametrize(
    ("days", "copies"), [pytest.param(89, 1, id="still of use"), pytest.param(90, 0, id="cleared away")]
)
def test_copies_are_cleared_away_ninety_days_after_the_answer(given, days, copies):
    clear_copies(the_council(), at=NOON + days * DAY)

    assert HeldCopy.objects.count() == copies
    assert HeldThing.objects.count() == 1, "what was decided stays"
    assert Gathering.objects.filter(cleared_at__isnull=False).count() == 1 - copies


def test_copies_of_an_open_request_stay():
    gathered()

    assert clear_copies(the_council(), at=NOON + 1_000 * DAY) == 0
    assert HeldCopy.objects.count() == 1


def test_the_nightly_job_reckons_every_council(council, other_council):
    reckon_retention.func(timestamp=0)

    assert Gathering.objects.count() == 0


def test_nothing_is_wrong_with_requests_and_proofs(given):
    assert list(checks.requests(the_council(), TODAY)) == []
    assert list(checks.certificates(the_council(), TODAY)) == []


def test_a_request_that_is_over_on_an_open_case_is_told_without_its_reference():
    request = a_request()
    actions.refuse_request(request, words="Asked last week", **by("records_officer"))
    Case.objects.filter(pk=request.pk).update(closed_at=None, closed_by=None)

    (sentence,) = checks.requests(the_council(), TODAY)

    assert sentence == "Requests about data that are over while their cases are open, or the other way round: 1."
