"""Builders for tests of the general ledger: what is posted day by day, and what was handed over of it."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal as D
from itertools import chain, count

from rooftree.ledger import accounts, posting
from rooftree.ledger.models import Movement
from rooftree.rents import general_ledger
from rooftree.rents.actions import general_ledger as actions
from rooftree.rents.models import GeneralLedgerFile, GeneralLedgerLine
from tests.builders import NOON, TODAY, by, the_council

ONE_DAY = timedelta(days=1)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (TODAY - n * ONE_DAY for n in (4, 3, 2, 1))
_numbers = count(1)


def between(debit: str, credit: str, pounds: str | D, code: str, *, on: date = TODAY) -> Movement:
    """Move a sum between two control accounts."""
    council_id = the_council().pk
    wanted = posting.Posting(
        debit=accounts.control(council_id, debit),
        credit=accounts.control(council_id, credit),
        amount=D(pounds),
        kind="receipt",
        code=code,
        effective_on=on,
        key=f"between:{next(_numbers)}",
    )
    [made] = posting.post([wanted], council_id=council_id, posted_on=on, at=NOON, who="test")
    return Movement.objects.get(pk=made)


def hand_over(until_on: date = TODAY, **facts) -> GeneralLedgerFile:
    """Hand over what is new of the days before one, as an accountant."""
    acting = by("rent_accounting_officer") | facts
    return actions.hand_over(the_council(), until_on=until_on, **acting)


def text_of(made: GeneralLedgerFile) -> list[str]:
    """The lines of a file that was made."""
    _, stream = actions.open_again(made)
    with stream:
        return stream.read().decode("ascii").splitlines()


def codes_of(made: GeneralLedgerFile) -> dict[str, D]:
    """What a file says of each code of the general ledger: a debit above nought."""
    found: Counter = Counter()
    for line in made.said.all():
        found[line.gl] += line.debit - line.credit
    return dict(found)


def in_the_ledger() -> dict[str, D]:
    """What all files handed over of each book, without those that come to nought."""
    found: Counter = Counter()
    for line in GeneralLedgerLine.objects.all():
        found[line.book] += line.debit - line.credit
    return {book: pounds for book, pounds in found.items() if pounds}


def differences(until_on: date = TODAY) -> dict[str, D]:
    """The books of which the general ledger, with the next file, would not say what they say: either way."""
    council_id = the_council().pk
    coming = general_ledger.next_file(council_id, until_on=until_on)
    rows = chain(
        general_ledger.compared(council_id, coming), general_ledger.compared(council_id, coming, since_on=date.min)
    )
    return {row.book: row.difference for row in rows if row.difference}
