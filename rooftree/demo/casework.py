"""Lets people get in touch with the demo's councils, and lets officers answer, promise and be late, as in life.

Everything goes through the actions of the staff pages, at moments of the last weeks. What is said
stands in `casework.toml`.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from rooftree.cases import actions as cases
from rooftree.cases.models import Case, Task, TeamRequest
from rooftree.contact import actions as contact
from rooftree.contact.models import Enquiry
from rooftree.foundations import calendar_table
from rooftree.foundations.calendars import EW
from rooftree.foundations.dates import london, london_day, midnight_of
from rooftree.foundations.models import Council
from rooftree.foundations.periods import DAY
from rooftree.people.models import Person
from rooftree.staff import queries
from rooftree.staff.models import Officer, Team
from rooftree.tenancies.models import Tenancy, TenancyParty

ROUNDS = 3
"""How often each conversation of the file is had, each time with somebody else."""


@cache
def _said() -> list[dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("casework.toml").read_text(encoding="utf-8"))["said"]


def get_in_touch(council: Council, *, adviser: Officer, at: datetime) -> list[Enquiry]:
    """Let people of a council get in touch with it, up to now. Needs homes that are let; does nothing twice."""
    talking = _Talking(council, adviser, at)
    said = _said()
    tenants = talking.tenants(len(said) * ROUNDS)
    return [
        enquiry
        for number, (person, tenancy) in enumerate(tenants)
        if (enquiry := talking.have(said[number % len(said)], person, tenancy, number=number))
    ]


@dataclass
class _Talking:
    """One council's conversations: the adviser who takes them, and the moment that is now."""

    council: Council
    adviser: Officer
    at: datetime

    def tenants(self, most: int) -> list[tuple[Person, Tenancy]]:
        """Return people who rent a home today, each with the tenancy, spread over the council."""
        on = london_day(self.at)
        parties = TenancyParty.objects.filter(
            council=self.council,
            role=TenancyParty.Role.TENANT,
            until_on__isnull=True,
            tenancy__until_on__isnull=True,
            tenancy__from_on__lte=on,
            person__restricted_to=0,
            person__merged_into__isnull=True,
            person__deceased_on__isnull=True,
        )
        every = max(1, parties.count() // most)
        found = parties.select_related("person", "tenancy__place").order_by("pk")[: every * most : every]
        return [(party.person, party.tenancy) for party in found]

    def have(self, said: dict[str, Any], person: Person, tenancy: Tenancy, *, number: int) -> Enquiry | None:
        """Let somebody say something, and let it go on as the file tells, as far as that is past."""
        began = self._moment(self._working_days_ago(said["days"] + number % 3), said["at"])
        call = contact.Call(
            channel=said["channel"],
            reasons=(said["reason"],),
            asked=said["asked"],
            outcome="passed_on",
            identity="full",
            person=person,
            tenancy=tenancy,
            place=tenancy.place,
            demand="value" if said["reason"] in ("RNT-CHG", "EST-CLN", "REG-POS", "GEN-OTH") else "",
            failure_cause="",
            started_at=began,
        )
        call = _with_a_cause(call, said["reason"])
        key = f"demo: said {self.council.code} {number}"
        enquiry = contact.begin_enquiry(call, by=self.adviser, at=began, key=key)
        left_out = f"!{number // len(_said()) % ROUNDS} "
        for step, told in enumerate(said["then"]):
            if not told.startswith(left_out):
                self._go_on(enquiry, re.sub(r"^!\d ", "", told), key=f"{key} {step}")
        return enquiry

    def _go_on(self, enquiry: Enquiry, told: str, *, key: str) -> None:
        what, later, clock, words = told.split(" ", 3)
        calendar = calendar_table.in_force(EW)
        opened_on = london_day(enquiry.case.opened_at)
        day = calendar.nth(calendar.count(opened_on) + int(later))
        at = max(self._moment(day, clock), enquiry.case.opened_at + timedelta(minutes=4 + len(key) % 5))
        if at >= self.at:
            return
        enquiry = Enquiry.objects.select_related("case__owner", "case__team").get(pk=enquiry.pk)
        by = enquiry.case.owner or self._knowing(enquiry.case.team)
        queries.load_roles([by], on=london_day(self.at))
        getattr(self, f"_{what}")(enquiry, words, {"by": by, "at": at, "key": key})

    # --- What may follow ---------------------------------------------------------------------------

    def _take(self, enquiry: Enquiry, words: str, by: dict[str, Any]) -> None:
        if enquiry.case.owner_id is None:
            cases.take(enquiry.case, **by)

    def _yes(self, enquiry: Enquiry, words: str, by: dict[str, Any]) -> None:
        for asked in enquiry.case.teamrequests.filter(status=TeamRequest.Status.ASKED):
            cases.finish_request(asked, answer=words, **{**by, "by": self._knowing(asked.to_team)})

    def _answer(self, enquiry: Enquiry, words: str, by: dict[str, Any]) -> None:
        contact.answer(enquiry, words=words, **by)

    def _accept(self, enquiry: Enquiry, words: str, by: dict[str, Any]) -> None:
        contact.say_accepted(enquiry, words=words, **by)

    def _refuse(self, enquiry: Enquiry, words: str, by: dict[str, Any]) -> None:
        contact.say_not_accepted(enquiry, words=words, **by)

    def _note(self, enquiry: Enquiry, words: str, by: dict[str, Any]) -> None:
        cases.note(enquiry.case, words=words, **by)

    def _promise(self, enquiry: Enquiry, words: str, by: dict[str, Any]) -> None:
        days, what = words.split(" ", 1)
        cases.promise(enquiry.case, what=what, until=self._after(by["at"], int(days)), **by)

    def _callback(self, enquiry: Enquiry, words: str, by: dict[str, Any]) -> None:
        window, what = words.split(" ", 1)
        contact.promise_callback(enquiry.case, window=window, what=what, **by)

    def _visit(self, enquiry: Enquiry, words: str, by: dict[str, Any]) -> None:
        days, what = words.split(" ", 1)
        due = self._after(by["at"], int(days))
        cases.add_task(enquiry.case, what=what, kind=Task.Kind.VISIT, due_at=due, is_shown=True, **by)

    def _hold(self, enquiry: Enquiry, words: str, by: dict[str, Any]) -> None:
        kind, days, reason = words.split(" ", 2)
        cases.hold(enquiry.case, kind=kind, reason=reason, until=self._after(by["at"], int(days)), **by)

    def _ask(self, enquiry: Enquiry, words: str, by: dict[str, Any]) -> None:
        code, hours, what = words.split(" ", 2)
        team = Team.objects.get(council=self.council, code=code)
        if team.pk != enquiry.case.team_id:
            needed_by = by["at"] + timedelta(hours=int(hours))
            cases.ask_team(enquiry.case, to_team=team, what=what, needed_by=needed_by, **by)

    def _chase(self, enquiry: Enquiry, words: str, by: dict[str, Any]) -> None:
        cause, asked = words.split(" ", 1)
        case = enquiry.case
        call = contact.Call(
            channel="phone_in",
            reasons=(enquiry.reason,),
            asked=asked,
            outcome="passed_on",
            identity="full",
            person=case.person,
            tenancy=case.tenancy,
            place=case.place,
            demand="failure",
            failure_cause=cause,
            broken_promise=_late_promise(case, by["at"]),
            started_at=by["at"],
        )
        contact.chase(case, call, **{**by, "by": self.adviser})

    # --- Who and when ------------------------------------------------------------------------------

    def _knowing(self, team: Team) -> Officer:
        """Return somebody who works in a team, with the roles held today; the adviser where nobody does."""
        on = london_day(self.at)
        held = team.roleheld_set.filter(from_on__lte=on, until_on__isnull=True, officer__until_on__isnull=True)
        first = held.select_related("officer").order_by("pk").first()
        officer = first.officer if first else self.adviser
        queries.load_roles([officer], on=on)
        return officer

    def _working_days_ago(self, days: int) -> date:
        calendar = calendar_table.in_force(EW)
        return calendar.nth(calendar.count(london_day(self.at) - DAY) - days + 1)

    def _moment(self, day: date, clock: str) -> datetime:
        return london(datetime.combine(day, time.fromisoformat(clock), tzinfo=midnight_of(day).tzinfo))

    def _after(self, at: datetime, working_days: int) -> datetime:
        """Return the end of office hours so many working days after a moment."""
        calendar = calendar_table.in_force(EW)
        return self._moment(calendar.nth(calendar.count(london_day(at)) + working_days), "17:00")


def _with_a_cause(call: contact.Call, reason: str) -> contact.Call:
    """Return the contact with the cause of its failure, where its reason is one."""
    causes = {"REP-CHS": "not_on_time", "RNT-MIS": "not_right", "HOM-UPD": "not_told"}
    if reason not in causes:
        return call
    return contact.Call(**{**vars(call), "demand": "failure", "failure_cause": causes[reason]})


def _late_promise(case: Case, at: datetime) -> Task | None:
    promises = case.tasks.filter(kind=Task.Kind.PROMISE, ended_at__isnull=True, due_at__lte=at)
    return promises.order_by("due_at").first()
