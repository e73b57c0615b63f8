-- What was found of each line, and whether the account is expected to pay the amount. rooftree/rents/matching.py weighs it.
WITH charge AS (
    SELECT pair.account_id, pair.amount, pair.paid_on, line.per, line.amount AS charged
    FROM money_pair AS pair
    JOIN rents_rentaccount AS account ON account.council_id = %(council)s AND account.id = pair.account_id
    JOIN rents_charge AS line
        ON line.council_id = %(council)s AND line.place_id = account.place_id
        AND line.from_on <= pair.paid_on AND (line.until_on IS NULL OR line.until_on > pair.paid_on)
    WHERE account.until_on IS NULL OR account.until_on > pair.paid_on
    UNION ALL
    SELECT pair.account_id, pair.amount, pair.paid_on, line.per, line.amount
    FROM money_pair AS pair JOIN rents_charge AS line
        ON line.council_id = %(council)s AND line.rent_account_id = pair.account_id
        AND line.from_on <= pair.paid_on AND (line.until_on IS NULL OR line.until_on > pair.paid_on)
), usual AS (
    SELECT account_id, amount, paid_on,
        coalesce(sum(charged) FILTER (WHERE per = 'week'), 0) AS weekly,
        coalesce(sum(charged) FILTER (WHERE per = 'month'), 0) AS monthly,
        coalesce(sum(charged) FILTER (WHERE per = 'night'), 0) AS nightly
    FROM charge GROUP BY account_id, amount, paid_on
), expected AS MATERIALIZED (
    -- A week's, two weeks', four weeks' or a month's charges; a benefit; all that is owed; what was paid before.
    SELECT account_id, amount, paid_on FROM usual
    WHERE amount > 0 AND (amount IN (weekly, 2 * weekly, 4 * weekly, monthly, 7 * nightly, 28 * nightly)
        OR amount IN (round(weekly * 52 / 12, 2), round(weekly * 50 / 12, 2), round(weekly * 48 / 12, 2)))
    UNION
    SELECT pair.account_id, pair.amount, pair.paid_on
    FROM money_pair AS pair JOIN rents_expectedbenefit AS benefit
        ON benefit.council_id = %(council)s AND benefit.rent_account_id = pair.account_id
        AND benefit.amount = pair.amount AND benefit.from_on <= pair.paid_on
        AND (benefit.until_on IS NULL OR benefit.until_on > pair.paid_on)
    UNION
    SELECT pair.account_id, pair.amount, pair.paid_on
    FROM money_pair AS pair JOIN rents_accountpart AS part
        ON part.council_id = %(council)s AND part.rent_account_id = pair.account_id AND part.part = 'rent'
    JOIN ledger_balance AS balance
        ON balance.council_id = %(council)s AND balance.account_id = part.ledger_account_id
        AND balance.amount = pair.amount
    UNION
    SELECT pair.account_id, pair.amount, pair.paid_on
    FROM money_pair AS pair
    JOIN rents_accountpart AS part
        ON part.council_id = %(council)s AND part.rent_account_id = pair.account_id AND part.part = 'rent'
    JOIN ledger_movement AS earlier
        ON earlier.council_id = %(council)s AND NOT earlier.by_run AND earlier.kind = 'receipt'
        AND earlier.credit_id = part.ledger_account_id AND earlier.amount = pair.amount
        AND earlier.effective_on <= pair.paid_on AND earlier.effective_on > pair.paid_on - %(seen_days)s
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
