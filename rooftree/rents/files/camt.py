"""Reads bank statements of ISO 20022: camt.053, versions 02 to 13.

The versions differ little in what is read here: the status of an entry and the names of parties moved one
element deeper, and a detail got an amount of its own. Source: ISO 20022, Bank-to-Customer Cash Management,
message definition report, camt.053.001.02 and camt.053.001.08.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import BinaryIO
from xml.etree.ElementTree import Element

from rooftree.foundations import money
from rooftree.rents.files import quoted
from rooftree.rents.files.amounts import iso_day
from rooftree.rents.files.lines import (
    AMOUNT_BELOW,
    PAYER_AT_MOST,
    REFERENCE_AT_MOST,
    TEXT_AT_MOST,
    Line,
    Part,
    Reading,
    tidy,
)
from rooftree.rents.files.xml_files import NotXML, all_inside, inside, steps

STATEMENT = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(0[2-9]|1[0-3])")
OURS = "GBP"


@dataclass(frozen=True)
class Elsewhere:
    """Entries that another file brings to accounts: the day's direct debits, a benefit's lump."""

    control: str
    """The control account to which they belong."""
    family: str = ""
    """The beginning of the bank's transaction code, as PMNT/RDDT."""
    payer: str = ""
    """Words in the payer's name, in capitals."""
    text: str = ""
    """Words in what was written with it, in capitals."""

    def has(self, family: str, payer: str, text: str) -> bool:
        """Return whether an entry is one of these."""
        return family.startswith(self.family) and self.payer in payer.upper() and self.text in text.upper()


CODES = (
    ("PMNT/RCDT/STDO", "RSO"),
    ("PMNT/RCHQ/UPCQ", "RRC"),
    ("PMNT/RCHQ/URCQ", "RRC"),
    ("PMNT/RCHQ", "RQP"),
    ("PMNT/CNTR", "RCO"),
    ("PMNT/MCRD", "RCP"),
    ("PMNT/CCRD", "RCP"),
    ("PMNT/RDDT", "RDD"),
)
"""How the bank's transaction codes are posted; what is not here is a bank payment."""
BANK_PAYMENT = "RBP"
RETURNED = "RRC"
IN_STATEMENT = ["Document", "BkToCstmrStmt", "Stmt"]


class Statements(Reading):
    """The statements of one file, one part each."""

    def __init__(self, stream: BinaryIO, elsewhere: Sequence[Elsewhere] = ()) -> None:
        super().__init__(stream)
        self.elsewhere = tuple(elsewhere)
        self._number = 0

    def lines(self) -> Iterator[Line]:
        try:
            yield from self._statements()
        except NotXML as error:
            self.fault(0, str(error))

    def _statements(self) -> Iterator[Line]:
        above: list[Element] = []
        for event, element, namespace in steps(self.stream):
            if event == "start":
                if not above and not self._is_statement(element, namespace):
                    return
                above.append(element)
                if _path(above) == IN_STATEMENT and not self._begin():
                    return
                continue
            above.pop()
            if _path(above) == IN_STATEMENT:
                if element.tag == "Ntry":
                    yield from self._entry(element)
                else:
                    self._fact(element)
                above[-1].clear()
            elif element.tag == "Stmt" and [each.tag for each in above] == IN_STATEMENT[:-1]:
                self._end()

    def _is_statement(self, root: Element, namespace: str) -> bool:
        if root.tag == "Document" and STATEMENT.fullmatch(namespace):
            return True
        what = tidy(f"{root.tag} of {namespace or 'no namespace'}", 100)
        self.fault(0, f"The file is no bank statement of ISO 20022 (camt.053): it is a {what}.")
        return False

    def _begin(self) -> bool:
        self._entries, self._sums = 0, [Decimal(), Decimal()]
        self._said: list[tuple[str, int, Decimal]] = []
        return self.begin(Part(""))

    def _end(self) -> None:
        """Compare the bank's own counts and sums, of entries, with the entries that are there."""
        name = self.parts[-1].name
        credits, debits = self._sums
        there = {"Cdt": credits, "Dbt": debits, "": credits + debits}
        words = {"Cdt": "credits", "Dbt": "debits", "": "entries"}
        for side, count, pounds in self._said:
            if not side and count != self._entries:
                self.fault(
                    0, f"Statement {name} says that it has {count:,} entries, but {self._entries:,} are there."
                )
            if pounds != there[side]:
                self.fault(
                    0,
                    f"Statement {name} says that its {words[side]} add up to {money.in_words(pounds)}, "
                    f"but they add up to {money.in_words(there[side])}.",
                )
        if not self.parts[-1].feed and not self.faults:
            self.fault(0, f"Statement {name} does not say of which account it is.")

    # --- The statement -----------------------------------------------------------------------------

    def _fact(self, element: Element) -> None:
        part = self.parts[-1]
        match element.tag:
            case "Id":
                part.name = tidy(element.text or "", REFERENCE_AT_MOST)
            case "ElctrncSeqNb":
                part.sequence = _whole(element.text)
            case "LglSeqNb" if part.sequence is None:
                part.sequence = _whole(element.text)
            case "CreDtTm":
                part.made_on = part.made_on or iso_day(element.text or "")
            case "FrToDt":
                part.made_on = iso_day(inside(element, "ToDtTm") or inside(element, "ToDt")) or part.made_on
            case "Acct":
                self._account(element)
            case "Bal":
                self._balance(element)
            case "TxsSummry":
                self._summary(element)

    def _account(self, element: Element) -> None:
        part = self.parts[-1]
        part.feed = tidy(inside(element, "Id/IBAN") or inside(element, "Id/Othr/Id"), REFERENCE_AT_MOST)
        if not part.feed:
            self.fault(0, f"Statement {part.name} does not say of which account it is.")
        if (currency := inside(element, "Ccy")) and currency != OURS:
            self.fault(0, f"Statement {part.name} is in {tidy(currency, 3)}, not in pounds.")

    def _balance(self, element: Element) -> None:
        kind = inside(element, "Tp/CdOrPrtry/Cd")
        if kind not in ("OPBD", "PRCD", "CLBD"):
            return
        amount = self._amount(element, f"The balance {kind} of statement {self.parts[-1].name}")
        if amount is None:
            return
        part = self.parts[-1]
        if kind == "CLBD":
            part.closing = amount
        elif part.opening is None or kind == "OPBD":
            part.opening = amount

    def _summary(self, element: Element) -> None:
        for side in ("", "Cdt", "Dbt"):
            found = element.find(f"Ttl{side}Ntries")
            count = _whole(inside(element, f"Ttl{side}Ntries/NbOfNtries"))
            pounds = _pounds(found.find("Sum")) if found is not None else None
            if count is not None and pounds is not None:
                self._said.append((side, count, pounds))

    # --- Entries -----------------------------------------------------------------------------------

    def _entry(self, entry: Element) -> Iterator[Line]:
        self._number += 1
        about = f"Entry {self._number:,}"
        status = inside(entry, "Sts/Cd") or inside(entry, "Sts")
        if status and status != "BOOK":
            return  # Pending or for information: it comes again when it is booked.
        pounds = self._amount(entry, about)
        paid_on = iso_day(
            inside(entry, "BookgDt/Dt")
            or inside(entry, "BookgDt/DtTm")
            or inside(entry, "ValDt/Dt")
            or inside(entry, "ValDt/DtTm")
        )
        if paid_on is None:
            self.fault(self._number, f"{about} does not say on which day it was booked.")
        if pounds is None or paid_on is None:
            return
        self._entries += 1
        self._sums[pounds < 0] += abs(pounds)
        if not pounds:
            return
        details = entry.findall("NtryDtls/TxDtls")
        if len(details) <= 1:
            yield self._line(entry, details[0] if details else None, pounds, paid_on)
            return
        yield from self._batch(entry, details, pounds, paid_on)

    def _batch(self, entry: Element, details: list[Element], pounds: Decimal, paid_on: date) -> Iterator[Line]:
        """Yield the payments of a batch, if they make the entry; a fault if they do not."""
        about = f"Entry {self._number:,}"
        parts = [self._detail_amount(detail, pounds) for detail in details]
        if any(part is None for part in parts):
            self.fault(self._number, f"{about} is a batch, and a payment in it has no amount.")
            return
        whole = sum((part for part in parts if part is not None), Decimal())
        if whole != pounds:
            self.fault(self._number, f"{about} is a batch of {pounds}, but the payments in it make {whole}.")
            return
        for detail, part in zip(details, parts, strict=True):
            assert part is not None
            if part:
                yield self._line(entry, detail, part, paid_on)

    def _line(self, entry: Element, detail: Element | None, pounds: Decimal, paid_on: date) -> Line:
        family = _family(detail) or _family(entry)
        payer = _party(detail, "Dbtr" if pounds > 0 else "Cdtr") if detail is not None else ""
        structured = all_inside(detail, "RmtInf/Strd/CdtrRefInf/Ref") if detail is not None else []
        words = all_inside(detail, "RmtInf/Ustrd") if detail is not None else []
        end_to_end = inside(detail, "Refs/EndToEndId") if detail is not None else ""
        more = [inside(entry, "AddtlNtryInf"), inside(detail, "AddtlTxInf") if detail is not None else ""]
        returned = (
            inside(detail, "RtrInf/Rsn/Cd") or inside(detail, "RtrInf/Rsn/Prtry") if detail is not None else ""
        )
        text = " ".join(
            each for each in (*structured, *words, *more, returned and f"Returned: {returned}") if each
        )
        source = next(
            (
                found
                for found in (
                    inside(detail, "Refs/AcctSvcrRef") if detail is not None else "",
                    inside(entry, "AcctSvcrRef"),
                    inside(entry, "NtryRef"),
                )
                if found
            ),
            "",
        )
        end_to_end = "" if end_to_end == "NOTPROVIDED" else end_to_end
        control = next((each.control for each in self.elsewhere if each.has(family, payer, text)), "")
        return Line(
            self._number,
            _code(family, pounds),
            quoted.reference_in(*structured, end_to_end, *words, *more)[:REFERENCE_AT_MOST],
            pounds,
            paid_on,
            tidy(payer, PAYER_AT_MOST),
            tidy(text, TEXT_AT_MOST),
            tidy(source, REFERENCE_AT_MOST),
            control,
            len(self.parts) - 1,
        )

    def _amount(self, element: Element, about: str) -> Decimal | None:
        """Return an amount with its sign: credits came in, debits went out. None and a fault if it is none."""
        found = element.find("Amt")
        pounds = _pounds(found)
        direction = inside(element, "CdtDbtInd")
        if found is None or pounds is None or direction not in ("CRDT", "DBIT"):
            self.fault(self._number, f"{about} has no amount that can be read.")
            return None
        if found.get("Ccy") != OURS:
            self.fault(
                self._number, f"{about} is in {tidy(found.get('Ccy') or 'no currency', 20)}, not in pounds."
            )
            return None
        return pounds if direction == "CRDT" else -pounds

    def _detail_amount(self, detail: Element, of_entry: Decimal) -> Decimal | None:
        found = detail.find("Amt")
        if found is None:
            found = detail.find("AmtDtls/TxAmt/Amt")
        if found is None:
            found = detail.find("AmtDtls/InstdAmt/Amt")
        pounds = _pounds(found)
        if pounds is None or (found is not None and found.get("Ccy", OURS) != OURS):
            return None
        direction = inside(detail, "CdtDbtInd") or ("CRDT" if of_entry > 0 else "DBIT")
        return pounds if direction == "CRDT" else -pounds


def _path(above: list[Element]) -> list[str]:
    return [element.tag for element in above] if len(above) == len(IN_STATEMENT) else []


def _code(family: str, pounds: Decimal) -> str:
    code = next((code for begins, code in CODES if family.startswith(begins)), BANK_PAYMENT)
    if pounds < 0:
        return RETURNED
    return BANK_PAYMENT if code == RETURNED else code


def _family(element: Element | None) -> str:
    """Return the bank's transaction code: domain, family and sub-family, or its own."""
    if element is None:
        return ""
    domain = element.find("BkTxCd/Domn")
    if domain is not None:
        found = (inside(domain, "Cd"), inside(domain, "Fmly/Cd"), inside(domain, "Fmly/SubFmlyCd"))
        return "/".join(each for each in found if each)
    return inside(element, "BkTxCd/Prtry/Cd")


def _party(detail: Element, side: str) -> str:
    """Return the name of the other side, where version 02 and where version 08 have it."""
    return (
        inside(detail, f"RltdPties/{side}/Nm")
        or inside(detail, f"RltdPties/{side}/Pty/Nm")
        or inside(detail, f"RltdPties/Ultmt{side}/Nm")
        or inside(detail, f"RltdPties/Ultmt{side}/Pty/Nm")
    )


def _pounds(found: Element | None) -> Decimal | None:
    if found is None:
        return None
    text = (found.text or "").strip()
    if not re.fullmatch(r"\d{1,13}(\.\d{1,5})?", text, re.ASCII):
        return None
    try:
        pounds = Decimal(text).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    return pounds if pounds == Decimal(text) and pounds < AMOUNT_BELOW else None


def _whole(text: str | None) -> int | None:
    bare = (text or "").strip()
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) <= 9 else None
