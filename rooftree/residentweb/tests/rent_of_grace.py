"""Grace's rent account: what was charged and paid, for tests of her pages."""

import datetime as dt
from decimal import Decimal

from rooftree.foundations import dates
from rooftree.ledger import accounts, posting
from rooftree.rents.actions.parts import open_parts
from rooftree.rents.models import AccountPart, Charge, ExpectedBenefit, RentAccount
from rooftree.tenancies.models import Tenancy

WEEK = dt.timedelta(weeks=1)
RENT = Decimal("109.60")


def monday() -> dt.date:
    """The Monday of this week."""
    on = dates.london_day(dates.now())
    return on - dt.timedelta(days=on.weekday())


def an_account_of(tenancy: Tenancy, *, reference: str = "77001", group: str = "hra") -> RentAccount:
    """The rent account of a tenancy, with its rent part."""
    account = RentAccount.objects.create(
        council_id=tenancy.council_id, payment_reference=reference, tenancy=tenancy, place=tenancy.place,
        group=group, cycle="weekly", from_on=tenancy.from_on, until_on=tenancy.until_on, created_at=dates.now(),
    )  # fmt: skip
    open_parts([(account.pk, "rent")], council_id=account.council_id, on=account.from_on)
    return account


def moved(
    account: RentAccount, pounds: str, *, on: dt.date, code: str, kind: str = "charge", part: str = "rent",
    narrative: str = "",
) -> int:  # fmt: skip
    """Post pounds to an account: a charge above nought, a payment below it."""
    open_parts([(account.pk, part)], council_id=account.council_id, on=account.from_on)
    mine = AccountPart.objects.get(rent_account=account, part=part).ledger_account_id
    control = accounts.control(account.council_id, "income.hra" if kind == "charge" else "cash")
    amount = Decimal(pounds)
    sides = (mine, control) if amount > 0 else (control, mine)
    given = posting.Posting(
        *sides, abs(amount), kind, code, on, key=f"{account.pk} {code} {on} {pounds}", narrative=narrative
    )
    (made,) = posting.post([given], council_id=account.council_id, posted_on=on, at=dates.now(), who="test")
    return made


def rent_of(tenancy: Tenancy) -> RentAccount:
    """An account that owes a week: two weeks charged, one paid, and a rent that is charged from long ago."""
    account = an_account_of(tenancy)
    long_ago = monday() - 52 * WEEK
    charged(tenancy, "DBR", RENT, from_on=long_ago)
    moved(account, "109.60", on=monday() - WEEK, code="DBR")
    moved(
        account,
        "-109.60",
        on=monday() - WEEK + dt.timedelta(days=2),
        code="RCP",
        kind="receipt",
        narrative="S SPY",
    )
    moved(account, "109.60", on=monday(), code="DBR")
    return account


def charged(
    tenancy: Tenancy, code: str, amount: Decimal, *, from_on: dt.date, until_on: dt.date | None = None
) -> Charge:
    """A charge of the home of a tenancy."""
    return Charge.objects.create(
        council_id=tenancy.council_id, place=tenancy.place, code=code, amount=amount, per="week", from_on=from_on,
        until_on=until_on, why="Test", created_at=dates.now(),
    )  # fmt: skip


def expected(account: RentAccount, kind: str, amount: str, *, next_on: dt.date | None = None) -> ExpectedBenefit:
    """A benefit that is expected to pay some of an account."""
    return ExpectedBenefit.objects.create(
        council_id=account.council_id, rent_account=account, kind=kind, amount=Decimal(amount), every="weekly",
        next_on=next_on, from_on=monday() - 10 * WEEK,
    )  # fmt: skip
