-- People's parts in tenancies.

-- [tenancies and people] Find the tenancies and the people
CREATE TEMP TABLE part AS
SELECT s.row, t.tenancy_id, p.person_id, p.restricted_to, ten.from_on AS tenancy_from, ten.until_on AS tenancy_until,
       coalesce(s.from_on, ten.from_on) AS from_on, coalesce(s.until_on + 1, ten.until_on) AS until_on
FROM staged s
LEFT JOIN tenancies_tenancylegacyreference t
       ON t.council_id = %(council)s AND t.source_system = s.tenancy_ref_system AND t.reference = s.tenancy_ref
LEFT JOIN tenancies_tenancy ten ON ten.id = t.tenancy_id AND ten.council_id = %(council)s
LEFT JOIN people_personlegacyreference p
       ON p.council_id = %(council)s AND p.source_system = s.person_ref_system AND p.reference = s.person_ref;
ANALYZE part;

-- [moved] Know again a part whose role or start the file changed
INSERT INTO known
SELECT row, legacy_id, thing_id, restricted_to, false FROM (
    SELECT s.row, l.id AS legacy_id, l.made AS thing_id, l.restricted_to,
           count(*) OVER (PARTITION BY s.row) AS choices, count(*) OVER (PARTITION BY l.id) AS suitors
    FROM fresh s JOIN part w USING (row)
    JOIN migration_loadedrow l ON l.council_id = %(council)s AND l.person_id = w.person_id AND l.layout = 'tenancy_people'
     AND l.source_system = s.source
     AND (l.facts->'tenancy_ref', l.facts->'person_ref') = (s.facts->'tenancy_ref', s.facts->'person_ref')
    WHERE NOT EXISTS (SELECT FROM known k WHERE k.legacy_id = l.id)
      AND (s.role <> 'authorised_contact' AND l.facts->>'role' <> 'authorised_contact'
               AND l.facts->'from_on' IS NOT DISTINCT FROM s.facts->'from_on'
           OR l.facts->>'role' = s.role
               AND coalesce((l.facts->>'from_on')::date, '-infinity') <= coalesce(s.until_on, 'infinity')
               AND coalesce(s.from_on, '-infinity') <= coalesce((l.facts->>'until_on')::date, 'infinity'))
) AS alike WHERE choices = 1 AND suitors = 1;

-- [lost] Refuse parts in tenancies, or of people, that nobody knows
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, s.row, CASE WHEN w.tenancy_id IS NULL THEN 'tenancy_ref' ELSE 'person_ref' END,
           CASE WHEN w.tenancy_id IS NULL THEN s.tenancy_ref ELSE s.person_ref END,
           CASE WHEN w.tenancy_id IS NULL
                THEN pg_temp.nowhere('tenancy', 'tenancies', s.tenancy_ref_system, s.tenancy_ref)
                ELSE pg_temp.nowhere('person', 'people', s.person_ref_system, s.person_ref) END,
           true, s.source, s.own
    FROM staged s JOIN part w USING (row)
    WHERE (w.tenancy_id IS NULL OR w.person_id IS NULL) AND NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row)
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [ends] Refuse parts that end before they start
WITH said AS (
    INSERT INTO problem (file, row, col, value, reason, refuses, source, ref)
    SELECT %(file)s, s.row, CASE WHEN s.until_on IS NULL THEN 'from_on' ELSE 'until_on' END,
           coalesce(s.until_on, s.from_on)::text,
           format('This would end on %%s, before it starts on %%s.', pg_temp.in_words(w.until_on - 1), pg_temp.in_words(w.from_on)),
           true, s.source, s.own
    FROM staged s JOIN part w USING (row)
    WHERE w.until_on <= w.from_on AND NOT EXISTS (SELECT FROM refused WHERE refused.row = s.row)
    RETURNING row
) INSERT INTO refused SELECT row FROM said;

-- [stands] Find parts that stand already
CREATE TEMP TABLE stands AS
SELECT s.row, p.id AS party_id
FROM fresh s JOIN part w USING (row)
JOIN tenancies_tenancyparty p ON p.council_id = %(council)s AND p.tenancy_id = w.tenancy_id AND p.person_id = w.person_id
 AND p.role = s.role AND p.from_on = w.from_on
UNION ALL
SELECT row, first_id FROM (
    SELECT s.row, s.id, first_value(s.id) OVER (
        PARTITION BY w.tenancy_id, w.person_id, s.role, w.from_on ORDER BY s.row) AS first_id
    FROM fresh s JOIN part w USING (row)
    WHERE (w.tenancy_id, w.person_id) IN (SELECT w.tenancy_id, w.person_id FROM part w
                                          GROUP BY w.tenancy_id, w.person_id HAVING count(*) > 1)
) AS alike WHERE id <> first_id;
ANALYZE stands;

-- [add] Add parts
INSERT INTO tenancies_tenancyparty (id, council_id, restricted_to, tenancy_id, person_id, role, relationship, from_on, until_on)
SELECT s.id, %(council)s, w.restricted_to, w.tenancy_id, w.person_id, s.role, s.relationship, w.from_on, w.until_on
FROM fresh s JOIN part w USING (row)
WHERE NOT EXISTS (SELECT FROM stands WHERE stands.row = s.row);

-- [broken] Say which changes cannot be (if changed)
{broken};

-- [change] Change what the file changed (each turn)
{change}

-- [keep] Keep the facts
INSERT INTO migration_loadedrow (council_id, restricted_to, layout, source_system, reference, person_id, made,
    digest, facts, kept, source_updated, loaded_at)
SELECT %(council)s, w.restricted_to, 'tenancy_people', s.source, s.own, w.person_id,
    coalesce(x.party_id, s.id), s.digest, s.facts, s.kept, s.updated, %(at)s
FROM fresh s JOIN part w USING (row) LEFT JOIN stands x USING (row);

-- [keep changed] Keep the changed facts (if changed)
{keep_changed}

-- [words] Note whose words to write again
INSERT INTO touched_person
SELECT DISTINCT w.person_id FROM fresh s JOIN part w USING (row)
WHERE NOT EXISTS (SELECT FROM touched_person t WHERE t.id = w.person_id)
UNION ALL SELECT DISTINCT p.person_id FROM changed c JOIN tenancies_tenancyparty p ON p.id = c.thing_id AND p.council_id = %(council)s;
