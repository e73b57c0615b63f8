-- Write-offs and write-ons that somebody authorised in the period, against what was posted. A write-on takes from them.
(SELECT 'expected', 'authorised:' || journal.reason,
        sum(CASE WHEN journal.kind = 'write_off' THEN journal.total ELSE -journal.total END), count(*)::int
 FROM rents_journal journal
 WHERE journal.council_id = %(council)s AND journal.kind IN ('write_off', 'write_on') AND journal.status = 'posted'
   AND journal.posted_on >= %(from)s AND journal.posted_on < %(until)s
 GROUP BY journal.reason ORDER BY journal.reason)
UNION ALL
(SELECT 'posted', CASE WHEN m.kind = 'reversal' THEN 'reversed' ELSE 'code:' || m.code END,
        sum(CASE WHEN m.debit_id = control.id THEN m.amount ELSE -m.amount END), count(*)::int
 FROM ledger_account control JOIN ledger_movement m ON control.id IN (m.debit_id, m.credit_id)
 WHERE control.council_id = %(council)s AND control.code = 'write_offs' AND m.council_id = %(council)s
   AND NOT m.by_run AND m.posted_on >= %(from)s AND m.posted_on < %(until)s
 GROUP BY 2 ORDER BY 2)
