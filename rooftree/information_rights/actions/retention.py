"""Reckons what is kept too long, lets two people decide, destroys it, and leaves a proof. Holds keep things."""

from collections import defaultdict
from datetime import date, datetime

from django.db import connection, transaction

from rooftree.cases.models import Case
from rooftree.foundations import files
from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.models import Council
from rooftree.foundations.refusals import Refused
from rooftree.information_rights import permissions, retention_queries, rules
from rooftree.information_rights.models import Certificate, Disposal, DisposalLine, LegalHold
from rooftree.people.models import Person
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

Groups = tuple[int, int]


@transaction.atomic
def reckon(council: Council, *, on: date, at: datetime) -> int:
    """Make the batches of what is due to be looked at, anew; those that somebody put forward stay as they are.

    A batch holds records of one sort and of the same restricted groups, at most as many as the rule book
    says. Destroys nothing. Returns how many records are due. For the timetable, which acts for every group.
    """
    most = int(rules.LARGEST_BATCH.version(on=on, council=council.pk).value)
    reckoned = 0
    for item in retention_queries.reckoned(on=on, council_id=council.pk):
        found = retention_queries.due(item, council_id=council.pk, on=on, at=at, most=most)
        reckoned += len(found)
        record_type = str(item.flags["of"])
        _replace(council, record_type, retention_queries.in_words(item), found, at=at)
    return reckoned


def _replace(
    council: Council, record_type: str, rule: str, found: list[retention_queries.Due], *, at: datetime
) -> None:
    """Put a sort's newly reckoned batches in place of those reckoned before."""
    batches: dict[Groups, list[retention_queries.Due]] = defaultdict(list)
    for each in found:
        batches[each.restricted_to, each.also_restricted_to].append(each)
    Disposal.objects.filter(council=council, record_type=record_type, status=Disposal.Status.DUE).delete()
    for (own, also), records in batches.items():
        groups = {"council_id": council.pk, "restricted_to": own, "also_restricted_to": also}
        batch = Disposal.objects.create(**groups, record_type=record_type, rule=rule, reckoned_at=at)
        DisposalLine.objects.bulk_create(
            DisposalLine(
                **groups,
                disposal=batch,
                row_id=each.row_id,
                label=each.label,
                since_on=each.since_on,
                due_on=each.due_on,
            )
            for each in records
        )


def _lock(batch: Disposal) -> Disposal:
    return Disposal.objects.select_for_update().get(pk=batch.pk)


@transaction.atomic
def keep_line(
    line: DisposalLine, *, because: str, until: date, by: Officer, at: datetime, key: str
) -> DisposalLine:
    """Keep one record of a batch after all, until a day, and say why. Raises Refused once it is approved."""
    require(permissions.may_propose_destruction(by, line))
    batch = _lock(line.disposal)
    line = DisposalLine.objects.get(pk=line.pk)
    if once(key, "information_rights.keep_line", council_id=batch.council_id, at=at).before:
        return line
    if batch.status not in (Disposal.Status.DUE, Disposal.Status.PROPOSED):
        raise Refused(f"This batch is {batch.get_status_display().lower()}. Drop it to keep something of it.")
    rules.check_hold_end(until, on=london_day(at))
    line.kept_because = rules.check_words(because, "Write why it is kept longer.")
    line.kept_by, line.kept_until_on = by, until
    line.save(update_fields=["kept_because", "kept_by", "kept_until_on"])
    return line


@transaction.atomic
def propose(batch: Disposal, *, by: Officer, at: datetime, key: str) -> Disposal:
    """Put a batch forward: every record of it was looked at. Raises Refused for one with nothing left in it."""
    require(permissions.may_propose_destruction(by, batch))
    batch = _lock(batch)
    if once(key, "information_rights.propose", council_id=batch.council_id, at=at).before:
        return batch
    if batch.status != Disposal.Status.DUE:
        raise Refused(f"This batch is {batch.get_status_display().lower()} already.")
    if not batch.lines.filter(kept_because="").exists():
        raise Refused("Everything in this batch is kept, so there is nothing to destroy.")
    batch.status, batch.proposed_by, batch.proposed_at = Disposal.Status.PROPOSED, by, at
    batch.save(update_fields=["status", "proposed_by", "proposed_at"])
    return batch


@transaction.atomic
def drop(batch: Disposal, *, by: Officer, at: datetime, key: str) -> Disposal:
    """Take back a batch that is not destroyed yet: the next night reckons anew."""
    require(permissions.may_propose_destruction(by, batch))
    batch = _lock(batch)
    if once(key, "information_rights.drop", council_id=batch.council_id, at=at).before:
        return batch
    if batch.status not in (Disposal.Status.PROPOSED, Disposal.Status.APPROVED):
        raise Refused(f"This batch is {batch.get_status_display().lower()}, so there is nothing to take back.")
    batch.status = Disposal.Status.DROPPED
    batch.save(update_fields=["status"])
    return batch


@transaction.atomic
def approve(batch: Disposal, *, by: Officer, at: datetime, key: str) -> Disposal:
    """Approve what a colleague put forward. Raises Refused for one's own, and for one not put forward."""
    require(permissions.may_approve_destruction(by, batch))
    batch = _lock(batch)
    if once(key, "information_rights.approve", council_id=batch.council_id, at=at).before:
        return batch
    if batch.status != Disposal.Status.PROPOSED:
        raise Refused(f"This batch is {batch.get_status_display().lower()}, so nothing waits to be approved.")
    rules.check_second_person(by.pk, batch.proposed_by_id)
    batch.status, batch.approved_by, batch.approved_at = Disposal.Status.APPROVED, by, at
    batch.save(update_fields=["status", "approved_by", "approved_at"])
    return batch


def destroy(batch: Disposal, *, by: Officer, at: datetime) -> Certificate:
    """Destroy an approved batch with all that is part of its records, and return the proof. Done once.

    One transaction: killed in the middle, nothing is gone. The database looks again at each record, and
    keeps what is held, changed or still pointed to. Files that nothing needs any more go after it. Raises
    Refused for a batch that was not approved.
    """
    require(permissions.may_approve_destruction(by, batch))
    with transaction.atomic():
        batch = _lock(batch)
        if batch.status not in (Disposal.Status.APPROVED, Disposal.Status.DESTROYED):
            raise Refused("A batch is destroyed once a second person has approved it.")
        with connection.cursor() as cursor:
            cursor.execute("SELECT destroy_disposal(%s, %s)", [batch.pk, at])
            (lost,) = cursor.fetchone()
    council = Council.objects.get(pk=batch.council_id)
    for digest in lost:
        files.forget(digest, council=council)
    return Certificate.objects.get(disposal=batch)


# --- Holds ----------------------------------------------------------------------------------------


@transaction.atomic
def hold_records(
    on_what: Person | Case, *, reason: str, until: date, source: str = "", by: Officer, at: datetime, key: str
) -> LegalHold:
    """Keep everything of a person, or of a case, until a day, whatever its time: a claim, an inquiry, an order.

    Raises Refused without a reason, or for a day gone by.
    """
    require(permissions.may_hold_records(by, on_what))
    done = once(key, "information_rights.hold_records", council_id=by.council_id, at=at)
    if done.before:
        return LegalHold.objects.get(pk=done.made["hold"])
    today = london_day(at)
    rules.check_hold_end(until, on=today)
    of_what = (
        {"person": on_what, "person_restricted_to": on_what.restricted_to}
        if isinstance(on_what, Person)
        else {
            "case": on_what,
            "case_restricted_to": on_what.restricted_to,
            "case_person_restricted_to": on_what.person_restricted_to,
        }
    )
    hold = LegalHold.objects.create(
        council_id=on_what.council_id,
        **of_what,
        reason=rules.check_words(reason, "Write why the records must be kept."),
        source=source.strip(),
        from_on=today,
        until_on=until,
        by=by,
        at=at,
    )
    done.makes(hold=hold.pk)
    return hold


@transaction.atomic
def end_hold(hold: LegalHold, *, by: Officer, at: datetime, key: str) -> LegalHold:
    """End a hold before its day: what it kept is reckoned again from the next night on."""
    require(permissions.may_hold_records(by, hold))
    hold = LegalHold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    if once(key, "information_rights.end_hold", council_id=hold.council_id, at=at).before:
        return hold
    if hold.ended_at or hold.until_on <= london_day(at):
        raise Refused(f"This hold is over: it held until {long_date(hold.until_on)} at the latest.")
    hold.ended_at, hold.ended_by = at, by
    hold.save(update_fields=["ended_at", "ended_by"])
    return hold
