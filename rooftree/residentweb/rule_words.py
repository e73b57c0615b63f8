"""Finds the words of the rule book that residents read, so that they are translated with those of the pages.

`babel.cfg` names it as the way to read a `rules.toml`; `answering.Words` looks the words up.
"""

import tomllib
from collections.abc import Iterator
from typing import Any, BinaryIO

LABELS = {
    *("contact.topics", "contact.answer_ways", "contact.reach_us", "contact.failure_causes"),
    *("people.adjustments", "people.channels", "people.contact_owners", "people.authorities"),
    *("people.relationships", "tenancies.tenures", "places.property_types"),
    *("rents.benefits", "rents.payment_methods"),
}
"""The lists whose labels residents read. Languages stay in English beside their codes."""
FLAGS = {
    "contact.reasons": ("resident_words",),
    "contact.topics": ("urgent_words",),
    "rents.transaction_codes": ("words",),
}
"""The flags of lists that hold words for residents."""

Found = tuple[int, str, str, list[str]]


def extract(file: BinaryIO, keywords: Any, comment_tags: Any, options: Any) -> Iterator[Found]:
    """Give every text of a rules.toml that residents read, as babel asks for it."""
    for listed in tomllib.load(file).get("list", []):
        for item in listed.get("items", []):
            if listed["code"] in LABELS:
                yield 1, "gettext", item["label"], []
            for flag in FLAGS.get(listed["code"], ()):
                if words := item.get("flags", {}).get(flag):
                    yield 1, "gettext", words, []
