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

-- [results] Work out what the changed tenancies would be
CREATE TEMP TABLE result AS
{results};
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, s.row, 'end_on', coalesce(s.end_on::text, ''),
           format('The tenancy would end on %%s, before it starts on %%s.', pg_temp.in_words(r.until_on - 1), pg_temp.in_words(r.from_on)),
           true, s.source, s.tenancy_ref
    FROM result r JOIN staged s USING (row) WHERE r.until_on <= r.from_on
    RETURNING row
) INSERT INTO refused SELECT row FROM said;
DELETE FROM result r USING refused WHERE refused.row = r.row;

-- [crowded] Find the places let twice on one day
CREATE TEMP TABLE letting AS
SELECT w.place_id, s.row, NULL::bigint AS tenancy_id, NULL::integer AS unless, s.start_on AS from_on, s.end_on + 1 AS until_on
FROM fresh s JOIN place_of w USING (row)
UNION ALL
SELECT r.place_id, r.row, r.thing_id, NULL, r.from_on, r.until_on FROM result r;
-- What stands already: for good, or, where the file changes it, only if that row is refused (`unless`).
INSERT INTO letting
SELECT t.place_id, NULL, t.id, k.row, t.from_on, t.until_on
FROM tenancies_tenancy t
LEFT JOIN result k ON k.thing_id = t.id
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

-- [make way] Make way where one changed tenancy takes days that another has had (if changed)
CREATE TEMP TABLE in_the_way AS
SELECT DISTINCT ON (t.id) t.id, row_number() OVER () AS nth,
       mine.place_id = t.place_id AND greatest(mine.from_on, t.from_on) < least(mine.until_on, t.until_on, 'infinity') AS overlaps,
       greatest(mine.from_on, t.from_on) AS from_on, least(mine.until_on, t.until_on) AS until_on
FROM result mine JOIN tenancies_tenancy t ON t.id = mine.thing_id AND t.council_id = %(council)s
JOIN result theirs ON theirs.place_id = t.place_id AND theirs.thing_id <> t.id
 AND theirs.from_on < coalesce(t.until_on, 'infinity') AND t.from_on < coalesce(theirs.until_on, 'infinity')
WHERE NOT EXISTS (SELECT FROM refused WHERE refused.row IN (mine.row, theirs.row))
ORDER BY t.id;
-- The days that stay, or else a day before any tenancy, until the next step.
UPDATE tenancies_tenancy t SET
    from_on = CASE WHEN w.overlaps THEN w.from_on ELSE DATE '0001-01-01' + w.nth::integer END,
    until_on = CASE WHEN w.overlaps THEN w.until_on ELSE DATE '0001-01-02' + w.nth::integer END
FROM in_the_way w WHERE t.id = w.id AND t.council_id = %(council)s;

-- [change] Change what the file changed (each turn)
{change}

-- [parties] End the parts of those whose tenancy's end the file changed (if changed)
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

-- [keep changed] Keep the changed facts (if changed)
{keep_changed}

-- [words] Note whose words to write again
INSERT INTO touched_person
SELECT p.person_id FROM changed c JOIN tenancies_tenancyparty p ON p.tenancy_id = c.thing_id AND p.council_id = %(council)s;
