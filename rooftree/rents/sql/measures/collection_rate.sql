, {debited}, received AS (
    SELECT sum(CASE WHEN m.credit_id = owed.ledger_account_id THEN m.amount ELSE -m.amount END) AS pounds
    FROM ledger_movement m
    JOIN owed ON owed.ledger_account_id IN (m.debit_id, m.credit_id) AND NOT owed.is_former
    LEFT JOIN ledger_movement was ON was.id = m.reverses_id
    WHERE m.council_id = %(council)s AND NOT m.by_run AND m.posted_on >= %(from)s AND m.posted_on < %(until)s
      AND 'receipt' IN (m.kind, was.kind)
)
SELECT coalesce((SELECT pounds FROM received), 0),
       coalesce((SELECT sum(pounds) FROM debited WHERE NOT is_void AND NOT is_former), 0)
