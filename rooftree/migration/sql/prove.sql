-- Whether the sum of each account's transactions is the balance that its old system gave.

-- [balances] Prove the balances
CREATE TEMP TABLE to_prove AS
SELECT b.id, b.source_system, b.facts->>'payment_ref' AS payment_ref, b.as_at, b.balance, b.rent_account_id
FROM rents_loadedbalance b
WHERE b.council_id = %(council)s AND b.rent_account_id IN (SELECT id FROM touched_account);
ANALYZE to_prove;
INSERT INTO proven (source, payment_ref, as_at, balance, transactions, rent_account_id)
SELECT b.source_system, b.payment_ref, b.as_at, b.balance, coalesce(sum(side.amount), 0), b.rent_account_id
FROM to_prove b
LEFT JOIN rents_accountpart part ON part.council_id = %(council)s AND part.rent_account_id = b.rent_account_id
LEFT JOIN (
    SELECT debit_id AS account_id, posted_on, amount FROM ledger_movement WHERE council_id = %(council)s
    UNION ALL
    SELECT credit_id, posted_on, -amount FROM ledger_movement WHERE council_id = %(council)s
) AS side ON side.account_id = part.ledger_account_id AND side.posted_on <= b.as_at
GROUP BY b.id, b.source_system, b.payment_ref, b.as_at, b.balance, b.rent_account_id;
DROP TABLE to_prove;
