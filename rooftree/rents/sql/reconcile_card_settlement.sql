-- What GOV.UK Pay's provider paid out to the bank account, less what was given back and what it kept, and what cash
-- offices took by card, against what bank statements brought to the control account of cards.
WITH control AS (
    SELECT max(id) FILTER (WHERE code = 'card') AS card, max(id) FILTER (WHERE code = 'cash') AS cash
    FROM ledger_account WHERE council_id = %(council)s AND code IN ('card', 'cash')
), moved AS (
    SELECT m.kind, m.batch, CASE WHEN m.credit_id = control.card THEN m.amount ELSE -m.amount END AS pounds,
           control.cash IN (m.debit_id, m.credit_id) AS at_bank
    FROM control JOIN ledger_movement m ON control.card IN (m.debit_id, m.credit_id)
    WHERE m.council_id = %(council)s AND NOT m.by_run AND m.posted_on >= %(from)s AND m.posted_on < %(until)s
)
(SELECT 'expected', t.code, t.pounds, t.count FROM rents_card_settled(%(council)s, %(from)s, %(until)s) AS t
 ORDER BY t.code DESC)
UNION ALL
(SELECT 'expected', 'card_files', -sum(pounds), count(*)::int
 FROM moved JOIN rents_moneyfile f ON f.council_id = %(council)s AND f.kind <> 'bank' AND 'file:' || f.id = moved.batch
 WHERE NOT at_bank HAVING count(*) > 0)
UNION ALL
(SELECT 'posted', CASE WHEN kind = 'reversal' THEN 'reversed' ELSE 'reached_bank' END, sum(pounds), count(*)::int
 FROM moved WHERE at_bank GROUP BY 2 ORDER BY 2)
