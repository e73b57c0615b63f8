"""What is always true of cases, tried by raw SQL as the app's log-in, and as the owner where it matters."""

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from rooftree.cases import actions
from rooftree.cases.clocks import start_clock
from rooftree.cases.models import Case, Clock
from rooftree.cases.tests.matters import a_case, a_team, an_adviser, duty
from rooftree.cases.tests.verbs import LATER, a_challenge, a_clock, a_file, a_hold, a_promise, a_request, a_task
from rooftree.foundations.isolation import acting_for
from tests.builders import NOON, a_person, an_officer, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def refused(statement: str, *values: object) -> str:
    """Run a statement, let the database check everything that it would check at the end, and return its no."""
    connection.check_constraints()
    with pytest.raises(DatabaseError) as no, transaction.atomic():
        run_to_the_end(statement, *values)
    return str(no.value)


def run_to_the_end(statement: str, *values: object) -> None:
    run(statement, *values)
    connection.check_constraints()


@pytest.fixture
def case():
    return a_case(owner=an_adviser("Olu Owner"))


# --- By constraint ----------------------------------------------------------------------------------


def test_an_open_case_has_a_team(case):
    assert "team_id" in refused("UPDATE cases_case SET team_id = NULL WHERE id = %s", case.pk)


@pytest.mark.parametrize("column", ["closed_at = now()", "closed_by_id = owner_id"])
def test_a_closed_case_says_when_and_by_whom(case, column):
    no = refused(f"UPDATE cases_case SET {column} WHERE id = %s", case.pk)

    assert "closed_case_says_when_and_by_whom" in no


def test_no_case_closes_before_it_opened(case):
    no = refused(
        "UPDATE cases_case SET closed_at = opened_at - interval '1 second', closed_by_id = owner_id WHERE id = %s",
        case.pk,
    )

    assert "case_closes_after_opening" in no


@pytest.mark.parametrize("change", ["stopped_at = late_from", "outcome = 'met'"])
def test_a_clock_that_stopped_has_an_outcome(case, change):
    clock = a_clock(case)

    assert "stopped_clock_has_an_outcome" in refused(f"UPDATE cases_clock SET {change} WHERE id = %s", clock.pk)


def test_an_excuse_has_a_reason(case):
    clock = a_clock(case)

    no = refused("UPDATE cases_clock SET stopped_at = late_from, outcome = 'excused' WHERE id = %s", clock.pk)

    assert "excused_clock_says_why" in no


COPY_OF_CLOCK = """
    INSERT INTO cases_clock (council_id, restricted_to, person_restricted_to, case_id, duty, label, version_from,
        task_id, unit, amount, counting, calendar, rolls_forward, started, started_at, started_on, paused, due_on,
        late_from, first_due_on, first_late_from, sum, projected, outcome, outcome_reason)
    SELECT council_id, restricted_to, person_restricted_to, case_id, duty, label, version_from, task_id, unit,
        amount, counting, calendar, rolls_forward, started, started_at, started_on, paused, due_on, late_from,
        first_due_on, first_late_from, sum, projected, outcome, outcome_reason
    FROM cases_clock WHERE id = %s
"""


def test_one_clock_of_a_duty_runs(case):
    assert "one_running_clock_a_duty" in refused(COPY_OF_CLOCK, a_clock(case).pk)


def test_one_clock_of_a_promise_runs(case):
    assert "one_running_clock_a_duty" in refused(COPY_OF_CLOCK, a_promise(case).clocks.get().pk)


def test_two_promises_each_have_their_clock(case):
    assert a_promise(case).clocks.count() + a_promise(case).clocks.count() == 2


@pytest.mark.parametrize("until", ["starts", "starts - interval '1 hour'", "NULL"])
def test_every_hold_ends(case, until):
    no = refused(f"UPDATE cases_hold SET until = {until} WHERE id = %s", a_hold(case).pk)

    assert "hold_ends_after_start" in no or "until" in no


def test_every_hold_has_a_reason(case):
    assert "hold_has_a_reason" in refused("UPDATE cases_hold SET reason = '' WHERE id = %s", a_hold(case).pk)


def test_pauses_of_one_clock_do_not_overlap(case):
    paused = actions.pause(a_clock(case), reason="Waits for her answer", **by("adviser"))

    no = refused(
        """INSERT INTO cases_clockpause
               (council_id, restricted_to, person_restricted_to, case_id, clock_id, starts, until, reason)
           SELECT council_id, 0, 0, case_id, clock_id,
                  starts + interval '1 day', starts + interval '2 days', 'Again'
           FROM cases_clockpause WHERE clock_id = %s""",
        paused.pk,
    )

    assert "one_pause_of_a_clock_at_a_time" in no


def test_two_cases_of_a_council_never_share_a_reference(case):
    other = a_case()

    no = refused("UPDATE cases_case SET reference = %s WHERE id = %s", case.reference, other.pk)

    assert "reference of cases_case never changes" in no


@pytest.mark.parametrize(
    ("row", "table", "change", "constraint"),
    [
        (a_task, "cases_task", "is_done = false, ended_at = now()", "task_not_done_says_why"),
        (a_task, "cases_task", "is_done = true", "ended_task_says_whether_done"),
        (a_request, "cases_teamrequest", "status = 'accepted'", "answered_team_request_says_who"),
        (a_request, "cases_teamrequest", "needed_by = asked_at", "team_request_is_needed_later"),
        (a_file, "cases_casefile", "taken_off_at = now()", "file_taken_off_says_why"),
        (a_challenge, "cases_weightchallenge", "answered_at = now()", "answered_challenge_says_what"),
    ],
)
def test_what_ends_says_how(case, row, table, change, constraint):
    assert constraint in refused(f"UPDATE {table} SET {change} WHERE id = %s", row(case).pk)


# --- By trigger -------------------------------------------------------------------------------------

CLOSE = "UPDATE cases_case SET closed_at = opened_at, closed_by_id = owner_id WHERE id = %s"


@pytest.mark.parametrize(
    ("left", "sentence"),
    [
        (a_clock, "is closed, and a clock of it runs"),
        (a_task, "is closed, and something is left to do on it"),
        (a_request, "is closed, and another team was asked for something"),
    ],
)
def test_no_case_closes_with_something_left(case, left, sentence):
    left(case)

    assert sentence in refused(CLOSE, case.pk)


def test_no_clock_starts_on_a_closed_case(case):
    actions.close(case, **by("adviser"))

    start_clock(case, duty("answer"), at=NOON)

    with pytest.raises(DatabaseError, match="is closed, and a clock of it runs"), transaction.atomic():
        connection.check_constraints()
    Clock.objects.update(stopped_at=LATER, outcome="met")


def test_no_clock_of_a_closed_case_runs_again(case):
    clock = a_clock(case)
    actions.excuse(clock, reason="She took it back", **by("team_leader"))
    actions.close(case, **by("adviser"))

    no = refused(
        "UPDATE cases_clock SET stopped_at = NULL, outcome = '', outcome_reason = '' WHERE id = %s", clock.pk
    )

    assert "is closed, and a clock of it runs" in no


def test_every_case_has_a_row_of_its_kind(case):
    assert "has no row in cases_matter" in refused(
        """INSERT INTO cases_case (council_id, restricted_to, reference, kind, summary, team_id, weight, opened_at)
           SELECT council_id, 0, 'ZM-2222-2222', kind, summary, team_id, 1, now() FROM cases_case WHERE id = %s""",
        case.pk,
    )


def test_the_row_of_its_kind_is_not_taken_from_a_case(case):
    assert "is held in cases_matter" in refused("DELETE FROM cases_matter WHERE case_id = %s", case.pk)


def test_nothing_is_a_case_of_a_kind_that_nobody_knows(case):
    no = refused(
        """INSERT INTO cases_case (council_id, restricted_to, reference, kind, summary, team_id, weight, opened_at)
           SELECT council_id, 0, 'ZM-2222-2222', 'wish', summary, team_id, 1, now()
           FROM cases_case WHERE id = %s""",
        case.pk,
    )

    assert "No kind of case is called wish" in no


def test_the_app_makes_no_kind_of_case():
    assert "permission denied" in refused("INSERT INTO cases_kindtable VALUES ('wish', 'cases_wish')")


@pytest.mark.parametrize("change", ["reference = 'ZM-2222-2222'", "kind = 'wish'", "opened_at = now()"])
def test_what_a_case_began_with_never_changes(case, change):
    assert "of cases_case never changes" in refused(f"UPDATE cases_case SET {change} WHERE id = %s", case.pk)


BEGAN = ["duty = 'x'", "started_at = now()", "started_on = '2020-01-01'", "version_from = '2020-01-01'"]
BEGAN += ["first_due_on = '2020-01-01'", "first_late_from = now()"]


@pytest.mark.parametrize("change", BEGAN)
def test_what_a_clock_began_with_never_changes(case, change):
    no = refused(f"UPDATE cases_clock SET {change} WHERE id = %s", a_clock(case).pk)

    assert "of cases_clock never changes" in no


# --- Only added to ----------------------------------------------------------------------------------

ADDED_TO = ["cases_event", "cases_assignment", "cases_caseweight", "cases_clockextension", "cases_caseaccess"]
NEVER_DELETED = ["cases_case", "cases_clock", "cases_clockpause", "cases_task", "cases_hold"]
NEVER_DELETED += ["cases_teamrequest", "cases_casefile", "cases_weightchallenge"]


@pytest.mark.parametrize("table", [*ADDED_TO, *NEVER_DELETED])
def test_the_app_deletes_nothing_of_a_case(table):
    assert f"permission denied for table {table}" in refused(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", ADDED_TO)
def test_the_app_changes_nothing_of_what_happened(table):
    assert f"permission denied for table {table}" in refused(f"UPDATE {table} SET council_id = council_id")


OWNERS_NO = "is only ever added to: a correction is a new row"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_event SET words = 'Nothing happened'",
        "DELETE FROM cases_event",
        "UPDATE cases_assignment SET because = 'Chance'",
        "DELETE FROM cases_assignment",
        "UPDATE cases_event SET restricted_to = restricted_to, words = 'x'",
    ],
)
def test_not_even_the_owner_changes_what_happened(statement, owner_url):
    a_case(owner=an_adviser("Olu Owner"))

    with psycopg.connect(owner_url) as owner, pytest.raises(psycopg.errors.IntegrityError, match=OWNERS_NO):
        owner.execute(statement)


# --- Two councils -----------------------------------------------------------------------------------


def test_a_case_is_not_about_another_councils_person(case, council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        stranger = a_person(council=other_council)

        assert "same_council" in refused(
            "UPDATE cases_case SET person_id = %s WHERE id = %s", stranger.pk, case.pk
        )


def test_a_case_is_not_owned_by_another_councils_officer(case, council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        stranger = an_officer("adviser", council=other_council)

        assert "same_council" in refused("UPDATE cases_case SET owner_id = %s WHERE id = %s", stranger.pk, case.pk)


def test_a_case_does_not_wait_for_another_councils_team(case, council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        abroad = a_team(council=other_council)

        assert "same_council" in refused("UPDATE cases_case SET team_id = %s WHERE id = %s", abroad.pk, case.pk)


def test_one_council_sees_nothing_of_anothers_cases(case, other_council):
    a_promise(case)
    with acting_for([other_council.pk], who="test"), connection.cursor() as cursor:
        cursor.execute(
            """SELECT (SELECT count(*) FROM cases_case) + (SELECT count(*) FROM cases_event)
                    + (SELECT count(*) FROM cases_clock) + (SELECT count(*) FROM cases_task)
                    + (SELECT count(*) FROM cases_assignment) + (SELECT count(*) FROM cases_matter)"""
        )
        assert cursor.fetchone() == (0,)


def test_a_team_asked_is_of_the_same_council(case, council, other_council):
    with acting_for([council.pk, other_council.pk], who="test"):
        abroad = a_team(council=other_council)
        no = refused(
            """INSERT INTO cases_teamrequest (council_id, restricted_to, person_restricted_to, case_id,
                   from_team_id, to_team_id, what, needed_by, asked_by_id, asked_at, status, answer)
               SELECT council_id, 0, 0, id, team_id, %s, 'Come', %s, owner_id, opened_at, 'asked', ''
               FROM cases_case WHERE id = %s""",
            abroad.pk,
            LATER,
            case.pk,
        )

    assert "same_council" in no


def test_the_summary_is_not_empty(case):
    assert "case_says_what_it_is_about" in refused("UPDATE cases_case SET summary = '' WHERE id = %s", case.pk)
    assert Case.objects.get(pk=case.pk).summary
