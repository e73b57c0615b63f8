"""Whose money is: what is certain enough to be posted by itself, what is only likely, and why, in words.

Plain values in and out. Looking for candidates is the work of `sql/matching_*.sql`; here stands what makes
one of them certain. Nothing is certain that two accounts could be.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from rooftree.foundations import rulebook
from rooftree.foundations.dates import short_date
from rooftree.foundations.money import in_words
from rooftree.foundations.rule_entries import ListVersion
from rooftree.rents.payment_references import LENGTH, is_ours

EVIDENCE = rulebook.code_list("rents.match_evidence")
SEEN_DAYS = rulebook.threshold("rents.payer_seen_days")

REFERENCE, NEAR_AND_AMOUNT, NAME_AND_AMOUNT = "reference", "near_reference", "name"
NEAR, BEFORE, FULL_NAME, JOINT, INITIAL, FORMER, VOID = (
    "near",
    "before",
    "full_name",
    "joint_tenant",
    "initial",
    "former",
    "void",
)
MANDATE, COLLECTION = "mandate", "collection"
SEVERAL, SUSPENSE, ELSEWHERE = "several", "suspense", "elsewhere"

BY_REFERENCE = frozenset({NEAR_AND_AMOUNT, NEAR})
"""What rests on the digits that were quoted: it outweighs a name where the two disagree."""


# --- References with a slip --------------------------------------------------------------------------

CHECKED_BY = 97
"""A reference of ours leaves 1 when it is divided by this."""


def near_references(quoted: str) -> list[tuple[str, str]]:
    """Return the references of ours that a slip may have turned into this, each with the slip in words.

    A digit wrong, two exchanged, one left out, or one too many; only those whose check digits are right.
    """
    if not quoted.isascii() or not quoted.isdigit() or is_ours(quoted):
        return []
    found: dict[str, str] = {}
    for reference, slip in _slips(quoted):
        found.setdefault(reference, slip)
    return list(found.items())


def is_same_length(slip: str) -> bool:
    """Return whether a slip left as many digits as there should be: a digit wrong, or two exchanged."""
    return slip in (WRONG, EXCHANGED)


WRONG, EXCHANGED, LEFT_OUT, TOO_MANY = (
    "one digit is wrong",
    "two digits are exchanged",
    "a digit is left out",
    "there is a digit too many",
)


_WORTH = [10 ** (LENGTH - 1 - place) for place in range(LENGTH)]
_MENDS = [
    {difference * worth % CHECKED_BY: difference for difference in range(-9, 10) if difference} for worth in _WORTH
]
"""By the place of a digit: what it has to be more or less by, so that the check digits are right again."""
_EXCHANGES: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
"""By what a reference lacks to be right: two places whose digits may be exchanged, and how far those are apart."""
for _one, _two in combinations(range(LENGTH), 2):
    for _apart in (each for each in range(-9, 10) if each):
        _EXCHANGES[_apart * (_WORTH[_one] - _WORTH[_two]) % CHECKED_BY].append((_one, _two, _apart))


def _slips(quoted: str) -> Iterator[tuple[str, str]]:
    if len(quoted) == LENGTH:
        whole, digits = int(quoted), [int(each) for each in quoted]
        lacking = (1 - whole) % CHECKED_BY
        for place, digit in enumerate(digits):
            difference = _MENDS[place].get(lacking)
            if difference is not None and (place == 0) <= digit + difference <= 9:
                yield str(whole + difference * _WORTH[place]), WRONG
        for one, two, apart in _EXCHANGES[lacking]:
            changed = whole + apart * (_WORTH[one] - _WORTH[two])
            if digits[two] - digits[one] == apart and changed >= _WORTH[0]:
                yield str(changed), EXCHANGED
    elif len(quoted) == LENGTH - 1:
        for place in range(LENGTH):
            without = int(f"{quoted[:place]}0{quoted[place:]}")
            for missing in range(10):
                if (without + missing * _WORTH[place]) % CHECKED_BY == 1:
                    yield f"{quoted[:place]}{missing}{quoted[place:]}", LEFT_OUT
    elif len(quoted) == LENGTH + 1:
        for place in range(LENGTH + 1):
            if is_ours(changed_text := quoted[:place] + quoted[place + 1 :]):
                yield changed_text, TOO_MANY


# --- Names ------------------------------------------------------------------------------------------

_TITLES = frozenset("mr mrs miss ms mx dr prof rev sir lady mstr master and the messrs".split())
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")


@dataclass(frozen=True)
class PayerName:
    """A payer's name as a bank writes it: the ways in which a first name and a surname may stand in it."""

    full: tuple[str, ...]
    """“first surname”, small letters: each pair of words of which neither is an initial."""
    initials: tuple[str, ...]
    """“i surname”, for each word and the initial of the other."""


def payer_name(written: str) -> PayerName:
    """Return what of a payer's name can be compared with a tenant's. Empty where there is no whole name."""
    words = [word.lower().replace("’", "'") for word in _WORD.findall(written)]
    words = [word for word in words if word not in _TITLES][:5]
    full, initials = [], []
    for first in words:
        for surname in words:
            if first is surname or len(surname) < 2:
                continue
            if len(first) > 1:
                full.append(f"{first} {surname}")
            initials.append(f"{first[0]} {surname}")
    return PayerName(tuple(dict.fromkeys(full)), tuple(dict.fromkeys(initials)))


# --- Deciding ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Money:
    """What is known of one amount before anybody looked whose it is. Pounds."""

    amount: Decimal
    reference: str
    payer: str


class Candidate(NamedTuple):
    """One account that an amount may be for, on one kind of evidence."""

    account: int
    evidence: str
    reference: str
    """The account's own."""
    is_expected: bool = False
    """Whether the amount is what this account is expected to pay."""
    is_alone: bool = True
    """Whether nobody else in the council is called so, tenants of the past among them."""
    slip: str = ""
    paid_on: date | None = None
    times: int = 0


@dataclass(frozen=True)
class Decision:
    """Where an amount goes: to `account` if `posts`, else to suspense with that account as a suggestion."""

    account: int | None
    evidence: str
    posts: bool
    because: str


@dataclass(frozen=True)
class Weights:
    """What the rule book says of evidence: what is posted by itself, and what outranks what."""

    posting: frozenset[str]
    ranks: dict[str, int]


def weights(on: date, council: int) -> Weights:
    """Return what the rule book of a council says of evidence on a day."""
    version = EVIDENCE.version(on=on, council=council)
    return Weights(
        frozenset(item.code for item in version if item.flags["posts"]),
        {item.code: int(item.flags["rank"]) for item in version},
    )


def stronger_than(evidence: str, weights: Weights) -> list[str]:
    """Return the evidence beside which this says nothing more: what outranks it, unless it posts by itself."""
    if evidence in weights.posting:
        return []
    return sorted(code for code, rank in weights.ranks.items() if rank > weights.ranks[evidence])


def label(code: str, *, on: date, council: int) -> str:
    """Return what evidence of a code is called."""
    version: ListVersion = EVIDENCE.version(on=on, council=council)
    return version.item(code).label


def decide(money: Money, candidates: Sequence[Candidate], weights: Weights) -> Decision:
    """Return where an amount goes, and why.

    It is posted by itself only where evidence that the rule book calls certain points to one account, and
    nothing as strong, and no quoted digits, point to another. Else the likeliest is suggested, if one is.
    """
    weighed = [(_weighed(each), each) for each in candidates]
    certain = {each.account for evidence, each in weighed if evidence in weights.posting}
    if len(certain) == 1:
        account = certain.pop()
        against = [each for evidence, each in weighed if evidence in BY_REFERENCE and each.account != account]
        if not against:
            evidence, best = _best(((e, each) for e, each in weighed if each.account == account), weights)
            return Decision(account, evidence, True, _because(money, evidence, best))
    return _suggestion(money, weighed, weights)


def _suggestion(money: Money, weighed: Sequence[tuple[str, Candidate]], weights: Weights) -> Decision:
    if not weighed:
        return Decision(None, SUSPENSE, False, _why_none(money))
    evidence, best = _best(weighed, weights)
    as_good = {each.account for other, each in weighed if weights.ranks[other] == weights.ranks[evidence]}
    if len(as_good) > 1:
        return Decision(
            None, SEVERAL, False, f"{len(as_good)} accounts fit equally well: {_named(weighed, as_good)}."
        )
    return Decision(best.account, evidence, False, _because(money, evidence, best))


def _weighed(candidate: Candidate) -> str:
    """Return what a candidate's evidence is worth, once the amount and who else is called so are looked at."""
    if candidate.evidence == NEAR and candidate.is_expected and is_same_length(candidate.slip):
        return NEAR_AND_AMOUNT
    if candidate.evidence == FULL_NAME and candidate.is_expected and candidate.is_alone:
        return NAME_AND_AMOUNT
    return candidate.evidence


def _best(weighed: Iterable[tuple[str, Candidate]], weights: Weights) -> tuple[str, Candidate]:
    return max(weighed, key=lambda each: (weights.ranks[each[0]], each[1].is_expected, -each[1].account))


def _named(weighed: Sequence[tuple[str, Candidate]], accounts: Collection[int]) -> str:
    references = sorted({each.reference for _, each in weighed if each.account in accounts})
    shown = ", ".join(references[:3])
    return f"{shown} and {len(references) - 3} more" if len(references) > 3 else shown


def _why_none(money: Money) -> str:
    if money.reference:
        return f"No account has {money.reference}, or nearly that, and nobody is known by the payer's name."
    return "No reference was quoted, and nobody is known by the payer's name."


def _because(money: Money, evidence: str, best: Candidate) -> str:
    sum_of_money, account = in_words(abs(money.amount)), best.reference
    usual = f"and {sum_of_money} is what it is expected to pay"
    amount = usual if best.is_expected else f"but {sum_of_money} is not what it usually pays"
    others = "" if best.is_alone else " Others are called so too."
    match evidence:
        case "near_reference" | "near":
            return f"{money.reference} is nearly {account} ({best.slip}), {amount}."
        case "name":
            return f"The payer has the full name of a tenant of {account} and of nobody else, {usual}."
        case "full_name":
            return f"The payer has the full name of a tenant of {account}, {amount}.{others}"
        case "before":
            when = f", last on {short_date(best.paid_on)}" if best.paid_on else ""
            return f"This payer paid the same amount to {account} {_times(best.times)}{when}."
        case "joint_tenant":
            return f"The payer has the name of a joint tenant of {account}, {usual}."
        case "initial":
            return f"The payer has the surname and initial of a tenant of {account}, {usual}."
        case "former":
            return f"The payer has the name of a former tenant, whose account is {account}."
        case "void":
            return f"{account} is the account of a home that has no tenancy, so nobody owes anything there."
    return f"{account} is the reference that was quoted."


def _times(times: int) -> str:
    return "once before" if times == 1 else f"{times} times before"
