-- Suspense items open at the end of the period, against the balance of their control account.
WITH moved AS (
    SELECT m.posted_on < %(from)s AS is_before, CASE WHEN m.credit_id = a.id THEN m.amount ELSE -m.amount END AS pounds
    FROM ledger_account a JOIN ledger_movement m ON a.id IN (m.debit_id, m.credit_id)
    WHERE a.council_id = %(council)s AND a.code = 'suspense' AND m.council_id = %(council)s
      AND NOT m.by_run AND m.posted_on < %(until)s
)
SELECT 'expected', 'open_items', coalesce(sum(item.amount), 0), count(*)::int FROM rents_suspenseitem item
WHERE item.council_id = %(council)s AND item.received_on < %(until)s
  AND (item.settled_on IS NULL OR item.settled_on >= %(until)s)
  AND NOT EXISTS (
      -- Out of suspense at the end of the period, and taken back since.
      SELECT FROM rents_suspensemove move
      JOIN rents_suspenseshare share ON share.council_id = move.council_id AND share.move_id = move.id
      JOIN ledger_movement posted ON posted.council_id = share.council_id AND posted.id = share.movement
      JOIN ledger_movement back ON back.council_id = posted.council_id AND back.reverses_id = posted.id
      WHERE move.council_id = item.council_id AND move.item_id = item.id AND move.status = 'withdrawn'
        AND posted.posted_on < %(until)s AND back.posted_on >= %(until)s)
UNION ALL SELECT 'posted', 'brought', coalesce(sum(pounds), 0), count(*)::int FROM moved WHERE is_before
UNION ALL SELECT 'posted', 'moved', coalesce(sum(pounds), 0), count(*)::int FROM moved WHERE NOT is_before
