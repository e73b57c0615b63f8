-- Tenancies: each of one place, and no two of a place on one day.

-- [places] Find the places
CREATE TEMP TABLE place_of AS
SELECT s.row, l.place_id
FROM staged s JOIN places_placelegacyreference l
  ON l.council_id = %(council)s AND l.layout = 'places'
 AND l.source_system = s.place_ref_system AND l.reference = s.place_ref;
ANALYZE place_of;

-- [lost places] Refuse tenancies of places that nobody knows
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, s.row, 'place_ref', s.place_ref,
           pg_temp.nowhere('place', 'places', s.place_ref_system, s.place_ref), true, s.source, s.tenancy_ref
    FROM staged s
    WHERE NOT EXISTS (SELECT FROM place_of WHERE place_of.row = s.row)
      AND NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row)
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [ends] Refuse tenancies that end before they start
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, s.row, 'end_on', s.end_on::text,
           format('The tenancy ends on %%s, before it starts on %%s.', pg_temp.in_words(s.end_on), pg_temp.in_words(s.start_on)),
           true, s.source, s.tenancy_ref
    FROM staged s
    WHERE s.end_on < s.start_on AND NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row)
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [crowded] Find the places let twice on one day
CREATE TEMP TABLE letting AS
SELECT w.place_id, s.row, k.thing_id AS tenancy_id, NULL::integer AS unless, s.start_on AS from_on, s.end_on + 1 AS until_on
FROM staged s JOIN place_of w USING (row) LEFT JOIN known k USING (row)
WHERE NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row)
  AND NOT EXISTS (SELECT FROM again WHERE again.row = s.row)
  AND (k.row IS NULL OR NOT k.same);
-- What stands already: for good, or, where the file changes it, only if that row is refused (`unless`).
INSERT INTO letting
SELECT t.place_id, NULL, t.id, k.row, t.from_on, t.until_on
FROM tenancies_tenancy t
LEFT JOIN known k ON k.thing_id = t.id AND NOT k.same AND NOT EXISTS (SELECT FROM refused WHERE refused.row = k.row)
WHERE t.council_id = %(council)s AND t.place_id IN (SELECT place_id FROM letting);
CREATE TEMP TABLE crowded AS
SELECT DISTINCT place_id FROM (
    SELECT place_id, from_on, max(coalesce(until_on, 'infinity')) OVER (
        PARTITION BY place_id ORDER BY from_on, row NULLS FIRST ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS taken_until
    FROM letting
) AS in_turn WHERE from_on < taken_until;
CREATE TEMP TABLE clash AS
SELECT b.row, a.row AS against_row, a.tenancy_id AS against_id, a.unless, a.from_on, a.until_on
FROM crowded JOIN letting b USING (place_id) JOIN letting a USING (place_id)
WHERE b.row IS NOT NULL AND (a.row IS NULL OR a.row < b.row) AND a.unless IS DISTINCT FROM b.row
  AND a.from_on < coalesce(b.until_on, 'infinity') AND b.from_on < coalesce(a.until_on, 'infinity');

-- [clashes] Refuse a second tenancy of a home on one day (repeat)
WITH standing AS (
    SELECT c.* FROM clash c
    LEFT JOIN refused mine ON mine.row = c.row
    LEFT JOIN refused theirs ON theirs.row = c.against_row
    LEFT JOIN refused given ON given.row = c.unless
    WHERE mine.row IS NULL AND theirs.row IS NULL AND (c.unless IS NULL OR given.row IS NOT NULL)
), settled AS (
    -- Only against what is itself beyond dispute: the earlier row of two stands.
    SELECT DISTINCT ON (c.row) c.* FROM standing c
    WHERE c.against_row IS NULL OR NOT EXISTS (SELECT FROM standing o WHERE o.row = c.against_row)
    ORDER BY c.row, c.against_row
), said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, s.row, 'place_ref', s.place_ref,
           format('%%s is let already on those days (%%s): from %%s%%s.', s.place_ref,
                  coalesce('row ' || c.against_row, 'tenancy ' || t.reference), pg_temp.in_words(c.from_on),
                  coalesce(' to ' || pg_temp.in_words(c.until_on - 1), '')),
           true, s.source, s.tenancy_ref
    FROM settled c JOIN staged s ON s.row = c.row
    LEFT JOIN tenancies_tenancy t ON t.id = c.against_id AND t.council_id = %(council)s
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [change] Change what the file changed (each turn)
{change}

-- [parties] End the parts of those whose tenancy's end the file changed
UPDATE tenancies_tenancyparty p SET until_on = s.end_on + 1
FROM changed c JOIN staged s USING (row)
JOIN tenancies_tenancylegacyreference l ON l.id = c.legacy_id AND l.council_id = %(council)s
WHERE p.council_id = %(council)s AND p.tenancy_id = c.thing_id
  AND l.facts->>'end_on' IS DISTINCT FROM s.facts->>'end_on'
  AND p.until_on IS NOT DISTINCT FROM ((l.facts->>'end_on')::date + 1)
  AND p.until_on IS DISTINCT FROM s.end_on + 1
  AND (s.end_on IS NULL OR p.from_on <= s.end_on);

-- [add] Add tenancies
INSERT INTO tenancies_tenancy (id, council_id, reference, place_id, tenure, from_on, until_on, end_reason,
    payment_reference, introductory_until_on, conditions_version, created_at)
SELECT s.id, %(council)s, reference_of('T', nextval('reference_number')), w.place_id, s.tenure, s.start_on,
    s.end_on + 1, s.end_reason, s.payment_ref, s.introductory_end_on + 1, s.conditions_version, %(at)s
FROM fresh s JOIN place_of w USING (row);

-- [keep] Keep the facts and the references
INSERT INTO tenancies_tenancylegacyreference (council_id, restricted_to, source_system, reference, tenancy_id, digest,
    facts, kept, source_updated, loaded_at)
SELECT %(council)s, 0, s.source, s.tenancy_ref, s.id, s.digest, s.facts, s.kept, s.updated, %(at)s FROM fresh s;

-- [keep changed] Keep the changed facts
{keep_changed}

-- [words] Note whose words to write again
INSERT INTO touched_person
SELECT p.person_id FROM changed c JOIN tenancies_tenancyparty p ON p.tenancy_id = c.thing_id AND p.council_id = %(council)s;
