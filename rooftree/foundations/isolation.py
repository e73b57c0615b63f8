"""Says to the database for whom we act, and takes it back.

Row security keeps two councils apart, and restricted people from those outside their group. Each
request and each job says first for which councils it acts, which restricted groups it may open, and
who is asking; PostgreSQL holds that in settings of the connection, which the policies and the audit
triggers read. With nothing said, a query sees nothing.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import DatabaseError, connection

OPEN_TO_ALL = 0
"""The restricted group that everybody may open: most people and homes are in it."""


@dataclass(frozen=True)
class Acting:
    """For whom a request or a job acts, and on whose word."""

    councils: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    opened: tuple[int, ...] = ()
    cases: tuple[int, ...] = ()
    who: str = ""
    where: str = ""
    why: str = ""

    def settings(self) -> tuple[str, ...]:
        """Return the settings of the connection, in the order that `_SAY` writes them."""
        return (
            _array(self.councils),
            _array((OPEN_TO_ALL, *self.groups)) if self.councils else "{}",
            _array(self.opened),
            _array(self.cases),
            self.who,
            self.where,
            self.why,
        )


NOBODY = Acting()

_SAY = """
    SELECT set_config('rooftree.acting_for', %s, false), set_config('rooftree.may_open', %s, false),
           set_config('rooftree.opened', %s, false), set_config('rooftree.opened_cases', %s, false),
           set_config('rooftree.who', %s, false), set_config('rooftree.where', %s, false),
           set_config('rooftree.why', %s, false)
"""

_now_acting: ContextVar[Acting] = ContextVar("now_acting", default=NOBODY)


def now_acting() -> Acting:
    """Return for whom this request or job acts."""
    return _now_acting.get()


@contextmanager
def acting_for(
    councils: Iterable[int],
    *,
    groups: Iterable[int] = (),
    opened: Iterable[int] = (),
    cases: Iterable[int] = (),
    who: str,
    where: str = "",
    why: str = "",
) -> Iterator[Acting]:
    """Act for these councils until the block ends, and be held to what they may see.

    `councils` and `groups` are ids; `opened` are the ids of restricted people opened by exception, and
    `cases` those of restricted cases; `who` names the sign-in or the job for the audit ("sign-in:12",
    "job:nightly"), `where` the address it came from, `why` the reason given. Blocks may stand inside
    each other: the outer one holds again at the end of the inner, whatever happens in it.
    """
    acting = Acting(tuple(councils), tuple(groups), tuple(opened), tuple(cases), who, where, why)
    before = _now_acting.get()
    token = _now_acting.set(acting)
    _say(acting)
    try:
        yield acting
    finally:
        _now_acting.reset(token)
        _take_back(before)


def _say(acting: Acting) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SAY, acting.settings())


def _take_back(before: Acting) -> None:
    """Put back what was said before; a connection that cannot is thrown away."""
    try:
        _say(before)
    except DatabaseError:
        # A failed transaction undoes its own settings when it rolls back; a broken connection
        # must not be handed to the next request.
        if not connection.in_atomic_block:
            connection.close()


def _array(ids: Iterable[int]) -> str:
    return "{" + ",".join(str(int(each)) for each in ids) + "}"
