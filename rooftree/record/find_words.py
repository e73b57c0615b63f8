"""Turns the pieces of what was typed into the queries that Find tries, the closest first."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from rooftree.foundations.search import Sought, all_of, any_of
from rooftree.record.typed import Piece, street_words

OWN, EVER = ("na", "c"), ("nfalp", "cmq")
"""Marks of words and of postcodes: a thing's own, and those of all the names and homes it ever had."""

FORMER_HOMES = "p"
"""The mark of words that must be typed whole: a beginning would find too much."""

MISSPELT = 6
"""Words of which the spelling is set right."""

SHORTEST_HALF = 2
"""Letters in the shorter half of two words that were typed as one."""


def sought(pieces: Sequence[Piece]) -> Sought:
    """Return what to look for: as typed, as beginnings, written together or apart, then misspelt."""
    misspelt = [piece for piece in dict.fromkeys(pieces) if piece.is_name_like and len(piece.word) > 1][:MISSPELT]
    return Sought(
        own=all_of(_meets(piece, *OWN) for piece in pieces),
        exact=all_of(_meets(piece, *EVER) for piece in pieces),
        begun=all_of(_meets(piece, *EVER, starts=True) for piece in pieces),
        joined="|".join([*_written_together(pieces), *_written_apart(pieces)]),
        typed=tuple(piece.word for piece in misspelt),
        exactly=tuple(_meets(piece, *EVER) for piece in misspelt),
        frame=all_of(
            f"{{{misspelt.index(piece) + 1}}}" if piece in misspelt else _meets(piece, *EVER) for piece in pieces
        ),
    )


def _meets(piece: Piece, marks: str, postcodes: str, *, starts: bool = False) -> str:
    """Return the tsquery that a piece meets: as a word, as a beginning of a date, as a postcode."""
    ways = []
    if piece.word:
        starts = starts and piece.is_name_like
        ways += [
            any_of(mark, _spellings(piece.word, mark), starts=starts and mark not in FORMER_HOMES)
            for mark in marks
        ]
    if piece.dates:
        ways.append(any_of("b", piece.dates, starts=True))
    if piece.postcode:
        ways.append(any_of(postcodes, [piece.postcode], starts=True))
    return "|".join(ways)


def _spellings(word: str, mark: str) -> Iterable[str]:
    return street_words(word) if mark in "alp" else (word,)


def _written_together(pieces: Sequence[Piece]) -> list[str]:
    """Return queries for two words typed apart that are stored as one: "jean paul" for Jeanpaul."""
    queries = []
    for at, (one, other) in enumerate(pairwise(pieces)):
        if one.is_name_like and other.is_name_like:
            joined = Piece(f"{one.shown} {other.shown}", word=one.word + other.word)
            queries.append(_with_others(_meets(joined, *EVER), [*pieces[:at], *pieces[at + 2 :]]))
    return queries


def _written_apart(pieces: Sequence[Piece]) -> list[str]:
    """Return queries for a word that is stored as two: "annmarie" for Ann Marie."""
    queries = []
    for at, piece in enumerate(pieces):
        if piece.is_name_like and len(piece.word) >= 3 * SHORTEST_HALF:
            halves = "|".join(
                f"({any_of(marks, [piece.word[:cut]])}) & ({any_of(marks, [piece.word[cut:]])})"
                for cut in range(SHORTEST_HALF, len(piece.word) - SHORTEST_HALF + 1)
                for marks in ("nf", "al")
            )
            queries.append(_with_others(halves, [*pieces[:at], *pieces[at + 1 :]]))
    return queries


def _with_others(tsquery: str, others: Iterable[Piece]) -> str:
    return " & ".join(f"({each})" for each in [tsquery, *(_meets(piece, *EVER) for piece in others)])
