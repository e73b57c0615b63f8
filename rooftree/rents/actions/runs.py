"""The debit run: a week (a month, a night) of charges of one group of accounts, rehearsed, posted once, reported.

A run is reckoned in one statement and posted as one by the ledger. Killed on the way it leaves nothing that
was charged, or is complete: whoever runs it again goes on with it. Two at once wait for each other, and the
second finds it posted. An officer's run is made by a worker (`queued_runs`). What was charged wrongly since is
put right in `putting_right`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from rooftree.foundations.choices import choose
from rooftree.foundations.dates import london_day, long_date
from rooftree.foundations.isolation import now_acting
from rooftree.foundations.money import NOUGHT
from rooftree.foundations.periods import Period
from rooftree.foundations.refusals import Refused
from rooftree.ledger import accounts as ledger_accounts
from rooftree.ledger import closing, posting
from rooftree.ledger import runs as ledger_runs
from rooftree.ledger.models import Run
from rooftree.rents import codes, permissions, rent_year
from rooftree.rents.actions import dues
from rooftree.rents.actions.dues import CODES, rows
from rooftree.rents.models import DebitRun, DebitRunLine, RentYear
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

WEEKLY, MONTHLY, NIGHTLY, CATCH_UP = "weekly", "monthly", "nightly", "catch_up"
SMALL = 2000
"""Up to so many charges are posted among the year's other movements: a partition for each night or for a
handful of garages would make every statement slower."""
SAMPLES = 5


@dataclass(frozen=True)
class Debit:
    """One period of one group of accounts, to be charged."""

    group: str
    cycle: str
    period: Period
    is_free: bool = False
    """Whether it is a rent-free week: it is run like the others, and nothing is charged."""

    @property
    def key(self) -> str:
        """What it is posted under, once."""
        return f"rents:{self.group}:{self.cycle}:{self.period.starts}"

    @property
    def until_on(self) -> date:
        """The first day that is not charged."""
        assert self.period.until is not None, "What is debited has an end."
        return self.period.until


# --- What is to be run ------------------------------------------------------------------------------


def debit_of(council_id: int, *, group: str, cycle: str, starts_on: date) -> Debit:
    """Return the debit of a group that begins on a day, to be rehearsed or run.

    Raises Refused for a day on which none begins, for a week without a rent year, and for an unknown group.
    """
    listed = codes.GROUPS.version(on=starts_on, council=council_id)
    listed.item(group)
    choose(codes.CYCLES, cycle, on=starts_on, council=council_id)
    if cycle == WEEKLY:
        year = _year_of(council_id, group, starts_on, label=listed.label_of(group))
        if (starts_on - year.starts_on).days % 7:
            raise Refused(
                f"{long_date(starts_on)} is not a debit day. The week of that day is charged on "
                f"{long_date(rent_year.debit_day_of(starts_on, debit_day=year.starts_on.isoweekday()))}."
            )
        return Debit(group, cycle, rent_year.week_from(starts_on), is_free=starts_on in year.free_weeks)
    if cycle == MONTHLY:
        month = rent_year.month_of(starts_on)
        if starts_on != month.starts:
            raise Refused(f"Months are charged on the first, so this one on {long_date(month.starts)}.")
        return Debit(group, cycle, month)
    return Debit(group, cycle, rent_year.night_of(starts_on))


def _year_of(council_id: int, group: str, day: date, *, label: str) -> RentYear:
    years = RentYear.objects.filter(council_id=council_id, group=group, starts_on__lte=day)
    year = years.order_by("-starts_on").first()
    if year is None or day >= rent_year.Year(year.starts_on, year.weeks).until_on:
        raise Refused(f"The rent year of {long_date(day)} is not set up for “{label}”. Set it up first.")
    if year.closed_at:
        raise Refused(f"The rent year of {long_date(day)} is closed, so no week of it can be run.")
    return year


def next_debit(council_id: int, *, group: str, cycle: str) -> Debit | None:
    """Return the debit that follows the last one that was run, or None while none was."""
    last = last_run(council_id, group=group, cycle=cycle)
    if last is None:
        return None
    return debit_of(council_id, group=group, cycle=cycle, starts_on=last.period_until_on)


def last_run(council_id: int, *, group: str, cycle: str) -> DebitRun | None:
    """Return the latest run of a group that is posted, or None while none is."""
    runs = DebitRun.objects.filter(council_id=council_id, group=group, cycle=cycle, status=DebitRun.Status.POSTED)
    return runs.order_by("-period_from_on").first()


def run_before(council_id: int) -> list[tuple[str, str]]:
    """Return each group and cycle that was ever run, in the order of the rule book's list."""
    found = DebitRun.objects.filter(council_id=council_id).exclude(cycle=CATCH_UP)
    return sorted(set(found.values_list("group", "cycle")))


# --- Rehearse ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """What a run comes to under one code, in pounds. What takes from what is owed is below nought."""

    code: str
    expected: Decimal
    """The roll, reckoned from the charges alone, less what falls to accounts of other groups."""
    charged: Decimal
    void: Decimal

    @property
    def difference(self) -> Decimal:
        """What is not accounted for: nought, or something is wrong."""
        return self.expected - self.charged - self.void


@dataclass(frozen=True)
class Sample:
    """One charge of a rehearsal, to be looked at."""

    payment_reference: str
    place_id: int
    is_void: bool
    code: str
    from_on: date
    days: int
    pounds: Decimal


@dataclass(frozen=True)
class Rehearsal:
    """What a run would post, without posting it."""

    debit: Debit
    accounts: int
    lines: tuple[Line, ...]
    largest: tuple[Sample, ...]
    part_periods: tuple[Sample, ...]
    """Charges for some days of the period only."""
    last: DebitRun | None
    """The run before it, to compare."""

    def total(self, figure: str) -> Decimal:
        """Return the sum of the expected, charged or void pounds of every code."""
        return sum((getattr(line, figure) for line in self.lines), NOUGHT)


_FIGURES = f"""
    SELECT code, sum(sign * pounds) FILTER (WHERE is_ours AND NOT is_void),
        sum(sign * pounds) FILTER (WHERE is_ours AND is_void), sum(sign * pounds) FILTER (WHERE NOT is_ours)
    FROM (
        SELECT code, is_void, "group" = %(group)s AS is_ours, sum(pounds) AS pounds
        FROM rents_due_now GROUP BY 1, 2, 3
    ) AS due JOIN {CODES} USING (code)
    CROSS JOIN LATERAL (VALUES (CASE WHEN listed.reduces THEN -1 ELSE 1 END)) AS of_code (sign)
    GROUP BY code
"""  # noqa: S608
_SAMPLES = """
    SELECT coalesce(account.payment_reference, ''), due.place_id, due.is_void, due.code, due.from_on, due.days,
        due.pounds
    FROM rents_due_now AS due LEFT JOIN rents_rentaccount AS account ON account.id = due.account_id
    WHERE due."group" = %s AND (NOT %s OR due.days < due.ends_on - due.starts_on)
    ORDER BY due.pounds DESC, due.place_id LIMIT %s
"""
_HOW_MANY = (
    'SELECT count(*), count(DISTINCT coalesce(account_id, -place_id)) FROM rents_due_now WHERE "group" = %s'
)


def rehearse(council_id: int, debit: Debit, *, by: Officer | None, on: date) -> Rehearsal:
    """Say what a run would post, code by code, with samples. Writes nothing."""
    if by:
        require(permissions.may_run_debits(by))
    last = last_run(council_id, group=debit.group, cycle=debit.cycle)
    if debit.is_free:
        return Rehearsal(debit, 0, (), (), (), last)
    per = per_of(debit.cycle, council_id, on=debit.period.starts)
    listed = dues.code_params(council_id, on=debit.period.starts)
    with dues.reckoned(council_id, per=per, period=debit.period, listed=listed) as roll:
        dues.name_groups_of_voids(council_id, on=on)
        [(_, accounts)] = rows(_HOW_MANY, [debit.group])
        return Rehearsal(
            debit,
            accounts,
            tuple(_reckoned_lines(debit, roll, listed)),
            tuple(Sample(*row) for row in rows(_SAMPLES, [debit.group, False, SAMPLES])),
            tuple(Sample(*row) for row in rows(_SAMPLES, [debit.group, True, SAMPLES])),
            last,
        )


def per_of(cycle: str, council_id: int, *, on: date) -> str:
    """Return what charges of a cycle are for: week, month or night."""
    return str(codes.CYCLES.version(on=on, council=council_id).flag(cycle, "per"))


def _reckoned_lines(debit: Debit, roll: dict[str, Decimal], listed: dict[str, Any]) -> Iterator[Line]:
    """Yield the lines of what was just reckoned, for one group: the roll of all, less the shares of others."""
    signs = {code: -1 if reduces else 1 for code, reduces in zip(listed["codes"], listed["reduces"], strict=True)}
    found = {
        code: (charged or NOUGHT, void or NOUGHT, elsewhere or NOUGHT)
        for code, charged, void, elsewhere in rows(_FIGURES, {**listed, "group": debit.group})
    }
    for code in sorted(roll.keys() | found.keys()):
        charged, void, elsewhere = found.get(code, (NOUGHT, NOUGHT, NOUGHT))
        expected = signs[code] * roll.get(code, NOUGHT) - elsewhere
        if expected or charged or void:
            yield Line(code, expected, charged, void)


# --- Run --------------------------------------------------------------------------------------------


def run(council_id: int, debit: Debit, *, by: Officer | None, at: datetime) -> DebitRun:
    """Charge a period to every account of a group, once, and return the run with its figures.

    Asked again, or by two at once, it is posted once. It is posted on its first day, or, where the books are
    closed by then, on the first day that is open. `by` is nobody where the timetable runs it. Raises Refused
    for a period that has not begun, or where the one before it was not run.
    """
    if by:
        require(permissions.may_run_debits(by))
    return make(council_id, debit, by=by, at=at)


def make(council_id: int, debit: Debit, *, by: Officer | None, at: datetime) -> DebitRun:
    """Make a run that may be made: as `run` does, for the worker that makes what an officer asked for."""
    with ledger_runs.one_at_a_time(council_id):
        started = _start(council_id, debit, by=by, at=at)
        if started.status == DebitRun.Status.POSTED:
            return started
        posted_on = first_open_day(council_id, debit.period.starts)
        if debit.is_free or Run.objects.filter(council_id=council_id, key=debit.key).exists():
            return _finish(started, debit, _facts(council_id, debit), posted_on=posted_on)
        facts = _facts(council_id, debit)
        per = per_of(debit.cycle, council_id, on=debit.period.starts)
        with dues.reckoned(council_id, per=per, period=debit.period, listed=facts) as roll:
            charges = _expect(started, debit, roll, facts, at=at)
            return _post(started, debit, facts, charges=charges, posted_on=posted_on, at=at, who=who_posts(by))


def _facts(council_id: int, debit: Debit) -> dict[str, Any]:
    """Return what the statements of a run ask for: the codes, its group, and where its income stands."""
    return dues.code_params(council_id, on=debit.period.starts) | {
        "council": council_id,
        "group": debit.group,
        "income": ledger_accounts.control(council_id, f"income.{debit.group}"),
    }


def who_posts(by: Officer | None) -> str:
    """Return whom the ledger names: the officer, or the job or command that acts."""
    return by.name if by else now_acting().who


@transaction.atomic
def _start(council_id: int, debit: Debit, *, by: Officer | None, at: datetime) -> DebitRun:
    """Return the row of this run: a new one, or that of somebody who began it or asked for it."""
    found = row_of(council_id, debit)
    if found and found.status in (DebitRun.Status.STARTED, DebitRun.Status.POSTED):
        return found
    check_may_begin(council_id, debit, at=at)
    started = found or new_row(council_id, debit, by=by, at=at)
    started.status, started.stopped_because, started.at = DebitRun.Status.STARTED, "", at
    started.save()
    return started


def row_of(council_id: int, debit: Debit) -> DebitRun | None:
    """Return the row of a run, locked, if it was ever asked for or begun."""
    runs = DebitRun.objects.select_for_update()
    of_group = runs.filter(council_id=council_id, group=debit.group, cycle=debit.cycle)
    return of_group.filter(period_from_on=debit.period.starts).first()


def new_row(council_id: int, debit: Debit, *, by: Officer | None, at: datetime) -> DebitRun:
    """Return the row of a run that nobody asked for before, not yet kept."""
    return DebitRun(
        council_id=council_id,
        group=debit.group,
        cycle=debit.cycle,
        period_from_on=debit.period.starts,
        period_until_on=debit.until_on,
        status=DebitRun.Status.QUEUED,
        expected=NOUGHT,
        charged=NOUGHT,
        void=NOUGHT,
        by=by,
        at=at,
    )


def check_may_begin(council_id: int, debit: Debit, *, at: datetime) -> None:
    """Raise Refused for a period that has not begun, or where the one before it was not run."""
    if debit.period.starts > london_day(at):
        raise Refused(
            f"The period from {long_date(debit.period.starts)} has not begun. Rehearse it, and run it on that day."
        )
    last = last_run(council_id, group=debit.group, cycle=debit.cycle)
    if last and debit.period.starts != last.period_until_on:
        raise Refused(
            f"The last run of this group charged the days before {long_date(last.period_until_on)}. Run the "
            "period from that day next: none is left out and none is charged twice."
        )


def first_open_day(council_id: int, day: date) -> date:
    """Return the accounting day of what is for this day: itself, or the first on which the books are open."""
    closed_until = closing.closed_until(council_id)
    return max(day, closed_until) if closed_until else day


@transaction.atomic
def _expect(
    started: DebitRun, debit: Debit, roll: dict[str, Decimal], facts: dict[str, Any], *, at: datetime
) -> int:
    """Open what is missing, and keep what the run should come to; return how many charges it has."""
    dues.open_what_is_missing(started.council_id, listed=facts, on=debit.period.starts, at=at)
    lines = list(_reckoned_lines(debit, roll, facts))
    DebitRunLine.objects.filter(debit_run=started).delete()
    DebitRunLine.objects.bulk_create(
        DebitRunLine(
            council_id=started.council_id,
            debit_run=started,
            code=line.code,
            expected=line.expected,
            charged=NOUGHT,
            void=NOUGHT,
        )
        for line in lines
    )
    [(charges, started.accounts)] = rows(_HOW_MANY, [debit.group])
    started.expected = sum((line.expected for line in lines), NOUGHT)
    started.save(update_fields=["accounts", "expected"])
    return int(charges)


_CHARGES = f"""
    SELECT CASE WHEN listed.reduces THEN %(income)s::bigint ELSE due.ledger_account_id END AS debit_id,
        CASE WHEN listed.reduces THEN due.ledger_account_id ELSE %(income)s::bigint END AS credit_id,
        due.pounds::numeric(12, 2) AS amount, due.code::varchar(3), due.from_on AS effective_on,
        CASE WHEN due.days < due.ends_on - due.starts_on
            THEN due.days || ' of ' || due.ends_on - due.starts_on || ' days' ELSE '' END AS narrative
    FROM rents_due_now AS due JOIN {CODES} USING (code) WHERE due."group" = %(group)s
"""  # noqa: S608
_ONE_BY_ONE = f"""
    SELECT debit_id, credit_id, amount, 'charge' AS kind, code, effective_on,
        %(key)s || ':' || least(debit_id, credit_id) || '-' || greatest(debit_id, credit_id) || ':' || code AS key,
        narrative, '' AS reference, %(batch)s AS batch
    FROM ({_CHARGES}) AS charges
"""  # noqa: S608


def _post(
    started: DebitRun,
    debit: Debit,
    facts: dict[str, Any],
    *,
    charges: int,
    posted_on: date,
    at: datetime,
    who: str,
) -> DebitRun:
    council_id = started.council_id
    if charges > SMALL and debit.cycle != NIGHTLY:
        ledger_runs.post_run(
            council_id,
            key=debit.key,
            effective_on=debit.period.starts,
            posted_on=posted_on,
            charges=_CHARGES,
            params=facts,
            at=at,
            who=who,
        )
        return _finish(started, debit, facts, posted_on=posted_on)
    params = facts | {"key": debit.key, "batch": batch_of(debit.cycle, debit.period.starts)}
    with transaction.atomic():
        posting.post_from(_ONE_BY_ONE, params, council_id=council_id, posted_on=posted_on, at=at, who=who)
        return _finish(started, debit, facts, posted_on=posted_on)


def batch_of(cycle: str, starts_on: date) -> str:
    """Return the batch of charges that no run of the ledger names: which period they are for."""
    return f"{cycle}:{starts_on}"


_POSTED = f"""
    WITH void AS MATERIALIZED (
        SELECT part.ledger_account_id AS id
        FROM rents_rentaccount AS account JOIN rents_accountpart AS part ON part.rent_account_id = account.id
        WHERE account.council_id = %(council)s AND account.tenancy_id IS NULL
    )
    SELECT code, is_void, CASE WHEN listed.reduces THEN -pounds ELSE pounds END
    FROM (
        SELECT m.code, m.debit_id IN (SELECT id FROM void) OR m.credit_id IN (SELECT id FROM void) AS is_void,
            m.debit_id = %(income)s AS is_less, sum(m.amount) AS pounds
        FROM ledger_movement AS m
        WHERE m.council_id = %(council)s AND m.kind = 'charge' AND %(income)s IN (m.debit_id, m.credit_id)
            AND {{which}}
        GROUP BY 1, 2, 3
    ) AS posted JOIN {CODES} USING (code)
    WHERE is_less = listed.reduces
"""  # noqa: S608
_OF_RUN = "m.by_run AND m.run_id = %(run)s"
_OF_BATCH = "NOT m.by_run AND m.batch = %(batch)s"


@transaction.atomic
def _finish(started: DebitRun, debit: Debit, facts: dict[str, Any], *, posted_on: date) -> DebitRun:
    """Keep what the ledger holds of the run, beside what was expected, and say that it is posted.

    `posted_on` is the day under which it stands in the books, unless the ledger has posted it as a run before.
    """
    ledger_run = Run.objects.filter(council_id=started.council_id, key=debit.key).first()
    posted: dict[str, dict[bool, Decimal]] = {}
    for code, is_void, pounds in _posted(debit, facts, ledger_run):
        posted.setdefault(code, {})[is_void] = pounds
    expected = dict(started.lines.values_list("code", "expected"))
    DebitRunLine.objects.filter(debit_run=started).delete()
    lines = [
        DebitRunLine(
            council_id=started.council_id,
            debit_run=started,
            code=code,
            expected=expected.get(code, NOUGHT),
            charged=posted.get(code, {}).get(False, NOUGHT),
            void=posted.get(code, {}).get(True, NOUGHT),
        )
        for code in sorted(posted.keys() | expected.keys())
    ]
    DebitRunLine.objects.bulk_create(lines)
    started.charged = sum((line.charged for line in lines), NOUGHT)
    started.void = sum((line.void for line in lines), NOUGHT)
    started.ledger_run_id = ledger_run.pk if ledger_run else None
    started.posted_on = ledger_run.posted_on if ledger_run else posted_on
    started.status = DebitRun.Status.POSTED
    started.save(update_fields=["charged", "void", "ledger_run_id", "posted_on", "status"])
    return started


def _posted(debit: Debit, facts: dict[str, Any], ledger_run: Run | None) -> list[tuple[Any, ...]]:
    if debit.is_free:
        return []
    params = facts | {
        "run": ledger_run.pk if ledger_run else None,
        "batch": batch_of(debit.cycle, debit.period.starts),
    }
    return rows(_POSTED.format(which=_OF_RUN if ledger_run else _OF_BATCH), params)


def report(run: DebitRun) -> list[Line]:
    """Return what a run came to, code by code: the roll, what was charged and what fell to voids."""
    return [Line(line.code, line.expected, line.charged, line.void) for line in run.lines.all()]


def difference(run: DebitRun) -> Decimal:
    """Return what a run leaves unexplained, in pounds: the roll less what was charged and less voids."""
    return sum((abs(line.difference) for line in report(run)), NOUGHT)


def run_what_is_due(council_id: int, *, at: datetime) -> tuple[list[DebitRun], list[str]]:
    """Run every period that has begun, of each group that was ever run; return the runs, and what was refused."""
    made: list[DebitRun] = []
    refused: list[str] = []
    for group, cycle in run_before(council_id):
        try:
            made.extend(_run_on(council_id, group, cycle, at=at))
        except Refused as refusal:
            refused.append(str(refusal))
    return made, refused


def _run_on(council_id: int, group: str, cycle: str, *, at: datetime) -> Iterator[DebitRun]:
    """Run the periods of one group that have begun, from the one that somebody began and did not end."""
    begun = unfinished(council_id, group=group, cycle=cycle)
    if begun:
        debit = debit_of(council_id, group=group, cycle=cycle, starts_on=begun.period_from_on)
        yield run(council_id, debit, by=None, at=at)
    while (due := _begun(council_id, group, cycle, on=london_day(at))) is not None:
        yield run(council_id, due, by=None, at=at)


def unfinished(council_id: int, *, group: str, cycle: str) -> DebitRun | None:
    """Return the run of a group that was asked for or begun and is not posted, if it can still be made."""
    last = last_run(council_id, group=group, cycle=cycle)
    rows = DebitRun.objects.filter(council_id=council_id, group=group, cycle=cycle)
    left = rows.exclude(status=DebitRun.Status.POSTED)
    return (left.filter(period_from_on=last.period_until_on) if last else left).order_by("-at").first()


def _begun(council_id: int, group: str, cycle: str, *, on: date) -> Debit | None:
    """Return the debit that follows the last, if its period has begun."""
    last = last_run(council_id, group=group, cycle=cycle)
    if last is None or last.period_until_on > on:
        return None
    return debit_of(council_id, group=group, cycle=cycle, starts_on=last.period_until_on)
