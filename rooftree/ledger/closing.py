"""Closes the books until a day: nothing is posted before it any more. The database itself refuses.

Closing a year also keeps what was on every personal account, which proves the balances since, and rewrites the
year's runs in account order as one, so that an old statement is read from a few pages. Killed on the way, what was
done stands, and the same call goes on from there.
"""

from datetime import date, datetime

from django.db import transaction

from rooftree.foundations.refusals import Refused
from rooftree.ledger.models import Closing, YearClose
from rooftree.ledger.refusing import refusals
from rooftree.ledger.runs import drop_leftovers, one_at_a_time, step


def closed_until(council_id: int) -> date | None:
    """Return the first day on which something may be posted, or None while the books were never closed."""
    newest = Closing.objects.filter(council_id=council_id).order_by("-until_on").values_list("until_on", flat=True)
    return newest.first()


def close_until(council_id: int, day: date, *, at: datetime, who: str) -> None:
    """Close the books until a day, which is the first that stays open.

    Whatever is being posted into the period meanwhile is posted first, or is refused. Raises Refused if the
    books are closed until that day or a later one.
    """
    with refusals(), transaction.atomic():
        Closing.objects.create(council_id=council_id, until_on=day, closed_at=at, who=who)


def close_year(council_id: int, day: date, *, at: datetime, who: str) -> None:
    """Close the books of a year until a day, keep every balance before it, and gather the year's runs.

    Safe to repeat: it goes on where it was stopped. Payments for later days go on meanwhile. Raises Refused if a
    later year was closed before.
    """
    if (before := closed_until(council_id)) is None or before < day:
        close_until(council_id, day, at=at, who=who)
    with one_at_a_time(council_id), refusals():
        _keep_balances(council_id, day, at=at, who=who)
        _gather_runs(council_id, day)
        drop_leftovers(council_id)
    _rewrite_postings()


def gather_runs(council_id: int, day: date) -> None:
    """Gather the runs before a day, once there are so many that every statement would be slower for them.

    Runs never change, so that nothing waits for the year's close. Between two of them, once for some months.
    """
    with one_at_a_time(council_id):
        (apart,) = step("SELECT count(*) FROM ledger_apart(%s, %s)", [council_id, day])
        if apart > MOST_APART:
            _gather_runs(council_id, day)
            drop_leftovers(council_id)


MOST_APART = 26
"""Runs that may have a partition of their own: half a year of weeks."""

EVERY_COUNCIL = 0
"""The lock of what concerns the postings of all councils."""


@transaction.atomic
def _keep_balances(council_id: int, day: date, *, at: datetime, who: str) -> None:
    """Keep what was on every account before a day, unless that was done."""
    closes = YearClose.objects.filter(council_id=council_id, until_on__gte=day)
    if closes.filter(until_on=day).exists():
        return
    if closes.exists():
        raise Refused("A later year was closed before. Years are closed one after the other.")
    step("SELECT ledger_close_balances(%s, %s)", [council_id, day])
    YearClose.objects.create(council_id=council_id, until_on=day, closed_at=at, who=who)


def _gather_runs(council_id: int, day: date) -> None:
    """Rewrite the runs before a day in account order as one partition, and put it in their place."""
    drop_leftovers(council_id)
    (gathered,) = step("SELECT ledger_begin_year(%s, %s)", [council_id, day])
    if gathered is None:
        return
    step("SELECT ledger_key_year(%s, %s)", [council_id, gathered])
    step("SELECT ledger_check_year(%s, %s)", [council_id, gathered])
    step("SELECT ledger_swap_year(%s, %s, %s)", [council_id, day, gathered])


def _rewrite_postings() -> None:
    """Rewrite each year of postings that every council has closed, in account order, in its place."""
    with one_at_a_time(EVERY_COUNCIL):
        while step("SELECT ledger_drop_again()", [])[0]:
            pass
        while (year := step("SELECT ledger_year_to_rewrite()", [])[0]) is not None:
            step("SELECT ledger_begin_again(%s)", [year])
            step("SELECT ledger_key_again(%s)", [year])
            step("SELECT ledger_check_again(%s)", [year])
            step("SELECT ledger_swap_again(%s)", [year])
            step("SELECT ledger_drop_again()", [])
