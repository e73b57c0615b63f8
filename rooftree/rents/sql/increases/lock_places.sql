-- Whoever changes what a home is charged holds its place first, in the order of ids.
SELECT count(*) FROM (
    SELECT FROM places_place AS place
    WHERE place.council_id = %(council)s AND place.id IN (
        SELECT place_id FROM rents_rentincreaseline
        WHERE council_id = %(council)s AND increase_id = %(increase)s)
    ORDER BY place.id FOR NO KEY UPDATE) AS locked
