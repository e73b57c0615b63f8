"""What is to be done, what was promised, what waits, and what one team asks of another."""

import datetime as dt

import pytest

from rooftree.cases import actions, rules
from rooftree.cases.models import Hold, Task
from rooftree.cases.tests.matters import a_case, a_manager, a_team, an_adviser, duty, story_of
from rooftree.cases.tests.verbs import LATER, a_hold, a_promise, a_request, a_task
from rooftree.foundations.refusals import Refused
from rooftree.staff.models import RoleHeld
from tests.builders import NOON, TODAY, an_officer, by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("acting")]

DAY, SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)


@pytest.fixture
def case():
    return a_case(owner=an_adviser("Olu Owner"))


# --- Something to do --------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["", "  "])
def test_something_to_do_says_what(case, what):
    with pytest.raises(Refused, match=r"^Say what is to be done\.$"):
        a_task(case, what=what)


def test_nothing_is_due_in_the_past(case):
    with pytest.raises(Refused, match=r"^The time for it is Friday 20 November 2026 at 12:00"):
        a_task(case, due_at=NOON)


def test_nobody_who_is_not_here_gets_something_to_do(case):
    with pytest.raises(Refused, match=r"^Cal Cole is no longer here"):
        a_task(case, owner=an_adviser("Cal Cole", until_on=TODAY))


def test_what_was_done_says_how(case):
    task = actions.finish_task(a_task(case), ending="He comes on Monday", **by("adviser"))

    assert (task.is_done, task.ending, task.ended_at) == (True, "He comes on Monday", NOON)


def test_what_is_dropped_says_why(case):
    with pytest.raises(Refused, match=r"^Say why"):
        actions.drop_task(a_task(case), reason="", **by("adviser"))


def test_what_has_ended_does_not_end_again(case):
    task = actions.finish_task(a_task(case), **by("adviser"))

    with pytest.raises(Refused, match=r"^This was ended already\.$"):
        actions.drop_task(task, reason="Not needed", **by("adviser"))


def test_what_was_done_before_it_was_entered_ended_when_it_was_entered(case):
    """A phone without signal sends the end of it with an earlier moment."""
    task = actions.finish_task(a_task(case), **by("adviser", at=NOON - DAY))

    assert task.ended_at == task.added_at


# --- Promises ---------------------------------------------------------------------------------------


def test_a_promise_is_read_by_the_resident_and_has_a_clock(case):
    promised = a_promise(case)

    clock = promised.clocks.get()
    assert (promised.is_shown, promised.due_at, clock.label) == (True, clock.late_from, "We will ring you")
    assert clock.sum == "promised Fri 20 Nov 2026; working day 5 is Fri 27 November"
    event = case.events.get(kind="case.promised")
    assert (event.words, event.is_shown, event.facts["sum"]) == ("We will ring you", True, clock.sum)


def test_a_promise_may_have_a_duty_of_its_own(case):
    promised = a_promise(case, duty=duty("make_safe"))

    assert promised.due_at == NOON + DAY


def test_nothing_is_promised_for_the_past(case):
    with pytest.raises(Refused, match=r"^The promised time is Friday 20 November 2026 at 12:00"):
        a_promise(case, until=NOON)


def test_a_promise_says_what(case):
    with pytest.raises(Refused, match=r"^Say what you promise, as you said it to the person"):
        a_promise(case, what=" ")


@pytest.mark.parametrize(("late", "outcome"), [(-SECOND, "met"), (0 * SECOND, "met_late")])
def test_a_promise_is_kept_in_time_or_late(case, late, outcome):
    promised = a_promise(case, until=LATER)

    actions.keep_promise(promised, **by("adviser", at=LATER + late))

    assert promised.clocks.get().outcome == outcome


def test_a_broken_promise_says_why_and_the_resident_reads_it(case):
    promised = a_promise(case)

    actions.break_promise(promised, reason="Nobody was here", **by("adviser"))

    clock = promised.clocks.get()
    assert (clock.outcome, clock.outcome_reason) == ("broken", "Nobody was here")
    event = case.events.get(kind="case.promise_broken")
    assert (event.words, event.is_shown) == ("Nobody was here", True)


def test_a_promise_is_not_broken_without_a_reason(case):
    with pytest.raises(Refused, match=r"^Say why"):
        actions.break_promise(a_promise(case), reason=" ", **by("adviser"))


def test_keeping_one_promise_leaves_the_other_running(case):
    kept, other = a_promise(case), a_promise(case, what="We will write")

    actions.keep_promise(kept, **by("adviser"))

    assert [task.clocks.get().stopped_at is None for task in (kept, other)] == [False, True]


# --- Waiting ----------------------------------------------------------------------------------------


def waits(case, **facts) -> Hold:
    wanted = {"kind": "legal", "reason": "The court decides", "until": LATER} | facts
    return actions.hold(case, **wanted, **by("adviser"))


def test_a_wait_has_a_reason_and_an_end(case):
    held = waits(case)

    assert (held.reason, held.starts, held.until) == ("The court decides", NOON, LATER)
    assert case.events.get(kind="case.held").facts == {"hold": "Legal hold", "until": LATER.isoformat()}


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"reason": ""}, r"^Say why"),
        ({"until": NOON}, r"^The end of the wait is Friday 20 November 2026 at 12:00, which is past"),
        ({"until": NOON + 183 * DAY}, r"^You can let this wait for 182 days at most"),
        ({"kind": "snooze", "until": NOON + 14 * DAY + SECOND}, r"^You can let this wait for 14 days at most"),
    ],
)
def test_what_is_no_wait_is_refused(case, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        waits(case, **facts)

    assert not Hold.objects.exists()


def test_fourteen_days_may_be_put_off(case):
    held = actions.snooze(case, reason="She is in hospital", until=NOON + 14 * DAY, **by("adviser"))

    assert held.kind == rules.SNOOZE


def test_a_manager_may_put_off_for_longer(case):
    until = NOON + 300 * DAY

    assert actions.snooze(case, reason="She is abroad", until=until, **by("team_leader")).until == until


def test_what_is_over_does_not_end_sooner(case):
    held = a_hold(case)

    with pytest.raises(Refused, match=r"^This wait is over already\.$"):
        actions.end_hold(held, reason="The key came", **by("adviser", at=LATER))


def test_a_wait_ends_once(case):
    held = actions.end_hold(a_hold(case), reason="The key came", **by("adviser"))

    with pytest.raises(Refused, match=r"^This wait is over already\.$"):
        actions.end_hold(held, reason="Again", **by("adviser"))


def test_waiting_stops_no_clock(case):
    promised = a_promise(case)
    before = promised.clocks.get().late_from

    waits(case)

    clock = promised.clocks.get()
    assert (clock.late_from, clock.paused_since) == (before, None)


# --- Between teams ----------------------------------------------------------------------------------


def test_one_does_not_ask_the_team_that_has_it(case):
    with pytest.raises(Refused, match=r"^Tenancy team has this case itself\. Add it as something to do"):
        actions.ask_team(case, to_team=case.team, what="Come", needed_by=LATER, **by("adviser"))


def test_a_request_is_needed_later(case):
    with pytest.raises(Refused, match=r"^The time by which you need it is Friday"):
        actions.ask_team(case, to_team=a_team("Repairs"), what="Come", needed_by=NOON, **by("adviser"))


def test_a_request_says_what(case):
    with pytest.raises(Refused, match=r"^Say what you need from them"):
        actions.ask_team(case, to_team=a_team("Repairs"), what="", needed_by=LATER, **by("adviser"))


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (lambda asked: actions.decline_request(asked, reason=" ", **by("team_leader")), "^Say why"),
        (lambda asked: actions.withdraw_request(asked, reason="", **by("team_leader")), "^Say why"),
        (lambda asked: actions.finish_request(asked, answer="", **by("team_leader")), "^Say why"),
    ],
)
def test_an_answer_that_ends_a_request_has_words(case, answer, sentence):
    with pytest.raises(Refused, match=sentence):
        answer(a_request(case))


def test_what_was_declined_is_not_done_after_all(case):
    asked = actions.decline_request(a_request(case), reason="No joiner", **by("team_leader"))

    with pytest.raises(Refused, match=r"^This request is declined by now\.$"):
        actions.finish_request(asked, answer="Boarded up", **by("team_leader"))


def test_what_was_accepted_is_done_or_given_back(case):
    asked = actions.accept_request(a_request(case), answer="At three", **by("team_leader"))

    assert actions.finish_request(asked, answer="Boarded up", **by("team_leader")).status == "done"
    assert story_of(case)[-2:] == ["case.request_accepted", "case.request_finished"]


def of_team(team) -> dict:
    """An adviser who works in this team alone, and a key."""
    officer = an_officer(name="Tia Team")
    RoleHeld.objects.create(
        council_id=team.council_id, officer=officer, role="adviser", team=team, from_on=dt.date(2020, 1, 1)
    )
    officer.roles = frozenset({"adviser"})
    return by(officer=officer)


def test_only_the_team_that_was_asked_answers(case):
    asked = a_request(case)

    with pytest.raises(Refused, match=r"^Repairs answers for this, and you do not work there"):
        actions.accept_request(asked, **of_team(case.team))

    assert actions.accept_request(asked, **of_team(asked.to_team)).status == "accepted"


def test_only_the_team_that_asked_takes_it_back(case):
    asked = a_request(case)

    with pytest.raises(Refused, match=r"^Tenancy team answers for this, and you do not work there"):
        actions.withdraw_request(asked, reason="Done", **of_team(asked.to_team))

    assert actions.withdraw_request(asked, reason="Done", **of_team(case.team)).status == "withdrawn"


def test_the_manager_of_the_team_answers_for_it(case):
    mo = a_manager("Mo Reed")
    asked = actions.ask_team(
        case, to_team=a_team("Repairs", manager=mo), what="Come", needed_by=LATER, **by("adviser")
    )

    assert actions.accept_request(asked, **by(officer=mo)).answered_by == mo


# --- Notes ------------------------------------------------------------------------------------------


def test_a_note_has_words(case):
    with pytest.raises(Refused, match=r"^Write what happened\.$"):
        actions.note(case, words=" ", **by("adviser"))


def test_a_note_is_the_officers_own_unless_said(case):
    private, shown = (
        actions.note(case, words="She rang.", is_shown=is_shown, **by("adviser")) for is_shown in (False, True)
    )

    assert (private.is_shown, shown.is_shown) == (False, True)


def test_a_note_on_a_closed_case_is_kept(case):
    actions.close(case, **by("adviser"))

    actions.note(case, words="She rang to say thank you.", **by("adviser"))

    assert story_of(case)[-1] == "case.noted"
    assert not Task.objects.exists()
