"""Says what a home, or one account alone, is charged from a day on."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet

from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.money import to_the_penny
from rooftree.foundations.refusals import Refused
from rooftree.places.models import Place
from rooftree.rents import codes, permissions
from rooftree.rents.actions.changed import mark_changed
from rooftree.rents.models import Charge, RentAccount
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

PERS = {"week", "month", "night"}


@transaction.atomic
def charge(
    of: Place | RentAccount,
    *,
    code: str,
    amount: Decimal,
    per: str,
    from_on: date,
    until_on: date | None = None,
    why: str,
    by: Officer,
    at: datetime,
    key: str,
) -> Charge:
    """Charge a home, whoever lives there, or one account alone, so many pounds from a day on.

    It takes the place of what is charged under the code from that day, until it ends or the next line of the
    code begins. `per` is week, month or night; in rent-free weeks nothing is charged. Days that were run are
    put right by the next run. Raises Refused for a code that is no charge, a sum of nought or less, or days
    that make no sense.
    """
    require(permissions.may_change_charges(by, of))
    place = Place.objects.select_for_update().get(pk=_place_of(of))
    done = once(key, "rents.charge", council_id=by.council_id, at=at)
    if done.before:
        return Charge.objects.get(pk=done.made["charge"])
    _check(code, amount, per, from_on, until_on, why, council_id=by.council_id, on=london_day(at))
    lines = _lines(of, code)
    following = lines.filter(from_on__gt=from_on).order_by("from_on").values_list("from_on", flat=True).first()
    ends = min((end for end in (until_on, following) if end), default=None)
    after = _cut(lines, from_on, ends)
    made = _begin(
        of, code=code, amount=to_the_penny(amount), per=per, from_on=from_on, until_on=ends, why=why, at=at
    )
    if after:
        after.save(force_insert=True)
    mark_changed(place.pk, council_id=place.council_id, from_on=from_on, why="Charge changed", at=at)
    done.makes(charge=made.pk)
    return made


@transaction.atomic
def end_charge(
    of: Place | RentAccount, *, code: str, until_on: date, by: Officer, at: datetime, key: str
) -> list[Charge]:
    """Charge nothing under a code from a day on: `until_on` is the first day that is not charged.

    Returns the lines that ended. Raises Refused where nothing is charged under it from that day on.
    """
    require(permissions.may_change_charges(by, of))
    place = Place.objects.select_for_update().get(pk=_place_of(of))
    if once(key, "rents.end_charge", council_id=by.council_id, at=at).before:
        return list(_lines(of, code).filter(until_on=until_on))
    running = _lines(of, code).filter(Q(until_on__isnull=True) | Q(until_on__gt=until_on))
    if not running.exists():
        raise Refused(
            f"Nothing is charged under {code} from {long_date(until_on)} on, so there is nothing to end."
        )
    running.filter(from_on__gte=until_on).delete()
    ended = list(running.select_for_update())
    for line in ended:
        line.until_on = until_on
        line.save(update_fields=["until_on"])
    mark_changed(place.pk, council_id=place.council_id, from_on=until_on, why="Charge ended", at=at)
    return ended


def charges_of(account: RentAccount, *, on: date) -> list[Charge]:
    """Return what an account is charged on a day: its home's lines and its own, in the order of their codes."""
    running = Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gt=on))
    either = Q(place_id=account.place_id) | Q(rent_account=account)
    return list(Charge.objects.filter(running, either, council_id=account.council_id).order_by("code", "pk"))


def _place_of(of: Place | RentAccount) -> int:
    return of.pk if isinstance(of, Place) else of.place_id


def _lines(of: Place | RentAccount, code: str) -> QuerySet[Charge]:
    whose = {"place": of} if isinstance(of, Place) else {"rent_account": of}
    return Charge.objects.filter(council_id=of.council_id, code=code, **whose)


def _check(
    code: str,
    amount: Decimal,
    per: str,
    from_on: date,
    until_on: date | None,
    why: str,
    *,
    council_id: int,
    on: date,
) -> None:
    listed = choose(codes.TRANSACTION_CODES, code, on=on, council=council_id)
    if listed.flag(code, "family") != "debit":
        raise Refused(f"“{listed.label_of(code)}” is something received. Choose a charge.")
    if per not in PERS:
        raise Refused("Say whether it is charged each week, month or night.")
    if to_the_penny(amount) <= 0:
        raise Refused("A charge is a penny or more. To charge nothing any more, end it.")
    if until_on and until_on <= from_on:
        raise Refused("A charge ends after it begins. Check the two days.")
    if not why.strip():
        raise Refused("Say where this charge comes from.")


def _cut(lines: QuerySet[Charge], from_on: date, ends: date | None) -> Charge | None:
    """End the line that runs on a day there; return what is left of it after another day, not yet kept."""
    running = lines.filter(Q(until_on__isnull=True) | Q(until_on__gt=from_on), from_on__lte=from_on)
    line = running.select_for_update().order_by("-from_on").first()
    if line is None:
        return None
    after = None
    if ends and (line.until_on is None or line.until_on > ends):
        after = Charge(
            council_id=line.council_id,
            place_id=line.place_id,
            rent_account_id=line.rent_account_id,
            code=line.code,
            amount=line.amount,
            per=line.per,
            from_on=ends,
            until_on=line.until_on,
            why=line.why,
            created_at=line.created_at,
        )
    if line.from_on == from_on:
        line.delete()
    else:
        line.until_on = from_on
        line.save(update_fields=["until_on"])
    return after


def _begin(
    of: Place | RentAccount,
    *,
    code: str,
    amount: Decimal,
    per: str,
    from_on: date,
    until_on: date | None,
    why: str,
    at: datetime,
) -> Charge:
    return Charge.objects.create(
        council_id=of.council_id,
        place=of if isinstance(of, Place) else None,
        rent_account=of if isinstance(of, RentAccount) else None,
        code=code,
        amount=amount,
        per=per,
        from_on=from_on,
        until_on=until_on,
        why=why.strip(),
        created_at=at,
    )
