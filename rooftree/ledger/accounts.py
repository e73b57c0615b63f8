"""Opens accounts: those of payers, and the control accounts of the books."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from rooftree.ledger.models import Account

ALWAYS = date(1900, 1, 1)
"""A control account was always there."""


def open_personal(council_id: int, how_many: int = 1, *, opened_on: date) -> list[int]:
    """Open so many personal accounts, with nothing on them; return their ids. One statement."""
    opened = [Account(council_id=council_id, kind="personal", opened_on=opened_on) for _ in range(how_many)]
    return [account.pk for account in Account.objects.bulk_create(opened)]


def control(council_id: int, code: str) -> int:
    """Return the id of a control account by its code (cash, income.hra), made when first asked for."""
    assert code, "A control account has a code."
    found = Account.objects.filter(council_id=council_id, code=code).values_list("pk", flat=True).first()
    if found is None:
        Account.objects.bulk_create(
            [Account(council_id=council_id, kind="control", code=code, opened_on=ALWAYS)], ignore_conflicts=True
        )
        found = Account.objects.values_list("pk", flat=True).get(council_id=council_id, code=code)
    return int(found)


def controls(council_id: int, codes: Sequence[str]) -> dict[str, int]:
    """Return the ids of control accounts by their codes, made when first asked for. At most three queries."""
    of_council = Account.objects.filter(council_id=council_id, code__in=codes)
    found = dict(of_council.values_list("code", "pk"))
    missing = sorted(set(codes) - set(found))
    if missing:
        made = [Account(council_id=council_id, kind="control", code=code, opened_on=ALWAYS) for code in missing]
        Account.objects.bulk_create(made, ignore_conflicts=True)
        found = dict(of_council.values_list("code", "pk"))
    return found


def lock(account_ids: Sequence[int]) -> None:
    """Hold personal accounts, in the order of their ids, until the transaction ends.

    Whoever reads a balance and posts by what it says locks the account first.
    """
    assert connection.in_atomic_block, "An account is held until a transaction ends."
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_hold(%s)", [list(account_ids)])
