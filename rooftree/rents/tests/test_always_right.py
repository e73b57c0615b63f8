"""Whatever starts, ends, is backdated, changed, suspended and run: what is due is what is posted.

The rules without a database (`charging`) say what is due; the ledger says what is posted.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rooftree.foundations.dates import midnight_of
from rooftree.foundations.money import to_the_penny
from rooftree.foundations.periods import Period
from rooftree.foundations.refusals import Refused
from rooftree.ledger import accounts as ledger_accounts
from rooftree.ledger import balances
from rooftree.ledger.models import Movement
from rooftree.places.models import Place
from rooftree.rents import charging, rent_year
from rooftree.rents.actions import accounts, charges, putting_right, runs
from rooftree.rents.charging import Line, Payer
from rooftree.rents.models import AccountPart, DebitRun, RentAccount
from rooftree.rents.reconciliations import reckon
from rooftree.staff.models import Officer
from rooftree.tenancies.models import Tenancy
from tests.builders import a_home, a_person, a_tenancy, an_officer, by
from tests.rent_builders import FIRST_WEEK, a_rent_year

pytestmark = pytest.mark.usefixtures("acting")

WEEKS = 5
GROUPS = ("hra", "ta_hra")
MOST = 6
"""Things that are done before each run."""

days = st.integers(-10, 7 * WEEKS + 3)
homes = st.integers(0, 1)
pence = st.decimals("0.03", "250.00", places=2)

DONE = st.one_of(
    st.tuples(st.just("start"), homes, days),
    st.tuples(st.just("end"), homes, days),
    st.tuples(st.just("take back the end"), homes),
    st.tuples(st.just("charge"), homes, st.sampled_from(["DBR", "DSC", "DCI", "DWW"]), pence, days),
    st.tuples(st.just("charge alone"), homes, pence, days),
    st.tuples(st.just("stop charging"), homes, st.sampled_from(["DBR", "DSC"]), days),
    st.tuples(st.just("be"), homes, st.sampled_from(["SEC", "NON"])),
    st.tuples(st.just("suspend"), homes, days, st.integers(1, 20)),
    st.tuples(st.just("put right")),
)


def day(number: int) -> date:
    return FIRST_WEEK + timedelta(days=number)


class Town:
    """Two homes, what happens to them, and the weeks that are run."""

    def __init__(self, officer: Officer) -> None:
        self.officer = officer
        self.homes = [a_home(), a_home()]
        self.council_id = self.homes[0].council_id
        self.weeks = 0

    def do(self, what: str, *said) -> None:
        """Do one thing, if it can be done: what the rules refuse is left out."""
        try:
            with transaction.atomic():
                {
                    "start": self.start,
                    "end": self.end,
                    "take back the end": self.take_back,
                    "charge": self.charge,
                    "charge alone": self.charge_alone,
                    "stop charging": self.stop,
                    "be": self.be,
                    "suspend": self.suspend,
                    "put right": self.put_right,
                }[what](*said)
        except Refused:
            pass

    def acting(self) -> dict:
        return by(officer=self.officer)

    def tenancy(self, home: int) -> Tenancy | None:
        return Tenancy.objects.filter(place=self.homes[home]).order_by("-from_on").first()

    def account(self, home: int) -> RentAccount | None:
        tenancy = self.tenancy(home)
        return tenancy and tenancy.rent_account

    def start(self, home: int, first: int) -> None:
        before = self.tenancy(home)
        if before and (before.until_on is None or before.until_on > day(first)):
            return
        tenancy = a_tenancy(self.homes[home], a_person(), starts_on=day(first))
        accounts.open_account(tenancy, **self.acting())

    def end(self, home: int, last: int) -> None:
        self._until(home, day(last))

    def take_back(self, home: int) -> None:
        self._until(home, None)

    def _until(self, home: int, until_on: date | None) -> None:
        tenancy = self.tenancy(home)
        if tenancy is None or (until_on and until_on <= tenancy.from_on):
            return
        tenancy.until_on = until_on
        tenancy.save()
        accounts.follow_tenancy(tenancy, **self.acting())

    def be(self, home: int, tenure: str) -> None:
        """Say that the last agreement of a home was of another kind all along."""
        if (tenancy := self.tenancy(home)) is None:
            return
        was, tenancy.tenure = tenancy.tenure, tenure
        tenancy.save()
        accounts.follow_tenancy(tenancy, was_tenure=was, **self.acting() | {"at": self.now()})

    def charge(self, home: int, code: str, amount: Decimal, first: int) -> None:
        charges.charge(
            self.homes[home],
            code=code,
            amount=amount,
            per="week",
            from_on=day(first),
            why="Said",
            **self.acting(),
        )

    def charge_alone(self, home: int, amount: Decimal, first: int) -> None:
        if account := self.account(home):
            charges.charge(
                account, code="DHE", amount=amount, per="week", from_on=day(first), why="Said", **self.acting()
            )

    def stop(self, home: int, code: str, first: int) -> None:
        charges.end_charge(self.homes[home], code=code, until_on=day(first), **self.acting())

    def suspend(self, home: int, first: int, length: int) -> None:
        if account := self.account(home):
            until_on = day(first + length)
            accounts.suspend(account, from_on=day(first), until_on=until_on, why="Fire", **self.acting())

    def now(self) -> datetime:
        return midnight_of(day(7 * self.weeks))

    def put_right(self) -> None:
        putting_right.put_right(self.council_id, at=self.now())

    def run(self) -> list[DebitRun]:
        """Run the next week of both groups."""
        starts_on, at = day(7 * self.weeks), self.now()
        self.weeks += 1
        return [
            runs.run(
                self.council_id,
                runs.debit_of(self.council_id, group=group, cycle="weekly", starts_on=starts_on),
                by=None,
                at=at,
            )
            for group in GROUPS
        ]

    # --- What should be, and what is ---

    def due(self) -> dict[tuple[int, str, date], Decimal]:
        """What is due by home and account (nought for the void), code and week, by the rules alone."""
        found: dict[tuple[int, str, date], Decimal] = {}
        for week in range(self.weeks):
            period = rent_year.week_from(day(7 * week))
            for home in self.homes:
                for part in self._due_of(home, period):
                    whose = part.account or -home.pk
                    key = (whose, part.code, period.starts)
                    found[key] = found.get(key, Decimal()) + part.amount
        return found

    def _due_of(self, home: Place, period: Period) -> Iterator[charging.Due]:
        payers = list(self._payers(home))
        lines = [Line(each.code, each.amount, Period(each.from_on, each.until_on)) for each in home.charges.all()]
        yield from charging.due_of_home(lines, payers, period)
        for account in RentAccount.objects.filter(place=home, tenancy__isnull=False):
            for charge in account.charges.all():
                spans = [payer.period for payer in payers if payer.account == account.pk]
                charged = [Period(charge.from_on, charge.until_on).common(span).common(period) for span in spans]
                total = sum(each.days for each in charged)
                amount = to_the_penny(charge.amount * total / 7)
                if amount:
                    yield charging.Due(account.pk, charge.code, period.starts, amount)

    def _payers(self, home: Place) -> Iterator[Payer]:
        for account in RentAccount.objects.filter(place=home, tenancy__isnull=False):
            stopped = [Period(each.from_on, each.until_on) for each in account.suspensions.all()]
            for span in charging.without(Period(account.from_on, account.until_on), stopped):
                yield Payer(account.pk, span)

    def posted(self) -> dict[tuple[int, str, date], Decimal]:
        """What the ledger holds by account (minus the home's id for a void), code and week: never below nought."""
        whose = {
            part.ledger_account_id: -part.rent_account.place_id
            if part.rent_account.is_void
            else part.rent_account_id
            for part in AccountPart.objects.select_related("rent_account")
        }
        sums: dict[tuple[int, str, date], Decimal] = defaultdict(Decimal)
        for moved in Movement.objects.filter(Q(kind="charge") | Q(kind="reversal")):
            week = rent_year.debit_day_of(moved.effective_on)
            for side, sign in ((moved.debit_id, 1), (moved.credit_id, -1)):
                if side in whose:
                    reduces = -1 if moved.code == "DWW" else 1
                    sums[whose[side], moved.code, week] += sign * reduces * moved.amount
        return {key: pounds for key, pounds in sums.items() if pounds}

    def income(self) -> dict[str, Decimal]:
        """What stands on the income account of each group."""
        incomes = ledger_accounts.controls(self.council_id, [f"income.{group}" for group in GROUPS])
        held = balances.of(list(incomes.values()))
        return {group: -held[incomes[f"income.{group}"]] for group in GROUPS}

    def charged(self) -> dict[str, Decimal]:
        """What stands on the accounts that are now in each group."""
        found = dict.fromkeys(GROUPS, Decimal())
        for part in AccountPart.objects.select_related("rent_account"):
            found[part.rent_account.group] += balances.of([part.ledger_account_id])[part.ledger_account_id]
        return found

    def unexplained(self) -> list[Decimal]:
        """What the reconciliations, reckoned afresh, leave over: in all the weeks, in the first, and since."""
        days = (day(0), day(7), day(7 * self.weeks + 1))
        spans = (days[::2], days[:2], days[1:])
        found = [
            reckon(kind, council_id=self.council_id, from_on=from_on, until_on=until_on).difference
            for kind in ("debits", "voids")
            for from_on, until_on in spans
        ]
        return [each for each in found if each]


A_VOID_BEFORE_A_MOVED_TENANCY = [
    ("start", 0, 2),
    ("be", 0, "NON"),
    ("charge", 0, "DBR", Decimal("0.03"), 0),
]
"""The void account is opened after the change, for days before it: its income is not the old group's."""


@example([[]], A_VOID_BEFORE_A_MOVED_TENANCY)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(DONE, max_size=MOST), min_size=1, max_size=WEEKS), st.lists(DONE, max_size=MOST))
def test_what_is_due_is_what_is_posted(acting, before_each_run, afterwards):
    with transaction.atomic():
        for group in GROUPS:
            a_rent_year(group=group)
        town = Town(an_officer("rent_accounting_officer", "tenancy_officer"))

        made = []
        for done in before_each_run:
            for what in done:
                town.do(*what)
            made += town.run()
        for what in afterwards:
            town.do(*what)
        town.put_right()

        assert town.posted() == town.due()
        assert [runs.difference(run) for run in made] == [0] * len(made)
        assert town.unexplained() == []
        assert town.income() == town.charged()
        transaction.set_rollback(True)
