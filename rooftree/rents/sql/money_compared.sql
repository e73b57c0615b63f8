-- Where the file, what was kept of it and the books disagree about a line.
SELECT coalesce(line.number, kept.number), coalesce(line.reference, kept.reference), line.amount, posted.amount
FROM money_line AS line
FULL JOIN (
    SELECT * FROM rents_fileline
    WHERE council_id = %(council)s AND id BETWEEN line_id(%(file)s, 1) AND line_id(%(file)s + 1, 0)
) AS kept USING (row)
LEFT JOIN LATERAL (
    SELECT CASE WHEN movement.debit_id = control.id THEN movement.amount ELSE -movement.amount END AS amount,
        CASE WHEN movement.debit_id = control.id THEN movement.credit_id ELSE movement.debit_id END AS other_id
    FROM ledger_movement AS movement
    JOIN ledger_account AS control
        ON control.council_id = %(council)s AND control.code = kept.control
        AND control.id IN (movement.debit_id, movement.credit_id)
    WHERE movement.id = kept.movement AND movement.batch = %(batch)s AND movement.posted_on = %(posted_on)s
        AND NOT movement.by_run
) AS posted ON true
LEFT JOIN rents_accountpart AS part
    ON part.council_id = %(council)s AND part.rent_account_id = kept.rent_account_id AND part.part = 'rent'
WHERE line.amount IS DISTINCT FROM posted.amount
    OR line.amount IS DISTINCT FROM kept.amount
    OR line.reference IS DISTINCT FROM kept.reference
    OR (part.ledger_account_id IS NOT NULL AND part.ledger_account_id IS DISTINCT FROM posted.other_id)
ORDER BY row
