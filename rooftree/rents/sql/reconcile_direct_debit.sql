-- Direct debits submitted, less what the bank reports unpaid, against what was posted through their control account.
WITH control AS (
    SELECT id FROM ledger_account WHERE council_id = %(council)s AND code = 'direct_debit'
), told AS (
    -- Money that came in a cash file or passed through a bank statement is reconciled with its file.
    SELECT CASE WHEN m.kind = 'reversal' THEN 'reversed' WHEN m.debit_id = control.id THEN 'to_accounts'
                ELSE 'sent_back' END AS code,
           CASE WHEN m.debit_id = control.id THEN m.amount ELSE -m.amount END AS pounds
    FROM control JOIN ledger_movement m ON control.id IN (m.debit_id, m.credit_id)
    WHERE m.council_id = %(council)s AND NOT m.by_run AND m.posted_on >= %(from)s AND m.posted_on < %(until)s
      AND m.kind IN ('receipt', 'reversal')
      AND NOT EXISTS (SELECT FROM rents_moneyfile f
                      WHERE f.council_id = %(council)s AND 'file:' || f.id = m.batch AND f.kind <> 'arudd')
)
(SELECT 'expected', 'submitted', coalesce(sum(s.total), 0), coalesce(sum(s.items), 0)::int
 FROM rents_submission s
 WHERE s.council_id = %(council)s AND london_day(s.posted_at) >= %(from)s AND london_day(s.posted_at) < %(until)s)
UNION ALL
(SELECT 'expected', 'unpaid', coalesce(sum(f.total), 0), coalesce(sum(f.lines), 0)::int FROM rents_moneyfile f
 WHERE f.council_id = %(council)s AND f.kind = 'arudd' AND f.status = 'posted'
   AND f.posted_on >= %(from)s AND f.posted_on < %(until)s)
UNION ALL
(SELECT 'posted', code, sum(pounds), count(*)::int FROM told GROUP BY code ORDER BY code)
