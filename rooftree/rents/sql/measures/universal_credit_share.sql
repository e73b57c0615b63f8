SELECT coalesce(sum(pounds) FILTER (WHERE EXISTS (
           SELECT FROM rents_expectedbenefit benefit
           WHERE benefit.council_id = %(council)s AND benefit.rent_account_id = owed.id
             AND benefit.kind IN ('uc', 'uc_managed', 'uc_deduction') AND benefit.from_on <= %(on)s
             AND (benefit.until_on IS NULL OR benefit.until_on > %(on)s))), 0),
       coalesce(sum(pounds), 0)
FROM owed WHERE NOT is_former AND pounds > 0
