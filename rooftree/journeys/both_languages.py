"""Facts of messages that are sentences, in both languages that messages have.

A message takes those of the language in which it goes: `correspondence.send` is given both.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date, get_day_names
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from rooftree.foundations import dates

ENGLISH, WELSH = "en", "cy"


@dataclass(frozen=True)
class InBoth:
    """Facts in English, and the same in the other languages of messages."""

    facts: dict[str, str]
    facts_in: dict[str, dict[str, str]]

    def beside(self, facts: Mapping[str, str]) -> "InBoth":
        """Return these with facts beside them that are the same in every language."""
        return InBoth({**facts, **self.facts}, self.facts_in)


def in_both(words: Callable[[], Mapping[str, str]]) -> InBoth:
    """Return facts in English and in Welsh, from what says them in the language of the moment."""
    with override(ENGLISH):
        english = dict(words())
    with override(WELSH):
        welsh = dict(words())
    return InBoth(english, {WELSH: welsh})


def long_date(day: date) -> str:
    """Write a day in full in the language of the moment: "Monday 2 March 2026", "2 Mawrth 2026".

    Without its name in Welsh, where that would change after most words.
    """
    if language() == ENGLISH:
        return dates.long_date(day)
    return format_date(day, "d MMMM y", locale=language())


def weekday(number: int) -> str:
    """Return the name of a day of the week, 1 Monday to 7 Sunday, as it stands within a sentence."""
    name = str(get_day_names(locale=language())[number - 1])
    return name if language() == ENGLISH else name[0].lower() + name[1:]


def listed(each: Sequence[str]) -> str:
    """Return things in a row: "one, two and three"."""
    if len(each) < 2:
        return "".join(each)
    return _("%(first)s and %(last)s") % {"first": ", ".join(each[:-1]), "last": each[-1]}


def language() -> str:
    """Return the code of the language of the moment."""
    return (get_language() or ENGLISH).split("-")[0]
