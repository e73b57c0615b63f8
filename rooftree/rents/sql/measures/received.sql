-- What came in for rent parts in some days, net of what went back, and what was posted to them out of suspense.
received AS (
    SELECT owed.id, -sum(side.pounds) AS pounds
    FROM ledger_movement m
    LEFT JOIN ledger_movement was ON was.id = m.reverses_id
    CROSS JOIN LATERAL (VALUES (m.debit_id, m.amount), (m.credit_id, -m.amount)) AS side (account_id, pounds)
    JOIN owed ON owed.ledger_account_id = side.account_id
    WHERE m.council_id = %(council)s AND NOT m.by_run AND m.posted_on >= %(from)s AND m.posted_on < %(until)s
      AND ('receipt' IN (m.kind, was.kind) OR m.batch = 'suspense')
      AND (NOT owed.is_former OR m.posted_on >= owed.until_on)
    GROUP BY owed.id
)
