"""Writes the extracts of two imaginary councils that share a service, with all the mess of real ones.

`write` makes a folder for each council: the files of its old systems, `mapping.toml` that says how to
read them, and `truth.json` that says what is deliberately wrong in them. One seed gives the same bytes.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rooftree.demo import places, staff, systems
from rooftree.demo.history import HistoryWriter
from rooftree.demo.homes import HomeWriter
from rooftree.demo.households import HouseholdMaker
from rooftree.demo.making import Making, making
from rooftree.demo.markers import MarkerWriter
from rooftree.demo.options import OptionsWriter
from rooftree.demo.people import NumbersGiven, PeopleMaker, Person
from rooftree.demo.people_file import PeopleWriter
from rooftree.demo.profile import profile
from rooftree.demo.rents import RentWriter
from rooftree.demo.sheets import Sheet, sheet
from rooftree.demo.tenancies import TenancyMaker
from rooftree.demo.tenancy_files import TenancyWriter

NI_NUMBERS_A_COUNCIL = 1_000_000
IN_BOTH_COUNCILS = 3

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
        system = systems.LANDLORD[council["code"]]
        work = making(council, system=system, homes=part, seed=seed, as_at=as_at)
        extract = _Extract(folder, work, elsewhere)
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

    def __init__(self, folder: Path, work: Making, from_elsewhere: list[Person]) -> None:
        self.folder = folder / work.council["code"]
        self.work = work
        self.from_elsewhere = from_elsewhere
        self.moved_away: list[Person] = []

    def write(self, progress: Callable[[int], None]) -> WrittenCouncil:
        """Write every file, the mapping and the truth."""
        self.folder.mkdir(parents=True, exist_ok=True)
        council, truth = self.work.council, self.work.truth
        styles = systems.styles(council["code"])
        with ExitStack() as stack:
            sheets = [stack.enter_context(sheet(self.folder, style)) for style in styles]
            self._fill(_by_system(sheets), progress)
        for one in sheets:
            one.truth.rows = one.rows
            truth.files[one.style.filename] = one.truth
        return WrittenCouncil(
            council["code"],
            council["name"],
            self.folder,
            systems.write_mapping(self.folder, styles),
            truth.write(self.folder),
            {one.style.filename: one.rows for one in sheets},
        )

    def _fill(self, sheets: dict[str, dict[str, Sheet]], progress: Callable[[int], None]) -> None:
        """Write the rows of all files: officers, then the land with all that ever happened on it."""
        code = self.work.council["code"]
        landlord, other = sheets[self.work.system], sheets.get(systems.OPTIONS.get(code, ""), {})
        made = staff.roster(self.work)
        staff.write_officers(landlord["officers"], made)
        self._start_writers(landlord, made)
        self._start_options(other)
        land = places.Land(self.work, rooms=self._hostel_rooms())
        self.homes.places(land.offices())
        done = 0
        for cluster in land.clusters():
            self._cluster(cluster)
            done += len(cluster.homes)
            progress(done)
        self._finish()

    def _hostel_rooms(self) -> int:
        if not self.options:
            return 0
        return max(2, round(profile()["stock"]["hostel_rooms_per_10000"] * self.work.homes / 10_000))

    def _start_writers(self, landlord: dict[str, Sheet], made: staff.Roster) -> None:
        work = self.work
        numbers = NumbersGiven(work.council["person_refs"], NI_NUMBERS_A_COUNCIL * (1 + work.part))
        self.maker = PeopleMaker(work.rng, numbers, as_at=work.as_at)
        self.people = PeopleWriter(work, landlord["people"], self.maker)
        households = HouseholdMaker(
            work, self.maker, self.people, colleague=lambda: _names_of(work.rng.choice(made.with_shared_dice))
        )
        self.tenancies = TenancyMaker(work, self.maker, self.people, households)
        self.homes = HomeWriter(work, landlord)
        self.tenancy_files = TenancyWriter(work, landlord, self.maker, self.people)
        self.markers = MarkerWriter(work, landlord["markers"], made)
        self.patches = staff.PatchWriter(work, landlord["patches"], made)
        self.history = HistoryWriter(work, landlord, made)
        self.rents = RentWriter(work, landlord)

    def _start_options(self, sheets: dict[str, Sheet]) -> None:
        """Begin the housing options system's files, where the council has one."""
        self.options = None
        if sheets:
            maker = PeopleMaker(self.work.rng, NumbersGiven("H", NI_NUMBERS_A_COUNCIL * 5), as_at=self.work.as_at)
            self.options = OptionsWriter(self.work, sheets, maker)
            self.people.meet = self.options.meet

    def _cluster(self, cluster: places.Cluster) -> None:
        """Write a cluster's places, then each home with all that ever happened in it."""
        self.homes.places(cluster.places)
        self.patches.add(cluster)
        near: list[Person] = []
        for home in cluster.homes:
            near += self._home(home)
        self.homes.places(cluster.garages)
        for garage in cluster.garages:
            for tenancy in self.tenancies.of_garage(garage, near):
                self.tenancy_files.write(tenancy)
                self.rents.write(tenancy)

    def _home(self, home: places.Dwelling) -> list[Person]:
        """Write a home and its tenancies; return those who hold it now."""
        void = self.homes.home(home, as_at=self.work.as_at)
        if home.hold == "hostel":
            assert self.options, "Hostels belong to the council with a housing options system."
            self.options.place_in(home)
            return []
        tenancies = self.tenancies.of_home(home, void_since=void)
        for tenancy in tenancies:
            self.rents.set_former_rent(home, tenancy)
            self.tenancy_files.write(tenancy)
            self.history.tenancy(home, tenancy)
            self.rents.write(tenancy)
        newest = tenancies[-1]
        self.markers.home(home, newest)
        holders = [party.person for party in newest.parties if party.role in ("tenant", "joint_tenant")]
        return [] if newest.end else holders

    def _finish(self) -> None:
        """Write what comes last: people known to housing options only, arrivals, rows that point at nothing."""
        if self.options:
            self.options.clients_known_to_nobody_else()
            self.options.add_mess()
        self._people_of_both_councils()
        self.homes.add_mess()
        self.tenancy_files.add_mess()
        self.markers.add_mess()
        self.patches.add_mess()
        self.rents.finish(self.folder)

    def _people_of_both_councils(self) -> None:
        """Write a few people who are in the other council's files too: nothing may join them."""
        for person in self.from_elsewhere:
            arrival = self.people.plain(self.maker.twin_record(person, "certain"))
            here = {"here": [self.work.system, arrival.ref], "ni_number": arrival.ni_number}
            self.work.truth.also_elsewhere.append(here)
        while not self.from_elsewhere and len(self.moved_away) < IN_BOTH_COUNCILS:
            leaver = self.maker.adult(born=self.work.as_at - self.work.rng.randrange(9_000, 20_000))
            self.maker.give_ni_number(leaver)
            self.moved_away.append(self.people.plain(leaver))


def _by_system(sheets: Iterable[Sheet]) -> dict[str, dict[str, Sheet]]:
    found: dict[str, dict[str, Sheet]] = {}
    for one in sheets:
        found.setdefault(one.style.source_system, {})[one.style.layout] = one
    return found


def _names_of(officer: staff.Officer) -> tuple[str, str]:
    forename, _, surname = officer.name.partition(" ")
    return forename, surname
