"""Collects direct debits: the file of each day to the bank, once, and its receipts on the day itself."""

from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from rooftree.foundations.all_groups import all_groups_of
from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.models import Council
from rooftree.foundations.refusals import Refused
from rooftree.ledger import accounts, posting
from rooftree.rents import direct_debits as rules
from rooftree.rents import paying_queries, permissions, sealing
from rooftree.rents.direct_debits import Record, ServiceUser
from rooftree.rents.models import Collection, LodgedInstruction, Mandate, MandateEvent, Submission
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

Status = Mandate.Status
What = MandateEvent.What
CONTROL = "direct_debit"

_POST = """
    SELECT %(control)s::bigint AS debit_id, part.ledger_account_id AS credit_id, collected.amount,
           'receipt' AS kind, 'RDD' AS code, collected.due_on AS effective_on,
           'dd:' || collected.id AS key, 'Direct Debit' AS narrative, mandate.reference AS reference,
           'dd:' || collected.submission_id AS batch
    FROM rents_collection AS collected
    JOIN rents_mandate AS mandate ON mandate.id = collected.mandate_id
    JOIN rents_accountpart AS part
      ON part.council_id = collected.council_id AND part.rent_account_id = mandate.rent_account_id
     AND part.part = 'rent'
    WHERE collected.council_id = %(council)s AND collected.submission_id = %(submission)s
      AND collected.status = 'submitted'
"""
_COLLECTED = """
    UPDATE rents_collection AS collected SET status = 'collected', movement = posted.movement_id
    FROM ledger_key AS posted
    WHERE collected.council_id = %(council)s AND collected.submission_id = %(submission)s
      AND collected.status = 'submitted'
      AND posted.council_id = collected.council_id AND posted.key = 'dd:' || collected.id
"""


def service_user(council: Council) -> ServiceUser:
    """Return the council as Bacs knows it. Raises Refused where the setting names nothing for it."""
    said = settings.BACS_USERS.get(council.code, "").split("/")
    if len(said) != 4:
        raise Refused(
            "The council's number with Bacs and its bank account are not set up (ROOFTREE_BACS_USERS), "
            "so no file can be made."
        )
    return ServiceUser(*said)


def make_submission(
    council: Council, *, collects_on: date, by: Officer | None, at: datetime, key: str
) -> Submission | None:
    """Make the file for one day of collection: new and cancelled instructions, and each amount due, once.

    None where nothing is due. `by` is empty for the job. Nothing is collected after a death or the end of
    a tenancy, nor anything of which the payer was not told in time. It holds every payer, also those whose
    record whoever makes it may not open. Raises Refused for a day that is no working day or has passed, and
    for one that has its file already.
    """
    if by is not None:
        require(permissions.may_collect_direct_debits(by))
        assert by.council_id == council.pk, "An officer makes the files of her own council."
    with all_groups_of(council.pk), transaction.atomic():
        return _make(council, collects_on=collects_on, by=by, at=at, key=key)


def _make(council: Council, *, collects_on: date, by: Officer | None, at: datetime, key: str) -> Submission | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('direct debits'), %s)", [council.pk])
    done = once(key, "rents.make_submission", council_id=council.pk, at=at)
    if done.before:
        return Submission.objects.filter(pk=done.made.get("submission", 0)).first()
    service_user(council)
    if collects_on <= london_day(at):
        raise Refused("Banks need the file before the day on which they collect. Choose a later day.")
    if Submission.objects.filter(council=council, collects_on=collects_on).exists():
        raise Refused(f"The file for {long_date(collects_on)} is made already. Download that one.")
    due = [each for each in paying_queries.to_collect(council, collects_on=collects_on) if each.amount]
    instructions = _instructions(council, collects_on=collects_on)
    if not due and not instructions:
        return None
    submission = _keep_submission(council, due, instructions, collects_on=collects_on, by=by, at=at)
    done.makes(submission=submission.pk)
    return submission


def _instructions(council: Council, *, collects_on: date) -> list[tuple[Mandate, str]]:
    """Return the instructions that the bank has to hear of, locked: new ones, and those cancelled since."""
    Kind = LodgedInstruction.Kind
    waiting = paying_queries.unheard(council, collects_on=collects_on).select_for_update()
    return [(each, Kind.NEW if each.status == Status.NEW else Kind.CANCELLED) for each in waiting]


def _keep_submission(
    council: Council,
    due: list[paying_queries.ToCollect],
    instructions: list[tuple[Mandate, str]],
    *,
    collects_on: date,
    by: Officer | None,
    at: datetime,
) -> Submission:
    newest = Submission.objects.filter(council=council).aggregate(newest=Max("number"))["newest"] or 0
    submission = Submission.objects.create(
        council=council,
        number=newest + 1,
        collects_on=collects_on,
        items=len(due),
        total=sum((each.amount for each in due), Decimal("0.00")),
        instructions=len(instructions),
        made_by=by,
        made_at=at,
    )
    collected_before = set(
        Collection.objects.filter(mandate__in=[each.mandate for each in due]).values_list("mandate_id", flat=True)
    )
    Collection.objects.bulk_create(
        [
            Collection(
                council=council,
                restricted_to=each.mandate.restricted_to,
                mandate=each.mandate,
                notice=each.notice,
                submission=submission,
                due_on=collects_on,
                amount=each.amount,
                is_first=each.mandate.pk not in collected_before,
                status=Collection.Status.SUBMITTED,
            )
            for each in due
        ],
        batch_size=2000,
    )
    _lodge(submission, instructions, at=at)
    submission.sha256 = sha256(_bytes_of(submission)).hexdigest()
    submission.save(update_fields=["sha256"])
    return submission


def _lodge(submission: Submission, instructions: list[tuple[Mandate, str]], *, at: datetime) -> None:
    """Keep which instructions are in a file, and that the bank hears of them."""
    LodgedInstruction.objects.bulk_create(
        [
            LodgedInstruction(
                council_id=submission.council_id,
                restricted_to=mandate.restricted_to,
                submission=submission,
                mandate=mandate,
                kind=kind,
            )
            for mandate, kind in instructions
        ],
        batch_size=2000,
    )
    new = [mandate.pk for mandate, kind in instructions if kind == LodgedInstruction.Kind.NEW]
    ended = [mandate.pk for mandate, kind in instructions if kind != LodgedInstruction.Kind.NEW]
    Mandate.objects.filter(pk__in=new).update(status=Status.LODGED, lodged_at=at)
    Mandate.objects.filter(pk__in=ended).update(cancellation_lodged_at=at)
    MandateEvent.objects.bulk_create(
        [
            MandateEvent(
                council_id=mandate.council_id,
                restricted_to=mandate.restricted_to,
                mandate=mandate,
                what=What.LODGED,
                words=f"In the file number {submission.number} to the bank.",
                at=at,
            )
            for mandate, kind in instructions
            if kind == LodgedInstruction.Kind.NEW
        ],
        batch_size=2000,
    )


def file_of(submission: Submission) -> tuple[str, bytes]:
    """Return the name of a submission's file and its bytes, made anew: the same each time.

    Raises Refused where they are not those that were made first: a bank account was changed since.
    """
    written = _bytes_of(submission)
    if sha256(written).hexdigest() != submission.sha256:
        raise Refused(
            "The file cannot be made again as it was: a bank account in it was changed since, or a record in it "
            "is not open to you. Use the copy that was downloaded first."
        )
    return f"direct-debits-{submission.number:06}-{submission.collects_on:%Y%m%d}.txt", written


def _bytes_of(submission: Submission) -> bytes:
    lodged = submission.lodged.select_related("mandate").order_by("pk")
    collected = submission.collections.select_related("mandate").order_by("pk")
    records = [_record(each.mandate, each.kind) for each in lodged]
    records += [
        _record(each.mandate, rules.FIRST if each.is_first else rules.AGAIN, each.amount) for each in collected
    ]
    return rules.write(
        service_user(submission.council),
        records,
        number=submission.number,
        collects_on=submission.collects_on,
        made_on=london_day(submission.made_at),
    )


def _record(mandate: Mandate, kind: str, amount: Decimal = Decimal("0.00")) -> Record:
    sort_code, number = sealing.unseal(mandate.sealed)
    return Record(kind, sort_code, number, mandate.account_name, mandate.reference, amount)


def post_collections(council: Council, *, on: date, at: datetime, who: str = "job:direct-debits") -> int:
    """Post what was collected up to a day: one receipt a collection, once. Returns how many were new.

    A file in a transaction of its own, in one statement, so a crash leaves it whole or not at all.
    """
    posted = 0
    waiting = Submission.objects.filter(council=council, collects_on__lte=on, posted_at__isnull=True)
    for submission in waiting.order_by("collects_on"):
        posted += _post(submission, at=at, who=who)
    return posted


@transaction.atomic
def _post(submission: Submission, *, at: datetime, who: str) -> int:
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    if submission.posted_at:
        return 0
    council_id = submission.council_id
    named = {"council": council_id, "submission": submission.pk, "control": accounts.control(council_id, CONTROL)}
    new = posting.post_from(_POST, named, council_id=council_id, posted_on=london_day(at), at=at, who=who)
    with connection.cursor() as cursor:
        cursor.execute(_COLLECTED, named)
    submission.posted_at = at
    submission.save(update_fields=["posted_at"])
    return new
