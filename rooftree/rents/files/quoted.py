"""Finds the payment reference in what a payer wrote: in a bank's field for it, or among other words."""

import re

from rooftree.rents import payment_references

_DIGITS = re.compile(r"(?<![0-9A-Za-z£.])\d[\d \-/]{5,28}\d(?![0-9A-Za-z])", re.ASCII)
_BETWEEN = re.compile(r"[ \-/]")
_WHOLE = re.compile(r"[A-Za-z]{0,6}[ \-/]?[0-9]{4,14}[A-Za-z]?", re.ASCII)
"""A reference of an old system that stands alone: perhaps a few letters, then digits."""
NEAR_LENGTHS = range(payment_references.LENGTH - 1, payment_references.LENGTH + 2)


def reference_in(*texts: str) -> str:
    """Return the reference that somebody quoted, without spaces and hyphens; "" where there is none, or two.

    One of ours, with its check digits right, wins wherever it stands. Two different ones leave it to a
    person. Else it is the only run of about as many digits; else a text that is nothing but a reference.
    """
    words = [text for text in texts if text]
    runs = [run for text in words for run in _runs(text)]
    ours = list(dict.fromkeys(run for run in runs if payment_references.is_ours(run)))
    if ours:
        return ours[0] if len(ours) == 1 else ""
    likely = list(dict.fromkeys(run for run in runs if len(run) in NEAR_LENGTHS))
    if likely:
        return likely[0] if len(likely) == 1 else ""
    whole = list(
        dict.fromkeys(_BETWEEN.sub("", text.strip()).upper() for text in words if _WHOLE.fullmatch(text.strip()))
    )
    return whole[0] if len(whole) == 1 else ""


def _runs(text: str) -> list[str]:
    """Return the runs of digits in a text, joined over the spaces and hyphens inside, and each piece alone."""
    found = []
    for match in _DIGITS.finditer(text):
        found.append(_BETWEEN.sub("", match[0]))
        found += [piece for piece in _BETWEEN.split(match[0]) if len(piece) >= NEAR_LENGTHS.start]
    return list(dict.fromkeys(found))
