"""Opens rent accounts, lets them follow their tenancies, stops charging them, and changes their terms."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import BooleanField, ExpressionWrapper, Q

from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.idempotency import once
from rooftree.foundations.periods import Period
from rooftree.foundations.refusals import Refused
from rooftree.places.models import Place
from rooftree.places.rules import KINDS
from rooftree.rents import codes, payment_references, permissions
from rooftree.rents.actions import regrouping
from rooftree.rents.actions.changed import mark_all_changed, mark_changed
from rooftree.rents.actions.parts import open_parts
from rooftree.rents.models import RentAccount, Suspension
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require
from rooftree.tenancies.models import Tenancy

BATCH = 2000


def is_charged(tenancy: Tenancy, *, on: date) -> bool:
    """Return whether agreements of this kind have a rent account, by the list rents.groups."""
    return bool(codes.group_of_tenure(tenancy.tenure, on=on, council=tenancy.council_id))


@transaction.atomic
def open_account(
    tenancy: Tenancy,
    *,
    group: str = "",
    cycle: str = "",
    payment_reference: str = "",
    paying_by: str = "",
    by: Officer,
    at: datetime,
    key: str,
) -> RentAccount:
    """Open the account of a tenancy, with its rent part: once, however often it is asked for.

    Left out, the group and the cycle are those of the kind of agreement, and the payment reference is the
    tenancy's own, or a new one. Weeks that were run since the tenancy began are charged by the next run.
    Raises Refused for an agreement that is not charged, and for a reference that another account has.
    """
    require(permissions.may_open_accounts(by, tenancy))
    place = Place.objects.select_for_update().get(pk=tenancy.place_id)
    done = once(key, "rents.open_account", council_id=by.council_id, at=at)
    if done.before:
        return RentAccount.objects.get(pk=done.made["account"])
    if held := RentAccount.objects.filter(tenancy=tenancy).first():
        done.makes(account=held.pk)
        return held
    account = _new_account(tenancy, place, group=group, on=london_day(at))
    if cycle:
        account.cycle = _chosen(codes.CYCLES, cycle, account, at=at)
    if paying_by:
        account.paying_by = _chosen(codes.PAYMENT_METHODS, paying_by, account, at=at)
    account.payment_reference = _reference(account, payment_reference or tenancy.payment_reference)
    account.created_at = at
    account.save()
    open_parts([(account.pk, codes.RENT)], council_id=account.council_id, on=account.from_on)
    mark_changed(place.pk, council_id=place.council_id, from_on=account.from_on, why="Account opened", at=at)
    done.makes(account=account.pk)
    return account


def _new_account(tenancy: Tenancy, place: Place, *, group: str, on: date) -> RentAccount:
    """Return the account of a tenancy by the list of groups, not yet kept."""
    group = group or codes.group_of_tenure(tenancy.tenure, on=on, council=tenancy.council_id)
    if not group:
        raise Refused(
            "Agreements of this kind are not charged. Choose a rent group to charge this one all the same."
        )
    listed = choose(codes.GROUPS, group, on=on, council=tenancy.council_id)
    return RentAccount(
        council_id=tenancy.council_id,
        tenancy=tenancy,
        place=place,
        group=group,
        cycle=str(listed.flag(group, "cycle")),
        from_on=tenancy.from_on,
        until_on=tenancy.until_on,
    )


def _chosen(listed: object, code: str, account: RentAccount, *, at: datetime) -> str:
    choose(listed, code, on=london_day(at), council=account.council_id)  # type: ignore[arg-type]
    return code


def _reference(account: RentAccount, wanted: str) -> str:
    """Return the payment reference of an account: the one wanted, as it is, or a new one of ours."""
    wanted = wanted.strip()
    if not wanted:
        return take_references(1)[0]
    other = RentAccount.objects.filter(council_id=account.council_id, payment_reference=wanted).first()
    if other:
        raise Refused(
            f"Payment reference {wanted} is another account's, from {long_date(other.from_on)}. Leave it out, and "
            "this account gets one of its own."
        )
    return wanted


def take_references(how_many: int) -> list[str]:
    """Take so many new payment references. None is ever given again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('reference_number') FROM generate_series(1, %s)", [how_many])
        return [payment_references.make(number) for (number,) in cursor.fetchall()]


# --- With the tenancy -------------------------------------------------------------------------------


@transaction.atomic
def follow_tenancy(
    tenancy: Tenancy, *, was_tenure: str = "", by: Officer, at: datetime, key: str
) -> RentAccount | None:
    """Let an account begin and end with its tenancy, which was ended or corrected; return it, if there is one.

    What was charged for days that are another's now, or nobody's, is put right by the next run. An account
    goes on being paid after its end: what arrives then is its payer's, and shows as credit. `was_tenure` is the
    kind of agreement before it was corrected: where its rent group is another, the account and its income move.
    """
    require(permissions.may_open_accounts(by, tenancy))
    Place.objects.select_for_update().get(pk=tenancy.place_id)
    account = RentAccount.objects.select_for_update().filter(tenancy=tenancy).first()
    if once(key, "rents.follow_tenancy", council_id=by.council_id, at=at).before or account is None:
        return account
    before, after = Period(account.from_on, account.until_on), Period(tenancy.from_on, tenancy.until_on)
    if before != after:
        _change_dates(account, tenancy, before, after, at=at)
    if was_tenure and was_tenure != tenancy.tenure:
        regrouping.follow_tenure(account, tenancy, was_tenure=was_tenure, by=by, at=at)
    return account


def _change_dates(account: RentAccount, tenancy: Tenancy, before: Period, after: Period, *, at: datetime) -> None:
    account.from_on, account.until_on = tenancy.from_on, tenancy.until_on
    account.save(update_fields=["from_on", "until_on"])
    mark_changed(
        account.place_id,
        council_id=account.council_id,
        from_on=_first_difference(before, after),
        why="The tenancy’s dates changed",
        at=at,
    )


def _first_difference(before: Period, after: Period) -> date:
    """Return the first day that is in one of two periods and not in the other."""
    if before.starts != after.starts:
        return min(before.starts, after.starts)
    ends = [each.until for each in (before, after) if each.until]
    assert ends, "Two periods that begin alike and are not alike: one has an end."
    return min(ends)


# --- Many at a time ---------------------------------------------------------------------------------


def open_missing_accounts(council_id: int, *, on: date, at: datetime) -> int:
    """Open the account of every tenancy that is charged and has none, as loads leave them; return how many.

    The tenancy's payment reference is kept as it is; where two tenancies have one, or it has none, a new one
    is taken. Set-based: a batch at a time, each in a transaction of its own, so that it can be resumed.
    """
    listed = codes.GROUPS.version(on=on, council=council_id)
    group_of = {tenure: item for item in listed for tenure in str(item.flags["tenures"]).split()}
    missing = Tenancy.objects.filter(council_id=council_id, rent_account__isnull=True, tenure__in=group_of)
    opened = 0
    while batch := list(missing.order_by("pk")[:BATCH]):
        with transaction.atomic():
            taken = _references_for(batch, council_id=council_id)
            accounts = [
                RentAccount(
                    council_id=council_id,
                    tenancy=tenancy,
                    place_id=tenancy.place_id,
                    group=group_of[tenancy.tenure].code,
                    cycle=str(group_of[tenancy.tenure].flags["cycle"]),
                    from_on=tenancy.from_on,
                    until_on=tenancy.until_on,
                    payment_reference=reference,
                    created_at=at,
                )
                for tenancy, reference in zip(batch, taken, strict=True)
            ]
            _keep_all(accounts, council_id=council_id, on=on, at=at)
        opened += len(batch)
    return opened


def _references_for(tenancies: Sequence[Tenancy], *, council_id: int) -> list[str]:
    """Return a payment reference for each tenancy: its own where no account has it, else a new one."""
    own = [tenancy.payment_reference.strip() for tenancy in tenancies]
    accounts = RentAccount.objects.filter(council_id=council_id, payment_reference__in=own)
    held = {"", *accounts.values_list("payment_reference", flat=True)}
    fresh = iter(take_references(len(tenancies)))
    references = []
    for reference in own:
        references.append(next(fresh) if reference in held else reference)
        held.add(reference)
    return references


def _keep_all(accounts: list[RentAccount], *, council_id: int, on: date, at: datetime) -> None:
    kept = RentAccount.objects.bulk_create(accounts)
    open_parts([(account.pk, codes.RENT) for account in kept], council_id=council_id, on=min(on, *_firsts(kept)))
    mark_all_changed(
        [(account.place_id, account.from_on) for account in kept],
        council_id=council_id,
        why="Account opened",
        at=at,
    )


def _firsts(accounts: Iterable[RentAccount]) -> list[date]:
    return [account.from_on for account in accounts]


def open_void_accounts(place_ids: Iterable[int], *, council_id: int, on: date, at: datetime) -> int:
    """Open the void account of each place that has none; return how many were opened."""
    held = RentAccount.objects.filter(council_id=council_id, tenancy__isnull=True).values("place")
    missing = list(Place.objects.filter(pk__in=set(place_ids)).exclude(pk__in=held).order_by("pk"))
    if not missing:
        return 0
    group_of = groups_of_empties([place.pk for place in missing], council_id=council_id, on=on)
    groups = codes.GROUPS.version(on=on, council=council_id)
    accounts = [
        RentAccount(
            council_id=council_id,
            place=place,
            group=group_of[place.pk],
            cycle=str(groups.flag(group_of[place.pk], "cycle")),
            from_on=on,
            payment_reference=reference,
            created_at=at,
        )
        for place, reference in zip(missing, take_references(len(missing)), strict=True)
    ]
    kept = RentAccount.objects.bulk_create(accounts, batch_size=BATCH)
    open_parts([(account.pk, codes.RENT) for account in kept], council_id=council_id, on=on)
    regrouping.follow_last_payers(kept)
    return len(kept)


def groups_of_empties(place_ids: Iterable[int], *, council_id: int, on: date) -> dict[int, str]:
    """Return the rent group in which each place has its voids, by the place's id.

    It is that of its void account, else of its latest account, else, by the kind of place, that of the list.
    """
    ids = set(place_ids)
    of_nobody = ExpressionWrapper(Q(tenancy__isnull=True), output_field=BooleanField())
    accounts = RentAccount.objects.filter(place__in=ids).annotate(of_nobody=of_nobody)
    latest = accounts.order_by("place_id", "-of_nobody", "-from_on").distinct("place_id")
    found = dict(latest.values_list("place_id", "group"))
    kinds = KINDS.version(on=on, council=council_id)
    groups = codes.GROUPS.version(on=on, council=council_id)
    by_lets_as = {item.flags["empties"]: item.code for item in groups if item.flags["empties"]}
    for place, kind in Place.objects.filter(pk__in=ids - set(found)).values_list("pk", "kind"):
        found[place] = by_lets_as.get(kinds.flag(kind, "lets_as"), codes.SUNDRY)
    return found


# --- Terms of an account ----------------------------------------------------------------------------


@transaction.atomic
def change_paying_by(account: RentAccount, *, paying_by: str, by: Officer, at: datetime, key: str) -> RentAccount:
    """Say how the payer of an account usually pays: a code of rents.payment_methods."""
    require(permissions.may_change_accounts(by, account))
    account = RentAccount.objects.select_for_update().get(pk=account.pk)
    if once(key, "rents.change_paying_by", council_id=by.council_id, at=at).before:
        return account
    account.paying_by = _chosen(codes.PAYMENT_METHODS, paying_by, account, at=at)
    account.save(update_fields=["paying_by"])
    return account


@transaction.atomic
def suspend(
    account: RentAccount, *, from_on: date, until_on: date | None, why: str, by: Officer, at: datetime, key: str
) -> Suspension:
    """Stop charging an account from a day on, for a reason: its charges fall to the home's void account.

    `until_on` is the first day that is charged again, if it is known. Raises Refused without a reason, for a
    void account, for days outside the account's own, and where it is suspended already.
    """
    require(permissions.may_suspend_charging(by, account))
    Place.objects.select_for_update().get(pk=account.place_id)
    account = RentAccount.objects.select_for_update().get(pk=account.pk)
    done = once(key, "rents.suspend", council_id=by.council_id, at=at)
    if done.before:
        return Suspension.objects.get(pk=done.made["suspension"])
    _check_suspension(account, from_on, until_on, why)
    suspension = Suspension.objects.create(
        council_id=account.council_id,
        rent_account=account,
        from_on=from_on,
        until_on=until_on,
        why=why.strip(),
        by=by,
        at=at,
    )
    mark_changed(account.place_id, council_id=account.council_id, from_on=from_on, why="Charging suspended", at=at)
    done.makes(suspension=suspension.pk)
    return suspension


def _check_suspension(account: RentAccount, from_on: date, until_on: date | None, why: str) -> None:
    if not why.strip():
        raise Refused("Say why it is not charged meanwhile.")
    if account.is_void:
        raise Refused("This is the void account of a home: nobody is charged on it.")
    if until_on and until_on <= from_on:
        raise Refused("Charging begins again after it has stopped. Check the two days.")
    if not Period(account.from_on, account.until_on).covers(from_on):
        raise Refused("The account is not charged on that day. Choose a day on which it is.")
    ends_later = Q(until_on__isnull=True) | Q(until_on__gt=from_on)
    starts_before = Q(from_on__lt=until_on) if until_on else Q()
    if other := account.suspensions.filter(ends_later, starts_before).first():
        raise Refused(f"Charging is suspended already, from {long_date(other.from_on)}. End that first.")


@transaction.atomic
def end_suspension(suspension: Suspension, *, until_on: date, by: Officer, at: datetime, key: str) -> Suspension:
    """Charge an account again from a day on. Raises Refused for a day before it was suspended."""
    require(permissions.may_suspend_charging(by, suspension))
    Place.objects.select_for_update().get(pk=suspension.rent_account.place_id)
    suspension = Suspension.objects.select_for_update().get(pk=suspension.pk)
    if once(key, "rents.end_suspension", council_id=by.council_id, at=at).before:
        return suspension
    if until_on <= suspension.from_on:
        raise Refused(
            f"Charging was suspended from {long_date(suspension.from_on)}, so it begins again after that day."
        )
    changed_from = min(until_on, suspension.until_on or until_on)
    suspension.until_on = until_on
    suspension.save(update_fields=["until_on"])
    account = suspension.rent_account
    mark_changed(
        account.place_id, council_id=account.council_id, from_on=changed_from, why="Charging begun again", at=at
    )
    return suspension
