, {debited}, {received}, since AS (
    SELECT side.account_id, sum(side.pounds) AS pounds
    FROM ledger_movement m
    CROSS JOIN LATERAL (VALUES (m.debit_id, m.amount), (m.credit_id, -m.amount)) AS side (account_id, pounds)
    WHERE m.council_id = %(council)s AND m.posted_on >= %(from)s AND m.posted_on < %(until)s
    GROUP BY side.account_id
), before AS (
    -- What each owed before the first day: what it owes now, less what moved since.
    SELECT owed.pounds - coalesce(since.pounds, 0) AS pounds
    FROM owed LEFT JOIN since ON since.account_id = owed.ledger_account_id
    WHERE NOT owed.is_former
)
SELECT coalesce((SELECT sum(received.pounds) FROM received JOIN owed USING (id) WHERE NOT owed.is_former), 0),
       coalesce((SELECT sum(pounds) FROM debited WHERE NOT is_void AND NOT is_former), 0)
       + coalesce((SELECT sum(pounds) FROM before WHERE pounds > 0), 0)
