"""The work that the last weeks of rent leave: what two decide, what went wrong, what April brings."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.db import transaction

from rooftree.demo import who
from rooftree.demo.payers import Account, tenants_of
from rooftree.demo.profile import profile
from rooftree.foundations.dates import LONDON, london_day
from rooftree.foundations.models import Council
from rooftree.foundations.periods import Period
from rooftree.foundations.refusals import Refused
from rooftree.journeys import rent_statements, reversals
from rooftree.ledger import balances, movements
from rooftree.people.models import Person
from rooftree.places.models import Home
from rooftree.rents.actions import increases, journals, periods, reconciling, refunds, rent_years, valuations
from rooftree.rents.models import AccountingPeriod, AccountPart, Charge, Journal, RentAccount
from rooftree.rents.reconciliations import RECONCILIATIONS
from rooftree.staff import queries
from rooftree.staff.models import Officer

SECOND = "Iain Cartwright"
GROUP = "hra"
WEEK = timedelta(weeks=1)
MEANT = "PAID FOR NEXT DOOR"
"""Who is named as payer of the one payment that went to the wrong account."""
WRONG_BY = Decimal("61.20")
WAITING = Decimal("640.00")
"""Rent given up, so much that a second person must agree to it: it waits."""
LEAST_REFUND = Decimal("20.00")
SUPPOSED_CPI = Decimal("3.4")
SUPPOSED = "The demo's own supposition: no figure of the Office for National Statistics"
COUNTY = "south_yorkshire"
VALUES = {0: 21_000, 1: 27_000, 2: 33_000, 3: 39_000, 4: 45_000}
"""Pounds of January 1999, by bedrooms: about what homes of councils were then worth outside London."""
EVERY_SO_MANY_UNVALUED = 12
AFFORDABLE_FROM = Decimal("1.25")
"""So many times the usual rent is an affordable one."""


@dataclass(frozen=True)
class Work:
    """The work of one council."""

    council: Council
    accounts: Sequence[Account]
    officer: Officer
    first: date
    at: datetime

    def _by(self, what: str, *, officer: Officer | None = None, at: datetime | None = None) -> dict[str, Any]:
        return {"by": officer or self.officer, "at": at or self.at, "key": f"demo rents: {what}"}

    def _moment(self, day: date, hour: int) -> datetime:
        return min(datetime.combine(day, time(hour), LONDON), self.at)

    @property
    def _today(self) -> date:
        return london_day(self.at)

    @cached_property
    def _second(self) -> Officer:
        officer = Officer.objects.get(council=self.council, email=who.named(SECOND).email)
        queries.load_roles([officer], on=self._today)
        return officer

    # --- A payment on the wrong account ------------------------------------------------------------

    @cached_property
    def _neighbours(self) -> tuple[Account, Account] | None:
        """Two accounts, one of which is paid what was meant for the other; none where there are no such two."""
        paying = [each for each in self.accounts if each.way != "direct_debit" and each.own_pence > 0]
        people = tenants_of(paying, open_to_all=True)
        return next(pairwise(each for each in paying if each.id in people), None)

    def misdirected(self, number: int) -> list[tuple[str, str, Decimal, str]]:
        """Return the line of the first week's cash that says the wrong account."""
        if number or self._neighbours is None:
            return []
        wrong, _ = self._neighbours
        return [("CASH", wrong.reference, WRONG_BY, MEANT)]

    def after_week(self, number: int, friday: date) -> None:
        """Send a statement after the first week's money came, and find out after the second that it was wrong."""
        if self._neighbours is None:
            return
        wrong, right = self._neighbours
        if number == 0:
            period = Period(self.first - 12 * WEEK, friday + timedelta(days=1))
            at = self._moment(friday + timedelta(days=3), 10)
            for each in (wrong, right):
                rent_statements.send_statement(
                    RentAccount.objects.get(pk=each.id), period, **self._by(f"statement {each.id}", at=at)
                )
        if number == 1:
            self._put_right(wrong, right, at=self._moment(friday + timedelta(days=5), 15))

    def _put_right(self, wrong: Account, right: Account, *, at: datetime) -> None:
        """Take the payment back, and post it to the account that it was meant for: both were told wrongly."""
        paid = [line for line in movements.of([wrong.part_id], self.first, None) if line.amount == -WRONG_BY]
        journal = reversals.prepare_reversal(
            [paid[0].movement_id],
            reason="wrong_account",
            why="The payer rang: she paid for her neighbour, and quoted the wrong account.",
            instead=AccountPart.objects.get(ledger_account=right.part_id),
            **self._by("put right", at=at),
        )
        if journal.status == Journal.Status.PREPARED:
            reversals.approve(journal, **self._by("agreed to put right", officer=self._second, at=at))

    # --- What waits --------------------------------------------------------------------------------

    def leave(self) -> None:
        """Leave a journal and a refund for a second person, a reconciliation, and a rehearsed increase."""
        self._waive()
        self._ask_for_refund()
        self._reconcile()
        self._keep_values()
        self._rehearse()

    def _waive(self) -> None:
        part = AccountPart.objects.get(ledger_account=self.accounts[-1].part_id)
        with suppress(Refused):
            journals.prepare_waiver(
                part,
                WAITING,
                reason="unfit",
                why="There was no heating for eleven weeks; the complaint was upheld.",
                effective_on=self._today,
                **self._by("journal"),
            )

    def _ask_for_refund(self) -> None:
        """Ask for the largest credit of a tenant to be given back, look at what has to be looked at, and wait."""
        stands = balances.of([each.part_id for each in self.accounts])
        in_credit = [each for each in self.accounts if stands[each.part_id] <= -LEAST_REFUND]
        people = tenants_of(in_credit, open_to_all=True)
        for each in sorted(in_credit, key=lambda each: (stands[each.part_id], each.id)):
            with suppress(Refused), transaction.atomic():
                if person := people.get(each.id):
                    self._refund(each, person)
                    return

    def _refund(self, account: Account, person: Person) -> None:
        part = AccountPart.objects.select_related("rent_account").get(ledger_account=account.part_id)
        payee = refunds.Payee(person, person.full_name, "00-00-02", "00006120")
        refund = refunds.request_refund(
            part,
            refunds.credit_of(part),
            payee,
            how="bacs",
            why="She paid a standing order for some weeks after her benefit had begun to come to us.",
            **self._by("refund"),
        )
        for check in refunds.CHECKS.version(on=self._today, council=self.council.pk):
            refunds.note_check(
                refund, check.code, found=Decimal("0.00"), note="", **self._by(f"refund {check.code}")
            )
        refunds.verify_bank_account(refund, "paid_from", **self._by("refund bank account"))

    def _reconcile(self) -> None:
        year = rent_years.year_of(self.council.pk, GROUP, self.first)
        assert year is not None, "The year of the first own week is set up."
        days = Period(year.starts_on, year.starts_on + WEEK * year.weeks)
        with suppress(Refused):
            laid = periods.lay_out_year(days, pattern="445", **self._by("periods"))
            self._close_before(laid)
            over = [each for each in laid if each.until_on <= self._today and each.until_on > self.first]
            for period in over[:1]:
                reconciling.prepare(period, "cash", **self._by("reconcile cash"))

    def _close_before(self, laid: Sequence[AccountingPeriod]) -> None:
        """Close what was over on the day of going live: the old system's periods, as its extracts have them."""
        at = self._moment(self.first + timedelta(days=2), 11)
        for period in (each for each in laid if each.until_on <= self.first):
            for item in RECONCILIATIONS.version(on=period.from_on, council=self.council.pk):
                what = f"{item.code} of period {period.number}"
                made = reconciling.prepare(period, item.code, **self._by(f"prepare {what}", at=at))
                reconciling.review(made, **self._by(f"review {what}", officer=self._second, at=at))
            periods.close_period(period, **self._by(f"close period {period.number}", officer=self._second, at=at))

    # --- What April brings ---------------------------------------------------------------------------

    def _keep_values(self) -> None:
        """Take in what homes were worth in 1999, as a valuer's file has it; of some nobody knows."""
        lines = ["place,rent_type,from_on,source,value_1999,county,bedrooms,market_rent"]
        lines += self._values()
        valuations.take_in(self.council, lines, by=self.officer, at=self.at)

    def _values(self) -> Iterator[str]:
        usual = {int(beds): Decimal(str(pounds)) for beds, pounds in profile()["weekly_rent"].items()}
        rents = dict(
            Charge.objects.filter(council=self.council, until_on__isnull=True, per="week", code="DBR").values_list(
                "place_id", "amount"
            )
        )
        homes = Home.objects.filter(place_id__in=rents, place__council=self.council)
        for place, reference, bedrooms in homes.order_by("place_id").values_list(
            "place_id", "place__reference", "bedrooms"
        ):
            if place % EVERY_SO_MANY_UNVALUED == 0 or bedrooms is None:
                continue
            beds = min(bedrooms, 4)
            if rents[place] > usual[beds] * AFFORDABLE_FROM:
                market = (rents[place] / Decimal("0.8")).quantize(Decimal("1"))
                yield f"{reference},affordable,{self.first},Valuer 2024,,,{bedrooms},{market}"
            else:
                value = VALUES[beds] + place * 7919 % 9_000
                yield f"{reference},social,{self.first},Valuation of 1999,{value},{COUNTY},{bedrooms},"

    def _rehearse(self) -> None:
        """Rehearse the increase of next April; with a CPI supposed, where the rule book has none yet."""
        current = rent_years.year_of(self.council.pk, GROUP, self._today)
        assert current is not None, "The year of today is set up."
        starts_on = current.starts_on + WEEK * current.weeks
        with suppress(Refused):
            increases.rehearse(
                self.council.pk, group=GROUP, starts_on=starts_on, **self._by("increase by the rule book")
            )
            return
        increases.rehearse(
            self.council.pk,
            group=GROUP,
            starts_on=starts_on,
            cpi=SUPPOSED_CPI,
            cpi_source=SUPPOSED,
            services_by=SUPPOSED_CPI,
            **self._by("increase"),
        )
