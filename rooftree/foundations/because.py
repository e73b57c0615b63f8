"""Says to the audit why something is changed, for as long as it takes."""

from collections.abc import Iterator
from contextlib import contextmanager

from rooftree.foundations.isolation import acting_for, now_acting


@contextmanager
def because(reason: str) -> Iterator[None]:
    """Act for the same councils on the same word, and let the audit keep this reason beside each change."""
    acting = now_acting()
    with acting_for(
        acting.councils,
        groups=acting.groups,
        opened=acting.opened,
        cases=acting.cases,
        who=acting.who,
        where=acting.where,
        why=reason,
    ):
        yield
