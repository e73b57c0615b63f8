"""Says which charges are not taken back by hand, and what to do instead: those that would be charged again."""

from datetime import date

from rooftree.foundations.dates import long_date
from rooftree.foundations.money import in_words
from rooftree.foundations.refusals import Refused
from rooftree.ledger.models import Movement
from rooftree.rents import codes
from rooftree.rents.models import DebitRun

PERIODS = {"weekly": "week", "monthly": "month", "nightly": "night"}


def check_may_take_back(was: Movement) -> None:
    """Raise Refused for a charge of a debit run, or one that was put right: it would be charged again.

    A charge of another system is of no run: taken back, it stays so. decisions/0026.
    """
    if was.kind != Movement.Kind.CHARGE or (found := _period_of(was)) is None:
        return
    cycle, starts_on = found
    label = codes.code(was.code, on=was.posted_on, council=was.council_id).label
    raise Refused(
        f"“{label}”, {in_words(was.amount)} for the {PERIODS[cycle]} from {long_date(starts_on)}, was charged by "
        "a debit run, and would be charged again. If it is wrong, change the charge from "
        f"{long_date(was.effective_on)} on, or correct the dates of the tenancy: the next run puts the account "
        "right. If it is right and we do not ask for it, waive it."
    )


def _period_of(was: Movement) -> tuple[str, date] | None:
    """Return the cycle and the first day of the period that a charge is for; nothing where no run made it."""
    if was.by_run:
        runs = DebitRun.objects.filter(council_id=was.council_id, ledger_run_id=was.run_id)
        return runs.values_list("cycle", "period_from_on").first()
    cycle, _, rest = was.batch.partition(":")
    if cycle not in PERIODS:
        return None
    return cycle, date.fromisoformat(rest.partition(":")[0])
