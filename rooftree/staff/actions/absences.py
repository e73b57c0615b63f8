"""An officer is away, or leaves for good: from when until when, and never why."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.periods import DAY, Period
from rooftree.foundations.refusals import Refused
from rooftree.staff import permissions, rules
from rooftree.staff.absence_queries import absences_of, days_away, time_of
from rooftree.staff.actions.cover import check_can_cover, lock_officers, shorten
from rooftree.staff.models import Absence, Cover, Officer
from rooftree.staff.permissions import for_oneself_or, require


@transaction.atomic
def enter_absence(
    officer: Officer,
    *,
    starts: datetime,
    until_on: date | None,
    is_for_good: bool = False,
    by: Officer,
    at: datetime,
    key: str,
) -> Absence:
    """Enter that an officer is away from a moment until the first day back, or until nobody knows when.

    Anybody may for themselves, and any colleague for somebody who rings in; that somebody leaves for
    good, only who leads. Raises Refused for days gone by, and where an absence is entered already.
    """
    wanted = permissions.may_enter_leavers if is_for_good else permissions.may_enter_absences
    require(wanted(by, officer) if is_for_good else for_oneself_or(wanted, by, officer))
    officer = lock_officers(officer)[officer.pk]
    done = once(key, "staff.enter_absence", council_id=officer.council_id, at=at)
    if done.before:
        return Absence.objects.select_related("officer").get(pk=done.made["absence"])
    rules.check_absence(starts, until_on, is_for_good=is_for_good, at=at)
    if not is_for_good:
        rules.check_still_here(officer.name, officer.until_on, "be away", today=london_day(starts))
    rules.check_not_away_then(
        officer.name, rules.time_away(starts, until_on, None), map(time_of, absences_of(officer))
    )
    absence = Absence.objects.create(
        council_id=officer.council_id,
        officer=officer,
        starts=starts,
        until_on=until_on,
        is_for_good=is_for_good,
        is_planned=starts > at,
        entered_by=by,
        entered_at=at,
    )
    done.makes(absence=absence.pk)
    return absence


@transaction.atomic
def change_return(absence: Absence, *, until_on: date | None, by: Officer, at: datetime, key: str) -> Absence:
    """Record another day on which an officer is expected back, sooner or later; None while nobody knows.

    Who stands in does so until then, or as long as they can. Raises Refused for an absence that is
    over, for somebody who leaves for good, and for a day by which another absence has begun.
    """
    require(for_oneself_or(permissions.may_enter_absences, by, absence.officer))
    absence, officer = _lock(absence)
    if once(key, "staff.change_return", council_id=absence.council_id, at=at).before:
        return absence
    rules.check_still_away(officer.name, time_of(absence), at=at)
    if absence.is_for_good:
        raise Refused(
            f"{officer.name} leaves for good, so is not expected back. If they stay, say that they stay."
        )
    rules.check_return(absence.starts, until_on, at=at)
    others = absences_of(officer).exclude(pk=absence.pk)
    rules.check_not_away_then(officer.name, rules.time_away(absence.starts, until_on, None), map(time_of, others))
    before = covers_of(absence).last()
    absence.until_on = until_on
    absence.save(update_fields=["until_on"])
    if before is not None:
        _stretch(before, last_covered(absence, on=london_day(at)))
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, by: Officer, at: datetime, key: str) -> Absence:
    """Record that an officer is back, or, before it began, that they do not go. Nobody stands in from then on.

    Raises Refused for an absence that is over already.
    """
    wanted = permissions.may_enter_leavers if absence.is_for_good else permissions.may_enter_absences
    require(for_oneself_or(wanted, by, absence.officer))
    absence, officer = _lock(absence)
    if once(key, "staff.end_absence", council_id=absence.council_id, at=at).before:
        return absence
    rules.check_still_away(officer.name, time_of(absence), at=at)
    covers = list(covers_of(absence))
    absence.ended_at = at
    absence.ended_by = by
    absence.save(update_fields=["ended_at", "ended_by"])
    for cover in covers:
        shorten(cover, london_day(at))
    return absence


@transaction.atomic
def stand_in(absence: Absence, *, covered_by: Officer, by: Officer, at: datetime, key: str) -> Cover:
    """Arrange who looks after an absent officer's patches and answers their phone until they are back.

    Officers may for themselves, and whoever may arrange cover. In place of somebody who was arranged
    before, from today on. Raises Refused unless the colleague is here on all those days, and while the
    officer stands in for somebody else.
    """
    require(for_oneself_or(permissions.may_arrange_cover, by, absence.officer))
    locked = lock_officers(absence.officer, covered_by)
    officer, covered_by = locked[absence.officer_id], locked[covered_by.pk]
    done = once(key, "staff.stand_in", council_id=absence.council_id, at=at)
    if done.before:
        return Cover.objects.get(pk=done.made["cover"])
    absence = Absence.objects.get(pk=absence.pk)
    rules.check_still_away(officer.name, time_of(absence), at=at)
    today = london_day(at)
    starts = max(today, london_day(absence.starts))
    arranged = list(covers_of(absence).filter(until_on__gt=starts))
    rules.check_another_covers(any(each.covered_by_id == covered_by.pk for each in arranged), covered_by.name)
    until_on = max(last_covered(absence, on=today), starts + DAY)
    check_can_cover(officer, covered_by, Period(starts, until_on), today=today, besides=arranged)
    for each in arranged:
        shorten(each, starts)
    cover = Cover.objects.create(
        council_id=officer.council_id,
        officer=officer,
        covered_by=covered_by,
        from_on=starts,
        until_on=until_on,
        arranged_by=by,
    )
    done.makes(cover=cover.pk)
    return cover


@transaction.atomic
def prolong_stand_in(absence: Absence, *, at: datetime) -> None:
    """Let whoever stands in go on, while nobody knows when the officer is back. For a job: as often as one likes.

    Where the colleague cannot, nothing is changed, and the cover ends on its day.
    """
    absence, _ = _lock(absence)
    cover = covers_of(absence).select_related("covered_by").last()
    today = london_day(at)
    if cover is None or absence.until_on is not None or absence.ended_at is not None:
        return
    wanted = last_covered(absence, on=today)
    if cover.until_on - today <= (wanted - today) / 2:
        _stretch(cover, wanted)


def covers_of(absence: Absence) -> QuerySet[Cover]:
    """Return who stands in during an absence, by their days."""
    days = days_away(absence)
    covers = Cover.objects.filter(officer_id=absence.officer_id, until_on__gt=days.starts).order_by("from_on")
    return covers if days.until is None else covers.filter(from_on__lt=max(days.until, days.starts + DAY))


def last_covered(absence: Absence, *, on: date) -> date:
    """Return the first day on which nobody has to stand in any more; reckoned ahead while it is not known."""
    if absence.until_on is not None:
        return absence.until_on
    ahead = rules.COVER_WHILE_UNKNOWN.version(on=on, council=absence.council_id).value
    return max(on, london_day(absence.starts)) + timedelta(days=int(ahead))


def _lock(absence: Absence) -> tuple[Absence, Officer]:
    """Return an absence and its officer as they now are, the officer locked."""
    officer = lock_officers(absence.officer)[absence.officer_id]
    return Absence.objects.select_related("officer").get(pk=absence.pk), officer


def _stretch(cover: Cover, until_on: date) -> None:
    """Let a cover end on another day, or as late as the colleague can: what is arranged besides stays."""
    if until_on <= cover.until_on:
        shorten(cover, until_on)
        return
    more = Period(cover.until_on, until_on)
    try:
        check_can_cover(cover.officer, cover.covered_by, more, today=more.starts, besides=[cover])
    except Refused:
        return
    cover.until_on = until_on
    cover.save(update_fields=["until_on"])
