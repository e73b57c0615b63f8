, benefit AS (
    SELECT rent_account_id, bool_or(kind = 'hb' AND amount = 0) AS hb_pending,
           bool_or(kind IN ('uc', 'uc_managed') AND amount = 0) AS uc_pending,
           sum(amount) FILTER (WHERE kind IN ('uc', 'uc_managed') AND next_on > %(on)s) AS uc_to_come
    FROM rents_expectedbenefit
    WHERE council_id = %(council)s AND from_on <= %(on)s AND (until_on IS NULL OR until_on > %(on)s)
    GROUP BY rent_account_id
), agreed AS (
    SELECT rent_account_id FROM rents_mandate
    WHERE council_id = %(council)s AND status <> 'cancelled' AND more > 0 AND signed_at < london_midnight(%(on)s + 1)
), paid AS (
    SELECT DISTINCT m.credit_id AS id FROM ledger_movement m
    WHERE m.council_id = %(council)s AND NOT m.by_run AND m.kind = 'receipt' AND m.posted_on > %(on)s - 28
      AND m.posted_on <= %(on)s
), arrears AS (
    -- What Universal Credit will pay when it comes is apart; the rest has one cause.
    SELECT owed.pounds, least(owed.pounds, coalesce(benefit.uc_to_come, 0)) AS timing,
           CASE WHEN benefit.hb_pending THEN 'hb_pending' WHEN benefit.uc_pending THEN 'uc_pending'
                WHEN agreed.rent_account_id IS NOT NULL THEN 'agreement'
                WHEN paid.id IS NULL THEN 'no_payment' ELSE 'pays_too_little' END AS cause
    FROM owed LEFT JOIN benefit ON benefit.rent_account_id = owed.id
    LEFT JOIN agreed ON agreed.rent_account_id = owed.id
    LEFT JOIN paid ON paid.id = owed.ledger_account_id
    WHERE NOT owed.is_former AND owed.pounds > 0
)
SELECT 'uc_timing', count(*)::int, sum(timing) FROM arrears WHERE timing > 0 HAVING count(*) > 0
UNION ALL
SELECT cause, count(*)::int, sum(pounds - timing) FROM arrears WHERE pounds > timing GROUP BY cause
