"""What is done of debit runs each night, in its order: accounts, the periods that have begun, what changed."""

from dataclasses import dataclass
from datetime import datetime

from rooftree.foundations.dates import london_day
from rooftree.foundations.isolation import now_acting
from rooftree.rents.actions import accounts, putting_right, regrouping, runs
from rooftree.rents.models import DebitRun


@dataclass(frozen=True)
class Charged:
    """What a night charged, and why something was not."""

    made: tuple[DebitRun, ...]
    put_right: tuple[DebitRun, ...]
    refused: tuple[str, ...]


def charge(council_id: int, *, at: datetime) -> Charged:
    """Open the accounts that are missing, run every period that has begun, and put right what changed.

    Income of accounts that changed their group follows what was posted since.

    Nothing is done for a council of which no officer has made a first run. Killed anywhere, it goes on when
    it is called again.
    """
    if not runs.run_before(council_id):
        return Charged((), (), ())
    accounts.open_missing_accounts(council_id, on=london_day(at), at=at)
    made, refused = runs.run_what_is_due(council_id, at=at)
    right = putting_right.put_right(council_id, at=at)
    regrouping.move_income(council_id, None, at=at, who=now_acting().who)
    return Charged(tuple(made), tuple(right), tuple(refused))
