"""What holds for journals, write-offs and refunds: when a second officer agrees, who may, and how much."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rooftree.foundations.dates import long_date
from rooftree.foundations.money import in_words
from rooftree.foundations.refusals import Refused

PREPARED, POSTED, REFUSED, WITHDRAWN = "prepared", "posted", "refused", "withdrawn"
ENDINGS = {POSTED: "has been posted", REFUSED: "was refused", WITHDRAWN: "was withdrawn"}

ALWAYS_SECOND = frozenset({"write_off", "write_on", "waiver", "opening"})
"""Kinds of journal that another officer approves whatever their value: they change what is owed, not where."""


@dataclass(frozen=True)
class Second:
    """Whether another officer must approve a journal, and why, in a sentence."""

    needed: bool
    because: str


def second_officer(kind: str, total: Decimal, *, alone_before: Decimal, limit: Decimal) -> Second:
    """Say whether another officer must approve a journal.

    Takes pounds: its total, what the same officer posted alone on the same accounts within four weeks
    before, and the limit `rents.journal_limit`. Practice: a second person above a limit.
    """
    if kind in ALWAYS_SECOND:
        return Second(True, "Another officer approves this whatever it comes to.")
    together = total + alone_before
    if together <= limit:
        return Second(False, f"It is within the {in_words(limit)} that one officer may post.")
    if alone_before:
        return Second(
            True,
            f"With {in_words(alone_before)} posted alone in the last four weeks it comes to {in_words(together)}, "
            f"more than the {in_words(limit)} that one officer may post.",
        )
    return Second(True, f"It is more than the {in_words(limit)} that one officer may post.")


def check_open(status: str, *, what: str = "This journal") -> None:
    """Raise Refused unless what was prepared still waits to be settled."""
    if status in ENDINGS:
        raise Refused(f"{what} {ENDINGS[status]} already. Prepare another if something is still wrong.")


def check_other_officer(prepared_by: int | None, by: int, *, what: str = "journal") -> None:
    """Raise Refused if the officer who settles something is the one who prepared it."""
    if prepared_by == by:
        raise Refused(f"You prepared this {what}, so a colleague must approve it. Ask one, or withdraw it.")


def check_amount(pounds: Decimal) -> None:
    """Raise Refused for a sum that cannot be moved: nought, below it, or with parts of a penny."""
    if pounds <= 0:
        raise Refused("The sum must be above nought. Choose the other direction to move money back.")
    if pounds != pounds.quantize(Decimal("0.01")):
        raise Refused("The sum has parts of a penny. Write it in pounds and pence.")


def check_covered(pounds: Decimal, credit: Decimal) -> None:
    """Raise Refused if more is taken from an account than stands to its credit. Both in pounds."""
    if credit <= 0:
        raise Refused("There is no credit on this account, so nothing can be taken from it.")
    if pounds > credit:
        raise Refused(f"Only {in_words(credit)} stands to the credit of this account. Enter that or less.")


def check_was_paid(pounds: Decimal, paid: Decimal) -> None:
    """Raise Refused if more is moved as paid to the wrong account than was paid to it, in pounds."""
    if pounds > paid:
        raise Refused(
            f"Only {in_words(max(paid, Decimal()))} was paid to this account, so no more can have been meant for "
            "another. Enter that or less."
        )


# --- Write-offs -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reason:
    """A reason to write a debt off, with what the rule book says of it."""

    code: str
    label: str
    former: bool = False
    """Only for an account that has ended."""
    old: bool = False
    """Only for what is too old to be claimed in court."""
    within: Decimal = Decimal()
    """Pounds up to which it holds; 0: any."""


@dataclass(frozen=True)
class Owed:
    """What is known of a debt: pounds owed now, how much of it is too old to claim, and when the account ended."""

    pounds: Decimal
    barred: Decimal
    ended_on: date | None


def barred(balance_then: Decimal, credits_since: Decimal) -> Decimal:
    """Return how much of a debt is too old to be claimed in court, in pounds.

    Takes the balance at the end of the last day that is too old, and everything credited since: a
    payment goes to the oldest debt first. Limitation Act 1980 s 19: six years from when rent fell due.
    """
    return max(Decimal(), balance_then - credits_since)


def check_write_off(pounds: Decimal, owed: Owed, reason: Reason, *, on: date) -> None:
    """Raise Refused unless so much of a debt can be written off for this reason."""
    if owed.pounds <= 0:
        raise Refused("Nothing is owed on this account, so there is nothing to write off.")
    if pounds > owed.pounds:
        raise Refused(f"Only {in_words(owed.pounds)} is owed on this account. Write off that or less.")
    if reason.former and (owed.ended_on is None or owed.ended_on > on):
        raise Refused(
            f"“{reason.label}” is a reason for the debt of a former tenant, and this tenancy goes on. "
            "Choose another reason, or help the tenant to pay."
        )
    if reason.old and pounds > owed.barred:
        raise Refused(
            f"Of this debt {in_words(owed.barred)} is too old to be claimed in court. "
            "Write off that or less for this reason."
        )
    if reason.within and pounds > reason.within:
        raise Refused(
            f"“{reason.label}” holds up to {in_words(reason.within)}. For more, say what was tried, "
            "and choose the reason that fits."
        )


@dataclass(frozen=True)
class Band:
    """Who approves a write-off up to how much: pounds with the last one included; None: without end."""

    code: str
    label: str
    up_to: Decimal | None
    roles: frozenset[str]
    decision: bool
    """Whether a decision of members must be named."""


def band_of(pounds: Decimal, bands: Iterable[Band]) -> Band:
    """Return the band that a write-off falls in: the lowest that reaches so far."""
    reaching = [band for band in bands if band.up_to is None or pounds <= band.up_to]
    assert reaching, "The last band has no end."
    return min(reaching, key=lambda band: (band.up_to is None, band.up_to or 0))


def check_band(pounds: Decimal, band: Band, *, roles: Collection[str], decision: str) -> None:
    """Raise Refused unless an officer with these roles may approve a write-off of this band."""
    if not band.roles & set(roles):
        held = ", ".join(sorted(role.replace("_", " ") for role in band.roles))
        raise Refused(f"A write-off of {in_words(pounds)} is approved by: {held}. Ask one of them.")
    if band.decision and not decision.strip():
        raise Refused(
            f"A write-off of {in_words(pounds)} rests on a decision of members ({band.label.lower()}). "
            "Name the decision and its date."
        )


def check_write_on(pounds: Decimal, written_off: Decimal) -> None:
    """Raise Refused if more is brought back than was written off and not brought back before, in pounds."""
    if written_off <= 0:
        raise Refused("Nothing was written off on this account, so nothing can be written back on.")
    if pounds > written_off:
        raise Refused(f"Only {in_words(written_off)} was written off on this account. Write on that or less.")


def check_old_credit(ended_on: date | None, *, kept_until: date, on: date) -> None:
    """Raise Refused unless a former tenant's credit has been kept for as long as it must be.

    `ended_on` is the first day after the account's last, `kept_until` the first day on which it may go.
    """
    if ended_on is None or ended_on > on:
        raise Refused("This tenancy goes on, so its credit is the tenant's. Offer a refund instead.")
    if on < kept_until:
        raise Refused(
            f"A former tenant's credit is kept until {long_date(kept_until)}. Until then, offer it back to them."
        )


# --- Refunds --------------------------------------------------------------------------------------


def check_looked_at(needed: Iterable[tuple[str, str]], looked_at: Collection[str]) -> None:
    """Raise Refused unless everything was looked at that must be before a refund.

    `needed` are codes with their labels, `looked_at` the codes of what was.
    """
    left = [label for code, label in needed if code not in looked_at]
    if left:
        raise Refused(f"Before a refund is approved, look at this, and note what you found: {'; '.join(left)}.")


def check_refund(pounds: Decimal, credit: Decimal, *, found: Decimal) -> None:
    """Raise Refused if a refund is more than the credit, less what the checks found is owed or overpaid.

    All in pounds. Debts of other accounts are no reason to refuse: they are set off only if the tenant
    agrees; what is overpaid benefit is not the tenant's to have back. `found` is the latter alone.
    """
    check_amount(pounds)
    check_covered(pounds, credit)
    if pounds > credit - found:
        left = max(Decimal(), credit - found)
        raise Refused(
            f"Of the credit {in_words(found)} is benefit that was paid too much. "
            f"{'Nothing can be given back' if left == 0 else f'Give back {in_words(left)} or less'}."
        )
