"""A resident's session: begun with a new key, over after half an hour of nothing and after eight hours.

It is Django's own session, as the staff's: nobody is a resident and an officer in one browser at once,
because signing in as one ends the other.
"""

import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from django.contrib.auth import SESSION_KEY as STAFF_KEY
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from rooftree.residentweb import drafts

KEY = "resident"
CODE_KEY = "resident-code"
KEPT_KEY = "resident-typed"

LONGEST = 8 * 60 * 60
IDLE = 30 * 60
NOTED_EVERY = 60
"""Seconds: a session is written when it was last written so long ago, not at every page."""
MOST_KEPT = 20_000
"""Characters of a form that are kept for somebody who signs in again."""
KEPT_FOR = 60 * 60


@dataclass
class Session:
    """Who is signed in: ids, and moments in seconds."""

    account: int
    council: int
    since: float
    seen: float
    authority: int | None = None

    @property
    def since_at(self) -> datetime:
        """When it began."""
        return datetime.fromtimestamp(self.since, tz=UTC)

    def why_over(self, now: float) -> str:
        """Return "idle" or "long" for a session that is over, and nothing for one that goes on."""
        if now - self.since >= LONGEST:
            return "long"
        return "idle" if now - self.seen >= IDLE else ""


def of(request: HttpRequest) -> Session | None:
    """Return the resident's session of a request; none for visitors and for officers."""
    if STAFF_KEY in request.session or KEY not in request.session:
        return None
    return Session(**request.session[KEY])


def begin(request: HttpRequest, *, account: int, council: int) -> None:
    """Sign a resident in under a new key, and carry nothing over but what the same person had typed.

    What a visitor had begun to ask at this browser goes in with whoever signs in there.
    """
    kept = request.session.get(KEPT_KEY)
    begun = drafts.carried(request, account)
    request.session.flush()
    now = time.time()
    request.session[KEY] = asdict(Session(account, council, now, now))
    request.session.update(begun)
    if kept and kept["account"] == account and now - kept["at"] < KEPT_FOR:
        request.session[KEPT_KEY] = kept


def note(request: HttpRequest, session: Session, now: float) -> None:
    """Note that the resident is still here."""
    if now - session.seen >= NOTED_EVERY:
        session.seen = now
        write(request, session)


def write(request: HttpRequest, session: Session) -> None:
    """Write the session."""
    request.session[KEY] = asdict(session)


def end(request: HttpRequest) -> None:
    """End the session, and forget all that it held."""
    request.session.flush()


def keep_typed(request: HttpRequest, session: Session) -> bool:
    """Keep what somebody sent just after their session was over; say whether it was. Files are not kept."""
    fields = [
        (name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values
    ]
    if request.FILES or sum(len(str(value)) for _, value in fields) > MOST_KEPT:
        return False
    request.session[KEPT_KEY] = {
        "account": session.account,
        "at": time.time(),
        "path": request.get_full_path(),
        "fields": fields,
    }
    return True


@receiver(user_logged_in)
def _not_both(request: HttpRequest, **_: object) -> None:
    """An officer who signs in is a resident here no longer."""
    for key in (KEY, CODE_KEY, KEPT_KEY, *drafts.DRAFTS):
        request.session.pop(key, None)
