-- What is charged to an account on a day, and what is charged from a later day on: of its home, and of itself alone.
SELECT code, amount, per, from_on, until_on
FROM rents_charge
WHERE council_id = %(council)s AND (until_on IS NULL OR until_on > %(on)s)
  AND (place_id = %(place)s OR rent_account_id = %(account)s)
ORDER BY from_on, amount DESC, code
