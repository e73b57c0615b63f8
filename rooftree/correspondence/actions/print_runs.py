"""Gathers letters for a printer of our own, and says that they are printed: each letter is printed once."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from rooftree.correspondence import permissions
from rooftree.correspondence.models import Attempt, LetterInRun, Message, PrintRun, Waiting
from rooftree.correspondence.print_files import rows_of
from rooftree.correspondence.readers import no_longer
from rooftree.correspondence.rules import Channel, Outcome, Status
from rooftree.foundations.idempotency import once
from rooftree.foundations.models import Council
from rooftree.foundations.refusals import Refused
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

AT_ONCE = 200
"""Letters in one run: a file that a browser takes and a person checks. The next run takes the rest."""
BACKEND = "print"


def letters_waiting(council_ids: list[int], *, at: datetime) -> QuerySet[Waiting]:
    """Return the letters that wait for a print run, the oldest first, of what we may see."""
    in_a_run = LetterInRun.objects.filter(message=OuterRef("message"), is_put_back=False)
    found = Waiting.objects.filter(
        ~Exists(in_a_run), council_id__in=council_ids, channel=Channel.LETTER, hand__isnull=True, due_at__lte=at
    )
    return found.select_related("message__person", "message__case").order_by("due_at", "message_id")


@transaction.atomic
def gather(council: Council, *, by: Officer, at: datetime, key: str) -> PrintRun:
    """Gather the letters that wait into one run, the oldest first. None of them is in another run.

    A letter that waited until it is of no use any more, or may not go any more, is given up instead.
    Raises Refused where no letter waits.
    """
    require(permissions.may_print_letters(by, PrintRun(council=council)))
    _lock(council)
    done = once(key, "correspondence.gather", council_id=council.pk, at=at)
    if done.before:
        return PrintRun.objects.get(pk=done.made["run"])
    _give_up_useless(council, at=at)
    _give_up_unsafe(council, at=at)
    waiting = list(letters_waiting([council.pk], at=at)[:AT_ONCE])
    if not waiting:
        raise Refused("No letter waits to be printed.")
    run = PrintRun.objects.create(council=council, made_at=at, made_by=by, letters=len(waiting))
    LetterInRun.objects.bulk_create(
        LetterInRun(council=council, run=run, message_id=each.pk, number=number)
        for number, each in enumerate(waiting, start=1)
    )
    done.makes(run=run.pk)
    return run


@transaction.atomic
def mark_printed(run: PrintRun, *, by: Officer, at: datetime, key: str) -> PrintRun:
    """Say that the letters of a run are printed and go to the post: they are sent.

    Raises Refused if that was said, the run was put back, or not all of its letters can be seen.
    """
    run = _open_run(run, by=by)
    if once(key, "correspondence.mark_printed", council_id=run.council_id, at=at).before:
        return run
    _check_is_open(run)
    ids = [row.message_id for row in _all_rows(run)]
    Message.objects.filter(pk__in=ids, status=Status.QUEUED).update(
        status=Status.SENT, sent_at=at, backend=BACKEND, backend_reference=f"print run {run.pk}"
    )
    Waiting.objects.filter(pk__in=ids).delete()
    Attempt.objects.bulk_create(
        Attempt(message_id=pk, council_id=run.council_id, at=at, backend=BACKEND, outcome=Outcome.HANDED_OVER)
        for pk in ids
    )
    return _end(run, PrintRun.Outcome.PRINTED, by=by, at=at)


@transaction.atomic
def put_back(run: PrintRun, *, by: Officer, at: datetime, key: str) -> PrintRun:
    """Say that the letters of a run were not printed: they wait again, for the next run.

    Raises Refused if they were printed, or put back already.
    """
    run = _open_run(run, by=by)
    if once(key, "correspondence.put_back", council_id=run.council_id, at=at).before:
        return run
    _check_is_open(run)
    _all_rows(run)
    run.rows.update(is_put_back=True)
    return _end(run, PrintRun.Outcome.PUT_BACK, by=by, at=at)


def _lock(council: Council) -> None:
    """Hold the letters of a council until the transaction ends: two who gather at once take turns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"print run {council.pk}"])


def _open_run(run: PrintRun, *, by: Officer) -> PrintRun:
    require(permissions.may_print_letters(by, run))
    return PrintRun.objects.select_for_update().get(pk=run.pk)


def _check_is_open(run: PrintRun) -> None:
    if run.outcome:
        said = PrintRun.Outcome(run.outcome).label.lower()
        raise Refused(f"This run was {said} already. Nothing is printed twice.")


def _all_rows(run: PrintRun) -> list[LetterInRun]:
    """Return every letter of a run. Raises Refused to somebody who may not see them all."""
    rows = list(rows_of(run))
    if len(rows) < run.letters:
        raise Refused(
            "Some of these letters are for people whose record is not open to you. Ask whoever gathered them."
        )
    return rows


def _end(run: PrintRun, outcome: PrintRun.Outcome, *, by: Officer, at: datetime) -> PrintRun:
    run.outcome, run.ended_at, run.ended_by = outcome, max(at, run.made_at), by
    run.save(update_fields=["outcome", "ended_at", "ended_by"])
    return run


def _give_up_useless(council: Council, *, at: datetime) -> None:
    """Give up the letters that waited until they are of no use: what was secret in them is forgotten too."""
    useless = [each.pk for each in letters_waiting([council.pk], at=at).filter(message__useful_until__lte=at)]
    Message.objects.filter(pk__in=useless, status=Status.QUEUED).update(
        status=Status.FAILED, failed_at=at, backend=BACKEND, failure="It waited until it was of no use any more."
    )
    Waiting.objects.filter(pk__in=useless).delete()


def _give_up_unsafe(council: Council, *, at: datetime) -> None:
    """Give up the letters that may not go any more: somebody died, moved, or said that it is not safe."""
    messages = [each.message for each in letters_waiting([council.pk], at=at)]
    for pk, why in no_longer(council, messages, at=at).items():
        if why:
            Message.objects.filter(pk=pk, status=Status.QUEUED).update(
                status=Status.FAILED, failed_at=at, backend=BACKEND, failure=f"It was not printed: {why}."
            )
            Waiting.objects.filter(pk=pk).delete()
