"""The words of templates: what is filled in, what words may not say, and what is plain. No Django.

Placeholders are written ((name)), as GOV.UK Notify writes them.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from types import MappingProxyType

from rooftree.correspondence.rules import Channel
from rooftree.foundations.refusals import Refused

PLACEHOLDER = re.compile(r"\(\(\s*([a-z][a-z0-9_]*)\s*\)\)")
LONGEST_TEXT = 459
"""Characters of a text message: three parts of 153. Longer ones are read by few and cost by the part."""
LONGEST_SUBJECT = 120
LONGEST_FILLED_SUBJECT = 300
LONGEST_BODY: Mapping[Channel, int] = MappingProxyType(
    {Channel.TEXT: 918, Channel.EMAIL: 60_000, Channel.LETTER: 60_000}
)
"""Characters, once filled in. A text of more than six parts is taken by no network; thirty pages nobody reads."""
LONGEST_SENTENCE = 30
"""Words. Source: GOV.UK content design, which asks for 25; names and addresses are filled in."""
NOT_KEPT = "[not kept]"
"""Stands for what was filled in, in the words of a secret message that are kept."""

SHOWING = ("subject", "preview")
"""The words that others may read over somebody's shoulder, or on a locked screen. A text message is another."""

TELLING: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            *("abus", "anti-social", "arrears", "asb", "bailiff", "benefit", "court", "crisis"),
            *("debt", "domestic", "drug", "evict", "harass", "homeless", "injunction", "marac", "medical"),
            *("mental", "overdue", "owe", "police", "possession order", "probation", "refuge", "safeguard"),
            *("violen", "vulnerab"),
        ),
        "cy": (
            *("budd-dal", "cam-drin", "cyffur", "digartref", "dyled", "heddlu", "llys", "meddygol", "noddfa"),
            *("ôl-ddyled", "trais", "troi allan"),
        ),
    }
)
"""Beginnings of words that tell others what the matter is (practice.md 0, rule 9: no "arrears" on an envelope)."""
HARD = (
    *("aforementioned", "ascertain", "commence", "cognisant", "endeavour", "expedite", "forthwith"),
    *("henceforth", "herein", "hereby", "in lieu of", "in respect of", "in the event that", "notwithstanding"),
    *("pursuant to", "remittance", "terminate", "the said", "undersigned", "utilise", "whereby"),
)
"""Words that plain English has better ones for."""


@dataclass(frozen=True)
class Words:
    """What a message says in one language. `asks` stands before the body; `text` in place of it, in a text."""

    subject: str = ""
    preview: str = ""
    asks: str = ""
    body: str = ""
    text: str = ""

    def each(self) -> Iterator[tuple[str, str]]:
        """Yield the name and the words of each part that has some."""
        for field in fields(self):
            if words := getattr(self, field.name):
                yield field.name, words


@dataclass(frozen=True)
class Template:
    """What a message is for, which ways it may go, what is filled in, and its words by language."""

    code: str
    version: int
    label: str
    area: str
    purpose: str
    tone: int
    channels: tuple[Channel, ...]
    safe: str
    words: Mapping[str, Words]
    facts: Mapping[str, str]
    sensitive: frozenset[str]
    lasts: timedelta | None
    notes: Mapping[str, str]
    """Words for staff: stage, audience, legal, owner, proof, resend, when_sent, when_failed."""

    @property
    def stated_only(self) -> bool:
        """Whether it goes only where somebody said that it is safe."""
        return self.safe == "stated"


def placeholders(words: Words) -> set[str]:
    """Return the names that are filled in anywhere in the words."""
    return {name for _, part in words.each() for name in PLACEHOLDER.findall(part)}


# --- Filling in -----------------------------------------------------------------------------------


def check_facts(template: Template, facts: Mapping[str, str | int]) -> None:
    """Raise Refused unless exactly what the template fills in is given, and none of it is empty."""
    if missing := [f"{name} ({what})" for name, what in template.facts.items() if not tidy(facts.get(name, ""))]:
        raise Refused(f"“{template.label}” cannot be sent without {_and(missing)}. Nothing was sent.")
    if unknown := sorted(set(facts) - set(template.facts)):
        raise Refused(f"“{template.label}” has no place for {_and(unknown)}. Nothing was sent.")


def fill(words: Words, facts: Mapping[str, str | int]) -> Words:
    """Return the words with the facts filled in. What is filled in is never read for placeholders again."""
    return Words(**{name: _filled(part, facts, on_one_line=name in SHOWING) for name, part in words.each()})


def check_lengths(template: Template, filled: Words, channel: Channel) -> None:
    """Raise Refused for what is too long, once filled in, for the way it goes."""
    if len(filled.subject) > LONGEST_FILLED_SUBJECT or len(filled.preview) > LONGEST_FILLED_SUBJECT:
        raise Refused(f"The subject of “{template.label}” becomes too long with these words. Shorten them.")
    longest = LONGEST_BODY[channel]
    if len(filled.body) > longest:
        raise Refused(
            f"“{template.label}” becomes {len(filled.body):,} characters long with these words, "
            f"and takes {longest:,}. Shorten them."
        )


def mask(words: Words) -> Words:
    """Return the words with nothing filled in, as a secret message is kept."""
    return Words(**{name: PLACEHOLDER.sub(NOT_KEPT, part) for name, part in words.each()})


def tidy(value: str | int) -> str:
    """Return a fact without control characters, except line breaks, and without spaces at its ends."""
    assert isinstance(value, str | int), f"Facts are given as they are to be read, not as {type(value).__name__}."
    kept = (
        sign for sign in str(value).replace("\r\n", "\n") if sign == "\n" or unicodedata.category(sign)[0] != "C"
    )
    return "".join(kept).strip()


def _filled(part: str, facts: Mapping[str, str | int], *, on_one_line: bool) -> str:
    filled = PLACEHOLDER.sub(lambda found: tidy(facts[found.group(1)]), part)
    return " ".join(filled.split()) if on_one_line else filled


def for_channel(words: Words, channel: Channel) -> Words:
    """Return what is said on a channel: in a text message, its short words in place of the body."""
    if channel is Channel.TEXT:
        return replace(words, asks="", body=words.text or words.body, text="")
    return replace(words, text="")


# --- What words may say ---------------------------------------------------------------------------


def mistakes(template: Template, language: str, words: Words) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong with the words of a template in a language."""
    yield from _missing(template, words)
    for name, part in words.each():
        yield from _unknown(template, name, part)
        if re.search(r"</?[a-zA-Z][^>]*>", part):
            yield f"the {name} holds a mark of HTML. Write plain words."
    for name in SHOWING:
        part = getattr(words, name)
        if "\n" in part.strip() or len(part) > LONGEST_SUBJECT:
            yield f"the {name} is one line of {LONGEST_SUBJECT} characters at most."
    yield from _gives_away(template, language, words)
    if language == "en":
        yield from _hard(words)


def _missing(template: Template, words: Words) -> Iterator[str]:
    if not words.body.strip():
        yield "it has no body."
    if not words.preview.strip():
        yield "it has no preview: say what may show before it is opened."
    if not words.subject.strip() and {Channel.EMAIL, Channel.LETTER} & set(template.channels):
        yield "it has no subject."
    if Channel.TEXT in template.channels and len(words.text or words.body) > LONGEST_TEXT:
        yield f"a text message has {LONGEST_TEXT} characters at most. Give it shorter words, as its text."


def _unknown(template: Template, name: str, part: str) -> Iterator[str]:
    for unknown in sorted(set(PLACEHOLDER.findall(part)) - set(template.facts)):
        known = _and(sorted(template.facts)) if template.facts else "none"
        yield f"the {name} fills in (({unknown})), which nobody gives. It knows: {known}."
    if re.search(r"\(\(|\)\)", PLACEHOLDER.sub("", part)):
        yield f"the {name} has a placeholder that is not written ((like_this))."


def _gives_away(template: Template, language: str, words: Words) -> Iterator[str]:
    """Yield what would tell others too much: facts in the preview; elsewhere sensitive ones, and telling words."""
    if found := PLACEHOLDER.findall(words.preview):
        yield f"the preview fills in {_and(found)}. It shows to others: say it without."
    showing = {"subject": words.subject, "preview": words.preview}
    if Channel.TEXT in template.channels:
        showing["text message"] = words.text or words.body
    for name, part in showing.items():
        for each in sorted(set(PLACEHOLDER.findall(part)) & template.sensitive):
            yield f"the {name} fills in {each}, which is sensitive. It shows to others: say it without."
        for word in TELLING.get(language, ()):
            if re.search(rf"\b{re.escape(word)}", part, re.IGNORECASE):
                yield f"the {name} says “{word}…”, which tells others what it is about."


def _hard(words: Words) -> Iterator[str]:
    for name, part in words.each():
        for word in HARD:
            if re.search(rf"\b{re.escape(word)}", part, re.IGNORECASE):
                yield f"the {name} says “{word}”. Use a plainer word."
        for sentence in re.split(r"(?<=[.!?:;])\s+|\n+", part):
            if len(sentence.split()) > LONGEST_SENTENCE:
                begins = " ".join(sentence.split()[:6])
                yield f"the {name} has a sentence of more than {LONGEST_SENTENCE} words: “{begins} …”."


def _and(names: Collection[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
