, paid AS (
    SELECT DISTINCT m.credit_id AS id FROM ledger_movement m
    WHERE m.council_id = %(council)s AND NOT m.by_run AND (m.kind = 'receipt' OR m.batch = 'suspense')
      AND m.posted_on > %(on)s - 28 AND m.posted_on <= %(on)s
), agreed AS (
    SELECT rent_account_id FROM rents_mandate
    WHERE council_id = %(council)s AND status <> 'cancelled' AND more > 0 AND signed_at < london_midnight(%(on)s + 1)
), benefit AS (
    SELECT rent_account_id, jsonb_agg(jsonb_build_object('kind', kind, 'amount', amount::text, 'claimed_on', claimed_on,
            'next_on', next_on, 'every', every) ORDER BY id) AS benefits
    FROM rents_expectedbenefit
    WHERE council_id = %(council)s AND from_on <= %(on)s AND (until_on IS NULL OR until_on > %(on)s)
    GROUP BY rent_account_id
), this_week AS (
    -- What was paid since the debit day, net of what came back; not what was taken back by the end of the day.
    SELECT side.id, sum(side.pounds) AS pounds
    FROM ledger_movement m
    CROSS JOIN LATERAL (VALUES (m.credit_id, m.amount), (m.debit_id, -m.amount)) AS side (id, pounds)
    WHERE m.council_id = %(council)s AND NOT m.by_run AND m.posted_on >= %(week_from)s AND m.posted_on <= %(on)s
      AND (m.kind = 'receipt' OR m.batch = 'suspense' AND m.kind = 'journal')
      AND NOT EXISTS (
        SELECT FROM ledger_reversal r JOIN ledger_movement back ON back.id = r.reversal_id
        WHERE r.movement_id = m.id AND back.posted_on <= %(on)s)
    GROUP BY side.id
), rent_line AS (
    -- What is charged to the part of rent, of the home and of the account alone.
    SELECT owed.id, charge.amount, charge.per FROM owed JOIN rents_charge charge
        ON charge.council_id = %(council)s AND charge.place_id = owed.place_id
    WHERE owed.pounds > 0 AND charge.code <> ALL (%(not_rent)s) AND charge.from_on <= %(on)s
      AND (charge.until_on IS NULL OR charge.until_on > %(on)s)
    UNION ALL
    SELECT owed.id, charge.amount, charge.per FROM owed JOIN rents_charge charge
        ON charge.council_id = %(council)s AND charge.rent_account_id = owed.id
    WHERE owed.pounds > 0 AND charge.code <> ALL (%(not_rent)s) AND charge.from_on <= %(on)s
      AND (charge.until_on IS NULL OR charge.until_on > %(on)s)
), gross AS (
    SELECT id, round(sum(amount * CASE per WHEN 'week' THEN 1 WHEN 'night' THEN 7 ELSE 12.0 / 52 END), 2) AS pounds
    FROM rent_line GROUP BY id
), line AS (
    -- What benefits can pay for, of the home and of the account alone.
    SELECT benefit.rent_account_id AS id, charge.amount, charge.per
    FROM benefit JOIN owed ON owed.id = benefit.rent_account_id
    JOIN rents_charge charge ON charge.council_id = %(council)s AND charge.place_id = owed.place_id
    WHERE charge.code = ANY (%(codes)s) AND charge.from_on <= %(on)s AND (charge.until_on IS NULL OR charge.until_on > %(on)s)
    UNION ALL
    SELECT benefit.rent_account_id, charge.amount, charge.per
    FROM benefit JOIN rents_charge charge
        ON charge.council_id = %(council)s AND charge.rent_account_id = benefit.rent_account_id
    WHERE charge.code = ANY (%(codes)s) AND charge.from_on <= %(on)s AND (charge.until_on IS NULL OR charge.until_on > %(on)s)
), weekly AS (
    SELECT id, round(sum(amount * CASE per WHEN 'week' THEN 1 WHEN 'night' THEN 7 ELSE 12.0 / 52 END), 2) AS pounds
    FROM line GROUP BY id
)
SELECT owed.pounds, owed.cycle, owed.until_on, coalesce(weekly.pounds, 0) AS eligible,
       coalesce(benefit.benefits, '[]') AS benefits, agreed.rent_account_id IS NOT NULL AS is_agreed,
       paid.id IS NOT NULL AS has_paid, coalesce(gross.pounds, 0) AS gross, coalesce(this_week.pounds, 0) AS paid_this_week
FROM owed
LEFT JOIN benefit ON benefit.rent_account_id = owed.id
LEFT JOIN weekly ON weekly.id = owed.id
LEFT JOIN (SELECT DISTINCT rent_account_id FROM agreed) AS agreed ON agreed.rent_account_id = owed.id
LEFT JOIN paid ON paid.id = owed.ledger_account_id
LEFT JOIN gross ON gross.id = owed.id
LEFT JOIN this_week ON this_week.id = owed.ledger_account_id
WHERE NOT owed.is_former AND owed.pounds > 0
