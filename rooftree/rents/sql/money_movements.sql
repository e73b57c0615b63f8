-- A movement for each line: from where it came to where it goes, or back.
SELECT
    CASE WHEN line.amount > 0 THEN came.id ELSE coalesce(matched.ledger_account_id, went.id) END AS debit_id,
    CASE WHEN line.amount > 0 THEN coalesce(matched.ledger_account_id, went.id) ELSE came.id END AS credit_id,
    abs(line.amount) AS amount,
    'receipt'::varchar AS kind,
    line.code,
    line.paid_on AS effective_on,
    %(batch)s || ':' || line.row AS key,
    left(concat_ws(' ', nullif(line.payer, ''), nullif(line.words, '')), 300) AS narrative,
    line.reference,
    %(batch)s AS batch
FROM money_line AS line
LEFT JOIN money_match AS matched USING (row)
JOIN unnest(%(codes)s::text[], %(ids)s::bigint[]) AS came (code, id) ON came.code = line.control
JOIN unnest(%(codes)s::text[], %(ids)s::bigint[]) AS went (code, id)
    ON went.code = CASE WHEN line.goes_to = '' THEN 'suspense' ELSE line.goes_to END
