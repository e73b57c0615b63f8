"""Find: one box for a person, a home or a tenancy, from whatever the asker knows of it (docs/find.md)."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import orjson
import phonenumbers
from django.db import connection

from rooftree.foundations.isolation import OPEN_TO_ALL
from rooftree.foundations.search import Entry, entries, plain_reference
from rooftree.record import reasons
from rooftree.record.find_words import sought
from rooftree.record.found import CaseFound, Found, PersonFound, PlaceFound, case, person, place, tenancy
from rooftree.record.found_history import BY_KEY, FACTS, HistoryFound, history
from rooftree.record.opening import log_opening
from rooftree.record.typed import Keys, Typed, understand
from rooftree.record.worklist import log_opening_of_cases

MOST = 50
MOST_AMONG = 2000
"""People who share the end of a phone number, among whom the rest of what was typed is looked for."""


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
    how: str
    value: str

    @property
    def is_weak(self) -> bool:
        """Whether many may share it: the end of a phone number."""
        return self.how == "phone_end"


def search(text: str, *, on: dt.date) -> Findings:
    """Return the people, places, tenancies and cases that match what was typed, at most fifty.

    At most four queries, whatever the size of the council. What the asker may not see is not found,
    counted or hinted at; the restricted people and cases that are found are logged as read.
    """
    typed = understand(text)
    hits = _by_keys(typed.keys, most=MOST_AMONG if typed.beside_keys else MOST + 1) if typed.keys else []
    met, combined = _by_words(typed, hits)
    if combined:
        people = {entry.person_id for entry in met}
        hits = [hit for hit in hits if hit.kind == "person" and hit.id in people]
    hits.sort(key=lambda hit: ORDER.index(hit.how))
    del hits[MOST + 1 :]
    found = _told(typed, hits, met, combined=combined, on=on)
    _log(found[:MOST])
    return Findings(typed, tuple(found[:MOST]), len(found) > MOST, _only_one(typed, found, hits))


# --- By what belongs to one alone -----------------------------------------------------------------

_BY_KEYS = """
    SELECT 'person', person_id, how, value FROM find_people_by_key(
        %(phone_starts)s::text[], %(phone_ends)s::text[], %(emails)s::text[], %(ni_numbers)s::text[],
        %(own)s::text[], %(plain)s::text[], %(most)s)
    UNION ALL
    SELECT 'place', place_id, how, value FROM find_places_by_key(
        %(uprns)s::bigint[], %(own)s::text[], %(plain)s::text[], %(most)s)
    UNION ALL
    SELECT 'tenancy', tenancy_id, how, value FROM find_tenancies_by_key(
        %(own)s::text[], %(plain)s::text[], %(most)s)
    UNION ALL
    SELECT 'tenancy', tenancy_id, how, value FROM find_rent_transactions_by_key(%(plain)s::text[], %(most)s)
    UNION ALL
    SELECT kind, id, how, value FROM find_rent_accounts_by_key(%(plain)s::text[], %(most)s)
    UNION ALL
    SELECT 'case', id, 'reference', reference FROM cases_case
    WHERE council_id = ANY ((SELECT acting_for())::int[]) AND reference = ANY (%(own)s::text[])
    UNION ALL
"""


def _by_keys(keys: Keys, *, most: int) -> list[KeyHit]:
    with connection.cursor() as cursor:
        cursor.execute(_BY_KEYS + BY_KEY, {name: list(each) for name, each in vars(keys).items()} | {"most": most})
        return [KeyHit(*row) for row in cursor.fetchall()]


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
ORDER = list(HOW)
BY_REFERENCE = frozenset({"reference", "legacy", "uprn", "payment", "ni_number"})


def _key_reason(hit: KeyHit) -> str:
    if hit.how == "phone":
        return HOW[hit.how].format(_spoken_phone(hit.value))
    return HOW[hit.how].format(hit.value[-4:] if hit.is_weak else hit.value)


def _spoken_phone(value: str) -> str:
    """Return a number as it is written here, or as it stands when it cannot be read."""
    try:
        number = phonenumbers.parse(value, "GB")
    except phonenumbers.NumberParseException:
        return value
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, form.NATIONAL if number.country_code == 44 else form.INTERNATIONAL)


# --- By words -------------------------------------------------------------------------------------


def _by_words(typed: Typed, hits: list[KeyHit]) -> tuple[list[Entry], bool]:
    """Return the entries whose words match, and whether they are also those whose key matched."""
    people = [hit.id for hit in hits if hit.kind == "person"]
    if people and typed.beside_keys:
        both = entries(sought(typed.beside_keys), most=MOST + 1, among=people)
        if both:
            return both, True
    if not typed.pieces or typed.is_certain:
        return [], False
    return entries(sought(typed.pieces), most=MOST + 1), False


# --- What to say of them --------------------------------------------------------------------------

_FACTS = """
    SELECT people::text, places::text, tenancies::text, (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'id', k.id, 'council_id', k.council_id, 'reference', k.reference, 'case_kind', k.kind,
            'group', coalesce(nullif(k.restricted_to, 0), k.person_restricted_to), 'summary', k.summary,
            'team', t.name, 'owner', coalesce(o.name, ''), 'person', btrim(concat(p.forenames, ' ', p.surname)),
            'address', concat_ws(', ', nullif(h.address_1, ''), nullif(h.postcode, '')),
            'opened_on', london_day(k.opened_at), 'closed_on', london_day(k.closed_at))), '[]')
        FROM cases_case k JOIN staff_team t ON t.id = k.team_id
        LEFT JOIN staff_officer o ON o.id = k.owner_id
        LEFT JOIN people_person p ON p.id = k.person_id
        LEFT JOIN places_place h ON h.id = k.place_id
        WHERE k.id = ANY (%(cases)s::bigint[]))::text, ({history})::text
    FROM found_facts(%(people)s::bigint[], %(places)s::bigint[], %(tenancies)s::bigint[], %(today)s)
""".replace("{history}", FACTS)

Things = dict[tuple[str, int], Found]


def _told(typed: Typed, hits: list[KeyHit], met: list[Entry], *, combined: bool, on: dt.date) -> list[Found]:
    """Return everything found, each thing once, best first, with its facts and reasons."""
    if not hits and not met:
        return []
    things = _facts(hits, met, on)
    pieces = typed.beside_keys if combined else typed.pieces
    # The end of a number counts for less than words, unless nothing else was typed or both match.
    weak_last = not combined and any(piece.dates for piece in pieces)
    ranked: list[tuple[tuple[int, ...], Found, tuple[str, ...]]] = []
    for hit in hits:
        if thing := things.get((hit.kind, hit.id)):
            group = 2 if hit.is_weak and weak_last else 0
            ranked.append(((group, ORDER.index(hit.how), 0, _standing(thing)), thing, (_key_reason(hit),)))
    for entry in met:
        thing = things.get(("person", entry.person_id or 0) if entry.person_id else ("place", entry.place_id or 0))
        if isinstance(thing, PersonFound):
            why = reasons.of_person(thing, entry.words, pieces, on=on)
        elif isinstance(thing, PlaceFound):
            why = reasons.of_place(thing, entry.words, pieces)
        else:
            continue  # Restricted since, or a record joined to one that the asker may not see.
        ranked.append(((1, entry.round, why.far, _standing(thing)), thing, why.sentences))
    ranked.sort(key=lambda each: each[0])
    return _each_once(ranked)


def _each_once(ranked: list[tuple[tuple[int, ...], Found, tuple[str, ...]]]) -> list[Found]:
    """Return each thing once, where it stood first, with all its reasons."""
    first: dict[tuple[str, int], Found] = {}
    because: dict[tuple[str, int], dict[str, None]] = {}
    for _, thing, sentences in ranked:
        key = (thing.kind, thing.id)
        first.setdefault(key, thing)
        said = because.setdefault(key, {})
        if not any(each.startswith("phone ") for each in said):
            said.update(dict.fromkeys(sentences))
        else:
            said.update(dict.fromkeys(each for each in sentences if not each.startswith("phone ends")))
    return [replace(thing, because=tuple(because[key])) for key, thing in first.items()]


def _standing(thing: Found) -> int:
    """Return a place in the order: tenants, then occupants and homes, then others, then former tenants."""
    if isinstance(thing, PersonFound):
        if thing.deceased_on:
            return 4
        return {"tenant": 0, "joint_tenant": 0, "occupant": 1, "": 2}.get(thing.role, 3)
    if isinstance(thing, PlaceFound):
        return 1 if thing.place_kind == "home" else 2
    return 1


def _facts(hits: list[KeyHit], met: list[Entry], on: dt.date) -> Things:
    asked: dict[str, set[int]] = {
        kind: set() for kind in ("person", "place", "tenancy", "case", "past_case", "contact")
    }
    for hit in hits:
        asked[hit.kind].add(hit.id)
    asked["person"] |= {entry.person_id for entry in met if entry.person_id}
    asked["place"] |= {entry.place_id for entry in met if entry.place_id}
    with connection.cursor() as cursor:
        cursor.execute(
            _FACTS,
            {
                "people": list(asked["person"]),
                "places": list(asked["place"]),
                "tenancies": list(asked["tenancy"]),
                "cases": list(asked["case"]),
                "past_cases": list(asked["past_case"]),
                "contacts": list(asked["contact"]),
                "today": on,
            },
        )
        people, places, tenancies, cases, past = map(orjson.loads, cursor.fetchone())
    return (
        {("person", row["asked"]): person(row, on=on) for row in people}
        | {("place", row["id"]): place(row) for row in places}
        | {("tenancy", row["id"]): tenancy(row) for row in tenancies}
        | {("case", row["id"]): case(row) for row in cases}
        | {(row["kind"], row["id"]): history(row) for row in past}
    )


def _only_one(typed: Typed, found: list[Found], hits: list[KeyHit]) -> Found | None:
    """Return the one thing found, when it was found by its reference and nothing else was typed."""
    plain = plain_reference(typed.text)
    by_reference = any(
        hit.how in BY_REFERENCE and plain.startswith(plain_reference(hit.value.split(" reference ")[-1])[:8])
        for hit in hits
    )
    return found[0] if len(found) == 1 and by_reference else None


def _log(found: list[Found]) -> None:
    """Log the restricted people and cases among these as read, each council's in its own audit."""
    councils: dict[int, list[dict[str, Any]]] = {}
    for one in found:
        if isinstance(one, PersonFound) and one.restricted_to != OPEN_TO_ALL:
            councils.setdefault(one.council_id, []).append({"id": one.id, "restricted_to": one.restricted_to})
        elif isinstance(one, CaseFound) and one.group != OPEN_TO_ALL:
            log_opening_of_cases(one.council_id, one.group, [one.id])
        elif isinstance(one, HistoryFound) and one.reads_of:
            councils.setdefault(one.council_id, []).append(one.reads_of)
    for council_id, people in councils.items():
        log_opening(council_id, people)
