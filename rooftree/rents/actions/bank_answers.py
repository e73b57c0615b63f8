"""What banks answer of direct debits: collections that come back unpaid, and news of instructions."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from rooftree.foundations.dates import short_date
from rooftree.foundations.models import Council
from rooftree.foundations.money import in_words
from rooftree.foundations.refusals import Refused
from rooftree.ledger import accounts, posting
from rooftree.ledger.posting import Posting
from rooftree.rents import direct_debits as rules
from rooftree.rents import sealing
from rooftree.rents.actions.direct_debits import CONTROL
from rooftree.rents.actions.mandates import end, locked, tell
from rooftree.rents.actions.parts import part_of
from rooftree.rents.files.bacs import MandateNews, News
from rooftree.rents.models import Collection, FileLine, Mandate, MandateEvent

Status = Mandate.Status
What = MandateEvent.What
UNPAID = "RDN"


@transaction.atomic
def note_unpaid(
    reference: str,
    *,
    due_on: date,
    reason: str,
    movement: int | None,
    council_id: int,
    on: date,
    at: datetime,
    who: str = "job:direct-debits",
) -> Collection | None:
    """Keep that a collection came back unpaid, and end the direct debit where the bank's reason says so.

    `movement` is the ledger's debit back, where the bank's report was posted already; without it, it is
    posted here. Told twice, it is done once. None where no collection of ours is meant.
    """
    found = Collection.objects.select_for_update(of=("self",)).select_related("mandate__rent_account")
    collection = (
        found.filter(council_id=council_id, mandate__reference=reference.strip().upper(), due_on__lte=due_on)
        .order_by("-due_on")
        .first()
    )
    if collection is None or collection.status == Collection.Status.UNPAID:
        return collection
    if collection.status != Collection.Status.COLLECTED:
        raise Refused(
            f"What was due on {short_date(collection.due_on)} is not posted as collected yet, so it cannot "
            "come back."
        )
    collection.unpaid_movement = movement or _post_back(collection, on=on, at=at, who=who)
    collection.status, collection.unpaid_on, collection.unpaid_reason = Collection.Status.UNPAID, on, reason
    collection.save(update_fields=["status", "unpaid_on", "unpaid_reason", "unpaid_movement"])
    listed = rules.ARUDD.version(on=on)
    label = listed.label_of(reason) if reason in listed else f"Reason {reason}"
    words = f"{in_words(collection.amount)} of {short_date(collection.due_on)} was not paid. {label}."
    mandate = locked(collection.mandate)
    tell(mandate, What.UNPAID, words, by=None, at=at)
    if reason in listed and listed.flag(reason, "ends"):
        if mandate.is_live:
            end(mandate, f"{label}.", by=None, at=at, by_bank=True)
        else:
            _stop_going_on(mandate, at=at)
    return collection


def _post_back(collection: Collection, *, on: date, at: datetime, who: str) -> int:
    account = collection.mandate.rent_account
    back = Posting(
        debit=part_of(account, on=on),
        credit=accounts.control(account.council_id, CONTROL),
        amount=collection.amount,
        kind="receipt",
        code=UNPAID,
        effective_on=on,
        key=f"ddn:{collection.pk}",
        narrative="Direct Debit unpaid",
        reference=collection.mandate.reference,
    )
    return posting.post([back], council_id=account.council_id, posted_on=on, at=at, who=who)[0]


def heed_line(line: FileLine, *, at: datetime) -> Collection | None:
    """Keep that a collection came back, as a line of a posted report of unpaid direct debits says (ARUDD).

    The report debited the account already. Heeded twice, it is done once. Raises as `note_unpaid`.
    """
    return note_unpaid(
        line.reference,
        due_on=date.fromisoformat(line.source_id),
        reason=line.text[:1],
        movement=line.movement,
        council_id=line.council_id,
        on=line.paid_on,
        at=at,
    )


def heed_news(council: Council, news: Iterable[MandateNews], *, at: datetime) -> list[Mandate]:
    """Do what banks say of instructions (ADDACS, AUDDIS): end them, or follow the account. Told twice, done once.

    Returns the mandates that ended.
    """
    ended = []
    for told in news:
        with transaction.atomic():
            if mandate := _heed(council, told, at=at):
                ended.append(mandate)
    return ended


def _heed(council: Council, told: MandateNews, *, at: datetime) -> Mandate | None:
    """Do what one advice says; return the mandate if it ended by that."""
    found = Mandate.objects.select_for_update(of=("self",)).select_related("person", "rent_account")
    mandate = found.filter(council=council, reference=told.reference).first()
    handle = rules.ADDACS if told.kind is News.ADDACS else rules.AUDDIS
    listed = handle.version(on=told.effective_on)
    if mandate is None:
        return None
    label = listed.label_of(told.reason) if told.reason in listed else f"Reason {told.reason} of {told.kind.name}"
    words = f"{label} ({told.kind.name}, {short_date(told.effective_on)})."
    if MandateEvent.objects.filter(mandate=mandate, words=words).exists():
        return None
    if told.reason not in listed or listed.flag(told.reason, "ends"):
        return _end_by_bank(mandate, words, told, at=at)
    if told.new_details and mandate.is_live:
        mandate.sealed = sealing.seal(told.new_details.sort_code, told.new_details.account_number)
        mandate.last_four = told.new_details.account_number[-4:]
        mandate.save(update_fields=["sealed", "last_four"])
    if told.reason == "R" and told.kind is News.ADDACS:
        _reinstate(mandate, words, at=at)
        return None
    tell(mandate, What.MOVED, words, by=None, at=at)
    return None


def _end_by_bank(mandate: Mandate, words: str, told: MandateNews, *, at: datetime) -> Mandate | None:
    what = What.REJECTED if told.kind is News.AUDDIS else What.CANCELLED
    if not mandate.is_live:
        _stop_going_on(mandate, at=at)
        tell(mandate, what, words, by=None, at=at)
        return None
    return end(mandate, words, by=None, at=at, by_bank=True, what=what)


def _stop_going_on(mandate: Mandate, *, at: datetime) -> None:
    """Ask no more of a bank account that was to go on until another takes over: its bank has ended that."""
    if mandate.goes_on:
        mandate.goes_on, mandate.cancellation_lodged_at = False, at
        mandate.save(update_fields=["goes_on", "cancellation_lodged_at"])


def _reinstate(mandate: Mandate, words: str, *, at: datetime) -> None:
    """Hold a mandate in force again that the bank had ended, unless the account has another by now."""
    others = Mandate.objects.filter(rent_account=mandate.rent_account).exclude(status=Status.CANCELLED)
    if not mandate.is_live and mandate.cancellation_lodged_at and mandate.lodged_at and not others.exists():
        mandate.status, mandate.active_at = Status.ACTIVE, at
        mandate.cancelled_at, mandate.cancelled_because, mandate.cancellation_lodged_at = None, "", None
        mandate.goes_on = False
        mandate.save(
            update_fields=[
                "status",
                "active_at",
                "cancelled_at",
                "cancelled_because",
                "cancellation_lodged_at",
                "goes_on",
            ]
        )
    tell(mandate, What.REINSTATED, words, by=None, at=at)
