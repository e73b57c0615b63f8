, line AS (
    -- What a week of the rent part comes to, of the home and of the account alone.
    SELECT owed.id, charge.amount, charge.per FROM owed JOIN rents_charge charge
        ON charge.council_id = %(council)s AND charge.place_id = owed.place_id
    WHERE charge.code = ANY (%(codes)s) AND charge.from_on <= %(on)s AND (charge.until_on IS NULL OR charge.until_on > %(on)s)
    UNION ALL
    SELECT owed.id, charge.amount, charge.per FROM owed JOIN rents_charge charge
        ON charge.council_id = %(council)s AND charge.rent_account_id = owed.id
    WHERE charge.code = ANY (%(codes)s) AND charge.from_on <= %(on)s AND (charge.until_on IS NULL OR charge.until_on > %(on)s)
), weekly AS (
    SELECT id, sum(amount * CASE per WHEN 'week' THEN 1 WHEN 'night' THEN 7 ELSE 12.0 / 52 END) AS pounds
    FROM line GROUP BY id
)
SELECT count(*) FILTER (WHERE owed.pounds > 0 AND owed.pounds >= 7 * weekly.pounds), count(*)
FROM owed LEFT JOIN weekly USING (id) WHERE NOT owed.is_former
