-- A movement for each line: from where it came to where it goes, or back.
SELECT
    movement AS id,
    CASE WHEN amount > 0 THEN came_id ELSE went_id END AS debit_id,
    CASE WHEN amount > 0 THEN went_id ELSE came_id END AS credit_id,
    abs(amount) AS amount,
    'receipt'::varchar AS kind,
    code,
    paid_on AS effective_on,
    CASE WHEN payer = '' THEN words WHEN words = '' THEN payer ELSE left(payer || ' ' || words, 300) END AS narrative,
    reference,
    %(batch)s AS batch
FROM money_placed
