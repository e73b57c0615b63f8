"""Writes the rent files of an old system: three years of charges and payments, and the balances they come to.

Every account is made backwards. How it stands at the end is chosen first, as accounts of a real council
stand; then its payments are those of somebody who pays in their own way, less what was missed, or more.
It has dice of its own, so that it changes nothing of the rest of the files.
"""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from rooftree.demo.making import Making
from rooftree.demo.mess import Turns
from rooftree.demo.places import Dwelling
from rooftree.demo.profile import Mix, mix, profile
from rooftree.demo.sheets import Row, Sheet, iso, serial
from rooftree.demo.tenancy_files import Tenancy

CODES = {
    **dict.fromkeys(("SEC", "INT", "FLX", "DEM", "SPT", "MPA"), "DBR"),
    **dict.fromkeys(("NON", "LTA"), "DTA"),
    **dict.fromkeys(("GAR", "PVG"), "DGA"),
}
"""Agreements that are charged by the week, and the code of their rent."""
PAID_AS = {"direct_debit": "RDD", "card": "RCP", "standing_order": "RSO", "shop": "RPY", "bank": "RBP"}
EVERY = {"direct_debit": 4, "card": 2, "standing_order": 4, "shop": 1, "bank": 4}
"""Weeks between two payments of those who pay in a way."""
BENEFIT_EVERY = 4
WEEK = 7
SAME_HOUR = ("Paid at 01:30 BST", "Paid at 01:30 GMT")
"""Two payments an hour apart in the night in which the clocks go back: alike, and both real."""


@dataclass(slots=True)
class Line:
    """One transaction in the making. Days are ordinals; pence above nought are owed."""

    day: int
    code: str
    pence: int
    effective: int = 0
    narrative: str = ""
    batch: str = ""
    reverses: "Line | None" = None
    ref: str = ""


@dataclass
class Payer:
    """How an account is paid: by which benefit, how much of it, and in which way the rest."""

    benefit: str
    way: str
    benefit_share: float = 0.0
    lines: list[Line] = field(default_factory=list)


class RentWriter:
    """Writes the transactions and the balance of one account after another."""

    def __init__(self, work: Making, sheets: dict[str, Sheet]) -> None:
        self._sheet = sheets["rent_transactions"]
        self._balances = sheets["rent_balances"]
        self._truth = work.truth
        self._rng = Random(f"{work.seed}:{work.council['code']}:rents")
        self._facts: dict[str, Any] = profile()["accounts"]
        self._ways: Mix[str] = mix("accounts", "ways")
        self._bands: Mix[str] = mix("accounts", "bands")
        rates = profile()["mess"]["rent_transactions"]
        self._turns = Turns(rates, rng=self._rng, part=work.part, parts=work.parts)
        self._letter = work.council["case_refs"][0]
        self._number = 0
        self._accounts = 0
        self.cut_over = first_own_week(date.fromordinal(work.as_at)).toordinal()
        self._begins = self.cut_over - self._facts["weeks"] * WEEK
        self._twice = self._days_loaded_twice()
        self._longer_nights = set(_nights_an_hour_longer(self._begins, self.cut_over))
        self._payers = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  Closed at the end.

    def _days_loaded_twice(self) -> set[int]:
        """Return the days whose file of card payments was taken in twice."""
        days = self.cut_over - self._begins
        count = max(2, self._facts["files_twice_a_year"] * days // 365)
        return {self._begins + self._rng.randrange(days - 30) for _ in range(count)}

    # --- Who is charged what ---------------------------------------------------------------------

    def set_former_rent(self, home: Dwelling, tenancy: Tenancy) -> None:
        """Give a tenancy that ended in these years a rent: whoever has lived here was charged too."""
        if tenancy.end > self._begins and not tenancy.rent_pence and home.hold == "rented":
            usual = profile()["weekly_rent"][str(home.bedrooms)]
            tenancy.rent_pence = round(usual * self._rng.uniform(0.92, 1.08) * 100)

    def write(self, tenancy: Tenancy) -> None:
        """Write the account of a tenancy, if it was charged in these years."""
        ended = tenancy.end or self.cut_over
        if (
            tenancy.refused
            or tenancy.tenure not in CODES
            or not tenancy.rent_pence
            or ended <= self._begins + WEEK
        ):
            return
        weeks = list(self._weeks(max(tenancy.start, self._begins), min(ended, self.cut_over - 1)))
        if not weeks:
            return
        self._accounts += 1
        payer = self._payer(tenancy)
        charges = [line for week in weeks for line in self._charges(tenancy, week)]
        payer.lines = charges + self._payments(payer, charges, weeks)
        self._bring_to(self._target(tenancy, payer, charges), payer, weeks)
        self._write(tenancy, payer)

    def _weeks(self, first: int, last: int) -> Iterator[int]:
        """Yield the debit days from a day to a day."""
        monday = first + (1 - date.fromordinal(first).isoweekday()) % WEEK
        yield from range(monday, last + 1, WEEK)

    def _charges(self, tenancy: Tenancy, week: int) -> Iterator[Line]:
        rose = self._risen_since(week)
        batch = f"DR{date.fromordinal(week):%Y%m%d}"
        yield Line(week, CODES[tenancy.tenure], round(tenancy.rent_pence / rose), week, batch=batch)
        if tenancy.service_pence:
            yield Line(week, "DSC", max(1, round(tenancy.service_pence / rose)), week, batch=batch)

    def _risen_since(self, week: int) -> float:
        """Return by how much rents rose after a week until today: 1.05 for a twentieth."""
        rose = 1.0
        for year, per_cent in self._facts["increases"].items():
            if date.fromordinal(week) < first_week(int(year)) <= date.fromordinal(self.cut_over):
                rose *= 1 + per_cent / 100
        return rose

    # --- Who pays how ----------------------------------------------------------------------------

    def _payer(self, tenancy: Tenancy) -> Payer:
        rng, facts = self._rng, self._facts
        dice = rng.random()
        benefit = "none"
        if CODES[tenancy.tenure] != "DGA":
            benefit = "uc" if dice < facts["uc"] else "hb" if dice < facts["uc"] + facts["hb"] else "none"
        way = self._ways.pick(rng)
        if benefit == "uc" and rng.random() < facts["managed"]:
            return Payer("uc_managed", way, rng.uniform(0.7, 1.0))
        return Payer(benefit, way, rng.uniform(0.75, 1.0) if benefit == "hb" else 0.0)

    def _payments(self, payer: Payer, charges: list[Line], weeks: list[int]) -> list[Line]:
        """Return what is paid: each time all that was charged since the last time."""
        of_week: dict[int, int] = {}
        for line in charges:
            of_week[line.day] = of_week.get(line.day, 0) + line.pence
        paid = []
        owed = by_benefit = 0
        every, offset = EVERY[payer.way], self._rng.randrange(4)
        for number, week in enumerate(weeks):
            from_benefit = round(of_week[week] * payer.benefit_share)
            by_benefit += from_benefit
            owed += of_week[week] - from_benefit
            if by_benefit and number % BENEFIT_EVERY == 3:
                code = "RUC" if payer.benefit == "uc_managed" else "RHB"
                paid.append(Line(week + 6, code, -by_benefit, batch=f"{code}{date.fromordinal(week):%Y%m%d}"))
                by_benefit = 0
            if owed > 0 and number % every == offset % every:
                paid += self._payment(payer, week + self._rng.randrange(1, 6), owed)
                owed = 0
        return [line for line in paid if line.day < self.cut_over]

    def _payment(self, payer: Payer, day: int, pence: int) -> list[Line]:
        """Return a payment, or a direct debit that the bank sent back and the next that came."""
        code = PAID_AS[payer.way]
        first = Line(day, code, -pence, batch=f"CASH{date.fromordinal(day):%Y%m%d}")
        if code == "RDD" and self._rng.random() < self._facts["debit_fails"] and day + 12 < self.cut_over:
            back = Line(day + 3, "RDN", pence, narrative="Refer to payer", batch="ARUDD", reverses=first)
            return [first, back, Line(day + 12, "RCP", -pence)]
        if code == "RCP" and day in self._twice:
            twice = Line(day, code, -pence, narrative="File loaded twice", batch=first.batch)
            back = Line(day + 1, code, pence, narrative="File loaded twice: taken back", reverses=twice)
            return [first, twice, back]
        night = next((each for each in self._longer_nights if day < each < day + WEEK), 0)
        if code == "RCP" and night and pence % 2 == 0:
            self._longer_nights.remove(night)
            return [Line(night, code, -pence // 2, narrative=time) for time in SAME_HOUR]
        return [first]

    # --- How it stands at the end ----------------------------------------------------------------

    def _target(self, tenancy: Tenancy, payer: Payer, charges: list[Line]) -> int:
        """Return what is owed at the end, in pence."""
        rng, facts = self._rng, self._facts
        if tenancy.end and tenancy.end < self.cut_over:
            dice = rng.random()
            if dice < facts["former_owe"]:
                return round(rng.expovariate(1 / facts["former_mean"]) * 100)
            return -round(rng.uniform(5, 300) * 100) if dice < facts["former_owe"] + facts["former_credit"] else 0
        kind = "uc" if payer.benefit.startswith("uc") else payer.benefit
        dice = rng.random()
        if dice < facts["arrears"][kind]:
            band = self._band(kind)
            least, most = int(band), facts["tops"][band]
            pounds = rng.triangular(least, most, least + 0.25 * (most - least))
            return min(round(pounds * 100), sum(line.pence for line in charges))
        if dice < facts["arrears"][kind] + facts["credit"]:
            return -round(min(rng.expovariate(1 / facts["credit_mean"]), 1400) * 100)
        return 0

    def _band(self, kind: str) -> str:
        """Return the least pounds of the band in which an account owes: with Universal Credit more owe much."""
        band = self._bands.pick(self._rng)
        if self._rng.random() >= self._facts["uc_owes_more"]:
            return band
        other = self._bands.pick(self._rng)
        return (max if kind == "uc" else min)(band, other, key=int)

    def _bring_to(self, target: int, payer: Payer, weeks: list[int]) -> None:
        """Let payments be missed, or more be paid, until so many pence are owed at the end."""
        lines = payer.lines
        missing = target - sum(line.pence for line in lines)
        tied = {id(line.reverses) for line in lines}
        tied |= {id(line) for line in lines if line.reverses or line.narrative in SAME_HOUR}
        payments = [line for line in lines if line.pence < 0 and id(line) not in tied]
        while missing > 0 and payments:
            # Of late more often than long ago.
            line = payments.pop(min(len(payments) - 1, int(len(payments) * self._rng.random() ** 0.35)))
            left_out = min(missing, -line.pence)
            line.pence += left_out
            missing -= left_out
        payer.lines = [line for line in lines if line.pence]
        if missing:
            first = weeks[0] - 1 if missing > 0 else min(weeks[-1] + 5, self.cut_over - 1)
            code = "OPB" if missing > 0 else PAID_AS[payer.way]
            payer.lines.append(Line(first, code, missing))

    # --- Writing ---------------------------------------------------------------------------------

    def _write(self, tenancy: Tenancy, payer: Payer) -> None:
        payer.lines.sort(key=lambda line: (line.day, line.pence < 0))
        for line in payer.lines:
            self._number += 1
            line.ref = f"{self._letter}R{self._number:08}"
        for line in payer.lines:
            self._add(tenancy.payment_ref, line)
        balance = sum(line.pence for line in payer.lines)
        self._balance(tenancy.payment_ref, balance)
        if not tenancy.end or tenancy.end >= self.cut_over:
            last = payer_last(payer)
            week = sum(line.pence for line in payer.lines if line.day == last and line.code[0] == "D")
            said = {
                "reference": tenancy.payment_ref,
                "benefit": payer.benefit,
                "way": payer.way,
                "benefit_pence": round(week * payer.benefit_share),
                "week_pence": week,
            }
            self._payers.write(json.dumps(said) + "\n")

    def _balance(self, payment_ref: str, pence: int) -> None:
        if self._accounts % 29 == 7 and len(self._truth.wrong_balances) < self._facts["wrong_balances"]:
            pence += 1200
            self._truth.wrong_balances.append({"payment_ref": payment_ref, "by": "12.00"})
        style = self._balances.style
        as_at = style.date(self.cut_over - 1)
        self._balances.add({"payment_ref": payment_ref, "as_at": as_at, "balance": signed(self._balances, pence)})

    def _row(self, payment_ref: str, line: Line) -> Row:
        style = self._sheet.style
        return {
            "transaction_ref": line.ref,
            "payment_ref": payment_ref,
            "posted_on": style.date(line.day),
            "effective_on": style.date(line.effective),
            "code": line.code,
            "amount": signed(self._sheet, line.pence),
            "narrative": line.narrative,
            "batch": line.batch,
            "reversal_of": line.reverses.ref if line.reverses else "",
        }

    def _add(self, payment_ref: str, line: Line) -> None:
        row = self._row(payment_ref, line)
        kind = self._turns.next(lambda kind: line.pence < 0 or kind not in _OF_PAYMENTS)
        if kind in _UNTIDY:
            column, cell, means = _UNTIDY[kind](row, line)
            row[column] = cell
            self._sheet.truth.tidy(self._sheet.rows + 1, kind, column, cell, means)
        number = self._sheet.add(row)
        if kind == "same_row_twice":
            self._sheet.truth.repeat(self._sheet.add(row))
        elif kind and kind not in _UNTIDY:
            self._refused(kind, row, number)

    def _refused(self, kind: str, row: Row, number: int) -> None:
        """Write another row after a good one, that no loader may take."""
        column, cell = {
            "account_unknown": ("payment_ref", "00000000A"),
            "code_unknown": ("code", "ZZZ"),
            "amount_words": ("amount", "see file"),
            "posted_missing": ("posted_on", ""),
            "posted_impossible": ("posted_on", "31/02/2025"),
            "reversal_unknown": ("reversal_of", "R0000000X"),
            "same_reference_other_facts": ("amount", "77.77"),
        }[kind]
        self._number += 1
        other = {**row, column: cell}
        shown = "transaction_ref"
        if kind != "same_reference_other_facts":
            other["transaction_ref"], shown = f"{self._letter}R{self._number:08}", column
        value = other[shown]
        self._sheet.truth.reject(self._sheet.add(other), kind, shown, value)

    def finish(self, folder: Path) -> None:
        """Write beside the files what no file says: who pays how, for the weeks that come after them."""
        self._payers.seek(0)
        with (folder / "payers.jsonl").open("w", encoding="utf-8") as file:
            file.write(json.dumps({"cut_over": iso(self.cut_over)}) + "\n")
            file.writelines(self._payers)
        self._payers.close()
        self._truth.facts["rent_accounts"] = self._accounts


def payer_last(payer: Payer) -> int:
    """Return the last day on which an account was charged."""
    return max(line.day for line in payer.lines if line.code[0] == "D")


def first_own_week(as_at: date) -> date:
    """Return the debit day from which the demo's councils charge by themselves."""
    monday = as_at - timedelta(days=as_at.weekday())
    return monday - timedelta(weeks=profile()["accounts"]["own_weeks"] - 1)


@cache
def first_week(year: int) -> date:
    """Return the first debit day of the rent year that begins in April of a year."""
    april = date(year, 4, 1)
    return april + timedelta(days=(7 - april.weekday()) % WEEK)


def _nights_an_hour_longer(first: int, last: int) -> Iterator[int]:
    """Yield the days between two on which the clocks went back: the last Sundays of October."""
    for year in range(date.fromordinal(first).year, date.fromordinal(last).year + 1):
        halloween = date(year, 10, 31)
        day = halloween.toordinal() - halloween.isoweekday() % WEEK
        if first <= day < last:
            yield day


def signed(sheet: Sheet, pence: int) -> str:
    """Return pounds as a file writes them, below nought with a minus."""
    return f"{'-' if pence < 0 else ''}{sheet.style.money(abs(pence))}"


def _pounds(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02}"


_OF_PAYMENTS = ("amount_brackets", "amount_trailing_minus", "amount_credit")
_UNTIDY = {
    "amount_brackets": lambda row, line: ("amount", f"({_pounds(-line.pence)})", f"-{_pounds(-line.pence)}"),
    "amount_trailing_minus": lambda row, line: ("amount", f"{_pounds(-line.pence)}-", f"-{_pounds(-line.pence)}"),
    "amount_credit": lambda row, line: ("amount", f"{_pounds(-line.pence)} CR", f"-{_pounds(-line.pence)}"),
    "iso_posted": lambda row, line: ("posted_on", iso(line.day), iso(line.day)),
    "serial_posted": lambda row, line: ("posted_on", serial(line.day), iso(line.day)),
    "trailing_spaces": lambda row, line: ("payment_ref", f"{row['payment_ref']}  ", row["payment_ref"]),
}
"""Mess that a loader must tidy: the column, the cell, and what it means."""
