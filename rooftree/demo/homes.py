"""Writes the landlord's files of places and homes."""

from dataclasses import dataclass
from datetime import date

from rooftree.demo.making import Making
from rooftree.demo.mess import Turns
from rooftree.demo.places import Dwelling, Place
from rooftree.demo.profile import Mix, chance, mix, profile
from rooftree.demo.sheets import EXCEL_DAY_ZERO, Row, Sheet


@dataclass(frozen=True)
class HomeFacts:
    """The mixes that the facts about a home are drawn from."""

    heating: Mix[str]
    gardens: Mix[str]
    epc: Mix[str]
    bands: Mix[str]
    adaptations: Mix[str]
    void_statuses: Mix[str]


def home_facts() -> HomeFacts:
    """Return the mixes of `profile.toml` for the facts about a home."""
    return HomeFacts(
        mix("heating"),
        mix("gardens"),
        mix("epc"),
        mix("council_tax_bands"),
        mix("adaptations"),
        mix("void_statuses"),
    )


class HomeWriter:
    """Writes places and homes, mess and all."""

    def __init__(self, work: Making, sheets: dict[str, Sheet]) -> None:
        self._places = sheets["places"]
        self._homes = sheets["homes"]
        self._place_turns = work.turns("places")
        self._home_turns = work.turns("homes")
        self._truth = work.truth
        self._rng = work.rng
        self._facts = home_facts()
        self._stock = profile()["stock"]
        self._uprn_before = 0
        self._voids = Turns({"void": profile()["voids"]["share"]}, rng=work.rng, part=0, parts=1)

    def places(self, places: list[Place]) -> None:
        """Write places that are no homes."""
        for place in places:
            self._places.add(place_row(place))

    def home(self, home: Dwelling, *, as_at: int) -> int:
        """Write a home's two rows; return the day on which it fell empty, or 0."""
        self._home_place(home.place)
        void = home.hold == "rented" and self._voids.next() == "void"
        row = self._home_row(home, void=void, as_at=as_at)
        kind = self._home_turns.next()
        number = self._homes.rows + 1
        if kind == "bedrooms_words":
            self._warn(number, kind, row, "bedrooms", "two dble")
        elif kind == "type_unknown":
            self._warn(number, kind, row, "property_type", "prefab")
        elif kind == "epc_unknown":
            self._warn(number, kind, row, "epc", "tbc")
        self._homes.add(row)
        if kind == "same_row_twice":
            self._homes.truth.repeat(self._homes.add(row))
        self._truth.facts["homes"] += 1
        self._truth.facts["voids"] += void
        return as_at - 4 - int(self._rng.expovariate(1 / 50)) if void else 0

    def _warn(self, number: int, kind: str, row: Row, column: str, cell: str) -> None:
        row[column] = cell
        self._homes.truth.warn(number, kind, column, cell)

    # --- A home as a place -----------------------------------------------------------------------

    def _home_place(self, place: Place) -> None:
        row = place_row(place)
        kind = self._place_turns.next(lambda kind: kind != "uprn_of_another" or bool(self._uprn_before))
        if kind:
            self._spoil_place(kind, row, self._places.rows + 1)
        self._places.add(row)
        self._uprn_before = place.uprn

    def _spoil_place(self, kind: str, row: Row, number: int) -> None:
        truth, rng = self._places.truth, self._rng
        if kind == "uprn_of_another":
            row["uprn"] = str(self._uprn_before)
            truth.tidy(number, kind, "uprn", row["uprn"])
        elif kind in ("uprn_wrong_length", "uprn_scientific"):
            row["uprn"] = f"{row['uprn']}{rng.randrange(10, 99)}" if kind == "uprn_wrong_length" else "9.9001E+11"
            truth.warn(number, kind, "uprn", row["uprn"])
        elif kind == "easting_words":
            row["easting"] = "see map"
            truth.warn(number, kind, "easting", row["easting"])
        elif kind == "postcode_broken":
            row["postcode"] = row["postcode"][:-2]
            truth.warn(number, kind, "postcode", row["postcode"])
        else:
            self._untidy_place(kind, row, number)

    def _untidy_place(self, kind: str, row: Row, number: int) -> None:
        truth, rng = self._places.truth, self._rng
        if kind == "flat_rear":
            row["address_1"] = f"Flat {rng.randrange(1, 9)}A, rear"
            truth.tidy(number, kind, "address_1", row["address_1"], row["address_1"])
        elif kind == "postcode_no_space":
            means, row["postcode"] = row["postcode"], row["postcode"].replace(" ", "").lower()
            truth.tidy(number, kind, "postcode", row["postcode"], means)
        elif kind == "capitals":
            for column in ("address_1", "address_2", "address_3", "address_4"):
                row[column] = row[column].upper()
            truth.tidy(number, kind, "address_1", row["address_1"])
        elif kind == "trailing_spaces":
            means, row["address_1"] = row["address_1"], f"  {row['address_1']}   "
            truth.tidy(number, kind, "address_1", row["address_1"], means)

    # --- A home as a dwelling --------------------------------------------------------------------

    def _home_row(self, home: Dwelling, *, void: bool, as_at: int) -> Row:
        rng, facts, style = self._rng, self._facts, self._homes.style
        ground = home.floor == 0
        in_block = home.property_type in ("flat", "maisonette", "hostel_room")
        wheelchair = (
            home.property_type in ("bungalow", "flat") and ground and chance(rng, "wheelchair_of_ground_floor")
        )
        status = facts.void_statuses.pick(rng) if void else "occupied"
        ready = as_at - rng.randrange(0, 20) if status == "void_ready_to_let" else 0
        return {
            "place_ref": home.place.ref,
            "property_type": home.property_type,
            "bedrooms": str(home.bedrooms),
            "bed_spaces": str(max(1, 2 * home.bedrooms - (home.bedrooms > 1 and rng.random() < 0.5))),
            "floor": str(home.floor),
            "lift": style.truth(home.lift),
            "heating": facts.heating.pick(rng),
            "garden": ("shared" if in_block else facts.gardens.pick(rng)),
            "own_entrance": style.truth(not in_block),
            "internal_steps": str(0 if home.property_type in ("flat", "bungalow", "hostel_room") else 13),
            "external_steps": str(0 if wheelchair or ground else 8 * home.floor + rng.randrange(3)),
            "adaptations": self._adaptations(wheelchair=wheelchair),
            "accessibility_category": "A" if wheelchair else rng.choice(("", "", "B", "C")) if ground else "",
            "epc": facts.epc.pick(rng),
            "council_tax_band": facts.bands.pick(rng),
            "tenure_group": {"rented": "rented", "hostel": "temporary"}.get(home.hold, "leasehold"),
            "lettable_status": status,
            "ready_to_let_on": self._day(ready),
            "key_location": f"Key safe hook {rng.randrange(1, 200)}" if void else "",
        }

    def _day(self, day: int) -> object:
        """Return a day: in a spreadsheet, a date, or the bare number that it keeps days by."""
        if not day or not self._homes.style.sheet_name:
            return self._homes.style.date(day)
        return date.fromordinal(day) if day % 2 else day - EXCEL_DAY_ZERO

    def _adaptations(self, *, wheelchair: bool) -> str:
        if wheelchair:
            return "wet room;widened doors;ramp"
        if self._rng.random() >= self._stock["adapted"] - self._stock["wheelchair"]:
            return ""
        picked = [self._facts.adaptations.pick(self._rng) for _ in range(self._rng.choice((1, 1, 2)))]
        return ";".join(dict.fromkeys(picked))

    # --- Rows that point at nothing --------------------------------------------------------------

    def add_mess(self) -> None:
        """Write rows that no loader may take."""
        number = self._places.add(
            {"place_ref": "ZZ000001", "kind": "garage", "parent_ref": "99999990", "name": "Garage"}
        )
        self._places.truth.reject(number, "parent_unknown", "parent_ref", "99999990")
        number = self._places.add({"place_ref": "ZZ000002", "kind": "folly", "name": "The folly"})
        self._places.truth.reject(number, "kind_unknown", "kind", "folly")
        number = self._homes.add({"place_ref": "99999999", "property_type": "", "bedrooms": "2"})
        self._homes.truth.reject(number, "place_unknown", "place_ref", "99999999")


def place_row(place: Place) -> Row:
    """Return a place's row."""
    return {
        "place_ref": place.ref,
        "kind": place.kind,
        "parent_ref": place.parent,
        "name": place.name,
        "address_1": place.lines[0],
        "address_2": place.lines[1],
        "address_3": place.lines[2],
        "address_4": place.lines[3],
        "postcode": place.postcode,
        "uprn": str(place.uprn) if place.uprn else "",
        "easting": str(place.easting) if place.easting else "",
        "northing": str(place.northing) if place.northing else "",
        "ward": place.ward,
        "area_office": place.area,
        "year_built": str(place.built) if place.built else "",
        "floors": str(place.floors) if place.floors else "",
        "lifts": str(place.lifts) if place.floors else "",
    }
