"""Alarms: what somebody must know today. Raised once while it lasts, and closed by a person or by the facts."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from rooftree.cases import permissions, rules
from rooftree.cases.models import Alarm
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.staff.models import Officer, Team
from rooftree.staff.permissions import require

HEAD_OF_SERVICE = "head_of_service"


def raise_alarm(
    code: str,
    about: str,
    sentence: str,
    *,
    council_id: int,
    level: str,
    at: datetime,
    team: Team | None = None,
    officer: Officer | None = None,
) -> Alarm:
    """Raise an alarm, once while it is open: raised again, the open one is returned as it is.

    `code` is what is wrong, `about` what it concerns ("handover 12"), `level` one of Alarm.Level;
    `officer` who is told, everybody of that level unless said. The sentence names no resident.
    """
    wanted = {"council_id": council_id, "code": code, "about": about, "level": Alarm.Level(level)}
    alarm = Alarm(**wanted, sentence=sentence, team=team, officer=officer, raised_at=at)
    Alarm.objects.bulk_create([alarm], ignore_conflicts=True)  # Two at the same moment raise one.
    return Alarm.objects.get(**wanted, closed_at__isnull=True)


@transaction.atomic
def close_alarm(alarm: Alarm, *, closing: str, by: Officer, at: datetime, key: str) -> Alarm:
    """Close an alarm, and say what was done. Raises Refused if it is closed already, or nothing is said."""
    require(permissions.may_see_service(by, alarm))
    alarm = Alarm.objects.select_for_update().get(pk=alarm.pk)
    if once(key, "cases.close_alarm", council_id=alarm.council_id, at=at).before:
        return alarm
    if alarm.closed_at is not None:
        raise Refused("This alarm is closed already.")
    alarm.closing = rules.check_words(closing, "Say what was done about it.")
    alarm.closed_by, alarm.closed_at = by, at
    alarm.save(update_fields=["closing", "closed_by", "closed_at"])
    return alarm


def close_by_facts(code: str, about: str, *, council_id: int, closing: str, at: datetime) -> int:
    """Close the open alarms about something, since it is no longer so. Returns how many."""
    still_open = Alarm.objects.filter(council_id=council_id, code=code, about=about, closed_at__isnull=True)
    return still_open.update(closed_at=at, closing=closing)


def pass_on(alarms: QuerySet[Alarm], *, to: Officer | None, at: datetime) -> int:
    """Tell somebody else of open alarms, since who was told is away; with nobody to name, the head of service.

    Returns how many were passed on.
    """
    climbing = list(alarms.filter(closed_at__isnull=True))
    alarms.filter(pk__in=[alarm.pk for alarm in climbing]).update(officer=to)
    for alarm in climbing if to is None else ():
        raise_alarm(
            alarm.code,
            alarm.about,
            alarm.sentence,
            council_id=alarm.council_id,
            level=Alarm.Level.HEAD,
            team=alarm.team,
            at=at,
        )
    return len(climbing)


def alarms_for(officer: Officer) -> QuerySet[Alarm]:
    """Return the open alarms that an officer is told of, the newest first.

    Those that name them, and for a head of service those of that level that name nobody.
    """
    mine = Q(officer=officer)
    if HEAD_OF_SERVICE in officer.roles:
        mine |= Q(officer__isnull=True, level=Alarm.Level.HEAD)
    return Alarm.objects.filter(mine, council_id=officer.council_id, closed_at__isnull=True).select_related(
        "officer", "team"
    )
