"""Reads what is kept too long, by the rule book's list, and what is kept by a hold."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.db import connection

from rooftree.foundations.rule_entries import Item
from rooftree.information_rights import rules

SQL = Path(__file__).parent / "sql"

STATEMENTS = {
    "person": "due_person",
    "contact": "due_contact",
    "past_case": "due_past_case",
    "enquiry": "due_cases",
    "rights_request": "due_cases",
    "data_complaint": "due_cases",
}
"""How the records of each sort are found, by the flag `of` of the rule book's list."""

_DUE = """
    SELECT * FROM ({found}) AS due (row_id, label, since_on, due_on, restricted_to, also_restricted_to)
    WHERE NOT is_held(%(council)s, %(record_type)s, row_id, %(at)s)
      AND NOT EXISTS (
          SELECT FROM information_rights_disposalline l
          JOIN information_rights_disposal d ON d.council_id = l.council_id AND d.id = l.disposal_id
          WHERE l.council_id = %(council)s AND l.row_id = due.row_id AND d.record_type = %(record_type)s
            AND (d.status IN ('proposed', 'approved') OR l.kept_until_on > %(on)s))
    ORDER BY due_on, row_id LIMIT %(most)s
"""


@dataclass(frozen=True)
class Due:
    """A record whose time has passed: its id and reference, since when and until when it was kept, its groups."""

    row_id: int
    label: str
    since_on: date
    due_on: date
    restricted_to: int
    also_restricted_to: int


@cache
def _statement(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8").rstrip()


def reckoned(*, on: date, council_id: int) -> list[Item]:
    """Return the entries of the list of how long things are kept that are reckoned each night."""
    listed = rules.RETENTION.version(on=on, council=council_id)
    return [item for item in listed if str(item.flags["of"]) in STATEMENTS and int(str(item.flags["months"]))]


def due(item: Item, *, council_id: int, on: date, at: datetime, most: int) -> list[Due]:
    """Return the records of a sort whose time has passed and that nothing keeps, the oldest first. One query."""
    record_type = str(item.flags["of"])
    found = _statement(STATEMENTS[record_type])
    values: dict[str, str | int | date] = {
        "council": council_id,
        "record_type": record_type,
        "months": int(str(item.flags["months"])),
        "on": on,
        "at": at,
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DUE.format(found=found), values)
        return [Due(*row) for row in cursor.fetchall()]


def in_words(item: Item) -> str:
    """Return how long a sort of record is kept, from when, and why, in words."""
    months = int(str(item.flags["months"]))
    count, unit = (months // 12, "year") if months % 12 == 0 else (months, "month")
    kept = f"{count} {unit}{'' if count == 1 else 's'}" if months else "for ever"
    since = f", counted from “{item.flags['from_what']}”" if months else ""
    return f"{item.label}: {kept}{since}. {item.flags['basis']}."


def broken_certificates(council_id: int) -> list[int]:
    """Return the ids of certificates of destruction that are not what they say, or follow no other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM broken_certificates(%s)", [council_id])
        return [certificate for (certificate,) in cursor.fetchall()]
