"""While an officer is away, a colleague looks after the work."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.periods import Period
from rooftree.staff import permissions, rules
from rooftree.staff.absence_queries import absences_of, days_away
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
    locked = lock_officers(officer, covered_by)
    done = once(key, "staff.arrange_cover", council_id=officer.council_id, at=at)
    if done.before:
        return Cover.objects.get(pk=done.made["cover"])
    period = rules.period_of("The absence", from_on, until_on)
    check_can_cover(locked[officer.pk], locked[covered_by.pk], period, today=london_day(at))
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
    lock_officers(cover.officer)
    if once(key, "staff.end_cover", council_id=cover.council_id, at=at).before:
        return
    cover = Cover.objects.select_related("officer").get(pk=cover.pk)
    rules.check_not_backdated("The day of the return", until_on, today=london_day(at))
    rules.check_ends_sooner(f"{cover.officer.name} is away", cover.until_on, until_on)
    shorten(cover, until_on)


@transaction.atomic
def hand_on_cover(
    cover: Cover, *, covered_by: Officer, from_on: date, by: Officer, at: datetime, key: str
) -> Cover:
    """Let another colleague cover from a day on, for the rest of the absence: the first cannot any more.

    Raises Refused as `arrange_cover` does.
    """
    require(permissions.may_arrange_cover(by, cover))
    locked = lock_officers(cover.officer, covered_by)
    done = once(key, "staff.hand_on_cover", council_id=cover.council_id, at=at)
    if done.before:
        return Cover.objects.get(pk=done.made["cover"])
    cover = Cover.objects.get(pk=cover.pk)
    starts = max(from_on, cover.from_on)
    period = rules.period_of("The rest of the absence", starts, cover.until_on)
    rules.check_another_covers(cover.covered_by_id == covered_by.pk, covered_by.name)
    check_can_cover(locked[cover.officer_id], locked[covered_by.pk], period, today=london_day(at), besides=[cover])
    until_on = cover.until_on
    shorten(cover, starts)
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


def lock_officers(*officers: Officer) -> dict[int, Officer]:
    """Lock these officers in one order, and return them by id.

    Their keys stay as they are, so whoever writes a row that names one of them need not wait.
    """
    ids = {officer.pk for officer in officers}
    locked = Officer.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return {officer.pk: officer for officer in locked}


def check_can_cover(
    officer: Officer, cover: Officer, period: Period, *, today: date, besides: Collection[Cover] = ()
) -> None:
    """Raise Refused unless a colleague can look after an officer's work on every day of a period.

    `besides` are what is arranged already and would make way.
    """
    rules.check_not_backdated("Cover", period.starts, today=today)
    arranged = (
        Cover.objects.filter(
            Q(officer__in=(officer, cover)) | Q(covered_by=officer),
            from_on__lt=period.until,
            until_on__gt=period.starts,
        )
        .exclude(pk__in=[each.pk for each in besides])
        .select_related("officer", "covered_by")
    )
    wanted = rules.Away(_colleague(officer), _colleague(cover), period)
    rules.check_cover(
        wanted,
        [
            rules.Away(_colleague(each.officer), _colleague(each.covered_by), Period(each.from_on, each.until_on))
            for each in arranged
        ],
    )
    rules.check_is_here(cover.name, [days_away(each) for each in absences_of(cover)], period, officer.name)


def _colleague(officer: Officer) -> rules.Colleague:
    return rules.Colleague(officer.pk, officer.name, rules.employment(officer.from_on, officer.until_on))


def shorten(cover: Cover, until_on: date) -> None:
    """Let a cover end on a day. One that has not begun by then never was."""
    if until_on <= cover.from_on:
        cover.delete()
        return
    cover.until_on = until_on
    cover.save(update_fields=["until_on"])
