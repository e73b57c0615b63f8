"""A process killed in the middle of making a handover leaves all of it or nothing, and the job does the rest."""

import pytest
from django.db import connection

from rooftree.cases import handover_jobs, handover_queries
from rooftree.cases.models import Alarm, Handover, HandoverPiece
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Council
from rooftree.journeys import absence
from rooftree.journeys.tests.mondays import EIGHT_FORTY, acts, an_enquiry_of
from rooftree.staff import actions as staff
from rooftree.staff.models import Absence, Cover, Officer
from tests import nursery
from tests.builders import an_officer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults, pytest.mark.usefixtures("acting")]

WRITTEN = (Absence, Handover, HandoverPiece, Cover, Alarm)


@pytest.fixture
def asha() -> Officer:
    return an_officer("tenancy_officer", manager=an_officer("team_leader", name="Mo Reed"), phone="01632 960001")


@pytest.fixture
def ben() -> Officer:
    return an_officer("tenancy_officer", name="Ben Ode")


def kept() -> dict[str, int]:
    """How much there is of each thing that an absence writes."""
    return {table.__name__: table.objects.count() for table in WRITTEN if table.objects.exists()}


def kill(what: str, officer: Officer, step: str, database_url: str) -> None:
    """Start it in a process of its own, wait until it stands in the middle, and kill it with -9."""
    process = nursery.start(
        "rooftree.journeys.tests.killed", what, "alder", str(officer.pk), step, database_url=database_url
    )
    said = process.said()
    process.kill()
    assert said == f"standing after: {step}\n"


def wait_until_let_go(officer: Officer) -> None:
    """Wait until the database has noticed that the process is gone: the officer's row can be locked again."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '10s'")
        cursor.execute("SELECT FROM staff_officer WHERE id = %s FOR UPDATE", [officer.pk])
        cursor.execute("RESET lock_timeout")


@pytest.mark.parametrize("step", ["absence entered", "pieces made", "note written"])
def test_an_absence_killed_in_the_middle_was_never_entered_and_can_be_again(step, asha, ben, database_url):
    an_enquiry_of(asha)

    kill("enter", asha, step, database_url)
    wait_until_let_go(asha)

    assert kept() == {}
    again = absence.enter(asha, starts=EIGHT_FORTY, until_on=None, cover=ben, by=asha, at=EIGHT_FORTY, key="k1")
    assert again.left_to_do == []
    assert handover_queries.standing_of(again.handover, at=EIGHT_FORTY).pieces == 1


def test_the_job_killed_between_two_officers_keeps_the_first_and_does_the_rest_later(asha, ben, database_url):
    council = Council.objects.get(code="alder")
    an_enquiry_of(asha)
    an_enquiry_of(ben)
    for officer in (asha, ben):
        staff.enter_absence(officer, starts=EIGHT_FORTY, until_on=None, **acts(officer))
    Officer.objects.filter(pk=ben.pk).update(until_on="2026-03-04")

    kill("keep-up", asha, "first officer kept up", database_url)
    wait_until_let_go(asha)

    assert kept()["Handover"] == 2
    assert not Alarm.objects.filter(code="cover.leaver").exists()
    with acting_for([council.pk], who="test"):
        handover_jobs.keep_up(council, at=EIGHT_FORTY)
        handover_jobs.keep_up(council, at=EIGHT_FORTY)
    assert kept()["Handover"] == 2
    assert Alarm.objects.filter(code="cover.leaver").count() == 1


def test_the_job_killed_inside_one_officers_handover_leaves_nothing_of_it(asha, database_url):
    council = Council.objects.get(code="alder")
    an_enquiry_of(asha)
    staff.enter_absence(asha, starts=EIGHT_FORTY, until_on=None, **acts(asha))

    kill("keep-up", asha, "pieces made", database_url)
    wait_until_let_go(asha)

    assert kept() == {"Absence": 1}
    handover_jobs.keep_up(council, at=EIGHT_FORTY)
    assert kept() == {"Absence": 1, "Handover": 1, "HandoverPiece": 1, "Alarm": 1}
