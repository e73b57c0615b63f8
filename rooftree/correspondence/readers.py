"""Gathers what decides how to write to somebody, on a day: for `rules.choose`."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

from rooftree.correspondence import catalogue, rules
from rooftree.correspondence.models import Message
from rooftree.correspondence.rules import HOME, Channel, Point, Reader
from rooftree.foundations.dates import london_day
from rooftree.foundations.models import Council
from rooftree.foundations.rulebook import open_at
from rooftree.people import rules as people
from rooftree.people.rules import Safety
from rooftree.staff import safety_markers


@dataclass(frozen=True)
class Addressee:
    """Somebody who is written to: the record that stands for them, their full name, and how to reach them."""

    person_id: int
    addressed_as: str
    reader: Reader


def addressees(people_ids: Iterable[int], *, council_id: int, on: date) -> dict[int, Addressee]:
    """Return those of the people whom we may see, by the id that was asked for. Two queries, however many."""
    book = open_at(on=on, council=council_id)
    owners = book.code_list(people.CONTACT_OWNERS.code)
    languages = {item.code: item.label for item in book.code_list(people.LANGUAGES.code)}
    with connection.cursor() as cursor:
        cursor.execute(
            _statement(),
            {
                "people": list(people_ids),
                "on": on,
                "protecting": safety_markers.protecting(on=on),
                "own": [item.code for item in owners if item.flags["own"]],
            },
        )
        assert cursor.description is not None
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row["asked"]: _addressee(row, languages) for row in rows}


def no_longer(council: Council, messages: list[Message], *, at: datetime) -> dict[int, str]:
    """Return why messages may not go any more, by their ids; nothing where they may. Two queries, however many.

    Since they were written somebody may have died, moved, or said that it is not safe.
    """
    people = {message.person_id for message in messages}
    found = addressees(people, council_id=council.pk, on=london_day(at))
    return {
        message.pk: rules.no_longer(
            found[message.person_id].reader,
            Channel(message.channel),
            point_id=message.point_id,
            value=message.to_address,
            stated_only=message.code in catalogue.known() and catalogue.template(message.code).stated_only,
        )
        for message in messages
        if message.person_id in found
    }


@cache
def _statement() -> str:
    return (Path(__file__).parent / "sql" / "reader.sql").read_text(encoding="utf-8")


def _addressee(row: Mapping[str, Any], languages: Mapping[str, str]) -> Addressee:
    read = row["points"] if isinstance(row["points"], list) else json.loads(row["points"])
    points = [_point(each) for each in read]
    if row["home"] and not any(point.kind == "post" and _same(point.value, row["home"]) for point in points):
        points.append(Point(HOME, row["home"], Safety()))
    reader = Reader(
        name=row["known_as"],
        points=tuple(points),
        preferred=row["preferred_channel"],
        language=row["language"],
        language_name=languages.get(row["language"], row["language"]),
        adjustments=frozenset(row["adjustments"]),
        is_protected=row["is_protected"],
        has_died=row["has_died"],
        advocate=row["advocate"],
    )
    return Addressee(row["id"], row["addressed_as"], reader)


def _point(row: Mapping[str, Any]) -> Point:
    safety = Safety(call=row["call"], text=row["text"], write=row["write"], voicemail=row["voicemail"])
    return Point(row["kind"], row["value"], safety, id=row["id"], trouble=row["trouble"] or "")


def _same(one: str, other: str) -> bool:
    return "".join(filter(str.isalnum, one)).lower() == "".join(filter(str.isalnum, other)).lower()
