-- Homes: what makes a place a dwelling.

-- [places] Find the places
CREATE TEMP TABLE place_of AS
SELECT s.row, l.place_id
FROM staged s JOIN places_placelegacyreference l
  ON l.council_id = %(council)s AND l.layout = 'places'
 AND l.source_system = s.place_ref_system AND l.reference = s.place_ref;
ANALYZE place_of;

-- [lost places] Refuse homes at places that nobody knows
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, s.row, 'place_ref', s.place_ref,
           pg_temp.nowhere('place', 'places', s.place_ref_system, s.place_ref), true, s.source, s.place_ref
    FROM staged s
    WHERE NOT EXISTS (SELECT FROM place_of WHERE place_of.row = s.row)
      AND NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row)
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [had] Find homes that another system told of
CREATE TEMP TABLE had AS
SELECT s.row, w.place_id FROM fresh s JOIN place_of w USING (row)
JOIN places_home h ON h.place_id = w.place_id AND h.council_id = %(council)s;
INSERT INTO had
SELECT row, place_id FROM (
    SELECT s.row, w.place_id, row_number() OVER (PARTITION BY w.place_id ORDER BY s.row) AS nth
    FROM fresh s JOIN place_of w USING (row)
    WHERE w.place_id IN (SELECT place_id FROM place_of GROUP BY place_id HAVING count(*) > 1)
) AS told WHERE nth > 1 AND NOT EXISTS (SELECT FROM had WHERE had.row = told.row);
ANALYZE had;

-- [add] Add homes
INSERT INTO places_home (place_id, council_id, property_type, bedrooms, bed_spaces, floor, lift, heating, garden,
    own_entrance, internal_steps, external_steps, adaptations, accessibility_category, epc, council_tax_band,
    tenure_group, lettable_status, ready_to_let_on, key_location)
SELECT w.place_id, %(council)s, s.property_type, s.bedrooms, s.bed_spaces, s.floor, s.lift, s.heating, s.garden,
    s.own_entrance, s.internal_steps, s.external_steps, s.adaptations, s.accessibility_category, s.epc,
    s.council_tax_band, s.tenure_group, s.lettable_status, s.ready_to_let_on, s.key_location
FROM fresh s JOIN place_of w USING (row)
WHERE NOT EXISTS (SELECT FROM had WHERE had.row = s.row);

-- [fill] Fill what was blank of homes that another system told of
UPDATE places_home h SET {fill}
FROM (
    SELECT t.place_id, {filled}
    FROM staged s JOIN had w USING (row)
    JOIN places_home t ON t.place_id = w.place_id AND t.council_id = %(council)s GROUP BY t.place_id
) AS v
WHERE h.place_id = v.place_id AND h.council_id = %(council)s AND ROW({stand}) IS DISTINCT FROM ROW({come});

-- [change] Change what the file changed (each turn)
{change}

-- [keep] Keep the facts and the references
INSERT INTO places_placelegacyreference (council_id, restricted_to, layout, source_system, reference, place_id,
    digest, facts, kept, source_updated, loaded_at)
SELECT %(council)s, 0, 'homes', s.source, s.place_ref, w.place_id, s.digest, s.facts, s.kept, s.updated, %(at)s
FROM fresh s JOIN place_of w USING (row);

-- [keep changed] Keep the changed facts (if changed)
{keep_changed}

-- [words] Note whose words to write again
INSERT INTO touched_place SELECT w.place_id FROM fresh JOIN place_of w USING (row);
