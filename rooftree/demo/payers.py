"""Who pays each rent account of the demo, and how: as the old system's file of payers says it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rooftree.demo import who
from rooftree.demo.rents import EVERY
from rooftree.foundations.isolation import OPEN_TO_ALL
from rooftree.foundations.models import Council
from rooftree.people.models import Person
from rooftree.rents.models import AccountPart, RentAccount


@dataclass(frozen=True)
class Account:
    """A rent account, how it is paid, and its rent in the ledger."""

    id: int
    reference: str
    part_id: int
    benefit: str
    way: str
    week_pence: int
    benefit_pence: int

    @property
    def own_pence(self) -> int:
        """What its payer finds of a week's rent, in pence."""
        return self.week_pence - self.benefit_pence

    def pays_in(self, number: int) -> Decimal:
        """Return what its payer pays by herself in a week of this number, in pounds: nothing in most."""
        every = EVERY[self.way]
        pays = self.own_pence > 0 and (number + self.id) % every == 0
        return in_pounds(self.own_pence * every) if pays else Decimal()

    def has_benefit_in(self, number: int) -> Decimal:
        """Return what benefit pays to the account in a week, in pounds: for four weeks at once."""
        return (
            in_pounds(self.benefit_pence * 4) if self.benefit_pence and (number + self.id) % 4 == 0 else Decimal()
        )


def accounts_of(council: Council, said: Mapping[str, Mapping[str, Any]]) -> list[Account]:
    """Return every account whose payer is known, but that of the resident who signs in: she has something to pay.

    `said` is what the file says of each payment reference.
    """
    parts = AccountPart.objects.filter(council=council, part="rent", rent_account__until_on__isnull=True)
    held = parts.exclude(rent_account__tenancy__parties__person__contact_points__value=who.RESIDENT)
    facts = held.values_list("rent_account__payment_reference", "rent_account_id", "ledger_account_id")
    return [
        Account(account, reference, part, **said[reference])
        for reference, account, part in facts.order_by("rent_account_id")
        if reference in said
    ]


def tenants_of(accounts: Iterable[Account], *, open_to_all: bool = False) -> dict[int, Person]:
    """Return a living tenant of each account that has one, by the account; with the last, nobody restricted."""
    tenancies = dict(
        RentAccount.objects.filter(pk__in=[each.id for each in accounts], tenancy__isnull=False).values_list(
            "tenancy_id", "pk"
        )
    )
    people = Person.objects.filter(
        tenancy_parts__tenancy__in=tenancies,
        tenancy_parts__role="tenant",
        tenancy_parts__until_on__isnull=True,
        deceased_on__isnull=True,
        merged_into__isnull=True,
    )
    if open_to_all:
        people = people.filter(restricted_to=OPEN_TO_ALL)
    found = people.order_by("-pk").values_list("tenancy_parts__tenancy", "pk")
    ids = {tenancies[tenancy]: person for tenancy, person in found if tenancy in tenancies}
    known = Person.objects.in_bulk(set(ids.values()))
    return {account: known[person] for account, person in ids.items()}


def in_pounds(pence: int) -> Decimal:
    """Return pence as pounds."""
    return Decimal(pence) / 100
