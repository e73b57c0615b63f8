"""Writes the extracts of two imaginary councils that share a service, with all the mess of real ones.

`write` makes a folder for each council: the files of its old systems, `mapping.toml` that says how to
read them, and `truth.json` that says what is deliberately wrong in them. One seed gives the same bytes.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from rooftree.demo import places, staff, systems
from rooftree.demo.homes import HomeWriter
from rooftree.demo.households import HouseholdMaker
from rooftree.demo.markers import MarkerWriter
from rooftree.demo.mess import Turns
from rooftree.demo.options import OptionsWriter
from rooftree.demo.people import NumbersGiven, PeopleMaker, PeopleWriter, Person
from rooftree.demo.profile import profile
from rooftree.demo.sheets import Sheet, sheet
from rooftree.demo.tenancies import TenancyMaker
from rooftree.demo.tenancy_files import TenancyWriter
from rooftree.demo.truth import Truth

Progress = Callable[[str, int, int], None]
"""Told what is being written, how many homes are done, and of how many."""


@dataclass(frozen=True)
class WrittenCouncil:
    """Where one council's extracts are."""

    code: str
    name: str
    folder: Path
    mapping: Path
    truth: Path
    rows: dict[str, int]


@dataclass(frozen=True)
class WrittenExtracts:
    """Where the extracts are, and how many homes they hold."""

    folder: Path
    homes: int
    seed: int
    as_at: date
    councils: tuple[WrittenCouncil, ...]


def write(
    folder: Path,
    *,
    homes: int,
    seed: int | None = None,
    as_at: date | None = None,
    progress: Progress | None = None,
) -> WrittenExtracts:
    """Write the extracts of both councils, with so many homes between them, and say where they are.

    `seed` and `as_at`, the day on which the extracts were taken, stand in `profile.toml` unless given.
    Raises ValueError for fewer homes than 50 or more than 10,000.
    """
    bounds = profile()["homes"]
    if not bounds["least"] <= homes <= bounds["most"]:
        raise ValueError(f"The demo is made for {bounds['least']} to {bounds['most']:,} homes, not {homes:,}.")
    seed = profile()["seed"] if seed is None else seed
    as_at = as_at or profile()["as_at"]
    councils, elsewhere, done = [], list[Person](), 0
    for council, part in zip(profile()["council"], split(homes), strict=True):
        extract = _Extract(folder, council, homes=part, seed=seed, as_at=as_at, from_elsewhere=elsewhere)
        councils.append(extract.write(_after(progress, done, homes)))
        elsewhere = extract.moved_away
        done += part
    return WrittenExtracts(folder, homes, seed, as_at, tuple(councils))


def _after(progress: Progress | None, done: int, homes: int) -> Callable[[int], None]:
    """Return what to tell of a council's homes, when those of the councils before it are done."""
    return lambda now: progress("Writing extracts", done + now, homes) if progress else None


def split(homes: int) -> list[int]:
    """Return how many homes each council has; the last takes what is left."""
    parts = [round(homes * council["share"]) for council in profile()["council"][:-1]]
    return [*parts, homes - sum(parts)]


class _Extract:
    """One council's extracts in the writing."""

    def __init__(
        self,
        folder: Path,
        council: dict[str, Any],
        *,
        homes: int,
        seed: int,
        as_at: date,
        from_elsewhere: list[Person],
    ) -> None:
        self.folder = folder / council["code"]
        self.council = council
        self.homes = homes
        self.as_at = as_at.toordinal()
        self.rng = Random(f"{seed}:{council['code']}")
        self.truth = Truth(council["code"], as_at.isoformat())
        self.system = systems.LANDLORD[council["code"]]
        self.part = profile()["council"].index(council)
        self.from_elsewhere = from_elsewhere
        self.moved_away: list[Person] = []

    def write(self, progress: Callable[[int], None]) -> WrittenCouncil:
        """Write every file, the mapping and the truth."""
        self.folder.mkdir(parents=True, exist_ok=True)
        styles = systems.styles(self.council["code"])
        with ExitStack() as stack:
            sheets: dict[str, dict[str, Sheet]] = {}
            for style in styles:
                opened = stack.enter_context(sheet(self.folder, style))
                sheets.setdefault(style.source_system, {})[style.layout] = opened
            self._fill(sheets, progress)
        for of_system in sheets.values():
            for one in of_system.values():
                one.truth.rows = one.rows
                self.truth.files[one.style.filename] = one.truth
        return WrittenCouncil(
            self.council["code"],
            self.council["name"],
            self.folder,
            systems.write_mapping(self.folder, styles),
            self.truth.write(self.folder),
            {name: truth.rows for name, truth in self.truth.files.items()},
        )

    def _fill(self, sheets: dict[str, dict[str, Sheet]], progress: Callable[[int], None]) -> None:
        landlord = sheets[self.system]
        made = staff.roster(self.council, homes=self.homes, as_at=self.as_at, rng=self.rng)
        staff.write_officers(landlord["officers"], made)
        self._start_writers(landlord, sheets, made)
        rooms = self._hostel_rooms()
        land = places.Land(self.council, homes=self.homes, rooms=rooms, rng=self.rng)
        self.home_writer.places(land.offices())
        done = 0
        for cluster in land.clusters():
            self._cluster(cluster)
            done += len(cluster.homes)
            progress(done)
        self._finish(landlord)

    def _hostel_rooms(self) -> int:
        if self.council["code"] not in systems.OPTIONS:
            return 0
        return max(2, round(profile()["stock"]["hostel_rooms_per_10000"] * self.homes / 10_000))

    def _turns(self, stream: str) -> Turns:
        """Return the turns of one kind of row. Each council is promised half of the kinds, or all there are."""
        alone = stream in ("households", "options")
        return Turns(profile()["mess"][stream], rng=self.rng, part=self.part, parts=1 if alone else 2)

    def _start_writers(
        self, landlord: dict[str, Sheet], sheets: dict[str, dict[str, Sheet]], made: staff.Roster
    ) -> None:
        numbers = NumbersGiven("P" if self.system == "nest" else "L", 1_000_000 * (1 + self.part))
        maker = PeopleMaker(self.rng, numbers)
        people = PeopleWriter(landlord["people"], self.truth, maker, self._turns("people"), self.rng)
        households = HouseholdMaker(
            rng=self.rng, people=maker, writer=people, turns=self._turns("households"), truth=self.truth,
            as_at=self.as_at, colleagues=lambda: _names_of(self.rng.choice(made.officers)),
        )  # fmt: skip
        tenancies = TenancyMaker(
            system=self.system, as_at=self.as_at, rng=self.rng, people=maker, writer=people, households=households
        )
        self.people, self.maker, self.tenancy_maker = people, maker, tenancies
        self.home_writer = HomeWriter(landlord, self._turns("places"), self._turns("homes"), self.truth, self.rng)
        self.tenancy_writer = TenancyWriter(
            landlord, maker, people, self._turns("tenancies"), self._turns("tenancy_people"), self.truth, self.rng,
            self.as_at,
        )  # fmt: skip
        self.marker_writer = MarkerWriter(landlord["markers"], made, self.truth, self.rng, self.as_at)
        self.patch_writer = staff.PatchWriter(landlord["patches"], made, self.council, homes=self.homes)
        self.options = self._options(sheets)

    def _options(self, sheets: dict[str, dict[str, Sheet]]) -> OptionsWriter | None:
        name = systems.OPTIONS.get(self.council["code"])
        if name is None:
            return None
        maker = PeopleMaker(self.rng, NumbersGiven("H", 5_000_000))
        options = OptionsWriter(
            sheets[name], landlord=self.system, maker=maker, turns=self._turns("options"), truth=self.truth,
            rng=self.rng, as_at=self.as_at,
        )  # fmt: skip
        self.people.meet = options.meet
        return options

    def _cluster(self, cluster: places.Cluster) -> None:
        """Write a cluster's places, then each home with all that ever happened in it."""
        self.home_writer.places(cluster.places)
        self.patch_writer.add(cluster)
        near: list[Person] = []
        for home in cluster.homes:
            near += self._home(home)
        self.home_writer.places(cluster.garages)
        for garage in cluster.garages:
            for tenancy in self.tenancy_maker.of_garage(garage, near):
                self.tenancy_writer.write(tenancy)

    def _home(self, home: places.Dwelling) -> list[Person]:
        """Write a home and its tenancies; return those who hold it now."""
        void = self.home_writer.home(home, as_at=self.as_at)
        if home.hold == "hostel":
            assert self.options is not None, "Hostels belong to the council with a housing options system."
            self.options.place_in(home)
            return []
        tenancies = self.tenancy_maker.of_home(home, void_since=void)
        for tenancy in tenancies:
            self.tenancy_writer.write(tenancy)
        self.marker_writer.home(home, tenancies[-1] if tenancies else None)
        if not tenancies or tenancies[-1].end:
            return []
        return [party.person for party in tenancies[-1].parties if party.role in ("tenant", "joint_tenant")]

    def _finish(self, landlord: dict[str, Sheet]) -> None:
        """Write what comes last: people known to housing options only, arrivals, rows that point at nothing."""
        if self.options:
            options = profile()["options"]
            alone = options["people_per_10000"] * (1 - options["share_known_as_tenants"])
            self.options.clients(max(8, round(alone * self.homes / 10_000)))
        self._people_of_both_councils()
        self.home_writer.add_mess()
        self.tenancy_writer.add_mess()
        self.marker_writer.add_mess()
        self.patch_writer.add_mess()

    def _people_of_both_councils(self) -> None:
        """Write a few people who are in the other council's files too: nothing may join them."""
        for person in self.from_elsewhere:
            arrival = self.maker.twin_record(person, "certain")
            self.people.plain(arrival)
            self.truth.also_elsewhere.append(
                {"here": [self.people.system, arrival.ref], "ni_number": arrival.ni_number}
            )
        if not self.from_elsewhere:
            for _ in range(3):
                leaver = self.maker.adult(born=self.as_at - self.rng.randrange(9_000, 20_000))
                self.maker.give_ni_number(leaver)
                self.moved_away.append(self.people.plain(leaver))


def _names_of(officer: staff.Officer) -> tuple[str, str]:
    forename, _, surname = officer.name.partition(" ")
    return forename, surname
