"""Whose direct debits came back: the account of the instruction under which each was collected."""

from collections.abc import Mapping, Sequence

from django.db import connection

from rooftree.rents.money_in import Item


def collected(council_id: int, items: Sequence[Item]) -> Mapping[int, int]:
    """Return the rent account of each returned direct debit whose instruction is ours, by the item's row.

    By the instruction's reference, restricted payers' too: it gives the ids of accounts and nothing else.
    """
    references = sorted({item.reference for item in items})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reference, rent_account_id FROM accounts_of_instructions(%s, %s)", [council_id, references]
        )
        accounts = dict(cursor.fetchall())
    return {item.row: accounts[item.reference] for item in items if item.reference in accounts}
