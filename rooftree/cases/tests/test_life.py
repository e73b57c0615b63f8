"""A case is opened, closed when nothing is left to do, and opened again under its old reference."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from rooftree.cases import actions
from rooftree.cases.clocks import start_clock, stop_clock
from rooftree.cases.models import Case
from rooftree.cases.routing import Routed
from rooftree.cases.tests.matters import (
    MATTER,
    a_case,
    a_new_case,
    a_team,
    an_adviser,
    duty,
    now,
    open_matter,
    story_of,
)
from rooftree.cases.tests.verbs import LATER, a_clock, a_hold, a_promise, a_request, a_task
from rooftree.foundations import references
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.people import actions as people
from tests.builders import NOON, TODAY, a_group, a_person, a_place, an_officer, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

EARLIER = NOON - dt.timedelta(days=3)


def test_a_case_says_what_it_is_about_and_where_it_went():
    grace, team = a_person("Grace"), a_team("Tenancy team")

    case = a_case(person=grace, team=team, summary="  The front\n door ")

    assert (case.person, case.team, case.owner, case.summary) == (grace, team, None, "The front door")
    assert case.reference.startswith("ZM-")
    assert references.is_valid(case.reference)


def test_it_began_when_it_reached_us():
    assert a_case(opened_at=EARLIER).opened_at == EARLIER


def test_it_did_not_begin_in_the_future():
    assert a_case(opened_at=LATER).opened_at == NOON


def test_opened_twice_it_is_one_case():
    new, who = a_new_case(), by("adviser")

    first, second = open_matter(new, **who), open_matter(new, **who)

    assert first == second
    assert Case.objects.count() == 1
    assert story_of(first) == ["matter.opened"]


def test_it_is_about_somebody_or_something():
    about_nobody = replace(a_new_case(), person=None)

    with pytest.raises(Refused, match=r"^Say which person, home or tenancy this matter is about"):
        open_matter(about_nobody, **by("adviser"))


def test_a_kind_may_be_about_nobody():
    from_anybody, about_nobody = replace(MATTER, about_none=True), replace(a_new_case(), person=None)

    assert open_matter(about_nobody, kind=from_anybody, **by("adviser")).person is None


@pytest.mark.parametrize("summary", ["", " \n "])
def test_it_says_something(summary):
    with pytest.raises(Refused, match=r"^Say what it is about, in a line"):
        open_matter(a_new_case(summary=summary), **by("adviser"))


def test_a_line_holds_two_hundred_characters():
    assert a_case(summary="x" * 200).summary == "x" * 200
    with pytest.raises(Refused, match="in 200 characters at most"):
        open_matter(a_new_case(summary="x" * 201), **by("adviser"))


def test_nobody_opens_a_case_who_works_on_none():
    with pytest.raises(PermissionDenied):
        open_matter(a_new_case(), **by("auditor"))


def test_a_case_is_not_about_what_is_another_councils(council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        abroad = a_place("home", council=other_council)

        with pytest.raises(PermissionDenied):
            open_matter(a_new_case(place=abroad), **by("adviser"))


def test_a_case_does_not_go_to_another_councils_team(council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"), pytest.raises(PermissionDenied):
        open_matter(a_new_case(team=a_team(council=other_council)), **by("adviser"))


def test_new_cases_go_to_the_record_that_stands():
    grace, kept = a_person("Gracie"), a_person("Grace")
    people.merge_people(grace, into=kept, reason="Maiden name", **by("records_officer"))

    with pytest.raises(Refused, match=r"was merged into another record\. Open that one, and begin from there"):
        open_matter(a_new_case(person=grace), **by("adviser"))


def test_a_case_sent_again_is_found_though_the_person_was_merged_since():
    grace, kept, who = a_person("Gracie"), a_person("Grace"), by("adviser")
    new = a_new_case(person=grace)
    case = open_matter(new, **who)
    people.merge_people(grace, into=kept, reason="Maiden name", **by("records_officer"))

    assert open_matter(new, **who) == case


def test_what_the_patch_gives_to_somebody_who_cannot_have_it_waits_for_the_team():
    caretaker = an_officer("caretaker", name="Cy Green")

    routed = Routed(a_team("Grounds"), caretaker, "Cy Green looks after patch G1.")
    case = a_case(routed=routed, opener=an_adviser())

    assert case.owner is None
    assert case.clocks.get().duty == "cases.take_up"
    assert case.assignments.get().because == (
        "Cy Green looks after patch G1. Cy Green holds no role that works on cases. So it waits for Grounds."
    )


def test_nobody_outside_the_group_opens_a_case_about_its_person(council):
    group = a_group()
    with acting_for([council.pk], groups=[group.pk], who="test"):
        hidden = a_person("Hidden", restricted_to=group.pk)

    with (
        acting_for([council.pk], opened=[hidden.pk], who="test"),
        pytest.raises(Refused, match=r"^This is restricted to a group that you are not in"),
    ):
        open_matter(a_new_case(person=hidden), **by("adviser"))


# --- Closing ----------------------------------------------------------------------------------------


def test_a_case_with_nothing_left_to_do_is_closed():
    asha = an_adviser()
    case = a_case(owner=asha)

    actions.close(case, reason="Mended", **by(officer=asha))

    assert (now(case).closed_at, now(case).closed_by) == (NOON, asha)
    assert story_of(case)[-1] == "case.closed"


@pytest.mark.parametrize(
    ("left", "sentence"),
    [
        (a_clock, "This cannot be closed while a clock runs: Answer the matter."),
        (a_task, "This cannot be closed while something is left to do: Ring the joiner."),
        (a_promise, "This cannot be closed while something is left to do: We will ring you."),
        (a_request, "This cannot be closed while another team was asked: Board up the door."),
    ],
)
def test_a_case_with_something_left_to_do_stays_open(left, sentence):
    case = a_case(owner=an_adviser())
    left(case)

    with pytest.raises(Refused, match=f"^{sentence}$"):
        actions.close(case, **by("adviser"))

    assert now(case).closed_at is None


def test_two_clocks_are_counted():
    case = a_case(owner=an_adviser())
    actions.add_task(case, what="Ring the joiner", due_at=LATER, **by("adviser"))
    a_task(case, what="Write to her")

    with pytest.raises(Refused, match="something is left to do: Ring the joiner, and 1 more"):
        actions.close(case, **by("adviser"))


def test_closing_from_the_queue_in_time_nobody_had_to_take_it_up():
    case = a_case()

    actions.close(case, **by("adviser"))

    clock = case.clocks.get()
    assert (clock.outcome, clock.outcome_reason) == ("not_required", "Closed before anybody took it up")


def test_closing_from_the_queue_late_is_late():
    case = a_case()
    late = case.clocks.get().late_from

    actions.close(case, **by("adviser", at=late))

    assert case.clocks.get().outcome == "met_late"


def test_closing_ends_what_waits():
    case = a_case(owner=an_adviser())
    held = a_hold(case)

    actions.close(case, **by("adviser"))

    held.refresh_from_db()
    assert held.ended_at == NOON


# --- Opening again ----------------------------------------------------------------------------------


def closed(**facts):
    case = a_case(**facts)
    return actions.close(case, **by("adviser"))


def test_opened_again_it_keeps_its_reference_its_story_and_its_owner():
    asha = an_adviser()
    case = closed(owner=asha)

    actions.reopen(case, reason="The door sticks again", **by("adviser"))

    again = now(case)
    assert (again.reference, again.owner, again.closed_at, again.closed_by) == (case.reference, asha, None, None)
    assert story_of(case) == ["matter.opened", "case.closed", "case.reopened"]


def test_what_is_open_is_not_opened_again():
    case = a_case()

    with pytest.raises(Refused, match=f"^{case.reference} is open already"):
        actions.reopen(case, reason="The door sticks", **by("adviser"))


def test_opened_again_from_the_queue_it_waits_there_with_a_new_clock():
    case = closed()

    actions.reopen(case, reason="The door sticks", **by("adviser"))

    assert [clock.stopped_at is None for clock in case.clocks.order_by("pk")] == [False, True]


def test_somebody_who_left_gets_nothing_back():
    asha = an_adviser()
    case = closed(owner=asha)
    asha.until_on = TODAY
    asha.save(update_fields=["until_on"])

    actions.reopen(case, reason="The door sticks", **by("adviser"))

    assert now(case).owner is None
    assert case.clocks.get().duty == "cases.take_up"
    assert case.assignments.order_by("-pk").first().because == "Opened again: The door sticks"


def test_a_clock_of_a_duty_starts_anew_beside_the_old_one():
    case = a_case(owner=an_adviser())
    start_clock(case, duty("answer"), at=NOON)
    stop_clock(case, duty("answer"), at=NOON, by=None)

    start_clock(case, duty("answer"), at=NOON)

    assert sorted(clock.outcome for clock in case.clocks.all()) == ["", "met"]
