"""Direct debits and those who pay by them: what is set up, changed or ended is told to the payer in one go.

Nothing is collected of which the payer was not told in time, so each of these writes to her in the transaction
of its fact; and each morning a job tells of what changed by itself, such as a rent that rises.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import chain

from django.db import transaction

from rooftree.correspondence import actions as correspondence
from rooftree.correspondence.models import Message
from rooftree.correspondence.rules import Status
from rooftree.foundations.dates import london_day
from rooftree.foundations.models import Council
from rooftree.foundations.refusals import Refused
from rooftree.journeys import paying_words
from rooftree.journeys.both_languages import InBoth, in_both
from rooftree.people.models import Person
from rooftree.rents import direct_debits as rules
from rooftree.rents import paying_queries
from rooftree.rents.actions import bank_answers, direct_debits, mandates
from rooftree.rents.actions import files as money_files
from rooftree.rents.actions.mandates import NoticeDue, Who
from rooftree.rents.direct_debits import BankDetails
from rooftree.rents.models import Mandate, MandateEvent, MoneyFile, RentAccount

log = logging.getLogger("rooftree.rents")

LATELY = timedelta(days=7)
"""How far back each morning looks for what was posted or ended since: a worker may have been away."""
TELLS = (Status.QUEUED, Status.SENT, Status.DELIVERED, Status.SETTLED)
"""What a message has become that tells its person something, or that somebody saw to."""
SET_UP, NOTICE, ENDED = "rents.direct_debit_set_up", "rents.direct_debit_notice", "rents.direct_debit_ended"
MOVED = "rents.direct_debit_moved"


@transaction.atomic
def set_up_direct_debit(
    account: RentAccount,
    details: BankDetails,
    *,
    person: Person,
    every: str,
    day: int,
    more: Decimal = Decimal("0.00"),
    by: Who,
    at: datetime,
    key: str,
) -> Mandate:
    """Set up a direct debit as `mandates.set_up`, and confirm it to the payer with the Guarantee and notice."""
    mandate = mandates.set_up(
        account, details, person=person, every=every, day=day, more=more, by=by, at=at, key=key
    )
    tell_what_is_due(mandate, at=at)
    return mandate


@transaction.atomic
def change_direct_debit(
    mandate: Mandate,
    *,
    every: str | None = None,
    day: int | None = None,
    more: Decimal | None = None,
    by: Who,
    at: datetime,
    key: str,
) -> Mandate:
    """Change a direct debit as `mandates.change`, and give the payer advance notice of it."""
    mandate = mandates.change(mandate, every=every, day=day, more=more, by=by, at=at, key=key)
    tell_what_is_due(mandate, at=at)
    return mandate


@transaction.atomic
def change_direct_debit_bank(
    mandate: Mandate, details: BankDetails, *, goes_on: bool = True, by: Who, at: datetime, key: str
) -> Mandate:
    """Collect from another bank account as `mandates.change_bank`, and tell the payer what comes from which."""
    new = mandates.change_bank(mandate, details, goes_on=goes_on, by=by, at=at, key=key)
    tell_what_is_due(new, at=at)
    return new


@transaction.atomic
def cancel_direct_debit(mandate: Mandate, *, why: str, by: Who, at: datetime, key: str) -> Mandate:
    """Cancel a direct debit as `mandates.cancel`, and say so to the payer."""
    mandate = mandates.cancel(mandate, why=why, by=by, at=at, key=key)
    tell_it_ended(mandate, at=at)
    return mandate


# --- Telling payers -----------------------------------------------------------------------------------


@transaction.atomic
def tell_what_is_due(mandate: Mandate, *, at: datetime) -> Message | None:
    """Tell a payer what will be collected, where she does not know it yet. None where there is nothing new.

    Who cannot be written to has not been told, so nothing is collected from her: the message is somebody's
    work, and counts as soon as it went another way.
    """
    mandate = Mandate.objects.select_related("person__council", "rent_account", "replaces").get(pk=mandate.pk)
    due = mandates.notice_due(mandate, on=london_day(at))
    if due is None:
        return None
    said = _facts(mandate, due, at=at)
    message = correspondence.send(
        _code_of(mandate, due),
        person=mandate.person,
        facts=said.facts,
        facts_in=said.facts_in,
        at=at,
        key=f"direct debit {mandate.pk} {due.first_on.isoformat()} {due.amount} {mandate.every} {mandate.day}",
        subject_of=f"direct debit {mandate.pk}",
    )
    if message.status in TELLS:
        mandates.give_notice(mandate, due, at=at)
    return message


def _code_of(mandate: Mandate, due: NoticeDue) -> str:
    if not due.is_first:
        return NOTICE
    return MOVED if mandate.replaces_id else SET_UP


def _facts(mandate: Mandate, due: NoticeDue, *, at: datetime) -> InBoth:
    common = _common(mandate)
    if not due.is_first:
        return in_both(lambda: paying_words.what_is_collected(mandate, due)).beside(common)
    council = mandate.person.council
    sentences = rules.guarantee(council=council.name, on=london_day(at), council_id=council.pk)
    common |= {"account_name": mandate.account_name, "guarantee": "\n\n".join(sentences)}
    before = mandate.replaces
    if before is None:
        return in_both(lambda: paying_words.what_is_collected(mandate, due)).beside(common)
    move = paying_queries.before_the_move(before, first_on=due.first_on, on=london_day(at))
    return in_both(lambda: paying_words.what_moves(mandate, due, before, move)).beside(common)


def _common(mandate: Mandate) -> dict[str, str]:
    person = mandate.person
    return {"name": person.known_as, "council": person.council.name, "reference": mandate.reference}


def tell_it_ended(mandate: Mandate, *, at: datetime) -> Message | None:
    """Tell a payer that a direct debit has ended, once. None where she has died: nobody writes to her."""
    mandate = Mandate.objects.select_related("person__council", "rent_account").get(pk=mandate.pk)
    if mandate.person.deceased_on or mandate.cancelled_at is None:
        return None
    common = _common(mandate) | {"payment_reference": mandate.rent_account.payment_reference}
    said = in_both(lambda: paying_words.how_it_ended(mandate)).beside(common)
    return correspondence.send(
        ENDED,
        person=mandate.person,
        facts=said.facts,
        facts_in=said.facts_in,
        at=at,
        key=f"direct debit {mandate.pk} ended {mandate.cancelled_at.isoformat()}",
        subject_of=f"direct debit {mandate.pk}",
    )


# --- Each morning ---------------------------------------------------------------------------------------


def each_morning(council: Council, *, at: datetime) -> None:
    """Do what direct debits need each morning, in the order in which one thing rests on another.

    Each step can be done again: killed in the middle, the next morning or a second worker does the rest.
    """
    on = london_day(at)
    direct_debits.post_collections(council, on=on, at=at)
    heed_files(council, at=at)
    mandates.end_for_facts(council, on=on, at=at)
    mandates.take_up(council, on=on, at=at)
    mandates.seal_anew(council)
    live = Mandate.objects.filter(council=council).exclude(status=Mandate.Status.CANCELLED)
    for mandate in live.order_by("pk").iterator(chunk_size=500):
        _or_go_on(tell_what_is_due, mandate, at=at)
    for mandate in _ended_by_others(council, at=at):
        _or_go_on(tell_it_ended, mandate, at=at)


def _or_go_on(tell: Callable[..., Message | None], mandate: Mandate, *, at: datetime) -> None:
    """Tell one payer; where that is refused, say so in the log and go on with the others."""
    try:
        tell(mandate, at=at)
    except Refused as refusal:
        log.warning("the payer of direct debit %s was not told: %s", mandate.pk, refusal)


def _ended_by_others(council: Council, *, at: datetime) -> list[Mandate]:
    """Return the mandates that a bank or a fact ended of late: their payers are told once."""
    ended = MandateEvent.objects.filter(
        council=council, by__isnull=True, what__in=("cancelled", "rejected"), at__gt=at - LATELY
    )
    return list(Mandate.objects.filter(status="cancelled", pk__in=ended.values("mandate")).order_by("pk"))


def heed_files(council: Council, *, at: datetime) -> None:
    """Heed what banks said in the files that were posted of late: unpaid collections, and news of instructions."""
    posted = MoneyFile.objects.filter(council=council, status="posted", received_at__gt=at - LATELY)
    for file in posted.filter(kind="advices").order_by("pk"):
        bank_answers.heed_news(council, money_files.news_of(file), at=at)
    unpaid = (file.posted_lines.filter(code=bank_answers.UNPAID) for file in posted.order_by("pk"))
    for line in chain.from_iterable(unpaid):
        try:
            bank_answers.heed_line(line, at=at)
        except Refused:
            continue  # It came back before it was posted as collected: the next morning heeds it.
