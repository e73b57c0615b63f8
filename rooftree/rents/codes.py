"""What can be charged, received and chosen in rents: handles of the rule book's lists, and what codes say."""

from dataclasses import dataclass
from datetime import date

from rooftree.foundations import rulebook
from rooftree.foundations.rule_entries import ListVersion

TRANSACTION_CODES = rulebook.code_list("rents.transaction_codes")
GROUPS = rulebook.code_list("rents.groups")
CYCLES = rulebook.code_list("rents.cycles")
STATUSES = rulebook.code_list("rents.statuses")
PAYMENT_METHODS = rulebook.code_list("rents.payment_methods")
BENEFITS = rulebook.code_list("rents.benefits")
FREQUENCIES = rulebook.code_list("rents.frequencies")

RENT = "rent"
"""The part of an account whose balance is rent arrears, and nothing else."""

SUNDRY = "sundry"
"""The group of what belongs to no other."""

TEMPORARY = "DTA"
"""Rent of temporary accommodation: a group whose homes are charged it is a group of temporary accommodation."""


@dataclass(frozen=True)
class TransactionCode:
    """One code of the list, with its flags by name."""

    code: str
    label: str
    family: str
    """debit: a charge; credit: a receipt, or what undoes one."""
    sign: str
    """debit: adds to what is owed; credit: takes from it; either."""
    eligible: bool
    """Whether Housing Benefit and Universal Credit can pay for it."""
    arrears: bool
    """Whether it counts as rent arrears for possession."""
    vat: str
    gl: str
    priority: int
    part: str
    words: str
    """What a resident reads on a statement."""


def code(which: str, *, on: date, council: int | None = None) -> TransactionCode:
    """Return a transaction code with its flags as of a day. Raises Refused if there is none."""
    return _read(TRANSACTION_CODES.version(on=on, council=council), which)


def all_codes(*, on: date, council: int | None = None) -> dict[str, TransactionCode]:
    """Return every transaction code as of a day, by its three letters: one reading of the rule book."""
    version = TRANSACTION_CODES.version(on=on, council=council)
    return {item.code: _read(version, item.code) for item in version}


def charge_choices(*, on: date, council: int | None = None) -> list[tuple[str, str]]:
    """Return the codes that can be charged on a day, with their labels, for a form."""
    version = TRANSACTION_CODES.version(on=on, council=council)
    return [(item, label) for item, label in version.choices(on=on) if version.flag(item, "family") == "debit"]


def temporary_groups(*, on: date, council: int | None = None) -> list[str]:
    """Return the rent groups of temporary accommodation as of a day."""
    return [item.code for item in GROUPS.version(on=on, council=council) if item.flags["code"] == TEMPORARY]


def group_of_tenure(tenure: str, *, on: date, council: int | None = None) -> str:
    """Return the rent group of an agreement of this kind; nothing, where such agreements are not charged."""
    groups = GROUPS.version(on=on, council=council)
    return next((item.code for item in groups if tenure in str(item.flags["tenures"]).split()), "")


def _read(version: ListVersion, which: str) -> TransactionCode:
    item = version.item(which)
    flags = item.flags
    return TransactionCode(
        code=item.code,
        label=item.label,
        family=str(flags["family"]),
        sign=str(flags["sign"]),
        eligible=bool(flags["eligible"]),
        arrears=bool(flags["arrears"]),
        vat=str(flags["vat"]),
        gl=str(flags["gl"]),
        priority=int(flags["priority"]),
        part=str(flags["part"]),
        words=str(flags["words"]) or item.label,
    )
