"""Pages of a list: where the next one begins, as a word that means nothing to whoever carries it.

A cursor is signed for one list, one asker and one set of filters, so that it cannot be made up, nor
taken from one list to another.
"""

from typing import Any

from django.core import signing
from django.http import Http404

NOT_A_PAGE = "No page begins here. Begin with the first one, without a cursor."


def written(place: Any, *, of: str) -> str | None:
    """Return the cursor of a place in a list; None where there is no next page."""
    return None if place is None else signing.dumps(place, salt=_salt(of), compress=True)


def read(cursor: str, *, of: str) -> Any:
    """Return the place that a cursor stands for; None for an empty one. Raises Http404 for one not ours."""
    if not cursor:
        return None
    try:
        return signing.loads(cursor, salt=_salt(of))
    except signing.BadSignature as error:
        raise Http404(NOT_A_PAGE) from error


def _salt(of: str) -> str:
    return f"rooftree.api.cursor {of}"
