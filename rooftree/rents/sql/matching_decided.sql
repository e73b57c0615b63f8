-- What was decided is certain: place those lines, unless the account has closed.
UPDATE money_placed AS placed
SET rent_account_id = decided.rent_account_id, evidence = decided.evidence, went_id = part.ledger_account_id
FROM money_decided AS decided
JOIN rents_accountpart AS part
    ON part.council_id = %(council)s AND part.rent_account_id = decided.rent_account_id AND part.part = 'rent'
JOIN ledger_account AS ledger
    ON ledger.council_id = %(council)s AND ledger.id = part.ledger_account_id
    AND (ledger.closed_on IS NULL OR ledger.closed_on > %(posted_on)s)
WHERE decided.posts AND placed.row = decided.row
