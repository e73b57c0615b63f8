"""Mandates of direct debits: set up without paper, changed, cancelled, and what their payers are to be told."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from rooftree.foundations import calendar_table
from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.models import Council
from rooftree.foundations.money import in_words
from rooftree.foundations.refusals import Refused
from rooftree.people.models import Person
from rooftree.people.permissions import resident_may_see_rent
from rooftree.people.portal import Resident
from rooftree.people.queries import in_force
from rooftree.rents import direct_debits as rules
from rooftree.rents import paying_queries, permissions, sealing
from rooftree.rents.direct_debits import AmountToCollect, BankDetails
from rooftree.rents.models import DirectDebitNotice, Mandate, MandateEvent, RentAccount
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require
from rooftree.tenancies.models import TenancyParty
from rooftree.tenancies.rules import HOLDERS

Status = Mandate.Status
What = MandateEvent.What
Who = Officer | Resident

AHEAD = 3
"""How many collections ahead amounts are looked at, so that a payer hears of a change in time."""


# --- Setting up, changing, cancelling ---------------------------------------------------------------


@transaction.atomic
def set_up(
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
    """Set up a direct debit on a payer's word, without paper: who calls this tells her so (`journeys.paying`).

    `day` is of the month, 1 to 28, or of the week, 1 to 5; `more` is in pounds each time, towards what is
    owed. Raises Refused for what is no bank account, for a day that does not always come, for an account
    that has ended or has a direct debit, and where there is nothing to collect.
    """
    require_may_keep(by, account, person)
    account = RentAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
    done = once(key, "rents.set_up_direct_debit", council_id=by.council_id, at=at)
    if done.before:
        return Mandate.objects.get(pk=done.made["mandate"])
    details = rules.checked(details)
    _check_terms(every, day, more)
    _check_account(account, person, on=london_day(at))
    if paying_queries.live_mandate(account):
        raise Refused("This account has a direct debit already. Change that one, or cancel it first.")
    if not paying_queries.amount_now(account, every=every, more=more, on=london_day(at)).amount:
        raise Refused("Nothing is charged here that a direct debit could collect. Add the charge first.")
    mandate = _write(account, details, person, every=every, day=day, more=more, by=by, at=at)
    RentAccount.objects.filter(pk=account.pk).update(paying_by="direct_debit")
    done.makes(mandate=mandate.pk)
    return mandate


def require_may_keep(by: Who, account: RentAccount, person: Person) -> None:
    """Raise PermissionDenied unless this officer, or this resident in her own matters, may."""
    if isinstance(by, Officer):
        require(permissions.may_keep_mandates(by, account))
        return
    require(resident_may_see_rent(by, account))
    if by.is_here_for_another or by.person_id != person.pk:
        raise PermissionDenied("A direct debit is set up by whoever has the bank account, and by nobody else.")


def _check_terms(every: str, day: int, more: Decimal) -> None:
    rules.check_day(every, day)
    if more < 0 or more != more.quantize(Decimal("0.01")):
        raise Refused("What goes towards what is owed is nought or more, in pounds and pence.")


def _check_account(account: RentAccount, person: Person, *, on: date) -> None:
    if account.is_void:
        raise Refused("Nobody pays this account: the home is empty. Choose the account of a tenant.")
    if account.until_on and account.until_on <= on:
        raise Refused(
            f"This account ended on {long_date(account.until_on)}, so nothing is collected. What is still owed "
            "can be paid in another way."
        )
    if person.deceased_on:
        raise Refused("This person has died, so nothing is collected from them.")
    parties = TenancyParty.objects.filter(tenancy=account.tenancy_id, person=person, role__in=HOLDERS)
    if not in_force(parties, on).exists():
        raise Refused("The payer is one of the tenants. Somebody else can pay in another way.")


def _write(
    account: RentAccount,
    details: BankDetails,
    person: Person,
    *,
    every: str,
    day: int,
    more: Decimal,
    replaces: Mandate | None = None,
    by: Who,
    at: datetime,
) -> Mandate:
    before = Mandate.objects.filter(rent_account=account).count()
    mandate = Mandate.objects.create(
        council_id=account.council_id,
        rent_account=account,
        person=person,
        restricted_to=person.restricted_to,
        reference=rules.reference_of(account.payment_reference, before=before),
        account_name=details.account_name,
        sealed=sealing.seal(details.sort_code, details.account_number),
        last_four=details.account_number[-4:],
        every=every,
        day=day,
        more=more,
        status=Status.NEW,
        signed_at=at,
        set_up_by=by if isinstance(by, Officer) else None,
        replaces=replaces,
    )
    words = f"Set up, {rules.when_in_words(every, day)}"
    if replaces:
        words += f", in the place of {replaces.reference}, {replaces.bank_account}"
    tell(mandate, What.SET_UP, f"{words}.", by=by, at=at)
    return mandate


def tell(mandate: Mandate, what: str, words: str, *, by: Who | None, at: datetime) -> MandateEvent:
    return MandateEvent.objects.create(
        council_id=mandate.council_id,
        restricted_to=mandate.restricted_to,
        mandate=mandate,
        what=what,
        words=words,
        at=at,
        by=by if isinstance(by, Officer) else None,
    )


def locked(mandate: Mandate) -> Mandate:
    held = Mandate.objects.select_for_update(of=("self",)).select_related("person", "rent_account")
    return held.get(pk=mandate.pk)


@transaction.atomic
def change(
    mandate: Mandate,
    *,
    every: str | None = None,
    day: int | None = None,
    more: Decimal | None = None,
    by: Who,
    at: datetime,
    key: str,
) -> Mandate:
    """Change when a direct debit is collected, or how much goes towards what is owed. What is left out stays.

    The payer is told before it is collected so. Raises Refused for one that is cancelled.
    """
    mandate = locked(mandate)
    require_may_keep(by, mandate.rent_account, mandate.person)
    if once(key, "rents.change_direct_debit", council_id=by.council_id, at=at).before:
        return mandate
    _check_live(mandate)
    mandate.every, mandate.day = every or mandate.every, mandate.day if day is None else day
    mandate.more = mandate.more if more is None else more
    _check_terms(mandate.every, mandate.day, mandate.more)
    mandate.save(update_fields=["every", "day", "more"])
    words = f"Collected {rules.when_in_words(mandate.every, mandate.day)}"
    if mandate.more:
        words += f", with {in_words(mandate.more)} towards what is owed"
    tell(mandate, What.CHANGED, f"{words}.", by=by, at=at)
    return mandate


@transaction.atomic
def change_bank(
    mandate: Mandate, details: BankDetails, *, goes_on: bool = True, by: Who, at: datetime, key: str
) -> Mandate:
    """Collect from another bank account of the payer: a new instruction takes the place of this one.

    With `goes_on` this one is collected from until the first collection that the payer is told of on the new
    one, so that none is missed; without it nothing more is asked of the bank. What stands in a file already
    is collected either way. Raises Refused for one that is cancelled, for what is no bank account or the
    same one, and for an account that has ended.
    """
    mandate = locked(mandate)
    require_may_keep(by, mandate.rent_account, mandate.person)
    done = once(key, "rents.change_direct_debit_bank", council_id=by.council_id, at=at)
    if done.before:
        return Mandate.objects.get(pk=done.made["mandate"])
    _check_live(mandate)
    details = rules.checked(details)
    if sealing.unseal(mandate.sealed) == (details.sort_code, details.account_number):
        raise Refused("This is the bank account that is collected from now. Check the number of the new one.")
    _check_account(mandate.rent_account, mandate.person, on=london_day(at))
    new = _replace(mandate, details, goes_on=goes_on, by=by, at=at)
    done.makes(mandate=new.pk)
    return new


def _replace(mandate: Mandate, details: BankDetails, *, goes_on: bool, by: Who, at: datetime) -> Mandate:
    """End an instruction for one on another bank account of the same payer, on the same days."""
    before = _collected_from(mandate)
    end(mandate, "The payer gave another bank account.", by=by, at=at, what=What.MOVED)
    if before:
        Mandate.objects.filter(pk=before.pk).update(goes_on=goes_on)
    new = _write(
        mandate.rent_account,
        details,
        mandate.person,
        every=mandate.every,
        day=mandate.day,
        more=mandate.more,
        replaces=before or mandate,
        by=by,
        at=at,
    )
    RentAccount.objects.filter(pk=mandate.rent_account_id).update(paying_by="direct_debit")
    return new


def _collected_from(mandate: Mandate) -> Mandate | None:
    """Return the instruction that is collected from now: this one, or that which goes on until this one does.

    None where the bank has taken up neither.
    """
    if mandate.status == Status.ACTIVE:
        return mandate
    return Mandate.objects.filter(replaced_by=mandate, goes_on=True).first()


@transaction.atomic
def cancel(mandate: Mandate, *, why: str, by: Who, at: datetime, key: str) -> Mandate:
    """Cancel a direct debit: nothing more is collected, and the next file tells the bank. Raises Refused twice."""
    mandate = locked(mandate)
    require_may_keep(by, mandate.rent_account, mandate.person)
    if once(key, "rents.cancel_direct_debit", council_id=by.council_id, at=at).before:
        return mandate
    _check_live(mandate)
    if not why.strip():
        raise Refused("Say why it is cancelled.")
    return end(mandate, why.strip(), by=by, at=at)


def _check_live(mandate: Mandate) -> None:
    if not mandate.is_live:
        raise Refused("This direct debit is cancelled. Set up a new one.")


def end(
    mandate: Mandate, why: str, *, by: Who | None, at: datetime, by_bank: bool = False, what: str = What.CANCELLED
) -> Mandate:
    """Cancel, and tell the story. The bank need not be told of what it said, nor of what it never had."""
    mandate.status, mandate.cancelled_at, mandate.cancelled_because = Status.CANCELLED, at, why[:200]
    mandate.cancellation_lodged_at = at if by_bank else None
    mandate.save(update_fields=["status", "cancelled_at", "cancelled_because", "cancellation_lodged_at"])
    RentAccount.objects.filter(pk=mandate.rent_account_id, paying_by="direct_debit").update(paying_by="")
    tell(mandate, what, why[:300], by=by, at=at)
    return mandate


# --- Telling payers -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class NoticeDue:
    """What a payer is to be told now: how much is collected, from which collection on, and why."""

    amount: Decimal
    first_on: date
    because: str
    is_first: bool
    found: AmountToCollect | None = None
    """What the amount is made of."""


def notice_due(mandate: Mandate, *, on: date) -> NoticeDue | None:
    """Return what the payer of a mandate is to be told on a day. None where she knows all that is coming.

    The first notice is of the first collection that is far enough away; later ones of the first collection
    whose amount or day differs from what she was told, as soon as it is known: also that nothing is left to
    collect, where benefit comes to pay it all. What she was told of other days, before they were changed, is
    no notice of these.
    """
    if not mandate.is_live or mandate.person.deceased_on:
        return None
    calendar = calendar_table.in_force("EW")
    account, every = mandate.rent_account, mandate.every
    first = rules.first_collection(
        every=every, day=mandate.day, told_on=on, calendar=calendar, council=mandate.council_id
    )
    told = list(DirectDebitNotice.objects.filter(mandate=mandate).order_by("first_on", "pk"))
    days = rules.collection_days(every=every, day=mandate.day, from_on=first, calendar=calendar)
    for _, day in zip(range(AHEAD), days, strict=False):
        if account.until_on and account.until_on <= day:
            return None
        found = paying_queries.amount_now(account, every=every, more=mandate.more, on=day)
        known = paying_queries.newest_for(mandate, told, day)
        if found.amount != (known.amount if known else 0):
            return NoticeDue(found.amount, day, found.because, is_first=not told, found=found)
    return None


def give_notice(mandate: Mandate, due: NoticeDue, *, at: datetime) -> DirectDebitNotice:
    """Keep what a payer was told. In the transaction that writes to her; asked twice, there is one notice."""
    notice, _ = DirectDebitNotice.objects.get_or_create(
        council_id=mandate.council_id,
        mandate=mandate,
        first_on=due.first_on,
        amount=due.amount,
        every=mandate.every,
        day=mandate.day,
        defaults={"restricted_to": mandate.restricted_to, "told_at": at, "because": due.because[:200]},
    )
    return notice


# --- As time goes by ------------------------------------------------------------------------------------


def take_up(council: Council, *, on: date, at: datetime) -> int:
    """Hold instructions in force that the bank has had for five working days and not sent back; how many."""
    duty = rules.LODGEMENT.version(on=on, council=council.pk)
    calendar = calendar_table.in_force("EW")
    taken = 0
    for mandate in Mandate.objects.filter(council=council, status=Status.LODGED).order_by("pk"):
        assert mandate.lodged_at is not None, "What is with the bank was lodged."
        if duty.deadline(london_day(mandate.lodged_at), calendar=calendar).due_on > on:
            continue
        with transaction.atomic():
            held = locked(mandate)
            if held.status == Status.LODGED:
                held.status, held.active_at = Status.ACTIVE, at
                held.save(update_fields=["status", "active_at"])
                tell(held, What.TAKEN_UP, "The bank has taken it up.", by=None, at=at)
                taken += 1
    return taken


def end_for_facts(council: Council, *, on: date, at: datetime) -> list[Mandate]:
    """Cancel the direct debits of payers who died and of tenancies that ended; return those."""
    over = Q(person__deceased_on__isnull=False) | Q(rent_account__until_on__lte=on)
    live = Mandate.objects.filter(over, council=council).exclude(status=Status.CANCELLED)
    ended = []
    for mandate in live.order_by("pk"):
        with transaction.atomic():
            held = locked(mandate)
            if held.is_live:
                why = "The payer has died." if held.person.deceased_on else "The tenancy has ended."
                ended.append(end(held, why, by=None, at=at))
    return ended


def seal_anew(council: Council) -> int:
    """Seal under the site's secret of today every bank account that was sealed under an earlier one; how many.

    So an earlier secret can be given up once a morning has passed.
    """
    sealed = 0
    for mandate in Mandate.objects.filter(council=council).order_by("pk").iterator(chunk_size=500):
        if not sealing.is_current(mandate.sealed):
            mandate.sealed = sealing.seal(*sealing.unseal(mandate.sealed))
            mandate.save(update_fields=["sealed"])
            sealed += 1
    return sealed
