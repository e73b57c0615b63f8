"""Reads of how payers pay: mandates, what is charged and collected, and what went wrong with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import cast

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum

from rooftree.foundations import calendar_table
from rooftree.foundations.dates import london_day
from rooftree.foundations.models import Council
from rooftree.foundations.money import NOUGHT
from rooftree.foundations.periods import DAY
from rooftree.people.queries import in_force
from rooftree.rents import codes
from rooftree.rents import direct_debits as rules
from rooftree.rents.direct_debits import AmountToCollect, Charged
from rooftree.rents.models import (
    CardPayment,
    Charge,
    Collection,
    DirectDebitNotice,
    ExpectedBenefit,
    Mandate,
    MandateEvent,
    RentAccount,
    RentYear,
    Submission,
)

PAID_TO_US = ("hb", "uc_managed", "uc_deduction")
"""Kinds of benefit that reach the account without the tenant."""
USUAL_WEEKS = 52
FILE_BEFORE = 2
"""Working days before a collection by which banks have its file.

Bacs, Service User's Guide to the Direct Debit Scheme: a file goes in on the first of three working days, is
processed on the second, and collects on the third.
"""
MOST_BEFORE = 10
"""More collections do not come before a move: the notice of one is ten working days."""


def live_mandate(account: RentAccount) -> Mandate | None:
    """Return the mandate of an account that is set up, with the bank or in force."""
    live = Mandate.objects.filter(rent_account=account).exclude(status=Mandate.Status.CANCELLED)
    return live.select_related("person").first()


# --- Amounts -----------------------------------------------------------------------------------------


def charged_on(account: RentAccount, *, on: date) -> Charged:
    """Return what an account is charged on a day, and what benefit pays us of it, over its rent year."""
    lines = in_force(Charge.objects.filter(Q(place=account.place_id) | Q(rent_account=account)), on)
    sums = dict(lines.values_list("per").annotate(Sum("amount")))
    year = (
        RentYear.objects.filter(council_id=account.council_id, group=account.group, starts_on__lte=on)
        .order_by("-starts_on")
        .first()
    )
    return Charged(
        weekly=sums.get("week", NOUGHT),
        monthly=sums.get("month", NOUGHT),
        weeks=year.weeks if year else USUAL_WEEKS,
        free_weeks=len(year.free_weeks) if year else 0,
        benefit_yearly=_benefit(account, on=on),
    )


def _benefit(account: RentAccount, *, on: date) -> Decimal:
    """Return what benefit pays us towards an account in a year, as it is expected on a day."""
    expected = in_force(ExpectedBenefit.objects.filter(rent_account=account, kind__in=PAID_TO_US), on)
    listed = codes.FREQUENCIES.version(on=on, council=account.council_id)
    times = {item.code: cast(int, item.flags["a_year"]) for item in listed}
    return sum((each.amount * times[each.every] for each in expected), NOUGHT)


def amount_now(account: RentAccount, *, every: str, on: date, more: Decimal = NOUGHT) -> AmountToCollect:
    """Return what a direct debit would collect each time on a day, and what for."""
    return rules.amount_of(charged_on(account, on=on), every=every, more=more)


# --- Notices and collections ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Planned:
    """A collection that is to come: on which day, and how much."""

    on: date
    amount: Decimal


def newest_for(
    mandate: Mandate, notices: Iterable[DirectDebitNotice], collects_on: date
) -> DirectDebitNotice | None:
    """Return what the payer was last told of a collection on a day, out of notices in their order.

    None where she was told of none, or of other days: they were changed since.
    """
    told = [each for each in notices if each.first_on <= collects_on]
    if not told or (told[-1].every or mandate.every, told[-1].day or mandate.day) != (mandate.every, mandate.day):
        return None
    return told[-1]


def notice_for(mandate: Mandate, collects_on: date) -> DirectDebitNotice | None:
    """Return what the payer was told of a collection: the newest notice for a day up to it."""
    told = DirectDebitNotice.objects.filter(mandate=mandate, first_on__lte=collects_on)
    return newest_for(mandate, told.order_by("first_on", "pk"), collects_on)


def next_collections(mandate: Mandate, *, on: date, most: int = 3) -> list[Planned]:
    """Return the next collections of a mandate from a day on, with the amounts that the payer was told."""
    return _planned(mandate, from_on=on, most=most) if mandate.is_live else []


def _planned(mandate: Mandate, *, from_on: date, most: int, until: date | None = None) -> list[Planned]:
    calendar = calendar_table.in_force("EW")
    days = rules.collection_days(every=mandate.every, day=mandate.day, from_on=from_on, calendar=calendar)
    told = list(DirectDebitNotice.objects.filter(mandate=mandate).order_by("first_on", "pk"))
    planned = []
    for day in islice(days, most + 2):
        if until and day >= until:
            break
        notice = newest_for(mandate, told, day)
        if notice and notice.amount:
            planned.append(Planned(day, notice.amount))
    return planned[:most]


@dataclass(frozen=True)
class Move:
    """What comes when another bank account takes the place of one: from which of them, and when."""

    old: Mandate
    """What is collected from now."""
    first_on: date
    """The first collection from the new account."""
    on_its_way: list[Planned]
    """In a file to the bank already, from the old account."""
    planned: list[Planned]
    """Collected from the old account where that goes on; else for the payer to pay in another way."""

    @property
    def may_go_on(self) -> bool:
        """Return whether there is anything to collect from the old account until then, in force as it is."""
        return bool(self.planned) and (self.old.status == Mandate.Status.ACTIVE or self.old.goes_on)


def move_of(mandate: Mandate, *, on: date) -> Move:
    """Return what comes from which account when the payer gives another one on a day."""
    first_on = rules.first_collection(
        every=mandate.every,
        day=mandate.day,
        told_on=on,
        calendar=calendar_table.in_force("EW"),
        council=mandate.council_id,
    )
    return before_the_move(_collected_from(mandate), first_on=first_on, on=on)


def _collected_from(mandate: Mandate) -> Mandate:
    """Return the instruction that is collected from today: this one, or one that goes on until this one does."""
    return Mandate.objects.filter(replaced_by=mandate, goes_on=True).first() or mandate


def before_the_move(mandate: Mandate, *, first_on: date, on: date) -> Move:
    """Return what was to be collected on an instruction after a day, until another bank account takes over."""
    asked = Collection.objects.filter(mandate=mandate, status=Collection.Status.SUBMITTED, due_on__gte=on)
    on_its_way = [Planned(each.due_on, each.amount) for each in asked.order_by("due_on")]
    known = {each.on for each in on_its_way}
    planned = _planned(mandate, from_on=on + DAY, most=MOST_BEFORE, until=first_on)
    return Move(mandate, first_on, on_its_way, [each for each in planned if each.on not in known])


def still_to_come(mandate: Mandate, *, on: date) -> list[Planned]:
    """Return what an earlier bank account is still collected for, before this instruction's own collections."""
    before = Mandate.objects.filter(replaced_by=mandate).first()
    told = DirectDebitNotice.objects.filter(mandate=mandate).order_by("first_on").first()
    if before is None or not mandate.is_live:
        return []
    move = before_the_move(before, first_on=told.first_on if told else date.max, on=on)
    return sorted(move.on_its_way + (move.planned if before.goes_on else []), key=lambda each: each.on)


def news(council_ids: Iterable[int], *, since: datetime) -> QuerySet[MandateEvent]:
    """Return what went wrong with direct debits since a moment, the newest first: for income officers."""
    found = MandateEvent.objects.filter(council_id__in=council_ids, at__gte=since, what__in=MandateEvent.NEWS)
    return found.select_related("mandate__rent_account__place", "mandate__person").order_by("-at", "-pk")


def submissions(council_ids: Iterable[int]) -> QuerySet[Submission]:
    """Return the files of direct debits, the newest first, with who made them."""
    return Submission.objects.filter(council_id__in=council_ids).select_related("made_by", "council")


def collections_of(mandate: Mandate) -> QuerySet[Collection]:
    """Return what was asked of the payer's bank, the newest first."""
    return Collection.objects.filter(mandate=mandate).order_by("-due_on")


@dataclass(frozen=True)
class ToCollect:
    """A mandate that is due on a day: how much, under which notice; or why nothing is collected."""

    mandate: Mandate
    notice: DirectDebitNotice | None
    why_not: str = ""

    @property
    def amount(self) -> Decimal:
        """Pounds; nought where nothing is collected."""
        return self.notice.amount if self.notice and not self.why_not else NOUGHT


def to_collect(council: Council, *, collects_on: date) -> list[ToCollect]:
    """Return every mandate that is due on a working day, with what is collected, or why it is not.

    Five queries, however many there are. Raises Refused for a day on which banks do not collect.
    """
    calendar = calendar_table.in_force("EW")
    days = rules.days_collected_on(collects_on, calendar=calendar)
    due = Q(every="month", day__in=[day.day for day in days])
    due |= Q(every="week", day__in=[day.isoweekday() for day in days])
    mandates = list(
        Mandate.objects.filter(due, council=council)
        .filter(~Q(status=Mandate.Status.CANCELLED) | going_on(collects_on))
        .select_related("person", "rent_account__tenancy")
        .order_by("pk")
    )
    told = DirectDebitNotice.objects.filter(mandate__in=mandates, first_on__lte=collects_on)
    notices: dict[int, list[DirectDebitNotice]] = {}
    for notice in told.order_by("mandate_id", "first_on", "pk"):
        notices.setdefault(notice.mandate_id, []).append(notice)
    asked = set(
        Collection.objects.filter(mandate__in=mandates, due_on=collects_on).values_list("mandate_id", flat=True)
    )
    listed = [
        (each, newest_for(each, notices.get(each.pk, ()), collects_on))
        for each in mandates
        if each.pk not in asked
    ]
    latest = rules.last_day_to_tell(collects_on, calendar=calendar, council=council.pk)
    return [
        ToCollect(each, notice, _why_not(each, notice, on=collects_on, latest=latest)) for each, notice in listed
    ]


def going_on(collects_on: date) -> Q:
    """Return which instructions that were replaced are still collected from on a day.

    Those that go on, until the first collection that the payer was told of on her other bank account.
    """
    others = Mandate.objects.filter(replaces=OuterRef("pk")).exclude(status=Mandate.Status.CANCELLED)
    told = others.filter(notices__first_on__lte=collects_on)
    return Q(Exists(others), ~Exists(told), goes_on=True)


def unheard(council: Council, *, collects_on: date) -> QuerySet[Mandate]:
    """Return the instructions of which the bank has to hear in the file of a day: new ones, and cancelled ones.

    One that another bank account replaces is cancelled with the bank (0C) once nothing more comes from it:
    sent earlier, the bank would send back what it is still asked for. The new one (0N) goes at once.
    """
    Status = Mandate.Status
    waiting = Q(status=Status.NEW) | Q(
        status=Status.CANCELLED, cancellation_lodged_at__isnull=True, lodged_at__isnull=False
    )
    others = Mandate.objects.filter(replaces=OuterRef("pk")).exclude(status=Status.CANCELLED)
    on_its_way = Collection.objects.filter(mandate=OuterRef("pk"), status=Collection.Status.SUBMITTED)
    still = Q(Exists(others), Exists(on_its_way)) | going_on(collects_on)
    return Mandate.objects.filter(waiting, ~still, council=council).order_by("pk")


@dataclass(frozen=True)
class LateInstructions:
    """New instructions that the bank does not have, though the first collection is near."""

    count: int
    first_on: date


def late_instructions(council: Council, *, on: date) -> LateInstructions | None:
    """Return new instructions that are in no file, though banks need them before the first collection.

    Five working days before it is asked for, as `rents.direct_debit_lodgement` has it, and two for its file.
    """
    calendar = calendar_table.in_force("EW")
    lodged = rules.LODGEMENT.version(on=on, council=council.pk).deadline(on, calendar=calendar).due_on
    nearest = calendar.nth(calendar.count(lodged) + FILE_BEFORE)
    told = DirectDebitNotice.objects.filter(
        council=council, mandate__status=Mandate.Status.NEW, first_on__lte=nearest, first_on__gt=on, amount__gt=0
    )
    found = told.aggregate(count=Count("mandate", distinct=True), first_on=Min("first_on"))
    return LateInstructions(found["count"], found["first_on"]) if found["count"] else None


def _why_not(mandate: Mandate, notice: DirectDebitNotice | None, *, on: date, latest: date) -> str:
    """Return why nothing is collected on a mandate on a day; nothing where it is."""
    if mandate.person.deceased_on:
        return "The payer has died."
    ended = mandate.rent_account.until_on
    if ended and ended <= on:
        return "The tenancy has ended."
    if mandate.status != Mandate.Status.ACTIVE and not mandate.goes_on:
        return "The bank has not taken up the instruction yet."
    if notice is None or london_day(notice.told_at) > latest:
        return "The payer was not told in time."
    return ""


# --- Cards -------------------------------------------------------------------------------------------


def card_payments(account: RentAccount) -> QuerySet[CardPayment]:
    """Return the payments by card towards an account, the newest first."""
    return CardPayment.objects.filter(rent_account=account).select_related("person").order_by("-started_at")


def card_payment_of(council: Council, *, provider_id: str, reference: str = "") -> CardPayment | None:
    """Return the payment that GOV.UK Pay calls so; where it never told us its name, that of our reference."""
    payments = CardPayment.objects.filter(council=council)
    if provider_id and (found := payments.filter(provider_id=provider_id).first()):
        return found
    return payments.filter(reference=reference, provider_id="").first() if reference else None


def card_payment_by_reference(council_id: int, reference: str) -> CardPayment | None:
    """Return the payment of a reference of ours, as the return page has it."""
    return (
        CardPayment.objects.filter(council_id=council_id, reference=reference)
        .select_related("rent_account")
        .first()
    )
