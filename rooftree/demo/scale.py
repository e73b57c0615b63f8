"""Writes large, tidy extracts for benchmarks: as many people as asked for, with homes and tenancies.

The people are as varied as those of the demo, and the files have the standard layout. Nothing in
them is wrong on purpose, but for a few cells in a hundred that a loader has to tidy. The numbers kept
for drama are too few to tell a million people apart, so these have all of 01632, a code that was given
to no town.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from rooftree.demo import names
from rooftree.demo.extracts import Progress
from rooftree.demo.people import NI_PREFIXES
from rooftree.demo.profile import Mix, profile, words
from rooftree.demo.sheets import FileStyle, Sheet, iso

SYSTEM = "scale"
PEOPLE_A_TENANCY = 2
TENANCIES_A_HOME = 4
HOMES_A_STREET = 40
DOUBLE_SURNAMES = 0.1
PROGRESS_EVERY = 10_000
"""People between two words of progress."""

_LAYOUTS = ("places", "homes", "people", "tenancies", "tenancy_people")


@dataclass(frozen=True)
class WrittenScale:
    """Where the large extracts are, and how many rows each file has."""

    folder: Path
    rows: dict[str, int]


def write_scale(
    folder: Path, *, people: int, seed: int | None = None, tidy: bool = True, progress: Progress | None = None
) -> WrittenScale:
    """Write so many people, a tenancy for every two of them, and a home for every four tenancies.

    With `tidy` false, a few cells in a hundred are in capitals, spaced or placeholders, as in real files.
    Raises ValueError for no people.
    """
    if people < 1:
        raise ValueError("There must be somebody to write.")
    folder.mkdir(parents=True, exist_ok=True)
    rng = Random(f"{profile()['seed'] if seed is None else seed}:scale")
    with ExitStack() as stack:
        sheets = {name: stack.enter_context(Sheet(folder, _style(name))) for name in _LAYOUTS}
        writer = _ScaleWriter(sheets, rng, tidy=tidy)
        writer.write(people, lambda done: progress("Writing people", done, people) if progress else None)
    return WrittenScale(folder, {name: sheet.rows for name, sheet in sheets.items()})


def _style(layout: str) -> FileStyle:
    return FileStyle(layout, f"{layout}.csv", SYSTEM, date_style="%Y-%m-%d", says_system=True)


class _ScaleWriter:
    """Writes homes one after another, and everybody who ever lived in each."""

    def __init__(self, sheets: dict[str, Sheet], rng: Random, *, tidy: bool) -> None:
        self._sheets = sheets
        self._rng = rng
        self._tidy = tidy
        self._as_at = profile()["as_at"].toordinal()
        self._people = 0
        self._homes = 0
        self._tenancies = 0
        self._streets = _streets()
        self._sexes = Mix({"f": 0.54, "m": 0.46})

    def write(self, people: int, progress: Callable[[int], None]) -> None:
        """Write so many people, and the homes and tenancies they need."""
        while self._people < people:
            self._home(min(TENANCIES_A_HOME * PEOPLE_A_TENANCY, people - self._people))
            if self._people % PROGRESS_EVERY < TENANCIES_A_HOME * PEOPLE_A_TENANCY:
                progress(self._people)
        progress(self._people)

    def _home(self, people: int) -> None:
        self._homes += 1
        number = self._homes
        ref = f"{number:08}"
        street = self._streets[number // HOMES_A_STREET % len(self._streets)]
        town = number // HOMES_A_STREET // len(self._streets)
        self._sheets["places"].add(
            {
                "place_ref": ref,
                "kind": "home",
                "address_1": f"{number % HOMES_A_STREET + 1} {street}",
                "address_3": f"Kelverton {town + 1}" if town else "Kelverton",
                "postcode": _postcode(number),
                "uprn": str(990_500_000_000 + number),
                "easting": str(612_000 + number % 10_000),
                "northing": str(392_000 + number // 7 % 8_000),
            }
        )
        home = {"place_ref": ref, "property_type": "house", "bedrooms": str(1 + number % 4)}
        self._sheets["homes"].add({**home, "lettable_status": "occupied"})
        self._tenancies_of(ref, people)

    def _tenancies_of(self, place: str, people: int) -> None:
        """Write a home's tenancies, the last of which goes on."""
        last_day = 0
        while people > 0:
            tenants = min(PEOPLE_A_TENANCY, people)
            people -= tenants
            start = (last_day or self._as_at - self._rng.randrange(400, 2500)) - self._rng.randrange(900, 5000)
            start = start if last_day else self._as_at - self._rng.randrange(30, 5000)
            self._tenancy(place, start, last_day, tenants)
            last_day = start - self._rng.randrange(2, 90)

    def _tenancy(self, place: str, start: int, last_day: int, tenants: int) -> None:
        self._tenancies += 1
        ref = f"T{self._tenancies:08}"
        started, ended = iso(start), iso(last_day) if last_day else ""
        self._sheets["tenancies"].add(
            {
                "tenancy_ref": ref,
                "place_ref": place,
                "tenure": "SEC",
                "start_on": started,
                "end_on": ended,
                "end_reason": "other" if ended else "",
                "payment_ref": str(70_000_000 + self._tenancies),
                "weekly_rent": f"{80 + self._tenancies % 60}.{self._tenancies % 100:02}",
            }
        )
        family = names.origin(self._rng)
        surname = self._surname(family)
        for at in range(tenants):
            row = {"tenancy_ref": ref, "person_ref": self._person(family, surname, start)}
            role = "joint_tenant" if at else "tenant"
            self._sheets["tenancy_people"].add({**row, "role": role, "from_on": started, "until_on": ended})

    def _surname(self, family: str) -> str:
        """Return a surname: one in ten is double, so that the tail is as long as a million real people's."""
        surname = names.surname(self._rng, family=family)
        if self._rng.random() < DOUBLE_SURNAMES and "-" not in surname:
            return f"{surname}-{names.surname(self._rng, family=names.origin(self._rng))}"
        return surname

    def _person(self, family: str, surname: str, start: int) -> str:
        """Write somebody who was of age when the tenancy began; return their reference."""
        rng = self._rng
        self._people += 1
        number = self._people
        ref = f"S{number:08}"
        sex = self._sexes.pick(rng)
        born = start - 6_700 - int(rng.random() * 17_000)
        row = {
            "person_ref": ref,
            "title": "Ms" if sex == "f" else "Mr",
            "forenames": names.forename(rng, family=family, sex=sex, born=date.fromordinal(born).year),
            "surname": names.surname_of(surname, sex=sex),
            "date_of_birth": iso(born),
            "ni_number": _ni_number(number),
        }
        if number % 6:
            row["phone"] = f"01632 {number * 7_919 % 1_000_000:06}"
        if number % 12 == 0:
            row["mobile"] = f"07700 900{rng.randrange(1000):03}"
        if number % 3:
            row["email"] = f"tenant{number}@example.org"
        if not self._tidy and number % 25 == 0:
            row["surname"], row["email"] = f"{row['surname'].upper()}  ", "n/a"
        self._sheets["people"].add(row)
        return ref


def _streets() -> list[str]:
    """Return every street name that the word lists can make."""
    lists = words("places")
    themes = [stems for heading, stems in lists.items() if heading.startswith("streets ")]
    return [f"{stem} {kind}" for stems in themes for stem in stems for kind in lists["street kinds"]]


def _postcode(number: int) -> str:
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    first, second = letters[number // 200 % 20], letters[number // 10 % 20]
    return f"KE{1 + number // 36_000 % 99} {1 + number // 4_000 % 9}{first}{second}"


def _ni_number(number: int) -> str:
    scattered = number * 7_654_321 % 10_000_000
    return f"{NI_PREFIXES[scattered // 1_000_000]}{scattered % 1_000_000:06}{'ABCD'[number % 4]}"
