"""What residents do with their own cases: open one, send a file, say that it is settled, or open it again.

Called by a domain's action, which has asked what the resident may and locked her record. What an
officer does is beside it, in `life`, `notes` and `ties`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection

from rooftree.cases import rules
from rooftree.cases.actions.life import NewCase, write_case, write_closing, write_reopening
from rooftree.cases.kinds import CaseKind
from rooftree.cases.models import Case, CaseFile
from rooftree.cases.story import of, record
from rooftree.foundations.isolation import acting_for, now_acting
from rooftree.foundations.models import KeptFile
from rooftree.people.models import Person
from rooftree.people.portal import Resident


@contextmanager
def her_new_case() -> Iterator[int]:
    """Take the id of a case, and let whoever asks see that case until the block ends.

    Somebody whose record only a group may open could not otherwise write a case about herself: a case
    has its person's group, and she belongs to none. From her next request on it is open to her as all
    her cases are.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT take_case_id()")
        (pk,) = cursor.fetchone()
    before = now_acting()
    with acting_for(
        before.councils,
        groups=before.groups,
        opened=before.opened,
        cases=(*before.cases, pk),
        who=before.who,
        where=before.where,
        why=before.why,
    ):
        yield pk


def open_her_case(kind: CaseKind, new: NewCase, person: Person, *, pk: int, by: Resident, at: datetime) -> Case:
    """Open a case about the locked person whose matters a resident looks at, under an id taken beforehand."""
    assert new.group is None, "A resident's case is restricted by nobody but the restriction of her record."
    return write_case(kind, new, person, by=by, at=at, pk=pk)


def close_her_case(case: Case, *, by: Resident, at: datetime) -> None:
    """Close a locked case because she says that it is settled. Raises Refused while something is left to do."""
    write_closing(case, by=by, at=at)


def reopen_her_case(case: Case, *, reason: str, by: Resident, at: datetime) -> None:
    """Open a locked case again because she says that it is not settled."""
    write_reopening(case, reason=reason, by=by, at=at)


def attach_her_file(case: Case, *, file: KeptFile, title: str, by: Resident, at: datetime) -> CaseFile:
    """Attach a file that she sent to a locked case, and tell so in its story."""
    title = rules.check_title(title)
    attached = CaseFile.objects.create(**of(case), file=file, title=title, by_resident_id=by.person_id, at=at)
    record(case, "case.file_attached", by=by, at=at, facts={"title": title, "file": attached.pk})
    return attached
