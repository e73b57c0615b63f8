"""While an officer is away, a colleague looks after the work."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.periods import Period
from rooftree.staff import permissions, rules
from rooftree.staff.models import Cover, Officer
from rooftree.staff.permissions import require


@transaction.atomic
def arrange_cover(
    officer: Officer,
    *,
    covered_by: Officer,
    from_on: date,
    until_on: date,
    by: Officer,
    at: datetime,
    key: str,
) -> Cover:
    """Arrange who looks after an officer's work from a day until the day the officer is back.

    Says nothing of why the officer is away. Raises Refused unless the cover is another officer of the
    council, here and not away on every one of those days, and while the officer is covering for
    somebody else. Design promise "one owner": leave and sickness never leave work without an owner.
    """
    require(permissions.may_arrange_cover(by, officer))
    locked = _lock(officer, covered_by)
    done = once(key, "staff.arrange_cover", council_id=officer.council_id, at=at)
    if done.before:
        return Cover.objects.get(pk=done.made["cover"])
    period = rules.period_of("The absence", from_on, until_on)
    _check(locked[officer.pk], locked[covered_by.pk], period, today=london_day(at))
    cover = Cover.objects.create(
        council_id=officer.council_id,
        officer=officer,
        covered_by=covered_by,
        from_on=from_on,
        until_on=until_on,
        arranged_by=by,
    )
    done.makes(cover=cover.pk)
    return cover


@transaction.atomic
def end_cover(cover: Cover, *, until_on: date, by: Officer, at: datetime, key: str) -> None:
    """Record that an officer is back sooner, on this day. A cover that has not begun by then never was."""
    require(permissions.may_arrange_cover(by, cover))
    Officer.objects.select_for_update().get(pk=cover.officer_id)
    if once(key, "staff.end_cover", council_id=cover.council_id, at=at).before:
        return
    cover = Cover.objects.select_related("officer").get(pk=cover.pk)
    rules.check_not_backdated("The day of the return", until_on, today=london_day(at))
    rules.check_ends_sooner(f"{cover.officer.name} is away", cover.until_on, until_on)
    _end(cover, until_on)


@transaction.atomic
def hand_on_cover(
    cover: Cover, *, covered_by: Officer, from_on: date, by: Officer, at: datetime, key: str
) -> Cover:
    """Let another colleague cover from a day on, for the rest of the absence: the first cannot any more.

    Raises Refused as `arrange_cover` does.
    """
    require(permissions.may_arrange_cover(by, cover))
    locked = _lock(cover.officer, covered_by)
    done = once(key, "staff.hand_on_cover", council_id=cover.council_id, at=at)
    if done.before:
        return Cover.objects.get(pk=done.made["cover"])
    cover = Cover.objects.get(pk=cover.pk)
    starts = max(from_on, cover.from_on)
    period = rules.period_of("The rest of the absence", starts, cover.until_on)
    rules.check_another_covers(cover.covered_by_id == covered_by.pk, covered_by.name)
    _check(locked[cover.officer_id], locked[covered_by.pk], period, today=london_day(at), besides=cover)
    until_on = cover.until_on
    _end(cover, starts)
    handed_on = Cover.objects.create(
        council_id=cover.council_id,
        officer_id=cover.officer_id,
        covered_by=covered_by,
        from_on=starts,
        until_on=until_on,
        arranged_by=by,
    )
    done.makes(cover=handed_on.pk)
    return handed_on


def _lock(*officers: Officer) -> dict[int, Officer]:
    """Lock these officers in one order, and return them by id."""
    ids = {officer.pk for officer in officers}
    return {each.pk: each for each in Officer.objects.select_for_update().filter(pk__in=ids).order_by("pk")}


def _check(officer: Officer, cover: Officer, period: Period, *, today: date, besides: Cover | None = None) -> None:
    rules.check_not_backdated("Cover", period.starts, today=today)
    arranged = Cover.objects.filter(
        Q(officer__in=(officer, cover)) | Q(covered_by=officer),
        from_on__lt=period.until,
        until_on__gt=period.starts,
    ).select_related("officer", "covered_by")
    if besides:
        arranged = arranged.exclude(pk=besides.pk)
    wanted = rules.Away(_colleague(officer), _colleague(cover), period)
    rules.check_cover(
        wanted,
        [
            rules.Away(_colleague(each.officer), _colleague(each.covered_by), Period(each.from_on, each.until_on))
            for each in arranged
        ],
    )


def _colleague(officer: Officer) -> rules.Colleague:
    return rules.Colleague(officer.pk, officer.name, rules.employment(officer.from_on, officer.until_on))


def _end(cover: Cover, until_on: date) -> None:
    if until_on <= cover.from_on:
        cover.delete()
        return
    cover.until_on = until_on
    cover.save(update_fields=["until_on"])
