-- The roll of the debit runs less voids, against what stands in the books as debited to payers; or, of voids, the roll
-- less what they charged to payers, against what stands on void accounts. The roll is reckoned from the charges alone,
-- when the run is made.
WITH run AS (
    -- A run stands in the books on its first day, and what was put right on the day it was; or, where the books were
    -- closed by then, on the first day that was open.
    SELECT d.* FROM rents_debitrun d
    CROSS JOIN LATERAL (
        SELECT greatest(CASE WHEN d.cycle = 'catch_up' THEN london_day(d.at) ELSE d.period_from_on END, max(c.until_on)) AS day
        FROM ledger_closing c WHERE c.council_id = d.council_id AND c.closed_at <= d.at
    ) AS stands
    WHERE d.council_id = %(council)s AND d.status = 'posted'
      AND stands.day >= %(from)s AND stands.day < %(until)s
), charged AS (
    SELECT CASE WHEN part.ledger_account_id = m.debit_id THEN m.amount ELSE -m.amount END AS pounds
    FROM ledger_movement m
    JOIN rents_accountpart part ON part.ledger_account_id IN (m.debit_id, m.credit_id)
    JOIN rents_rentaccount account ON account.id = part.rent_account_id AND (account.tenancy_id IS NULL) = %(voids)s
    LEFT JOIN ledger_movement was ON was.id = m.reverses_id
    WHERE m.council_id = %(council)s AND m.posted_on >= %(from)s AND m.posted_on < %(until)s
      AND (m.kind = 'charge' OR was.kind = 'charge')
)
SELECT 'expected', 'roll', coalesce(sum(expected), 0), count(*)::int FROM run WHERE cycle <> 'catch_up'
UNION ALL SELECT 'expected', 'caught_up', coalesce(sum(expected), 0), count(*)::int FROM run WHERE cycle = 'catch_up'
UNION ALL SELECT 'expected', CASE WHEN %(voids)s THEN 'of_payers' ELSE 'of_voids' END, -coalesce(sum(others), 0),
    count(*) FILTER (WHERE others <> 0)::int
FROM (SELECT CASE WHEN %(voids)s THEN charged ELSE void END AS others FROM run) AS of_others
UNION ALL SELECT 'posted', CASE WHEN %(voids)s THEN 'debited_to_voids' ELSE 'debited' END, coalesce(sum(pounds), 0),
    count(*)::int
FROM charged
