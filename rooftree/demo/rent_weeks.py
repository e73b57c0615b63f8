"""The last weeks of the demo's rent accounts, done here: charged by runs, paid as people pay, and looked after.

What came before is in the files of the old systems (`demo/rents.py`). Each step has a key of its own, so
that doing it again changes nothing.
"""

import csv
import io
import json
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from rooftree.demo import cards, who
from rooftree.demo.bank import Bank
from rooftree.demo.cards import Cards
from rooftree.demo.debits import Debits
from rooftree.demo.payers import Account, accounts_of, in_pounds
from rooftree.demo.profile import profile
from rooftree.demo.rent_work import Work
from rooftree.foundations.dates import LONDON, london_day
from rooftree.foundations.isolation import acting_for
from rooftree.foundations.models import Council
from rooftree.foundations.periods import DAY
from rooftree.foundations.refusals import Refused
from rooftree.rents.actions import card_settlements, files, rent_years, runs
from rooftree.rents.actions.general_ledger import NothingNew, hand_over
from rooftree.rents.models import ExpectedBenefit, RentAccount
from rooftree.rents.pay_stand_in import Pay
from rooftree.staff import queries
from rooftree.staff.models import Officer

ACCOUNTING = "Nadia Rahman"
GROUPS = ("hra", "garages", "ta_gf", "ta_hra")
IN_CASH_FILES = {"card": "CARD", "shop": "PAYPOINT", "bank": "BANK", "standing_order": "SO"}
"""Those who pay so are in the files of cash receipts, by the type that these write."""
SCHEDULE = (
    *("Landlord reference", "Amount", "Payment date", "Payment type", "Claimant", "Address"),
    "Schedule line",
)
WEEK = timedelta(weeks=1)
UNKNOWN_IN_SCHEDULE = 4


def last_weeks(council: Council, folder: Path, *, at: datetime) -> None:
    """Charge and take in the weeks from the old system's last one until now, and leave some work to do."""
    with acting_for([council.pk], who="demo", why="The last weeks of rent"):
        written = (folder / council.code / "payers.jsonl").read_text(encoding="utf-8")
        first, *payers = map(json.loads, written.splitlines())
        with cards.stand_in() as pay:
            weeks = _Weeks(council, date.fromisoformat(first["cut_over"]), payers, pay, at)
            weeks.set_up()
            weeks.hand_over(weeks.mondays[0])
            for number, monday in enumerate(weeks.mondays):
                weeks.charge(monday)
                weeks.take_money(number, monday)
                weeks.hear_from_bank(number, monday)
                weeks.hand_over(monday + WEEK)
            weeks.leave_work()
            card_settlements.take_in(council, at=at)


class _Weeks:
    """The steps for one council."""

    def __init__(
        self, council: Council, first: date, payers: list[dict[str, Any]], pay: Pay, at: datetime
    ) -> None:
        self._council = council
        self._pay = pay
        self._said = {each.pop("reference"): each for each in payers}
        self._at = at
        self._today = london_day(at)
        self._first = first

    @property
    def mondays(self) -> list[date]:
        """The debit days that are charged here."""
        return [self._first + WEEK * number for number in range((self._today - self._first) // WEEK + 1)]

    def _by(self, what: str) -> dict[str, Any]:
        return {"by": self._officer, "at": self._at, "key": f"demo rents: {what}"}

    @cached_property
    def _officer(self) -> Officer:
        officer = Officer.objects.get(council=self._council, email=who.named(ACCOUNTING).email)
        queries.load_roles([officer], on=self._today)
        return officer

    @cached_property
    def _accounts(self) -> list[Account]:
        return accounts_of(self._council, self._said)

    @cached_property
    def _debits(self) -> Debits:
        return Debits(self._council, self._accounts, self._officer, self._first, self._at)

    @cached_property
    def _bank(self) -> Bank:
        return Bank(self._council, self._officer, self._first, self._at)

    @cached_property
    def _online(self) -> list[Account]:
        return cards.online(self._accounts)

    @cached_property
    def _work(self) -> Work:
        return Work(self._council, self._accounts, self._officer, self._first, self._at)

    def hand_over(self, monday: date) -> None:
        """Hand the books over to the general ledger on the morning of a Monday, when that has come."""
        if monday <= self._today:
            at = min(datetime.combine(monday, time(6), LONDON), self._at)
            with suppress(NothingNew):
                hand_over(
                    self._council, until_on=monday, **self._by(f"general ledger {monday.isoformat()}") | {"at": at}
                )

    # --- Before the first week -------------------------------------------------------------------

    def set_up(self) -> None:
        """Set up the rent years, how each account is paid, and the benefits that are expected."""
        in_year = self._first.year if self._first >= rent_years.proposed(
            self._council.pk, self._first.year
        ).starts_on else self._first.year - 1  # fmt: skip
        for year in (in_year, in_year + 1):
            proposed = rent_years.proposed(self._council.pk, year)
            rent_years.set_up_rent_year(GROUPS, proposed, **self._by(f"year {year}"))
        if not ExpectedBenefit.objects.filter(council=self._council).exists():
            self._say_who_pays_how()
        self._debits.set_up()
        self._bank.set_up()

    def _say_who_pays_how(self) -> None:
        ids = {each.reference: each.id for each in self._accounts}
        by_way: dict[str, list[int]] = {}
        for each in self._accounts:
            by_way.setdefault(each.way, []).append(each.id)
        for way, accounts in by_way.items():
            RentAccount.objects.filter(pk__in=accounts).update(paying_by=way)
        ExpectedBenefit.objects.bulk_create(
            ExpectedBenefit(
                council=self._council,
                rent_account_id=ids[each.reference],
                kind=each.benefit,
                amount=in_pounds(each.benefit_pence * 4),
                every="four_weekly" if each.benefit_pence else "monthly",
                next_on=self._today + timedelta(days=7) if each.benefit_pence else None,
                from_on=self._first - 52 * WEEK,
            )
            for each in self._accounts
            if each.benefit != "none"
        )

    # --- Each week ---------------------------------------------------------------------------------

    def charge(self, monday: date) -> None:
        """Run the debits of a week, of each group."""
        at = datetime.combine(monday, time(0, 1), LONDON)
        for group in GROUPS:
            debit = runs.debit_of(self._council.pk, group=group, cycle="weekly", starts_on=monday)
            runs.run(self._council.pk, debit, by=None, at=at)

    def take_money(self, number: int, monday: date) -> None:
        """Let a week's money come: direct debits each working day, cards on an evening, and files on Friday."""
        for day in self._debits.days(monday, min(monday + 4 * DAY, self._today)):
            self._debits.on(day)
        friday = monday + 4 * DAY
        if friday > self._today:
            return
        Cards(self._council, self._pay, self._online, self._at).pay_week(number, friday - DAY)
        cash = self._cash(number, friday)
        if number == 1:
            # The file of next week came first: it is held until this one is there.
            self._file("cash", "cash", number + 1, self._cash(number + 1, friday + WEEK), friday)
        self._file("cash", "cash", number, cash, friday)
        with suppress(Refused):
            # Sent again by mistake: it is refused, as the same file.
            self._file("cash", "cash-again", number, cash, friday, key=f"again {number}")
        self._file("hb", "hb", number, self._housing_benefit(number, friday), friday)
        if number == 0:
            self._file("uc", "uc", number, self._schedule(friday), friday)
        self._work.after_week(number, friday)

    def hear_from_bank(self, number: int, monday: date) -> None:
        """Take in the bank's statement of a week."""
        self._bank.send(number, monday)

    def _moment(self, day: date) -> datetime:
        return min(datetime.combine(day, time(9, 30), LONDON), self._at)

    def _file(self, kind: str, name: str, number: int, content: bytes, day: date, *, key: str = "") -> None:
        files.take_file(
            io.BytesIO(content),
            kind=kind,
            name=f"{name}-{number + 1:03}.csv",
            council=self._council,
            by=self._officer,
            at=self._moment(min(day, self._today)),
            key=f"demo rents: {key or f'{kind} {number}'}",
        )

    def _cash(self, number: int, day: date) -> bytes:
        """Return a file of cash receipts, with payments that say no account, or the wrong one."""
        lines = [
            (IN_CASH_FILES[each.way], each.reference, pounds, "")
            for each in self._accounts
            if each.way in IN_CASH_FILES and each not in self._online and (pounds := each.pays_in(number))
        ]
        lines += self._work.misdirected(number)
        wrong = max(1, round(len(lines) * profile()["accounts"]["suspense"]))
        for at in range(wrong):
            lines.append(("BANK", f"RENT {number}{at}", Decimal(f"{86 + number * 7 + at}.40"), "MRS J SMITH"))
        return _numbered("Cash office", number, day, lines)

    def _housing_benefit(self, number: int, day: date) -> bytes:
        lines = [
            ("PAYMENT", each.reference, pounds, "")
            for each in self._accounts
            if each.benefit == "hb" and (pounds := each.has_benefit_in(number))
        ]
        return _numbered("Housing Benefit", number, day, lines or [("PAYMENT", "NOBODY", Decimal("1.00"), "")])

    def _schedule(self, day: date) -> bytes:
        """Return a schedule of Universal Credit, with four references of accounts that do not exist."""
        lines = [
            (each.reference, pounds)
            for each in self._accounts
            if each.benefit == "uc_managed" and (pounds := in_pounds(each.benefit_pence * 4))
        ]
        lines += [(f"UC0000{number}", Decimal("412.30") + number) for number in range(UNKNOWN_IN_SCHEDULE)]
        rows: list[tuple[object, ...]] = [SCHEDULE]
        for at, (reference, pounds) in enumerate(lines, 1):
            rows.append((reference, pounds, day.isoformat(), "MANAGED PAYMENT", "", "", at))
        rows.append(("TOTAL", len(lines), sum(pounds for _reference, pounds in lines), "", "", "", ""))
        return _written(rows)

    def leave_work(self) -> None:
        """Leave work for people to do, where there are accounts."""
        if self._accounts:
            self._work.leave()


def _numbered(feed: str, number: int, day: date, lines: list[tuple[str, str, Decimal, str]]) -> bytes:
    """Return a file with a header, its lines and a trailer that says how many and how much."""
    rows: list[tuple[object, ...]] = [("H", feed, number + 1, day.isoformat())]
    for at, (kind, reference, pounds, payer) in enumerate(lines, 1):
        rows.append(("D", kind, reference, pounds, day.isoformat(), payer, "", f"{day:%Y%m%d}{at:05}"))
    rows.append(("T", len(lines), sum((line[2] for line in lines), Decimal())))
    return _written(rows)


def _written(rows: list[tuple[object, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
