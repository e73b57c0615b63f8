-- What was found of each line, and whether the account is expected to pay the amount. rooftree/rents/matching.py weighs
-- it. OFFSET 0: each looked up by itself, however many accounts and movements there are by now.
WITH asked AS MATERIALIZED (
    SELECT pair.account_id, pair.amount, pair.paid_on, account.place_id, part.ledger_account_id,
        account.until_on IS NULL OR account.until_on > pair.paid_on AS is_current
    FROM money_pair AS pair
    CROSS JOIN LATERAL (
        SELECT place_id, until_on FROM rents_rentaccount
        WHERE council_id = %(council)s AND id = pair.account_id OFFSET 0
    ) AS account
    LEFT JOIN LATERAL (
        SELECT ledger_account_id FROM rents_accountpart
        WHERE council_id = %(council)s AND rent_account_id = pair.account_id AND part = 'rent' OFFSET 0
    ) AS part ON true
), charge AS (
    SELECT asked.account_id, asked.amount, asked.paid_on, line.per, line.amount AS charged
    FROM asked CROSS JOIN LATERAL (
        SELECT per, amount FROM rents_charge
        WHERE council_id = %(council)s AND place_id = asked.place_id
            AND from_on <= asked.paid_on AND (until_on IS NULL OR until_on > asked.paid_on)
        OFFSET 0
    ) AS line
    WHERE asked.is_current
    UNION ALL
    SELECT asked.account_id, asked.amount, asked.paid_on, line.per, line.amount
    FROM asked CROSS JOIN LATERAL (
        SELECT per, amount FROM rents_charge
        WHERE council_id = %(council)s AND rent_account_id = asked.account_id
            AND from_on <= asked.paid_on AND (until_on IS NULL OR until_on > asked.paid_on)
        OFFSET 0
    ) AS line
), usual AS (
    SELECT account_id, amount, paid_on,
        coalesce(sum(charged) FILTER (WHERE per = 'week'), 0) AS weekly,
        coalesce(sum(charged) FILTER (WHERE per = 'month'), 0) AS monthly,
        coalesce(sum(charged) FILTER (WHERE per = 'night'), 0) AS nightly
    FROM charge GROUP BY account_id, amount, paid_on
), likely AS MATERIALIZED (
    -- A week's, two weeks', four weeks' or a month's charges; a benefit.
    SELECT account_id, amount, paid_on FROM usual
    WHERE amount > 0 AND (amount IN (weekly, 2 * weekly, 4 * weekly, monthly, 7 * nightly, 28 * nightly)
        OR amount IN (round(weekly * 52 / 12, 2), round(weekly * 50 / 12, 2), round(weekly * 48 / 12, 2)))
    UNION
    SELECT asked.account_id, asked.amount, asked.paid_on
    FROM asked CROSS JOIN LATERAL (
        SELECT FROM rents_expectedbenefit
        WHERE council_id = %(council)s AND rent_account_id = asked.account_id AND amount = asked.amount
            AND from_on <= asked.paid_on AND (until_on IS NULL OR until_on > asked.paid_on)
        OFFSET 0
    ) AS benefit
), expected AS MATERIALIZED (
    SELECT account_id, amount, paid_on FROM likely
    UNION ALL
    -- Only where those did not settle it: all that is owed; what was paid before.
    SELECT account_id, amount, paid_on FROM asked
    WHERE (account_id, amount, paid_on) NOT IN (SELECT account_id, amount, paid_on FROM likely)
        AND (EXISTS (
            SELECT FROM ledger_balance AS balance
            WHERE balance.council_id = %(council)s AND balance.account_id = asked.ledger_account_id
                AND balance.amount = asked.amount
            OFFSET 0
        ) OR EXISTS (
            SELECT FROM ledger_movement AS earlier
            WHERE earlier.council_id = %(council)s AND NOT earlier.by_run AND earlier.kind = 'receipt'
                AND earlier.credit_id = asked.ledger_account_id AND earlier.amount = asked.amount
                AND earlier.effective_on <= asked.paid_on
                AND earlier.effective_on > asked.paid_on - %(seen_days)s
            OFFSET 0
        ))
)
SELECT line.row, line.amount, line.reference, line.payer, found.account_id, found.evidence, found.payment_reference,
    expected.account_id IS NOT NULL, found.is_alone, found.slip, found.paid_on, found.times
FROM money_left AS line
LEFT JOIN money_found AS found USING (row)
LEFT JOIN expected
    ON expected.account_id = found.account_id AND expected.amount = abs(line.amount)
    AND expected.paid_on = line.paid_on
WHERE line.row >= %(from_row)s AND line.row < %(until_row)s
ORDER BY line.row, found.account_id, found.evidence
