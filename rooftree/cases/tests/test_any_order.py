"""Any verbs, in any order, by several officers at the same moment: what is always true stays true."""

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooftree.cases import actions, checks
from rooftree.cases.clocks import start_clock
from rooftree.cases.models import Case, CaseLink, Clock, Event, Hold, Task, TeamRequest
from rooftree.cases.story import lock_case, record
from rooftree.cases.tests.matters import a_case, a_manager, a_team, duty
from rooftree.cases.tests.test_every_verb import everything
from rooftree.foundations.idempotency import once
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.refusals import Refused
from rooftree.staff.models import Officer, Team
from tests.builders import NOON, TODAY, a_group

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("acting")]

Row = TypeVar("Row")


@dataclass(frozen=True)
class Step:
    """One thing that one officer sends: a verb, about which case, with what of it, and when."""

    verb: str
    about: int
    which: int
    minutes: int


@dataclass
class Office:
    """Officers and teams that all work on the same few cases."""

    officers: list[Officer]
    teams: list[Team]
    group: Any
    cases: list[Case] = field(default_factory=list)


def pick(rows: Any, which: int) -> Any:
    """One of the rows that there are now."""
    found = list(rows.order_by("pk"))
    if not found:
        raise Refused("There is none.")
    return found[which % len(found)]


@transaction.atomic
def begin(case: Case, code: str, *, by: Officer, at: dt.datetime, key: str) -> None:
    """Start the clock of a duty, as an action of a service does."""
    case = lock_case(case)
    if once(key, "matter.begin", council_id=case.council_id, at=at).before:
        return
    if case.closed_at:
        raise Refused("It is closed.")
    start_clock(case, duty(code), at=at)
    record(case, "matter.begun", by=by, at=at)


VERBS: dict[str, Callable[[Office, Case, int, dict], Any]] = {
    "take": lambda office, case, n, who: actions.take(case, **who),
    "give": lambda office, case, n, who: actions.give(
        case, officer=office.officers[n % len(office.officers)], reason="Knows her", **who
    ),
    "give_to_team": lambda office, case, n, who: actions.give_to_team(
        case, team=office.teams[n % len(office.teams)], reason="Theirs", **who
    ),
    "put_back": lambda office, case, n, who: actions.put_back(case, reason="Too many", **who),
    "hold": lambda office, case, n, who: actions.hold(
        case, kind="legal", reason="Court", until=NOON + dt.timedelta(days=n + 2), **who
    ),
    "end_hold": lambda office, case, n, who: actions.end_hold(
        pick(Hold.objects.filter(case=case), n), reason="Over", **who
    ),
    "add_task": lambda office, case, n, who: actions.add_task(case, what="Ring her", **who),
    "finish_task": lambda office, case, n, who: actions.finish_task(
        pick(Task.objects.filter(case=case, kind="task"), n), **who
    ),
    "promise": lambda office, case, n, who: actions.promise(case, what="We will ring", **who),
    "keep_promise": lambda office, case, n, who: actions.keep_promise(
        pick(Task.objects.filter(case=case, kind="promise"), n), **who
    ),
    "break_promise": lambda office, case, n, who: actions.break_promise(
        pick(Task.objects.filter(case=case, kind="promise"), n), reason="Nobody was here", **who
    ),
    "ask_team": lambda office, case, n, who: actions.ask_team(
        case,
        to_team=office.teams[n % len(office.teams)],
        what="Board it up",
        needed_by=NOON + dt.timedelta(days=3),
        **who,
    ),
    "finish_request": lambda office, case, n, who: actions.finish_request(
        pick(TeamRequest.objects.filter(case=case), n), answer="Done", **who
    ),
    "begin": lambda office, case, n, who: begin(case, ["answer", "make_safe", "return"][n % 3], **who),
    "extend": lambda office, case, n, who: actions.extend(
        pick(Clock.objects.filter(case=case), n), amount=1, reason="More", **who
    ),
    "pause": lambda office, case, n, who: actions.pause(
        pick(Clock.objects.filter(case=case), n), reason="Asked her", **who
    ),
    "resume": lambda office, case, n, who: actions.resume(pick(Clock.objects.filter(case=case), n), **who),
    "excuse": lambda office, case, n, who: actions.excuse(
        pick(Clock.objects.filter(case=case), n), reason="Taken back", **who
    ),
    "note": lambda office, case, n, who: actions.note(case, words="She rang", **who),
    "weigh": lambda office, case, n, who: actions.weigh(case, stage="begun", factors=["x"] * (n % 2), **who),
    "link": lambda office, case, n, who: actions.link(
        case, other=office.cases[n % len(office.cases)], kind="related", **who
    ),
    "unlink": lambda office, case, n, who: actions.unlink(
        pick(CaseLink.objects.filter(case=case), n), reason="Mistake", **who
    ),
    "restrict": lambda office, case, n, who: actions.restrict(case, group=office.group, reason="Threat", **who),
    "unrestrict": lambda office, case, n, who: actions.unrestrict(case, reason="Over", **who),
    "close": lambda office, case, n, who: actions.close(case, reason="Mended", **who),
    "reopen": lambda office, case, n, who: actions.reopen(case, reason="Again", **who),
}

STEPS = st.builds(
    Step,
    verb=st.sampled_from(sorted(VERBS)),
    about=st.integers(0, 1),
    which=st.integers(0, 5),
    minutes=st.integers(0, 600),
)
PLANS = st.lists(st.lists(STEPS, min_size=8, max_size=14), min_size=3, max_size=3)
"""What three officers send, each one after the other, all three at once."""


@pytest.fixture
def office(council):
    officers = [a_manager("Asha Bell"), a_manager("Cal Cole"), a_manager("Dev Shah")]
    return Office(officers, [a_team("Repairs"), a_team("Income")], a_group("Protected", *officers))


def send(office: Office, step: Step, officer: Officer, key: str) -> bool:
    """Send a step; whether it was done. What is refused leaves nothing."""
    who = {"by": officer, "at": NOON + dt.timedelta(minutes=step.minutes), "key": key}
    try:
        VERBS[step.verb](office, office.cases[step.about], step.which, who)
    except Refused:
        return False
    return True


def work(office: Office, number: int, steps: list[tuple[str, Step]], done: list, wrong: list) -> None:
    """One officer's hour: every step, and every third one sent twice."""
    officer = office.officers[number]
    try:
        with acting_for([officer.council_id], groups=[office.group.pk], who=officer.name):
            for place, (key, step) in enumerate(steps):
                sent = [send(office, step, officer, key) for _ in range(1 + (place % 3 == 0))]
                done += [(number, key, step)] if any(sent) else []
    except Exception as error:
        wrong.append(f"{officer.name}: {type(error).__name__}: {error}")
    finally:
        connection.close()


def all_at_once(office: Office, plans: list[list[Step]], name: str) -> tuple[list, list]:
    """Let every officer work at the same moment. Returns what was done, and what went wrong."""
    done: list = []
    wrong: list = []
    threads = [
        threading.Thread(
            target=work,
            args=(office, number, [(f"{name}-{number}-{n}", step) for n, step in enumerate(plan)], done, wrong),
        )
        for number, plan in enumerate(plans)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return done, wrong


BROKEN = """
    SELECT k.reference FROM cases_case k
    WHERE (k.closed_at IS NULL AND k.owner_id IS NULL) IS DISTINCT FROM EXISTS (
        SELECT FROM cases_clock c WHERE c.case_id = k.id AND c.duty = 'cases.take_up' AND c.stopped_at IS NULL)
    UNION ALL
    SELECT k.reference FROM cases_case k
    WHERE k.closed_at IS NOT NULL AND (
        EXISTS (SELECT FROM cases_clock c WHERE c.case_id = k.id AND c.stopped_at IS NULL)
        OR EXISTS (SELECT FROM cases_task t WHERE t.case_id = k.id AND t.ended_at IS NULL))
    UNION ALL
    SELECT k.reference FROM cases_case k JOIN cases_event e ON e.case_id = k.id
    WHERE (e.restricted_to, e.person_restricted_to) <> (k.restricted_to, k.person_restricted_to)
    UNION ALL
    SELECT k.reference FROM cases_case k JOIN cases_clock c ON c.case_id = k.id
    WHERE (c.paused_since IS NOT NULL) <> EXISTS (
        SELECT FROM cases_clockpause p WHERE p.clock_id = c.id AND p.until IS NULL)
"""


NIGHTLY = (checks.owners, checks.stories, checks.clocks)


def broken() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(BROKEN)
        return [reference for (reference,) in cursor.fetchall()]


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    print_blob=True,
)
@given(PLANS)
def test_what_is_always_true_stays_true(office, council, plans):
    with acting_for([council.pk], groups=[office.group.pk], who="test"):
        office.cases = [a_case(), a_case(owner=office.officers[0])]
        name = office.cases[0].reference
        done, wrong = all_at_once(office, plans, name)

        assert wrong == []
        assert broken() == []
        assert [
            *checks.owners(council, TODAY),
            *checks.stories(council, TODAY),
            *checks.clocks(council, TODAY),
        ] == []
        before = everything()
        # A tie that was taken back is not there to be named again; test_every_verb sends that twice.
        again = [each for each in reversed(done) if each[2].verb != "unlink"]
        replayed = [send(office, step, office.officers[number], key) for number, key, step in again]
        assert replayed == [True] * len(again)
        assert everything() == before
        assert Event.objects.filter(case=office.cases[0]).exists()
