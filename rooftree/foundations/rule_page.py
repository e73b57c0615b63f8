"""Reads the whole rule book for the page that shows it, a council's own versions beside the law."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rooftree.foundations import rulebook
from rooftree.foundations.models import LocalRule
from rooftree.foundations.periods import Period
from rooftree.foundations.rule_entries import SURE, Version
from rooftree.foundations.rule_parsing import Mistakes
from rooftree.foundations.rule_replacing import replaced

if TYPE_CHECKING:
    from rooftree.foundations.models import Council


@dataclass(frozen=True)
class ShownVersion:
    """One version as the page of the rule book shows it."""

    period: Period
    words: str
    source: str
    sure: str
    sure_in_words: str
    note: str
    is_local: bool
    key: str


@dataclass(frozen=True)
class ShownOwn:
    """A council's own version as the page shows it: what it says, since when, why, and on whose word."""

    rule: LocalRule
    period: Period
    words: str
    overtaken: str
    """Why the law no longer allows it, if it does not: then the national version holds."""


@dataclass(frozen=True)
class Shown:
    """One entry of the rule book with its versions, newest first."""

    kind: str
    code: str
    label: str
    where: str
    may_replace: bool
    versions: tuple[ShownVersion, ...]
    own: tuple[ShownOwn, ...]


def everything(*, council: "Council | int", on: date) -> list[Shown]:
    """Return the whole rule book by code, with a council's own versions, for the page. One query.

    `may_replace` says whether the council could set its own from this day.
    """
    council_id = council if isinstance(council, int) else council.pk
    own: dict[str, list[LocalRule]] = {}
    for rule in LocalRule.objects.filter(council_id=council_id).order_by("code", "-applies_from"):
        own.setdefault(rule.code, []).append(rule)
    return [_shown(code, on, own.get(code, [])) for code in sorted(rulebook.load())]


def _shown(code: str, on: date, own: list[LocalRule]) -> Shown:
    entry = rulebook.load()[code]
    versions: list[Version] = sorted(entry.versions, key=lambda each: each.applies_from, reverse=True)
    newest = versions[0]
    return Shown(
        kind=entry.kind,
        code=code,
        label=newest.label,
        where=newest.where,
        may_replace=any(each.is_local and each.period.covers(on) for each in versions),
        versions=tuple(
            ShownVersion(
                period=each.period,
                words=each.in_words(),
                source=each.source,
                sure=each.sure,
                sure_in_words=SURE[each.sure],
                note=each.note,
                is_local=each.is_local,
                key=each.key,
            )
            for each in versions
        ),
        own=tuple(_shown_own(rule, versions) for rule in own),
    )


def _shown_own(rule: LocalRule, versions: list[Version]) -> ShownOwn:
    """Return a council's own version beside the national one it stands on."""
    own = rulebook.own_of(rule)
    national = next((each for each in versions if each.period.covers(rule.applies_from)), versions[-1])
    try:
        words, overtaken = replaced(national, own).in_words(), ""
    except Mistakes as mistakes:
        words, overtaken = "", " ".join(mistakes.found)
    return ShownOwn(rule, own.period, words, overtaken)
