"""A process killed in the middle of an assignment leaves nothing of it, and whoever comes next has the case."""

import pytest

from rooftree.cases import actions
from rooftree.cases.models import Case
from rooftree.cases.tests.matters import a_case, an_adviser, now, story_of
from rooftree.cases.tests.test_every_verb import everything
from rooftree.foundations.models import DoneKey
from rooftree.staff.models import Officer
from tests import nursery
from tests.builders import by

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("acting"),
    pytest.mark.faults,
]

STEPS = ["note_assignment", "stop_clock", "record"]
"""What taking a case up does, one after the other: before each of them the process is killed."""


def kill_before(step: str, case: Case, officer: Officer, database_url: str) -> None:
    """Take the case in a process of its own, wait until it has written what comes before the step, and kill it."""
    taking = nursery.start(
        "rooftree.cases.tests.killed", str(case.pk), str(officer.pk), step, database_url=database_url
    )
    said = taking.said()
    taking.kill()
    assert said == "standing\n"


@pytest.mark.parametrize("step", STEPS)
def test_killed_in_the_middle_of_taking_a_case_nothing_is_half_done(step, database_url):
    case, asha, cal = a_case(), an_adviser("Asha Bell"), an_adviser("Cal Cole")
    before = everything()

    kill_before(step, case, asha, database_url)

    assert everything() == before
    assert not DoneKey.objects.filter(key="killed").exists()
    actions.take(case, **by(officer=cal))  # Waits until the database has noticed, and no longer.
    assert now(case).owner == cal
    assert story_of(case) == ["matter.opened", "case.taken"]


def test_the_same_form_sent_again_after_the_kill_is_done(database_url):
    case, asha = a_case(), an_adviser("Asha Bell")
    kill_before("record", case, asha, database_url)

    actions.take(case, **by(officer=asha, key="killed"))

    assert now(case).owner == asha
