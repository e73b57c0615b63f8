"""What holds of every verb: done once, by whoever may, on a case of their council, and told as one event."""

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.cases import actions
from rooftree.cases.models import (
    Assignment,
    Case,
    CaseFile,
    CaseLink,
    CaseWeight,
    Clock,
    ClockExtension,
    ClockPause,
    Event,
    Hold,
    Task,
    TeamRequest,
    WeightChallenge,
)
from rooftree.cases.tests.matters import a_case, a_manager, an_adviser, story_of
from rooftree.cases.tests.verbs import BEGINNING, READY
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from tests.builders import an_officer, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

TABLES = [Case, Assignment, Event, Clock, ClockExtension, ClockPause, Hold, Task, TeamRequest, CaseLink]
TABLES += [CaseFile, CaseWeight, WeightChallenge]

every_verb = pytest.mark.parametrize("verb", sorted(READY))


@pytest.fixture
def case():
    return a_case(owner=an_adviser("Olu Owner"))


def everything() -> dict[str, list[dict]]:
    """All that the kernel has written."""
    return {table.__name__: list(table.objects.order_by("pk").values()) for table in TABLES}


@every_verb
def test_sent_twice_it_is_done_once(verb, case):
    send, who = READY[verb](case), by(officer=a_manager())
    send(**who)
    after_first = everything()

    send(**who)

    assert everything() == after_first


@every_verb
def test_it_is_told_as_one_event(verb, case):
    send = READY[verb](case)
    before = story_of(case)

    send(**by(officer=a_manager()))

    assert len(story_of(case)) == len(before) + 1


@every_verb
def test_whoever_may_not_work_on_cases_is_told_no(verb, case):
    send = READY[verb](case)
    before = everything()

    with pytest.raises(PermissionDenied):
        send(**by("auditor"))

    assert everything() == before


@every_verb
def test_an_officer_of_another_council_is_told_no(verb, case, other_council):
    send = READY[verb](case)

    with acting_for([case.council_id, other_council.pk], who="test"):
        stranger = an_officer("team_leader", council=other_council)

        with pytest.raises(PermissionDenied):
            send(**by(officer=stranger))


@pytest.mark.parametrize("verb", BEGINNING)
def test_nothing_begins_on_a_closed_case(verb, case):
    send = READY[verb](case)
    actions.close(case, **by("adviser"))

    with pytest.raises(Refused, match=rf"^{case.reference} was closed on Friday 20 November 2026\. Open it again"):
        send(**by(officer=a_manager()))


@every_verb
def test_a_case_hidden_since_the_page_was_read_is_not_there(verb, case, council):
    send = READY[verb](case)
    hide(case)

    with pytest.raises(Refused, match="You may no longer see this case, or it is not there"):
        send(**by(officer=a_manager()))


def hide(case: Case) -> None:
    """Let a group that we are not in have the case, as a member of it would."""
    from tests.builders import a_group

    group = a_group()
    with acting_for([case.council_id], groups=[group.pk], who="test"):
        Case.objects.filter(pk=case.pk).update(restricted_to=group.pk)
