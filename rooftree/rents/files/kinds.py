"""The kinds of file that bring money, or news of it: what each is called, and how it is read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from rooftree.foundations.refusals import Refused
from rooftree.rents.files import layouts
from rooftree.rents.files.bacs import Advices, Unpaid
from rooftree.rents.files.camt import Elsewhere, Statements
from rooftree.rents.files.lines import Reading
from rooftree.rents.files.tables import Table


@dataclass(frozen=True)
class Settings:
    """What one council says of one kind of file."""

    layout: str = ""
    """A mapping, for delimited files; "" for our own layout."""
    elsewhere: tuple[Elsewhere, ...] = ()
    """Entries of a bank statement that another file brings to accounts."""


@dataclass(frozen=True)
class FileKind:
    """One kind of file."""

    code: str
    label: str
    endings: tuple[str, ...]
    read: Callable[[BinaryIO, Settings], Reading]
    numbered: bool
    """Whether its deliveries are numbered, or else only dated."""
    standard: str = ""
    """Our own layout of it, where it is delimited."""
    has_money: bool = True

    @property
    def is_xml(self) -> bool:
        """Whether it is XML, and not a table."""
        return self.endings == (".xml",)


def _table(standard: str) -> Callable[[BinaryIO, Settings], Reading]:
    return lambda stream, settings: Table(stream, layouts.read(settings.layout or standard))


TABLES = (".csv", ".txt")
XML = (".xml",)

KINDS = {
    kind.code: kind
    for kind in (
        FileKind(
            "cash",
            "Cash receipts",
            TABLES,
            _table(layouts.CASH_RECEIPTS),
            numbered=True,
            standard=layouts.CASH_RECEIPTS,
        ),
        FileKind(
            "bank",
            "Bank statement (camt.053)",
            XML,
            lambda stream, settings: Statements(stream, settings.elsewhere),
            numbered=True,
        ),
        FileKind("arudd", "Unpaid direct debits (ARUDD)", XML, lambda stream, _: Unpaid(stream), numbered=False),
        FileKind(
            "advices",
            "News of instructions (ADDACS, AUDDIS)",
            XML,
            lambda stream, _: Advices(stream),
            numbered=False,
            has_money=False,
        ),
        FileKind(
            "hb",
            "Housing Benefit schedule",
            TABLES,
            _table(layouts.HOUSING_BENEFIT),
            numbered=True,
            standard=layouts.HOUSING_BENEFIT,
        ),
        FileKind(
            "uc",
            "Universal Credit managed payments",
            TABLES,
            _table(layouts.UNIVERSAL_CREDIT),
            numbered=False,
            standard=layouts.UNIVERSAL_CREDIT,
        ),
    )
}


def kind_of(code: str) -> FileKind:
    """Return a kind of file by its code; raise Refused if there is none."""
    kind = KINDS.get(code)
    if kind is None:
        raise Refused(f"“{code}” is no kind of file. The kinds are {', '.join(KINDS)}.")
    return kind


def check_settings(kind: FileKind, settings: Settings) -> None:
    """Raise Refused, saying what is wrong, unless these settings can be used for a kind of file."""
    if settings.layout:
        if kind.is_xml:
            raise Refused(f"The layout of {kind.label} is its publisher's, so there is no mapping for it.")
        layouts.read(settings.layout)
    if settings.elsewhere and kind.code != "bank":
        raise Refused("Only entries of a bank statement can be brought to accounts by another file.")
    check_elsewhere(settings.elsewhere)


def check_elsewhere(entries: Sequence[Elsewhere]) -> None:
    """Raise Refused unless each says which entries it means."""
    for each in entries:
        if not (each.family or each.payer or each.text):
            raise Refused(f"What goes to {each.control} needs the bank's code, or words of the payer or the text.")
