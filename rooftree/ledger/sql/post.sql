-- Post what a source gives, all or none, each key once. In this order, as everybody: accounts, then movements. How many
-- accounts were held is asked for so that they are, before anything is claimed.
-- The source gives debit_id, credit_id, amount, kind, code, effective_on, reverses_id, key, narrative, reference, batch.
WITH source AS MATERIALIZED (
    SELECT DISTINCT ON (key) *
    FROM ({source}) AS given
    ORDER BY key
),
held AS MATERIALIZED (
    SELECT ledger_hold(ARRAY(SELECT debit_id FROM source UNION SELECT credit_id FROM source)) AS accounts
),
claimed AS (
    INSERT INTO ledger_key (movement_id, council_id, key)
    SELECT nextval('ledger_movement_id'), {council}, key
    FROM source, held
    WHERE held.accounts >= 0
    ON CONFLICT (council_id, key) DO NOTHING
    RETURNING movement_id, key
),
posted AS (
    INSERT INTO ledger_movement
        (id, council_id, debit_id, credit_id, amount, kind, code, effective_on, posted_on, posted_at, by_run,
         reverses_id, narrative, reference, batch, who)
    SELECT movement_id, {council}, debit_id, credit_id, amount, kind, code, effective_on, {posted_on}, {at}, false,
           reverses_id, narrative, reference, batch, {who}
    FROM source JOIN claimed USING (key)
    RETURNING id
)
{answer}
