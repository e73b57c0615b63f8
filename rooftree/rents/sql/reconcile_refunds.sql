-- Refunds approved in the period, against what was debited to accounts for them.
(SELECT 'expected', 'approved', coalesce(sum(amount), 0), count(*)::int FROM rents_refund
 WHERE council_id = %(council)s AND status IN ('approved', 'paid')
   AND london_day(settled_at) >= %(from)s AND london_day(settled_at) < %(until)s)
UNION ALL
(SELECT 'posted', CASE WHEN m.kind = 'reversal' THEN 'reversed' ELSE 'code:' || m.code END,
        sum(CASE WHEN m.credit_id = control.id THEN m.amount ELSE -m.amount END), count(*)::int
 FROM ledger_account control
 JOIN ledger_movement m ON control.id IN (m.debit_id, m.credit_id)
 JOIN ledger_account other ON other.id IN (m.debit_id, m.credit_id) AND other.kind = 'personal'
 WHERE control.council_id = %(council)s AND control.code = 'refunds' AND m.council_id = %(council)s
   AND NOT m.by_run AND m.posted_on >= %(from)s AND m.posted_on < %(until)s
 GROUP BY 2 ORDER BY 2)
