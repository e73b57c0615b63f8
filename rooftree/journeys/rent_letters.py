"""Tenants are told of a new rent: each of them, once, in time, before it is charged.

The letters are written by a job, so many at a time. Killed in the middle, it goes on where it was: each letter
has a key of its own, and one that was written is not written again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app

from rooftree.correspondence import actions as correspondence
from rooftree.correspondence import runs
from rooftree.correspondence.models import Message
from rooftree.correspondence.runs import ExpectedRun
from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.models import Council
from rooftree.foundations.refusals import Refused
from rooftree.journeys import rent_letter_words
from rooftree.journeys.both_languages import InBoth, in_both
from rooftree.people.models import Person
from rooftree.rents import codes, increase_queries, permissions, universal_credit
from rooftree.rents.actions import increases
from rooftree.rents.increase_queries import ComingChange, ToTell
from rooftree.rents.models import RentAccount, RentIncrease
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

INCREASE = "rents.increase"
RUN = ExpectedRun("rents.increase_letters", "Letters of the rent increase", every=timedelta(days=400), least=1)
runs.register(RUN)

TOLD_OF = (RentIncrease.Status.APPROVED, RentIncrease.Status.APPLIED)
JOB = "write rent letters"
"""The job's name: it stands in `paying_jobs`, which imports this module."""
AT_ONCE = 50
"""Letters written in one transaction."""


@dataclass(frozen=True)
class Progress:
    """How many letters there are to be, and how many are written."""

    wanted: int
    written: int


@transaction.atomic
def have_letters_written(increase: RentIncrease, *, by: Officer, at: datetime, key: str) -> RentIncrease:
    """Ask for the letters of an approved increase to be written, by the job.

    Raises Refused for one that is not approved, and when it is too late to tell tenants in time.
    """
    require(permissions.may_apply_increases(by, increase))
    increase = RentIncrease.objects.select_for_update().get(pk=increase.pk)
    if once(key, "rents.have_letters_written", council_id=by.council_id, at=at).before:
        return increase
    check_may_write(increase, at=at)
    app.configure_task(JOB).defer(council_id=increase.council_id, increase_id=increase.pk)
    return increase


def check_may_write(increase: RentIncrease, *, at: datetime) -> None:
    """Raise Refused unless tenants can be told of an increase now. Housing Act 1985, ss 102 and 103."""
    if increase.status != RentIncrease.Status.APPROVED:
        raise Refused("Letters are written for an approved increase, until it is charged. Have it approved first.")
    if london_day(at) > increase.notice_by:
        raise Refused(
            f"Tenants had to be told by {long_date(increase.notice_by)}. Withdraw this increase, and rehearse it "
            "again from a later debit day."
        )


def write_letters(increase: RentIncrease, *, at: datetime) -> Progress:
    """Write every letter of an increase that is not written yet, so many in a transaction, and say how it stands.

    When all are written the increase can be charged. Acts for the whole council: a job calls it.
    """
    check_may_write(increase, at=at)
    tenants = increase_queries.to_tell(increase, on=london_day(at))
    waiting = _not_written(increase, tenants)
    while batch := list(islice(waiting, AT_ONCE)):
        with transaction.atomic():
            for tenant in batch:
                write_letter(increase, tenant, at=at)
    standing = progress(increase, at=at)
    if standing.written >= standing.wanted:
        increases.note_told(increase, at=at)
    return standing


def write_to_newcomers(council: Council, *, at: datetime) -> int:
    """Tell those of a coming rent who became tenants after the letters were written; return how many were told.

    Their rent is varied by their agreement, not by this; they read it all the same before it changes.
    """
    on = london_day(at)
    coming = RentIncrease.objects.filter(
        council=council, status__in=TOLD_OF, told_at__isnull=False, starts_on__gt=on
    )
    written = 0
    for increase in coming.order_by("pk"):
        for tenant in _not_written(increase, increase_queries.to_tell(increase, on=on)):
            with transaction.atomic():
                written += write_letter(increase, tenant, at=at) is not None
    return written


def _not_written(increase: RentIncrease, tenants: Iterator[ToTell]) -> Iterator[ToTell]:
    written = set(_written(increase).values_list("person_id", "key"))
    return (each for each in tenants if (each.person_id, _full_key(increase, each)) not in written)


def _written(increase: RentIncrease) -> QuerySet[Message]:
    return Message.objects.filter(
        council_id=increase.council_id, code=INCREASE, subject_of=f"increase {increase.pk}"
    )


def _key(increase: RentIncrease, tenant: ToTell) -> str:
    return f"increase {increase.pk} account {tenant.account_id}"


def _full_key(increase: RentIncrease, tenant: ToTell) -> str:
    return f"{INCREASE}:{tenant.person_id}:{_key(increase, tenant)}"


def write_letter(increase: RentIncrease, tenant: ToTell, *, at: datetime) -> Message | None:
    """Write to one tenant of a new rent. None where nothing of the home's charges changes."""
    account = RentAccount.objects.select_related("place").get(pk=tenant.account_id)
    change = increase_queries.change_of(increase, account)
    if change is None:
        return None
    person = Person.objects.select_related("council").get(pk=tenant.person_id)
    said = _facts(change, account, person)
    return correspondence.send(
        INCREASE,
        person=person,
        facts=said.facts,
        facts_in=said.facts_in,
        at=at,
        key=_key(increase, tenant),
        subject_of=f"increase {increase.pk}",
        run=RUN.name,
    )


def _facts(change: ComingChange, account: RentAccount, person: Person) -> InBoth:
    listed = codes.TRANSACTION_CODES.version(on=change.starts_on, council=person.council_id)
    called = {
        each.code: str(listed.flag(each.code, "words")) or listed.label_of(each.code) for each in change.charges
    }
    left = shortfall_of(change)
    common = {
        "name": person.known_as,
        "reference": account.payment_reference,
        "home": account.place.address or account.place.name,
    }
    return in_both(lambda: rent_letter_words.what_changes(change, called, left=left)).beside(common)


def shortfall_of(change: ComingChange) -> Decimal:
    """Return what Universal Credit leaves unpaid of the new year's charges, in pounds: a 53rd week."""
    increase = change.increase
    known = codes.all_codes(on=increase.starts_on, council=increase.council_id)
    weekly = [each.new for each in change.charges if known[each.code].eligible and each.per == "week"]
    eligible = sum(weekly, Decimal("0.00"))
    return universal_credit.shortfall_of(eligible, weeks=increase.weeks, on=increase.starts_on)


def progress(increase: RentIncrease, *, at: datetime) -> Progress:
    """Return how many letters of an increase there are to be on a day, and how many are written."""
    wanted = sum(1 for _ in increase_queries.to_tell(increase, on=london_day(at)))
    return Progress(wanted, _written(increase).count())
