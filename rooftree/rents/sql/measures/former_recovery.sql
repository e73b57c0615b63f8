, {received}, moved AS (
    -- What changed the debts of former tenants in these days, since they were former: received and written off apart.
    SELECT owed.id, sum(side.pounds) AS pounds,
           -sum(side.pounds) FILTER (WHERE m.code IN ('WOF', 'WON')) AS written_off
    FROM ledger_movement m
    CROSS JOIN LATERAL (VALUES (m.debit_id, m.amount), (m.credit_id, -m.amount)) AS side (account_id, pounds)
    JOIN owed ON owed.ledger_account_id = side.account_id
    WHERE owed.is_former AND m.council_id = %(council)s AND m.posted_on >= %(from)s AND m.posted_on < %(until)s
      AND m.posted_on >= owed.until_on
    GROUP BY owed.id
), debt AS (
    -- Owed before the first day; of whoever left since, all that is owed now, or was until it was paid or written off.
    SELECT CASE WHEN owed.until_on < %(from)s THEN owed.pounds - coalesce(moved.pounds, 0)
                ELSE owed.pounds + coalesce(received.pounds, 0) + coalesce(moved.written_off, 0) END AS pounds,
           coalesce(received.pounds, 0) AS received
    FROM owed LEFT JOIN moved USING (id) LEFT JOIN received USING (id)
    WHERE owed.is_former
)
SELECT coalesce(sum(received), 0), coalesce(sum(pounds) FILTER (WHERE pounds > 0), 0) FROM debt
