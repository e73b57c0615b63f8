-- Suspense items open at the end of the period, against the balance of their control account.
WITH moved AS (
    SELECT m.posted_on < %(from)s AS is_before, CASE WHEN m.credit_id = a.id THEN m.amount ELSE -m.amount END AS pounds
    FROM ledger_account a JOIN ledger_movement m ON a.id IN (m.debit_id, m.credit_id)
    WHERE a.council_id = %(council)s AND a.code = 'suspense' AND m.council_id = %(council)s
      AND NOT m.by_run AND m.posted_on < %(until)s
)
SELECT 'expected', 'open_items', coalesce(sum(amount), 0), count(*)::int FROM rents_suspenseitem
WHERE council_id = %(council)s AND received_on < %(until)s AND (settled_on IS NULL OR settled_on >= %(until)s)
UNION ALL SELECT 'posted', 'brought', coalesce(sum(pounds), 0), count(*)::int FROM moved WHERE is_before
UNION ALL SELECT 'posted', 'moved', coalesce(sum(pounds), 0), count(*)::int FROM moved WHERE NOT is_before
