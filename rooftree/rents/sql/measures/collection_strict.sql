, {debited}, {received}, before AS (
    -- What each owed before the first day: what it owes now, less what moved since.
    SELECT owed.id, owed.pounds - coalesce(sum(CASE WHEN m.debit_id = owed.ledger_account_id THEN m.amount ELSE -m.amount END), 0)
        AS pounds
    FROM owed LEFT JOIN ledger_movement m ON owed.ledger_account_id IN (m.debit_id, m.credit_id)
        AND m.council_id = %(council)s AND m.posted_on >= %(from)s AND m.posted_on < %(until)s
    WHERE NOT owed.is_former
    GROUP BY owed.id, owed.pounds
)
SELECT coalesce((SELECT sum(received.pounds) FROM received JOIN owed USING (id) WHERE NOT owed.is_former), 0),
       coalesce((SELECT sum(pounds) FROM debited WHERE NOT is_void AND NOT is_former), 0)
       + coalesce((SELECT sum(pounds) FROM before WHERE pounds > 0), 0)
