-- Benefits that were expected before a day and have not come, by kind and day: on how many accounts, how many pounds,
-- the first references, and whether any payment of the kind has come to anybody since.
WITH kind AS (
    SELECT * FROM unnest(%(kinds)s::text[], %(codes)s::text[]) AS listed (kind, code)
)
SELECT e.kind, e.next_on, count(*)::int, sum(e.amount),
    (array_agg(account.payment_reference ORDER BY account.payment_reference))[1:%(shown)s],
    EXISTS (
        SELECT FROM rents_moneyfile AS file JOIN rents_fileline AS line
            ON line.council_id = file.council_id
            AND line.id BETWEEN line_id(file.id, 1) AND line_id(file.id + 1, 0)
        WHERE file.council_id = %(council)s AND file.kind IN ('hb', 'uc') AND file.posted_on >= e.next_on - 7
            AND line.code = kind.code AND line.amount > 0 AND line.paid_on >= e.next_on - %(early)s::int
    )
FROM rents_expectedbenefit AS e
JOIN kind USING (kind)
JOIN rents_rentaccount AS account ON account.council_id = e.council_id AND account.id = e.rent_account_id
WHERE e.council_id = %(council)s AND e.next_on < %(late_before)s AND e.amount > 0
    AND (e.until_on IS NULL OR e.until_on > e.next_on)
GROUP BY e.kind, kind.code, e.next_on
ORDER BY e.next_on, e.kind
