-- Write the suggestions that changed, and no others.
UPDATE rents_suspenseitem AS item
SET suggested_id = decided.rent_account_id, evidence = decided.evidence, because = decided.because
FROM money_decided AS decided JOIN money_left AS line USING (row)
WHERE item.council_id = %(council)s AND item.id = line.item_id AND item.status = 'open'
    AND (item.suggested_id, item.evidence, item.because)
        IS DISTINCT FROM (decided.rent_account_id, decided.evidence, decided.because)
