"""Builders for tests of the books: accounts with something on them, and what is on them."""

from datetime import date
from decimal import Decimal
from itertools import count

from rooftree.ledger import accounts, balances, posting
from rooftree.ledger.models import Movement
from rooftree.ledger.posting import Posting
from rooftree.people.models import Person
from rooftree.rents.actions.journal_entries import part
from rooftree.rents.controls import control_of
from rooftree.rents.models import AccountPart, RentAccount
from rooftree.tenancies.models import Tenancy
from tests.builders import NOON, TODAY, a_home, a_person, a_tenancy

_numbers = count(1)


def a_rent_account(tenancy: Tenancy | None = None, **facts: object) -> RentAccount:
    """The rent account of a tenancy, with its rent part, and nothing on it."""
    tenancy = tenancy or a_tenancy(a_home(f"{next(_numbers)} Elm Walk"), a_person(f"Grace{next(_numbers)}"))
    account = RentAccount.objects.create(
        **{
            "council_id": tenancy.council_id,
            "payment_reference": f"7{next(_numbers):09}",
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
    part(account, on=account.from_on)
    return account


def rent_of(account: RentAccount, which: str = "rent") -> AccountPart:
    return part(account, which, on=TODAY)


def holder_of(account: RentAccount) -> Person:
    assert account.tenancy is not None
    return account.tenancy.parties.get(role="tenant").person


def posted(
    account: RentAccount, pounds: str, code: str = "RCP", *, on: date = TODAY, for_day: date | None = None
) -> Movement:
    """Post a sum to an account: above nought a debit of its code, below nought a receipt."""
    amount, held = Decimal(pounds), rent_of(account)
    family = "debit" if code.startswith("D") else "credit"
    control = accounts.control(account.council_id, control_of(code, family=family, group=account.group))
    sides = (held.ledger_account_id, control) if amount > 0 else (control, held.ledger_account_id)
    wanted = Posting(
        debit=sides[0],
        credit=sides[1],
        amount=abs(amount),
        kind="charge" if family == "debit" else "journal" if code in ("WOF", "WON") else "receipt",
        code=code,
        effective_on=for_day or on,
        key=f"books:{held.pk}:{next(_numbers)}",
    )
    [made] = posting.post([wanted], council_id=account.council_id, posted_on=on, at=NOON, who="test")
    return Movement.objects.get(pk=made)


def balance(account: RentAccount, which: str = "rent") -> Decimal:
    ledger_id = rent_of(account, which).ledger_account_id
    return balances.of([ledger_id])[ledger_id]


def control_balance(account: RentAccount, code: str) -> Decimal:
    ledger_id = accounts.control(account.council_id, code)
    return balances.of([ledger_id])[ledger_id]
