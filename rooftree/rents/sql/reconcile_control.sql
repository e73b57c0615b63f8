-- The kept balances of all rent accounts at the end of the period, against what the control accounts gave: what payers
-- owed at the last year's close, and the movements of control accounts since. The books balance by construction.
WITH since AS (
    SELECT coalesce(max(until_on), '-infinity') AS day FROM ledger_yearclose
    WHERE council_id = %(council)s AND until_on <= %(until)s
), later AS (
    SELECT sum(side.pounds) AS pounds
    FROM ledger_movement m
    CROSS JOIN LATERAL (VALUES (m.debit_id, m.amount), (m.credit_id, -m.amount)) AS side (account_id, pounds)
    JOIN rents_accountpart part ON part.ledger_account_id = side.account_id
    WHERE m.council_id = %(council)s AND m.posted_on >= %(until)s
), moved AS (
    SELECT m.debit_id, m.credit_id, sum(m.amount) AS pounds, count(*)::int AS movements
    FROM ledger_movement m
    WHERE m.council_id = %(council)s AND m.posted_on >= (SELECT day FROM since) AND m.posted_on < %(until)s
    GROUP BY m.debit_id, m.credit_id
)
(SELECT 'expected', 'balances', coalesce(sum(b.amount), 0) - coalesce((SELECT pounds FROM later), 0), count(*)::int
 FROM rents_accountpart part JOIN ledger_balance b ON b.account_id = part.ledger_account_id
 WHERE part.council_id = %(council)s)
UNION ALL
(SELECT 'posted', 'brought_forward', sum(amount), count(*)::int FROM ledger_closedbalance
 WHERE council_id = %(council)s AND until_on = (SELECT day FROM since) HAVING count(*) > 0)
UNION ALL
(SELECT 'posted', 'control:' || account.code, -sum(side.pounds), sum(side.movements)::int
 FROM (SELECT debit_id AS id, pounds, movements FROM moved
       UNION ALL SELECT credit_id, -pounds, movements FROM moved) AS side
 JOIN ledger_account account ON account.id = side.id AND account.kind = 'control'
 GROUP BY account.code ORDER BY account.code)
