"""Lays out an imaginary council's land: estates, blocks, cores, homes, and what stands between them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import cos, sin
from typing import Any

from rooftree.demo.making import Making
from rooftree.demo.profile import Fewest, Mix, chance, numbered_mix, profile, span_mix, words
from rooftree.demo.streets import Street, StreetNames

POSTCODE_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
METRES_BETWEEN_HOUSES = 8


@dataclass(slots=True)
class Place:
    """A place as the landlord's register knows it."""

    ref: str
    kind: str
    parent: str = ""
    name: str = ""
    lines: tuple[str, str, str, str] = ("", "", "", "")
    postcode: str = ""
    uprn: int = 0
    easting: int = 0
    northing: int = 0
    ward: str = ""
    area: str = ""
    built: int = 0
    floors: int = 0
    lifts: int = 0


@dataclass(slots=True)
class Dwelling:
    """A home: its place, and what makes it a dwelling."""

    place: Place
    property_type: str
    bedrooms: int
    floor: int = 0
    lift: bool = False
    hold: str = "rented"


@dataclass(slots=True)
class Cluster:
    """A block of flats or a row of houses: the homes, and the places that belong to it."""

    estate: Place | None
    block: Place | None
    places: list[Place] = field(default_factory=list)
    homes: list[Dwelling] = field(default_factory=list)
    garages: list[Place] = field(default_factory=list)


class Land:
    """Lays out one council's places, cluster after cluster, until it has the homes asked for."""

    def __init__(self, work: Making, *, rooms: int) -> None:
        """`rooms` are those of hostels; they count among the homes."""
        council, rng = work.council, work.rng
        self._council = council
        self._rng = rng
        self._left = work.homes - rooms
        self._rooms = rooms
        self._refs = 0
        self._uprns = council["uprn_from"]
        self._postcodes = 0
        self._types: Fewest[str] = Fewest(_types_with_those_sold())
        self._sold: Mix[str] = Mix(_holds_of_flats())
        self._eras: Fewest[tuple[int, int]] = Fewest(
            dict(zip(span_mix("built").things, profile()["built"].values(), strict=True))
        )
        self._bedrooms = {kind: numbered_mix("bedrooms", kind) for kind in profile()["bedrooms"]}
        self._block_sizes = numbered_mix("flats_a_block")
        self._row_sizes = numbered_mix("houses_a_row")
        self._streets = StreetNames(rng)
        self._garages_due = 0.0
        self.wards = words("places")[f"{council['code']} wards"]

    # --- The whole -------------------------------------------------------------------------------

    def offices(self) -> list[Place]:
        """Return the council's offices, one for each of its areas."""
        made: list[Place] = []
        for office, street in zip(_office_names(self._council), words("places")["office streets"], strict=False):
            place = self._place("office", name=office, area=office, ward=self.wards[0])
            place.lines = (office, f"{len(made) * 4 + 1} {street}", self._council["town"], "")
            place.postcode = self._postcode()
            place.easting, place.northing = self._spot()
            made.append(place)
        return made

    def clusters(self) -> Iterator[Cluster]:
        """Yield every cluster of homes, estate by estate; hostels come first."""
        if self._rooms:
            yield self._hostel()
        estates = iter(self._estate_names())
        while self._left > 0:
            in_estate = self._rng.random() < profile()["stock"]["in_estates"]
            estate = self._estate(next(estates, "")) if in_estate else None
            yield from self._estate_clusters(estate)

    def _estate_names(self) -> list[str]:
        names = list(words("places")[f"{self._council['code']} estates"])
        self._rng.shuffle(names)
        return names

    def _estate_clusters(self, estate: Place | None) -> Iterator[Cluster]:
        """Yield the clusters of an estate; without one, a street outside any estate."""
        usual = profile()["stock"]["homes_an_estate"]
        wanted = max(12, int(self._rng.gauss(usual, usual / 3))) if estate else self._rng.randrange(4, 30)
        wanted = min(wanted, self._left)
        street, era = self._streets.next(), self._eras.next()
        ward, area = (estate.ward, estate.area) if estate else self._ward_and_area()
        spot = (estate.easting, estate.northing) if estate else self._spot()
        first = True
        while wanted > 0 and self._left > 0:
            cluster = self._cluster(estate, street, era, (ward, area), spot)
            if first and estate:
                cluster.places[:0] = self._shared_places(estate)
            first = False
            wanted -= len(cluster.homes)
            yield cluster
            if chance(self._rng, "row_begins_another_street"):
                street = self._streets.next()
            era = self._eras.next() if chance(self._rng, "row_has_another_era") else era

    def _cluster(
        self,
        estate: Place | None,
        street: Street,
        era: tuple[int, int],
        where: tuple[str, str],
        spot: tuple[int, int],
    ) -> Cluster:
        kind = self._types.next()
        in_block = kind in ("flat", "maisonette")
        size = min((self._block_sizes if in_block else self._row_sizes).pick(self._rng), self._left)
        built = self._rng.randrange(*era)
        near = (spot[0] + self._rng.randrange(-260, 260), spot[1] + self._rng.randrange(-260, 260))
        make = self._block if in_block else self._row
        cluster = make(kind, size, estate, street, near)
        for place in (*cluster.places, *(home.place for home in cluster.homes)):
            place.ward, place.area = where
            place.built = built
        self._types.give(kind, size)
        self._eras.give(era, size)
        self._left -= size
        self._add_garages(cluster, estate, street, near)
        return cluster

    # --- Estates ---------------------------------------------------------------------------------

    def _estate(self, name: str) -> Place:
        ward, area = self._ward_and_area()
        name = name or f"{self._streets.next().name.rsplit(' ', 1)[0]} estate {self._refs}"
        estate = self._place("estate", name=name, area=area, ward=ward)
        estate.easting, estate.northing = self._spot()
        return estate

    def _shared_places(self, estate: Place) -> list[Place]:
        """Return an estate, and the places in it that everybody shares."""
        rng = self._rng
        shared = [estate]
        for number in range(1, rng.randrange(2, 4)):
            shared.append(self._within(estate, "grass", f"Grass {number}, {estate.name}"))
        for number in range(1, rng.randrange(2, 5)):
            shared.append(self._within(estate, "bin", f"Bin store {number}, {estate.name}"))
        if chance(rng, "estate_has_play_area"):
            shared.append(self._within(estate, "play_area", f"{estate.name} play area"))
        if rng.random() < profile()["stock"]["halls_per_10000"] / 74:
            shared.append(self._within(estate, "hall", f"{estate.name} community hall"))
        return shared

    def _within(self, whole: Place, kind: str, name: str) -> Place:
        part = self._place(kind, name=name, area=whole.area, ward=whole.ward)
        part.parent = whole.ref
        part.easting = whole.easting + self._rng.randrange(-90, 90)
        part.northing = whole.northing + self._rng.randrange(-90, 90)
        return part

    def _add_garages(self, cluster: Cluster, estate: Place | None, street: Street, near: tuple[int, int]) -> None:
        """Add a garage court when enough homes have been built to have earned one."""
        self._garages_due += len(cluster.homes) * profile()["stock"]["garages_per_10000"] / 10_000
        if self._garages_due < 6 and cluster.homes and self._left > 0:
            return
        like = cluster.homes[0].place
        for number in range(1, int(self._garages_due) + 1):
            garage = self._place("garage", name=f"Garage {number}", area=like.area, ward=like.ward)
            garage.parent = estate.ref if estate else ""
            garage.lines = (f"Garage {number}", f"rear of {street.name}", self._council["town"], "")
            garage.easting, garage.northing = near[0] + 3 * number, near[1] - 20
            cluster.garages.append(garage)
        self._garages_due -= int(self._garages_due)

    # --- Homes -----------------------------------------------------------------------------------

    def _block(self, kind: str, size: int, estate: Place | None, street: Street, near: tuple[int, int]) -> Cluster:
        floors = 2 if size <= 4 else 3 if size <= 16 else 4 if size < 40 else self._rng.choice((11, 15))
        name = street.block()
        block = self._place("block", name=name)
        block.parent = estate.ref if estate else ""
        block.floors, block.postcode = floors, self._postcode()
        block.lines = (name, street.name, self._council["town"], "")
        block.easting, block.northing = near
        block.lifts = self._lifts(floors, size)
        cluster = Cluster(estate, block, places=[block])
        holders = self._cores(cluster, block, size)
        for number in range(1, block.lifts + 1):
            cluster.places.append(self._within(block, "lift", f"Lift {number}, {name}"))
        for number in range(1, size + 1):
            holder = holders[(number - 1) * len(holders) // size]
            cluster.homes.append(self._flat(kind, number, size, block, holder))
        return cluster

    def _lifts(self, floors: int, size: int) -> int:
        if floors > 10:
            return 2
        return int(floors > 4 or (size >= 24 and chance(self._rng, "large_block_has_lift")))

    def _cores(self, cluster: Cluster, block: Place, size: int) -> list[Place]:
        if size < 16:
            return [block]
        cores = [
            self._within(block, "core", f"Core {letter}, {block.name}") for letter in "ABC"[: 2 + (size > 40)]
        ]
        cluster.places += cores
        return cores

    def _flat(self, kind: str, number: int, size: int, block: Place, holder: Place) -> Dwelling:
        place = self._place("home")
        place.parent = holder.ref
        label = "Maisonette" if kind == "maisonette" else "Flat"
        place.lines = (f"{label} {number}", block.name, block.lines[1], self._council["town"])
        self._settle(place, block.postcode, block.easting + number % 4, block.northing)
        floor = (number - 1) * block.floors // size
        home = Dwelling(place, kind, self._bedrooms[kind].pick(self._rng), floor=floor, lift=bool(block.lifts))
        if kind == "flat":
            home.hold = self._sold.pick(self._rng)
        return home

    def _row(self, kind: str, size: int, estate: Place | None, street: Street, near: tuple[int, int]) -> Cluster:
        cluster = Cluster(estate, None)
        postcode, angle = self._postcode(), self._rng.random() * 3.1
        for at in range(size):
            place = self._place("home")
            place.parent = estate.ref if estate else ""
            place.lines = (
                f"{street.number()} {street.name}",
                estate.name if estate else "",
                self._council["town"],
                "",
            )
            east = near[0] + int(cos(angle) * METRES_BETWEEN_HOUSES * at)
            self._settle(place, postcode, east, near[1] + int(sin(angle) * METRES_BETWEEN_HOUSES * at))
            home = Dwelling(place, kind, self._bedrooms[kind].pick(self._rng))
            cluster.homes.append(home)
        return cluster

    def _hostel(self) -> Cluster:
        street = self._streets.next()
        ward, area = self._ward_and_area()
        spot = self._spot()
        block = self._place("block", name=f"{street.stem} House hostel", area=area, ward=ward)
        block.floors, block.postcode, block.built = 3, self._postcode(), 1974
        block.lines = (block.name, f"{street.number()} {street.name}", self._council["town"], "")
        block.easting, block.northing = spot
        cluster = Cluster(None, block, places=[block])
        for number in range(1, self._rooms + 1):
            place = self._place("home", area=area, ward=ward)
            place.parent, place.built = block.ref, block.built
            place.lines = (f"Room {number}", *block.lines[:3])
            self._settle(place, block.postcode, *spot)
            cluster.homes.append(
                Dwelling(place, "hostel_room", 0, floor=(number - 1) * 3 // self._rooms, hold="hostel")
            )
        return cluster

    # --- What every place has --------------------------------------------------------------------

    def _place(self, kind: str, *, name: str = "", area: str = "", ward: str = "") -> Place:
        self._refs += 1
        return Place(
            self._council["place_refs"].format(100_000 + self._refs * 5), kind, name=name, area=area, ward=ward
        )

    def _settle(self, place: Place, postcode: str, easting: int, northing: int) -> None:
        self._uprns += 7
        place.postcode, place.uprn, place.easting, place.northing = postcode, self._uprns, easting, northing

    def _postcode(self) -> str:
        """Return the next postcode: well formed, and in an area that was never given out."""
        self._postcodes += 1
        number, second = divmod(self._postcodes, len(POSTCODE_LETTERS))
        number, first = divmod(number, len(POSTCODE_LETTERS))
        district, sector = 1 + number // 9 % 9, 1 + number % 9
        letters = POSTCODE_LETTERS[first] + POSTCODE_LETTERS[second]
        return f"{self._council['postcode_area']}{district} {sector}{letters}"

    def _spot(self) -> tuple[int, int]:
        east, north = self._council["origin"]
        return east + self._rng.randrange(10_000), north + self._rng.randrange(8_000)

    def _ward_and_area(self) -> tuple[str, str]:
        at = self._rng.randrange(len(self.wards))
        offices = _office_names(self._council)
        return self.wards[at], offices[at * len(offices) // len(self.wards)]


def _types_with_those_sold() -> dict[str, float]:
    """Return the mix of types of all homes: those sold on leases are flats, and come on top of those rented."""
    stock, rented_types = profile()["stock"], profile()["property_types"]
    whole = sum(rented_types.values())
    shares = {kind: stock["rented"] * share / whole for kind, share in rented_types.items()}
    shares["flat"] += stock["leasehold"] + stock["shared_ownership"]
    return shares


def _holds_of_flats() -> dict[str, float]:
    """Return what part of all flats is rented, leased and partly owned."""
    stock = profile()["stock"]
    flats = _types_with_those_sold()["flat"]
    sold = {hold: stock[hold] / flats for hold in ("leasehold", "shared_ownership")}
    return {"rented": 1 - sum(sold.values()), **sold}


def _office_names(council: dict[str, Any]) -> list[str]:
    return [f"{council['town']} {area} office" for area in council["areas"]]
