-- Every account that a line may be for, with what speaks for it, but for initials (matching_initials.sql).
-- OFFSET 0: each looked up by itself, however many accounts and lines there are by now.
WITH tenant AS MATERIALIZED (
    SELECT * FROM tenants_named(%(council)s, ARRAY(SELECT DISTINCT value FROM money_guess WHERE kind = 'full'), '{}')
)
INSERT INTO money_found (row, account_id, payment_reference, evidence, slip, is_alone, paid_on, times)
SELECT guess.row, account.id, account.payment_reference,
    CASE WHEN account.tenancy_id IS NULL THEN 'void' WHEN guess.kind = 'near' THEN 'near' ELSE 'reference' END,
    guess.slip, true, NULL::date, 0::bigint
FROM money_guess AS guess
CROSS JOIN LATERAL (
    SELECT id, payment_reference, tenancy_id FROM rents_rentaccount
    WHERE council_id = %(council)s AND payment_reference = guess.value OFFSET 0
) AS account
WHERE guess.kind IN ('near', 'whole') AND (guess.kind = 'whole' OR account.tenancy_id IS NOT NULL)
UNION ALL
-- References of old systems, which people write with and without spaces: more than digits.
SELECT guess.row, account.id, account.payment_reference,
    CASE WHEN account.tenancy_id IS NULL THEN 'void' ELSE 'reference' END, '', true, NULL, 0
FROM money_guess AS guess JOIN rents_rentaccount AS account
    ON account.council_id = %(council)s
    AND upper(translate(account.payment_reference, ' -/', '')) = guess.value
    AND translate(account.payment_reference, '0123456789', '') <> '' AND account.payment_reference <> guess.value
WHERE guess.kind = 'whole'
UNION ALL
SELECT guess.row, tenant.account_id, tenant.payment_reference,
    CASE WHEN tenant.ended_on <= line.paid_on THEN 'former'
        WHEN tenant.role = 'joint_tenant' THEN 'joint_tenant'
        ELSE 'full_name' END,
    '', tenant.people <= 1, NULL, 0
FROM money_guess AS guess JOIN money_left AS line USING (row)
JOIN tenant ON tenant.full_name = guess.value
WHERE guess.kind = 'full'
UNION ALL
SELECT line.row, account.id, account.payment_reference, 'before', '', true, max(earlier.paid_on), count(*)
FROM money_left AS line
CROSS JOIN LATERAL (
    SELECT rent_account_id, paid_on FROM rents_fileline
    WHERE council_id = %(council)s AND payer = line.payer AND amount = line.amount
        AND payer <> '' AND rent_account_id IS NOT NULL
        AND paid_on <= line.paid_on AND paid_on > line.paid_on - %(seen_days)s
    OFFSET 0
) AS earlier
JOIN rents_rentaccount AS account
    ON account.council_id = %(council)s AND account.id = earlier.rent_account_id
WHERE line.payer <> '' AND line.row >= %(from_row)s AND line.row < %(until_row)s
GROUP BY line.row, account.id, account.payment_reference
