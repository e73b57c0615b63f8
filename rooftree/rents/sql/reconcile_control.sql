-- The kept balances of all rent accounts at the end of the period, against the control accounts' movements until then.
-- The books balance by construction: what payers owe is what the control accounts together have given.
WITH moved AS (
    SELECT m.debit_id, m.credit_id, m.amount, m.posted_on < %(until)s AS is_before
    FROM ledger_movement m WHERE m.council_id = %(council)s
), later AS (
    SELECT sum(CASE WHEN part.ledger_account_id = m.debit_id THEN m.amount ELSE -m.amount END) AS pounds
    FROM moved m JOIN rents_accountpart part ON part.ledger_account_id IN (m.debit_id, m.credit_id)
    WHERE NOT m.is_before
)
(SELECT 'expected', 'balances', coalesce(sum(b.amount), 0) - coalesce((SELECT pounds FROM later), 0), count(*)::int
 FROM rents_accountpart part JOIN ledger_balance b ON b.account_id = part.ledger_account_id
 WHERE part.council_id = %(council)s)
UNION ALL
(SELECT 'posted', 'control:' || account.code, -sum(side.pounds), count(*)::int
 FROM (SELECT debit_id AS id, amount AS pounds FROM moved WHERE is_before
       UNION ALL SELECT credit_id, -amount FROM moved WHERE is_before) AS side
 JOIN ledger_account account ON account.id = side.id AND account.kind = 'control'
 GROUP BY account.code ORDER BY account.code)
