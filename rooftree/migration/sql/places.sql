-- Places: each within another, in any order of the rows.

-- [parents] Find the places that places are within
CREATE TEMP TABLE within AS
SELECT s.row, coalesce(k.thing_id, s.id) AS place_id, s.parent_ref,
       s.parent_ref_system AS parent_source,
       p.row AS parent_row, coalesce(pk.thing_id, p.id, l.place_id) AS parent_id
FROM staged s
LEFT JOIN known k ON k.row = s.row
LEFT JOIN (SELECT * FROM staged WHERE NOT EXISTS (SELECT FROM again WHERE again.row = staged.row)) AS p
       ON p.source = s.parent_ref_system AND p.place_ref = s.parent_ref AND s.parent_ref <> ''
LEFT JOIN known pk ON pk.row = p.row
LEFT JOIN places_placelegacyreference l
       ON p.row IS NULL AND s.parent_ref <> '' AND l.council_id = %(council)s AND l.layout = 'places'
      AND l.source_system = s.parent_ref_system AND l.reference = s.parent_ref
WHERE NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row);
ANALYZE within;

-- [lost parents] Refuse places within what nobody knows
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, w.row, 'parent_ref', w.parent_ref,
           pg_temp.nowhere('place', 'places', w.parent_source, w.parent_ref), true, s.source, s.place_ref
    FROM within w JOIN staged s USING (row)
    WHERE w.parent_ref <> '' AND w.parent_id IS NULL
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [circles] Refuse places that are within themselves
WITH RECURSIVE suspect AS (
    SELECT w.row, w.place_id, w.parent_id FROM within w LEFT JOIN known k USING (row)
    WHERE w.parent_row >= w.row OR k.row IS NOT NULL
), upward (row, place_id, at, steps) AS (
    SELECT row, place_id, parent_id, 1 FROM suspect WHERE parent_id IS NOT NULL
    UNION ALL
    SELECT u.row, u.place_id, coalesce(w.parent_id, CASE WHEN w.row IS NULL THEN p.parent_id END), u.steps + 1
    FROM upward u
    LEFT JOIN within w ON w.place_id = u.at
    LEFT JOIN places_place p ON p.id = u.at AND p.council_id = %(council)s
    WHERE u.at IS NOT NULL AND u.at <> u.place_id AND u.steps < 40
), said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT DISTINCT ON (s.row) %(file)s, s.row, 'parent_ref', s.parent_ref, 'The place would be within itself.', true, s.source, s.place_ref
    FROM upward u JOIN staged s USING (row) WHERE u.at = u.place_id OR u.steps = 40
    ON CONFLICT DO NOTHING
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [orphans] Refuse places within refused ones, and so on down (repeat)
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, w.row, 'parent_ref', w.parent_ref,
           format('%%s was refused: see row %%s.', w.parent_ref, w.parent_row), true, s.source, s.place_ref
    FROM within w
    JOIN refused r ON r.row = w.parent_row
    JOIN staged s ON s.row = w.row
    LEFT JOIN known pk ON pk.row = w.parent_row
    WHERE pk.row IS NULL AND NOT EXISTS (SELECT FROM refused WHERE refused.row = w.row)
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [add] Add places
INSERT INTO places_place (id, council_id, reference, kind, parent_id, name, address_1, address_2, address_3,
    address_4, postcode, uprn, easting, northing, ward, area_office, year_built, floors, lifts, created_at)
SELECT s.id, %(council)s, reference_of('H', nextval('reference_number')), s.kind, w.parent_id, s.name, s.address_1,
    s.address_2, s.address_3, s.address_4, s.postcode, s.uprn, s.easting, s.northing, s.ward, s.area_office,
    s.year_built, s.floors, s.lifts, %(at)s
FROM fresh s JOIN within w USING (row);

-- [change] Change what the file changed (each turn)
{change}

-- [keep] Keep the facts and the references
INSERT INTO places_placelegacyreference (council_id, restricted_to, layout, source_system, reference, place_id,
    digest, facts, kept, source_updated, loaded_at)
SELECT %(council)s, 0, 'places', s.source, s.place_ref, s.id, s.digest, s.facts, s.kept, s.updated, %(at)s FROM fresh s;

-- [keep changed] Keep the changed facts (if changed)
{keep_changed}

-- [words] Note whose words to write again
INSERT INTO touched_place SELECT id FROM fresh UNION ALL SELECT thing_id FROM changed;
