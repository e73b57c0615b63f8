"""Reads of the annual increase: what an officer looks at, whom to tell, and what is coming for one account."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import CharField, Count, F, Max, Min, Q, QuerySet, Sum, Value
from django.db.models.functions import MD5, Cast, Concat

from rooftree.people.queries import in_force
from rooftree.rents import codes, increases
from rooftree.rents.models import Charge, RentAccount, RentIncrease, RentIncreaseLine
from rooftree.rents.models.increases import IncreaseService
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


@dataclass(frozen=True)
class ServiceSummary:
    """What the charges of one code of an increase come to: homes, and pounds a week of 52 before and after."""

    code: str
    homes: int
    old: Decimal
    new: Decimal
    change: IncreaseService | None
    """How it was said to change. None: as all of which nothing is said, or as a file says of each home."""


def services(increase: RentIncrease) -> list[ServiceSummary]:
    """Return what service charges become, code by code."""
    said = {each.code: each for each in IncreaseService.objects.filter(increase=increase)}
    found = (
        RentIncreaseLine.objects.filter(increase=increase, kind=RentIncreaseLine.Kind.SERVICE)
        .values_list("code")
        .annotate(homes=Count("place", distinct=True), old=Sum("old"), new=Sum("new"))
        .order_by("code")
    )
    return [ServiceSummary(code, homes, old, new, said.get(code)) for code, homes, old, new in found]


@dataclass(frozen=True)
class ServiceCharged:
    """A code that homes are charged for beside rent: how many homes, and from how much to how much each time."""

    code: str
    homes: int
    least: Decimal
    most: Decimal


def services_charged(council_id: int, *, on: date) -> list[ServiceCharged]:
    """Return what the homes of a council are charged for on a day, beside the rents of their groups."""
    groups = codes.GROUPS.version(on=on, council=council_id)
    is_rent = Q()
    for group in groups:
        is_rent |= Q(place__rent_accounts__group=group.code, code=str(group.flags["code"]))
    rents = Charge.objects.filter(is_rent, council_id=council_id).values("pk")
    charged = in_force(Charge.objects.filter(council_id=council_id, place__isnull=False), on).exclude(pk__in=rents)
    found = (
        charged.exclude(per=increases.PER_NIGHT)
        .values_list("code")
        .annotate(homes=Count("place", distinct=True), least=Min("amount"), most=Max("amount"))
        .order_by("code")
    )
    return [ServiceCharged(*row) for row in found]


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
class ChargeThen:
    """One charge before and from the first day of the new rents, in pounds each week, month or night."""

    code: str
    per: str
    old: Decimal
    new: Decimal
    line: RentIncreaseLine | None = None
    """None: a charge of the account alone, which no increase changes."""

    @property
    def is_rent(self) -> bool:
        """Return whether it is the rent itself."""
        return self.line is not None and self.line.kind == RentIncreaseLine.Kind.RENT


@dataclass(frozen=True)
class ComingChange:
    """What the charges of one account become, and when."""

    increase: RentIncrease
    starts_on: date
    charges: tuple[ChargeThen, ...]
    """The rent first, then each service, then what is charged to this account alone."""

    @property
    def changed(self) -> list[ChargeThen]:
        """Return the rent, and each service charge that changes."""
        return [each for each in self.charges if each.is_rent or each.new != each.old]

    def together(self, *, after: bool) -> dict[str, Decimal]:
        """Return what all charges come to, before or after, by how often they are charged."""
        sums: dict[str, Decimal] = {}
        for each in self.charges:
            sums[each.per] = sums.get(each.per, Decimal("0.00")) + (each.new if after else each.old)
        return sums


def change_of(increase: RentIncrease, account: RentAccount) -> ComingChange | None:
    """Return what the charges of an account become by an increase. None where nothing of its home changes."""
    charged = RentIncreaseLine.objects.filter(increase=increase, place=account.place_id, charge__isnull=False)
    found = list(charged.order_by("kind", "code"))
    if not any(line.new_charge != line.old_charge for line in found):
        return None
    of_home = [ChargeThen(line.code, line.per, line.old_charge, line.new_charge, line) for line in found]
    own = in_force(Charge.objects.filter(rent_account=account), increase.starts_on).order_by("code", "pk")
    alone = [ChargeThen(each.code, each.per, each.amount, each.amount) for each in own]
    return ComingChange(increase, increase.starts_on, (*of_home, *alone))


def coming_change(account: RentAccount, *, on: date) -> ComingChange | None:
    """Return what the charges of an account will become, once tenants are told. None: nothing is coming."""
    told = RentIncrease.objects.filter(
        council_id=account.council_id,
        group=account.group,
        status__in=("approved", "applied"),
        told_at__isnull=False,
        starts_on__gt=on,
    )
    increase = told.order_by("starts_on").first()
    return change_of(increase, account) if increase else None
