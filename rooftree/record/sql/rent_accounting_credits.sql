-- Accounts in credit, some of them in an order. What their people owe elsewhere and when money last moved is looked
-- up for those alone. {order} is one of the orders of rent_accounting_credits.py.
WITH credits AS (
    SELECT account.id, account.payment_reference, account.tenancy_id, account.place_id, account.until_on,
           -sum(balance.amount) AS pounds
    FROM rents_rentaccount account
    JOIN rents_accountpart part ON part.council_id = account.council_id AND part.rent_account_id = account.id
    JOIN ledger_balance balance
        ON balance.council_id = part.council_id AND balance.account_id = part.ledger_account_id
    WHERE account.council_id = %(council)s AND account.tenancy_id IS NOT NULL
      AND CASE %(which)s WHEN 'current' THEN account.until_on IS NULL OR account.until_on > %(on)s
                         WHEN 'former' THEN account.until_on <= %(on)s ELSE true END
    GROUP BY account.id
    HAVING sum(balance.amount) < 0 AND -sum(balance.amount) >= %(least)s
), counted AS (
    SELECT *, count(*) OVER () AS total FROM credits ORDER BY {order} LIMIT %(most)s OFFSET %(skip)s
)
SELECT c.total, c.id, c.payment_reference, c.pounds, c.until_on,
       concat_ws(', ', coalesce(nullif(place.address_1, ''), nullif(place.name, '')), nullif(place.postcode, ''))
           AS place,
       moved.last_moved_on, coalesce(others.pounds, 0.00) AS owed_elsewhere, refund.id AS refund_id
FROM counted c
JOIN places_place place ON place.id = c.place_id
LEFT JOIN LATERAL (
    SELECT max(m.posted_on) AS last_moved_on
    FROM rents_accountpart part
    CROSS JOIN LATERAL (
        SELECT posted_on FROM ledger_movement WHERE debit_id = part.ledger_account_id
        UNION ALL
        SELECT posted_on FROM ledger_movement WHERE credit_id = part.ledger_account_id
    ) AS m
    WHERE part.rent_account_id = c.id
) AS moved ON true
LEFT JOIN LATERAL (
    SELECT sum(greatest(owed.amount, 0)) AS pounds
    FROM (
        SELECT other.id, sum(balance.amount) AS amount
        FROM (
            SELECT DISTINCT their.tenancy_id
            FROM tenancies_tenancyparty mine
            JOIN tenancies_tenancyparty their ON their.person_id = mine.person_id
            WHERE mine.tenancy_id = c.tenancy_id AND their.tenancy_id <> c.tenancy_id
              AND mine.role IN ('tenant', 'joint_tenant') AND their.role IN ('tenant', 'joint_tenant')
        ) AS theirs
        JOIN rents_rentaccount other ON other.tenancy_id = theirs.tenancy_id
        JOIN rents_accountpart part ON part.rent_account_id = other.id
        JOIN ledger_balance balance ON balance.account_id = part.ledger_account_id
        GROUP BY other.id
    ) AS owed
) AS others ON true
LEFT JOIN LATERAL (
    SELECT r.id FROM rents_refund r
    WHERE r.council_id = %(council)s AND r.rent_account_id = c.id AND r.status IN ('requested', 'approved')
    ORDER BY r.id DESC LIMIT 1
) AS refund ON true
ORDER BY {order}
