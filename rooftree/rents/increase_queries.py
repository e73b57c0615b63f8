"""Reads of the annual increase: what an officer looks at, whom to tell, and what is coming for one account."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import CharField, Count, F, QuerySet, Value
from django.db.models.functions import MD5, Cast, Concat

from rooftree.people.queries import in_force
from rooftree.rents import increases
from rooftree.rents.models import RentAccount, RentIncrease, RentIncreaseLine
from rooftree.tenancies.models import TenancyParty
from rooftree.tenancies.rules import HOLDERS


@dataclass(frozen=True)
class Exceptions:
    """Lines of one kind that an officer looks at: how many, and whether they are to be set by hand."""

    code: str
    label: str
    stops: bool
    lines: int


def exceptions(increase: RentIncrease) -> list[Exceptions]:
    """Return what an officer looks at in an increase, by kind, the most first."""
    listed = increases.EXCEPTIONS.version(on=increase.starts_on, council=increase.council_id)
    counted = (
        RentIncreaseLine.objects.filter(increase=increase)
        .exclude(exception="")
        .values_list("exception")
        .annotate(lines=Count("pk"))
        .order_by("-lines", "exception")
    )
    return [
        Exceptions(code, listed.label_of(code), bool(listed.flag(code, "stops")), lines) for code, lines in counted
    ]


def lines(
    increase: RentIncrease, *, exception: str = "", after: int = 0, most: int = 50
) -> QuerySet[RentIncreaseLine]:
    """Return lines of an increase in order, those of one exception alone if it is named, after a line's id."""
    found = RentIncreaseLine.objects.filter(increase=increase, pk__gt=after).select_related("place")
    return (found.filter(exception=exception) if exception else found).order_by("pk")[:most]


def sample(increase: RentIncrease, *, most: int) -> QuerySet[RentIncreaseLine]:
    """Return rents that nobody has looked at yet, strewn over the homes, always in the same order."""
    strewn = MD5(Concat(Cast(F("increase_id"), CharField()), Value(":"), Cast(F("pk"), CharField())))
    unseen = RentIncreaseLine.objects.filter(
        increase=increase, kind="rent", charge__isnull=False, checks__isnull=True
    )
    return unseen.select_related("place").order_by(strewn, "pk")[:most]


def sample_left(increase: RentIncrease, *, on: date) -> int:
    """Return how many rents are still to be looked at before the increase can be approved."""
    rents = RentIncreaseLine.objects.filter(increase=increase, kind="rent", charge__isnull=False)
    wanted = min(int(increases.SAMPLE.version(on=on, council=increase.council_id).value), rents.count())
    seen = rents.filter(checks__isnull=False).distinct().count()
    return max(wanted - seen, 0)


# --- Whom to tell -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ToTell:
    """A tenant who is told of an increase, each joint tenant separately, and the account that it is of."""

    account_id: int
    place_id: int
    person_id: int


def to_tell(increase: RentIncrease, *, on: date) -> Iterator[ToTell]:
    """Yield every tenant of a home with a charge that changes, as they are on a day, account by account."""
    changed = RentIncreaseLine.objects.filter(increase=increase).exclude(new_charge=F("old_charge"))
    accounts = RentAccount.objects.filter(
        council_id=increase.council_id, group=increase.group, place__in=changed.values("place_id")
    )
    accounts = in_force(accounts, on).filter(tenancy__isnull=False)
    parties = in_force(
        TenancyParty.objects.filter(
            council_id=increase.council_id, tenancy__rent_account__in=accounts, role__in=HOLDERS
        ),
        on,
    )
    rows = parties.order_by("tenancy__rent_account", "pk").values_list(
        "tenancy__rent_account", "tenancy__place_id", "person_id"
    )
    for row in rows.iterator(chunk_size=2000):
        yield ToTell(*row)


# --- What is coming -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ComingChange:
    """What the charges of one home become, and when. Pounds for each week or month that is charged."""

    increase: RentIncrease
    starts_on: date
    rent_old: Decimal
    rent_new: Decimal
    services_old: Decimal
    services_new: Decimal
    why: str
    lines: list[RentIncreaseLine]

    @property
    def old(self) -> Decimal:
        """Rent and services together, before."""
        return self.rent_old + self.services_old

    @property
    def new(self) -> Decimal:
        """Rent and services together, after."""
        return self.rent_new + self.services_new


def change_of(increase: RentIncrease, place_id: int) -> ComingChange | None:
    """Return what the charges of a home become by an increase. None where nothing of it changes."""
    found = list(RentIncreaseLine.objects.filter(increase=increase, place_id=place_id).order_by("kind", "code"))
    if not any(line.new_charge != line.old_charge for line in found):
        return None
    rents = [line for line in found if line.kind == "rent"]
    services = [line for line in found if line.kind == "service"]
    nought = Decimal("0.00")
    return ComingChange(
        increase=increase,
        starts_on=increase.starts_on,
        rent_old=sum((line.old_charge for line in rents), nought),
        rent_new=sum((line.new_charge for line in rents), nought),
        services_old=sum((line.old_charge for line in services), nought),
        services_new=sum((line.new_charge for line in services), nought),
        why=" ".join(line.why for line in rents),
        lines=found,
    )


def coming_change(account: RentAccount, *, on: date) -> ComingChange | None:
    """Return what the charges of an account's home will become, once tenants are told. None: nothing is coming."""
    told = RentIncrease.objects.filter(
        council_id=account.council_id,
        group=account.group,
        status__in=("approved", "applied"),
        told_at__isnull=False,
        starts_on__gt=on,
    )
    increase = told.order_by("starts_on").first()
    return change_of(increase, account.place_id) if increase else None
