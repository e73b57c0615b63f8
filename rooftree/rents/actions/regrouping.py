"""Moves an account to another rent group, and its income with it, when its agreement is of another kind.

The payer's account does not change by a penny: what was charged stays charged, and only which income it is becomes
another. Periods that were run stay in the group that ran them, so that every report says what it said.
"""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day
from rooftree.ledger import accounts as ledger_accounts
from rooftree.ledger import closing, posting
from rooftree.ledger import runs as ledger_runs
from rooftree.ledger.posting import Posting
from rooftree.rents import codes
from rooftree.rents.actions.changed import mark_changed
from rooftree.rents.models import DebitRun, GroupChange, IncomeMove, RentAccount
from rooftree.staff.models import Officer
from rooftree.tenancies.models import Tenancy

_TO_MOVE = (Path(__file__).parent.parent / "sql" / "income_to_move.sql").read_text(encoding="utf-8")


def follow_tenure(
    account: RentAccount, tenancy: Tenancy, *, was_tenure: str, by: Officer, at: datetime
) -> GroupChange | None:
    """Move an account to the rent group of its corrected agreement, from its first day on, if that is another.

    An account that was opened in a group of its own choice stays there while its kind of agreement stays in one
    group; so does one whose agreement is of a kind that is not charged. The account is locked by whoever calls.
    """
    on = london_day(at)
    before = codes.group_of_tenure(was_tenure, on=on, council=account.council_id)
    after = codes.group_of_tenure(tenancy.tenure, on=on, council=account.council_id)
    if not after or after in (before, account.group):
        return None
    return _change(
        account, after, from_on=min(account.from_on, on), why="Kind of agreement corrected", by=by, at=at
    )


def _change(
    account: RentAccount, group: str, *, from_on: date, why: str, by: Officer, at: datetime
) -> GroupChange:
    """Move an account to a group, for the income of a day and all that follow. No run is made meanwhile."""
    on = london_day(at)
    listed = choose(codes.GROUPS, group, on=on, council=account.council_id)
    with ledger_runs.one_at_a_time(account.council_id):
        made = GroupChange.objects.create(
            council_id=account.council_id,
            rent_account=account,
            was=account.group,
            group=group,
            from_on=from_on,
            charged_from_on=_charged_from(account, group, from_on=from_on),
            why=why,
            by=by,
            at=at,
        )
        if account.cycle == str(listed.flag(account.group, "cycle")):
            account.cycle = str(listed.flag(group, "cycle"))
        account.group = group
        account.save(update_fields=["group", "cycle"])
        move_income(account.council_id, [account.pk], at=at, who=by.name)
    mark_changed(account.place_id, council_id=account.council_id, from_on=from_on, why="Rent group changed", at=at)
    return made


def follow_last_payers(voids: Sequence[RentAccount]) -> None:
    """Let new void accounts have changed their group with the latest account of their home, whose group they have.

    So the periods before are void in the group that ran them, like the payer's own.
    """
    of_place = {void.place_id: void for void in voids}
    if not GroupChange.objects.filter(rent_account__place__in=of_place).exists():
        return
    accounts = RentAccount.objects.filter(place__in=of_place, tenancy__isnull=False).order_by("from_on")
    latest = {account.place_id: account for account in accounts}
    void_of = {account.pk: of_place[place] for place, account in latest.items()}
    changes = GroupChange.objects.filter(rent_account__in=void_of).order_by("pk")
    GroupChange.objects.bulk_create(
        GroupChange(
            council_id=change.council_id,
            rent_account=void_of[change.rent_account_id],
            was=change.was,
            group=change.group,
            from_on=change.from_on,
            charged_from_on=change.charged_from_on,
            why=change.why,
            by_id=change.by_id,
            at=change.at,
        )
        for change in changes
    )


def _charged_from(account: RentAccount, group: str, *, from_on: date) -> date:
    """Return the first day that neither group has run: from there the new one charges the account.

    What one of them has run is not charged again by the other, nor left out by both.
    """
    run = DebitRun.objects.filter(
        council_id=account.council_id, group__in=[account.group, group], status=DebitRun.Status.POSTED
    ).exclude(cycle="catch_up")
    changes = GroupChange.objects.filter(rent_account=account)
    latest = run.aggregate(day=Max("period_until_on"))["day"]
    before = changes.aggregate(day=Max("charged_from_on"))["day"]
    return max(day for day in (from_on, latest, before) if day)


# --- Income -----------------------------------------------------------------------------------------


@transaction.atomic
def move_income(council_id: int, account_ids: Sequence[int] | None, *, at: datetime, who: str) -> int:
    """Move the income of accounts that changed their group to where it belongs; return how many movements it took.

    Of these accounts, or of all. Each code moves by itself, from one income account to another, on the first day
    on which the books are open. Made again, there is nothing left to move: so it also follows what is put right,
    adjusted or taken back later.
    """
    if not GroupChange.objects.filter(council_id=council_id).exists():
        return 0
    with ledger_runs.one_at_a_time(council_id):
        rows = _to_move(council_id, account_ids)
        if not rows:
            return 0
        accounts = RentAccount.objects.in_bulk({row[0] for row in rows})
        incomes = _incomes(council_id, rows)
        first = IncomeMove.objects.filter(council_id=council_id).count() + 1
        wanted = [
            _posting(accounts[row[0]], row[1:], incomes, number=number) for number, row in enumerate(rows, first)
        ]
        on, closed_until = london_day(at), closing.closed_until(council_id)
        posted_on = max(on, closed_until) if closed_until else on
        made = posting.post(wanted, council_id=council_id, posted_on=posted_on, at=at, who=who)
        IncomeMove.objects.bulk_create(
            IncomeMove(
                council_id=council_id,
                rent_account_id=account_id,
                code=code,
                from_group=from_group,
                to_group=to_group,
                pounds=pounds,
                movement=movement,
                at=at,
            )
            for (account_id, code, from_group, to_group, pounds), movement in zip(rows, made, strict=True)
        )
    return len(made)


def _to_move(council_id: int, account_ids: Sequence[int] | None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_TO_MOVE, {"council": council_id, "accounts": list(account_ids) if account_ids else None})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _incomes(council_id: int, rows: Sequence[tuple[Any, ...]]) -> dict[str, int]:
    groups = sorted({group for row in rows for group in row[2:4]})
    return ledger_accounts.controls(council_id, [f"income.{group}" for group in groups])


def _posting(account: RentAccount, row: tuple[Any, ...], incomes: dict[str, int], *, number: int) -> Posting:
    """Return the movement that takes income of one code from one group's account to another's."""
    code, from_group, to_group, pounds = row
    source, target = (from_group, to_group) if pounds > 0 else (to_group, from_group)
    changed = GroupChange.objects.filter(rent_account=account).order_by("-pk").first()
    assert changed is not None, "Income moves for accounts that changed their group."
    return Posting(
        debit=incomes[f"income.{source}"],
        credit=incomes[f"income.{target}"],
        amount=abs(pounds),
        kind="journal",
        code=code,
        effective_on=changed.from_on,
        key=f"rents:group:{account.pk}:{number}",
        narrative=f"Income of {account}, from {source} to {target}",
        reference=account.payment_reference,
        batch=f"group:{account.pk}",
    )
