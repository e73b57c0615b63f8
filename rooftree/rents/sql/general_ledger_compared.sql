-- What each book has on it before a day, and what all files handed over of it. Balances of payers are the kept ones, less
-- what moved since; those of control accounts are summed from their movements. Of the days of which the books are closed
-- and were handed over whole, control accounts have what was handed over.
WITH changes AS (
    SELECT rent_account_id, id, was, "group", max((at AT TIME ZONE 'Europe/London')::date) OVER (
               PARTITION BY rent_account_id ORDER BY id) AS day
    FROM rents_groupchange WHERE council_id = %(council)s
), later AS (
    SELECT side.id, sum(side.pounds) AS pounds
    FROM ledger_movement m
    CROSS JOIN LATERAL (VALUES (m.debit_id, m.amount), (m.credit_id, -m.amount)) AS side (id, pounds)
    WHERE m.council_id = %(council)s AND m.posted_on >= %(until)s
    GROUP BY side.id
), controls AS (
    SELECT id, code FROM ledger_account WHERE council_id = %(council)s AND kind = 'control'
), stands AS (
    SELECT CASE WHEN account.tenancy_id IS NULL THEN 'voids.' ELSE 'debtors.' END || coalesce(
               (SELECT "group" FROM changes WHERE changes.rent_account_id = account.id AND day < %(until)s
                ORDER BY id DESC LIMIT 1),
               (SELECT was FROM changes WHERE changes.rent_account_id = account.id ORDER BY id LIMIT 1),
               account."group") AS book,
           coalesce(kept.amount, 0) - coalesce(later.pounds, 0) AS pounds
    FROM rents_accountpart part
    JOIN rents_rentaccount account ON account.id = part.rent_account_id
    LEFT JOIN ledger_balance kept ON kept.account_id = part.ledger_account_id
    LEFT JOIN later ON later.id = part.ledger_account_id
    WHERE part.council_id = %(council)s
    UNION ALL
    SELECT controls.code, sum(m.amount) FROM ledger_movement m JOIN controls ON controls.id = m.debit_id
    WHERE m.council_id = %(council)s AND m.posted_on >= %(since)s AND m.posted_on < %(until)s GROUP BY controls.code
    UNION ALL
    SELECT controls.code, -sum(m.amount) FROM ledger_movement m JOIN controls ON controls.id = m.credit_id
    WHERE m.council_id = %(council)s AND m.posted_on >= %(since)s AND m.posted_on < %(until)s GROUP BY controls.code
    UNION ALL
    SELECT line.book, sum(line.debit - line.credit)
    FROM rents_generalledgerline line JOIN controls ON controls.code = line.book
    WHERE line.council_id = %(council)s AND line.accounting_on < %(since)s GROUP BY line.book
), handed AS (
    SELECT book, sum(debit - credit) AS pounds FROM rents_generalledgerline
    WHERE council_id = %(council)s GROUP BY book
), in_books AS (
    SELECT book, sum(pounds) AS pounds FROM stands GROUP BY book
)
SELECT book, coalesce(in_books.pounds, 0), coalesce(handed.pounds, 0)
FROM in_books FULL JOIN handed USING (book)
ORDER BY book
