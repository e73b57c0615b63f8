"""Hands the books over to the council's general ledger: each movement once, in files that are kept."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import BinaryIO

from django.db import connection, transaction

from rooftree.foundations import files as kept_files
from rooftree.foundations.dates import london_day, short_date
from rooftree.foundations.file_types import CSV
from rooftree.foundations.idempotency import once
from rooftree.foundations.models import Council, KeptFile
from rooftree.foundations.periods import DAY
from rooftree.foundations.refusals import Refused
from rooftree.ledger import closing
from rooftree.rents import general_ledger, general_ledger_files, permissions
from rooftree.rents.general_ledger import NextFile
from rooftree.rents.models import GeneralLedgerFile, GeneralLedgerLine
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

MEGABYTES_AT_MOST = Decimal(200)


class NothingNew(Refused):
    """Everything that the books say was handed over before."""


@transaction.atomic
def hand_over(
    council: Council, *, until_on: date, by: Officer | None, at: datetime, key: str
) -> GeneralLedgerFile:
    """Hand over what the books say of the days before one and no file has said, as the next file.

    `by` is None for the command line. Two at once: the second waits, and then finds nothing that is new. Raises
    Refused for a day that is not over, for one before the last file's, and where the rule book has no
    general-ledger code; NothingNew where everything was handed over.
    """
    assert by is None or by.council_id == council.pk, "An officer hands over the books of their own council."
    if by is not None:
        require(permissions.may_hand_over_to_general_ledger(by))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('rents general ledger'), %s)", [council.pk])
    done = once(key, "rents.hand_over_general_ledger", council_id=council.pk, at=at)
    if done.before:
        return GeneralLedgerFile.objects.get(pk=done.made["file"])
    latest = GeneralLedgerFile.objects.filter(council=council).order_by("-number").first()
    _check_day(until_on, latest, on=london_day(at))
    # In this order: what was closed before the books are read cannot be posted to after that.
    closed = closing.closed_until(council.pk)
    coming = _whole(general_ledger.next_file(council.pk, until_on=until_on))
    made = _keep(coming, council, number=latest.number + 1 if latest else 1, closed=closed, by=by, at=at)
    done.makes(file=made.pk)
    return made


def _check_day(until_on: date, latest: GeneralLedgerFile | None, *, on: date) -> None:
    if until_on > on:
        last = short_date(on - DAY)
        raise Refused(f"A day is handed over when it is over. Choose {last}, or a day before.")
    if latest and until_on < latest.until_on:
        last = short_date(latest.until_on - DAY)
        raise Refused(f"{latest} has the days up to {last} already. Choose that day, or a later one.")


def _whole(coming: NextFile) -> NextFile:
    """Return what is handed over. Raises Refused where it says nothing, or a code is missing."""
    if coming.missing:
        raise Refused(" ".join(coming.missing))
    if not coming.lines:
        raise NothingNew(
            f"Everything up to {short_date(coming.until_on - DAY)} has been handed over. "
            "Make the next file when something more is posted."
        )
    return coming


def _keep(
    coming: NextFile, council: Council, *, number: int, closed: date | None, by: Officer | None, at: datetime
) -> GeneralLedgerFile:
    """Write the file and keep it, with what it says line by line."""
    raw = general_ledger_files.write(
        number, council=council.code, made_on=london_day(at), until_on=coming.until_on, lines=coming.totals
    )
    kept = kept_files.keep(
        BytesIO(raw),
        filename=f"general-ledger-{council.code}-{number}.csv",
        council=council,
        at=at,
        allowed=(CSV,),
        at_most=MEGABYTES_AT_MOST,
    )
    made = GeneralLedgerFile.objects.create(
        council=council,
        number=number,
        until_on=coming.until_on,
        settled_until_on=min(closed, coming.until_on) if closed else None,
        made_by=by,
        made_at=at,
        lines=len(coming.totals),
        debit=coming.debit,
        credit=coming.credit,
        file=kept,
        sha256=kept.sha256,
    )
    GeneralLedgerLine.objects.bulk_create(
        (GeneralLedgerLine(council=council, file=made, **line._asdict()) for line in coming.lines), batch_size=2000
    )
    return made


def open_again(made: GeneralLedgerFile) -> tuple[KeptFile, BinaryIO]:
    """Return a file that was handed over, and its bytes, the same as then. Whoever opens it closes it."""
    return kept_files.open_again(made.file_id, council=made.council)
