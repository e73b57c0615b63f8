"""A resident who is signed in: who she is, for whom she is here, and what she may there."""

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """What a resident may do in the matters she looks at. Codes of the list people.authority_scopes."""

    SEE_REQUESTS = "see_requests"
    ASK = "ask"
    SEE_MESSAGES = "see_messages"
    SEE_HOME = "see_home"
    CHANGE_DETAILS = "change_details"
    SEE_RENT = "see_rent"


EVERYTHING: frozenset[str] = frozenset(Scope)
"""What everybody may in their own matters."""


@dataclass(frozen=True)
class Resident:
    """A resident who is signed in.

    `person_id` is who signed in, and `for_person_id` whose matters she looks at: the same, unless an
    authority says so. `scopes` are what she may there.
    """

    account_id: int
    council_id: int
    person_id: int
    for_person_id: int
    authority_id: int | None
    scopes: frozenset[str]

    @property
    def is_here_for_another(self) -> bool:
        """Return whether she looks at somebody else's matters, on an authority."""
        return self.authority_id is not None
