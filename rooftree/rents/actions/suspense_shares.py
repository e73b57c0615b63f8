"""Divides money in suspense among accounts, and posts to each what it gets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Sum

from rooftree.foundations import rulebook
from rooftree.foundations.dates import london_day, midnight_of, short_date
from rooftree.foundations.isolation import now_acting
from rooftree.foundations.refusals import Refused
from rooftree.ledger import accounts, posting
from rooftree.rents import money_in, suspense_rules
from rooftree.rents.actions.alone import wait_in_turn
from rooftree.rents.actions.parts import part_of
from rooftree.rents.journal_rules import Second
from rooftree.rents.models import AccountPart, RentAccount, SuspenseItem, SuspenseMove, SuspenseShare
from rooftree.staff.models import Officer

ALONE = rulebook.limit("rents.suspense_limit")
TOGETHER = timedelta(days=28)
"""What one officer posts to one account in this time counts together: no large sum is made of small ones."""
REPOSTED = "RIT"
REFUNDED = "REF"


@dataclass(frozen=True)
class Share:
    """What one part of one account gets: pounds above nought."""

    account: RentAccount
    pounds: Decimal
    part: str = AccountPart.Part.RENT

    @property
    def name(self) -> str:
        """What it is called in sentences."""
        part = "" if self.part == AccountPart.Part.RENT else f", {AccountPart.Part(self.part).label.lower()}"
        return f"{self.account}{part}"


def check(item: SuspenseItem, shares: Sequence[Share]) -> None:
    """Raise Refused unless the money can go to these accounts: of this council, and of somebody who pays."""
    for share in shares:
        assert share.part in AccountPart.Part.values, f"{share.part} is no part of an account."
        if share.account.council_id != item.council_id:
            raise Refused("That account is another council's. Choose one of this council.")
        if share.account.is_void:
            raise Refused(
                f"{share.account} is the account of a home without a tenancy: nobody pays there. Choose a "
                "tenant's."
            )


def second_officer(item: SuspenseItem, shares: Sequence[Share], *, by: Officer, on: date) -> Second:
    """Return whether a second officer must agree to the whole, and why or why not."""
    wait_in_turn(by)
    named = {share.account.pk for share in shares}
    lately = SuspenseShare.objects.filter(
        rent_account__in=named,
        move__prepared_by=by,
        move__status=SuspenseMove.Status.POSTED,
        move__needs_second=False,
        move__settled_at__gte=midnight_of(on - TOGETHER),
    )
    return suspense_rules.second_officer(
        abs(item.amount),
        alone_before=lately.aggregate(pounds=Sum("amount"))["pounds"] or Decimal(),
        limit=Decimal(ALONE.version(on=on, council=item.council_id).value),
        accounts=len(named),
    )


def keep(move: SuspenseMove, shares: Sequence[Share]) -> None:
    """Keep to whom a posting goes. `rent_account` and `part` of the posting itself are those of the first."""
    SuspenseShare.objects.bulk_create(
        SuspenseShare(
            council_id=move.council_id, move=move, rent_account=each.account, part=each.part, amount=each.pounds
        )
        for each in shares
    )


def post(move: SuspenseMove, item: SuspenseItem, *, at: datetime) -> int:
    """Move the money out of suspense, to each account what it gets, or to refunds; return the first movement."""
    on = london_day(at)
    shares = list(SuspenseShare.objects.filter(move=move).select_related("rent_account").order_by("pk"))
    if not shares:
        back = accounts.control(item.council_id, "refunds")
        wanted = [_posting(item, back, abs(item.amount), REFUNDED, key=f"suspense:{move.pk}")]
    else:
        wanted = [
            _posting(
                item,
                part_of(share.rent_account, share.part, on=on),
                share.amount,
                REPOSTED,
                key=f"suspense:{move.pk}:{share.pk}",
            )
            for share in shares
        ]
    posted = posting.post(wanted, council_id=item.council_id, posted_on=on, at=at, who=now_acting().who)
    for share, movement in zip(shares, posted, strict=False):
        share.movement = movement
    SuspenseShare.objects.bulk_update(shares, ["movement"])
    return posted[0]


def _posting(item: SuspenseItem, other: int, pounds: Decimal, code: str, *, key: str) -> posting.Posting:
    suspense, line = accounts.control(item.council_id, money_in.SUSPENSE), item.line
    debit, credit = (suspense, other) if item.amount > 0 else (other, suspense)
    return posting.Posting(
        debit=debit,
        credit=credit,
        amount=pounds,
        kind="journal",
        code=code,
        effective_on=line.paid_on,
        key=key,
        narrative=f"From suspense: {line.payer or 'payer not named'}, paid {short_date(line.paid_on)}",
        reference=line.reference,
        batch="suspense",
    )
