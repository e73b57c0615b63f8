"""Find: one box for a person, a home or a tenancy, from whatever the asker knows of it (docs/find.md)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from django.db import connection

from rooftree.foundations.isolation import OPEN_TO_ALL
from rooftree.foundations.search import Entry, Sought, all_of, any_of, entries
from rooftree.record import reasons
from rooftree.record.found import (
    Dwelling,
    Found,
    MergedRecord,
    Name,
    PersonFound,
    PlaceFound,
    Resident,
    TenancyFound,
)
from rooftree.record.opening import log_opening
from rooftree.record.reading import as_fact, as_facts, read_row
from rooftree.record.typed import Keys, Piece, Typed, street_words, understand

MOST = 50
MOST_AMONG = 2000
"""People who share the end of a phone number, among whom the rest of what was typed is looked for."""

MISSPELT = 6
"""Words of which the spelling is set right."""


@dataclass(frozen=True)
class Findings:
    """What was found, best first; whether there was more; and where to go when it can only be one."""

    typed: Typed
    found: tuple[Found, ...] = ()
    more: bool = False
    straight_to: Found | None = None


@dataclass(frozen=True)
class KeyHit:
    """Something found by a key of its own: how, and by which."""

    kind: str
    id: int
    council_id: int
    how: str
    value: str


def search(text: str, *, on: dt.date) -> Findings:
    """Return the people, places and tenancies that match what was typed, at most fifty.

    At most three queries. What the asker may not see is not found, counted or hinted at; the restricted
    people who are found are logged as read.
    """
    typed = understand(text)
    if not typed.pieces and not typed.keys:
        return Findings(typed)
    hits = _by_keys(typed.keys, most=MOST_AMONG if typed.beside_keys else MOST + 1) if typed.keys else []
    met = _by_words(typed, hits)
    found = _with_facts(hits, met, typed, on=on)
    _log(found)
    shown = tuple(found[:MOST])
    return Findings(typed, shown, more=len(found) > MOST, straight_to=_only_one(typed, found, hits))


# --- By what belongs to one alone -----------------------------------------------------------------

_BY_KEYS = """
    SELECT 'person', person_id, council_id, how, value FROM find_people_by_key(
        %(phone_starts)s::text[], %(phone_ends)s::text[], %(emails)s::text[], %(ni_numbers)s::text[],
        %(own)s::text[], %(plain)s::text[], %(most)s)
    UNION ALL
    SELECT 'place', place_id, council_id, how, value FROM find_places_by_key(
        %(uprns)s::bigint[], %(own)s::text[], %(plain)s::text[], %(most)s)
    UNION ALL
    SELECT 'tenancy', tenancy_id, council_id, how, value FROM find_tenancies_by_key(
        %(own)s::text[], %(plain)s::text[], %(most)s)
"""


def _by_keys(keys: Keys, *, most: int) -> list[KeyHit]:
    with connection.cursor() as cursor:
        cursor.execute(_BY_KEYS, {name: list(each) for name, each in vars(keys).items()} | {"most": most})
        return [KeyHit(*row) for row in cursor.fetchall()]


# --- By words -------------------------------------------------------------------------------------

OWN, HERE, EVER = ("na", "c"), ("nfal", "cm"), ("nfalp", "cmq")
"""Marks of words and of postcodes: its own, those of where it is now, and those of ever."""


def _by_words(typed: Typed, hits: list[KeyHit]) -> list[Entry]:
    """Return the entries whose words match; first those among the people whose number also does."""
    if typed.is_certain or not typed.pieces:
        return []
    people = [hit.id for hit in hits if hit.kind == "person"]
    both: list[Entry] = []
    if people and typed.beside_keys:
        both = entries(_sought(typed.beside_keys), most=MOST + 1, among=people)
        if both:
            return both
    return entries(_sought(typed.pieces), most=MOST + 1)


def _sought(pieces: tuple[Piece, ...]) -> Sought:
    """Return the queries to try: the closest first."""
    exact = [all_of(_meets(piece, *marks) for piece in pieces) for marks in (OWN, HERE, EVER)]
    begun = all_of(_meets(piece, *EVER, starts=True) for piece in pieces)
    misspelt = [piece for piece in dict.fromkeys(pieces) if piece.is_name_like and len(piece.word) > 1][:MISSPELT]
    frame = all_of(
        f"{{{misspelt.index(piece) + 1}}}" if piece in misspelt else _meets(piece, *EVER) for piece in pieces
    )
    return Sought(
        (*exact, begun, _run_together(pieces)),
        typed=tuple(piece.word for piece in misspelt),
        exactly=tuple(_meets(piece, *EVER) for piece in misspelt),
        frames=(frame,) if misspelt else (),
    )


def _meets(piece: Piece, marks: str, postcodes: str, *, starts: bool = False) -> str:
    """Return the tsquery that a piece meets: as a word, as a beginning of a date, as a postcode."""
    ways = []
    if piece.word:
        ways += [any_of(mark, _spellings(piece.word, mark), starts=starts and piece.is_name_like) for mark in marks]
    if piece.dates:
        ways.append(any_of("b", piece.dates, starts=True))
    if piece.postcode:
        ways.append(any_of(postcodes, [piece.postcode], starts=True))
    return "(" + "|".join(ways) + ")"


def _spellings(word: str, mark: str) -> Iterable[str]:
    return street_words(word) if mark in "alp" else (word,)


def _run_together(pieces: tuple[Piece, ...]) -> str:
    """Return a tsquery for words written together that are stored apart, and the other way about."""
    ways = []
    for at, (one, other) in enumerate(pairwise(pieces)):
        if one.is_name_like and other.is_name_like:
            joined = Piece(f"{one.shown} {other.shown}", word=one.word + other.word)
            ways.append(all_of(_meets(piece, *EVER) for piece in (*pieces[:at], joined, *pieces[at + 2 :])))
    for at, piece in enumerate(pieces):
        if piece.is_name_like and len(piece.word) > 5:
            rest = [_meets(other, *EVER) for other in (*pieces[:at], *pieces[at + 1 :])]
            halves = [
                f"({any_of('nf', [piece.word[:cut]])} & {any_of('nf', [piece.word[cut:]])})"
                for cut in range(2, len(piece.word) - 1)
            ]
            ways.append(all_of([f"({'|'.join(halves)})", *rest]))
    return " | ".join(f"({way})" for way in ways)


# --- What to say of them --------------------------------------------------------------------------


def _with_facts(hits: list[KeyHit], met: list[Entry], typed: Typed, *, on: dt.date) -> list[Found]:
    """Return what was found with its facts and reasons, each once. One query, and none for nothing."""
    if not hits and not met:
        return []
    people_met = {entry.person_id for entry in met if entry.person_id}
    combined = bool(typed.beside_keys) and bool(people_met & {hit.id for hit in hits if hit.kind == "person"})
    if combined:
        hits = [hit for hit in hits if hit.kind != "person" or hit.id in people_met]
    hits = _strong_first(hits)[: MOST + 1]
    facts = read_row(
        "found",
        {
            "people": list(people_met | {hit.id for hit in hits if hit.kind == "person"}),
            "places": [e.place_id for e in met if e.place_id] + [hit.id for hit in hits if hit.kind == "place"],
            "tenancies": [hit.id for hit in hits if hit.kind == "tenancy"],
            "today": on,
        },
    )
    people = {row["asked"]: _person(row, on) for row in facts["people"]}
    places = {row["id"]: _place(row) for row in facts["places"]}
    tenancies = {row["id"]: _tenancy(row) for row in facts["tenancies"]}
    by_kind = {"person": people, "place": places, "tenancy": tenancies}

    because: dict[tuple[str, int], list[str]] = {}
    standing: dict[tuple[str, int], Found] = {}
    strong, weak = [hit for hit in hits if not _is_weak(hit)], [hit for hit in hits if _is_weak(hit)]

    def add(one: Found | None, why: Iterable[str]) -> None:
        if one is not None:
            key = (one.kind, one.id)
            standing.setdefault(key, one)
            because.setdefault(key, []).extend(why)

    weak_first = weak if not typed.pieces or combined or not any(piece.dates for piece in typed.pieces) else []
    for hit in strong + weak_first:
        add(by_kind[hit.kind].get(hit.id), [_key_reason(hit)])
    pieces = typed.beside_keys if combined else typed.pieces
    for entry in met:
        if entry.person_id:
            person = people.get(entry.person_id)
            if person:
                add(person, reasons.of_person(person, entry.words, pieces, on=on))
        elif entry.place_id and (place := places.get(entry.place_id)):
            add(place, reasons.of_place(place, entry.words, pieces))
    for hit in weak:
        if hit not in weak_first:
            add(by_kind[hit.kind].get(hit.id), [_key_reason(hit)])
    return [replace(one, because=tuple(dict.fromkeys(because[key]))) for key, one in standing.items()]


HOW = {
    "reference": "reference {}",
    "legacy": "{}",
    "uprn": "UPRN {}",
    "payment": "payment reference {}",
    "ni_number": "National Insurance number {}",
    "email": "email {}",
    "phone": "phone {}",
    "phone_end": "phone ends {}",
}
STRENGTH = list(HOW)


def _strong_first(hits: list[KeyHit]) -> list[KeyHit]:
    return sorted(hits, key=lambda hit: STRENGTH.index(hit.how))


def _is_weak(hit: KeyHit) -> bool:
    """Whether many people share what was typed: the end of a phone number."""
    return hit.how == "phone_end"


def _key_reason(hit: KeyHit) -> str:
    return HOW[hit.how].format(hit.value[-4:] if hit.how == "phone_end" else hit.value)


def _person(row: dict[str, Any], on: dt.date) -> PersonFound:
    homes = tuple(as_facts(Dwelling, row["homes"]))
    current = [home for home in homes if home.is_current(on) and home.role != "authorised_contact"]
    lived = [home for home in homes if home.role != "authorised_contact"]
    home = (current or lived or [None])[0]
    return as_fact(
        PersonFound,
        row
        | {
            "other_names": tuple(as_facts(Name, row["other_names"])),
            "homes": homes,
            "home": home,
            "role": home.role if current and home else "former" if home else "",
            "merged": as_fact(MergedRecord, row["merged"]) if row["merged"] else None,
            "because": (),
        },
    )


def _place(row: dict[str, Any]) -> PlaceFound:
    return as_fact(
        PlaceFound,
        row
        | {
            "place_kind": row["kind"],
            "within": row["within"] or "",
            "let": row["let"] or "",
            "residents": tuple(as_facts(Resident, row["residents"])),
            "because": (),
        },
    )


def _tenancy(row: dict[str, Any]) -> TenancyFound:
    return as_fact(TenancyFound, row | {"parties": tuple(as_facts(Resident, row["parties"])), "because": ()})


def _only_one(typed: Typed, found: list[Found], hits: list[KeyHit]) -> Found | None:
    """Return what was found by a reference when nothing else was."""
    by_reference = [hit for hit in hits if hit.how in ("reference", "legacy", "uprn", "payment", "ni_number")]
    return found[0] if len(found) == 1 and by_reference and not typed.beside_keys else None


def _log(found: list[Found]) -> None:
    """Log the restricted people among these as read, each council's in its own audit."""
    councils: dict[int, list[dict[str, Any]]] = {}
    for one in found[:MOST]:
        if isinstance(one, PersonFound) and one.restricted_to != OPEN_TO_ALL:
            councils.setdefault(one.council_id, []).append({"id": one.id, "restricted_to": one.restricted_to})
    for council_id, people in councils.items():
        log_opening(council_id, people)
