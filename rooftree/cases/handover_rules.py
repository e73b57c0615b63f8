"""What must hold of handovers: by when somebody is found, who may be asked, and who is proposed, and why."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from rooftree.foundations import rulebook
from rooftree.foundations.dates import LONDON, clock_time, london_day, long_date
from rooftree.foundations.refusals import Refused

COVER_BY = rulebook.limit("cases.cover_by")
COVER_WITHIN = rulebook.limit("cases.cover_within")
LOOKS_AHEAD = rulebook.limit("cases.handover_looks_ahead")
AWAY_TOLD_FROM = rulebook.limit("cases.away_told_from")

NOBODY_ACCEPTED = "cover.nobody_accepted"
"""The alarm about a handover of which something waits for somebody."""

LEAVER = "cover.leaver"
"""The alarm about somebody who leaves, or has left, and whose work nobody was asked to take on."""

NOTE_LONGEST = 4000


def cover_due(begins: datetime, *, by_hour: int, within_minutes: int) -> datetime:
    """Return by when work has somebody, that has nobody from a moment on: the later of the two limits.

    `begins` is when the officer goes, or when that was entered, whichever is later. `by_hour` is an
    hour of its London day, `within_minutes` are minutes.
    """
    by = datetime.combine(london_day(begins), time(by_hour), tzinfo=LONDON)
    return max(by, begins + timedelta(minutes=within_minutes))


# --- Who may be asked, and who may accept ----------------------------------------------------------


def check_may_be_asked(name: str, *, is_away_officer: bool, is_here: bool) -> None:
    """Raise Refused for a colleague who cannot cover: the very officer who is away, or one who is away too."""
    if is_away_officer:
        raise Refused(f"{name} cannot cover for {name}. Choose somebody else.")
    if not is_here:
        raise Refused(f"{name} is away then, so cannot cover. Choose somebody else.")


def check_waits(reference: str, covered_by: str) -> None:
    """Raise Refused for a piece that somebody has accepted. `covered_by`: who; nothing for nobody."""
    if covered_by:
        raise Refused(f"{covered_by} has accepted {reference} already. Let them give it back first.")


def check_is_asked(reference: str, asked: str, *, is_oneself: bool) -> None:
    """Raise Refused for accepting or declining what another colleague was asked. `asked`: who; or nothing."""
    if asked and not is_oneself:
        raise Refused(f"{reference} is offered to {asked}. Ask whoever offered it to offer it to you.")


def check_lasts(ended_at: datetime | None, name: str) -> None:
    """Raise Refused for a handover that is over."""
    if ended_at is not None:
        day = long_date(london_day(ended_at))
        raise Refused(
            f"The handover of {name}’s work ended on {day} at {clock_time(ended_at)}. Nothing was changed."
        )


def check_some(pieces: Collection[object], what: str) -> None:
    """Raise Refused where nothing was chosen. `what`: "offer"."""
    if not pieces:
        raise Refused(f"Choose at least one case to {what}.")


def note_with(before: str, words: str, *, by: str, at: datetime) -> str:
    """Return a handover's note with something added to it: who, when, and their words."""
    added = f"{by}, {long_date(london_day(at))}, {clock_time(at)}: {words}"
    together = f"{before}\n\n{added}" if before else added
    if len(together) > NOTE_LONGEST:
        raise Refused(
            f"The note of a handover holds {NOTE_LONGEST:,} characters. Put what belongs to one case on that case."
        )
    return together


# --- Proposing who covers what ---------------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """One case that waits for somebody: its points, and what belongs with it."""

    id: int
    weight: Decimal
    patch: str = ""
    """The patch of its place; nothing where no patch holds it."""
    groups: frozenset[int] = frozenset()
    """The restricted groups that may open it; none for an open case."""


@dataclass(frozen=True)
class Colleague:
    """Somebody who could cover: the points they carry, their weekly hours, and what they may open."""

    id: int
    name: str
    points: Decimal
    hours: Decimal
    groups: frozenset[int] = frozenset()
    patches: frozenset[str] = frozenset()
    """The patches that they stand in for."""


@dataclass(frozen=True)
class Proposal:
    """A case proposed to a colleague, and why, in words."""

    piece: int
    colleague: int
    because: str


def spread(pieces: Sequence[Piece], colleagues: Sequence[Colleague]) -> list[Proposal]:
    """Propose who covers what: cases of one patch together, and each lot to whoever carries least for their hours.

    Who stands in for a patch is proposed for its cases first. The heaviest lot is placed first, so the
    light ones even it out. A restricted case goes to a member of its group only; where nobody is one,
    it is not proposed.
    """
    carried = {each.id: each.points for each in colleagues}
    proposals: list[Proposal] = []
    for patch, lot in _lots(pieces):
        able = [each for each in colleagues if _may_open_all(each, lot)]
        if not able:
            continue
        chosen, why = _choose(patch, able, carried)
        together = f" The {len(lot)} cases of patch {patch} stay together." if patch and len(lot) > 1 else ""
        proposals += [Proposal(piece.id, chosen.id, why + together) for piece in lot]
        carried[chosen.id] += sum((piece.weight for piece in lot), Decimal())
    return proposals


def _lots(pieces: Iterable[Piece]) -> list[tuple[str, list[Piece]]]:
    """Return what is given together, the heaviest first: a patch's cases that the same groups may open."""
    lots: dict[tuple[object, ...], list[Piece]] = {}
    for piece in sorted(pieces, key=lambda each: each.id):
        lots.setdefault((piece.patch, piece.groups) if piece.patch else (piece.id,), []).append(piece)
    heaviest = sorted(lots.values(), key=lambda lot: (-sum(each.weight for each in lot), lot[0].id))
    return [(lot[0].patch, lot) for lot in heaviest]


def _may_open_all(colleague: Colleague, lot: Sequence[Piece]) -> bool:
    return all(piece.groups <= colleague.groups for piece in lot)


def _choose(patch: str, able: Sequence[Colleague], carried: Mapping[int, Decimal]) -> tuple[Colleague, str]:
    """Return who is proposed for a lot, and why."""
    standing_in = sorted((each.name, each.id, each) for each in able if patch and patch in each.patches)
    if standing_in:
        name, _, colleague = standing_in[0]
        return colleague, f"{name} stands in for patch {patch}."
    loads = {each.id: carried[each.id] / each.hours for each in able}
    least = min(able, key=lambda each: (loads[each.id], each.name, each.id))
    others = sorted(carried[each.id] for each in able if each.id != least.id)
    points = f"{carried[least.id]:.2f} points"
    if not others:
        return least, f"{least.name} is the only one who can, with {points} so far."
    span = f"{others[0]:.2f}" if others[0] == others[-1] else f"{others[0]:.2f} to {others[-1]:.2f}"
    return least, f"{least.name} carries least for their hours: {points}, the others {span}."
