"""Every verb of the kernel, each ready to be sent.

Given a case, what the verb needs is made; then it waits for who, when and a key.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from rooftree.cases import actions
from rooftree.cases.clocks import start_clock
from rooftree.cases.models import Case, CaseFile, CaseLink, Clock, Hold, Task, TeamRequest, WeightChallenge
from rooftree.cases.tests.matters import a_case, a_team, an_adviser, duty
from rooftree.foundations.models import KeptFile
from tests.builders import NOON, by

LATER = NOON + dt.timedelta(days=2)
Send = Callable[..., Any]


def a_kept_file(case: Case) -> KeptFile:
    return KeptFile.objects.create(
        council_id=case.council_id,
        sha256="0" * 64,
        filename="letter.pdf",
        media_type="application/pdf",
        size=1,
        kept_at=NOON,
    )


def a_task(case: Case, **facts: Any) -> Task:
    return actions.add_task(case, **{"what": "Ring the joiner", **facts}, **by("adviser"))


def a_promise(case: Case, **facts: Any) -> Task:
    return actions.promise(case, **{"what": "We will ring you", **facts}, **by("adviser"))


def a_hold(case: Case) -> Hold:
    return actions.snooze(case, reason="Waits for the key", until=LATER, **by("adviser"))


def a_request(case: Case) -> TeamRequest:
    return actions.ask_team(
        case, to_team=a_team("Repairs"), what="Board up the door", needed_by=LATER, **by("adviser")
    )


def a_link(case: Case) -> CaseLink:
    return actions.link(case, other=a_case(), kind="related", **by("adviser"))


def a_file(case: Case) -> CaseFile:
    return actions.attach(case, file=a_kept_file(case), title="Her letter", **by("adviser"))


def a_challenge(case: Case) -> WeightChallenge:
    return actions.challenge(case, about="weight", why="Three visits a week", stood_at="1.00", **by("adviser"))


def a_clock(case: Case) -> Clock:
    return start_clock(case, duty("answer"), at=NOON)


def a_paused_clock(case: Case) -> Clock:
    return actions.pause(a_clock(case), reason="Waits for her answer", **by("adviser"))


READY: dict[str, Callable[[Case], Send]] = {
    "give": lambda case: partial(actions.give, case, officer=an_adviser("Cal"), reason="Knows her"),
    "hand_over": lambda case: partial(actions.hand_over, case, officer=an_adviser("Cal"), because="Olu leaves"),
    "give_to_team": lambda case: partial(actions.give_to_team, case, team=a_team("Income"), reason="Rent"),
    "decline": lambda case: partial(actions.decline, case, reason="On leave"),
    "put_back": lambda case: partial(actions.put_back, case, reason="Not mine"),
    "hold": lambda case: partial(
        actions.hold, case, kind="third_party", reason="Waits for the landlord", until=LATER
    ),
    "snooze": lambda case: partial(actions.snooze, case, reason="Waits for the key", until=LATER),
    "end_hold": lambda case: partial(actions.end_hold, a_hold(case), reason="The key came"),
    "note": lambda case: partial(actions.note, case, words="She rang again."),
    "add_task": lambda case: partial(actions.add_task, case, what="Ring the joiner"),
    "finish_task": lambda case: partial(actions.finish_task, a_task(case)),
    "drop_task": lambda case: partial(actions.drop_task, a_task(case), reason="She did it"),
    "promise": lambda case: partial(actions.promise, case, what="We will ring you", until=LATER),
    "keep_promise": lambda case: partial(actions.keep_promise, a_promise(case)),
    "break_promise": lambda case: partial(actions.break_promise, a_promise(case), reason="Nobody was here"),
    "ask_team": lambda case: partial(
        actions.ask_team, case, to_team=a_team("Repairs"), what="Board it up", needed_by=LATER
    ),
    "accept_request": lambda case: partial(actions.accept_request, a_request(case)),
    "decline_request": lambda case: partial(actions.decline_request, a_request(case), reason="No joiner"),
    "finish_request": lambda case: partial(actions.finish_request, a_request(case), answer="Boarded up"),
    "withdraw_request": lambda case: partial(actions.withdraw_request, a_request(case), reason="Done"),
    "extend": lambda case: partial(actions.extend, a_clock(case), amount=1, reason="Many papers"),
    "move": lambda case: partial(
        actions.move, a_promise(case, until=LATER).clocks.get(), until=LATER + dt.timedelta(1), reason="She asked"
    ),
    "pause": lambda case: partial(actions.pause, a_clock(case), reason="Waits for her answer"),
    "resume": lambda case: partial(actions.resume, a_paused_clock(case)),
    "excuse": lambda case: partial(actions.excuse, a_clock(case), reason="She took it back"),
    "link": lambda case: partial(actions.link, case, other=a_case(), kind="related"),
    "unlink": lambda case: partial(actions.unlink, a_link(case), reason="Another door"),
    "attach": lambda case: partial(actions.attach, case, file=a_kept_file(case), title="Her letter"),
    "take_off": lambda case: partial(actions.take_off, a_file(case), reason="Another person's"),
    "close": lambda case: partial(actions.close, case, reason="Mended"),
    "weigh": lambda case: partial(actions.weigh, case, stage="begun", factors=["visits"]),
    "challenge": lambda case: partial(
        actions.challenge, case, about="rank", why="She has a baby", stood_at="12th"
    ),
    "answer_challenge": lambda case: partial(actions.answer_challenge, a_challenge(case), answer="It stays"),
}
"""Every verb on a case that is open and with somebody. Taking, reopening and restricting need another case."""

BEGINNING = sorted(
    {"give", "hand_over", "give_to_team", "decline", "put_back", "hold", "snooze", "add_task", "promise"}
    | {"ask_team", "close", "weigh"}
)
"""The verbs that begin something, and so are refused for a closed case."""
