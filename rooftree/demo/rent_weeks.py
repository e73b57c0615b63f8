"""The last weeks of the demo's rent accounts, done here: charged by runs, paid by files, and looked after.

What came before is in the files of the old systems (`demo/rents.py`). Each step has a key of its own, so
that doing it again changes nothing.
"""

import csv
import io
import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from rooftree.demo import who
from rooftree.demo.profile import profile
from rooftree.demo.rents import EVERY, PAID_AS
from rooftree.foundations.dates import LONDON, london_day
from rooftree.foundations.isolation import OPEN_TO_ALL, acting_for
from rooftree.foundations.models import Council
from rooftree.foundations.periods import Period
from rooftree.foundations.refusals import Refused
from rooftree.journeys import paying
from rooftree.ledger import accounts as ledger_accounts
from rooftree.ledger import posting
from rooftree.people.models import Person
from rooftree.rents.actions import files, journals, periods, reconciling, rent_years, runs
from rooftree.rents.direct_debits import BankDetails
from rooftree.rents.models import AccountPart, ExpectedBenefit, RentAccount
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
DIRECT_DEBITS = 5
WAITING = Decimal("640.00")
"""Rent given up, so much that a second person must agree to it: it waits."""


@dataclass(frozen=True)
class Account:
    """A rent account, how it is paid, and its rent in the ledger."""

    id: int
    reference: str
    part_id: int
    benefit: str
    way: str
    week_pence: int
    benefit_pence: int

    def pays_in(self, number: int) -> Decimal:
        """Return what its payer pays by herself in a week of this number, in pounds: nothing in most."""
        every = EVERY[self.way]
        own = self.week_pence - self.benefit_pence
        return _pounds(own * every) if own > 0 and (number + self.id) % every == 0 else Decimal()

    def has_benefit_in(self, number: int) -> Decimal:
        """Return what benefit pays to the account in a week, in pounds: for four weeks at once."""
        return _pounds(self.benefit_pence * 4) if self.benefit_pence and (number + self.id) % 4 == 0 else Decimal()


def last_weeks(council: Council, folder: Path, *, at: datetime) -> None:
    """Charge and take in the weeks from the old system's last one until now, and leave some work to do."""
    with acting_for([council.pk], who="demo", why="The last weeks of rent"):
        written = (folder / council.code / "payers.jsonl").read_text(encoding="utf-8")
        first, *payers = map(json.loads, written.splitlines())
        weeks = _Weeks(council, date.fromisoformat(first["cut_over"]), payers, at)
        weeks.set_up()
        for number, monday in enumerate(weeks.mondays):
            weeks.charge(monday)
            weeks.take_money(number, monday)
        weeks.leave_work()


class _Weeks:
    """The steps for one council."""

    def __init__(self, council: Council, first: date, payers: list[dict[str, Any]], at: datetime) -> None:
        self._council = council
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
        """Every account whose payer is known, but that of the resident who signs in: she has something to pay."""
        parts = AccountPart.objects.filter(council=self._council, part="rent", rent_account__until_on__isnull=True)
        held = parts.exclude(
            rent_account__tenancy__parties__person__contact_points__value=who.RESIDENT
        ).values_list("rent_account__payment_reference", "rent_account_id", "ledger_account_id")
        return [
            Account(account, reference, part, **self._said[reference])
            for reference, account, part in held.order_by("rent_account_id")
            if reference in self._said
        ]

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
                amount=_pounds(each.benefit_pence * 4),
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
        """Take in a week's files, and what direct debits brought."""
        friday = monday + timedelta(days=4)
        if friday > self._today:
            return
        self._collect(number, friday)
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

    def _collect(self, number: int, day: date) -> None:
        """Post what direct debits brought: those of the old system's mandates, in one batch."""
        control = ledger_accounts.control(self._council.pk, "direct_debit")
        postings = [
            posting.Posting(control, each.part_id, pounds, "receipt", PAID_AS["direct_debit"], day,
                            key=f"demo:dd:{day}:{each.id}", batch=f"DD{day:%Y%m%d}")
            for each in self._accounts
            if each.way == "direct_debit" and (pounds := each.pays_in(number))
        ]  # fmt: skip
        posting.post(postings, council_id=self._council.pk, posted_on=day, at=self._moment(day), who="demo")

    def _cash(self, number: int, day: date) -> bytes:
        """Return a file of cash receipts, with payments that say no account, or the wrong one."""
        lines = [
            (IN_CASH_FILES[each.way], each.reference, pounds, "")
            for each in self._accounts
            if each.way in IN_CASH_FILES and (pounds := each.pays_in(number))
        ]
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
            if each.benefit == "uc_managed" and (pounds := _pounds(each.benefit_pence * 4))
        ]
        lines += [(f"UC0000{number}", Decimal("412.30") + number) for number in range(UNKNOWN_IN_SCHEDULE)]
        rows: list[tuple[object, ...]] = [
            (
                "Landlord reference",
                "Amount",
                "Payment date",
                "Payment type",
                "Claimant",
                "Address",
                "Schedule line",
            )
        ]
        for at, (reference, pounds) in enumerate(lines, 1):
            rows.append((reference, pounds, day.isoformat(), "MANAGED PAYMENT", "", "", at))
        rows.append(("TOTAL", len(lines), sum(pounds for _reference, pounds in lines), "", "", "", ""))
        return _written(rows)

    # --- Work that is left -------------------------------------------------------------------------

    def leave_work(self) -> None:
        """Leave direct debits of our own, a journal that waits for a second person, and a reconciliation."""
        if not self._accounts:
            return
        self._set_up_direct_debits()
        part = AccountPart.objects.get(ledger_account=self._accounts[-1].part_id)
        with suppress(Refused):
            journals.prepare_waiver(
                part,
                WAITING,
                reason="unfit",
                why="There was no heating for eleven weeks; the complaint was upheld.",
                effective_on=self._today,
                **self._by("journal"),
            )
        with suppress(Refused):
            self._reconcile()

    def _set_up_direct_debits(self) -> None:
        """Let some payers set up a direct debit here: the bank accounts are of no bank."""
        payers = [each for each in self._accounts if each.way == "direct_debit"][:DIRECT_DEBITS]
        for number, each in enumerate(payers):
            account = RentAccount.objects.get(pk=each.id)
            person = Person.objects.filter(
                tenancy_parts__tenancy=account.tenancy_id,
                tenancy_parts__role="tenant",
                restricted_to=OPEN_TO_ALL,
                deceased_on__isnull=True,
            ).first()
            details = BankDetails("Demo payer", "00-00-01", f"0000{4711 + number}")
            with suppress(Refused):
                if person:
                    paying.set_up_direct_debit(
                        account, details, person=person, every="month", day=3, **self._by(f"debit {each.id}")
                    )

    def _reconcile(self) -> None:
        year = rent_years.year_of(self._council.pk, "hra", self._first)
        assert year is not None, "The year of the first own week is set up."
        days = Period(year.starts_on, year.starts_on + WEEK * year.weeks)
        laid = periods.lay_out_year(days, pattern="445", **self._by("periods"))
        over = [each for each in laid if each.until_on <= self._today and each.until_on > self._first]
        for period in over[:1]:
            reconciling.prepare(period, "cash", **self._by("reconcile cash"))


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


def _pounds(pence: int) -> Decimal:
    return Decimal(pence) / 100
