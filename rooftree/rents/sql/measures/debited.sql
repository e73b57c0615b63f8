-- What was charged to rent parts in some days, net of what was taken back, by whose accounts they are.
debited AS (
    SELECT account.tenancy_id IS NULL AS is_void, account.until_on IS NOT NULL AND account.until_on <= %(on)s AS is_former,
           sum(side.pounds) AS pounds
    FROM ledger_movement m
    CROSS JOIN LATERAL (VALUES (m.debit_id, m.amount), (m.credit_id, -m.amount)) AS side (account_id, pounds)
    JOIN rents_accountpart part ON part.ledger_account_id = side.account_id AND part.part = 'rent'
    JOIN rents_rentaccount account ON account.id = part.rent_account_id
    LEFT JOIN ledger_movement was ON was.id = m.reverses_id
    WHERE m.council_id = %(council)s AND m.posted_on >= %(from)s AND m.posted_on < %(until)s
      AND (m.kind = 'charge' OR was.kind = 'charge')
    GROUP BY 1, 2
)
