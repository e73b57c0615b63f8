-- The lines with whose they are, where their reference is an account's, and the two accounts of the books that each
-- moves between. Void accounts owe nothing to anybody, and a closed one takes nothing. What is of nobody is in
-- suspense until something else is decided.
CREATE TEMPORARY TABLE money_placed ON COMMIT DROP AS
SELECT line.*, account.id AS rent_account_id,
    (CASE WHEN account.id IS NOT NULL THEN 'reference' WHEN line.goes_to <> '' THEN 'elsewhere' ELSE 'suspense' END
    )::varchar(20) AS evidence,
    came.id AS came_id,
    coalesce(part.ledger_account_id, went.id) AS went_id
FROM money_line AS line
LEFT JOIN (
    rents_rentaccount AS account
    JOIN rents_accountpart AS part
        ON part.council_id = %(council)s AND part.rent_account_id = account.id AND part.part = 'rent'
        AND part.ledger_account_id NOT IN (
            SELECT id FROM ledger_account WHERE council_id = %(council)s AND closed_on <= %(posted_on)s)
) ON account.council_id = %(council)s AND account.payment_reference = line.reference
    AND account.tenancy_id IS NOT NULL
    AND line.goes_to = '' AND line.reference <> '' AND line.code <> %(unpaid)s
LEFT JOIN money_control AS came ON came.code = line.control
LEFT JOIN money_control AS went ON went.code = coalesce(nullif(line.goes_to, ''), 'suspense')
