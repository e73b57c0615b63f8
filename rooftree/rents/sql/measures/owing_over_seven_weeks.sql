, weekly AS (
    SELECT charge.place_id, sum(CASE charge.per WHEN 'week' THEN charge.amount WHEN 'night' THEN charge.amount * 7
                                ELSE charge.amount * 12 / 52 END) AS pounds
    FROM rents_charge charge
    WHERE charge.council_id = %(council)s AND charge.place_id IS NOT NULL AND charge.from_on <= %(on)s
      AND (charge.until_on IS NULL OR charge.until_on > %(on)s)
    GROUP BY charge.place_id
)
SELECT count(*) FILTER (WHERE owed.pounds > 0 AND owed.pounds >= 7 * weekly.pounds), count(*)
FROM owed LEFT JOIN weekly USING (place_id) WHERE NOT owed.is_former
