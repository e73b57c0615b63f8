"""Says beforehand how a message would go to a person, why, and in which words. Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rooftree.correspondence import backends, catalogue, rules, wording
from rooftree.correspondence.readers import addressees
from rooftree.correspondence.rules import Choice, Wanted
from rooftree.correspondence.wording import Words
from rooftree.foundations.dates import london_day
from rooftree.people.models import Person


@dataclass(frozen=True)
class Preview:
    """How a message would go now, and what it would say."""

    choice: Choice
    words: Words


def way_to(code: str, *, person: Person, at: datetime) -> Choice | None:
    """Return how a message would go to a person now, and why; None for somebody whom we may not see."""
    template = catalogue.template(code)
    found = addressees([person.pk], council_id=person.council_id, on=london_day(at)).get(person.pk)
    if found is None:
        return None
    languages = {each: catalogue.LANGUAGES[each] for each in template.words}
    wanted = Wanted(template.channels, languages, stated_only=template.stated_only)
    return rules.choose(found.reader, wanted, sending=backends.channels())


def preview(code: str, *, person: Person, facts: Mapping[str, str | int], at: datetime) -> Preview | None:
    """Return how a message would go now, and its words filled in; None for somebody whom we may not see.

    Raises Refused for a fact that is missing or not known to the template.
    """
    template = catalogue.template(code)
    wording.check_facts(template, facts)
    choice = way_to(code, person=person, at=at)
    if choice is None:
        return None
    held = catalogue.in_force(template, choice.language, council_id=person.council_id, on=london_day(at))
    words = wording.for_channel(held.words, choice.channel or template.channels[0])
    return Preview(choice, wording.fill(words, facts))
