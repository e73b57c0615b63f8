WITH sides AS (
    SELECT debit_id AS account_id, id, posted_on, effective_on, kind, code, amount, credit_id AS other_id, narrative,
           reference, batch, who, posted_at, run_id, reverses_id
    FROM ledger_movement
    WHERE debit_id = ANY (%(accounts)s) AND (%(until_on)s::date IS NULL OR {by} < %(until_on)s)
    UNION ALL
    SELECT credit_id, id, posted_on, effective_on, kind, code, -amount, debit_id, narrative,
           reference, batch, who, posted_at, run_id, reverses_id
    FROM ledger_movement
    WHERE credit_id = ANY (%(accounts)s) AND (%(until_on)s::date IS NULL OR {by} < %(until_on)s)
),
running AS (
    SELECT *, sum(amount) OVER ({whose} ORDER BY {by}, id) AS balance FROM sides
)
SELECT r.account_id, r.id, r.posted_on, r.effective_on, r.kind, r.code, r.amount, r.balance, r.other_id, r.narrative,
       r.reference, r.batch, coalesce(nullif(r.who, ''), run.who, ''), r.posted_at, r.run_id, r.reverses_id,
       v.reversal_id
FROM running AS r
LEFT JOIN ledger_reversal AS v ON v.movement_id = r.id
LEFT JOIN ledger_run AS run ON run.id = r.run_id
WHERE %(from_on)s::date IS NULL OR r.{by} >= %(from_on)s
ORDER BY {first} {by}, r.id
