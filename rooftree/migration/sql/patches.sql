-- Patches: which officer looks after which places, for what, from when until when.

-- [find] Find the officers and the places
CREATE TEMP TABLE spot AS
SELECT s.row, o.id AS officer_id, l.place_id,
       coalesce(s.from_on, least(%(today)s, s.until_on)) AS from_on, s.until_on + 1 AS until_on
FROM staged s
LEFT JOIN staff_officer o ON o.council_id = %(council)s AND lower(o.email) = s.officer_email AND s.officer_email <> ''
LEFT JOIN places_placelegacyreference l
       ON l.council_id = %(council)s AND l.layout = 'places'
      AND l.source_system = s.place_ref_system AND l.reference = s.place_ref;
ANALYZE spot;

-- [lost] Refuse rows about officers or places that nobody knows
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, s.row, CASE WHEN lost_officer THEN 'officer_email' ELSE 'place_ref' END,
           CASE WHEN lost_officer THEN s.officer_email ELSE s.place_ref END,
           CASE WHEN lost_officer THEN pg_temp.nowhere('officer', 'officers', s.source, s.officer_email)
                ELSE pg_temp.nowhere('place', 'places', s.place_ref_system, s.place_ref) END,
           true, s.source, s.own
    FROM (SELECT s.*, s.officer_email <> '' AND w.officer_id IS NULL AS lost_officer,
                 s.place_ref <> '' AND w.place_id IS NULL AS lost_place FROM staged s JOIN spot w USING (row)) AS s
    WHERE (lost_officer OR lost_place) AND NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row)
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [ends] Refuse rows that end before they start
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, s.row, 'until_on', s.until_on::text,
           format('This would end on %%s, before it starts on %%s.', pg_temp.in_words(s.until_on), pg_temp.in_words(s.from_on)),
           true, s.source, s.own
    FROM staged s
    WHERE s.until_on < s.from_on AND NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row)
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [patches] Add patches
INSERT INTO places_patch (council_id, code, purpose)
SELECT DISTINCT %(council)s::bigint, s.patch_code, s.purpose FROM fresh s
ON CONFLICT DO NOTHING;

-- [spans] List who has which patch, and which patch has which place, from when until when
CREATE TEMP TABLE officer_span AS
SELECT p.id AS patch_id, w.officer_id, w.from_on, w.until_on, min(s.row) AS row
FROM fresh s JOIN spot w USING (row)
JOIN places_patch p ON p.council_id = %(council)s AND p.purpose = s.purpose AND p.code = s.patch_code
WHERE w.officer_id IS NOT NULL GROUP BY 1, 2, 3, 4
UNION ALL
SELECT patch_id, officer_id, from_on, until_on, 0 FROM places_patchofficer WHERE council_id = %(council)s;
CREATE TEMP TABLE place_span AS
SELECT s.purpose, p.id AS patch_id, w.place_id, w.from_on, w.until_on, min(s.row) AS row
FROM fresh s JOIN spot w USING (row)
JOIN places_patch p ON p.council_id = %(council)s AND p.purpose = s.purpose AND p.code = s.patch_code
WHERE w.place_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5
UNION ALL
SELECT purpose, patch_id, place_id, from_on, until_on, 0 FROM places_patchplace
WHERE council_id = %(council)s AND place_id IN (SELECT place_id FROM spot);
ANALYZE officer_span;
ANALYZE place_span;

-- [two officers] Refuse a second officer of a patch on one day (repeat)
WITH clash AS (
    SELECT b.patch_id, b.officer_id, b.from_on, b.until_on, b.row, a.row AS against, a.officer_id AS other_id
    FROM officer_span b JOIN officer_span a ON a.patch_id = b.patch_id AND a.officer_id <> b.officer_id AND a.row < b.row
     AND a.from_on < coalesce(b.until_on, 'infinity') AND b.from_on < coalesce(a.until_on, 'infinity')
), lost AS (
    DELETE FROM officer_span o USING (
        SELECT DISTINCT ON (row) * FROM clash c
        WHERE c.against = 0 OR NOT EXISTS (SELECT FROM clash earlier WHERE earlier.row = c.against)
        ORDER BY row, against
    ) AS c WHERE o.row = c.row
    RETURNING c.*
), said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, s.row, 'officer_email', s.officer_email,
           format('%%s looks after %%s on those days already%%s.', o.name, s.patch_code,
                  CASE WHEN c.against > 0 THEN format(' (row %%s)', c.against) ELSE '' END),
           true, s.source, s.own
    FROM fresh s JOIN spot w USING (row)
    JOIN places_patch p ON p.council_id = %(council)s AND p.purpose = s.purpose AND p.code = s.patch_code
    JOIN lost c ON c.patch_id = p.id AND c.officer_id = w.officer_id AND c.from_on = w.from_on
     AND c.until_on IS NOT DISTINCT FROM w.until_on
    JOIN staff_officer o ON o.id = c.other_id AND o.council_id = %(council)s
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [two patches] Refuse a second patch of a place for one purpose on one day (repeat)
WITH clash AS (
    SELECT b.purpose, b.patch_id, b.place_id, b.from_on, b.until_on, b.row, a.row AS against, a.patch_id AS other_id
    FROM place_span b JOIN place_span a ON a.purpose = b.purpose AND a.place_id = b.place_id AND a.patch_id <> b.patch_id
     AND a.row < b.row AND a.from_on < coalesce(b.until_on, 'infinity') AND b.from_on < coalesce(a.until_on, 'infinity')
), lost AS (
    DELETE FROM place_span o USING (
        SELECT DISTINCT ON (row) * FROM clash c
        WHERE c.against = 0 OR NOT EXISTS (SELECT FROM clash earlier WHERE earlier.row = c.against)
        ORDER BY row, against
    ) AS c WHERE o.row = c.row
    RETURNING c.*
), said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, s.row, 'place_ref', s.place_ref,
           format('%%s belongs to %%s on those days already%%s.', s.place_ref, q.code,
                  CASE WHEN c.against > 0 THEN format(' (row %%s)', c.against) ELSE '' END),
           true, s.source, s.own
    FROM fresh s JOIN spot w USING (row)
    JOIN places_patch p ON p.council_id = %(council)s AND p.purpose = s.purpose AND p.code = s.patch_code
    JOIN lost c ON c.patch_id = p.id AND c.place_id = w.place_id AND c.from_on = w.from_on
     AND c.until_on IS NOT DISTINCT FROM w.until_on
    JOIN places_patch q ON q.id = c.other_id AND q.council_id = %(council)s
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [changed ends] Change until when the file says it lasts (if changed)
UPDATE places_patchofficer p SET until_on = w.until_on
FROM changed c JOIN staged s USING (row) JOIN spot w USING (row) JOIN {legacy} l ON l.id = c.legacy_id AND l.council_id = %(council)s
JOIN places_patch t ON t.council_id = %(council)s AND t.purpose = s.purpose AND t.code = s.patch_code
WHERE p.council_id = %(council)s AND p.patch_id = t.id AND p.officer_id = w.officer_id
  AND l.facts->'until_on' IS DISTINCT FROM c.facts->'until_on'
  AND p.until_on IS NOT DISTINCT FROM ((l.facts->>'until_on')::date + 1)
  AND p.until_on IS DISTINCT FROM w.until_on AND coalesce(w.until_on, 'infinity') > p.from_on
  AND NOT EXISTS (SELECT FROM places_patchofficer o WHERE o.council_id = %(council)s AND o.patch_id = p.patch_id AND o.id <> p.id
                  AND o.from_on < coalesce(w.until_on, 'infinity') AND p.from_on < coalesce(o.until_on, 'infinity'));
UPDATE places_patchplace p SET until_on = w.until_on
FROM changed c JOIN staged s USING (row) JOIN spot w USING (row) JOIN {legacy} l ON l.id = c.legacy_id AND l.council_id = %(council)s
JOIN places_patch t ON t.council_id = %(council)s AND t.purpose = s.purpose AND t.code = s.patch_code
WHERE p.council_id = %(council)s AND p.patch_id = t.id AND p.place_id = w.place_id
  AND l.facts->'until_on' IS DISTINCT FROM c.facts->'until_on'
  AND p.until_on IS NOT DISTINCT FROM ((l.facts->>'until_on')::date + 1)
  AND p.until_on IS DISTINCT FROM w.until_on AND coalesce(w.until_on, 'infinity') > p.from_on
  AND NOT EXISTS (SELECT FROM places_patchplace o WHERE o.council_id = %(council)s AND o.place_id = p.place_id
                  AND o.purpose = p.purpose AND o.id <> p.id
                  AND o.from_on < coalesce(w.until_on, 'infinity') AND p.from_on < coalesce(o.until_on, 'infinity'));

-- [officers] Give patches to officers
CREATE TEMP TABLE stretch AS
SELECT patch_id, officer_id, min(from_on) AS from_on, nullif(max(coalesce(until_on, 'infinity')), 'infinity') AS until_on
FROM (
    SELECT *, sum(is_apart) OVER (PARTITION BY patch_id, officer_id ORDER BY from_on, until_on) AS nth FROM (
        SELECT *, CASE WHEN from_on <= max(coalesce(until_on, 'infinity')) OVER (
                PARTITION BY patch_id, officer_id ORDER BY from_on, until_on ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
            THEN 0 ELSE 1 END AS is_apart
        FROM (SELECT DISTINCT p.id AS patch_id, w.officer_id, w.from_on, w.until_on
              FROM fresh s JOIN spot w USING (row)
              JOIN places_patch p ON p.council_id = %(council)s AND p.purpose = s.purpose AND p.code = s.patch_code
              WHERE w.officer_id IS NOT NULL
              UNION
              SELECT patch_id, officer_id, from_on, until_on FROM places_patchofficer WHERE council_id = %(council)s) AS spans
    ) AS marked
) AS numbered GROUP BY patch_id, officer_id, nth;
DELETE FROM places_patchofficer p USING stretch x
WHERE p.council_id = %(council)s AND x.patch_id = p.patch_id AND x.officer_id = p.officer_id
  AND x.from_on <= p.from_on AND coalesce(x.until_on, 'infinity') >= coalesce(p.until_on, 'infinity')
  AND (x.from_on, coalesce(x.until_on, 'infinity')) <> (p.from_on, coalesce(p.until_on, 'infinity'));
INSERT INTO places_patchofficer (council_id, patch_id, officer_id, from_on, until_on)
SELECT %(council)s, x.patch_id, x.officer_id, x.from_on, x.until_on FROM stretch x
WHERE NOT EXISTS (SELECT FROM places_patchofficer p WHERE p.council_id = %(council)s AND p.patch_id = x.patch_id
                  AND p.officer_id = x.officer_id AND p.from_on = x.from_on AND p.until_on IS NOT DISTINCT FROM x.until_on);

-- [places] Put places into patches
CREATE TEMP TABLE plot AS
SELECT purpose, patch_id, place_id, min(from_on) AS from_on, nullif(max(coalesce(until_on, 'infinity')), 'infinity') AS until_on
FROM (
    SELECT *, sum(is_apart) OVER (PARTITION BY patch_id, place_id ORDER BY from_on, until_on) AS nth FROM (
        SELECT *, CASE WHEN from_on <= max(coalesce(until_on, 'infinity')) OVER (
                PARTITION BY patch_id, place_id ORDER BY from_on, until_on ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
            THEN 0 ELSE 1 END AS is_apart
        FROM (SELECT DISTINCT s.purpose, p.id AS patch_id, w.place_id, w.from_on, w.until_on
              FROM fresh s JOIN spot w USING (row)
              JOIN places_patch p ON p.council_id = %(council)s AND p.purpose = s.purpose AND p.code = s.patch_code
              WHERE w.place_id IS NOT NULL
              UNION
              SELECT purpose, patch_id, place_id, from_on, until_on FROM places_patchplace
              WHERE council_id = %(council)s AND place_id IN (SELECT w.place_id FROM fresh JOIN spot w USING (row))) AS spans
    ) AS marked
) AS numbered GROUP BY purpose, patch_id, place_id, nth;
DELETE FROM places_patchplace p USING plot x
WHERE p.council_id = %(council)s AND x.patch_id = p.patch_id AND x.place_id = p.place_id
  AND x.from_on <= p.from_on AND coalesce(x.until_on, 'infinity') >= coalesce(p.until_on, 'infinity')
  AND (x.from_on, coalesce(x.until_on, 'infinity')) <> (p.from_on, coalesce(p.until_on, 'infinity'));
INSERT INTO places_patchplace (council_id, patch_id, purpose, place_id, from_on, until_on)
SELECT %(council)s, x.patch_id, x.purpose, x.place_id, x.from_on, x.until_on FROM plot x
WHERE NOT EXISTS (SELECT FROM places_patchplace p WHERE p.council_id = %(council)s AND p.patch_id = x.patch_id
                  AND p.place_id = x.place_id AND p.from_on = x.from_on AND p.until_on IS NOT DISTINCT FROM x.until_on);

-- [keep] Keep the facts
INSERT INTO migration_loadedrow (council_id, restricted_to, layout, source_system, reference, digest, facts, kept,
    source_updated, loaded_at)
SELECT %(council)s, 0, 'patches', s.source, s.own, s.digest, s.facts, s.kept, s.updated, %(at)s FROM fresh s;

-- [keep changed] Keep the changed facts (if changed)
{keep_changed}
