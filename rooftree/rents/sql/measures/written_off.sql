WITH {debited}, written AS (
    SELECT sum(CASE WHEN m.debit_id = control.id THEN m.amount ELSE -m.amount END) AS pounds
    FROM ledger_account control JOIN ledger_movement m ON control.id IN (m.debit_id, m.credit_id)
    WHERE control.council_id = %(council)s AND control.code = 'write_offs' AND m.council_id = %(council)s
      AND NOT m.by_run AND m.posted_on >= %(from)s AND m.posted_on < %(until)s
)
SELECT coalesce((SELECT pounds FROM written), 0), coalesce((SELECT sum(pounds) FROM debited WHERE NOT is_void), 0)
