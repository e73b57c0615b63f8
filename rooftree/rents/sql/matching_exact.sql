-- Lines whose reference is an account's. Void accounts owe nothing to anybody, and a closed one takes nothing.
INSERT INTO money_match (row, rent_account_id, ledger_account_id, evidence)
SELECT line.row, account.id, part.ledger_account_id, 'reference'
FROM money_line AS line
JOIN rents_rentaccount AS account
    ON account.council_id = %(council)s AND account.payment_reference = line.reference
    AND account.tenancy_id IS NOT NULL
JOIN rents_accountpart AS part
    ON part.council_id = %(council)s AND part.rent_account_id = account.id AND part.part = 'rent'
JOIN ledger_account AS ledger
    ON ledger.council_id = %(council)s AND ledger.id = part.ledger_account_id
    AND (ledger.closed_on IS NULL OR ledger.closed_on > %(posted_on)s)
WHERE line.goes_to = '' AND line.reference <> '' AND line.code <> %(unpaid)s
