-- Homes with a tenancy for which no rent is charged: a line each, for an officer to look at.
INSERT INTO rents_rentincreaseline
    (council_id, increase_id, place_id, kind, code, per, rent_type, old_charge, new_charge, old, uprated,
     convergence, new, why, exception)
SELECT account.council_id, %(increase)s, account.place_id, 'rent', %(rent_code)s, 'week', '', 0, 0, 0, 0, 0, 0,
       'No rent is charged for this home, so there is nothing to raise.', 'no_rent'
FROM rents_rentaccount AS account
WHERE account.council_id = %(council)s AND account."group" = %(group)s AND account.tenancy_id IS NOT NULL
  AND account.from_on <= %(eve)s AND (account.until_on IS NULL OR account.until_on > %(eve)s)
  AND NOT EXISTS (
      SELECT FROM rents_rentincreaseline AS line
      WHERE line.council_id = account.council_id AND line.increase_id = %(increase)s
        AND line.place_id = account.place_id AND line.kind = 'rent')
