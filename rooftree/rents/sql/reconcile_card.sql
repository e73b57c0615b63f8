-- Card payments that the provider has as paid, less what went back to cards, against what was posted. Payers who are
-- restricted count too: the function gives numbers alone.
WITH control AS (
    SELECT id FROM ledger_account WHERE council_id = %(council)s AND code = 'card'
)
(SELECT 'expected', t.code, t.pounds, t.count FROM rents_card_totals(%(council)s, %(from)s, %(until)s) AS t)
UNION ALL
(SELECT 'posted',
        CASE WHEN m.kind = 'reversal' THEN 'reversed' WHEN m.debit_id = control.id THEN 'to_accounts' ELSE 'given_back' END,
        sum(CASE WHEN m.debit_id = control.id THEN m.amount ELSE -m.amount END), count(*)::int
 FROM control JOIN ledger_movement m ON control.id IN (m.debit_id, m.credit_id)
 WHERE m.council_id = %(council)s AND NOT m.by_run AND m.posted_on >= %(from)s AND m.posted_on < %(until)s
   AND m.kind IN ('receipt', 'reversal')
   AND NOT EXISTS (SELECT FROM rents_moneyfile f WHERE f.council_id = %(council)s AND 'file:' || f.id = m.batch)
 GROUP BY 2 ORDER BY 2)
