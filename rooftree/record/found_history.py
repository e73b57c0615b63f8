"""What Find answers of history: contacts and cases that an old system held, found by the references they had."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from rooftree.foundations.isolation import OPEN_TO_ALL
from rooftree.record.reading import as_fact

BY_KEY = """
    SELECT 'past_case', past_case_id, how, value FROM find_past_cases_by_key(%(plain)s::text[], %(most)s)
    UNION ALL
    SELECT 'contact', contact_id, how, value FROM find_contacts_by_key(%(plain)s::text[], %(most)s)
"""

FACTS = """
    SELECT coalesce(jsonb_agg(to_jsonb(found)), '[]') FROM (
        SELECT 'past_case' AS kind, c.id, c.council_id, c.restricted_to, c.reference, c.source_system,
            c.kind AS what, c.opened_on AS on_day, c.summary AS words, c.person_id,
            btrim(concat(p.forenames, ' ', p.surname)) AS person,
            concat_ws(', ', nullif(h.address_1, ''), nullif(h.postcode, '')) AS address
        FROM cases_pastcase c
        LEFT JOIN people_person p ON p.id = c.person_id LEFT JOIN places_place h ON h.id = c.place_id
        WHERE c.id = ANY (%(past_cases)s::bigint[])
        UNION ALL
        SELECT 'contact', k.id, k.council_id, k.restricted_to, l.reference, l.source_system, k.channel,
            london_day(k.started_at), k.note, k.person_id, btrim(concat(p.forenames, ' ', p.surname)),
            concat_ws(', ', nullif(h.address_1, ''), nullif(h.postcode, ''))
        FROM contact_contact k
        JOIN LATERAL (
            SELECT reference, source_system FROM contact_contactlegacyreference
            WHERE contact_id = k.id ORDER BY id LIMIT 1
        ) AS l ON true
        LEFT JOIN people_person p ON p.id = k.person_id LEFT JOIN places_place h ON h.id = k.place_id
        WHERE k.id = ANY (%(contacts)s::bigint[])
    ) AS found
"""


@dataclass(frozen=True)
class HistoryFound:
    """A contact or a case of an old system that matched."""

    kind: str
    """ "past_case" or "contact"."""
    id: int
    council_id: int
    restricted_to: int
    reference: str
    """The old system's."""
    source_system: str
    what: str
    """The kind of case as the old system wrote it, or a code of contact.channels."""
    on_day: dt.date
    words: str
    person_id: int | None
    person: str
    address: str
    because: tuple[str, ...] = ()

    @property
    def reads_of(self) -> dict[str, Any] | None:
        """Whose restricted record it reads, by `id` and `restricted_to`; None for nobody's."""
        if self.person_id is None or self.restricted_to == OPEN_TO_ALL:
            return None
        return {"id": self.person_id, "restricted_to": self.restricted_to}


def history(row: dict[str, Any]) -> HistoryFound:
    """Return a contact or a past case from its row."""
    return as_fact(HistoryFound, row | {"because": ()})
