-- What the books say of all days until one, day by day, book by book and code by code, less what all files before said
-- of the same. Days before the first file's last are one with it. Days to which nothing is posted any more, and all of
-- which was handed over, are not looked at.
WITH changes AS (
    SELECT rent_account_id, id, was, "group", max((at AT TIME ZONE 'Europe/London')::date) OVER earlier AS day,
           row_number() OVER earlier AS number
    FROM rents_groupchange WHERE council_id = %(council)s
    WINDOW earlier AS (PARTITION BY rent_account_id ORDER BY id)
), spans AS (
    -- In which group each account was on which days.
    SELECT account.id AS rent_account_id, account."group", '-infinity'::date AS from_on, 'infinity'::date AS until_on
    FROM rents_rentaccount account
    WHERE account.council_id = %(council)s AND account.id NOT IN (SELECT rent_account_id FROM changes)
    UNION ALL SELECT rent_account_id, was, '-infinity', day FROM changes WHERE number = 1
    UNION ALL
    SELECT rent_account_id, "group", day, coalesce(lead(day) OVER (PARTITION BY rent_account_id ORDER BY id), 'infinity')
    FROM changes
), books AS MATERIALIZED (
    SELECT part.ledger_account_id AS id, CASE WHEN account.tenancy_id IS NULL THEN 'voids.' ELSE 'debtors.' END
               || spans."group" AS book, spans.from_on, spans.until_on
    FROM rents_accountpart part
    JOIN rents_rentaccount account ON account.id = part.rent_account_id
    JOIN spans ON spans.rent_account_id = account.id
    WHERE part.council_id = %(council)s
    UNION ALL
    SELECT id, code, '-infinity', 'infinity' FROM ledger_account
    WHERE council_id = %(council)s AND kind = 'control'
), moved AS (
    SELECT greatest(m.posted_on, %(first)s) AS day, coalesce(debit.book, '') AS debit,
           coalesce(credit.book, '') AS credit, m.code, sum(m.amount) AS pounds, count(*) AS movements
    FROM ledger_movement m
    LEFT JOIN books debit ON debit.id = m.debit_id AND m.posted_on >= debit.from_on AND m.posted_on < debit.until_on
    LEFT JOIN books credit
        ON credit.id = m.credit_id AND m.posted_on >= credit.from_on AND m.posted_on < credit.until_on
    WHERE m.council_id = %(council)s AND m.posted_on >= %(since)s AND m.posted_on < %(until)s
    GROUP BY 1, 2, 3, 4
), regrouped AS (
    -- What was on accounts when they moved to another group, for none of their movements says so.
    SELECT greatest(changes.day, %(first)s) AS day,
           CASE WHEN account.tenancy_id IS NULL THEN 'voids.' ELSE 'debtors.' END AS kind, changes.was, changes."group",
           (SELECT coalesce(sum(m.amount), 0) FROM ledger_movement m
            WHERE m.council_id = %(council)s AND m.debit_id = part.ledger_account_id AND m.posted_on < changes.day)
           - (SELECT coalesce(sum(m.amount), 0) FROM ledger_movement m
              WHERE m.council_id = %(council)s AND m.credit_id = part.ledger_account_id AND m.posted_on < changes.day)
               AS pounds
    FROM changes
    JOIN rents_rentaccount account ON account.id = changes.rent_account_id
    JOIN rents_accountpart part ON part.council_id = %(council)s AND part.rent_account_id = account.id
    WHERE changes.day >= %(since)s AND changes.day < %(until)s
), both_ways AS (
    SELECT day, debit AS book, code, pounds AS debit, 0 AS credit, movements FROM moved
    UNION ALL SELECT day, credit, code, 0, pounds, movements FROM moved
    UNION ALL SELECT day, kind || "group", '', pounds, 0, 1 FROM regrouped
    UNION ALL SELECT day, kind || was, '', 0, pounds, 1 FROM regrouped
    UNION ALL
    SELECT accounting_on, book, code, -debit, -credit, -movements FROM rents_generalledgerline
    WHERE council_id = %(council)s AND accounting_on >= %(since)s
), summed AS (
    SELECT day, book, code, sum(debit) AS debit, sum(credit) AS credit, greatest(sum(movements), 0)::int AS movements
    FROM both_ways GROUP BY day, book, code
)
-- Sums of movements only grow. What was on an account that changed its group may also become less: then the other way.
SELECT day, book, code, debit, credit, movements FROM summed
WHERE code <> '' AND debit >= 0 AND credit >= 0 AND debit + credit > 0
UNION ALL
SELECT day, book, code, greatest(debit - credit, 0), greatest(credit - debit, 0), movements FROM summed
WHERE (code = '' OR debit < 0 OR credit < 0) AND debit <> credit
ORDER BY 1, 2, 3
