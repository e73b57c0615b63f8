"""What keeps a handover true: made from the cases as they are, begun, kept up, told of, and ended."""

from datetime import datetime
from functools import partial

from django.db import connection, transaction

from rooftree.cases import alarms, handover_queries
from rooftree.cases import handover_rules as rules
from rooftree.cases.models import Alarm, Handover
from rooftree.foundations.dates import clock_time, london_day, long_date
from rooftree.foundations.periods import DAY
from rooftree.staff import absence_queries
from rooftree.staff import actions as staff
from rooftree.staff.actions.cover import lock_officers
from rooftree.staff.models import Absence, Officer


@transaction.atomic
def keep_up(officer: Officer, *, at: datetime) -> Handover | None:
    """Make the handover of an officer's absence, or keep it as their cases and absences now are.

    Returns the one that is open then; None for an officer who is here and goes nowhere. As often as
    one likes: the second time changes nothing. One absence at a time has its handover open: that
    which lasts, else that for good, else the next; another is set aside, with all that was agreed.
    """
    lock_officers(officer)
    wanted = _wanted(officer, at)
    for other in Handover.objects.select_for_update(no_key=True).filter(officer=officer, ended_at__isnull=True):
        if wanted is None or other.absence_id != wanted.pk:
            _call("handover_end", other.pk, at)
            _close_alarms(other, "The absence is over, or another has come before it.", at)
    return _keep_up(wanted, at) if wanted else None


def _keep_up(absence: Absence, at: datetime) -> Handover:
    handover = _open(absence, at)
    has_begun = absence.starts <= at
    _call("handover_release", handover.pk, at if absence.is_for_good else max(at, absence.starts))
    _call("handover_add_pieces", handover.pk, at)
    if has_begun:
        _call("handover_begin", handover.pk, at)
        _pass_on_alarms(absence.officer, at)
        staff.prolong_stand_in(absence, at=at)
    if has_begun and absence.is_for_good:
        _call("handover_free_tasks", absence.officer_id)
    tell(handover, at=at)
    if has_begun and absence.is_for_good and not handover_queries.standing_of(handover, at=at).pieces:
        _call("handover_end", handover.pk, at)
        handover.refresh_from_db()
    return handover


def _wanted(officer: Officer, at: datetime) -> Absence | None:
    """Return the absence whose handover is to be open: None for an officer who is here and goes nowhere."""
    absences = officer.absences.filter(absence_queries.not_over(at)).select_related("officer__manager")
    in_turn = sorted(absences, key=lambda each: (each.starts > at, not each.is_for_good, each.starts))
    return next((absence for absence in in_turn if not _is_moved(absence, at)), None)


def _is_moved(absence: Absence, at: datetime) -> bool:
    """Return whether somebody has left for good and nothing of theirs is left."""
    if not absence.is_for_good or absence.starts > at:
        return False
    ended = Handover.objects.filter(absence=absence, ended_at__isnull=False)
    return ended.exists() and not _call("open_cases_of", absence.officer_id)


def _open(absence: Absence, at: datetime) -> Handover:
    """Return the open handover of an absence: the one there is, one that was set aside, or a new one."""
    handover = Handover.objects.select_for_update(no_key=True).filter(absence=absence).first()
    if handover is None:
        handover = _make(absence, at)
    elif handover.ended_at is not None:
        handover.ended_at, handover.waits_since = None, at
        handover.told_manager_at = handover.told_head_at = None
        handover.save()
    handover.absence = absence
    return handover


def _make(absence: Absence, at: datetime, *, ended_at: datetime | None = None) -> Handover:
    return Handover.objects.create(
        council_id=absence.council_id,
        absence=absence,
        officer_id=absence.officer_id,
        made_by_id=absence.entered_by_id,
        made_at=at,
        waits_since=at,
        ended_at=ended_at,
    )


@transaction.atomic
def handover_of(absence: Absence, *, at: datetime) -> Handover:
    """Return the handover of an absence; of one that waits its turn behind another, set aside until then."""
    lock_officers(absence.officer)
    if not Handover.objects.filter(absence=absence).exists():
        _make(absence, at, ended_at=at)
    return handover_queries.handover(Handover.objects.get(absence=absence).pk)


# --- Who is told ------------------------------------------------------------------------------------


@transaction.atomic
def watch_leaver(officer: Officer, *, at: datetime) -> None:
    """Tell the manager of somebody who leaves, while work is in their name and no handover was begun.

    Once they have left, the head of service is told too. Both once, and as often asked as one likes.
    """
    cases, has_one = _call("open_cases_of", officer.pk), officer.absences.filter(is_for_good=True).exists()
    what = f"officer {officer.pk}"
    if has_one or not cases:
        closing = "The handover is begun." if has_one else "Nothing is in their name any more."
        alarms.close_by_facts(rules.LEAVER, what, council_id=officer.council_id, closing=closing, at=at)
        return
    assert officer.until_on is not None, "Only somebody who leaves is watched."
    manager = absence_queries.manager_answering(officer, at)
    leaving = f"{officer.name} leaves: the last day is {long_date(officer.until_on - DAY)}"
    sentence = (
        f"{leaving}. Open cases in their name: {cases}. "
        "Enter that they leave for good, and offer the cases to colleagues."
    )
    tell_of = partial(alarms.raise_alarm, rules.LEAVER, what, sentence, council_id=officer.council_id, at=at)
    if manager is not None:
        tell_of(level=Alarm.Level.TEAM, officer=manager)
    if manager is None or officer.until_on <= london_day(at):
        tell_of(level=Alarm.Level.HEAD)


def tell(handover: Handover, *, at: datetime) -> None:
    """Tell who must know that something of a handover has nobody: the manager at once, later the head of service.

    Where no manager is named, or none of the line is here, the head of service is told at once. Each
    once; when everything has somebody, the alarms close by themselves, and what is left by somebody
    afterwards is told anew. Practice, S8.
    """
    if handover.ended_at is not None:
        return
    standing = handover_queries.standing_of(handover, at=at)
    if standing.is_settled:
        _close_alarms(handover, "Everything has somebody who accepted it.", at)
        if handover.told_manager_at or handover.told_head_at:
            handover.told_manager_at = handover.told_head_at = None
            handover.save(update_fields=["told_manager_at", "told_head_at"])
        return
    due = handover_queries.due_of(handover, standing)
    sentence = _sentence(handover, standing, due)
    manager = absence_queries.manager_answering(handover.absence.officer, at)
    if handover.told_manager_at is None and manager is not None:
        _raise(handover, Alarm.Level.TEAM, sentence, at=at, officer=manager)
        handover.told_manager_at = at
    if handover.told_head_at is None and (at >= due or handover.told_manager_at is None):
        _raise(handover, Alarm.Level.HEAD, sentence, at=at)
        handover.told_head_at = at
    handover.save(update_fields=["told_manager_at", "told_head_at"])


def _raise(handover: Handover, level: str, sentence: str, *, at: datetime, officer: Officer | None = None) -> None:
    alarms.raise_alarm(
        rules.NOBODY_ACCEPTED,
        about(handover),
        sentence,
        council_id=handover.council_id,
        level=level,
        at=at,
        officer=officer,
    )


def about(handover: Handover) -> str:
    """Return what an alarm about a handover says that it is about."""
    return f"handover {handover.pk}"


def _sentence(handover: Handover, standing: handover_queries.Standing, due: datetime) -> str:
    absence, name = handover.absence, handover.absence.officer.name
    going = "leaves" if absence.is_for_good else "is away"
    lacking = []
    if standing.waiting:
        lacking.append(f"{standing.waiting} of {standing.pieces} open cases")
    if standing.lacks_stand_in:
        lacking.append("the phone and the patches")
    when = f"{long_date(london_day(absence.starts))}, {clock_time(absence.starts)}"
    by = f"{clock_time(due)} on {long_date(london_day(due))}"
    return f"{name} {going} from {when}. Nobody has yet: {' and '.join(lacking)}. Somebody is needed by {by}."


def _close_alarms(handover: Handover, closing: str, at: datetime) -> None:
    alarms.close_by_facts(
        rules.NOBODY_ACCEPTED, about(handover), council_id=handover.council_id, closing=closing, at=at
    )


def _pass_on_alarms(officer: Officer, at: datetime) -> None:
    """Let what was to be done about alarms climb, while the one who was told is away."""
    named = Alarm.objects.filter(officer=officer)
    alarms.pass_on(named, to=absence_queries.manager_answering(officer, at), at=at)


def _call(function: str, *arguments: int | datetime) -> int:
    """Call one of the database's own functions for handovers, which see restricted cases too."""
    marks = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({marks})", arguments)
        row: tuple[int] = cursor.fetchone()
    return row[0]
