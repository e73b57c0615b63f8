"""What stands on a worklist, in which order, and that its count is the list."""

import datetime as dt
from dataclasses import replace

import pytest

from rooftree.cases import actions
from rooftree.cases.models import Case, Clock, Handover, HandoverPiece, TeamRequest
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import AuditRead
from rooftree.people.models import Adjustment, PersonMarker
from rooftree.record.worklist import Sought, Whose, every_row, worklist
from rooftree.staff.models import Absence, RoleHeld, Team
from tests.builders import NOON, TODAY, a_case, a_contact, a_group, a_person, a_team, an_officer, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

DAY = dt.timedelta(days=1)


@pytest.fixture
def team(acting) -> Team:
    return a_team("contact")


@pytest.fixture
def officer(team):
    return a_member(team)


def a_member(team, name="Asha Bell"):
    officer = an_officer("adviser", name=name)
    RoleHeld.objects.create(
        council_id=officer.council_id, officer=officer, role="adviser", team=team, from_on=dt.date(2020, 1, 1)
    )
    return officer


def a_case_due(when: dt.datetime | None, *, owner=None, person=None, opened_at=NOON, **facts) -> Case:
    """A case whose only clock is late from this moment; without one no clock of it runs."""
    case = a_case(person or a_person(), acting=by("adviser", at=opened_at))
    Clock.objects.filter(case=case).update(stopped_at=NOON, outcome="met")
    if when:
        a_clock(case, when)
    Case.objects.filter(pk=case.pk).update(owner=owner, **facts)
    case.refresh_from_db()
    return case


def a_clock(case: Case, when: dt.datetime, **facts) -> Clock:
    reckoned = {"due_on": when.date(), "late_from": when, "first_due_on": when.date(), "first_late_from": when}
    return Clock.objects.create(
        council_id=case.council_id,
        case=case,
        restricted_to=case.restricted_to,
        person_restricted_to=case.person_restricted_to,
        duty=facts.pop("duty", "contact.answer"),
        label="Answer the enquiry",
        version_from=dt.date(2020, 1, 1),
        started="received",
        started_at=NOON - 30 * DAY,
        started_on=TODAY - 30 * DAY,
        sum="received, 5 working days",
        **reckoned,
        **facts,
    )


def mine(officer, *, team=None, at=NOON, **sought):
    return worklist(Whose((officer.pk,), (team.pk,) if team else ()), Sought(**sought), at=at)


def of_team(team, *, at=NOON, **sought):
    return worklist(Whose((), (team.pk,)), Sought(**sought), at=at)


def references(page) -> list[str]:
    return [row.reference for row in page.rows]


def an_absence(officer, until_on=TODAY + 7 * DAY):
    return Absence.objects.create(
        council_id=officer.council_id,
        officer=officer,
        starts=NOON - DAY,
        until_on=until_on,
        is_planned=True,
        entered_by=officer,
        entered_at=NOON - DAY,
    )


def a_piece(case, *, offered_to, accepted=False) -> HandoverPiece:
    """The case is part of a handover of its owner, offered to a colleague who may have accepted."""
    absence = an_absence(case.owner)
    card = Handover.objects.create(
        council_id=case.council_id,
        absence=absence,
        officer=case.owner,
        made_by=case.owner,
        made_at=NOON,
        waits_since=NOON,
    )
    return HandoverPiece.objects.create(
        council_id=case.council_id,
        handover=card,
        case=case,
        offered_to=offered_to,
        offered_by=case.owner,
        offered_at=NOON,
        waits_since=NOON,
        covered_by=offered_to if accepted else None,
        accepted_at=NOON if accepted else None,
    )


# --- Why it is there --------------------------------------------------------------------------------


def test_my_list_has_my_cases_and_nobody_elses(officer):
    own = a_case_due(NOON + DAY, owner=officer)
    a_case_due(NOON + DAY, owner=an_officer("adviser"))

    [row] = mine(officer).rows

    assert (row.reference, row.is_own, row.in_queue) == (own.reference, True, False)


def test_a_closed_case_is_on_no_list(officer, team):
    case = a_case_due(None, owner=officer)
    Case.objects.filter(pk=case.pk).update(closed_at=NOON, closed_by=officer)

    assert mine(officer, team=team).rows == ()
    assert of_team(team).rows == ()


def test_what_nobody_has_waits_in_the_queue_of_my_team(officer, team):
    case = a_case_due(NOON + DAY)

    [row] = mine(officer, team=team).rows

    assert (row.reference, row.in_queue, row.owner) == (case.reference, True, None)


def test_what_i_accepted_to_cover_is_mine_to_do_and_says_for_whom(officer):
    bea = an_officer("adviser", name="Bea Stone")
    case = a_case_due(NOON + DAY, owner=bea)
    a_piece(case, offered_to=officer, accepted=True)

    [row] = mine(officer).rows

    assert (row.is_covered, row.owner, row.cover, row.is_away) == (True, "Bea Stone", "Asha Bell", True)
    assert row.away_until == TODAY + 7 * DAY


def test_what_is_offered_to_me_waits_for_my_answer(officer):
    case = a_case_due(NOON + DAY, owner=an_officer("adviser", name="Bea Stone"))
    piece = a_piece(case, offered_to=officer)

    [row] = mine(officer).rows

    assert (row.is_offered, row.is_covered, row.piece, row.cover) == (True, False, piece.pk, None)


def test_a_piece_that_ended_is_on_nobodys_list(officer):
    case = a_case_due(NOON + DAY, owner=an_officer("adviser", name="Bea Stone"))
    piece = a_piece(case, offered_to=officer, accepted=True)
    HandoverPiece.objects.filter(pk=piece.pk).update(ended_at=NOON)

    assert mine(officer).rows == ()


def test_a_task_of_mine_on_somebody_elses_case_stands_by_its_own_time(officer):
    case = a_case_due(NOON - DAY, owner=an_officer("adviser", name="Bea Stone"))
    task = actions.add_task(case, what="Ring the joiner", due_at=NOON + 3 * DAY, owner=officer, **by("adviser"))

    [row] = mine(officer).rows

    assert (row.has_task, row.due_from, row.task_of([officer.pk]).id) == (True, NOON + 3 * DAY, task.pk)


def test_what_another_team_asks_stands_by_when_it_is_needed(officer, team):
    other = a_team("income")
    case = a_case_due(NOON - DAY)
    Case.objects.filter(pk=case.pk).update(team=other)
    actions.ask_team(case, to_team=team, what="Is she at home?", needed_by=NOON + DAY, **by("adviser"))

    [row] = mine(officer, team=team).rows

    assert (row.has_request, row.due_from, row.request.from_team) == (True, NOON + DAY, "Income")


def test_what_a_colleague_accepted_for_our_team_is_theirs(officer, team):
    case = a_case_due(NOON + DAY)
    Case.objects.filter(pk=case.pk).update(team=a_team("income"))
    asked = actions.ask_team(case, to_team=team, what="Is she at home?", needed_by=NOON + DAY, **by("adviser"))
    colleague = a_member(team, "Bea Stone")
    actions.accept_request(asked, by=colleague, at=NOON, key="accept")

    assert mine(officer, team=team).rows == ()
    assert mine(colleague, team=team).rows[0].requests[0].status == TeamRequest.Status.ACCEPTED
    assert of_team(team).counts.requests == 1


def test_a_case_stands_on_a_list_once_for_all_its_reasons(officer, team):
    case = a_case_due(NOON + 2 * DAY, owner=officer)
    actions.add_task(case, what="Ring her", due_at=NOON + DAY, owner=officer, **by("adviser"))

    [row] = mine(officer, team=team).rows

    assert (row.is_own, row.has_task, row.due_from) == (True, True, NOON + DAY)


# --- In which order ---------------------------------------------------------------------------------


def test_what_is_late_longest_stands_first_then_what_is_due_first_and_last_what_has_no_time(officer):
    someday = a_case_due(None, owner=officer)
    tomorrow = a_case_due(NOON + DAY, owner=officer)
    late = a_case_due(NOON - DAY, owner=officer)
    later = a_case_due(NOON - 9 * DAY, owner=officer)

    page = mine(officer)

    assert references(page) == [each.reference for each in (later, late, tomorrow, someday)]
    assert [row.place for row in page.rows] == [1, 2, 3, 4]


def test_of_two_due_at_one_moment_the_heavier_stands_first(officer):
    light = a_case_due(NOON + DAY, owner=officer, weight=1)
    heavy = a_case_due(NOON + DAY, owner=officer, weight=3)

    assert references(mine(officer)) == [heavy.reference, light.reference]


def test_a_paused_clock_moves_nothing(officer):
    paused = a_case_due(NOON - DAY, owner=officer)
    Clock.objects.filter(case=paused, stopped_at=None).update(paused_since=NOON - 2 * DAY)
    tomorrow = a_case_due(NOON + DAY, owner=officer)

    page = mine(officer)

    assert references(page) == [tomorrow.reference, paused.reference]
    assert page.rows[1].clock is None


@pytest.mark.parametrize(("order", "first"), [("oldest", "old"), ("heaviest", "heavy"), ("", "due")])
def test_a_list_is_sorted_as_asked(officer, order, first):
    cases = {
        "due": a_case_due(NOON + DAY, owner=officer),
        "old": a_case_due(NOON + 2 * DAY, owner=officer, opened_at=NOON - 99 * DAY),
        "heavy": a_case_due(NOON + 3 * DAY, owner=officer, weight=9),
    }

    assert mine(officer, order=order).rows[0].reference == cases[first].reference


# --- What leaves it, and returns --------------------------------------------------------------------


def a_hold(case, until=NOON + 5 * DAY):
    return actions.hold(case, kind="third_party", reason="The joiner is ill", until=until, **by("adviser"))


def test_a_held_case_leaves_the_list_is_counted_and_says_why(officer):
    case = a_case_due(NOON - DAY, owner=officer)
    a_hold(case)

    assert mine(officer).rows == ()
    assert (mine(officer).counts.all, mine(officer).counts.held, mine(officer).counts.held_and_late) == (0, 1, 1)
    [row] = mine(officer, shown="held").rows
    assert [(held.kind, held.reason) for held in row.holds] == [("third_party", "The joiner is ill")]


def test_a_held_case_returns_by_itself_at_the_moment_its_hold_ends(officer):
    case = a_case_due(NOON + DAY, owner=officer)
    a_hold(case, until=NOON + 5 * DAY)

    assert mine(officer, at=NOON + 5 * DAY - dt.timedelta(seconds=1)).rows == ()
    assert references(mine(officer, at=NOON + 5 * DAY)) == [case.reference]


def test_a_hold_that_somebody_ended_holds_no_more(officer):
    case = a_case_due(NOON + DAY, owner=officer)
    actions.end_hold(a_hold(case), reason="He is well again", **by("adviser"))

    assert references(mine(officer)) == [case.reference]


def test_what_another_team_asks_is_shown_while_the_case_is_held(officer, team):
    case = a_case_due(NOON + DAY)
    Case.objects.filter(pk=case.pk).update(team=a_team("income"))
    actions.ask_team(case, to_team=team, what="Is she at home?", needed_by=NOON + DAY, **by("adviser"))
    a_hold(case)

    assert references(mine(officer, team=team)) == [case.reference]


# --- Counts, filters and pages ----------------------------------------------------------------------


def a_mixed_list(officer, team) -> None:
    """Something of everything, some of it late, one held."""
    a_case_due(NOON - DAY, owner=officer)
    a_case_due(NOON + DAY, owner=officer)
    a_hold(a_case_due(NOON + DAY, owner=officer))
    a_case_due(NOON + 2 * DAY)
    a_case_due(NOON - 2 * DAY)
    bea, cem = an_officer("adviser", name="Bea Stone"), an_officer("adviser", name="Cem Kaya")
    a_piece(a_case_due(NOON + DAY, owner=bea), offered_to=officer, accepted=True)
    a_piece(a_case_due(NOON + DAY, owner=cem), offered_to=officer)
    actions.add_task(a_case_due(NOON, owner=bea), what="Ring her", owner=officer, **by("adviser"))
    elsewhere = a_case_due(NOON + DAY)
    Case.objects.filter(pk=elsewhere.pk).update(team=a_team("income"))
    actions.ask_team(elsewhere, to_team=team, what="Is she in?", needed_by=NOON + DAY, **by("adviser"))


@pytest.mark.parametrize(
    ("shown", "count"),
    [
        *(("", "all"), ("own", "own"), ("covered", "covered"), ("offered", "offered"), ("tasks", "tasks")),
        *(("requests", "requests"), ("queue", "queue"), ("late", "late"), ("held", "held")),
    ],
)
def test_the_list_is_as_long_as_the_count_that_leads_to_it(officer, team, shown, count):
    a_mixed_list(officer, team)

    page = mine(officer, team=team, shown=shown)

    assert len(page.rows) == page.counts.shown == getattr(mine(officer, team=team).counts, count) > 0


def test_the_list_of_a_team_has_all_that_it_has_and_is_asked(officer, team):
    a_mixed_list(officer, team)

    counts = of_team(team).counts

    assert (counts.all, counts.queue, counts.requests, counts.held) == (8, 2, 1, 1)


def test_filters_narrow_the_rows_and_leave_the_counts(officer, team):
    a_mixed_list(officer, team)

    page = mine(officer, team=team, due_before=NOON)

    assert [row.due_from for row in page.rows] == [NOON - 2 * DAY, NOON - DAY]
    assert page.counts.shown == 2 < page.counts.all
    assert of_team(team, officer=officer.pk).counts.shown == 2
    assert mine(officer, team=team, kind="complaint").rows == ()


@pytest.mark.parametrize("order", ["", "oldest", "heaviest"])
def test_pages_follow_each_other_without_a_gap_or_a_repeat(officer, team, order):
    a_mixed_list(officer, team)
    whose, sought = Whose((officer.pk,), (team.pk,)), Sought(order=order)
    whole = references(worklist(whose, sought, at=NOON))

    first = worklist(whose, sought, at=NOON, most=3)
    second = worklist(whose, replace(sought, after=first.next_after), at=NOON, most=3)
    third = worklist(whose, replace(sought, after=second.next_after), at=NOON, most=3)

    assert references(first) + references(second) + references(third) == whole
    assert third.next_after is None
    assert second.rows[0].place == 4


def test_a_download_reads_every_row_in_order(officer, team):
    a_mixed_list(officer, team)

    found = [row.reference for row in every_row(Whose((officer.pk,), (team.pk,)), Sought(), at=NOON)]

    assert found == references(mine(officer, team=team))


def test_the_list_costs_one_query_however_long(officer, team, django_assert_num_queries):
    a_mixed_list(officer, team)

    with django_assert_num_queries(1):
        mine(officer, team=team)


# --- What a row says --------------------------------------------------------------------------------


def test_the_next_action_is_the_earliest_task_else_what_the_clock_asks_for(officer):
    timed = a_case_due(NOON + DAY, owner=officer)
    busy = a_case_due(NOON + 2 * DAY, owner=officer)
    actions.add_task(busy, what="Write to her", **by("adviser"))
    actions.add_task(busy, what="Ring the joiner", due_at=NOON + 3 * DAY, **by("adviser"))

    said = {row.reference: row.next_action for row in mine(officer).rows}

    assert said == {timed.reference: "Answer the enquiry", busy.reference: "Ring the joiner"}


def test_a_promise_is_on_the_row_with_its_time(officer):
    case = a_case_due(NOON + 9 * DAY, owner=officer)
    actions.promise(case, what="The joiner comes on Monday", until=NOON + DAY, **by("adviser"))

    [row] = mine(officer).rows

    assert (row.promised.label, row.promised.late_from, row.due_from) == (
        "The joiner comes on Monday",
        NOON + DAY,
        NOON + DAY,
    )


def test_what_we_do_differently_is_on_the_row_also_when_it_stands_on_a_merged_record(officer):
    grace = a_person()
    merged = a_person("Gracie", merged_into=grace)
    since = {"council_id": grace.council_id, "from_on": TODAY, "reviewed_on": TODAY}
    Adjustment.objects.create(person=merged, code="bsl", **since)
    Adjustment.objects.create(person=grace, code="large_print", until_on=TODAY, **since)
    days = {"start_on": TODAY - DAY, "review_on": TODAY, "until_on": TODAY + DAY}
    PersonMarker.objects.create(
        council_id=grace.council_id, person=grace, code="CV", reason="x", control_measure="y", **days
    )
    a_case_due(NOON, owner=officer, person=grace)

    [row] = mine(officer).rows

    assert (row.adjustments, row.markers, row.has_safe_contact) == (("bsl",), ("CV",), False)


def test_rules_of_safe_contact_are_told_apart_from_risks(officer):
    grace = a_person()
    days = {"start_on": TODAY - DAY, "review_on": TODAY, "until_on": TODAY + DAY}
    PersonMarker.objects.create(
        council_id=grace.council_id, person=grace, code="DV", reason="x", control_measure="y", **days
    )
    a_case_due(NOON, owner=officer, person=grace)

    [row] = mine(officer).rows

    assert (row.markers, row.has_safe_contact) == ((), True)


def test_the_row_says_when_they_last_spoke_to_us_and_we_to_them(officer):
    grace = a_person()
    a_case_due(NOON, owner=officer, person=grace, opened_at=NOON - 9 * DAY)
    a_contact(grace, channel="phone_in", started_at=NOON - 3 * DAY)
    a_contact(grace, channel="phone_out", started_at=NOON - 2 * DAY)
    a_contact(grace, channel="phone_out", started_at=NOON - 5 * DAY)

    [row] = mine(officer).rows

    assert (row.heard_at, row.spoke_at) == (NOON - 3 * DAY, NOON - 2 * DAY)


# --- What is restricted, and other councils ---------------------------------------------------------


def test_a_restricted_case_is_in_no_list_and_no_count_outside_its_group_and_logged_within(officer, team, council):
    group = a_group("Protected persons", officer)
    with acting_for([council.pk], groups=[group.pk], who="member"):
        case = a_case_due(NOON, owner=officer)
        Case.objects.filter(pk=case.pk).update(restricted_to=group.pk)

        assert references(mine(officer, team=team)) == [case.reference]
        [read] = AuditRead.objects.filter(table_name="cases_case")
        assert read.row_ids == [case.pk]

    outside = mine(officer, team=team)
    assert (outside.rows, outside.counts.all, of_team(team).counts.all) == ((), 0, 0)
    assert list(every_row(Whose((), (team.pk,)), Sought(), at=NOON)) == []


def test_another_council_sees_none_of_it(officer, team, other_council):
    a_case_due(NOON, owner=officer)

    with acting_for([other_council.pk], who="neighbour"):
        assert mine(officer, team=team).counts.all == 0
