-- Accounts and amounts of which it matters whether the one is expected to pay the other. Where several fit by surname
-- and initial, it does not: they fit equally well, whatever they pay.
INSERT INTO money_pair (account_id, amount, paid_on)
SELECT DISTINCT found.account_id, abs(line.amount), line.paid_on
FROM (
    SELECT *, min(account_id) OVER of_evidence = max(account_id) OVER of_evidence AS is_only_one
    FROM money_found WINDOW of_evidence AS (PARTITION BY row, evidence)
) AS found
JOIN money_left AS line USING (row)
WHERE found.evidence <> 'initial' OR found.is_only_one
