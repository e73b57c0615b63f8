"""Plain functions that make rent accounts, charges, rent years and posted weeks, and read as English."""

import datetime as dt
from decimal import Decimal
from itertools import count
from typing import Any

from rooftree.ledger import accounts as ledger_accounts
from rooftree.ledger import balances
from rooftree.ledger.posting import Posting, post
from rooftree.places.models import Place
from rooftree.rents.actions.accounts import open_account
from rooftree.rents.models import Charge, RentAccount, RentYear
from rooftree.tenancies.models import Tenancy
from tests.builders import NOON, a_home, a_person, a_tenancy, by, the_council

FIRST_WEEK = dt.date(2026, 4, 6)
"""The first debit day of the rent year 2026/27: Easter Monday."""

_numbers = count(1)


def an_account(tenancy: Tenancy | None = None, **facts: Any) -> RentAccount:
    """The open account of a tenancy: of Grace Okafor's, of a home, unless said otherwise."""
    tenancy = tenancy or a_tenancy(facts.pop("place", None) or a_home(), a_person(), **_of_tenancy(facts))
    return open_account(tenancy, **facts, **by("rent_accounting_officer"))


def _of_tenancy(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: facts.pop(name) for name in ("starts_on", "until_on", "tenure") if name in facts}


def a_charge(of: RentAccount | Place, amount: str = "100.00", **facts: Any) -> Charge:
    """What a home is charged from 2015 on, basic rent each week; of an account, what it alone is charged."""
    place = of if isinstance(of, Place) else None
    return Charge.objects.create(
        **{
            "council_id": of.council_id,
            "place": place,
            "rent_account": None if place else of,
            "code": "DBR" if place else "DCI",
            "amount": Decimal(amount),
            "per": "week",
            "from_on": dt.date(2015, 6, 1),
            "why": "Let",
            "created_at": NOON,
            **facts,
        }
    )


def a_charged_account(amount: str = "100.00", **facts: Any) -> RentAccount:
    """The account of a tenancy whose home is charged this much rent each week."""
    account = an_account(**facts)
    a_charge(account.place, amount)
    return account


def a_rent_year(starts_on: dt.date = FIRST_WEEK, **facts: Any) -> RentYear:
    """A rent year of 52 weeks without free ones, of the housing revenue account."""
    return RentYear.objects.create(
        **{
            "council": facts.pop("council", None) or the_council(),
            "group": "hra",
            "starts_on": starts_on,
            "weeks": 52,
            "created_at": NOON,
            **facts,
        }
    )


def a_posted_charge(account: RentAccount, amount: str, on: dt.date = FIRST_WEEK, **facts: Any) -> int:
    """A charge that stands on an account; the movement's id."""
    return _posted(account, amount, on, {"kind": "charge", "code": "DBR", **facts})


def a_receipt(account: RentAccount, amount: str, on: dt.date = FIRST_WEEK, **facts: Any) -> int:
    """A payment that arrived on an account, by card unless said otherwise; the movement's id."""
    return _posted(account, amount, on, {"kind": "receipt", "code": "RCP", **facts})


def _posted(account: RentAccount, amount: str, on: dt.date, facts: dict[str, Any]) -> int:
    part = account.parts.get(part=facts.pop("part", "rent")).ledger_account_id
    charged = facts["kind"] == "charge"
    other = ledger_accounts.control(account.council_id, f"income.{account.group}" if charged else "cash")
    posting = Posting(
        debit=part if charged else other,
        credit=other if charged else part,
        amount=Decimal(amount),
        effective_on=facts.pop("effective_on", on),
        key=facts.pop("key", f"test-{next(_numbers)}"),
        **facts,
    )
    return post([posting], council_id=account.council_id, posted_on=on, at=NOON, who="test")[0]


def owed(account: RentAccount) -> Decimal:
    """What an account owes, all its parts together, in pounds."""
    parts = account.parts.values_list("ledger_account_id", flat=True)
    return sum(balances.of(list(parts)).values(), Decimal("0.00"))
