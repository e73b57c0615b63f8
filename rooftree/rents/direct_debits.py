"""What holds of direct debits: bank accounts, days of collection, amounts, notice, and the file to the bank.

Plain values in, plain values out. Sources: the Direct Debit Guarantee; Bacs, Service User's Guide to the Direct
Debit Scheme (notice of ten working days); Bacs Standard 18 for the shape of the file.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from rooftree.foundations import rulebook
from rooftree.foundations.calendars import Calendar
from rooftree.foundations.dates import long_date
from rooftree.foundations.money import PENNY, in_words
from rooftree.foundations.periods import DAY
from rooftree.foundations.refusals import Refused

NOTICE = rulebook.duty("rents.direct_debit_notice")
LODGEMENT = rulebook.duty("rents.direct_debit_lodgement")
ADDACS = rulebook.code_list("rents.addacs")
AUDDIS = rulebook.code_list("rents.auddis")
ARUDD = rulebook.code_list("rents.arudd")

EVERY_MONTH, EVERY_WEEK = "month", "week"
LAST_DAY_OF_MONTH, LAST_DAY_OF_WEEK = 28, 5
MONTHS = 12
NAME_AT_MOST = REFERENCE_AT_MOST = 18
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")

GUARANTEE = (
    "This Guarantee is offered by all banks and building societies that accept instructions to pay Direct Debits.",
    "If there are any changes to the amount, date or frequency of your Direct Debit {council} will notify you "
    "{days} working days in advance of your account being debited or as otherwise agreed. If you request "
    "{council} to collect a payment, confirmation of the amount and date will be given to you at the time of "
    "the request.",
    "If an error is made in the payment of your Direct Debit, by {council} or your bank or building society, you "
    "are entitled to a full and immediate refund of the amount paid from your bank or building society.",
    "If you receive a refund you are not entitled to, you must pay it back when {council} asks you to.",
    "You can cancel a Direct Debit at any time by simply contacting your bank or building society. Written "
    "confirmation may be required. Please also notify us.",
)
"""The Direct Debit Guarantee, in the words that the scheme prescribes."""


def guarantee(*, council: str, on: date, council_id: int | None = None) -> list[str]:
    """Return the sentences of the Guarantee in a council's name, with its days of notice."""
    days = NOTICE.version(on=on, council=council_id).allowance.amount
    return [sentence.format(council=council, days=days) for sentence in GUARANTEE]


# --- Bank accounts ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class BankDetails:
    """A bank account as its holder gives it: the name on it, its sort code and its number."""

    account_name: str
    sort_code: str
    account_number: str

    def __repr__(self) -> str:
        """Return what may stand in a log: nothing by which the account can be known."""
        return "BankDetails(…)"


def checked(details: BankDetails) -> BankDetails:
    """Return a bank account as banks write it. Raises Refused for what cannot be one.

    Six digits and eight: seven are filled up with a nought, as banks do with older numbers.
    """
    sort_code = re.sub(r"[\s-]", "", details.sort_code)
    number = re.sub(r"[\s-]", "", details.account_number)
    name = bank_text(details.account_name)
    if not re.fullmatch(r"[0-9]{6}", sort_code) or len(set(sort_code)) == 1:
        raise Refused("A sort code has 6 digits, such as 20-00-00. Check it on a card or a bank statement.")
    if not re.fullmatch(r"[0-9]{7,8}", number) or len(set(number)) == 1:
        raise Refused("An account number has 8 digits. Check it on a card or a bank statement.")
    if not name:
        raise Refused("Write the name of the bank account, as it stands on the card.")
    return BankDetails(name, sort_code, number.zfill(8))


def bank_text(text: str, *, most: int = NAME_AT_MOST) -> str:
    """Return a text in the letters that Bacs takes, at most so many."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().upper()
    return " ".join(re.sub(r"[^A-Z0-9.\-/& ]", " ", plain).split())[:most].strip()


def reference_of(payment_reference: str, *, before: int) -> str:
    """Return the reference of an instruction: the account's, with a letter behind where it had others before."""
    base = re.sub(r"[^A-Z0-9]", "", payment_reference.upper())
    behind = "" if not before else chr(ord("A") + before) if before < 26 else f"X{before}"
    return f"{base[: REFERENCE_AT_MOST - len(behind)]}{behind}"


# --- Days --------------------------------------------------------------------------------------------


def check_day(every: str, day: int) -> None:
    """Raise Refused for a day on which nothing can be collected each month, or each week."""
    if every == EVERY_MONTH and not 1 <= day <= LAST_DAY_OF_MONTH:
        raise Refused("Choose a day of the month from 1 to 28, which every month has.")
    if every == EVERY_WEEK and not 1 <= day <= LAST_DAY_OF_WEEK:
        raise Refused("Choose a day of the week from Monday to Friday.")
    if every not in (EVERY_MONTH, EVERY_WEEK):
        raise Refused("A direct debit is collected every month or every week. Choose one.")


def collection_days(*, every: str, day: int, from_on: date, calendar: Calendar) -> Iterator[date]:
    """Yield the days on which money is collected from a day on: the day itself, or the next working day."""
    for nominal in _nominal_days(every, day, from_on - 7 * DAY):
        actual = calendar.on_or_next(nominal)
        if actual >= from_on:
            yield actual


def _nominal_days(every: str, day: int, from_on: date) -> Iterator[date]:
    if every == EVERY_WEEK:
        nominal = from_on + (day - from_on.isoweekday()) % 7 * DAY
        while True:
            yield nominal
            nominal += 7 * DAY
    first = from_on.replace(day=1)
    while True:
        if first.replace(day=day) >= from_on:
            yield first.replace(day=day)
        first = (first + 32 * DAY).replace(day=1)


def days_collected_on(collects_on: date, *, calendar: Calendar) -> list[date]:
    """Return the days whose collections fall on a working day: itself, and days off just before it."""
    if not calendar.is_working(collects_on):
        raise Refused(f"{long_date(collects_on)} is no working day, and banks collect on working days.")
    days = [collects_on]
    while not calendar.is_working(days[-1] - DAY):
        days.append(days[-1] - DAY)
    return days


def last_day_to_tell(collects_on: date, *, calendar: Calendar, council: int | None = None) -> date:
    """Return the last day on which a payer can be told of a collection: ten working days before, as a rule."""
    return NOTICE.version(on=collects_on, council=council).deadline(collects_on, calendar=calendar).due_on


def told_in_time(told_on: date, collects_on: date, *, calendar: Calendar, council: int | None = None) -> bool:
    """Return whether a payer who was told on a day was told long enough before a collection."""
    return told_on <= last_day_to_tell(collects_on, calendar=calendar, council=council)


def first_collection(
    *, every: str, day: int, told_on: date, calendar: Calendar, council: int | None = None
) -> date:
    """Return the first day of collection of which a payer who is told on a day is told in time."""
    days = collection_days(every=every, day=day, from_on=told_on, calendar=calendar)
    return next(each for each in days if told_in_time(told_on, each, calendar=calendar, council=council))


def when_in_words(every: str, day: int) -> str:
    """Return on which days money is collected: "on day 15 of each month", "each Monday"."""
    return f"each {WEEKDAYS[day - 1]}" if every == EVERY_WEEK else f"on day {day} of each month"


# --- Amounts -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Charged:
    """What an account is charged, and what benefit pays us towards it. Pounds."""

    weekly: Decimal
    """In each week that is not free."""
    monthly: Decimal
    weeks: int
    """Of the rent year: 52 or 53."""
    free_weeks: int
    benefit_yearly: Decimal = Decimal("0.00")
    """Paid to us, not to the tenant."""

    @property
    def yearly(self) -> Decimal:
        """What the payer has to find in the rent year."""
        whole = self.weekly * (self.weeks - self.free_weeks) + self.monthly * MONTHS
        return max(whole - self.benefit_yearly, Decimal("0.00"))


@dataclass(frozen=True)
class AmountToCollect:
    """How much is collected each time, in pounds, and what for, in a sentence."""

    amount: Decimal
    because: str
    yearly: Decimal
    """What the payer has to find in the rent year."""
    times: int
    """In so many equal parts."""
    benefit_yearly: Decimal
    more: Decimal


def amount_of(charged: Charged, *, every: str, more: Decimal = Decimal("0.00")) -> AmountToCollect:
    """Return what to collect each time, so that the year's charges are paid: evenly, free weeks too.

    `more`, in pounds, goes towards what is owed. Rounded up, so that no penny is left at the year's end.
    """
    times = MONTHS if every == EVERY_MONTH else charged.weeks
    each = (charged.yearly / times).quantize(PENNY, rounding=ROUND_CEILING)
    amount = each + more
    words = f"{in_words(charged.yearly)} of rent and charges in the year, in {times} equal parts"
    if charged.benefit_yearly:
        words += f", after {in_words(charged.benefit_yearly)} of benefit paid to us"
    if more:
        words += f"; and {in_words(more)} each time towards what is owed"
    return AmountToCollect(amount, f"{words}.", charged.yearly, times, charged.benefit_yearly, more)


# --- The file ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ServiceUser:
    """The council as Bacs knows it: its number, the account that receives, and its name there."""

    number: str
    sort_code: str
    account_number: str
    name: str


@dataclass(frozen=True)
class Record:
    """One record of the file: an instruction (0N, 0C, no money) or a collection (01 the first, 17 the others)."""

    kind: str
    sort_code: str
    account_number: str
    account_name: str
    reference: str
    amount: Decimal = Decimal("0.00")

    def __repr__(self) -> str:
        """Return what may stand in a log."""
        return f"Record({self.kind}, {self.reference})"


FIRST, AGAIN = "01", "17"
NEW, CANCELLED = "0N", "0C"


def write(user: ServiceUser, records: Sequence[Record], *, number: int, collects_on: date, made_on: date) -> bytes:
    """Return the file of a day: a header, a record each of 100 places, a trailer that counts and adds them up.

    Pounds are written in pence. `docs/paying.md` says what stands in which place.
    """
    collected = [each for each in records if each.kind in (FIRST, AGAIN)]
    pence = sum((_pence(each.amount) for each in collected), 0)
    lines = [
        f"UHL1 {_julian(collects_on)}999999    000000001 DAILY  {number:03}".ljust(80)
        + f"{user.number:<6}{_julian(made_on)}{number:06}".ljust(20),
        *(_line(user, each) for each in records),
        f"UTL1{pence:013}{0:013}{len(collected):07}{len(records) - len(collected):07}".ljust(100),
    ]
    assert all(len(line) == 100 for line in lines), "Every record has 100 places."
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _line(user: ServiceUser, record: Record) -> str:
    return (
        f"{record.sort_code}{record.account_number}0{record.kind}{user.sort_code}{user.account_number}    "
        f"{_pence(record.amount):011}{bank_text(user.name):<18}{record.reference:<18}{record.account_name:<18}"
    )


def _pence(amount: Decimal) -> int:
    return int(amount * 100)


def _julian(day: date) -> str:
    """Return a day as tapes wrote it: a blank, two digits of the year, and the number of the day in it."""
    return f" {day:%y%j}"


def total_of(records: Iterable[Record]) -> Decimal:
    """Return what a file collects in all, in pounds."""
    return sum((each.amount for each in records), Decimal("0.00"))
