"""Puts right what was charged wrongly: for people who came late or left earlier, and for changed charges.

For each period that was run, what is due now is set beside what was posted and not taken back, account by
account and code by code. Where they differ, what was posted is reversed, and what is due is posted. So it can
be made at any time, by anybody, any number of times: the second time there is nothing left to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from rooftree.foundations.dates import london_day
from rooftree.foundations.idempotency import once
from rooftree.foundations.money import NOUGHT
from rooftree.foundations.periods import Period
from rooftree.ledger import accounts as ledger_accounts
from rooftree.ledger import posting
from rooftree.ledger import runs as ledger_runs
from rooftree.places.models import Place
from rooftree.rents import permissions
from rooftree.rents.actions import dues, regrouping
from rooftree.rents.actions.accounts import groups_of_empties
from rooftree.rents.actions.dues import CODES, Scope, execute, rows
from rooftree.rents.actions.runs import CATCH_UP, first_open_day, per_of, who_posts
from rooftree.rents.models import ChangedSince, DebitRun
from rooftree.staff.models import Officer
from rooftree.staff.permissions import require

REASON = "Put right, because dates or charges changed"
BATCH = 500
"""So many places are put right in one transaction."""


@dataclass
class _Sums:
    """What a putting right came to, in pounds: the change for payers and for void accounts."""

    accounts: int = 0
    charged: Decimal = NOUGHT
    void: Decimal = NOUGHT


def put_right(council_id: int, *, by: Officer | None = None, at: datetime) -> list[DebitRun]:
    """Put right every place that was marked since; return a run of its own for each group that was touched.

    Killed in the middle, what was put right stays, and the next goes on with the rest.
    """
    if by:
        require(permissions.may_run_debits(by))
    made: list[DebitRun] = []
    while places := _marked(council_id):
        made += _put_right(council_id, places, by=by, at=at, key="")
    return made


def put_place_right(place: Place, *, by: Officer, at: datetime, key: str) -> list[DebitRun]:
    """Put one place right at once, for an officer who waits for it."""
    require(permissions.may_run_debits(by, place))
    return _put_right(place.council_id, [place.pk], by=by, at=at, key=key)


def _marked(council_id: int) -> list[int]:
    marks = ChangedSince.objects.filter(council_id=council_id, done_in__isnull=True)
    return list(marks.order_by("place_id").values_list("place_id", flat=True).distinct()[:BATCH])


@transaction.atomic
def _put_right(
    council_id: int, places: Sequence[int], *, by: Officer | None, at: datetime, key: str
) -> list[DebitRun]:
    """Put these places right, as one, while no run is made; their marks are done."""
    with ledger_runs.one_at_a_time(council_id):
        if key and once(key, "rents.put_place_right", council_id=council_id, at=at).before:
            return []
        marks = list(_marks_of(council_id, places))
        groups = groups_of_empties([mark.place_id for mark in marks], council_id=council_id, on=london_day(at))
        made = []
        for group in sorted(set(groups.values())):
            of_group = [mark for mark in marks if groups[mark.place_id] == group]
            made.append(_put_group_right(council_id, group, of_group, by=by, at=at))
    return made


def _marks_of(council_id: int, places: Sequence[int]) -> Sequence[ChangedSince]:
    marks = ChangedSince.objects.filter(council_id=council_id, done_in__isnull=True, place__in=places)
    return list(marks.order_by("pk").select_for_update())


def _put_group_right(
    council_id: int, group: str, marks: Sequence[ChangedSince], *, by: Officer | None, at: datetime
) -> DebitRun:
    since: dict[int, date] = {}
    for mark in marks:
        since[mark.place_id] = min(mark.from_on, since.get(mark.place_id, mark.from_on))
    scope = [Scope(place, first) for place, first in since.items()]
    run_before = _periods_run(council_id, since=min(since.values()))
    begun = [periods[0].starts for periods in run_before.values()]
    first = max(min(since.values()), min(begun, default=london_day(at)))
    run = DebitRun.objects.create(
        council_id=council_id,
        group=group,
        cycle=CATCH_UP,
        period_from_on=first,
        period_until_on=max(london_day(at), first) + timedelta(days=1),
        status=DebitRun.Status.STARTED,
        expected=NOUGHT,
        charged=NOUGHT,
        void=NOUGHT,
        by=by,
        at=at,
    )
    sums = _Sums()
    listed = dues.code_params(council_id, on=london_day(at))
    for cycle, periods in run_before.items():
        per = per_of(cycle, council_id, on=periods[-1].starts)
        with dues.reckoned_for(council_id, per=per, periods=periods, scope=scope, listed=listed):
            dues.open_what_is_missing(council_id, listed=listed, on=london_day(at), at=at)
            _correct(run, cycle, scope, sums, listed, who=who_posts(by))
    regrouping.move_income(council_id, None, at=at, who=who_posts(by))
    run.accounts, run.charged, run.void = sums.accounts, sums.charged, sums.void
    run.late = run.expected = sums.charged + sums.void
    run.status, run.posted_on = DebitRun.Status.POSTED, first_open_day(council_id, london_day(at))
    run.save()
    ChangedSince.objects.filter(pk__in=[mark.pk for mark in marks]).update(done_in=run)
    return run


def _periods_run(council_id: int, *, since: date) -> dict[str, list[Period]]:
    """Return the periods that were run of any group and end after a day, by cycle, in order."""
    runs = DebitRun.objects.filter(
        council_id=council_id, status=DebitRun.Status.POSTED, period_until_on__gt=since
    ).exclude(cycle=CATCH_UP)
    found: dict[str, list[Period]] = {}
    days = runs.order_by("cycle", "period_from_on").values_list("cycle", "period_from_on", "period_until_on")
    for cycle, from_on, until_on in days.distinct():
        found.setdefault(cycle, []).append(Period(from_on, until_on))
    return found


# What is due counts where its group was run in that period, and the week was not free. What was posted counts
# until it is taken back: by a run of the ledger, or one by one, with the period as its batch.
_DIFFERENCES = f"""
    CREATE TEMPORARY TABLE rents_differing ON COMMIT DROP AS
    WITH listed AS MATERIALIZED (SELECT * FROM {CODES}
    ), place AS (
        SELECT * FROM unnest(%(places)s::bigint[], %(since)s::date[]) AS given (place_id, since)
    ), run AS MATERIALIZED (
        SELECT run."group", run.ledger_run_id, run.period_from_on AS starts_on, run.period_until_on AS ends_on,
            coalesce(run.period_from_on = ANY (year.free_weeks), false) AS is_free
        FROM rents_debitrun AS run
        LEFT JOIN rents_rentyear AS year ON run.cycle = 'weekly' AND year.council_id = run.council_id
            AND year."group" = run."group" AND run.period_from_on >= year.starts_on
            AND run.period_from_on < year.starts_on + 7 * year.weeks
        WHERE run.council_id = %(council)s AND run.cycle = %(cycle)s AND run.status = 'posted'
    ), due AS (
        SELECT due.account_id, due."group", due.code, due.starts_on, due.from_on, due.days,
            due.ends_on - due.starts_on AS of_days,
            CASE WHEN listed.reduces THEN -due.pounds ELSE due.pounds END AS pounds
        FROM rents_due_now AS due JOIN listed USING (code)
        JOIN run ON run."group" = due."group" AND run.starts_on = due.starts_on AND NOT run.is_free
    ), before AS MATERIALIZED (
        SELECT * FROM rents_groupbefore WHERE council_id = %(council)s
    ), side AS (
        SELECT part.rent_account_id AS account_id, account."group", place.since, part.ledger_account_id
        FROM place JOIN rents_rentaccount AS account USING (place_id)
        JOIN rents_accountpart AS part ON part.rent_account_id = account.id
        WHERE account.council_id = %(council)s
    ), moved AS (
        SELECT side.account_id, side."group", side.since, m.id, m.code, m.amount AS pounds, m.run_id, m.batch,
            m.kind
        FROM side JOIN ledger_movement AS m ON m.debit_id = side.ledger_account_id
        UNION ALL
        SELECT side.account_id, side."group", side.since, m.id, m.code, -m.amount, m.run_id, m.batch, m.kind
        FROM side JOIN ledger_movement AS m ON m.credit_id = side.ledger_account_id
    ), standing AS (
        SELECT moved.account_id, moved."group", moved.since, moved.id, moved.code, moved.pounds,
            coalesce(run.starts_on,
                CASE WHEN moved.batch LIKE %(cycle)s || ':%%' THEN split_part(moved.batch, ':', 2)::date END
            ) AS starts_on
        FROM moved LEFT JOIN run ON run.ledger_run_id = moved.run_id
        WHERE moved.kind = 'charge'
            AND NOT EXISTS (SELECT FROM ledger_reversal AS back WHERE back.movement_id = moved.id)
    ), in_group AS (
        SELECT standing.account_id, coalesce(before."group", standing."group") AS "group", standing.since,
            standing.id, standing.code, standing.pounds, standing.starts_on
        FROM standing LEFT JOIN before ON before.rent_account_id = standing.account_id
            AND standing.starts_on >= before.from_on AND standing.starts_on < before.until_on
    ), posted AS (
        SELECT in_group.account_id, "group", in_group.code, starts_on, sum(in_group.pounds) AS pounds,
            array_agg(in_group.id) AS ids
        FROM in_group JOIN run USING ("group", starts_on)
        WHERE run.ends_on > in_group.since
        GROUP BY in_group.account_id, "group", in_group.code, starts_on
    )
    SELECT account_id, "group", code, starts_on, coalesce(posted.ids, '{{}}') AS ids,
        due.from_on, due.days, due.of_days, coalesce(due.pounds, 0) AS due, coalesce(posted.pounds, 0) AS posted
    FROM due FULL JOIN posted USING (account_id, "group", code, starts_on)
    WHERE coalesce(due.pounds, 0) <> coalesce(posted.pounds, 0)
"""  # noqa: S608
_TO_REVERSE = "SELECT unnest(ids) FROM rents_differing ORDER BY 1"
_CHANGES = """
    SELECT account.tenancy_id IS NULL, count(DISTINCT account.id), sum(differing.due - differing.posted)
    FROM rents_differing AS differing JOIN rents_rentaccount AS account ON account.id = differing.account_id
    GROUP BY 1
"""
_GROUPS = 'SELECT DISTINCT "group" FROM rents_differing'
_POST = f"""
    SELECT CASE WHEN listed.reduces THEN income.id ELSE part.ledger_account_id END AS debit_id,
        CASE WHEN listed.reduces THEN part.ledger_account_id ELSE income.id END AS credit_id,
        abs(differing.due)::numeric(12, 2) AS amount, 'charge' AS kind, differing.code,
        differing.from_on AS effective_on,
        %(key)s || ':' || part.ledger_account_id || ':' || differing.code || ':' || differing.starts_on AS key,
        CASE WHEN differing.days < differing.of_days
            THEN differing.days || ' of ' || differing.of_days || ' days, ' ELSE ''
        END || 'put right' AS narrative,
        '' AS reference, %(cycle)s || ':' || differing.starts_on || ':right' AS batch
    FROM rents_differing AS differing JOIN {CODES} USING (code)
    JOIN rents_accountpart AS part ON part.rent_account_id = differing.account_id AND part.part = listed.part
    JOIN unnest(%(groups)s::text[], %(incomes)s::bigint[]) AS income ("group", id)
        ON income."group" = differing."group"
    WHERE differing.due <> 0
"""  # noqa: S608


def _correct(
    run: DebitRun, cycle: str, scope: Sequence[Scope], sums: _Sums, listed: dict[str, Any], *, who: str
) -> None:
    """Reverse what differs from what is due, and post what is due, for one cycle."""
    council_id, on = run.council_id, london_day(run.at)
    params: dict[str, Any] = listed | {
        "council": council_id,
        "cycle": cycle,
        "places": [each.place for each in scope],
        "since": [each.since for each in scope],
        "key": f"rents:right:{run.pk}",
    }
    execute("DROP TABLE IF EXISTS pg_temp.rents_differing")
    execute(_DIFFERENCES, params)
    wrong = [movement for (movement,) in rows(_TO_REVERSE)]
    groups = [group for (group,) in rows(_GROUPS)]
    incomes = ledger_accounts.controls(council_id, [f"income.{group}" for group in groups])
    posted_on = first_open_day(council_id, on)
    facts: dict[str, Any] = {"council_id": council_id, "posted_on": posted_on, "at": run.at, "who": who}
    posting.reverse(wrong, reason=REASON, **facts)
    params |= {"groups": groups, "incomes": [incomes[f"income.{group}"] for group in groups]}
    posting.post_from(_POST, params, **facts)
    for is_void, accounts, pounds in rows(_CHANGES):
        sums.accounts += accounts
        sums.void += pounds if is_void else NOUGHT
        sums.charged += NOUGHT if is_void else pounds
