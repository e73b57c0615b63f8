-- What was due, charged, lost and collected in each week of some days, by rent group. A week is seven days from the
-- first day on. What came in is net of what went back; what was posted out of suspense came in too, other journals did not.
-- Before the first run of a group, the roll is what an old system charged.
WITH run AS (
    SELECT r.group, (r.period_from_on - %(from)s::date) / 7 AS week, sum(r.expected) FILTER (WHERE r.cycle <> 'catch_up') AS roll,
           sum(r.charged) FILTER (WHERE r.cycle <> 'catch_up') AS charged,
           sum(r.void) FILTER (WHERE r.cycle <> 'catch_up') AS void,
           sum(CASE WHEN r.cycle = 'catch_up' THEN r.charged ELSE r.late END) AS late
    FROM rents_debitrun r
    WHERE r.council_id = %(council)s AND r.status = 'posted'
      AND r.period_from_on >= %(from)s AND r.period_from_on < %(until)s
    GROUP BY 1, 2
), first AS (
    -- The day on which charging began here, by group. What stands before it an old system charged.
    SELECT r.group, min(r.period_from_on) AS day FROM rents_debitrun r
    WHERE r.council_id = %(council)s AND r.status = 'posted' GROUP BY 1
), loaded AS (
    SELECT a.group, (m.posted_on - %(from)s::date) / 7 AS week,
           sum(side.pounds) FILTER (WHERE a.tenancy_id IS NOT NULL) AS charged,
           sum(side.pounds) FILTER (WHERE a.tenancy_id IS NULL) AS void
    FROM ledger_movement m
    LEFT JOIN ledger_movement was ON was.id = m.reverses_id AND NOT was.by_run
    CROSS JOIN LATERAL (VALUES (m.debit_id, m.amount), (m.credit_id, -m.amount)) AS side (account_id, pounds)
    JOIN rents_accountpart part ON part.council_id = %(council)s AND part.ledger_account_id = side.account_id
    JOIN rents_rentaccount a ON a.council_id = %(council)s AND a.id = part.rent_account_id
    LEFT JOIN first ON first.group = a.group
    WHERE NOT m.by_run AND m.council_id = %(council)s AND m.posted_on >= %(from)s AND m.posted_on < %(until)s
      AND m.posted_on < coalesce((SELECT max(day) FROM first), 'infinity') AND m.posted_on < coalesce(first.day, 'infinity')
      AND 'charge' IN (m.kind, was.kind)
    GROUP BY 1, 2
), receipt AS (
    SELECT m.debit_id, m.credit_id, (m.posted_on - %(from)s::date) / 7 AS week, m.amount
    FROM ledger_movement m LEFT JOIN ledger_movement was ON was.id = m.reverses_id AND NOT was.by_run
    WHERE NOT m.by_run AND m.council_id = %(council)s AND m.posted_on >= %(from)s AND m.posted_on < %(until)s
      AND ('receipt' IN (m.kind, was.kind) OR m.batch = 'suspense')
), moved AS (
    SELECT credit_id AS account_id, week, amount FROM receipt
    UNION ALL SELECT debit_id, week, -amount FROM receipt
), came AS (
    SELECT coalesce(was.group, a.group) AS "group", moved.week, sum(moved.amount) AS collected
    FROM moved
    JOIN rents_accountpart part ON part.council_id = %(council)s AND part.ledger_account_id = moved.account_id
    JOIN rents_rentaccount a ON a.council_id = %(council)s AND a.id = part.rent_account_id
    LEFT JOIN rents_groupbefore was ON was.council_id = %(council)s AND was.rent_account_id = a.id
        AND %(from)s::date + 7 * moved.week >= was.from_on AND %(from)s::date + 7 * moved.week < was.until_on
    GROUP BY 1, 2
)
SELECT "group", %(from)s::date + 7 * week AS starts_on,
       coalesce(run.roll, 0) + coalesce(loaded.charged, 0) + coalesce(loaded.void, 0) AS roll,
       coalesce(run.charged, 0) + coalesce(loaded.charged, 0) AS charged,
       coalesce(run.void, 0) + coalesce(loaded.void, 0) AS void,
       coalesce(run.late, 0) AS late, coalesce(came.collected, 0) AS collected
FROM run FULL JOIN loaded USING ("group", week) FULL JOIN came USING ("group", week)
ORDER BY 2, 1
