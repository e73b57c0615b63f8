"""Who asks, when, and what they may: what every operation is given."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Model
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from rooftree.api.problems import NOT_YOURS
from rooftree.foundations import dates
from rooftree.foundations.models import Council
from rooftree.machines.tokens import Bearer
from rooftree.staff.models import Officer
from rooftree.staff.permissions import Permission, require
from rooftree.staff.queries import SignedIn

Record = TypeVar("Record", bound=Model)
Page = TypeVar("Page")


@dataclass(frozen=True)
class Caller:
    """Who came in with a token, as whom they act, and when."""

    bearer: Bearer
    officers: SignedIn
    at: datetime

    @property
    def on(self) -> date:
        """The London day of `at`."""
        return dates.london_day(self.at)

    @property
    def councils(self) -> list[Council]:
        """The councils that they act for, by name."""
        return [officer.council for officer in self.officers.officers.values()]

    def at_council(self, council_id: int, permission: Permission) -> Officer:
        """Return the officer that they are to a council, if they may; raise PermissionDenied else."""
        officer = self.officers.at(council_id)
        require(permission(officer))
        return officer

    def code_of(self, council_id: int) -> str:
        """Return the code of one of their councils."""
        return self.officers.at(council_id).council.code

    def allowed(self, permission: Permission) -> dict[int, Officer]:
        """Return the officers, by council, who may; raise PermissionDenied, saying why, if none may."""
        allowed = {pk: officer for pk, officer in self.officers.officers.items() if permission(officer)}
        if not allowed:
            require(permission(self.officers.main))
        return allowed

    def found(self, model: type[Record], permission: Permission, **sought: object) -> tuple[Record, Officer]:
        """Return a record, and the officer who may do this with it; raise Http404 for what may not be known."""
        record = get_object_or_404(model, **sought)
        return record, self.at_council(record.council_id, permission)  # type: ignore[attr-defined]


class ApiRequest(HttpRequest):
    """A request that came in with a token."""

    caller: Caller


def there(page: Page | None) -> Page:
    """Return what a reader found; raise Http404 where it found nothing that the asker may see."""
    if page is None:
        raise Http404(NOT_YOURS)
    return page
