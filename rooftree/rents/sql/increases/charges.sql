-- Every charge of a group's homes as it stands on the eve of the new rents, with what its home is worth.
-- A home is charged to its tenancy's account, else to its void account.
SELECT charge.id, charge.place_id, charge.code, charge.per, charge.amount,
       coalesce(value.rent_type, 'social'), value.value_1999, coalesce(value.county, ''),
       coalesce(value.bedrooms, home.bedrooms), coalesce(value.is_supported, false)
FROM rents_charge AS charge
CROSS JOIN LATERAL (
    SELECT account."group" FROM rents_rentaccount AS account
    WHERE account.council_id = %(council)s AND account.place_id = charge.place_id
    ORDER BY (account.tenancy_id IS NOT NULL AND account.from_on <= %(eve)s
              AND (account.until_on IS NULL OR account.until_on > %(eve)s)) DESC,
             account.tenancy_id IS NULL DESC, account.from_on DESC
    LIMIT 1
) AS owed
LEFT JOIN rents_homevalue AS value
  ON value.council_id = charge.council_id AND value.place_id = charge.place_id
 AND value.from_on <= %(starts_on)s AND (value.until_on IS NULL OR value.until_on > %(starts_on)s)
LEFT JOIN places_home AS home ON home.place_id = charge.place_id
WHERE charge.council_id = %(council)s AND charge.place_id IS NOT NULL AND owed."group" = %(group)s
  AND charge.from_on <= %(eve)s AND (charge.until_on IS NULL OR charge.until_on > %(starts_on)s)
ORDER BY charge.place_id, charge.code
