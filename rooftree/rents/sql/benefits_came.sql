-- Benefits that are expected on a day and of which a payment has come since, or shortly before: each with the day of
-- the latest, on the account by its reference or from suspense. Of all accounts, or of those of one file, or of some.
WITH kind AS (
    SELECT * FROM unnest(%(kinds)s::text[], %(codes)s::text[]) AS listed (kind, code)
), expected AS (
    SELECT e.id, e.council_id, e.rent_account_id, e.every, e.next_on, kind.code
    FROM rents_expectedbenefit AS e JOIN kind USING (kind)
    WHERE e.council_id = %(council)s AND e.next_on IS NOT NULL
        AND (e.until_on IS NULL OR e.until_on > e.next_on) AND e.next_on - %(early)s::int <= %(on)s
        AND (%(file)s::bigint IS NULL OR e.rent_account_id IN (
            SELECT rent_account_id FROM rents_fileline
            WHERE council_id = %(council)s
                AND id BETWEEN line_id(%(file)s, 1) AND line_id(%(file)s::bigint + 1, 0)))
        AND (%(accounts)s::bigint[] IS NULL OR e.rent_account_id = ANY (%(accounts)s::bigint[]))
), came AS (
    -- OFFSET 0: each account's payments looked up by themselves, however many lines of files there are by now.
    SELECT e.id, payment.effective_on AS paid_on
    FROM expected AS e
    JOIN rents_accountpart AS part
        ON part.council_id = e.council_id AND part.rent_account_id = e.rent_account_id AND part.part = 'rent'
    CROSS JOIN LATERAL (
        SELECT effective_on FROM ledger_movement
        WHERE council_id = %(council)s AND NOT by_run AND kind = 'receipt' AND credit_id = part.ledger_account_id
            AND code = e.code AND effective_on >= e.next_on - %(early)s::int
        OFFSET 0
    ) AS payment
    UNION ALL
    SELECT e.id, line.paid_on
    FROM expected AS e
    JOIN rents_suspenseshare AS share
        ON share.council_id = e.council_id AND share.rent_account_id = e.rent_account_id
        AND share.movement IS NOT NULL
    JOIN rents_suspensemove AS move ON move.council_id = share.council_id AND move.id = share.move_id
    JOIN rents_suspenseitem AS item ON item.council_id = move.council_id AND item.id = move.item_id
    JOIN rents_fileline AS line ON line.council_id = item.council_id AND line.id = item.line_id
    WHERE move.status = 'posted' AND line.code = e.code AND line.amount > 0
        AND line.paid_on >= e.next_on - %(early)s::int
)
SELECT e.id, e.every, e.next_on, max(came.paid_on)
FROM expected AS e JOIN came USING (id)
GROUP BY e.id, e.every, e.next_on
