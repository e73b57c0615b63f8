"""Makes an imaginary council's officers and patches, and writes their files."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import Any

from rooftree.demo import names, who
from rooftree.demo.making import Making
from rooftree.demo.people import bare
from rooftree.demo.places import Cluster, Place
from rooftree.demo.profile import profile
from rooftree.demo.sheets import Sheet

PATCH_TEAMS = {"tenancy": "tenancy", "income": "income", "repairs": "surveyors", "grounds": "estates"}
PATCH_LETTERS = {"tenancy": "T", "income": "I", "repairs": "R", "grounds": "G"}
FORMER_OFFICER_EVERY = 6
"""One patch in so many had another officer before."""


@dataclass(slots=True)
class Officer:
    """A member of staff in the making. Days are ordinals; 0 is no day."""

    name: str
    email: str
    job_title: str
    team: str
    roles: tuple[str, ...]
    from_on: int
    until_on: int = 0
    manager_email: str = ""
    weekly_hours: str = "37"


@dataclass(slots=True)
class Patch:
    """A patch, the officer who has it, and whoever had it before."""

    code: str
    purpose: str
    officer: Officer
    from_on: int
    before: Officer | None = None
    before_from_on: int = 0


@dataclass
class Roster:
    """Everybody who works for one council, and the patches that they look after."""

    officers: list[Officer] = field(default_factory=list)
    leavers: list[Officer] = field(default_factory=list)
    patches: dict[str, list[Patch]] = field(default_factory=dict)

    @property
    def with_shared_dice(self) -> list[Officer]:
        """Return those of teams that have no dice of their own: whom the rest of the files chooses among."""
        own = {team["code"] for team in profile()["team"] if team.get("own_dice")}
        return [one for one in self.officers if one.team not in own]

    def of_team(self, team: str) -> list[Officer]:
        """Return those of a team who are no managers."""
        return [one for one in self.officers if one.team == team and "team_leader" not in one.roles]


def roster(work: Making) -> Roster:
    """Return a council's officers, led by those of `who.py`, and its patches."""
    council, made = work.council, Roster()
    emails: set[str] = set()
    for known in who.of_council(council["code"]):
        made.officers.append(
            Officer(known.name, known.email, known.job_title, known.team, known.roles, joined(known))
        )
        emails.add(known.email)
    for team in profile()["team"]:
        _add_team(made, work, team, emails)
    _name_managers(made)
    for purpose, team in PATCH_TEAMS.items():
        made.patches[purpose] = _patches(made, work, purpose, team)
    return made


def joined(known: who.DemoOfficer) -> int:
    """Return the day on which somebody of the table began, as an ordinal."""
    return date.fromisoformat(known.since).toordinal()


def _add_team(made: Roster, work: Making, team: dict[str, Any], emails: set[str]) -> None:
    if team.get("own_dice"):
        work = replace(work, rng=Random(f"{work.seed}:{work.council['code']}:{team['code']}"))
    rng = work.rng
    wanted = max(2, round(team["per_10000"] * work.homes / 10_000))
    leader = _officer(work, team, emails)
    leader.job_title, leader.roles = f"Team leader, {team['name'].lower()}", ("team_leader", team["role"])
    made.officers.append(leader)
    while len(made.of_team(team["code"])) < wanted:
        made.officers.append(_officer(work, team, emails))
    for _ in range(max(1, round(wanted * profile()["staff"]["leavers_share"]))):
        leaver = _officer(work, team, emails)
        leaver.until_on = work.as_at - rng.randrange(20, 700)
        leaver.from_on = leaver.until_on - rng.randrange(300, 4000)
        made.leavers.append(leaver)


def _officer(work: Making, team: dict[str, Any], emails: set[str]) -> Officer:
    rng = work.rng
    family, sex = names.origin(rng), rng.choice("fm")
    forename = names.forename(rng, family=family, sex=sex, born=rng.randrange(1961, 2004))
    surname = names.surname_of(names.surname(rng, family=family), sex=sex)
    address = f"{bare(forename)}.{bare(surname)}"
    number = 1
    while (email := f"{address}{number if number > 1 else ''}@{work.council['domain']}") in emails:
        number += 1
    emails.add(email)
    hours = rng.choice(("18.5", "22.2", "29.6")) if rng.random() < profile()["staff"]["part_time_share"] else "37"
    return Officer(
        f"{forename} {surname}", email, team["title"], team["code"], (team["role"],),
        work.as_at - rng.randrange(100, 9000), weekly_hours=hours,
    )  # fmt: skip


def _name_managers(made: Roster) -> None:
    """Give everybody a manager: the team's leader, and for leaders the service manager."""
    leaders = {one.team: one for one in made.officers if "team_leader" in one.roles}
    top = next((one for one in made.officers if "service_manager" in one.roles), None)
    for one in (*made.officers, *made.leavers):
        above = top if "team_leader" in one.roles else leaders[one.team]
        if above and one is not top:
            one.manager_email = above.email


def _patches(made: Roster, work: Making, purpose: str, team: str) -> list[Patch]:
    rng = work.rng
    count = max(1, round(work.homes / profile()["patches"][f"{purpose}_homes"]))
    officers = made.of_team(team)
    gone = [one for one in made.leavers if one.team == team]
    patches = []
    for number in range(count):
        officer = officers[number % len(officers)]
        since = max(officer.from_on, work.as_at - rng.randrange(200, 2500))
        patch = Patch(f"{PATCH_LETTERS[purpose]}{number + 1:02}", purpose, officer, since)
        if gone and number % FORMER_OFFICER_EVERY == 0:
            patch.before = gone[number % len(gone)]
            patch.before_from_on = patch.before.from_on
            patch.from_on = max(patch.from_on, patch.before.until_on + 1)
        patches.append(patch)
    return patches


def write_officers(sheet: Sheet, made: Roster) -> None:
    """Write the file of officers, and the rows in it that no loader may take."""
    teams = {team["code"]: team["name"] for team in profile()["team"]}
    style = sheet.style
    for one in (*made.officers, *made.leavers):
        sheet.add(
            {
                "email": one.email,
                "name": one.name,
                "job_title": one.job_title,
                "team": teams[one.team],
                "manager_email": one.manager_email,
                "weekly_hours": one.weekly_hours,
                "roles": ";".join(one.roles),
                "from_on": style.date(one.from_on),
                "until_on": style.date(one.until_on),
            }
        )
    number = sheet.add({"name": "Agency cover 3", "job_title": "Operative", "team": "Repairs trades"})
    sheet.truth.reject(number, "email_missing", "email", "")


class PatchWriter:
    """Writes which places belong to which patch: tenancy by estate, income by strips of the map."""

    def __init__(self, work: Making, sheet: Sheet, made: Roster) -> None:
        self._sheet = sheet
        self._made = made
        self._homes = work.homes
        self._west = work.council["origin"][0]
        self._seen = 0
        self._estates: set[str] = set()

    def add(self, cluster: Cluster) -> None:
        """Put a cluster of homes, and its estate, into the patches of every purpose."""
        self._seen += len(cluster.homes)
        tops = [cluster.block] if cluster.block else [home.place for home in cluster.homes]
        if cluster.estate is None:
            for purpose in ("tenancy", "repairs", "grounds"):
                self._assign(self._by_count(purpose), tops)
        elif cluster.estate.ref not in self._estates:
            self._estates.add(cluster.estate.ref)
            for purpose in ("tenancy", "repairs", "grounds"):
                self._assign(self._by_count(purpose), [cluster.estate])
        self._assign(self._by_easting(tops[0].easting), tops)

    def _by_count(self, purpose: str) -> Patch:
        patches = self._made.patches[purpose]
        return patches[min(self._seen * len(patches) // (self._homes + 1), len(patches) - 1)]

    def _by_easting(self, easting: int) -> Patch:
        patches = self._made.patches["income"]
        strip = (easting - self._west) * len(patches) // 10_000
        return patches[min(max(strip, 0), len(patches) - 1)]

    def _assign(self, patch: Patch, places: Iterable[Place]) -> None:
        date_of = self._sheet.style.date
        for place in places:
            row = {"patch_code": patch.code, "purpose": patch.purpose, "place_ref": place.ref}
            if patch.before:
                self._sheet.add(
                    {
                        **row,
                        "officer_email": patch.before.email,
                        "from_on": date_of(patch.before_from_on),
                        "until_on": date_of(patch.before.until_on),
                    }
                )
            self._sheet.add({**row, "officer_email": patch.officer.email, "from_on": date_of(patch.from_on)})

    def add_mess(self) -> None:
        """Write rows that point at nothing, or say nothing that can be read."""
        patch = self._made.patches["tenancy"][0]
        right = {"patch_code": patch.code, "purpose": "tenancy", "officer_email": patch.officer.email}
        for kind, column, wrong in (
            ("place_unknown", "place_ref", "99999999"),
            ("officer_unknown", "officer_email", "nobody@nowhere.test"),
            ("purpose_unknown", "purpose", "window cleaning"),
        ):
            row = {**right, "patch_code": "T90", column: wrong}
            self._sheet.truth.reject(self._sheet.add(row), kind, column, wrong)
