"""Proposes who covers what of a colleague's work: the same patch together, and to whoever carries least."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from rooftree.cases import handover_queries, having
from rooftree.cases import handover_rules as rules
from rooftree.cases.models import Case, Handover, HandoverPiece
from rooftree.cases.permissions import may_work_cases
from rooftree.foundations.dates import london_day
from rooftree.people.queries import in_force
from rooftree.places.queries import LooksAfter, who_looks_after
from rooftree.staff.absence_queries import away
from rooftree.staff.models import GroupMember, Officer, RoleHeld
from rooftree.staff.queries import here


@dataclass(frozen=True)
class Proposed:
    """A piece, the colleague proposed for it, and why, in words."""

    piece: HandoverPiece
    to: Officer
    because: str


def propose(handover: Handover, *, at: datetime) -> list[Proposed]:
    """Propose who covers the pieces that nobody was asked for, among the colleagues of the officer's teams.

    Nothing is offered by it. Only pieces that the asker may open.
    """
    pieces = [piece for piece in handover_queries.pieces_of(handover) if piece.offered_to_id is None]
    colleagues = {each.pk: each for each in team_mates(handover, at=at)}
    on = london_day(max(at, handover.absence.starts))
    looked_after = who_looks_after([piece.case.place_id for piece in pieces if piece.case.place_id], on=on)
    patches = {piece.pk: _patch(piece.case, looked_after, handover.officer_id) for piece in pieces}
    proposals = rules.spread(
        [
            rules.Piece(
                piece.pk, piece.case.weight, _code(patches[piece.pk]), frozenset(having.groups_of(piece.case))
            )
            for piece in pieces
        ],
        _known(list(colleagues.values()), [patch for patch in patches.values() if patch], at),
    )
    by_id = {piece.pk: piece for piece in pieces}
    return [Proposed(by_id[each.piece], colleagues[each.colleague], each.because) for each in proposals]


def caseworkers(handover: Handover, *, at: datetime) -> QuerySet[Officer]:
    """Return everybody who could be asked to cover, by name: here then, in a role that works on cases."""
    when = max(at, handover.absence.starts)
    on = london_day(when)
    working = RoleHeld.objects.filter(here("", on), council=handover.council_id, role__in=may_work_cases.roles)
    return (
        Officer.objects.filter(here("", on), council=handover.council_id, pk__in=working.values("officer"))
        .exclude(pk__in=away([handover.council_id], at=when))
        .exclude(pk=handover.officer_id)
        .order_by("name", "pk")
    )


def team_mates(handover: Handover, *, at: datetime) -> QuerySet[Officer]:
    """Return who is proposed: caseworkers of the officer's teams; where there are none, of the same manager."""
    on = london_day(max(at, handover.absence.starts))
    own = Q(pk__in=RoleHeld.objects.filter(here("", on), officer=handover.officer_id).values("pk"))
    teams = {*RoleHeld.objects.filter(own, team__isnull=False).values_list("team", flat=True)}
    teams |= {
        *Case.objects.filter(owner=handover.officer_id, closed_at__isnull=True).values_list("team", flat=True)
    }
    in_teams = RoleHeld.objects.filter(here("", on), team__in=teams, role__in=may_work_cases.roles)
    everybody = caseworkers(handover, at=at)
    of_teams = everybody.filter(pk__in=in_teams.values("officer"))
    return of_teams if of_teams.exists() else everybody.filter(manager=handover.officer.manager_id)


def _known(colleagues: list[Officer], patches: list[LooksAfter], at: datetime) -> list[rules.Colleague]:
    """Return colleagues as the rules know them: what they carry, their hours, their groups and patches.

    Somebody whose contract nobody recorded counts as the one with the longest week.
    """
    full_week = max((each.weekly_hours for each in colleagues if each.weekly_hours), default=Decimal(1))
    loads = handover_queries.loads(colleagues)
    groups: dict[int, set[int]] = {each.pk: set() for each in colleagues}
    for officer, group in in_force(GroupMember.objects.filter(officer__in=colleagues), london_day(at)).values_list(
        "officer", "group"
    ):
        groups[officer].add(group)
    return [
        rules.Colleague(
            each.pk,
            each.name,
            loads[each.pk].points,
            each.weekly_hours or full_week,
            frozenset(groups[each.pk]),
            frozenset(patch.patch for patch in patches if patch.today_id == each.pk),
        )
        for each in colleagues
    ]


def _patch(case: Case, looked_after: dict[int, list[LooksAfter]], officer_id: int) -> LooksAfter | None:
    """Return the patch that a case belongs to: the officer's own, else that of the tenancy officers."""
    patches = looked_after.get(case.place_id or 0, [])
    own = [patch for patch in patches if patch.officer_id == officer_id]
    return next(iter([*own, *patches]), None)


def _code(patch: LooksAfter | None) -> str:
    return patch.patch if patch else ""
