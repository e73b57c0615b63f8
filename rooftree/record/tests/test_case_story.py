"""What the page of a case knows, in one query."""

import datetime as dt

import pytest

from rooftree.cases import actions
from rooftree.cases.models import Assignment, Case, Clock, Event
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditRead
from rooftree.people.models import Adjustment, ContactPoint, Person, PersonMarker
from rooftree.record.case_story import EVENTS, case_page
from tests.builders import NOON, TODAY, a_case, a_group, a_home, a_person, a_team, a_tenancy, an_officer, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

DAY = dt.timedelta(days=1)


@pytest.fixture
def case(acting):
    return a_case(a_person())


def page_of(case, at=NOON, **asked):
    page = case_page(case.reference, at=at, **asked)
    assert page is not None
    return page


def test_the_page_tells_whose_it_is_since_when_and_why(case):
    asha = an_officer("adviser")
    actions.take(case, **by(officer=asha))

    page = page_of(case)

    assert (page.case.owner, page.case.team, page.is_open) == ("Asha Bell", "Contact", True)
    assert (page.since.how, page.since.officer) == (Assignment.How.TAKEN, "Asha Bell")
    assert [each.how for each in page.assignments] == [Assignment.How.TAKEN, Assignment.How.ROUTED]


def test_nobody_sees_a_case_that_is_not_there(acting):
    assert case_page("E-NONE", at=NOON) is None


def test_clocks_that_run_come_before_those_that_stopped_with_all_that_was_added(case):
    promised = actions.promise(case, what="He rings you", **by("adviser"))
    clock = Clock.objects.get(task=promised)
    actions.extend(clock, amount=2, reason="She agreed", **by(officer=an_officer("adviser", name="Bea Stone")))
    actions.take(case, **by("adviser"))

    page = page_of(case)

    [extended] = [each for each in page.running if each.task_id == promised.pk]
    assert [(more.amount, more.reason, more.by) for more in extended.extensions] == [
        (2, "She agreed", "Bea Stone")
    ]
    assert extended.first_due_on < extended.due_on
    assert [each.duty for each in page.stopped] == ["cases.take_up"]


def test_what_is_to_do_is_apart_from_what_was_done(case):
    ring = actions.add_task(case, what="Ring him", **by("adviser"))
    actions.add_task(case, what="See the door", kind="visit", due_at=NOON + DAY, **by("adviser"))
    actions.finish_task(ring, ending="He comes", **by("adviser"))

    page = page_of(case)

    assert [task.what for task in page.to_do] == ["See the door"]
    assert [(task.what, task.ending, task.is_done) for task in page.done] == [("Ring him", "He comes", True)]


def test_a_hold_is_live_until_the_moment_it_ends(case):
    actions.hold(case, kind="third_party", reason="He is ill", until=NOON + DAY, **by("adviser"))

    assert [hold.reason for hold in page_of(case).live_holds] == ["He is ill"]
    assert page_of(case, at=NOON + DAY).live_holds == []


def test_a_tie_is_read_from_both_ends(case):
    other = a_case(a_person())
    actions.link(case, other=other, kind="caused_by", **by("adviser"))

    [here], [there] = page_of(case).links, page_of(other).links

    assert (here.reference, here.is_from_here) == (other.reference, True)
    assert (there.reference, there.is_from_here) == (case.reference, False)


def test_a_tie_to_a_case_that_one_may_not_see_is_not_shown(case, council):
    other = a_case(a_person())
    actions.link(case, other=other, kind="related", **by("adviser"))
    group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="member"):
        Case.objects.filter(pk=other.pk).update(restricted_to=group.pk)

    assert page_of(case).links == []


def test_the_story_goes_on_before_the_last_event_of_a_page(case):
    Event.objects.bulk_create(
        Event(
            council_id=case.council_id,
            case=case,
            kind="case.noted",
            at=NOON - number * dt.timedelta(minutes=1),
            recorded_at=NOON,
            words=str(number),
        )
        for number in range(1, EVENTS + 6)
    )

    first = page_of(case)
    second = page_of(case, before=first.next_before)

    told = [event.id for event in first.events] + [event.id for event in second.events]
    assert len(first.events) == EVENTS
    assert second.next_before is None
    assert len(told) == len(set(told)) == Event.objects.filter(case=case).count()
    assert [event.at for event in first.events] == sorted((event.at for event in first.events), reverse=True)


def test_what_is_known_of_a_merged_record_is_known_of_the_person(acting):
    grace = a_person("Grace", "Okafor", preferred_name="Gracie")
    merged = a_person("G", "Okafor")
    case = a_case(merged)
    Person.objects.filter(pk=merged.pk).update(merged_into=grace)
    since = {"council_id": grace.council_id, "from_on": TODAY, "reviewed_on": TODAY}
    Adjustment.objects.create(person=grace, code="bsl", **since)
    Adjustment.objects.create(person=merged, code="large_print", **since)

    page = page_of(case)

    assert page.subject == "Gracie"
    assert [need.code for need in page.adjustments] == ["bsl", "large_print"]
    assert page.needs_asked_on == TODAY


def test_ways_that_are_not_safe_and_rules_of_safe_contact_are_told(acting, council):
    group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="member"):
        grace = a_person(restricted_to=group.pk)
        days = {"start_on": TODAY - DAY, "review_on": TODAY, "until_on": TODAY + DAY}
        rule = {"code": "DV", "reason": "x", "control_measure": "Never ring the landline"}
        PersonMarker.objects.create(
            council_id=grace.council_id, person=grace, restricted_to=group.pk, **rule, **days
        )
        ContactPoint.objects.create(
            council_id=grace.council_id,
            person=grace,
            restricted_to=group.pk,
            kind="mobile",
            value="1",
            safe_to_call=False,
        )
        page = page_of(a_case(grace))

    assert (page.unsafe, page.is_protected, page.markers) == (True, True, [])
    assert [rule.control_measure for rule in page.safety_rules] == ["Never ring the landline"]


def test_opening_a_restricted_case_is_logged(case, council):
    group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="member"):
        Case.objects.filter(pk=case.pk).update(restricted_to=group.pk)
        page_of(case)

    assert case_page(case.reference, at=NOON) is None
    with acting_for([council.pk], groups=[group.pk], who="member"):
        assert [read.row_ids for read in AuditRead.objects.filter(table_name="cases_case")] == [[case.pk]]


def test_the_place_of_a_tenancy_is_the_place_of_its_case(acting):
    home = a_home("4 Ash Row", "ZZ1 2BB")
    tenancy = a_tenancy(home, a_person())

    page = page_of(a_case(tenancy=tenancy))

    assert (page.place.address, page.tenancy) == ("4 Ash Row, ZZ1 2BB", tenancy.reference)


def test_the_page_costs_one_query(case, django_assert_num_queries):
    actions.ask_team(case, to_team=a_team("income"), what="Paid?", needed_by=NOON + DAY, **by("adviser"))

    with django_assert_num_queries(1):
        page_of(case)
