"""Rent accounts, and money on them, made plainly for tests."""

from datetime import date
from decimal import Decimal
from itertools import count

from rooftree.ledger import accounts as ledger_accounts
from rooftree.ledger import balances, posting
from rooftree.ledger.models import Movement
from rooftree.people.models import Person
from rooftree.rents import payment_references
from rooftree.rents.actions.parts import open_parts, part_of
from rooftree.rents.controls import CONTROL_OF
from rooftree.rents.models import AccountPart, RentAccount
from rooftree.tenancies.models import Tenancy
from tests.builders import NOON, TODAY, a_person, a_tenancy

_numbers = count(1)


def a_rent_account(tenancy: Tenancy | None = None, **facts: object) -> RentAccount:
    """The account of a tenancy, with its rent part; nothing is owed on it."""
    tenancy = tenancy or a_tenancy(None, a_person())
    account = RentAccount.objects.create(
        **{
            "council_id": tenancy.council_id,
            "payment_reference": payment_references.make(1_000 + next(_numbers)),
            "tenancy": tenancy,
            "place": tenancy.place,
            "group": "hra",
            "cycle": "weekly",
            "from_on": tenancy.from_on,
            "until_on": tenancy.until_on,
            "created_at": NOON,
            **facts,
        }
    )
    open_parts([(account.pk, "rent")], council_id=account.council_id, on=account.from_on)
    return account


def rent_of(account: RentAccount, which: str = "rent") -> AccountPart:
    """A part of an account, opened where it was not."""
    part_of(account, which, on=account.from_on)
    return AccountPart.objects.get(rent_account=account, part=which)


def holder_of(account: RentAccount) -> Person:
    """The tenant of an account."""
    assert account.tenancy
    return account.tenancy.parties.get(role="tenant").person


def posted(
    account: RentAccount, pounds: str, code: str = "RCP", *, on: date = TODAY, for_day: date | None = None
) -> Movement:
    """Money on the rent part: above nought a charge, below nought a payment."""
    control = CONTROL_OF.get(code, "cash") if code.startswith("R") else f"income.{account.group}"
    other = ledger_accounts.control(account.council_id, control)
    own, amount = rent_of(account).ledger_account_id, Decimal(pounds)
    [movement] = posting.post(
        [
            posting.Posting(
                debit=own if amount > 0 else other,
                credit=other if amount > 0 else own,
                amount=abs(amount),
                kind="charge" if amount > 0 else "receipt",
                code=code,
                effective_on=for_day or on,
                key=f"test:{next(_numbers)}",
            )
        ],
        council_id=account.council_id,
        posted_on=on,
        at=NOON,
        who="test",
    )
    return Movement.objects.get(pk=movement)


def balance(account: RentAccount, which: str = "rent") -> Decimal:
    """What a part of an account owes."""
    own = rent_of(account, which).ledger_account_id
    return balances.of([own])[own]


def control_balance(account: RentAccount, code: str) -> Decimal:
    """What stands on a control account of the account's council."""
    own = ledger_accounts.control(account.council_id, code)
    return balances.of([own])[own]
