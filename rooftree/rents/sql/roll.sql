-- The expected roll of a period by code: every charge due, reckoned from the charges alone, whoever pays them. One of a
-- home runs throughout, one of an account while its payer is charged; nearly all run through the whole period.
SELECT code, sum(pounds)
FROM (
    SELECT code, CASE WHEN from_on <= %(starts)s AND coalesce(until_on, %(ends)s) >= %(ends)s THEN amount
        ELSE round(amount * (least(until_on, %(ends)s) - greatest(from_on, %(starts)s))
            / (%(ends)s::date - %(starts)s::date), 2) END AS pounds
    FROM rents_charge
    WHERE council_id = %(council)s AND per = %(per)s AND place_id IS NOT NULL
        AND from_on < %(ends)s AND coalesce(until_on, %(ends)s) > %(starts)s
    UNION ALL
    SELECT charge.code, round(charge.amount * of_account.days / (%(ends)s::date - %(starts)s::date), 2)
    FROM rents_charge AS charge JOIN rents_rentaccount AS account ON account.id = charge.rent_account_id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN account.id NOT IN (SELECT rent_account_id FROM rents_suspension WHERE council_id = %(council)s)
            THEN least(charge.until_on, account.until_on, %(ends)s)
                - greatest(charge.from_on, account.from_on, %(starts)s)
            ELSE (
                SELECT sum(upper(days) - lower(days))::int
                FROM unnest(
                    datemultirange(daterange(%(starts)s, %(ends)s))
                    * datemultirange(daterange(charge.from_on, charge.until_on))
                    * datemultirange(daterange(account.from_on, account.until_on))
                    - (SELECT range_agg(daterange(suspension.from_on, suspension.until_on))
                       FROM rents_suspension AS suspension
                       WHERE suspension.rent_account_id = account.id)) AS days
            ) END AS days
    ) AS of_account
    WHERE charge.council_id = %(council)s AND charge.per = %(per)s AND account.tenancy_id IS NOT NULL
        AND charge.from_on < %(ends)s AND coalesce(charge.until_on, %(ends)s) > %(starts)s AND of_account.days > 0
) AS charged
GROUP BY code
