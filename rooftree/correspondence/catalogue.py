"""Every template that the house can send, read from the `messages.toml` of each package and checked at the start.

`docs/messages.md` is the format. Every mistake in any of them is found at once, and told with the file,
the template and what is wrong.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rooftree.correspondence import wording
from rooftree.correspondence.rules import Channel
from rooftree.correspondence.wording import Template, Words

if TYPE_CHECKING:
    from rooftree.correspondence.models import TemplateVersion

NOTES = ("stage", "audience", "legal", "owner", "proof", "resend", "when_sent", "when_failed")
NEEDED = ("code", "version", "label", "area", "purpose", "tone", "channels", "safe", "en")
LANGUAGES: Mapping[str, str] = {"en": "eng", "cy": "cym"}
"""The languages that templates may have, and how people.languages calls them."""
KNOWN = {*NEEDED, *NOTES, *LANGUAGES, "languages", "facts", "sensitive", "lasts_minutes"}
SAFE = ("usual", "stated")


class Mistakes(Exception):
    """What is wrong with the templates, a sentence each."""

    def __init__(self, found: list[str]) -> None:
        super().__init__("\n".join(found))
        self.found = found


def load() -> None:
    """Read and check every template. Raises ImproperlyConfigured with every mistake."""
    from django.core.exceptions import ImproperlyConfigured

    try:
        known()
    except Mistakes as mistakes:
        raise ImproperlyConfigured(f"The templates of messages have mistakes:\n{mistakes}") from mistakes


@cache
def known() -> dict[str, Template]:
    """Return every template by its code."""
    from django.apps import apps

    beside = [(each.name, Path(each.path) / "messages.toml") for each in apps.get_app_configs()]
    return read((f"{name.replace('.', '/')}/messages.toml", path) for name, path in beside if path.exists())


def template(code: str) -> Template:
    """Return a template by its code."""
    assert code in known(), f"No messages.toml has {code}."
    return known()[code]


# --- A council's own words ------------------------------------------------------------------------


@dataclass(frozen=True)
class InForce:
    """The words of a template that hold for a council on a day, and its own version if they are its own."""

    words: Words
    council_version: "TemplateVersion | None"


def in_force(template: Template, language: str, *, council_id: int, on: date) -> InForce:
    """Return the words that hold for a council on a day. One query.

    A council's own words that no longer fit the template (it fills in something else since) are left
    aside: the words that came with Rooftree hold then.
    """
    from rooftree.correspondence.models import TemplateVersion

    own = (
        TemplateVersion.objects.filter(
            council_id=council_id, code=template.code, language=language, applies_from__lte=on
        )
        .order_by("-applies_from", "-number")
        .first()
    )
    if own is None or own.is_standard:
        return InForce(template.words[language], None)
    words = own_words(own)
    if any(wording.mistakes(template, language, words)):
        return InForce(template.words[language], None)
    return InForce(words, own)


def own_words(version: "TemplateVersion") -> Words:
    """Return the words of a council's own version."""
    return Words(**{field.name: getattr(version, field.name) for field in fields(Words)})


# --- Reading the files ----------------------------------------------------------------------------


def read(files: Iterable[tuple[str, Path]]) -> dict[str, Template]:
    """Read all the files, each with the name it is known by. Raises Mistakes with everything wrong in any."""
    templates: dict[str, Template] = {}
    found: list[str] = []
    for where, path in files:
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            found.append(f"{where}: this is not TOML: {error}.")
            continue
        if set(tables) - {"message"} or not isinstance(tables.get("message", []), list):
            found.append(f"{where}: it holds templates as [[message]], and nothing else.")
            continue
        for number, row in enumerate(tables.get("message", []), start=1):
            name = f"{where}, {row.get('code') or f'template {number}'}"
            if wrong := list(_wrong(row, templates)):
                found.extend(f"{name}: {each}" for each in wrong)
                continue
            made = _template(row)
            templates[made.code] = made
            found.extend(f"{name}: {each}" for each in _mistakes(made))
    if found:
        raise Mistakes(found)
    return templates


def _wrong(row: Mapping[str, Any], before: Mapping[str, Template]) -> Iterator[str]:
    """Yield what keeps a row from being read as a template."""
    for key in NEEDED:
        if key not in row:
            yield f"“{key}” is missing."
    for key in sorted(set(row) - KNOWN):
        yield f"“{key}” is not known here. Known: {', '.join(sorted(KNOWN))}."
    if row.get("code") in before:
        yield "another template has this code."
    if not isinstance(row.get("version"), int) or row["version"] < 1:
        yield "version is a whole number from 1."
    if row.get("tone") not in range(1, 6):
        yield "tone is from 1, friendly, to 5, formal."
    if row.get("safe") not in SAFE:
        yield f"safe is one of {', '.join(SAFE)}."
    if not row.get("channels") or not set(row["channels"]) <= set(Channel):
        yield f"channels are some of {', '.join(Channel)}."
    if not isinstance(row.get("lasts_minutes", 1), int) or row.get("lasts_minutes", 1) < 1:
        yield "lasts_minutes is a whole number from 1."
    for key in ("label", "area", "purpose"):
        if key in row and not str(row[key]).strip():
            yield f"“{key}” is empty."
    yield from _wrong_languages(row)


def _wrong_languages(row: Mapping[str, Any]) -> Iterator[str]:
    said = row.get("languages", ["en"])
    for language in sorted(set(LANGUAGES) | set(said)):
        if language not in LANGUAGES:
            yield f"languages are some of {', '.join(LANGUAGES)}, not {language}."
        elif (language in said) != (language in row):
            yield f"it says “{language}” and has no words in it, or the other way round."
    for language in LANGUAGES:
        parts = {field.name for field in fields(Words)}
        for key, value in row.get(language, {}).items():
            if key not in parts or not isinstance(value, str):
                yield f"“{key}” under {language} is not one of {', '.join(sorted(parts))}."


def _template(row: Mapping[str, Any]) -> Template:
    return Template(
        **{key: row[key] for key in ("code", "version", "label", "area", "purpose", "tone", "safe")},
        channels=tuple(Channel(each) for each in row["channels"]),
        words={
            language: Words(**{part: said.strip() for part, said in row[language].items()})
            for language in row.get("languages", ["en"])
        },
        facts=row.get("facts", {}),
        sensitive=frozenset(row.get("sensitive", ())),
        lasts=timedelta(minutes=row["lasts_minutes"]) if "lasts_minutes" in row else None,
        notes={key: row[key] for key in NOTES if key in row},
    )


def _mistakes(template: Template) -> Iterator[str]:
    """Yield what is wrong with what a template says."""
    if undeclared := sorted(template.sensitive - set(template.facts)):
        yield f"sensitive names {', '.join(undeclared)}, which nobody gives."
    for language, words in template.words.items():
        for each in wording.mistakes(template, language, words):
            yield f"in {language}, {each}"
        if unused := sorted(set(template.facts) - wording.placeholders(words)):
            yield f"in {language}, nothing fills in {', '.join(unused)}."
