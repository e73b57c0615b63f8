"""Cases, worklists and the service page for the walk through every page: one of each, and their addresses."""

from datetime import datetime
from typing import Any

from rooftree.cases import actions
from rooftree.cases.alarms import raise_alarm
from rooftree.cases.models import Case, Clock
from rooftree.foundations import dates
from rooftree.foundations.models import KeptFile
from rooftree.foundations.periods import DAY
from rooftree.people.models import Person
from rooftree.staff.actions import save_view
from rooftree.staff.models import Officer, RoleHeld, Team
from tests.builders import a_case, a_team, an_officer, by

CASES = {
    "my_load": [],
    "team_worklists": [],
    "team_worklist": ["contact_team"],
    "team_load": ["contact_team"],
    "service": [],
    "service_worklist": [],
    "end_alarm": ["alarm"],
    "answer_challenge": ["challenge"],
    "open_case_by_exception": [],
    "case": ["case"],
    "give_case": ["case"],
    "give_case_to_team": ["case"],
    "decline_case": ["case"],
    "put_back_case": ["case"],
    "hold_case": ["case"],
    "snooze_case": ["case"],
    "end_hold": ["case", "hold"],
    "note_on_case": ["case"],
    "add_task": ["case"],
    "finish_task": ["case", "task"],
    "drop_task": ["case", "task"],
    "promise": ["case"],
    "ask_team": ["case"],
    "answer_request": ["case", "request"],
    "withdraw_request": ["case", "request"],
    "extend_clock": ["case", "clock"],
    "pause_clock": ["case", "clock"],
    "excuse_clock": ["case", "clock"],
    "link_case": ["case"],
    "unlink_case": ["case", "tie"],
    "attach_file": ["case"],
    "take_off_file": ["case", "file"],
    "restrict_case": ["case"],
    "weigh_case": ["case"],
    "challenge_case": ["case"],
}
NO_CASE_PAGES = {
    *("take_case", "resume_clock", "add_view", "add_team_view", "add_service_view", "remove_view", "team_work"),
    *(
        "my_work_download",
        "team_worklist_download",
        "service_worklist_download",
        "case_file",
        "close_case",
        "reopen_case",
    ),
}
"""Buttons and ways on, which lead to a page; files; and the ends of kinds that have no ending of their own."""


def a_case_at_work(person: Person) -> dict[str, Any]:
    """Make a case with one of each thing on it; return what stands for each in an address."""
    at = dates.now()
    team = Team.objects.filter(function="contact").first() or a_team()
    asha = an_officer("adviser", name="Asha Bell")
    RoleHeld.objects.create(
        council_id=team.council_id, officer=asha, role="adviser", team=team, from_on=dates.london_day(at)
    )
    case = a_case(person, acting=by(officer=asha, at=at))
    actions.take(Case.objects.get(pk=case.pk), **_sent(asha, at))
    a_case(person, acting=by(officer=asha, at=at))
    alarm = raise_alarm(
        "cover.nobody", "handover 1", "Nobody has it", council_id=team.council_id, level="head", at=at
    )
    save_view("home", name="Late ones", query="shown=late", **_sent(asha, at))
    return {
        "contact_team": team.pk,
        "alarm": alarm.pk,
        "case": case.reference,
        **_on_it(Case.objects.get(pk=case.pk), asha, at),
    }


def _on_it(case: Case, asha: Officer, at: datetime) -> dict[str, Any]:
    until = at + 3 * DAY
    task = actions.add_task(case, what="Ring the joiner", due_at=until, **_sent(asha, at))
    actions.promise(case, what="The joiner rings you", until=until, **_sent(asha, at))
    held = actions.hold(case, kind="third_party", reason="He is ill", until=until, **_sent(asha, at))
    asked = actions.ask_team(case, to_team=a_team("income"), what="Rent?", needed_by=until, **_sent(asha, at))
    made = actions.challenge(
        case, about="weight", why="She calls daily", stood_at="1.00 points", **_sent(asha, at)
    )
    tied = actions.link(case, other=a_case(case.person), kind="related", **_sent(asha, at))
    kept = KeptFile.objects.create(
        council_id=case.council_id,
        sha256="0" * 64,
        filename="letter.txt",
        media_type="text/plain",
        size=12,
        kept_at=at,
    )
    attached = actions.attach(case, file=kept, title="Her letter", **_sent(asha, at))
    return {
        "task": task.pk,
        "hold": held.pk,
        "request": asked.pk,
        "challenge": made.pk,
        "tie": tied.pk,
        "file": attached.pk,
        "clock": Clock.objects.get(case=case, duty="contact.answer").pk,
    }


def _sent(officer: Officer, at: datetime) -> dict[str, Any]:
    return by(officer=officer, at=at)
