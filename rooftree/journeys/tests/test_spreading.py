"""Who is proposed for what of a colleague's work."""

import pytest

from rooftree.cases.actions import covering
from rooftree.cases.models import Handover
from rooftree.journeys import absence
from rooftree.journeys.spreading import propose, team_mates
from rooftree.journeys.tests.mondays import (
    EIGHT_FORTY,
    NEXT_MONDAY,
    SINCE,
    WEDNESDAY,
    a_patch_of,
    acts,
    an_enquiry_of,
    midnight,
    monday,
)
from rooftree.staff.models import Officer, Team
from rooftree.staff.tests.making import a_role
from tests.builders import a_home, a_person, a_team, a_tenancy, an_officer

pytestmark = pytest.mark.usefixtures("acting")


@pytest.fixture
def team() -> Team:
    return a_team("tenancies")


@pytest.fixture
def mo() -> Officer:
    return an_officer("team_leader", name="Mo Reed")


def of_team(team: Team, name: str) -> Officer:
    officer = an_officer(name=name)
    a_role(officer, "tenancy_officer", team=team, from_on=SINCE)
    officer.roles = frozenset({"tenancy_officer"})
    return officer


@pytest.fixture
def asha(team) -> Officer:
    return of_team(team, "Asha Bell")


@pytest.fixture
def ben(team) -> Officer:
    return of_team(team, "Ben Ode")


@pytest.fixture
def cara(team) -> Officer:
    return of_team(team, "Cara Finch")


def away(officer: Officer, by: Officer, **facts) -> Handover:
    return absence.enter(officer, **{"starts": EIGHT_FORTY, "until_on": None, **facts}, **acts(by)).handover


def test_the_team_mate_who_carries_least_is_proposed(asha, ben, cara, mo):
    an_enquiry_of(ben)
    case = an_enquiry_of(asha)

    [proposed] = propose(away(asha, mo), at=EIGHT_FORTY)

    assert (proposed.piece.case, proposed.to) == (case, cara)
    assert proposed.because == "Cara Finch carries least for their hours: 0.00 points, the others 1.00."


def test_nobody_outside_the_team_or_away_is_proposed(asha, ben, cara, mo):
    an_officer("tenancy_officer", name="Stranger")
    an_enquiry_of(asha)
    away(ben, mo)

    assert list(team_mates(away(asha, mo), at=EIGHT_FORTY)) == [cara]


def test_for_leave_they_must_be_here_then(asha, ben, cara, mo):
    an_enquiry_of(asha)
    away(ben, mo, starts=midnight(WEDNESDAY), until_on=NEXT_MONDAY)
    away(cara, mo, until_on=WEDNESDAY)

    leave = away(asha, mo, starts=midnight(WEDNESDAY), until_on=NEXT_MONDAY)

    assert [proposed.to for proposed in propose(leave, at=EIGHT_FORTY)] == [cara]


def test_without_team_mates_those_of_the_same_manager_are_proposed(mo):
    alone, other = (an_officer("adviser", name=name, manager=mo) for name in ("Ola Alone", "Ned Near"))
    an_officer("adviser", name="Far Off")

    assert list(team_mates(away(alone, mo), at=EIGHT_FORTY)) == [other]


def test_what_somebody_was_asked_is_not_proposed_again(asha, ben, mo):
    case = an_enquiry_of(asha)
    handover = away(asha, mo)
    covering.offer(handover, [covering.Offer(case, ben)], **acts(mo))

    assert propose(handover, at=monday(9)) == []


def test_the_cases_of_a_patch_go_to_who_stands_in_for_it(asha, ben, cara, mo):
    home, grace = a_home(), a_person()
    a_tenancy(home, grace)
    a_patch_of(asha, home)
    case = an_enquiry_of(asha, person=grace, place=home)
    an_enquiry_of(ben)
    handover = away(asha, mo)
    absence.stand_in(handover, covered_by=ben, **acts(mo))

    [proposed] = propose(handover, at=monday(9))

    assert (proposed.piece.case, proposed.to, proposed.because) == (case, ben, "Ben Ode stands in for patch T01.")
