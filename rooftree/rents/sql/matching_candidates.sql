-- Every account that a line may be for, with what speaks for it. rooftree/rents/matching.py weighs them.
WITH guess AS MATERIALIZED (
    SELECT * FROM money_guess WHERE row >= %(from_row)s AND row < %(until_row)s
), surname AS MATERIALIZED (
    SELECT DISTINCT split_part(value, ' ', 2) AS surname FROM guess WHERE kind IN ('full', 'initial')
), tenant AS MATERIALIZED (
    SELECT account.id AS account_id, account.payment_reference, party.role,
        least(account.until_on, party.until_on) AS ended_on,
        lower(split_part(person.forenames, ' ', 1)) || ' ' || lower(person.surname) AS full_name,
        left(lower(person.forenames), 1) || ' ' || lower(person.surname) AS initial_name
    FROM people_person AS person
    JOIN tenancies_tenancyparty AS party
        ON party.council_id = %(council)s AND party.person_id = person.id
        AND party.role IN ('tenant', 'joint_tenant')
    JOIN rents_rentaccount AS account
        ON account.council_id = %(council)s AND account.tenancy_id = party.tenancy_id
    WHERE person.council_id = %(council)s AND lower(person.surname) IN (SELECT surname FROM surname)
), called AS MATERIALIZED (
    SELECT name, people FROM tenants_called(%(council)s, ARRAY(SELECT DISTINCT value FROM guess WHERE kind = 'full'))
), found AS MATERIALIZED (
    SELECT guess.row, account.id AS account_id, account.payment_reference,
        CASE WHEN account.tenancy_id IS NULL THEN 'void' WHEN guess.kind = 'near' THEN 'near' ELSE 'reference' END
            AS evidence,
        guess.slip, true AS is_alone, NULL::date AS paid_on, 0::bigint AS times
    FROM guess JOIN rents_rentaccount AS account
        ON account.council_id = %(council)s AND account.payment_reference = guess.value
        AND (guess.kind = 'whole' OR account.tenancy_id IS NOT NULL)
    WHERE guess.kind IN ('near', 'whole')
    UNION ALL
    -- References of old systems, which people write with and without spaces.
    SELECT guess.row, account.id, account.payment_reference,
        CASE WHEN account.tenancy_id IS NULL THEN 'void' ELSE 'reference' END, '', true, NULL, 0
    FROM guess JOIN rents_rentaccount AS account
        ON account.council_id = %(council)s
        AND upper(translate(account.payment_reference, ' -/', '')) = guess.value
        AND account.payment_reference !~ '^[0-9]+$' AND account.payment_reference <> guess.value
    WHERE guess.kind = 'whole'
    UNION ALL
    SELECT guess.row, tenant.account_id, tenant.payment_reference,
        CASE WHEN tenant.ended_on <= line.paid_on THEN 'former'
            WHEN tenant.role = 'joint_tenant' THEN 'joint_tenant'
            ELSE 'full_name' END,
        '', coalesce(called.people <= 1, true), NULL, 0
    FROM guess JOIN money_left AS line USING (row)
    JOIN tenant ON tenant.full_name = guess.value
    LEFT JOIN called ON called.name = guess.value
    WHERE guess.kind = 'full'
    UNION ALL
    SELECT guess.row, tenant.account_id, tenant.payment_reference, 'initial', '', true, NULL, 0
    FROM guess JOIN money_left AS line USING (row)
    JOIN tenant ON tenant.initial_name = guess.value AND (tenant.ended_on IS NULL OR tenant.ended_on > line.paid_on)
    WHERE guess.kind = 'initial'
    UNION ALL
    SELECT line.row, account.id, account.payment_reference, 'before', '', true, max(earlier.paid_on), count(*)
    FROM money_left AS line
    JOIN rents_fileline AS earlier
        ON earlier.council_id = %(council)s AND earlier.payer = line.payer AND earlier.amount = line.amount
        AND earlier.payer <> '' AND earlier.rent_account_id IS NOT NULL
        AND earlier.paid_on <= line.paid_on AND earlier.paid_on > line.paid_on - %(seen_days)s
    JOIN rents_rentaccount AS account
        ON account.council_id = %(council)s AND account.id = earlier.rent_account_id
    WHERE line.payer <> '' AND line.row >= %(from_row)s AND line.row < %(until_row)s
    GROUP BY line.row, account.id, account.payment_reference
), pair AS MATERIALIZED (
    SELECT DISTINCT found.account_id, abs(line.amount) AS amount, line.paid_on
    FROM found JOIN money_left AS line USING (row)
), charge AS (
    SELECT pair.account_id, pair.amount, pair.paid_on, line.per, line.amount AS charged
    FROM pair
    JOIN rents_rentaccount AS account ON account.council_id = %(council)s AND account.id = pair.account_id
    JOIN rents_charge AS line
        ON line.council_id = %(council)s AND line.place_id = account.place_id
        AND line.from_on <= pair.paid_on AND (line.until_on IS NULL OR line.until_on > pair.paid_on)
    WHERE account.until_on IS NULL OR account.until_on > pair.paid_on
    UNION ALL
    SELECT pair.account_id, pair.amount, pair.paid_on, line.per, line.amount
    FROM pair JOIN rents_charge AS line
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
    FROM pair JOIN rents_expectedbenefit AS benefit
        ON benefit.council_id = %(council)s AND benefit.rent_account_id = pair.account_id
        AND benefit.amount = pair.amount AND benefit.from_on <= pair.paid_on
        AND (benefit.until_on IS NULL OR benefit.until_on > pair.paid_on)
    UNION
    SELECT pair.account_id, pair.amount, pair.paid_on
    FROM pair JOIN rents_accountpart AS part
        ON part.council_id = %(council)s AND part.rent_account_id = pair.account_id AND part.part = 'rent'
    JOIN ledger_balance AS balance
        ON balance.council_id = %(council)s AND balance.account_id = part.ledger_account_id
        AND balance.amount = pair.amount
    UNION
    SELECT pair.account_id, pair.amount, pair.paid_on
    FROM pair JOIN rents_fileline AS earlier
        ON earlier.council_id = %(council)s AND earlier.rent_account_id = pair.account_id
        AND earlier.amount = pair.amount AND earlier.paid_on <= pair.paid_on
        AND earlier.paid_on > pair.paid_on - %(seen_days)s
)
SELECT line.row, line.amount, line.reference, line.payer, found.account_id, found.evidence, found.payment_reference,
    expected.account_id IS NOT NULL, found.is_alone, found.slip, found.paid_on, found.times
FROM money_left AS line
LEFT JOIN found USING (row)
LEFT JOIN expected
    ON expected.account_id = found.account_id AND expected.amount = abs(line.amount)
    AND expected.paid_on = line.paid_on
WHERE line.row >= %(from_row)s AND line.row < %(until_row)s
ORDER BY line.row, found.account_id, found.evidence
