"""Turns typed words into queries, and asks the database which entries hold them (docs/find.md).

The words themselves are written by the packages that own the facts; the tables and functions behind
this stand in `sql/0003_search.sql`. Only those functions can read the tables.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from rooftree.foundations.isolation import now_acting

Ids = Iterable[int] | str
"""Ids, or the name of a temporary table with a column `id`."""

_SILENT = dict.fromkeys(map(ord, "'’‘ʼʻʹ′`´"))
_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_ONE_FOR_ANOTHER = str.maketrans("øłđðıħŧςىةکی", "olddihtσيهكي") | {
    ord("æ"): "ae",
    ord("œ"): "oe",
    ord("ß"): "ss",
    ord("þ"): "th",
}
_BETWEEN_WORDS = re.compile(
    "[\u0001-/:-@\\[-`{-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf×÷\u2010-\u206f\u20a0-\u20cf"
    "\u2190-\u2bff\u3000-\u303f]+"
)


def folded(text: str) -> str:
    """Return a text in small letters without accents and apostrophes, with one space between words.

    The function `folded` of the database does the same to what is stored; a test compares them.
    """
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text.translate(_SILENT)))
    return _BETWEEN_WORDS.sub(" ", plain.lower().translate(_ONE_FOR_ANOTHER)).strip()


def plain_reference(text: str) -> str:
    """Return a reference as it may be typed: capitals, no hyphens, 0 for O, 1 for I and L."""
    return re.sub("[^A-Za-z0-9]", "", text).upper().translate(str.maketrans("OIL", "011"))


@dataclass(frozen=True)
class Entry:
    """What was found: a person or a place, in which round of looking, with its words."""

    person_id: int | None
    place_id: int | None
    council_id: int
    restricted_to: int
    round: int
    standing: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class Sought:
    """What to look for. A query is one tsquery a line, all of which must match.

    First what is `exact`, of which what matches `own` comes first where there is too much; then what
    is only `begun`; then the `typed` words with their spelling set right; then words run together
    (`joined`). `exactly` are the tsqueries of the typed words, and `frame` a query in which {1}, {2}
    and so on stand for them.
    """

    own: str
    exact: str
    begun: str
    joined: str = ""
    typed: tuple[str, ...] = ()
    exactly: tuple[str, ...] = ()
    frame: str = ""


_FIND = """
    SELECT person_id, place_id, council_id, restricted_to, round, standing, words
    FROM find_entries(%s, %s, %s, %s, %s::text[], %s::text[], %s, %s::bigint[], %s)
"""


def entries(sought: Sought, *, most: int, among: list[int] | None = None) -> list[Entry]:
    """Return what matches, best first and no more than `most`; only people `among` these, if given.

    Obeys the councils and groups of `isolation.acting_for`. One query.
    """
    asked = [list(each) if isinstance(each, tuple) else each for each in vars(sought).values()]
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [*asked, among, most])
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return [Entry(**{**row, "words": tuple(row["words"])}) for row in rows]


def lexeme(mark: str, word: str, *, starts: bool = False) -> str:
    """Return a folded word with a mark, in every council acted for, as part of a tsquery."""
    tail = ":*" if starts else ""
    return "|".join(f"'{mark}{council}_{word}'{tail}" for council in now_acting().councils)


def any_of(marks: str, words: Iterable[str], *, starts: bool = False) -> str:
    """Return a tsquery for any of these folded words with any of these marks."""
    return "|".join(lexeme(mark, word, starts=starts) for word in words for mark in marks)


def all_of(tsqueries: Iterable[str]) -> str:
    """Return a query that all of these tsqueries must match: one a line."""
    return "\n".join(tsqueries)


def call(function: str, ids: Ids) -> None:
    """Call a function of the database that writes the words of these ids."""
    with connection.cursor() as cursor:
        if isinstance(ids, str):
            table = connection.ops.quote_name(ids)
            cursor.execute(f"SELECT {function}(ARRAY(SELECT id FROM {table}))")  # noqa: S608
        else:
            cursor.execute(f"SELECT {function}(%s::bigint[])", [list(ids)])


def forget_unused_words() -> int:
    """Forget the words that nothing holds any more; return how many. For the nightly check."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT forget_unused_words()")
        row: tuple[Any] = cursor.fetchone()
    return int(row[0])
