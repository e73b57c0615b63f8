"""Reads the reports of Bacs: ARUDD (unpaid direct debits), ADDACS and AUDDIS (news of instructions).

Shapes as Bacs sends them to service users: ARUDD has one element for each returned item under the account
that collected it; ADDACS and AUDDIS have one advice after another, of which the record type says what it is.
Reason codes: Bacs, Service User's Guide to the Direct Debit Scheme, sections on ARUDD, ADDACS and AUDDIS.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import BinaryIO
from xml.etree.ElementTree import Element

from rooftree.rents.files.amounts import iso_day, pounds
from rooftree.rents.files.lines import (
    AMOUNT_BELOW,
    PAYER_AT_MOST,
    REFERENCE_AT_MOST,
    TEXT_AT_MOST,
    Line,
    Part,
    Reading,
    Total,
    tidy,
)
from rooftree.rents.files.xml_files import NotXML, steps

UNPAID = "RDN"
OURS = "GBP"


class Unpaid(Reading):
    """An ARUDD report: the direct debits that came back, each below nought.

    A line's `source_id` is the day on which the item was collected, and its text the bank's reason.
    """

    def lines(self) -> Iterator[Line]:
        try:
            yield from self._items()
        except NotXML as error:
            self.fault(0, str(error))

    def _items(self) -> Iterator[Line]:
        above: list[Element] = []
        number, made_on, user = 0, None, ""
        for event, element, _ in steps(self.stream):
            if event == "start":
                if not above and element.tag != "BACSDocument":
                    self.fault(0, f"The file is no Bacs report: it begins with <{tidy(element.tag, 40)}>.")
                    return
                above.append(element)
                continue
            above.pop()
            match element.tag:
                case "Header":
                    made_on = iso_day(element.get("currentProcessingDate", ""))
                case "ServiceLicenseInformation":
                    user = tidy(element.get("userNumber", ""), 10)
                case "OriginatingAccount":
                    if not self._begin(element, user, made_on):
                        return
                case "ReturnedDebitItem" | "ReturnedCreditItem":
                    number += 1
                    if line := self._item(number, element):
                        yield line
                    above[-1].clear()
                case "Totals":
                    self._said(element)
                case "OriginatingAccountRecord":
                    if self.parts and self.parts[-1].said is None:
                        self.fault(0, "An account of the report has no totals. Its end may be missing.")
        if not self.parts and not self.faults:
            self.fault(0, "The report names no account that collected, so it is no ARUDD report.")
        if not user or made_on is None:
            self.fault(0, "The report does not say for which service user it is and on which day it was made.")

    def _begin(self, element: Element, user: str, made_on: date | None) -> bool:
        account = f"{element.get('sortCode', '')} {element.get('number', '')}".strip()
        return self.begin(Part(tidy(f"ARUDD {user} {account}", REFERENCE_AT_MOST), made_on=made_on))

    def _item(self, number: int, element: Element) -> Line | None:
        if not self.parts:
            self.fault(number, f"Item {number:,} stands under no account that collected.")
            return None
        amount = pounds(element.get("valueOf", ""))
        collected = iso_day(element.get("originalProcessingDate", ""))
        made_on = self.parts[-1].made_on or collected
        if not amount or not 0 < amount < AMOUNT_BELOW or element.get("currency", OURS) != OURS:
            self.fault(number, f"Item {number:,} has no amount in pounds that can be read.")
            return None
        if collected is None or made_on is None:
            self.fault(number, f"Item {number:,} does not say when it was collected.")
            return None
        payer = element.find("PayerAccount")
        reference = element.get("ref", "") or (payer.get("ref", "") if payer is not None else "")
        reason = element.get("returnCode", "")[:1]
        return Line(
            number,
            UNPAID,
            "".join(reference.split()).upper()[:REFERENCE_AT_MOST],
            -amount,
            made_on,
            tidy(payer.get("name", ""), PAYER_AT_MOST) if payer is not None else "",
            tidy(f"{reason} {element.get('returnDescription', '')}", TEXT_AT_MOST),
            collected.isoformat(),
            part=len(self.parts) - 1,
        )

    def _said(self, element: Element) -> None:
        count, value = element.get("numberOf", ""), pounds(element.get("valueOf", ""))
        if not self.parts or not count.isdigit() or not count.isascii() or value is None:
            self.fault(0, "The totals of the report cannot be read.")
            return
        before = self.parts[-1].said or Total(0, Decimal())
        self.parts[-1].said = Total(before.lines + int(count[:9]), before.pounds - value)


# --- News of instructions ---------------------------------------------------------------------------


class News(Enum):
    """Which report a piece of news came in."""

    ADDACS = "addacs"  # The payer's bank changed or ended an instruction.
    AUDDIS = "auddis"  # An instruction that we lodged was not accepted.


@dataclass(frozen=True)
class NewDetails:
    """The account to which a payer moved. Empty where the bank gives none."""

    sort_code: str
    account_number: str
    name: str = ""


@dataclass(frozen=True)
class MandateNews:
    """What a bank says of one instruction."""

    kind: News
    reference: str
    """The instruction's, as we lodged it."""
    reason: str
    """One character: rents.addacs and rents.auddis of the rule book say what each means."""
    effective_on: date
    new_details: NewDetails | None
    payer: str = ""


class Advices(Reading):
    """An ADDACS or AUDDIS report. It has no money, so it has no lines: read it, then ask for `news`."""

    KINDS = {"A": News.ADDACS, "R": News.AUDDIS, "V": News.AUDDIS}
    """The record type: A of ADDACS, R returned by the bank and V rejected by Bacs of AUDDIS."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(stream)
        self.news: list[MandateNews] = []

    def lines(self) -> Iterator[Line]:
        try:
            self._read()
        except NotXML as error:
            self.fault(0, str(error))
        return iter(())

    def _read(self) -> None:
        above: list[Element] = []
        number, made_on, users = 0, None, set()
        for event, element, _ in steps(self.stream):
            if event == "start":
                if not above and element.tag != "BACSDocument":
                    self.fault(0, f"The file is no Bacs report: it begins with <{tidy(element.tag, 40)}>.")
                    return
                above.append(element)
                continue
            above.pop()
            if element.tag in ("MessagingHeader", "Header"):
                made_on = iso_day(element.get("report-generation-date", "")) or made_on
            elif element.tag == "MessagingAdvice":
                number += 1
                users.add(tidy(element.get("user-number", ""), 10))
                if told := self._advice(number, element, made_on):
                    self.news.append(told)
                above[-1].clear()
        if not number and not self.faults:
            self.fault(0, "The report has no advice in it, so it is no ADDACS or AUDDIS report.")
        kinds = sorted({each.kind.name for each in self.news})
        self.parts.append(Part(f"{' '.join(kinds)} {' '.join(sorted(users))}".strip()[:40], made_on=made_on))

    def _advice(self, number: int, element: Element, made_on: date | None) -> MandateNews | None:
        kind = self.KINDS.get(element.get("record-type", ""))
        reference = "".join(element.get("reference", "").split()).upper()
        reason = element.get("reason-code", "").strip()[:1].upper()
        effective_on = iso_day(element.get("effective-date", "")) or made_on
        if kind is None or not reference or not reason:
            self.fault(number, f"Advice {number:,} lacks its record type, its reference or its reason.")
            return None
        if effective_on is None:
            self.fault(number, f"Advice {number:,} does not say from which day on it holds.")
            return None
        sort_code = _digits(element.get("payer-new-sort-code", ""))
        account = _digits(element.get("payer-new-account-number", ""))
        details = None
        if sort_code or account:
            if len(sort_code) != 6 or len(account) != 8:
                self.fault(number, f"Advice {number:,} gives a new account that is none: six digits and eight.")
                return None
            details = NewDetails(sort_code, account, tidy(element.get("payer-new-name", ""), 18))
        return MandateNews(
            kind,
            reference[:REFERENCE_AT_MOST],
            reason,
            effective_on,
            details,
            tidy(element.get("payer-name", ""), PAYER_AT_MOST),
        )


def news(stream: BinaryIO) -> tuple[list[MandateNews], list[str]]:
    """Return the news in an ADDACS or AUDDIS report, and what is wrong with it in sentences: then heed no news."""
    advices = Advices(stream)
    for _ in advices:
        raise AssertionError("Advices have no money.")
    return advices.news, [fault.sentence for fault in advices.faults]


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isascii() and each.isdigit())
