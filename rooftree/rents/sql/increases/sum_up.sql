-- What the lines come to, and what a 53rd week costs those whom Universal Credit pays.
UPDATE rents_rentincrease AS increase
SET homes = lines.homes, exceptions = lines.exceptions, old_weekly = lines.old_weekly,
    new_weekly = lines.new_weekly, uc_accounts = uc.accounts, uc_shortfall = uc.shortfall
FROM (SELECT count(DISTINCT place_id) AS homes, count(*) FILTER (WHERE exception <> '') AS exceptions,
             coalesce(sum(old) FILTER (WHERE kind = 'rent'), 0) AS old_weekly,
             coalesce(sum(new) FILTER (WHERE kind = 'rent'), 0) AS new_weekly
      FROM rents_rentincreaseline
      WHERE council_id = %(council)s AND increase_id = %(increase)s) AS lines,
     (SELECT count(DISTINCT account.id) AS accounts,
             coalesce(sum(line.new_charge), 0) * %(extra)s AS shortfall
      FROM rents_rentaccount AS account
      JOIN rents_rentincreaseline AS line
        ON line.council_id = account.council_id AND line.increase_id = %(increase)s
       AND line.place_id = account.place_id AND line.code = ANY (%(eligible)s) AND line.per = 'week'
      WHERE account.council_id = %(council)s AND account."group" = %(group)s
        AND account.from_on <= %(eve)s AND (account.until_on IS NULL OR account.until_on > %(eve)s)
        AND EXISTS (SELECT FROM rents_expectedbenefit AS benefit
                    WHERE benefit.council_id = account.council_id AND benefit.rent_account_id = account.id
                      AND benefit.kind IN ('uc', 'uc_managed') AND benefit.from_on <= %(eve)s
                      AND (benefit.until_on IS NULL OR benefit.until_on > %(eve)s))) AS uc
WHERE increase.council_id = %(council)s AND increase.id = %(increase)s
