"""Takes in files of money: each once, in its turn, whole or not at all."""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import BinaryIO

from django.db import connection, transaction
from django.db.models import F, Max

from rooftree.foundations import files as kept_files
from rooftree.foundations.allowances import plural
from rooftree.foundations.dates import london_day, short_date
from rooftree.foundations.file_types import CSV, TEXT, FileType
from rooftree.foundations.idempotency import once
from rooftree.foundations.isolation import now_acting
from rooftree.foundations.models import Council
from rooftree.foundations.money import in_words
from rooftree.foundations.refusals import Refused
from rooftree.rents import money_in, permissions
from rooftree.rents.actions import benefits_came
from rooftree.rents.files import bacs, series
from rooftree.rents.files.camt import Elsewhere
from rooftree.rents.files.kinds import FileKind, Settings, check_settings, kind_of
from rooftree.rents.files.lines import Fault, Part, Reading
from rooftree.rents.models import FileMapping, MoneyFile, MoneyFilePart
from rooftree.rents.unpaid import collected
from rooftree.staff.models import Officer, Team
from rooftree.staff.permissions import require

MEGABYTES_AT_MOST = Decimal(200)
"""A day of the largest landlord is a few megabytes; what is larger is another thing."""
CHUNK = 1 << 16


def _begins_as_xml(file: BinaryIO) -> bool:
    """Return whether a file begins as XML does: with its declaration or, as it may, with its first element."""
    file.seek(0)
    return re.match(rb"(\xef\xbb\xbf)?\s*<(\?xml|[A-Za-z])", file.read(64)) is not None


XML = FileType("XML file", "application/xml", (".xml",), _begins_as_xml, ("text/xml",))


@transaction.atomic
def take_file(
    stream: BinaryIO,
    *,
    kind: str,
    name: str,
    council: Council,
    by: Officer | None,
    at: datetime,
    key: str,
    said_lines: int | None = None,
    said_total: Decimal | None = None,
) -> MoneyFile:
    """Take in one file: post it whole, hold it until those before it have come, or refuse it with every reason.

    `by` is None for the command line and the watched folder. `said_lines` and `said_total` (pounds) are what
    the sender wrote beside a file that does not say so itself. Two that take one file at once: the second
    waits, and is refused. Raises Refused for a file that was taken before, naming the first, and for one
    that cannot be kept. A file with faults is kept as `refused`, and nothing of it is posted.
    """
    of_kind = kind_of(kind)
    if by is not None:
        require(permissions.may_take_money_files(by))
    _wait_for_turn(council)
    done = once(key, "rents.take_file", council_id=council.pk, at=at)
    if done.before:
        return MoneyFile.objects.get(pk=done.made["file"])
    allowed = (XML,) if of_kind.is_xml else (CSV, TEXT)
    kept = kept_files.keep(
        stream, filename=name, council=council, at=at, allowed=allowed, at_most=MEGABYTES_AT_MOST
    )
    _refuse_again(kept.sha256, council)
    file = MoneyFile(
        council=council,
        kind=kind,
        name=kept.filename,
        sha256=kept.sha256,
        kept=kept,
        received_by=by,
        received_at=at,
    )
    said = Said(said_lines, said_total)
    _settle(file, of_kind, said=said, at=at)
    done.makes(file=file.pk)
    if file.status == MoneyFile.Status.POSTED:
        _post_waiting(council, at=at)
    return file


@transaction.atomic
def ask_to_skip(file: MoneyFile, *, why: str, by: Officer, at: datetime, key: str) -> MoneyFile:
    """Ask that a held file is posted although others of its series are missing. Another officer agrees.

    Raises Refused without a reason, and for a file that is not held.
    """
    require(permissions.may_skip_money_files(by, file))
    file = _held(file, waiting="asked about")
    done = once(key, "rents.ask_to_skip", council_id=file.council_id, at=at)
    if done.before:
        return file
    if not why.strip():
        raise Refused("Say why it is to be posted although another is missing: what became of that one.")
    file.skip_asked_by, file.skip_asked_at, file.skip_why = by, at, why.strip()
    file.save(update_fields=["skip_asked_by", "skip_asked_at", "skip_why"])
    return file


@transaction.atomic
def agree_to_skip(file: MoneyFile, *, by: Officer, at: datetime, key: str) -> MoneyFile:
    """Agree that a held file is posted although others are missing, and post it.

    Raises Refused for the officer who asked, and where nobody asked.
    """
    require(permissions.may_skip_money_files(by, file))
    _wait_for_turn(file.council)
    done = once(key, "rents.agree_to_skip", council_id=file.council_id, at=at)
    if done.before:
        return MoneyFile.objects.get(pk=file.pk)
    file = _held(file, waiting="agreed to")
    if file.skip_asked_by_id is None:
        raise Refused("Nobody has asked for this file to be posted out of its turn. Ask first, with a reason.")
    if file.skip_asked_by_id == by.pk:
        raise Refused("You asked for this, so a colleague has to agree to it.")
    file.skip_agreed_by = by
    _settle(file, kind_of(file.kind), said=NOTHING_SAID, at=at)
    if file.status == MoneyFile.Status.POSTED:
        _post_waiting(file.council, at=at)
    return file


@transaction.atomic
def give_up(file: MoneyFile, *, why: str, by: Officer, at: datetime, key: str) -> MoneyFile:
    """Refuse a held file after all: it was sent by mistake, or its sender sends another.

    Raises Refused without a reason, and for a file that is not held.
    """
    require(permissions.may_take_money_files(by, file))
    done = once(key, "rents.give_up_file", council_id=file.council_id, at=at)
    if done.before:
        return MoneyFile.objects.get(pk=file.pk)
    file = _held(file, waiting="given up")
    if not why.strip():
        raise Refused("Say why this file is not to be posted.")
    file.status, file.because = MoneyFile.Status.REFUSED, f"Given up by {by.name}: {why.strip()}"[:300]
    file.save(update_fields=["status", "because"])
    return file


@transaction.atomic
def set_mapping(
    kind: str, *, layout: str, elsewhere: Sequence[Elsewhere] = (), by: Officer, at: datetime, key: str
) -> FileMapping:
    """Say how this council's files of a kind are laid out, from the next file on.

    `layout` is a mapping in TOML, "" for our own layout. Raises Refused, saying what is wrong with it.
    """
    require(permissions.may_take_money_files(by))
    _wait_for_turn(by.council)
    done = once(key, "rents.set_file_mapping", council_id=by.council_id, at=at)
    if done.before:
        return FileMapping.objects.get(pk=done.made["mapping"])
    check_settings(kind_of(kind), Settings(layout, tuple(elsewhere)))
    mapping, _ = FileMapping.objects.update_or_create(
        council_id=by.council_id,
        kind=kind,
        defaults={
            "layout": layout.strip(),
            "elsewhere": [[each.control, each.family, each.payer, each.text] for each in elsewhere],
            "changed_by": by,
            "changed_at": at,
        },
    )
    done.makes(mapping=mapping.pk)
    return mapping


def news_of(file: MoneyFile) -> list[bacs.MandateNews]:
    """Return what banks say of instructions in a file of ADDACS or AUDDIS that was taken in."""
    assert file.kind == "advices", "Only reports of instructions have news."
    with _opened(file) as stream:
        news, faults = bacs.news(stream)
    assert not faults, "A file with faults is not taken in."
    return news


@transaction.atomic
def differences(file: MoneyFile) -> list[str]:
    """Return a sentence for each line whose money in the books is not what its file says. Reads the file again.

    It finds a penny that was moved between two accounts, in the file that is kept or in what was posted of
    it, where every total still agrees. Changes nothing.
    """
    assert file.posted_on is not None, "Only a posted file can be compared with the books."
    kind = kind_of(file.kind)
    with _opened(file) as stream:
        money_in.stage(kind.read(stream, _settings(file.council_id, file.kind)), through=_through(kind))
    return [
        f"Line {number:,} ({reference or 'no reference'}): the file says {in_words(said) if said else 'nothing'}, "
        f"the books {in_words(posted) if posted else 'nothing'}."
        for number, reference, said, posted in money_in.compared(
            file.pk, council_id=file.council_id, posted_on=file.posted_on
        )
    ]


# --- Settling a file: refuse, hold or post ------------------------------------------------------------


class Said:
    """What the sender wrote beside a file."""

    def __init__(self, lines: int | None, total: Decimal | None) -> None:
        self.lines, self.total = lines, total

    def faults(self, parts: Sequence[Part]) -> list[Fault]:
        """Compare it with what is in the file."""
        lines = sum(part.found.lines for part in parts)
        total = sum((part.found.pounds for part in parts), Decimal())
        found = []
        if self.lines is not None and self.lines != lines:
            found.append(Fault(0, f"{self.lines:,} lines were to come, but the file has {lines:,}."))
        if self.total is not None and self.total != total:
            found.append(Fault(0, f"{in_words(self.total)} was to come, but the file has {in_words(total)}."))
        return found


NOTHING_SAID = Said(None, None)


def _settle(file: MoneyFile, kind: FileKind, *, said: Said, at: datetime) -> None:
    """Read a file that was kept, and refuse, hold or post it."""
    with _opened(file) as stream:
        reading = kind.read(stream, _settings(file.council_id, file.kind))
        staged = money_in.stage(reading, through=_through(kind))
    for fault in said.faults(reading.parts):
        reading.fault(*fault)
    placed = _place(file, reading)
    file.lines = sum(part.found.lines for part in reading.parts)
    file.total = sum((part.found.pounds for part in reading.parts), Decimal())
    if reading.faults:
        _refuse(file, reading)
    elif placed.turn is series.Turn.EARLY and file.skip_agreed_by_id is None:
        file.status, file.because = MoneyFile.Status.HELD, placed.because[:300]
        file.save()
        _keep_parts(file, reading, is_posted=False)
    else:
        _post(file, reading, staged, at=at)


def _refuse(file: MoneyFile, reading: Reading) -> None:
    file.status = MoneyFile.Status.REFUSED
    file.faults = [list(fault) for fault in reading.faults]
    file.more_faults = reading.more_faults
    file.because = reading.faults[0].sentence[:300]
    file.save()


def _post(file: MoneyFile, reading: Reading, staged: money_in.Staged, *, at: datetime) -> None:
    posted_on = london_day(at)
    fates = money_in.match(staged, council_id=file.council_id, posted_on=posted_on, collected=collected)
    file.status, file.because, file.posted_on = MoneyFile.Status.POSTED, "", posted_on
    file.to_accounts, file.to_accounts_total = fates.to_accounts, fates.to_accounts_total
    file.to_suspense, file.to_suspense_total = fates.to_suspense, fates.to_suspense_total
    file.elsewhere, file.elsewhere_total = fates.elsewhere, fates.elsewhere_total
    file.save()
    _keep_parts(file, reading, is_posted=True)
    if not file.lines:
        return
    new = money_in.post(
        file.pk,
        council_id=file.council_id,
        team_id=_answering_team(file.council_id),
        posted_on=posted_on,
        at=at,
        who=now_acting().who,
    )
    assert new == file.lines, f"{file.lines} lines made {new} movements."
    if file.kind in benefits_came.SCHEDULES:
        benefits_came.move_on(file.council_id, on=posted_on, file_id=file.pk)


def _keep_parts(file: MoneyFile, reading: Reading, *, is_posted: bool) -> None:
    MoneyFilePart.objects.filter(file=file).update(is_posted=is_posted)
    held = set(MoneyFilePart.objects.filter(file=file).values_list("number", flat=True))
    MoneyFilePart.objects.bulk_create(
        [
            MoneyFilePart(
                council_id=file.council_id,
                file=file,
                number=number,
                kind=file.kind,
                feed=part.feed,
                sequence=part.sequence,
                made_on=part.made_on,
                name=part.name,
                lines=part.found.lines,
                total=part.found.pounds,
                by_code={code: [each.lines, str(each.pounds)] for code, each in sorted(part.found_of.items())},
                opening=part.opening,
                closing=part.closing,
                is_posted=is_posted,
            )
            for number, part in enumerate(reading.parts)
            if number not in held
        ]
    )


def _post_waiting(council: Council, *, at: datetime) -> None:
    """Post held files whose turn has come, one after another, until none is left whose turn it is."""
    while (ready := next((file for file in _waiting(council) if _is_next(file)), None)) is not None:
        _settle(ready, kind_of(ready.kind), said=NOTHING_SAID, at=at)


def _waiting(council: Council) -> list[MoneyFile]:
    held = MoneyFile.objects.filter(council=council, status=MoneyFile.Status.HELD)
    return list(held.filter(parts__sequence__isnull=False).distinct().order_by("received_at", "id"))


def _is_next(file: MoneyFile) -> bool:
    parts = [Part(each.feed, each.sequence, each.made_on) for each in file.parts.order_by("number")]
    return all(series.place(*each).turn is series.Turn.NEXT for each in _series_of(parts, file))


# --- Turns -------------------------------------------------------------------------------------------


def _wait_for_turn(council: Council) -> None:
    """Let one file of a council be taken at a time, so that a second sees what the first did."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"money files {council.pk}"])


def _refuse_again(sha256: str, council: Council) -> None:
    first = MoneyFile.objects.filter(council=council, sha256=sha256, status__in=["posted", "held"]).first()
    if first is None:
        return
    became = (
        f"it was posted, {first.lines:,} {plural('line', first.lines)}"
        if first.status == MoneyFile.Status.POSTED
        else "it is held, until those before it have come"
    )
    raise Refused(
        f"This file was handed in before, as “{first.name}” on {short_date(london_day(first.received_at))}: "
        f"{became}. Nothing was posted again."
    )


def _place(file: MoneyFile, reading: Reading) -> series.Placed:
    """Return the turn of a file: that of its first part that is not the next. Faults go to the reading."""
    found = _series_of(reading.parts, file)
    placed = [series.place(part, of_feed) for part, of_feed in found]
    for part, of_feed in found:
        if fault := series.balance_fault(part, of_feed):
            reading.fault(0, fault)
    for each in placed:
        if each.turn is series.Turn.AGAIN:
            reading.fault(0, each.because)
    return next((each for each in placed if each.turn is not series.Turn.NEXT), series.NEXT)


def _series_of(parts: Sequence[Part], file: MoneyFile) -> list[tuple[Part, series.Series]]:
    """Return each part of a file with what came before it in its series: posted files, and earlier parts."""
    found: list[tuple[Part, series.Series]] = []
    earlier: dict[str, Part] = {}
    for part in parts:
        of_feed = _series(part, file)
        if part.feed in earlier:
            of_feed = series.after(of_feed, earlier[part.feed])
        found.append((part, of_feed))
        earlier[part.feed] = part
    return found


def _series(part: Part, file: MoneyFile) -> series.Series:
    """Return what was posted of a part's series, by files other than this one."""
    posted = MoneyFilePart.objects.filter(
        council_id=file.council_id, kind=file.kind, feed=part.feed, is_posted=True
    ).exclude(file_id=file.pk)
    if part.sequence is None:
        alike = posted.filter(made_on=part.made_on, lines=part.found.lines, total=part.found.pounds)
        return series.Series(
            last_on=posted.aggregate(last=Max("made_on"))["last"],
            alike=alike.values_list("file__name", flat=True).first() or "",
        )
    newest = posted.order_by(F("made_on").desc(nulls_last=True)).first()
    if newest is None:
        return series.Series()
    of_its_year = posted.filter(made_on__year=newest.made_on.year) if newest.made_on else posted
    last = of_its_year.order_by("-sequence")[0]
    before = posted.filter(sequence=part.sequence - 1).order_by(F("made_on").desc(nulls_last=True)).first()
    same = None if _is_later(part, last) else posted.filter(sequence=part.sequence).first()
    return series.Series(
        last=last.sequence,
        last_on=newest.made_on,
        same=same.file.name if same else "",
        closing=before.closing if before else None,
    )


def _is_later(part: Part, last: MoneyFilePart) -> bool:
    """Return whether a part goes beyond the latest one: its number then is new, though it was there last year."""
    assert part.sequence is not None, "Only numbered deliveries have a number."
    if part.made_on is None or last.made_on is None:
        return False
    return part.sequence > (last.sequence or 0) and part.made_on.year >= last.made_on.year


def _held(file: MoneyFile, *, waiting: str) -> MoneyFile:
    file = MoneyFile.objects.select_for_update(no_key=True).get(pk=file.pk)
    if file.status != MoneyFile.Status.HELD:
        raise Refused(f"This file is {file.get_status_display().lower()}, so it cannot be {waiting}.")
    return file


# --- What a council says of its files -------------------------------------------------------------------


def _settings(council_id: int, kind: str) -> Settings:
    mapping = FileMapping.objects.filter(council_id=council_id, kind=kind).first()
    if mapping is None:
        return Settings()
    return Settings(mapping.layout, tuple(Elsewhere(*each) for each in mapping.elsewhere))


def _through(kind: FileKind) -> str:
    """Return the control account by which all money of a file comes: a bank's is all cash."""
    return money_in.CASH if kind.code == "bank" else ""


def _opened(file: MoneyFile) -> BinaryIO:
    _, stream = kept_files.open_again(file.kept_id, council=file.council)
    return stream


def _answering_team(council_id: int) -> int | None:
    """Return the team that answers for money in suspense: rent accounting's, else income's."""
    teams = dict(Team.objects.filter(council_id=council_id).values_list("function", "pk"))
    return next((teams[function] for function in ("rent_accounting", "income") if function in teams), None)
