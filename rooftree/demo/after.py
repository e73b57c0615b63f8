"""Does for the demo's councils what no file can say, through the same actions as the staff pages.

Restricted groups and the people in them, the offices and when they open, who may sign in, and a
cover while an officer is away. Each step has a key of its own, so that doing it again changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from typing import Any

from django.contrib.auth.hashers import make_password

from rooftree.cases.actions import covering
from rooftree.demo import casework, residents, who
from rooftree.demo.households import PROTECTED_GROUP, STAFF_GROUP
from rooftree.demo.profile import profile
from rooftree.foundations.dates import london_day
from rooftree.foundations.isolation import acting_for, now_acting
from rooftree.foundations.models import Council, RestrictedGroup
from rooftree.journeys import absence
from rooftree.people.actions import markers, restriction
from rooftree.people.models import Person, PersonLegacyReference
from rooftree.people.queries import standing_record
from rooftree.staff import queries
from rooftree.staff.actions import councils, groups, officers, offices, roles, sign_ins, teams, working_hours
from rooftree.staff.hours import Hours
from rooftree.staff.models import Officer, Team
from rooftree.staff.safety_markers import Telling, Terms

ADMINISTRATOR, MANAGER = "Martin Okafor", "Helen Nair"
PURPOSES = {
    STAFF_GROUP: "Tenants who work for the council, so that colleagues do not read their records.",
    PROTECTED_GROUP: "People in danger from somebody who might ask us where they live.",
}
REASONS = {
    STAFF_GROUP: "Works for the council: said so at sign-up.",
    PROTECTED_GROUP: "Moved for safety; the police and the refuge asked us to keep the address close.",
}
SAFETY_RULES = Terms(
    "DV", "Safety plan agreed with the person.", "Use the safe number only. Never leave a message, never write."
)
AWAY_DAYS = 9
TRAINING_IN_DAYS = 12
WORKING_DAY = (time(9), time(17))


def administrators(both: list[Council], *, at: datetime) -> None:
    """Give each council its first administrator, who puts right whatever the files leave open."""
    known = who.named(ADMINISTRATOR)
    for council in both:
        with acting_for([council.pk], who="demo", why="The first administrator"):
            details = officers.Details(known.name, known.email, job_title=known.job_title)
            officers.add_first_administrator(council, details, at=at)


def after(council: Council, restricted: dict[str, list[tuple[str, str]]], *, at: datetime) -> None:
    """Do what is left for one council, once its files are loaded.

    `restricted` gives the people of each restricted group, as source system and reference; it stands
    in `truth.json`. Acts for all councils already acted for: some officers serve both.
    """
    care = _Aftercare(council, at)
    care.change_the_look()
    care.let_officers_sign_in()
    care.open_offices()
    care.say_who_works_when()
    care.form_groups()
    with acting_for(now_acting().councils, groups=care.group_ids, who="demo", why="Restricted records"):
        care.restrict(restricted)
    care.say_what_teams_answer_for()
    care.take_calls()
    care.send_somebody_on_leave()


@dataclass
class _Aftercare:
    """The steps for one council, all done by its administrator unless said otherwise."""

    council: Council
    at: datetime

    @property
    def today(self) -> date:
        return london_day(self.at)

    @cached_property
    def administrator(self) -> Officer:
        return self._officer(ADMINISTRATOR)

    @cached_property
    def manager(self) -> Officer:
        return self._officer(MANAGER)

    @cached_property
    def groups(self) -> dict[str, RestrictedGroup]:
        return {
            name: groups.add_group(name=name, purpose=purpose, **self._by(f"group {name}"))
            for name, purpose in PURPOSES.items()
        }

    @property
    def group_ids(self) -> list[int]:
        return [group.pk for group in self.groups.values()]

    def _by(self, what: str, officer: Officer | None = None) -> dict[str, Any]:
        """Return who acts, when and under which key."""
        return {"by": officer or self.administrator, "at": self.at, "key": f"demo: {what}"}

    def _officer(self, name: str) -> Officer:
        """Return one of those of the table, with the roles held today."""
        officer = Officer.objects.get(council=self.council, email=who.named(name).email)
        queries.load_roles([officer], on=self.today)
        return officer

    def _known(self) -> Iterator[tuple[who.DemoOfficer, Officer]]:
        """Yield those of the table who serve this council."""
        for known in who.of_council(self.council.code):
            yield known, self._officer(known.name)

    # --- The council and its staff ---------------------------------------------------------------

    def change_the_look(self) -> None:
        """Give the council a colour of its own."""
        accent = next(each["accent"] for each in profile()["council"] if each["code"] == self.council.code)
        councils.change_council(name=self.council.name, accent=accent, **self._by("colour"))

    def let_officers_sign_in(self) -> None:
        """Give those of the table a sign-in, and the roles that no file may give."""
        for known, officer in self._known():
            if officer.sign_in is None:
                officer = sign_ins.give_sign_in(officer, **self._by(f"sign-in {known.email}"))
            self._let_in(officer)
            for role in set(known.roles) - officer.roles - {"administrator"}:
                roles.give_role(officer, role=role, from_on=self.today, **self._by(f"{role} {known.email}"))

    def _let_in(self, officer: Officer) -> None:
        """Set the demo's password. No action does this: they refuse a password that everybody knows."""
        sign_in = officer.sign_in
        assert sign_in is not None, f"{officer.name} was given a sign-in."
        if not sign_in.has_usable_password():
            sign_in.password = hash_of_password()
            sign_in.save(update_fields=["password"])

    def say_who_works_when(self) -> None:
        """Say when those of the table work: all of them in office hours."""
        hours = [Hours(weekday, *WORKING_DAY) for weekday in range(1, 6)]
        for known, officer in self._known():
            working_hours.set_working_hours(officer, hours=hours, **self._by(f"hours {known.email}"))

    # --- Offices -----------------------------------------------------------------------------------

    def open_offices(self) -> None:
        """Add the council's offices, say when they open, and close one for a day of training."""
        own = next(each for each in profile()["council"] if each["code"] == self.council.code)
        made = [self._office(own, area, number) for number, area in enumerate(own["areas"])]
        closed_on = self.today + timedelta(days=TRAINING_IN_DAYS)
        offices.close_office(made[-1], closed_on=closed_on, reason="Staff training", **self._by("training"))

    def _office(self, own: dict[str, Any], area: str, number: int) -> Any:
        pattern = profile()["office"][min(number, len(profile()["office"]) - 1)]
        facts = offices.Facts(
            f"{own['town']} {area} office",
            address=f"{number * 4 + 1} {pattern['street']}, {own['town']}",
            phone=f"01632 9605{number}0",
        )
        office = offices.add_office(facts, **self._by(f"office {facts.name}"))
        hours = [_hours(text) for text in pattern["hours"]]
        offices.set_opening_hours(office, hours=hours, **self._by(f"opening {facts.name}"))
        return office

    # --- Restricted people -------------------------------------------------------------------------

    def form_groups(self) -> None:
        """Make the restricted groups, with those in them who may open their people's records."""
        for name, group in self.groups.items():
            for member in who.OFFICERS:
                if name in member.groups and self.council.code in member.councils:
                    officer = self._officer(member.name)
                    by = self._by(f"{member.email} in {name}")
                    groups.add_to_group(group, officer=officer, from_on=self.today, **by)

    def restrict(self, restricted: dict[str, list[tuple[str, str]]]) -> None:
        """Restrict the people whom the groups are for. The protected have safety rules as well."""
        for name, references in restricted.items():
            for system, reference in references:
                person = self._person(system, reference)
                by = self._by(f"restrict {system} {reference}", self.manager)
                person = restriction.restrict_person(person, self.groups[name], reason=REASONS[name], **by)
                if name == PROTECTED_GROUP:
                    self._protect(person, reference)

    def _person(self, system: str, reference: str) -> Person:
        found = PersonLegacyReference.objects.select_related("person").get(
            council=self.council, source_system=system, reference=reference
        )
        return standing_record(found.person)

    def _protect(self, person: Person, reference: str) -> None:
        """Put safety rules in force: asked for by one member of the group, approved by another."""
        asks = next(each for each in who.of_council(self.council.code) if each.asks_for_protection)
        by = self._by(f"ask to protect {reference}", self._officer(asks.name))
        proposal = markers.propose_marker(person, SAFETY_RULES, **by)
        by = self._by(f"protect {reference}", self.manager)
        markers.approve_marker(proposal, telling=Telling(), **by)

    # --- The work ----------------------------------------------------------------------------------

    def say_what_teams_answer_for(self) -> None:
        """Say for which part of the service each team answers, and who leads it."""
        named = {each["name"]: each["function"] for each in profile()["team"]}
        for team in Team.objects.filter(council=self.council, name__in=named):
            facts = teams.Facts(team.name, named[team.name], self.manager, team.office)
            teams.change_team(team, facts, **self._by(f"function {team.code}"))

    def take_calls(self) -> None:
        """Let people get in touch, and officers answer, promise and be late."""
        adviser = next(officer for known, officer in self._known() if "adviser" in known.roles)
        casework.get_in_touch(self.council, adviser=adviser, at=self.at)
        residents.let_one_in(self.council, adviser=adviser, at=self.at)

    # --- Leave -------------------------------------------------------------------------------------

    def send_somebody_on_leave(self) -> None:
        """Let those of the table who are away be covered by the colleague named there, who has accepted it."""
        back_on = self.today + timedelta(days=AWAY_DAYS)
        for known, officer in self._known():
            if known.covered_by:
                by = self._by(f"absence {known.email}", self.manager)
                colleague = self._officer(known.covered_by)
                entered = absence.enter(officer, starts=self.at, until_on=back_on, cover=colleague, **by)
                if entered.handover.pieces.exists():
                    covering.accept(entered.handover, **self._by(f"accept for {known.email}", colleague))


@cache
def hash_of_password() -> str:
    """Return the hash of the demo's one password. Hashing is slow on purpose, so it is done once for all."""
    return make_password(who.PASSWORD)


def _hours(text: str) -> Hours:
    """Return hours written as in the profile: "1 09:00-17:00"."""
    weekday, span = text.split(" ")
    starts, ends = span.split("-")
    return Hours(int(weekday), time.fromisoformat(starts), time.fromisoformat(ends))
