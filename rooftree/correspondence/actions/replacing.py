"""Replaces the words of a template by the council's own, from a day on, and brings the standard ones back."""

from dataclasses import asdict
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from rooftree.correspondence import catalogue, permissions, wording
from rooftree.correspondence.models import TemplateVersion
from rooftree.correspondence.wording import Words
from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.refusals import Refused
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require


@transaction.atomic
def replace_words(
    code: str,
    language: str,
    *,
    words: Words,
    applies_from: date,
    reason: str,
    by: Officer,
    at: datetime,
    key: str,
) -> TemplateVersion:
    """Let the council's own words hold from a day on.

    Raises Refused for words that give away too much, are not plain, fill in what nobody gives or leave
    out what must be said; for a day that is past; and without a reason.
    """
    require(permissions.may_replace_templates(by))
    template = catalogue.template(code)
    _lock(by, code, language)
    done = once(key, "correspondence.replace_words", council_id=by.council_id, at=at)
    if done.before:
        return TemplateVersion.objects.get(pk=done.made["version"])
    if language not in template.words:
        raise Refused(f"“{template.label}” has no words in that language. Choose another.")
    if wrong := list(wording.mistakes(template, language, words)):
        raise Refused(" ".join(f"{each[0].upper()}{each[1:]}" for each in wrong))
    version = _write(code, language, asdict(words), False, applies_from, reason, by=by, at=at)
    done.makes(version=version.pk)
    return version


@transaction.atomic
def bring_back_words(
    code: str, language: str, *, applies_from: date, reason: str, by: Officer, at: datetime, key: str
) -> TemplateVersion:
    """Let the words that came with Rooftree hold again from a day on.

    Raises Refused where they hold already, for a day that is past, and without a reason.
    """
    require(permissions.may_replace_templates(by))
    _lock(by, code, language)
    done = once(key, "correspondence.bring_back_words", council_id=by.council_id, at=at)
    if done.before:
        return TemplateVersion.objects.get(pk=done.made["version"])
    newest = _versions(by, code, language).first()
    if newest is None or newest.is_standard:
        raise Refused("The words that came with Rooftree hold already.")
    version = _write(code, language, {}, True, applies_from, reason, by=by, at=at)
    done.makes(version=version.pk)
    return version


def _versions(by: Officer, code: str, language: str) -> QuerySet[TemplateVersion]:
    return TemplateVersion.objects.filter(council_id=by.council_id, code=code, language=language)


def _write(
    code: str,
    language: str,
    words: dict[str, str],
    is_standard: bool,
    applies_from: date,
    reason: str,
    *,
    by: Officer,
    at: datetime,
) -> TemplateVersion:
    if applies_from < london_day(at):
        raise Refused(f"{long_date(applies_from)} is past. What was sent stays as it was: choose today or later.")
    if not reason.strip():
        raise Refused("Say why the words change: whoever reads them later will ask.")
    newest = _versions(by, code, language).first()
    return TemplateVersion.objects.create(
        council_id=by.council_id,
        code=code,
        language=language,
        number=newest.number + 1 if newest else 1,
        applies_from=applies_from,
        is_standard=is_standard,
        reason=reason.strip(),
        by=by,
        at=at,
        **words,
    )


def _lock(by: Officer, code: str, language: str) -> None:
    """Hold the words of one template of the council until the transaction ends: two replace them in turn."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"words {by.council_id} {code} {language}"]
        )
