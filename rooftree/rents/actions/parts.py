"""Opens the parts of rent accounts in the ledger, each when it is first needed."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from rooftree.ledger import accounts as ledger_accounts
from rooftree.rents.codes import RENT
from rooftree.rents.models import AccountPart, RentAccount


def open_parts(wanted: Iterable[tuple[int, str]], *, council_id: int, on: date) -> None:
    """Open these parts of accounts, given by the account's id and the part; those that are open stay."""
    wanted = set(wanted)
    held = AccountPart.objects.filter(council_id=council_id, rent_account__in={account for account, _ in wanted})
    missing = sorted(wanted - set(held.values_list("rent_account_id", "part")))
    ledger_ids = ledger_accounts.open_personal(council_id, len(missing), opened_on=on) if missing else []
    AccountPart.objects.bulk_create(
        [
            AccountPart(council_id=council_id, rent_account_id=account, part=part, ledger_account_id=ledger_id)
            for (account, part), ledger_id in zip(missing, ledger_ids, strict=True)
        ],
        batch_size=2000,
    )


def part_of(account: RentAccount, part: str = RENT, *, on: date) -> int:
    """Return the ledger's account of a part, opened when it is first asked for.

    Two that ask at once get one: the rent account is locked first.
    """
    parts = AccountPart.objects.filter(rent_account=account, part=part).values_list("ledger_account_id", flat=True)
    if (found := parts.first()) is None:
        with transaction.atomic():
            RentAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
            open_parts([(account.pk, part)], council_id=account.council_id, on=on)
            found = parts.get()
    return int(found)
