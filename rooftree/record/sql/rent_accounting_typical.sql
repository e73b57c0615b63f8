-- What a home of each group is usually charged in a week under codes that benefit can pay, and how many accounts
-- Universal Credit pays towards, on a day.
WITH going_on AS (
    SELECT account.id, account."group", account.place_id
    FROM rents_rentaccount account
    WHERE account.council_id = %(council)s AND account.tenancy_id IS NOT NULL AND account.cycle = 'weekly'
      AND account.from_on <= %(on)s AND (account.until_on IS NULL OR account.until_on > %(on)s)
), charged AS (
    SELECT g."group", g.id, sum(charge.amount) AS weekly
    FROM going_on g
    JOIN rents_charge charge ON charge.council_id = %(council)s AND charge.place_id = g.place_id
     AND charge.per = 'week' AND charge.code = ANY (%(eligible)s)
     AND charge.from_on <= %(on)s AND (charge.until_on IS NULL OR charge.until_on > %(on)s)
    GROUP BY g."group", g.id
)
SELECT c."group", count(*) AS accounts, round(avg(c.weekly), 2) AS weekly,
       count(*) FILTER (WHERE uc.pays) AS uc_accounts,
       coalesce(sum(c.weekly) FILTER (WHERE uc.pays), 0.00) AS uc_weekly
FROM charged c
CROSS JOIN LATERAL (
    SELECT EXISTS (SELECT FROM rents_expectedbenefit benefit
                   WHERE benefit.council_id = %(council)s AND benefit.rent_account_id = c.id
                     AND benefit.kind IN ('uc', 'uc_managed')
                     AND benefit.from_on <= %(on)s
                     AND (benefit.until_on IS NULL OR benefit.until_on > %(on)s)) AS pays
) AS uc
GROUP BY c."group"
