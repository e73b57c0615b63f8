"""What must hold of places, homes and patches. Plain values in, plain values out."""

import re
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from rooftree.foundations import rulebook
from rooftree.foundations.dates import long_date
from rooftree.foundations.refusals import Refused

REFERENCE = "H"

KINDS = rulebook.code_list("places.kinds")
PROPERTY_TYPES = rulebook.code_list("places.property_types")
LETTABLE_STATUSES = rulebook.code_list("places.lettable_statuses")


# --- What a place is --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Facts:
    """What we know of a place: its name, its address and where it is."""

    name: str = ""
    address_1: str = ""
    address_2: str = ""
    address_3: str = ""
    address_4: str = ""
    postcode: str = ""
    uprn: int | None = None
    easting: int | None = None
    northing: int | None = None
    ward: str = ""
    area_office: str = ""
    year_built: int | None = None
    floors: int | None = None
    lifts: int | None = None


@dataclass(frozen=True)
class HomeFacts:
    """What we know of a home: what an applicant asks before looking at it."""

    property_type: str = ""
    bedrooms: int | None = None
    bed_spaces: int | None = None
    floor: int | None = None
    lift: bool | None = None
    heating: str = ""
    garden: str = ""
    own_entrance: bool | None = None
    internal_steps: int | None = None
    external_steps: int | None = None
    adaptations: list[str] = field(default_factory=list)
    accessibility_category: str = ""
    epc: str = ""
    council_tax_band: str = ""
    key_location: str = ""


def tidy(facts: Facts) -> Facts:
    """Return the facts with spaces put right and the postcode as it is written."""
    texts: dict[str, Any] = _on_one_line(asdict(facts))
    return replace(facts, **{**texts, "postcode": postcode(facts.postcode)})


def tidy_home(facts: HomeFacts) -> HomeFacts:
    """Return the facts with spaces put right, and each adaptation once."""
    texts: dict[str, Any] = _on_one_line(asdict(facts))
    adaptations = list(dict.fromkeys(filter(None, map(one_line, facts.adaptations))))
    return replace(facts, **{**texts, "adaptations": adaptations})


def _on_one_line(facts: dict[str, Any]) -> dict[str, str]:
    return {name: one_line(value) for name, value in facts.items() if isinstance(value, str)}


def one_line(text: str) -> str:
    """Return a text on one line, with single spaces and none at its ends."""
    return " ".join(text.split())


_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")


def postcode(typed: str) -> str:
    """Return a postcode in capitals with one space, such as "SE1 2AB"; an empty text stays empty.

    Raises Refused for what is none.
    """
    letters = re.sub(r"\s", "", typed).upper()
    if not letters:
        return ""
    parts = _POSTCODE.fullmatch(letters)
    if not parts:
        raise Refused(f"“{typed.strip()}” is not a postcode. It looks like SE1 2AB.")
    return " ".join(parts.groups())


UPRN_LARGEST = 999_999_999_999
"""A UPRN has at most twelve figures."""

EASTINGS = range(0, 700_001)
NORTHINGS = range(0, 1_300_001)
"""Metres of the British National Grid."""


def check_facts(facts: Facts, *, kind: str, home: bool, on: date) -> None:
    """Raise Refused unless these can be the facts of a place. `kind` is its label."""
    if home and not facts.address_1:
        raise Refused("A home has an address. Enter its first line.")
    if not (facts.address_1 or facts.name):
        raise Refused(f"Give this a name or an address, so that others can tell which it is ({kind.lower()}).")
    if facts.uprn is not None and not 0 < facts.uprn <= UPRN_LARGEST:
        raise Refused("A UPRN is a number of up to twelve figures.")
    if (facts.easting is None) != (facts.northing is None):
        raise Refused("Enter both the easting and the northing, or neither.")
    if facts.easting is not None and (facts.easting not in EASTINGS or facts.northing not in NORTHINGS):
        raise Refused("Eastings and northings are metres of the British National Grid. Check both.")
    if facts.year_built is not None and not 1500 <= facts.year_built <= on.year + 5:
        raise Refused(f"{facts.year_built} cannot be the year it was built. Check it.")
    for words, number in (("floors", facts.floors), ("lifts", facts.lifts)):
        if number is not None and not 0 <= number <= 200:
            raise Refused(f"There cannot be {number} {words}. Check the number.")


def check_home_facts(facts: HomeFacts) -> None:
    """Raise Refused unless these can be the facts of a home."""
    for words, number, most in (
        ("bedrooms", facts.bedrooms, 20),
        ("bed spaces", facts.bed_spaces, 40),
        ("internal steps", facts.internal_steps, 200),
        ("external steps", facts.external_steps, 200),
    ):
        if number is not None and not 0 <= number <= most:
            raise Refused(f"A home cannot have {number} {words}. Check the number.")
    if facts.floor is not None and not -5 <= facts.floor <= 100:
        raise Refused(f"A home cannot be on floor {facts.floor}. 0 is the ground floor.")
    if facts.bedrooms and facts.bed_spaces is not None and facts.bed_spaces < facts.bedrooms:
        raise Refused("A home has at least one bed space a bedroom. Check both numbers.")


def check_parent(*, child: str, parent: str, child_is_home: bool, holds_homes: bool, is_home: bool) -> None:
    """Raise Refused for a place within one that holds none such.

    `child` and `parent` are labels of their kinds; `holds_homes` and `is_home` are said of the parent.
    """
    if is_home:
        raise Refused(f"A {child.lower()} is not within a home. Choose the block or estate that both are in.")
    if child_is_home and not holds_homes:
        raise Refused(f"A home is not within a place of the kind “{parent}”. Choose its core, block or estate.")


# --- Whether a home can be let ----------------------------------------------------------------------

MOVES = {
    "": {
        "occupied",
        "notice_given",
        "void_awaiting_keys",
        "void_works",
        "void_ready_to_let",
        "offered",
        "let",
        "decant",
        "unlettable",
        "disposed",
    },  # An old system said nothing.
    "occupied": {"notice_given", "void_awaiting_keys", "decant", "disposed"},
    "notice_given": {"occupied", "void_awaiting_keys", "disposed"},
    "void_awaiting_keys": {
        "void_works",
        "void_ready_to_let",
        "offered",
        "let",
        "occupied",
        "decant",
        "unlettable",
    },
    "void_works": {"void_ready_to_let", "offered", "let", "occupied", "decant", "unlettable", "disposed"},
    "void_ready_to_let": {"void_works", "offered", "let", "occupied", "decant", "unlettable", "disposed"},
    "offered": {"void_ready_to_let", "void_works", "let", "occupied", "decant", "unlettable"},
    "let": {"occupied", "decant", "offered", "void_ready_to_let", "void_works"},
    "decant": {"occupied", "notice_given", "void_awaiting_keys", "unlettable"},
    "unlettable": {"void_works", "void_ready_to_let", "decant", "disposed"},
    "disposed": {"void_works"},  # Bought back.
}
"""From each status of a home, by the codes of places.lettable_statuses, to which it can change."""


def check_move(before: str, after: str, *, before_label: str, after_label: str) -> None:
    """Raise Refused unless a home may go from one status to the other."""
    if after not in MOVES.get(before, set()):
        raise Refused(
            f"This home is recorded as “{before_label}”, so it cannot become “{after_label}” next. "
            "If that is wrong, correct it step by step."
        )


def check_status_reason(reason: str, *, needed: bool, label: str) -> str:
    """Return a reason on one line; raise Refused where the status needs one and there is none."""
    if needed and not reason.strip():
        raise Refused(f"Say why the home is “{label}”, and until when that is expected to last.")
    return one_line(reason)


# --- Patches ----------------------------------------------------------------------------------------


def check_follows_on(from_on: date, *, begun_on: date, what: str) -> None:
    """Raise Refused for a change that would begin before what it takes the place of."""
    if from_on <= begun_on:
        raise Refused(
            f"{what} since {long_date(begun_on)}. A change can begin after that day; "
            "if that day is wrong, correct it first."
        )


def check_officer_here(name: str, *, leaves_on: date | None, starts_on: date | None, on: date) -> None:
    """Raise Refused for giving a patch to somebody who is not here on that day."""
    if leaves_on and leaves_on <= on:
        raise Refused(
            f"{name} leaves on {long_date(leaves_on)}, so cannot look after a patch from {long_date(on)}."
        )
    if starts_on and starts_on > on:
        raise Refused(f"{name} starts on {long_date(starts_on)}, so cannot look after a patch before that day.")
