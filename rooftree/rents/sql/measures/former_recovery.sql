, {received}, moved AS (
    -- What changed the debts of former tenants in these days, since they were former: received and written off apart.
    SELECT owed.id,
           sum(CASE WHEN m.debit_id = owed.ledger_account_id THEN m.amount ELSE -m.amount END) AS pounds,
           sum(CASE WHEN m.credit_id = owed.ledger_account_id THEN m.amount ELSE -m.amount END)
               FILTER (WHERE m.code IN ('WOF', 'WON')) AS written_off
    FROM owed JOIN ledger_movement m ON owed.ledger_account_id IN (m.debit_id, m.credit_id)
    WHERE owed.is_former AND m.council_id = %(council)s AND m.posted_on >= greatest(%(from)s, owed.until_on)
      AND m.posted_on < %(until)s
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
