-- What nobody is known to have paid waits in suspense, with the likeliest account as a suggestion.
INSERT INTO rents_suspenseitem
    (council_id, line_id, amount, received_on, suggested_id, evidence, because, team_id, status)
SELECT %(council)s, line_id(%(file)s, line.row), line.amount, %(posted_on)s, decided.rent_account_id,
    coalesce(decided.evidence, 'suspense'),
    CASE WHEN decided.posts THEN left(decided.because, 270) || ' That account is closed.'
        ELSE coalesce(decided.because, 'Nothing says whose it is.') END,
    %(team)s, 'open'
FROM money_placed AS line LEFT JOIN money_decided AS decided USING (row)
WHERE line.evidence = 'suspense'
