"""Turns what the database refuses into a sentence for the person who asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError

from rooftree.foundations.refusals import Refused

SENTENCES = {
    "period_is_open": "This period of the books is closed. Post it on a day after it.",
    "account_is_open": "One of the accounts was closed before that day, so nothing can be posted to it.",
    "posted_in_a_sensible_year": "Nothing can be posted in that year. Check the date.",
    "movement_is_reversed_once": "This was reversed before. To undo that, post it anew.",
    "reversal_mirrors_its_movement": (
        "Only a movement of this council can be reversed, and a reversal cannot. Post it anew instead."
    ),
    "movement_is_above_nought": "A sum to post is above nought. Turn the two accounts round instead.",
    "movement_is_between_two": "Money moves between two different accounts. Choose another for one of them.",
    "books_close_once_a_day": "The books are closed until that day already.",
    "books_close_forwards": "The books are closed until a later day already.",
}
"""What the database says no to, by the name of the constraint."""


@contextmanager
def refusals() -> Iterator[None]:
    """Raise Refused where a rule of the ledger said no at the database; leave what is a bug."""
    try:
        yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        sentence = SENTENCES.get(getattr(diagnosis, "constraint_name", None) or "")
        if sentence is None:
            raise
        raise Refused(sentence) from error
