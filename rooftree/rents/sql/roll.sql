-- The expected roll of a period by code: every charge due, reckoned from the charges alone, whoever pays them.
WITH period (starts_on, ends_on) AS (
    SELECT %(starts)s::date, %(ends)s::date
), day AS (
    -- How many days of the period each line is charged on: one of a home throughout, one of an account while its
    -- payer is charged.
    SELECT charge.code, charge.amount, period.ends_on - period.starts_on AS of_days,
        least(charge.until_on, period.ends_on) - greatest(charge.from_on, period.starts_on) AS days
    FROM rents_charge AS charge CROSS JOIN period
    WHERE charge.council_id = %(council)s AND charge.per = %(per)s AND charge.place_id IS NOT NULL
        AND charge.from_on < period.ends_on AND coalesce(charge.until_on > period.starts_on, true)
    UNION ALL
    SELECT charge.code, charge.amount, period.ends_on - period.starts_on,
        (SELECT coalesce(sum(upper(days) - lower(days)), 0)::int
         FROM unnest(
            datemultirange(daterange(period.starts_on, period.ends_on))
            * datemultirange(daterange(charge.from_on, charge.until_on))
            * datemultirange(daterange(account.from_on, account.until_on))
            - coalesce((SELECT range_agg(daterange(suspension.from_on, suspension.until_on))
                        FROM rents_suspension AS suspension
                        WHERE suspension.rent_account_id = account.id), '{}')) AS days)
    FROM rents_charge AS charge JOIN rents_rentaccount AS account ON account.id = charge.rent_account_id
    CROSS JOIN period
    WHERE charge.council_id = %(council)s AND charge.per = %(per)s AND account.tenancy_id IS NOT NULL
)
SELECT code, sum(round(amount * days / of_days, 2)) FROM day GROUP BY code HAVING sum(days) > 0
