-- Accounts of a group that go on on a day, whose home is charged nothing on it: the first of them, and how many.
SELECT count(*) OVER () AS total, account.id, account.payment_reference,
       concat_ws(', ', coalesce(nullif(place.address_1, ''), nullif(place.name, '')), nullif(place.postcode, ''))
           AS place
FROM rents_rentaccount account
JOIN places_place place ON place.council_id = account.council_id AND place.id = account.place_id
WHERE account.council_id = %(council)s AND account."group" = %(group)s AND account.tenancy_id IS NOT NULL
  AND account.from_on <= %(on)s AND (account.until_on IS NULL OR account.until_on > %(on)s)
  AND NOT EXISTS (
      SELECT FROM rents_charge charge
      WHERE charge.council_id = account.council_id AND charge.place_id = account.place_id
        AND charge.from_on <= %(on)s AND (charge.until_on IS NULL OR charge.until_on > %(on)s))
ORDER BY account.payment_reference
LIMIT %(most)s
